// What one method leaves, or fails with, is handed on to those that copy it; one comparison of all of it decides how it ended.
import type { CheckEvent } from '../events/check-events';
import type { CertificateEvent, Ending, RunnerEvent, Telling } from '../events/events';
import { gravest, type Outcome } from '../events/exit-code';
import { byAge } from '../evidence/versions-of-keys';
import type { HandedFrom, HandedOn, Method } from '../methods/method';
import { METHODS } from '../methods/registry';
import type { CopyOptions } from '../plan/copy-options';
import type { Engine } from '../ports/engine';
import { isRunnerError } from '../ports/errors';
import { destinationsOfRules, NOT_READABLE_NOW, readRules } from '../replication/read-rules';
import type { LeftGroup } from '../routes/left-groups';
import { COPYING_INSTEAD, isKnown, whyLeft, type Leaving } from '../routes/leaving';
import { ROUTES } from '../routes/routes';
import type { ObjectVersionId } from '../target/manifest-csv';
import type { CopyTo, Target } from '../target/target';
import { counted } from '../text/figures';
import { defined } from '../text/defined';
import type { RunOptions } from './run-options';

/** A run that may hand on. */
export interface Handing {
  readonly method: Method;
  readonly target: Target;
  readonly engine: Engine;
  readonly options: RunOptions;
  /** Runs a part of it. */
  readonly start: (method: Method, target: Target, engine: Engine, options: RunOptions) => Telling;
}

/** Endings with which everything of a part is there. */
const WELL: ReadonlySet<Outcome> = new Set(['done', 'nothing-to-do']);
/** Endings after which nothing more is begun. */
const STOPPED: ReadonlySet<Outcome> = new Set(['interrupted', 'still-running', 'cancelled']);

interface Part {
  readonly group: LeftGroup;
  readonly versions: readonly ObjectVersionId[];
  readonly method: Method;
  readonly target: Target;
  readonly copies: CopyOptions;
  readonly copyTo: CopyTo;
}

/** The one bucket that is copied to; undefined: there are several, or none is known. */
async function destinationOf({ target, engine, options }: Handing): Promise<CopyTo | undefined> {
  const { aws } = engine;
  const said = options.routeTo ?? target.copyTo;
  if (said !== undefined) return said;
  const named = target.destinations.map(({ bucket }) => bucket);
  const buckets =
    named.length > 0 ? named : destinationsOfRules((await readRules(target, aws.buckets, NOT_READABLE_NOW)).rules);
  const [only, ...more] = new Set(buckets);
  return only === undefined || more.length > 0 ? undefined : { bucket: only };
}

/** The target of jobs that copy inside of the source; undefined: they lack something. */
function jobsInPlace(target: Target, copyTo: CopyTo): Target | undefined {
  const { roleArn, batchCopyRoleArn, ...rest } = target.batchJob;
  // A role that was given for jobs that replicate reads no object.
  if (batchCopyRoleArn === undefined || batchCopyRoleArn === roleArn) return undefined;
  const whole = { ...target, copyTo, batchJob: { ...rest, batchCopyRoleArn, region: target.source.region } };
  return METHODS['batch-copy'].lacks(whole, true).length === 0 ? whole : undefined;
}

/** Why it cannot be handed on, or how it is. */
async function partOf(group: LeftGroup, handing: Handing): Promise<Part | string> {
  const { target, options } = handing;
  const route = ROUTES[group.cause];
  const { versions } = group;
  if (versions === undefined || versions.length === 0) return 'they are not all known by name';
  const { copies = {} } = options;
  if (route.to === 'source') {
    const copyTo = { bucket: target.source.bucket };
    const jobs = jobsInPlace(target, copyTo);
    return jobs === undefined
      ? { group, versions, method: METHODS.copy, target: { ...target, copyTo }, copies: { renews: true }, copyTo }
      : { group, versions, method: METHODS[route.method], target: jobs, copies: {}, copyTo };
  }
  const copyTo = await destinationOf(handing);
  if (copyTo === undefined)
    return 'where they are to be copied is not known: name one bucket with --destination-bucket';
  const restored = defined({ restored: route.restored });
  return {
    ...{ group, versions, copyTo, target: { ...target, copyTo } },
    method: METHODS[route.method],
    copies: { ...copies, ...restored },
  };
}

interface Handed extends HandedOn {
  readonly outcomes: readonly Outcome[];
  readonly summaries: readonly string[];
  readonly transferIds: readonly string[];
  /** The part after which nothing more was begun. @default - all were */
  readonly stopped?: Ending;
}

/** Runs one part; that it may not be sent is an answer, too. */
async function* runPart(part: Part, { engine, options, start }: Handing): Telling {
  const { group, versions, method, target, copies } = part;
  const { agree, estimate, deadlineMs, retries, allowEmpty, checks } = options;
  const { again, pollSeconds, reportWaitSeconds, failOnEmpty } = options;
  const own: RunOptions = {
    ...{ again, pollSeconds, reportWaitSeconds, failOnEmpty, copies },
    ...defined({ agree, estimate, deadlineMs, retries, allowEmpty, checks }),
    choose: () => Promise.resolve(versions),
    isPart: true,
  };
  try {
    return yield* start(method, target, method.paced?.(engine, own) ?? engine, own);
  } catch (error) {
    if (!isRunnerError(error, 'preflight', 'usage', 'denied', 'refused', 'not-found')) throw error;
    const { orMend } = ROUTES[group.cause];
    const mend = orMend === undefined ? '' : `; ${orMend}: ${engine.command('doctor')}`;
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    return { outcome: 'some-failed', summary: `${error.message}${hint}${mend}`, transferIds: [] };
  }
}

async function* handOn(groups: readonly LeftGroup[], handing: Handing): AsyncGenerator<RunnerEvent, Handed> {
  const handed = {
    ...{ outcomes: [] as Outcome[], summaries: [] as string[], transferIds: [] as string[] },
    ...{ copied: [] as ObjectVersionId[], renewed: [] as ObjectVersionId[] },
  };
  let copyTo: CopyTo | undefined;
  for (const group of groups) {
    const { cause, objects, older } = group;
    const why = whyLeft(group, handing.method.keeps.survives['version-ids'] === 'kept' ? 'object version' : 'object');
    const part = await partOf(group, handing);
    if (typeof part === 'string') {
      handed.outcomes.push('some-failed');
      handed.summaries.push(`${why}, and nothing was started for ${objects === 1 ? 'it' : 'them'}: ${part}`);
      continue;
    }
    const { method } = part;
    const isAnew = ROUTES[cause].to === 'source';
    const ages = isAnew
      ? await byAge(part.versions, part.copyTo.bucket, handing.engine)
      : { current: part.versions, renewed: [], older: [] };
    const versions = ages.current;
    handed.renewed.push(...ages.renewed);
    const past = older + ages.older.length;
    if (past > 0) {
      handed.outcomes.push('some-failed');
      handed.summaries.push(`of ${counted(past, 'older version')} no copy is made, since current objects are copied`);
    }
    if (versions.length === 0) continue;
    const where = isAnew ? 'in place' : `to '${part.copyTo.bucket}'`;
    yield { kind: 'note', detail: `${why}: ${method.title} copies ${counted(versions.length, 'object')} ${where} now` };
    const ending = yield* runPart({ ...part, versions }, handing);
    handed.transferIds.push(...ending.transferIds);
    if (STOPPED.has(ending.outcome)) return { ...handed, ...defined({ copyTo }), stopped: ending };
    handed.outcomes.push(WELL.has(ending.outcome) ? 'done' : ending.outcome);
    handed.summaries.push(`${method.title}, for ${counted(versions.length, 'object')}: ${ending.summary}`);
    if (!WELL.has(ending.outcome)) continue;
    if (isAnew) handed.renewed.push(...versions);
    else {
      handed.copied.push(...versions);
      copyTo = part.copyTo;
    }
  }
  return { ...handed, ...defined({ copyTo }) };
}

/** Keeps back certificates: the one that counts is told at the end. */
async function* withoutCertificates(
  telling: AsyncGenerator<RunnerEvent, Leaving>,
  held: CertificateEvent[],
): AsyncGenerator<RunnerEvent, Leaving> {
  for (;;) {
    const step = await telling.next();
    if (step.done === true) return step.value;
    if (step.value.kind === 'certificate') held.push(step.value);
    else yield step.value;
  }
}

/**
 * @param proven what the method comes to by itself
 * @param ran object versions that it had
 */
export async function* handingOn(
  proven: AsyncGenerator<RunnerEvent, Leaving>,
  ran: number,
  from: HandedFrom,
  handing: Handing,
): Telling {
  const { method, target, engine, options } = handing;
  if (options.routes !== true || method.proveHandedOn === undefined) {
    return defined({ ...(yield* proven), leaves: undefined });
  }
  const held: CertificateEvent[] = [];
  let { leaves, ...ending } = yield* withoutCertificates(proven, held);
  const taken = new Set<string>();
  let all: HandedOn = { copied: [], renewed: [] };
  let versions = ran;
  for (;;) {
    const groups = (leaves?.groups ?? []).filter((group) => isKnown(group) && !taken.has(group.cause));
    if (leaves === undefined || groups.length === 0) break;
    for (const { cause } of groups) taken.add(cause);
    const handed = yield* handOn(groups, handing);
    const transferIds = [...ending.transferIds, ...handed.transferIds];
    if (handed.stopped !== undefined) return { ...handed.stopped, transferIds };
    all = {
      copied: [...all.copied, ...handed.copied],
      renewed: [...all.renewed, ...handed.renewed],
      ...defined({ copyTo: handed.copyTo ?? all.copyTo }),
    };
    versions += handed.copied.length + handed.renewed.length;
    const { without } = leaves;
    const before = {
      outcome: gravest([without.outcome, ...handed.outcomes]),
      summary: [without.summary, ...handed.summaries].join('; '),
      transferIds,
    };
    const again: CertificateEvent[] = [];
    const run = { ending: before, versions };
    const proof = method.proveHandedOn(run, all, from, target, engine, options);
    ({ leaves, ...ending } = yield* withoutCertificates(proof, again));
    if (again.length > 0) held.splice(0, Infinity, ...again);
  }
  yield* held;
  const open = leaves?.groups ?? [];
  if (open.length === 0) return ending;
  const words = open.map((group) => `${whyLeft(group, 'object')}, and not everywhere where they should be`);
  return {
    ...ending,
    outcome: gravest([ending.outcome, 'some-failed']),
    summary: [ending.summary, ...words].join('; '),
  };
}

/** Keeps what checks have found. */
export async function* seeing<Result>(
  telling: AsyncGenerator<RunnerEvent, Result>,
  seen: CheckEvent[],
): AsyncGenerator<RunnerEvent, Result> {
  for (;;) {
    const step = await telling.next();
    if (step.done === true) return step.value;
    if (step.value.kind === 'check') seen.push(step.value);
    yield step.value;
  }
}

/**
 * What is done in place of a run that checks have refused, or told of it.
 * @returns undefined: nothing
 */
export async function* instead(
  seen: readonly CheckEvent[],
  error: unknown,
  handing: Handing,
): AsyncGenerator<RunnerEvent, Telling | undefined> {
  const { method, target, engine, options, start } = handing;
  const isUnversioned = seen.some(({ check, answer }) => check === 'versioning' && answer === 'wrong');
  if (!isRunnerError(error, 'preflight') || !isUnversioned || !method.keeps.needs.includes('source-versioning'))
    return undefined;
  const route = ROUTES['no-versioning'];
  const copyTo = await destinationOf(handing);
  const { routes = false } = options;
  const selection = defined({ ...options.selection, statuses: undefined, latestOnly: undefined });
  const isStarted = routes && copyTo !== undefined;
  const known = copyTo === undefined ? {} : { 'destination-bucket': copyTo.bucket };
  yield {
    ...{ kind: 'route', cause: 'no-versioning', examples: [], method: route.method, detail: route.why('', '') },
    ...(isStarted ? { does: 'follows' } : { does: 'told', command: engine.command('run', [], known, COPYING_INSTEAD) }),
  };
  if (!isStarted) return undefined;
  const other = METHODS[route.method];
  // Nothing of the plan of the other method holds for this one.
  const own = defined({ ...options, selection, kept: undefined, handoffAsRead: undefined, routes: undefined });
  return start(other, { ...target, copyTo }, other.paced?.(engine, own) ?? engine, own);
}
