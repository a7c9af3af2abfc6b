import type { Target } from '../target/target';
import { canary, type CanaryOptions } from '../canary/canary';
import type { Flight } from '../canary/canary-object';
import { suppliesManifest, type IntendedRun } from '../checks/asked/intended-run';
import type { CopyOptions } from '../plan/copy-options';
import type { Engine } from '../ports/engine';
import { DEFAULT_METHOD, METHODS } from '../methods/registry';
import { tellLacks } from '../plan/planner';
import { isRunnerError } from '../ports/errors';
import type { RunnerEvent, Telling } from '../events/events';
import { counted } from '../text/figures';
import { examine, refusal } from '../checks/preflight';
import type { CheckEvent } from '../events/check-events';

export interface DoctorOptions {
  /** The run that is being prepared. @default - one without flags */
  readonly run?: IntendedRun;
  /** How copies are to be made, where the method makes them object by object. @default - as without a word */
  readonly copies?: CopyOptions;
  /** @default - nothing is written */
  readonly canary?: CanaryOptions;
}

function summaryOf(found: readonly CheckEvent[], warnings: number, flight?: Flight): string {
  const unsure = found.filter(({ answer }) => answer === 'could-not-check').length;
  const good = found.length - unsure;
  const warned = warnings === 0 ? '' : `${counted(warnings, 'warning')}; `;
  const flown = flight?.isWritten === true ? 'the canary was replicated and removed' : 'no canary was written';
  const sent = `${warned}${flight === undefined ? 'nothing was sent' : flown}`;
  return unsure === 0
    ? `nothing is wrong: ${counted(good, 'answer')} ok; ${sent}`
    : `nothing wrong was found: ${counted(good, 'answer')} ok, ${counted(unsure, 'question')} could not be answered; ${sent}`;
}

const LEFT = 'the canary was not removed everywhere';

/** What became of it, before what is wrong. */
function canaryWords(flown: readonly CheckEvent[], { isWritten, left }: Flight): string {
  if (!isWritten) return 'no canary was written';
  const arrived = !flown.some(({ answer }) => answer === 'wrong');
  if (left.length > 0) return `the canary ${arrived ? 'arrived' : 'did not arrive'}, and was not removed everywhere`;
  return 'the canary did not arrive, and was removed';
}

/** What it returns, and how many warnings it has told. */
async function* countingWarnings<T>(
  telling: AsyncGenerator<RunnerEvent, T>,
): AsyncGenerator<RunnerEvent, { readonly returned: T; readonly warnings: number }> {
  for (let warnings = 0; ;) {
    const step = await telling.next();
    if (step.done === true) return { returned: step.value, warnings };
    if (step.value.kind === 'warning') warnings += 1;
    yield step.value;
  }
}

/**
 * Looks for everything that would make a job fail. Nothing is written, unless a canary was asked for.
 * @throws RunnerError `preflight` after all was told, when something is wrong
 */
export async function* doctorVerb(
  target: Target,
  engine: Engine,
  options: DoctorOptions,
  method = METHODS[DEFAULT_METHOD],
): Telling {
  const { run = {}, copies = {} } = options;
  const examined =
    method.examine?.(target, engine, run, copies) ?? examine(target, engine.aws, run, engine.clock.now());
  const { returned: found, warnings } = yield* countingWarnings(examined);
  const isListed = options.run !== undefined && suppliesManifest(options.run);
  yield* tellLacks(method, target, isListed);
  const wrong = found.filter(({ answer }) => answer === 'wrong');
  // Beside what else is wrong, that nothing can be replicated is one fault of several.
  if (wrong.length > 0 && wrong.every(({ obstacle }) => obstacle !== undefined)) {
    const why = [...new Set(wrong.map(({ detail }) => detail))].join('; ');
    const outcome = options.run?.allowEmpty === true ? 'nothing-found' : 'nothing-replicable';
    return { outcome, summary: `${why}; nothing was sent`, transferIds: [] };
  }
  const no = refusal(found);
  if (no !== undefined) throw no;
  const next = engine.command('run');
  if (options.canary === undefined)
    return { outcome: 'done', summary: summaryOf(found, warnings), transferIds: [], next };
  const flight: Flight = { isWritten: false, left: [] };
  const { left } = flight;
  let flown: readonly CheckEvent[];
  try {
    flown = yield* canary(target, engine, options.canary, flight);
  } catch (error) {
    if (!isRunnerError(error, 'interrupted')) {
      // What is left is the worse news: it costs until somebody removes it.
      const what = isRunnerError(error) ? `${error.message}; ` : '';
      throw refusal(left, `${what}${LEFT}`) ?? error;
    }
    const removed = flight.isWritten ? 'the canary was removed' : 'no canary was written';
    const summary = `interrupted; ${left.length === 0 ? removed : left.map(({ detail }) => detail).join('; ')}`;
    return { outcome: 'interrupted', summary, transferIds: [] };
  }
  const after = refusal([...flown, ...left], canaryWords(flown, flight));
  if (after !== undefined) throw after;
  return { outcome: 'done', summary: summaryOf([...found, ...flown], warnings, flight), transferIds: [], next };
}
