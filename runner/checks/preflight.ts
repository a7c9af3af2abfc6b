// Asks before anything is sent: a run what it needs, the doctor everything.
import type { CheckEvent, Finding } from '../events/check-events';
import type { TargetEvent } from '../events/events';
import type { WarningEvent } from '../events/estimate-events';
import type { Aws } from '../ports/aws';
import { RunnerError, isRunnerError } from '../ports/errors';
import type { Target } from '../target/target';
import { checkContext, type CheckContext } from './asked/asked-once';
import type { IntendedRun } from './asked/intended-run';
import { cautions } from './cautions/every-caution';
import { couldNotCheck, type Check } from './check';
import { checksAskedBy, ENDS_ALL, isDeep, RUN_CHECKS, type Depth } from './every-check';

function told(check: Check, findings: readonly Finding[]): readonly CheckEvent[] {
  return findings.map((finding) => ({ kind: 'check', check: check.id, title: check.title, ...finding }));
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
async function ask(checks: readonly Check[], context: CheckContext): Promise<readonly CheckEvent[]> {
  return (await Promise.all(checks.map(async (check) => told(check, await findings(check, context))))).flat();
}

function isWrong({ answer }: CheckEvent): boolean {
  return answer === 'wrong';
}

/** With credentials that are right, S3's rules say where to. */
async function targetEvent(context: CheckContext, isRight: boolean): Promise<TargetEvent> {
  const { source, destinations } = context.target;
  const { bucket, region, accountId } = source;
  const known = isRight
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

/**
 * Tells what the account and these checks find, and returns all of it.
 * @param nowMs undefined: nothing is told that is no fault
 */
async function* tell(
  context: CheckContext,
  basic: readonly Check[],
  deep: readonly Check[],
  nowMs: number | undefined,
): AsyncGenerator<CheckEvent | TargetEvent | WarningEvent, readonly CheckEvent[]> {
  const first: CheckEvent[] = [];
  // An account that AWS cannot name for now ends everything: nothing else could be believed.
  for (const check of checksAskedBy('first')) first.push(...told(check, await check.run(context)));
  yield* first;
  yield await targetEvent(context, !first.some(isWrong));
  if (first.some(isWrong)) {
    // With credentials of another account answers would mislead.
    const rest = await ask(checksAskedBy('without-aws'), context);
    yield* rest;
    return [...first, ...rest];
  }
  const asked = ask(deep, context);
  const warnings = nowMs === undefined ? Promise.resolve([]) : cautions(context, nowMs);
  // Nobody waits for them where they are not told.
  asked.catch(() => undefined);
  warnings.catch(() => undefined);
  const found = [...first, ...(await ask(basic, context))];
  yield* found.slice(first.length);
  // With another bucket than the one that is meant, deeper answers would mislead.
  if (found.some((event) => isWrong(event) && ENDS_ALL.has(event.check))) return found;
  const deeper = await asked.catch((error: unknown) => {
    // What could not be asked must not hide what is wrong already.
    if (found.some(isWrong)) return [];
    throw error;
  });
  yield* deeper;
  const all = [...found, ...deeper];
  yield* await warnings.catch((error: unknown) => {
    if (all.some(isWrong)) return [];
    throw error;
  });
  return all;
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
    wrong.length === 1 ? first.fix : 'the fix stands under each of them',
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
  const no = refusal(yield* tell(checkContext(target, aws, run), basic, deep, nowMs));
  if (no !== undefined) throw no;
}

/**
 * Tells what every check finds, those of a run first, and returns all of it.
 * @param run that is being prepared
 * @param nowMs milliseconds since 1970: what is no fault is told too. @default - it is not
 */
export function examine(
  target: Target,
  aws: Aws,
  run: IntendedRun = {},
  nowMs?: number,
): AsyncGenerator<CheckEvent | TargetEvent | WarningEvent, readonly CheckEvent[]> {
  const context = checkContext(target, aws, run);
  return tell(context, checksAskedBy('without-aws', 'run'), checksAskedBy('full', 'doctor'), nowMs);
}
