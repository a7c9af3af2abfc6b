// Looks for something that comes by itself, again and again, and says so now and then.
import type { Pacer, Waiting } from './patiently';

export interface Awaited<Found> {
  /** Undefined: it is not there yet. */
  readonly look: () => Promise<Found | undefined>;
  /** What is waited for. */
  readonly detail: string;
  /** Milliseconds since 1970. */
  readonly untilMs: number;
  /** Between two looks. */
  readonly pauseMs: number;
  /** Whether somebody has just looked. @default false */
  readonly justLooked?: boolean;
}

/** Nobody is left for longer without a word. */
const SILENCE_MS = 25_000;

/** What was looked for; undefined when it has not come in time. */
export async function* awaiting<Found>(
  { clock, signal }: Pacer,
  { look, detail, untilMs, pauseMs, justLooked = false }: Awaited<Found>,
): AsyncGenerator<Waiting, Found | undefined> {
  let toldMs = -Infinity;
  for (let isFirst = true; ; isFirst = false) {
    const found = isFirst && justLooked ? undefined : await look();
    if (found !== undefined) return found;
    const leftMs = untilMs - clock.now();
    if (leftMs <= 0) return undefined;
    if (clock.now() - toldMs >= SILENCE_MS) {
      toldMs = clock.now();
      yield { kind: 'waiting', detail, seconds: Math.ceil(leftMs / 1000) };
    }
    await clock.sleep(Math.min(pauseMs, leftMs), signal);
  }
}
