// Asks before anything is sent: a run what it needs, the doctor everything.
import type { CheckEvent } from '../events/check-events';
import type { TargetEvent } from '../events/events';
import type { WarningEvent } from '../events/estimate-events';
import { fitTogether, type FoundEvent, type WrittenReplication } from '../patches/fit-together';
import type { Aws } from '../ports/aws';
import { RunnerError, isRunnerError } from '../ports/errors';
import type { Target } from '../target/target';
import { checkContext, readable, type CheckContext } from './asked/asked-once';
import { defined } from '../text/defined';
import type { IntendedRun } from './asked/intended-run';
import { cautions } from './cautions/every-caution';
import { couldNotCheck, type Check, type Finding } from './check';
import { ATHENA_CHECKS, checksAskedBy, ENDS_ALL, isDeep, RUN_CHECKS, type Depth } from './every-check';

function told(check: Check, findings: readonly Finding[]): readonly FoundEvent[] {
  return findings.map((finding) => {
    const { patch: mend, ...rest } = { patch: undefined, ...finding };
    return { kind: 'check', check: check.id, title: check.title, ...rest, ...defined({ mend }) };
  });
}

/** The replication configuration as S3 has it, for patches that change it. */
async function writtenReplication({ target, replication }: CheckContext): Promise<WrittenReplication | undefined> {
  const found = await readable(replication);
  const rules = 'value' in found ? found.value?.written : undefined;
  if (rules === undefined || !('value' in found) || found.value === undefined) return undefined;
  return { bucket: target.source.bucket, roleArn: found.value.roleArn, rules };
}

/** A single bucket that S3 cannot answer for now must not hide what the other checks find. */
async function findings(check: Check, context: CheckContext): Promise<readonly Finding[]> {
  try {
    return await check.run(context);
  } catch (error) {
    if (isRunnerError(error, 'refused', 'unavailable', 'throttled', 'denied')) return [couldNotCheck(error.message)];
    throw error;
  }
}

/** What they find, all asked at once. */
async function ask(checks: readonly Check[], context: CheckContext): Promise<readonly FoundEvent[]> {
  return (await Promise.all(checks.map(async (check) => told(check, await findings(check, context))))).flat();
}

function isWrong({ answer }: FoundEvent | CheckEvent): boolean {
  return answer === 'wrong';
}

/** With credentials that are right, S3's rules say where to. */
async function targetEvent(context: CheckContext, isRight: boolean): Promise<TargetEvent> {
  const { source, destinations, copyTo } = context.target;
  const { bucket, region, accountId } = source;
  // Where copies go no rule says.
  const known =
    copyTo !== undefined
      ? [copyTo]
      : isRight
        ? await context.destinations().catch((error: unknown) => {
            if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
            return destinations;
          })
        : destinations;
  return {
    kind: 'target',
    source: { bucket, region, accountId },
    destinations: [...new Set(known.map((one) => one.bucket))],
  };
}

/** What these checks find, where the credentials are right. */
async function look(
  context: CheckContext,
  basic: readonly Check[],
  deep: readonly Check[],
): Promise<readonly FoundEvent[]> {
  const asked = ask(deep, context);
  // Nobody waits for it where it is not told.
  asked.catch(() => undefined);
  const found = await ask(basic, context);
  // With another bucket than the one that is meant, deeper answers would mislead.
  if (found.some((event) => isWrong(event) && ENDS_ALL.has(event.check))) return found;
  const deeper = await asked.catch((error: unknown) => {
    // What could not be asked must not hide what is wrong already.
    if (found.some(isWrong)) return [];
    throw error;
  });
  return [...found, ...deeper];
}

/**
 * Tells what the account and these checks find, and returns all of it: what mends one finding has to fit with what mends the others.
 * @param nowMs undefined: nothing is told that is no fault
 */
async function* tell(
  context: CheckContext,
  basic: readonly Check[],
  deep: readonly Check[],
  nowMs: number | undefined,
): AsyncGenerator<CheckEvent | TargetEvent | WarningEvent, readonly CheckEvent[]> {
  const first: FoundEvent[] = [];
  // Whoever copies may be of any account: nobody has to wait for its name.
  const early = context.target.copyTo === undefined ? undefined : look(context, basic, deep);
  early?.catch(() => undefined);
  // An account that AWS cannot name for now ends everything: nothing else could be believed.
  for (const check of checksAskedBy('first')) first.push(...told(check, await check.run(context)));
  const isRight = !first.some(isWrong);
  const warnings = nowMs === undefined || !isRight ? Promise.resolve([]) : cautions(context, nowMs);
  warnings.catch(() => undefined);
  // With credentials of another account answers would mislead.
  const more = isRight ? await (early ?? look(context, basic, deep)) : await ask(checksAskedBy('without-aws'), context);
  const found = [...first, ...more];
  const isFaulty = found.some(isWrong);
  const fitting = fitTogether(found, isFaulty ? await writtenReplication(context) : undefined);
  yield* fitting.slice(0, first.length);
  yield await targetEvent(context, isRight);
  yield* fitting.slice(first.length);
  // With another bucket than the one that is meant, they would mislead too.
  if (found.some((event) => isWrong(event) && ENDS_ALL.has(event.check))) return fitting;
  yield* await warnings.catch((error: unknown) => {
    if (isFaulty) return [];
    throw error;
  });
  return fitting;
}

/**
 * What a run ends with when a check said no; undefined when none did.
 * @param sent what was sent until then
 */
export function refusal(found: readonly CheckEvent[], sent = 'nothing was sent'): RunnerError | undefined {
  const wrong = found.filter(isWrong);
  const [first] = wrong;
  if (first === undefined) return undefined;
  return new RunnerError(
    'preflight',
    `${sent}: ${wrong.length === 1 ? first.detail : `${wrong.length} checks said no`}`,
    wrong.length === 1 ? first.fix : 'see the fix under each of them',
  );
}

export interface PreflightOptions {
  /** Beside that of the account. @default - those of Batch Replication */
  readonly checks?: readonly Check[];
  /** @default 'full' */
  readonly depth?: Depth;
  /** That is being prepared. @default - one without flags */
  readonly run?: IntendedRun;
  /** Milliseconds since 1970: what is no fault is told too. @default - it is not */
  readonly nowMs?: number;
}

/**
 * Tells what the checks of a run find.
 * @throws RunnerError `preflight` after all were told, when one said no
 */
export async function* preflight(
  target: Target,
  aws: Aws,
  { checks = RUN_CHECKS, depth = 'full', run = {}, nowMs }: PreflightOptions = {},
): AsyncGenerator<CheckEvent | TargetEvent | WarningEvent, void> {
  const basic = checks.filter((check) => !isDeep(check));
  const deep = depth === 'full' ? checks.filter(isDeep) : [];
  const no = refusal(yield* tell(checkContext(target, aws, run, nowMs), basic, deep, nowMs));
  if (no !== undefined) throw no;
}

/**
 * Tells what every check finds, those of a run first, and returns all of it.
 * @param run that is being prepared
 * @param nowMs milliseconds since 1970: what is no fault is told too. @default - it is not
 * @param checks beside that of the account. @default - those of Batch Replication
 */
export function examine(
  target: Target,
  aws: Aws,
  run: IntendedRun = {},
  nowMs?: number,
  checks?: readonly Check[],
): AsyncGenerator<CheckEvent | TargetEvent | WarningEvent, readonly CheckEvent[]> {
  const context = checkContext(target, aws, run, nowMs);
  if (checks !== undefined)
    return tell(
      context,
      checks.filter((check) => !isDeep(check)),
      checks.filter(isDeep),
      nowMs,
    );
  const more = run.athena === undefined ? [] : ATHENA_CHECKS;
  return tell(context, checksAskedBy('without-aws', 'run'), [...checksAskedBy('full', 'doctor'), ...more], nowMs);
}
