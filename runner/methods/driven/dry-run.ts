// What the tool itself would copy: its own dry run, for a plan.
import type { RunnerEvent } from '../../events/events';
import type { SpareOptions } from '../../plan/spare';
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import { attempt } from './one-attempt';
import { accessOf, commandFor, type DrivenPlan } from './plan-driven';
import type { Tool } from './tool';

/** Says how many objects it would copy, or that it does not say. Nothing is written. */
export async function* dryRun(
  tool: Tool,
  plan: DrivenPlan,
  engine: Engine,
  { copies }: SpareOptions,
): AsyncGenerator<RunnerEvent, void> {
  let would = 0;
  for (const transfer of plan.transfers) {
    const running = attempt({
      tool,
      path: plan.found.path,
      command: commandFor(tool, plan, transfer, accessOf(engine), copies, true),
      reads: tool.reads(transfer.request),
      engine,
      told: ({ says }) => {
        if (says === 'would-copy') would += 1;
      },
      kept: () => undefined,
      asked: () => Promise.resolve(undefined),
    });
    let step = await running.next();
    while (step.done !== true) step = await running.next();
    const { ending, stopped, words, lastLines } = step.value;
    if (stopped === 'interrupted') throw new RunnerError('interrupted', 'interrupted');
    if (ending === 'all') continue;
    const why = lastLines.at(-1) ?? 'it said nothing';
    yield {
      kind: 'note',
      detail: `what ${tool.title} itself would copy is not known: its dry run ended with ${words}: '${visible(why.slice(0, 300))}'`,
    };
    return;
  }
  yield {
    kind: 'note',
    detail: `a dry run of ${tool.title}: it would copy ${counted(would, 'object')}`,
  };
}
