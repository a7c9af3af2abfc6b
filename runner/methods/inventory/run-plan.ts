// Runs a plan: sends what the reader begins with, and watches until nothing is left.
import type { Ending, RunnerEvent } from '../../events/events';
import { gravest } from '../../events/exit-code';
import type { Engine } from '../../ports/engine';
import { counted } from '../../text/figures';
import type { GoesOn, Running, TransferOptions, Transferred } from '../method';
import { concludeRun, type Conclusion } from './conclude';
import type { InventoryPlan } from './plan-runs';
import { ensureRun } from './runs/ensure-run';
import { readRun, writeRun } from './runs/run-record';
import { watchRun } from './runs/watch-run';

interface Begun {
  isSending: boolean;
  current?: string;
  readonly ids: string[];
  /** Runs of the plan that are not sent yet, beside the current one. */
  rest: number;
}

/** Of a part: whoever watches that alone leaves the others out. */
function ofPart(ending: Ending, rest: number, again: string): Ending {
  if (rest === 0) return ending;
  return {
    ...ending,
    outcome: ending.outcome === 'detached' ? 'still-running' : ending.outcome,
    summary: `${ending.summary}; ${counted(rest, 'run')} not sent yet, which the same command does`,
    comeBack: again,
  };
}

/** Objects of which something was copied, or was there already. */
export function thereOf({ state }: Conclusion): number {
  return state.settled.count('copied') + state.settled.count('same');
}

async function* all(
  plan: InventoryPlan,
  engine: Engine,
  options: TransferOptions,
  begun: Begun,
): AsyncGenerator<RunnerEvent, Transferred> {
  const concluded: Conclusion[] = [];
  for (const [index, run] of plan.transfers.entries()) {
    begun.rest = plan.transfers.length - index - 1;
    begun.isSending = true;
    const record = yield* ensureRun(run, plan, engine, options.confirmUpTo);
    begun.isSending = false;
    begun.current = record.runId;
    begun.ids.push(record.runId);
    const watched = yield* watchRun(record, engine, options);
    if (watched.left !== undefined) {
      const waits = watched.record.isHeld === true ? 'waits to be confirmed' : 'goes on in AWS';
      const summary = `run ${record.runId} ${waits}`;
      const comeBack = engine.comeBack(record.runId);
      const ending = { outcome: watched.left, summary, transferIds: begun.ids, comeBack };
      return { ending: ofPart(ending, begun.rest, options.again), versions: 0 };
    }
    concluded.push(yield* concludeRun(watched, engine, options));
  }
  const ending: Ending = {
    outcome: gravest(concluded.map(({ outcome }) => outcome)),
    summary: concluded.map(({ summary }) => summary).join('; then: '),
    transferIds: begun.ids,
  };
  return {
    ending,
    versions: concluded.reduce((sum, one) => sum + thereOf(one), 0),
    left: concluded.reduce((sum, { state }) => sum + state.settled.count('kept'), 0),
    async remember() {
      for (const { record } of concluded) {
        const last = (await readRun(engine.journal, record.runId)) ?? record;
        await writeRun(engine.journal, { ...last, told: true });
      }
    },
  };
}

export function runInventories(plan: InventoryPlan, engine: Engine, options: TransferOptions): Running {
  const begun: Begun = { isSending: false, ids: [], rest: 0 };
  return {
    run: () => all(plan, engine, options, begun),
    goesOn(): GoesOn | undefined {
      const { current, isSending, ids, rest } = begun;
      if (current !== undefined && rest > 0) {
        const text = `run ${current} goes on in AWS; ${counted(rest, 'run')} not sent yet; the same command goes on with all`;
        return { text, comeBack: options.again, transferIds: ids };
      }
      if (current !== undefined) {
        const text = `run ${current} goes on in AWS; the same command, or watch, comes back to it`;
        return { text, comeBack: engine.comeBack(current), transferIds: ids };
      }
      if (!isSending) return undefined;
      const text = 'a message may have been sent, and its run goes on in AWS then; the same command finds it';
      return { text, comeBack: options.again, transferIds: ids };
    },
  };
}
