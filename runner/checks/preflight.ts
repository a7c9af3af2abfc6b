// Asks before anything is sent: a run what it needs, the doctor everything.
import type { CheckEvent } from '../events/check-events';
import { fitTogether, type FoundEvent, type WrittenReplication } from '../patches/fit-together';
import type { Aws } from '../ports/aws';
import { RunnerError, isRunnerError } from '../ports/errors';
import type { Target } from '../target/target';
import { checkContext, readable, type CheckContext } from './asked/asked-once';
import { defined } from '../text/defined';
import type { IntendedRun } from './asked/intended-run';
import { couldNotCheck, type Check, type Finding } from './check';
import { checksAskedBy, ENDS_ALL, isDeep, RUN_CHECKS, type Depth } from './every-check';

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

/** What the account and these checks find. */
async function look(
  context: CheckContext,
  basic: readonly Check[],
  deep: readonly Check[],
): Promise<readonly FoundEvent[]> {
  const first: FoundEvent[] = [];
  // An account that AWS cannot name for now ends everything: nothing else could be believed.
  for (const check of checksAskedBy('first')) first.push(...told(check, await check.run(context)));
  // With credentials of another account answers would mislead.
  if (first.some(isWrong)) return [...first, ...(await ask(checksAskedBy('without-aws'), context))];
  const asked = ask(deep, context);
  // Nobody waits for it where it is not told.
  asked.catch(() => undefined);
  const found = [...first, ...(await ask(basic, context))];
  // With another bucket than the one that is meant, deeper answers would mislead.
  if (found.some((event) => isWrong(event) && ENDS_ALL.has(event.check))) return found;
  const deeper = await asked.catch((error: unknown) => {
    // What could not be asked must not hide what is wrong already.
    if (found.some(isWrong)) return [];
    throw error;
  });
  return [...found, ...deeper];
}

/** Tells what they find, and returns all of it: what mends one finding has to fit with what mends the others. */
async function* tell(
  context: CheckContext,
  basic: readonly Check[],
  deep: readonly Check[],
): AsyncGenerator<CheckEvent, readonly CheckEvent[]> {
  const found = await look(context, basic, deep);
  const fitting = fitTogether(found, found.some(isWrong) ? await writtenReplication(context) : undefined);
  yield* fitting;
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
}

/**
 * Tells what the checks of a run find.
 * @throws RunnerError `preflight` after all were told, when one said no
 */
export async function* preflight(
  target: Target,
  aws: Aws,
  { checks = RUN_CHECKS, depth = 'full', run = {} }: PreflightOptions = {},
): AsyncGenerator<CheckEvent, void> {
  const basic = checks.filter((check) => !isDeep(check));
  const deep = depth === 'full' ? checks.filter(isDeep) : [];
  const no = refusal(yield* tell(checkContext(target, aws, run), basic, deep));
  if (no !== undefined) throw no;
}

/**
 * Tells what every check finds, those of a run first, and returns all of it.
 * @param run that is being prepared
 */
export function examine(
  target: Target,
  aws: Aws,
  run: IntendedRun = {},
): AsyncGenerator<CheckEvent, readonly CheckEvent[]> {
  return tell(checkContext(target, aws, run), checksAskedBy('without-aws', 'run'), checksAskedBy('full', 'doctor'));
}
