// From flags to what a use case needs: the target, AWS, and the way back.
import type { Handoff, HandoffAthena } from '../../modules/handoff';
import type { Target } from '../target/target';
import { withPrefix } from '../target/target';
import type { Choice } from '../target/choice';
import { choiceOf } from './choice-flags';
import { commandAgain } from './again/command-again';
import { copyToOf } from './copies/copy-options';
import { refuseUnheeded } from './copies/refused-flags';
import { connect, hasOwnIdentity, identitiesOf } from './identity-flags';
import type { Method } from '../methods/method';
import type { Engine } from '../ports/engine';
import type { HandoffEvent } from '../events/events';
import { booleanFlag, textFlag, textFlags, type Given } from './flag-values';
import { readHandoff, type HandoffAnswer } from '../target/handoff-reader';
import type { Aws } from '../ports/aws';
import type { World } from '../ports/world';
import type { PrepareOptions } from '../plan/prepare';
import { isRunnerError, RunnerError } from '../ports/errors';
import { flagWords, shellCommand } from '../text/shell-command';
import { journalBeside } from '../ports/journal';
import { DEFAULT_METHOD, methodNamed, methodOf } from '../methods/registry';
import { defined } from '../text/defined';
import type { Identities, Sides } from '../target/sides';
import { checkFlags, flagsOfTransfer, targetOf, type KnownIn, type TargetFlags } from '../target/target-flags';

/** How long requests that are under way may take once somebody has stopped the program. */
const GRACE_MS = 10_000;

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
    journal: journalBeside(world.files, outputsDirectory, aws.access),
    programs: world.programs,
    workshop: world.workshop,
    ...defined({ threads: world.threads, spill: world.spill }),
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
  /** Where inventories of the source are queried. @default - no handoff says it */
  readonly athena?: HandoffAthena;
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
  readonly id: string;
  readonly method: Method;
  /** What the transfer says of its target, where neither a flag nor a handoff does. */
  readonly flags: TargetFlags;
  readonly knownIn: KnownIn;
}

/** What is behind a transfer that exists. */
async function behind(id: string, given: Given, world: World): Promise<Behind> {
  const { engine } = await start(given, world);
  try {
    const { sourceBucket, roleArn, report, method } = await methodOf(id).status(id, engine);
    return {
      id,
      method: methodNamed(method),
      flags: defined({ sourceBucket, roleArn, reportBucket: report?.bucket, reportPrefix: report?.prefix }),
      knownIn: { region: engine.aws.region, accountId: engine.accountId },
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
  const said = answer?.handoff;
  const flags = transfer === undefined ? typed : flagsOfTransfer(transfer, typed, said);
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
  // Beside the handoff of another bucket commands have to name that of the transfer.
  const isOther = said !== undefined && same === undefined && transfer !== undefined;
  const shown = isOther ? { ...given, 'source-bucket': target.source.bucket } : given;
  const engine = engineOf(shown, used, target.source.accountId, world, answer?.handoff, answer?.directory);
  return {
    engine,
    method,
    target,
    more: {
      ...(choice === undefined ? {} : choosing(choice, target, engine, world)),
      ...(answer === undefined ? {} : { handoffAsRead: answer.handoff }),
    },
    connectAgain: (signal) => connect(given, engine.aws.region, world, sides, signal),
    ...(isOther ? {} : told(answer)),
    ...defined({ athena: same?.athena }),
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
