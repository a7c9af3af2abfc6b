import type { Ending, NothingMatchedEvent, RunnerEvent, Telling } from '../events/events';
import type { Method } from '../methods/method';
import { tellLacks } from '../plan/planner';
import type { SpareOptions } from '../plan/spare';
import type { Engine } from '../ports/engine';
import { RunnerError } from '../ports/errors';
import { emptyOutcome, outcomeOfNothing } from '../survey/nothing-outcome';
import type { Target } from '../target/target';
import { counted } from '../text/figures';

export interface PlanVerbOptions extends SpareOptions {
  /** Whether it ends with exit code 6 where nothing is left to copy. @default false */
  readonly failOnEmpty?: boolean;
}

/** Nothing would be created. What is at the destinations a run compares, and no plan. */
function emptyEnding(nothing: readonly NothingMatchedEvent[], options: PlanVerbOptions): Ending {
  const { failOnEmpty = false, allowEmpty = false } = options;
  const outcomes = nothing.map((one) => outcomeOfNothing(one, { failOnEmpty, allowEmpty }));
  const outcome = outcomes.includes('nothing-replicable') ? 'nothing-replicable' : emptyOutcome({ failOnEmpty });
  const why = [...new Set(nothing.map(({ explanation }) => explanation))].join('; ');
  const summary = `${why}; run would create nothing; the destinations were not compared, which run and verify do`;
  return { outcome, summary, transferIds: [] };
}

/** Checks everything, and tells the exact requests; sends none of them. */
export async function* planVerb(method: Method, target: Target, engine: Engine, options: PlanVerbOptions): Telling {
  const { plan, nothing } = yield* method.prepare(target, engine, { ...options, mayLack: true });
  yield* nothing;
  const isListed = plan.transfers.some(({ upload }) => upload !== undefined);
  const lacking = yield* tellLacks(method, target, isListed);
  const transfers = await method.foresee(plan, engine);
  const attached = transfers.filter(({ attachTo }) => attachTo !== undefined).length;
  const { hash, region } = plan;
  if (transfers.length === 0) return emptyEnding(nothing, options);
  yield { kind: 'plan', method: method.name, hash, region, transfers };
  const created = transfers.length - attached;
  const parts = [
    ...(created > 0 ? [`create ${counted(created, method.noun)}`] : []),
    ...(attached > 0 ? [`resume ${counted(attached, method.noun)}`] : []),
  ];
  const once = lacking.length === 0 ? '' : `, once it has ${lacking.map(({ flag }) => flag).join(' and ')}`;
  const summary = `nothing was sent; run would ${parts.join(' and ')}${once}`;
  return { outcome: 'done', summary, transferIds: [], next: engine.command('run') };
}

/** What stands beside the script, where it is not taken for a part of it. */
const BESIDES: ReadonlySet<RunnerEvent['kind']> = new Set(['check', 'note', 'target', 'warning']);

/** Checks everything, and tells the script that does elsewhere what a run would do here; sends nothing. */
export async function* printCommandVerb(
  method: Method,
  target: Target,
  engine: Engine,
  options: SpareOptions,
): Telling {
  if (method.script === undefined)
    throw new RunnerError(
      'usage',
      `--print-command is for programs that are driven, and --method ${method.name} starts none`,
      'leave it out, or choose --method rclone or --method aws-cli',
    );
  const preparing = method.prepare(target, engine, options);
  for (;;) {
    const step = await preparing.next();
    if (step.done !== true) {
      if (BESIDES.has(step.value.kind)) yield step.value;
      continue;
    }
    yield { kind: 'script', method: method.name, text: method.script(step.value.plan, engine, options) };
    // The last line of the script, as far as a shell is concerned.
    return { outcome: 'done', summary: '# nothing was sent', transferIds: [] };
  }
}
