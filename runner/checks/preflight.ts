// Asks before anything is sent: a run what it needs, the doctor everything.
import type { CheckEvent, Finding } from '../events/check-events';
import type { Aws } from '../ports/aws';
import { RunnerError, isRunnerError } from '../ports/errors';
import type { Target } from '../target/target';
import { checkContext, type CheckContext } from './asked/asked-once';
import type { IntendedRun } from './asked/intended-run';
import { couldNotCheck, type Check } from './check';
import { checksAskedBy, ENDS_DOCTOR, RUN_CHECKS } from './every-check';

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

async function* tell(
  checks: readonly Check[],
  context: CheckContext,
): AsyncGenerator<CheckEvent, readonly CheckEvent[]> {
  const found = await Promise.all(checks.map(async (check) => told(check, await findings(check, context))));
  yield* found.flat();
  return found.flat();
}

function isWrong({ answer }: CheckEvent): boolean {
  return answer === 'wrong';
}

/** Tells what the checks of a run find, and returns all of it. */
async function* tellRun(
  context: CheckContext,
  asked: readonly Check[] = RUN_CHECKS,
): AsyncGenerator<CheckEvent, readonly CheckEvent[]> {
  const first: CheckEvent[] = [];
  // An account that AWS cannot name for now ends everything: nothing else could be believed.
  for (const check of checksAskedBy('first')) first.push(...told(check, await check.run(context)));
  yield* first;
  // With credentials of another account answers would mislead.
  const checks = first.some(isWrong) ? checksAskedBy('without-aws') : asked;
  return [...first, ...(yield* tell(checks, context))];
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

/**
 * Tells what the checks of a run find.
 * @param checks beside that of the account
 * @param run that is being prepared
 * @throws RunnerError `preflight` after all were told, when one said no
 */
export async function* preflight(
  target: Target,
  aws: Aws,
  checks: readonly Check[] = RUN_CHECKS,
  run: IntendedRun = {},
): AsyncGenerator<CheckEvent, void> {
  const no = refusal(yield* tellRun(checkContext(target, aws, run), checks));
  if (no !== undefined) throw no;
}

/**
 * Tells what every check finds, those of a run first, and returns all of it.
 * @param run that is being prepared
 */
export async function* examine(
  target: Target,
  aws: Aws,
  run: IntendedRun = {},
): AsyncGenerator<CheckEvent, readonly CheckEvent[]> {
  const context = checkContext(target, aws, run);
  const found = yield* tellRun(context);
  // With other credentials, or another bucket than the one that is meant, deeper answers would mislead.
  if (found.some((event) => isWrong(event) && ENDS_DOCTOR.has(event.check))) return found;
  return [...found, ...(yield* tell(checksAskedBy('doctor'), context))];
}
