import type { CheckEvent } from '../events/check-events';
import type { Ending, NothingMatchedEvent, Telling } from '../events/events';
import { gravest, type Outcome } from '../events/exit-code';
import type { Method, Prepared, Running, Transferred } from '../methods/method';
import type { Plan } from '../plan/plan';
import type { Engine } from '../ports/engine';
import { RunnerError, isRunnerError } from '../ports/errors';
import { leaving } from '../routes/leaving';
import type { Target } from '../target/target';
import { defined } from '../text/defined';
import { count, counted } from '../text/figures';
import { emptyOutcome, outcomeOfNothing } from '../survey/nothing-outcome';
import { questionOf } from './question';
import type { Uncompared } from '../verify/verify-run';
import { handingOn } from './routing/hand-on';
import { instead, seeing } from './routing/instead';
import type { RunOptions } from './run-options';

/** @throws RunnerError `usage` when an answer is no; nothing was sent */
async function ask(
  method: Method,
  { plan, counted, typed }: Prepared,
  target: Target,
  { agree }: RunOptions,
): Promise<void> {
  if (agree === undefined) return;
  const agrees = await agree(questionOf(method, plan, target, counted));
  if (agrees && (typed === undefined || (await agree(typed.question, typed.word)))) return;
  throw new RunnerError('usage', 'nothing was sent: the answer was no', 'add --yes if there is no terminal to ask on');
}

/** @throws RunnerError `usage` when it does not come; nothing was sent */
async function awaitTurn(method: Method, plan: Plan, engine: Engine, { turn }: RunOptions): Promise<void> {
  if (turn === undefined) return;
  const attached = (await method.foresee(plan, engine)).filter(({ attachTo }) => attachTo !== undefined).length;
  if (!(await turn.begins(plan.transfers.length, attached))) throw new RunnerError('usage', 'nothing was sent for it');
}

/**
 * What it comes to that some of the plan would find nothing, where nobody compares.
 * @param others of transfers that were made and found nothing
 */
function emptyPart(
  nothing: readonly NothingMatchedEvent[],
  options: RunOptions,
  others?: Outcome,
): { readonly uncompared?: Outcome } {
  const outcomes = [...nothing.map((one) => outcomeOfNothing(one, options)), ...(others === undefined ? [] : [others])];
  return outcomes.length === 0 ? {} : { uncompared: gravest(outcomes) };
}

/** Compares, and hands on what other methods copy, if that was asked for. */
function provenAll(
  run: Omit<Transferred, 'remember' | 'uncompared'> & Uncompared,
  plan: Plan,
  method: Method,
  target: Target,
  engine: Engine,
  options: RunOptions,
): Telling {
  const { left = [] } = options;
  const proven = method.prove({ ...run, ending: leaving(run.ending, left) }, plan, target, engine, options);
  return handingOn(
    proven,
    run,
    { plan, ...defined({ chosen: plan.versions }) },
    { method, target, engine, options, start: runVerb },
  );
}

/** What was done without a comparison is no success where it is less than was counted: nobody knows what became of the rest. */
async function* heldAgainstCount(
  proving: Telling,
  { counted: all, had }: { readonly counted: number | undefined; readonly had: number },
  { noun }: Method,
  engine: Engine,
): Telling {
  let isCompared = false;
  for (;;) {
    const step = await proving.next();
    if (step.done === true) {
      const { outcome, summary } = step.value;
      const isGreen = outcome === 'done' || outcome === 'nothing-to-do';
      if (isCompared || !isGreen || all === undefined || had >= all) return step.value;
      const next = engine.command('verify');
      const less = `the plan has counted ${counted(all, 'object version')}, and the ${noun} had ${count(had)}: what became of the rest is not known; ${next} finds out`;
      return { ...step.value, outcome: 'not-known', summary: `${summary}; ${less}`, next };
    }
    isCompared ||= step.value.kind === 'certificate';
    yield step.value;
  }
}

/** To the verdict, with what is remembered once it was told. */
async function* toTheEnd(
  running: Running,
  method: Method,
  target: Target,
  engine: Engine,
  options: RunOptions,
  { plan, nothing, expectation: { exactVersions } }: Prepared,
): Telling {
  const { remember, uncompared, ...ended }: Transferred = yield* running.run();
  const run = { ...ended, ...emptyPart(nothing, options, uncompared) };
  const compared = yield* heldAgainstCount(
    provenAll(run, plan, method, target, engine, options),
    { counted: exactVersions, had: ended.versions },
    method,
    engine,
  );
  const isCompared = compared.outcome === 'done' || compared.outcome === 'differs';
  // Who was stopped while something was handed on comes back, and goes on from the same transfers.
  if (remember === undefined || compared.comeBack !== undefined) return compared;
  return { ...compared, settle: () => remember(isCompared) };
}

/**
 * Checks, creates one transfer for each prefix (or resumes the one that is there), watches, reports, tries again what can
 * succeed then, and compares.
 */
export async function* runVerb(method: Method, target: Target, engine: Engine, options: RunOptions): Telling {
  const seen: CheckEvent[] = [];
  let prepared: Prepared;
  try {
    prepared = yield* seeing(method.prepare(target, engine, options), seen);
  } catch (error) {
    const other = yield* instead(seen, error, { method, target, engine, options, start: runVerb });
    if (other === undefined) throw error;
    return yield* other;
  }
  const { plan, nothing, expectation } = prepared;
  yield* nothing;
  if (plan.transfers.length === 0) {
    const summary = [...new Set(nothing.map(({ explanation }) => explanation))].join('; ');
    const ending: Ending = { outcome: emptyOutcome(options), summary, transferIds: [] };
    const run = { ending, versions: 0, ...emptyPart(nothing, options) };
    return yield* provenAll(run, plan, method, target, engine, options);
  }
  await ask(method, prepared, target, options);
  await awaitTurn(method, plan, engine, options);
  const running = method.begin(plan, target, engine, { ...options, expectation });
  try {
    return yield* toTheEnd(running, method, target, engine, options, prepared);
  } catch (error) {
    const left = running.goesOn();
    if (left === undefined) throw error;
    const { text, comeBack, transferIds } = left;
    if (isRunnerError(error, 'interrupted'))
      return { outcome: 'interrupted', summary: `interrupted; ${text}`, transferIds, comeBack };
    yield { kind: 'note', detail: `${text}; come back with: ${comeBack}` };
    // Something was sent, by whichever of the identities.
    if (isRunnerError(error, 'credentials')) throw new RunnerError('expired', error.message, error.hint, error.code);
    throw error;
  }
}
