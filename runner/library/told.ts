// A use case as a stream of events, which somebody reads at a pace of their own, and may leave.
import { errorEvent } from '../events/error-event';
import type { Ending, ErrorEvent, RunnerEvent, Telling, VerdictEvent } from '../events/events';
import { exitCode } from '../events/exit-code';
import { patientWorld } from '../cli/patient-world';
import type { Given } from '../cli/flag-values';
import { RunnerError } from '../ports/errors';
import type { World } from '../ports/world';
import { defined } from '../text/defined';
import { commandFor, commandOf, givenOf, type Verb } from './given';
import type { LibraryOptions } from './options';

/** How it ended, with the exit code that the program has then. */
export type Ended = VerdictEvent | ErrorEvent;

/** The events, as they happen; the last one says how it ended. They are told once: what one loop has read, another one does not see. */
export interface Told extends AsyncIterable<RunnerEvent> {
  /**
   * Reads what is left, and resolves with the last event: a verdict, or an error. It never rejects. A loop that was left by `break`
   * has stopped it, which leaves jobs in AWS as they are: the verdict says then how to come back.
   */
  ended(): Promise<Ended>;
}

const TELLINGS: Readonly<Record<Verb, (given: Given, world: World, again: string) => Promise<Telling>>> = {
  plan: async (given, world) => (await import('../cli/commands/tell-plan')).tellPlan(given, world),
  run: async (given, world, again) => (await import('../cli/commands/tell-run')).tellRun(given, world, again),
  verify: async (given, world) => (await import('../cli/commands/tell-verify')).tellVerify(given, world),
};

async function tellingOf(verb: Verb, given: Given, world: World, again: string): Promise<Telling> {
  if (given['fleet'] === undefined) return TELLINGS[verb](given, world, again);
  const { tellFleet } = await import('../cli/fleet/tell-fleet');
  return tellFleet(verb, commandFor(verb), given, world, again);
}

/** What is said while the next step is awaited. */
class Asides {
  readonly #waiting: RunnerEvent[] = [];
  #wake = (): void => undefined;

  tell(event: RunnerEvent): void {
    this.#waiting.push(event);
    this.#wake();
  }

  /** The next one; undefined: `step` is over, and nothing was said before. */
  async before(step: Promise<unknown>): Promise<RunnerEvent | undefined> {
    if (this.#waiting.length === 0) {
      const said = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([step.catch(() => undefined), said]);
    }
    return this.#waiting.shift();
  }
}

interface Concluded {
  readonly verdict: VerdictEvent;
  readonly settle?: Ending['settle'];
}

function concluded({ settle, ...ending }: Ending): Concluded {
  return { verdict: { kind: 'verdict', exitCode: exitCode(ending), ...ending }, ...defined({ settle }) };
}

/** What it comes to once it was stopped. @param step that is under way */
async function endOf(telling: Telling, step: Promise<IteratorResult<RunnerEvent, Ending>>): Promise<Ended> {
  try {
    for (let taken = await step; ; taken = await telling.next()) {
      if (taken.done === true) return concluded(taken.value).verdict;
    }
  } catch (error) {
    return errorEvent(error);
  }
}

/** @param worldUntil the world, which is interrupted by the signal that it is given */
export function startTold(verb: Verb, options: LibraryOptions, worldUntil: (interrupted: AbortSignal) => World): Told {
  const stopping = new AbortController();
  const { signal } = options;
  const world = worldUntil(signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]));
  const asides = new Asides();
  let last: Ended | undefined;

  async function* tell(): AsyncGenerator<RunnerEvent, void> {
    let settle: Ending['settle'];
    let left: (() => Promise<Ended>) | undefined;
    try {
      const given = givenOf(verb, options);
      const patient = patientWorld(world, given, (waiting) => asides.tell(waiting));
      const telling = await tellingOf(verb, given, patient, commandOf(verb, options));
      while (last === undefined) {
        const step = telling.next();
        left = () => endOf(telling, step);
        for (let said = await asides.before(step); said !== undefined; said = await asides.before(step)) yield said;
        const taken = await step;
        if (taken.done === true) {
          ({ verdict: last, settle } = concluded(taken.value));
        } else yield taken.value;
      }
    } catch (error) {
      last = errorEvent(error);
    } finally {
      // Whoever reads has gone.
      if (last === undefined && left !== undefined) {
        stopping.abort();
        last = await left();
      }
    }
    try {
      yield last;
    } finally {
      // Not before: who is killed in between is told again.
      await settle?.();
    }
  }

  const events = tell();
  return {
    [Symbol.asyncIterator]: () => events,
    async ended() {
      while ((await events.next()).done !== true);
      return last ?? errorEvent(new RunnerError('interrupted', 'interrupted'));
    },
  };
}
