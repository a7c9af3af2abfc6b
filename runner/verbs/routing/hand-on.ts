// What one method leaves, or fails with, is handed on to those that copy it; one comparison of all of it decides how it ended.
import type { CertificateEvent, Ending, RunnerEvent, Telling } from '../../events/events';
import { gravest, type Outcome } from '../../events/exit-code';
import { byAge } from '../../evidence/versions-of-keys';
import { lookAt } from '../../methods/copy/engine/look';
import type { HandedFrom, HandedOn } from '../../methods/method';
import type { Engine } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';
import type { VersionPlace } from '../../ports/s3/uploads';
import type { LeftGroup } from '../../routes/left-groups';
import { isKnown, whyLeft, type Leaving } from '../../routes/leaving';
import { ROUTES } from '../../routes/routes';
import { withoutCertificates } from '../../routes/without-certificates';
import type { ObjectVersionId } from '../../target/manifest-csv';
import type { CopyTo } from '../../target/target';
import { counted } from '../../text/figures';
import { defined } from '../../text/defined';
import type { Uncompared } from '../../verify/verify-run';
import type { RunOptions } from '../run-options';
import { partOf, type Handing, type Part } from './part';
import { restoreFirst } from './restore-first';

/** Endings with which everything of a part is there. */
const WELL: ReadonlySet<Outcome> = new Set(['done', 'nothing-to-do']);
/** Endings after which nothing more is begun. */
const STOPPED: ReadonlySet<Outcome> = new Set(['interrupted', 'still-running', 'cancelled']);

/** Endings of a method that has found nothing. */
const EMPTY: ReadonlySet<Outcome> = new Set(['nothing-found', 'nothing-matched', 'nothing-replicable']);

/** Runs one part; that it may not be sent is an answer, too. */
async function* runPart(part: Part, { engine, options, start }: Handing): Telling {
  const { group, versions, method, target, copies } = part;
  const { agree, estimate, deadlineMs, retries, allowEmpty, checks, restores } = options;
  const { again, pollSeconds, reportWaitSeconds, failOnEmpty } = options;
  const own: RunOptions = {
    ...{ again, pollSeconds, reportWaitSeconds, failOnEmpty, copies },
    ...defined({ agree, estimate, deadlineMs, retries, allowEmpty, checks, restores }),
    choose: () => Promise.resolve(versions),
    isPart: true,
    // What was restored for it, and is archived still, is not restored again.
    routes: copies.restored !== true,
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

/** Fills in what came of the parts. */
class Handed {
  readonly outcomes: Outcome[] = [];
  readonly summaries: string[] = [];
  readonly transferIds: string[] = [];
  readonly copied: ObjectVersionId[] = [];
  readonly renewed: ObjectVersionId[] = [];
  copyTo: CopyTo | undefined;
  /** The part after which nothing more was begun. @default - all were */
  stopped: Ending | undefined;

  failed(summary: string): void {
    this.outcomes.push('some-failed');
    this.summaries.push(summary);
  }

  ended({ method, isInPlace, copyTo }: Part, versions: readonly ObjectVersionId[], ending: Ending): void {
    this.transferIds.push(...ending.transferIds);
    if (STOPPED.has(ending.outcome)) {
      this.stopped = ending;
      return;
    }
    const isWell = WELL.has(ending.outcome);
    this.outcomes.push(isWell ? 'done' : ending.outcome);
    this.summaries.push(`${method.title}, for ${counted(versions.length, 'object')}: ${ending.summary}`);
    // What was not copied of it, the comparison names.
    if (!isWell && ending.transferIds.length === 0) return;
    if (isInPlace) this.renewed.push(...versions);
    else {
      this.copied.push(...versions);
      this.copyTo = copyTo;
    }
  }
}

/** What cannot be looked at does not count as the same. */
function sameBytesIn(bucket: string, { aws: { copying } }: Engine) {
  return async (left: ObjectVersionId, right: ObjectVersionId): Promise<boolean> => {
    const place = ({ key, versionId }: ObjectVersionId): VersionPlace => ({ bucket, key, versionId });
    try {
      return (await lookAt(copying, place(left), place(right))) === 'same';
    } catch (error) {
      if (!isRunnerError(error, 'denied', 'refused', 'not-found')) throw error;
      return false;
    }
  };
}

/** One group: what of it can be copied, and the run that copies it. */
async function* handOnGroup(group: LeftGroup, handing: Handing, handed: Handed): AsyncGenerator<RunnerEvent, void> {
  const { objects, older } = group;
  const why = whyLeft(group, handing.method.keeps.survives['version-ids'] === 'kept' ? 'object version' : 'object');
  const part = await partOf(group, handing);
  if (typeof part === 'string') {
    handed.failed(`${why}, and nothing was started for ${objects === 1 ? 'it' : 'them'}: ${part}`);
    return;
  }
  const { method, copyTo, isInPlace } = part;
  // Only those are told by their versions: the others are the current objects of their keys.
  const ages =
    ROUTES[group.cause].to === 'source'
      ? await byAge(part.versions, copyTo.bucket, handing.engine, sameBytesIn(copyTo.bucket, handing.engine))
      : { current: part.versions, renewed: [], older: [] };
  handed.renewed.push(...ages.renewed);
  const past = older + ages.older.length;
  if (past > 0) handed.failed(`of ${counted(past, 'older version')} no copy is made, since current objects are copied`);
  const { versions, without, stopped } = yield* restoreFirst({ ...part, versions: ages.current }, handing);
  handed.stopped = stopped;
  if (without !== undefined) handed.failed(without);
  if (versions.length === 0) return;
  const where = isInPlace ? 'in place' : `to '${copyTo.bucket}'`;
  yield { kind: 'note', detail: `${why}: ${method.title} copies ${counted(versions.length, 'object')} ${where} now` };
  handed.ended(part, versions, yield* runPart({ ...part, versions }, handing));
}

async function* handOn(groups: readonly LeftGroup[], handing: Handing): AsyncGenerator<RunnerEvent, Handed> {
  const handed = new Handed();
  for (const group of groups) {
    if (handed.stopped !== undefined) break;
    yield* handOnGroup(group, handing, handed);
  }
  return handed;
}

/**
 * @param proven what the method comes to by itself
 * @param ran what it has done
 */
export async function* handingOn(
  proven: AsyncGenerator<RunnerEvent, Leaving>,
  ran: Omit<Uncompared, 'ending'>,
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
  let { versions } = ran;
  let hasFailed = false;
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
    // That the method has found nothing itself is no fault where others have.
    const isEmpty = EMPTY.has(without.outcome) && handed.outcomes.length > 0;
    const outcome = gravest([...(isEmpty ? [] : [without.outcome]), ...handed.outcomes]);
    // That some has failed keeps nobody from comparing what was copied: what was compared before knows nothing of it.
    const isCompared = outcome === 'some-failed' && all.copied.length + all.renewed.length > 0;
    hasFailed ||= isCompared;
    const before = {
      outcome: isCompared ? ('done' as const) : outcome,
      summary: [without.summary, ...handed.summaries].join('; '),
      transferIds,
    };
    const again: CertificateEvent[] = [];
    const run = { ...defined({ ...ran, uncompared: undefined }), ending: before, versions };
    const proof = method.proveHandedOn(run, all, from, target, engine, options);
    ({ leaves, ...ending } = yield* withoutCertificates(proof, again));
    if (again.length > 0) held.splice(0, Infinity, ...again);
    if (hasFailed) ending = { ...ending, outcome: gravest([ending.outcome, 'some-failed']) };
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
