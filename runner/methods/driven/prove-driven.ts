// The end of a run by a tool: both sides are compared, newest with newest, and that decides, never the tool's own word.
import type { Ending, RunnerEvent } from '../../events/events';
import { gravest, type Outcome } from '../../events/exit-code';
import type { Engine } from '../../ports/engine';
import type { Target } from '../../target/target';
import { verifyCopies } from '../../verify/copies/verify-copies';
import type { VerifyRunOptions } from '../../verify/verify-run';
import { withBesides } from '../copy/besides';
import { recordCompared } from '../copy/journal/copy-journal';
import { expectedOf, scopeOf, type CopiesMade } from '../copy/prove';
import type { DrivenPlan } from './plan-driven';

/** It was stopped on purpose: what is missing is known to be. */
const STOPPED: ReadonlySet<Outcome> = new Set(['cancelled', 'still-running', 'interrupted']);

/** What a comparison that is through makes of what the tool has said. */
function decided(said: Outcome, compared: Outcome): Outcome {
  // Everything is there: whatever the tool has said of it.
  if (compared === 'done') return said === 'nothing-to-do' ? 'nothing-to-do' : 'done';
  if (compared === 'differs') return gravest([said, 'differs']);
  return gravest([said, compared]);
}

async function* compared(
  { ending }: CopiesMade,
  plan: DrivenPlan,
  target: Target,
  engine: Engine,
  { when }: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Ending> {
  if (when === 'never') {
    const summary = `${ending.summary}; nothing was compared (--verify never), so that nothing is proven`;
    return { ...ending, outcome: gravest([ending.outcome, 'not-compared']), summary };
  }
  const { outcome, extent, summary } = yield* verifyCopies(
    scopeOf(plan, target),
    engine,
    expectedOf(plan, target, engine),
  );
  // There is nothing at the source.
  if (extent === 'nothing' && outcome === 'not-compared') return ending;
  return { ...ending, outcome: decided(ending.outcome, outcome), summary: `${summary}; ${ending.summary}` };
}

export async function* proveDriven(
  made: CopiesMade,
  plan: DrivenPlan,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Ending> {
  if (STOPPED.has(made.ending.outcome)) return made.ending;
  const proven = yield* compared(made, plan, target, engine, options);
  const ending = made.besides === undefined ? proven : withBesides(proven, made.besides);
  const { outcome, summary } = ending;
  for (const id of ending.transferIds)
    await recordCompared(engine.journal, id, { atMs: engine.clock.now(), outcome, summary });
  return ending;
}
