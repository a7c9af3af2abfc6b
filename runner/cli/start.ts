// From flags to what a use case needs: the target, AWS, and the way back.
import type { Handoff } from '../../modules/handoff';
import type { Target } from '../target/target';
import { withPrefix } from '../target/target';
import type { Choice } from '../target/choice';
import { choiceOf } from './choice-flags';
import { commandAgain } from './command-again';
import { copyOptions, copyToOf, isCopying } from './copies/copy-options';
import { refuseUnheeded } from './copies/refused-flags';
import { restoresOf, routeToOf } from './copies/route-options';
import { connect, hasOwnIdentity, identitiesOf } from './identity-flags';
import type { ConcludeOptions, Method, WatchOptions } from '../methods/method';
import type { Engine } from '../ports/engine';
import type { HandoffEvent } from '../events/events';
import { booleanFlag, numberFlag, textFlag, textFlags, type Given } from './flag-values';
import { readHandoff, type HandoffAnswer } from '../target/handoff-reader';
import type { PlanOptions } from '../plan/plan';
import type { Aws } from '../ports/aws';
import type { World } from '../ports/world';
import type { PrepareOptions } from '../plan/prepare';
import { isRunnerError, RunnerError } from '../ports/errors';
import { flagWords, shellCommand } from '../text/shell-command';
import { selectionOf } from './selection-flags';
import { journalBeside } from '../ports/journal';
import { DEFAULT_METHOD, methodNamed, methodOf } from '../methods/registry';
import { defined } from '../text/defined';
import type { Identities, Sides } from '../target/sides';
import { checkFlags, targetOf, type TargetFlags } from '../target/target-flags';
import type { WhenToVerify } from '../verify/verify-run';
import type { RunOptions } from '../verbs/run-options';

/** How long requests that are under way may take once somebody has stopped the program. */
const GRACE_MS = 10_000;

export const LONGEST_SECONDS = 366 * 24 * 3600;

export function targetFlags(given: Given): TargetFlags {
  const flags = defined({
    sourceBucket: textFlag(given, 'source-bucket'),
    region: textFlag(given, 'region'),
    accountId: textFlag(given, 'account-id'),
    roleArn: textFlag(given, 'role-arn'),
    taskArn: textFlag(given, 'task-arn'),
    reportBucket: textFlag(given, 'report-bucket'),
    reportPrefix: textFlag(given, 'report-prefix'),
    manifestBucket: textFlag(given, 'manifest-bucket'),
    manifestPrefix: textFlag(given, 'manifest-prefix'),
    prefixes: textFlags(given, 'prefix'),
  });
  checkFlags(flags);
  return flags;
}

/** @param kept what a plan says already. @default - the flags say it */
export function planOptions(given: Given, kept?: PlanOptions): PlanOptions & Pick<PrepareOptions, 'allowEmpty'> {
  const priority = numberFlag(given, 'priority', { least: 0, most: 2_147_483_647, whole: true });
  const tagged = booleanFlag(given, 'job-tags');
  const confirmInS3 = given['confirm-up-to'] !== undefined;
  const { selection = selectionOf(given), batchJob = { tagged, ...defined({ priority }) } } = kept ?? {};
  return {
    selection,
    batchJob: { ...batchJob, confirmInS3 },
    ...copyOptions(given, kept?.copies),
    allowEmpty: booleanFlag(given, 'allow-empty'),
  };
}

export function checkOptions(given: Given): Pick<PrepareOptions, 'checks'> {
  return { checks: textFlag(given, 'checks') === 'basic' ? 'basic' : 'full' };
}

export function concludeOptions(given: Given): ConcludeOptions {
  return {
    failOnEmpty: booleanFlag(given, 'fail-on-empty'),
    reportWaitSeconds: numberFlag(given, 'report-wait-seconds', { least: 0, most: LONGEST_SECONDS }) ?? 300,
  };
}

/** Whether somebody is asked before anything is created. */
export function isAsked(given: Given, world: World): boolean {
  return !booleanFlag(given, 'yes') && world.ask !== undefined;
}

/** Rounds, and whether somebody is asked first. */
export function runOptions(
  given: Given,
  world: World,
): Pick<RunOptions, 'retries' | 'agree' | 'when' | 'ruleSettleMs' | 'routes' | 'routeTo' | 'restores'> {
  const routes = booleanFlag(given, 'route');
  if (routes && booleanFlag(given, 'detach'))
    throw new RunnerError(
      'usage',
      '--route and --detach do not go together: what other methods copy is known when the jobs are over',
      'leave out one of them',
    );
  const restores = restoresOf(given);
  const ruleWaitSeconds = numberFlag(given, 'rule-wait-seconds', { least: 0, most: 3600 });
  const retries = numberFlag(given, 'retries', { least: 0, most: 20, whole: true });
  const ask = isAsked(given, world) ? world.ask : undefined;
  return {
    when: textFlag(given, 'verify') as WhenToVerify,
    routes,
    ...routeToOf(given),
    ...defined({ retries, agree: ask, restores }),
    ...(ruleWaitSeconds === undefined ? {} : { ruleSettleMs: ruleWaitSeconds * 1000 }),
  };
}

/** A job is asked about, which costs requests; a copy tells of itself. */
function usualPollSeconds(given: Given, { stderr }: World): number {
  if (!isCopying(given)) return 30;
  return stderr.isTerminal ? 1 : 10;
}

export function watchOptions(given: Given, world: World): WatchOptions {
  const confirmUpTo = numberFlag(given, 'confirm-up-to', { least: 0, most: 20_000_000_000, whole: true });
  const timeoutSeconds = numberFlag(given, 'timeout', { least: 0, most: LONGEST_SECONDS });
  return {
    ...(booleanFlag(given, 'detach') ? { detach: true } : {}),
    ...defined({ confirmUpTo }),
    pollSeconds: numberFlag(given, 'poll-seconds', { least: 0.01, most: 3600 }) ?? usualPollSeconds(given, world),
    ...(timeoutSeconds === undefined ? {} : { deadlineMs: world.clock.now() + timeoutSeconds * 1000 }),
  };
}

/** The command that re-attaches to a job, or steers it, from any directory. */
function comeBack(given: Given, region: string, accountId: string): Engine['comeBack'] {
  const named = ['profile', 'source-profile', 'source-role-arn', 'source-external-id', 'endpoint-url'];
  const flags = named.flatMap((name) => {
    const value = textFlag(given, name);
    return value === undefined ? [] : flagWords(`--${name}`, value);
  });
  if (booleanFlag(given, 'allow-http')) flags.push('--allow-http');
  return (transferId, verb = 'watch') =>
    shellCommand([
      ...['s3-backfill', verb, ...transferId.split(' ')],
      ...flagWords('--region', region),
      ...flagWords('--account-id', accountId),
      ...flags,
    ]);
}

/**
 * @param handoff that was read. @default - none was
 * @param outputsDirectory where the handoff was read. @default - the working directory
 */
export function engineOf(
  given: Given,
  aws: Aws,
  accountId: string,
  world: World,
  handoff?: Handoff,
  outputsDirectory = world.workingDirectory,
): Engine {
  return {
    aws,
    accountId,
    clock: world.clock,
    random: world.random,
    signal: world.interrupted,
    journal: journalBeside(world.files, outputsDirectory),
    programs: world.programs,
    comeBack: comeBack(given, aws.region, accountId),
    command: (verb, words = [], known = {}, instead = {}) =>
      commandAgain(verb, words, given, known, handoff?.source.bucket, instead),
  };
}

/** @param isNeeded @default - unless flags name the source bucket */
export function askedHandoff(
  given: Given,
  world: World,
  isNeeded = textFlag(given, 'source-bucket') === undefined,
): Promise<HandoffAnswer | undefined> {
  return readHandoff(
    {
      isNeeded,
      ...defined({ outputs: textFlag(given, 'outputs'), stack: textFlag(given, 'stack') }),
    },
    world,
  );
}

export interface Started {
  readonly engine: Engine;
  /** Absent: no handoff was read. */
  readonly handoff?: HandoffEvent;
}

export interface StartedWithTarget extends Started {
  readonly method: Method;
  readonly target: Target;
  /** What the preparation of a plan is given besides the flags. */
  readonly more: Pick<PrepareOptions, 'choose' | 'notes' | 'handoffAsRead' | 'kept'>;
  /** The same AWS, on connections that another signal ends. */
  readonly connectAgain: (signal: AbortSignal) => Promise<Aws>;
}

export function told(answer: HandoffAnswer | undefined): { readonly handoff?: HandoffEvent } {
  return answer === undefined ? {} : { handoff: { kind: 'handoff', origin: answer.origin } };
}

/** What a target says of its credentials: nothing where both sides have the same. */
export function identitiesIn(given: Given): { readonly identities?: Identities } {
  const identities = identitiesOf(given);
  return hasOwnIdentity(identities) ? { identities } : {};
}

/** @param destinations that are known before the rules are read */
export function sidesOf(
  given: Given,
  source: string,
  sourceAccountId: () => Promise<string>,
  destinations: Target['destinations'] = [],
): Sides {
  const named = textFlags(given, 'destination-bucket') ?? [];
  return { source, sourceAccountId, destinations: new Set([...named, ...destinations.map(({ bucket }) => bucket)]) };
}

interface Behind {
  readonly method: Method;
  /** What the transfer says of its target, where neither a flag nor a handoff does. */
  readonly flags: TargetFlags;
}

/** What is behind a transfer that exists. */
async function behind(id: string, given: Given, world: World): Promise<Behind> {
  const { engine } = await start(given, world);
  try {
    const { sourceBucket, roleArn, report, method } = await methodOf(id).status(id, engine);
    return {
      method: methodNamed(method),
      flags: defined({ sourceBucket, roleArn, reportBucket: report?.bucket, reportPrefix: report?.prefix }),
    };
  } finally {
    engine.aws.close();
  }
}

/** What to do where nobody answers who it is. */
function withoutSts(error: unknown): unknown {
  if (!isRunnerError(error, 'refused')) return error;
  const hint =
    'name the account of the source bucket with --account-id; on a server without STS any twelve digits will do';
  return new RunnerError(error.kind, error.message, hint, error.code);
}

/** Aborts some time after the user has stopped the program. */
function afterGrace({ interrupted, clock }: World): AbortSignal {
  const later = new AbortController();
  const wait = (): void => void clock.sleep(GRACE_MS, later.signal).finally(() => later.abort());
  if (interrupted.aborted) later.abort();
  else interrupted.addEventListener('abort', wait, { once: true });
  return later.signal;
}

/** What was chosen one by one, and what is to be told of it. */
function choosing(
  choice: Choice,
  target: Target,
  engine: Engine,
  world: World,
): Pick<PrepareOptions, 'choose' | 'notes'> {
  const notes: string[] = [];
  return {
    async choose() {
      const { chosenVersions } = await import('../evidence/chosen-versions');
      const chosen = await chosenVersions(choice, target.source.bucket, engine.aws, world);
      notes.splice(0, Infinity, ...chosen.notes);
      return chosen.versions;
    },
    notes: () => notes,
  };
}

/**
 * For the verbs that plan.
 * @param transferId asked for what is not said otherwise. @default - what is not said is missing
 * @throws RunnerError `usage`
 */
export async function startWithTarget(given: Given, world: World, transferId?: string): Promise<StartedWithTarget> {
  const answer = await askedHandoff(given, world);
  const typed = targetFlags(given);
  const transfer = transferId === undefined ? undefined : await behind(transferId, given, world);
  const flags = transfer === undefined || answer !== undefined ? typed : { ...transfer.flags, ...typed };
  const said = answer?.handoff;
  const same = flags.sourceBucket === undefined || flags.sourceBucket === said?.source.bucket ? said : undefined;
  const method = transfer?.method ?? methodNamed(textFlag(given, 'method') ?? DEFAULT_METHOD);
  // Of a transfer it is known now what has made it; else it was looked at before.
  if (transfer !== undefined) refuseUnheeded(given, method);
  const signal = method.finishesWhatItBegan === true ? afterGrace(world) : world.interrupted;
  let connected: Promise<Aws> | undefined;
  const aws = (): Promise<Aws> =>
    (connected ??= connect(given, flags.region ?? same?.source.region, world, sides, signal));
  const fallback = {
    region: () => aws().then(({ region }) => region),
    accountId: () =>
      aws()
        .then(({ identity }) => identity.whoAmI())
        .then(
          ({ accountId }) => accountId,
          (error: unknown) => {
            throw withoutSts(error);
          },
        ),
  };
  const accountOfSource = (): Promise<string> => {
    const named = flags.accountId ?? same?.source.accountId;
    return named === undefined ? fallback.accountId() : Promise.resolve(named);
  };
  const bucket = flags.sourceBucket ?? said?.source.bucket;
  const sides = bucket === undefined ? undefined : sidesOf(given, bucket, accountOfSource, same?.destinations);
  const choice = choiceOf(given);
  const asked = { ...(await targetOf(said, flags, fallback)), ...copyToOf(given), ...identitiesIn(given) };
  // A rule must cover the one key; of a manifest the tasks will tell.
  // Where the method chooses keys, the prefix says what of them is replaced.
  const isOwn = choice === undefined || asked.copyTo?.prefix !== undefined;
  const chosen = isOwn ? asked : withPrefix(asked, choice.how === 'key' ? choice.key : undefined);
  const here = await aws();
  const target = (await method.locate?.(chosen, here)) ?? chosen;
  const { region = here.region } = target.batchJob;
  const used = region === here.region ? here : await connect(given, region, world, sides, signal);
  if (used !== here) here.close();
  const engine = engineOf(given, used, target.source.accountId, world, answer?.handoff, answer?.directory);
  return {
    engine,
    method,
    target,
    more: {
      ...(choice === undefined ? {} : choosing(choice, target, engine, world)),
      ...(answer === undefined ? {} : { handoffAsRead: answer.handoff }),
    },
    connectAgain: (signal) => connect(given, engine.aws.region, world, sides, signal),
    ...told(answer),
  };
}

/** Where everything is copied without rules, jobs are in the Region of the copies. */
function regionOfJobs(handoff: Handoff | undefined): string | undefined {
  const { roles, copy, source } = handoff ?? {};
  return (roles?.batchJobArn === undefined ? copy?.region : undefined) ?? source?.region;
}

/** For the verbs that look at jobs: a handoff is only read where it is needed. */
export async function start(given: Given, world: World): Promise<Started> {
  const flags = targetFlags(given);
  const known = flags.region !== undefined && flags.accountId !== undefined && textFlag(given, 'outputs') === undefined;
  const answer = known ? undefined : await askedHandoff(given, world, false);
  const aws = await connect(given, flags.region ?? regionOfJobs(answer?.handoff), world);
  const accountId = flags.accountId ?? answer?.handoff.source.accountId ?? (await aws.identity.whoAmI()).accountId;
  return { engine: engineOf(given, aws, accountId, world, answer?.handoff), ...told(answer) };
}
