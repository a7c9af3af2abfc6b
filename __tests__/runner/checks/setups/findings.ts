// A use case on a stage, with all that it says.
import { fakeJournal } from '../../fakes/fake-journal';
import { fakePrograms } from '../../fakes/fake-programs';
import type { Engine } from '../../../../runner/ports/engine';
import type { Ending, RunnerEvent, Telling } from '../../../../runner/events/events';
import type { Aws } from '../../../../runner/ports/aws';
import { ACCOUNT, type Stage } from '../../../emulator/stage';

/** Time passes with every sleep, and the emulator does what is due; `onSleep` may break something. */
export function engineOn(
  { running }: Stage,
  aws: Aws,
  signal: AbortSignal,
  onSleep: () => void = () => undefined,
): Engine {
  let sleptMs = 0;
  return {
    aws,
    clock: {
      now: () => running.emulator.world.clock.now() + sleptMs,
      async sleep(milliseconds) {
        sleptMs += milliseconds;
        onSleep();
        await Promise.resolve();
      },
    },
    random: () => 0.5,
    programs: fakePrograms(),
    journal: fakeJournal(),
    signal,
    accountId: ACCOUNT,
    comeBack: (transferId, verb = 'watch') => `s3-backfill ${verb} ${transferId}`,
    command: (verb, words = []) => ['s3-backfill', verb, ...words].join(' '),
  };
}

export async function told(
  telling: Telling,
): Promise<{ readonly events: readonly RunnerEvent[]; readonly ending: Ending }> {
  const events: RunnerEvent[] = [];
  for (;;) {
    const step = await telling.next();
    if (step.done === true) return { events, ending: step.value };
    events.push(step.value);
  }
}
