// The world, with AWS that is given time.
import type { WaitingEvent } from '../events/events';
import { patientAws } from '../pacing/patient-aws';
import { startTrouble, type Trouble } from '../pacing/patient-calls';
import type { World } from '../ports/world';
import { defined } from '../text/defined';
import { visible } from '../text/safe-text';
import { numberFlag, type Given } from './flag-values';

const LONGEST_PATIENCE_SECONDS = 24 * 3600;
/** How often a request that is not answered is told of, at least. */
const SILENCE_SECONDS = 20;

/**
 * @param tell told of each wait before it is made
 * @throws RunnerError `usage`
 */
export function patientWorld(world: World, given: Given, tell: (waiting: WaitingEvent) => void): World {
  const seconds = numberFlag(given, 'patience-seconds', { least: 0, most: LONGEST_PATIENCE_SECONDS });
  const { clock, random } = world;
  const patienceMs = seconds === undefined ? undefined : seconds * 1000;
  // Both sides have their trouble together: from the moment that a job is there, both are worth waiting for.
  const troubles = new WeakMap<AbortSignal, Trouble>();
  const troubleUntil = (signal: AbortSignal): Trouble => {
    const known = troubles.get(signal);
    if (known !== undefined) return known;
    const trouble = startTrouble({ clock, random, signal, tell, ...defined({ patienceMs }) });
    troubles.set(signal, trouble);
    return trouble;
  };
  return {
    ...world,
    async connect(options) {
      const { signal } = options;
      const onSilence = (what: string, silentSeconds: number): void =>
        tell({
          kind: 'waiting',
          detail: `${visible(what)} has had no answer for ${silentSeconds} s`,
          seconds: SILENCE_SECONDS,
        });
      const aws = await world.connect({ ...options, onSilence });
      return patientAws(aws, troubleUntil(signal));
    },
  };
}
