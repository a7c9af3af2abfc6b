// Work on keys, as much of it at once as the pace allows, spread over the folders of the keys. Nothing is kept of what is done.
import { RunnerError } from '../../../ports/errors';
import type { Pacer } from '../../../pacing/patiently';
import type { Pace } from './pace';
import { PartRoom } from './parts/part-room';
import { Spread } from './spread';

/** What is to be done about one key. */
export interface Turn {
  readonly folder: string;
  /** Of what is kept of it until it is done; one object has 1. */
  readonly weight: number;
  /** @throws RunnerError what makes going on senseless */
  work(): Promise<void>;
}

/** What work is done with. */
export interface Tools {
  /** Whoever pauses by it takes nobody's place. */
  readonly pacer: Pacer;
  readonly room: PartRoom;
  /** Nothing of the folder is begun for so long. */
  pause(folder: string, pauseMs: number): void;
  /** Nothing new is to be begun any more. */
  isStopping(): boolean;
}

/** Work that is read ahead: enough to spread it over folders, whatever the size of the bucket. */
const MOST_WAITING = 4_000;
/** Beyond it nothing is read ahead until some of what is under way is done. */
const MOST_KEPT = 40_000;
/** Works that pause at once: beyond it S3 is left alone. */
const MOST_PAUSING = 1_000;

interface Run {
  readonly pace: Pace;
  readonly pacer: Pacer;
}

/**
 * @param batches of what is to be looked at
 * @param take undefined: nothing is to be done about it
 * @throws RunnerError what makes going on senseless; what is under way is finished before
 */
export async function inTurns<Met>(
  batches: AsyncIterable<readonly Met[]>,
  { pace, pacer }: Run,
  take: (met: Met, tools: Tools) => Turn | undefined,
): Promise<void> {
  const waiting = new Spread<Turn>();
  const underway = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let isStopped = false;
  /** Of those under way, how many pause: they take nobody's place. */
  let pausing = 0;
  /** Weight of what waits, and of what is under way too. */
  let [ahead, kept] = [0, 0];
  const resting: Pacer = {
    ...pacer,
    clock: {
      now: () => pacer.clock.now(),
      async sleep(milliseconds, signal) {
        pausing += 1;
        fill();
        try {
          await pacer.clock.sleep(milliseconds, signal);
        } finally {
          pausing -= 1;
        }
      },
    },
  };
  const room = new PartRoom(() => {
    fill();
    wake?.();
  });
  const tools: Tools = {
    pacer: resting,
    room,
    pause: (folder, pauseMs) => waiting.pause(folder, pacer.clock.now() + pauseMs, pacer.clock.now()),
    isStopping: () => failures.length > 0,
  };
  const hasRoom = (): boolean => underway.size + room.taken - pausing < pace.current && pausing < MOST_PAUSING;
  let wake: (() => void) | undefined;
  /** Nothing new is begun then; what is under way is finished. */
  const stop = (): void => {
    failures.push(new RunnerError('interrupted', 'interrupted'));
    wake?.();
  };
  pacer.signal.addEventListener('abort', stop, { once: true });

  function start(turn: Turn): void {
    ahead -= turn.weight;
    const done: Promise<void> = turn
      .work()
      .catch((error: unknown) => {
        failures.push(error);
      })
      .finally(() => {
        kept -= turn.weight;
        underway.delete(done);
        fill();
        wake?.();
      });
    underway.add(done);
  }

  function fill(): void {
    while (!isStopped && failures.length === 0 && hasRoom()) {
      // Parts have half of it, and what nobody else can use.
      if (room.taken < pace.current / 2 && room.grant()) continue;
      const turn = waiting.next(pacer.clock.now());
      if (turn !== undefined) start(turn);
      else if (!room.grant()) return;
    }
  }

  /** Waits until there is room, or until a paused folder may go on. */
  async function settle(): Promise<void> {
    const { clock, signal } = pacer;
    const resumesMs = hasRoom() ? waiting.resumesMs() : undefined;
    const leftMs = (resumesMs ?? Infinity) - clock.now();
    if (leftMs <= 0) return;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    // Which is nearly always: nothing but an answer makes room.
    if (leftMs === Infinity) return woken;
    // A pause that somebody else has ended must not keep the program alive.
    const ended = new AbortController();
    const end = (): void => ended.abort();
    signal.addEventListener('abort', end, { once: true });
    try {
      const slept = clock.sleep(leftMs, ended.signal).catch((error: unknown) => {
        if (signal.aborted) throw error;
      });
      await Promise.race([woken, slept]);
    } finally {
      signal.removeEventListener('abort', end);
      ended.abort();
    }
  }

  try {
    if (pacer.signal.aborted) stop();
    for await (const batch of batches) {
      for (const met of batch) {
        if (failures.length > 0) break;
        const turn = take(met, tools);
        if (turn === undefined) continue;
        waiting.add(turn.folder, turn);
        ahead += turn.weight;
        kept += turn.weight;
        fill();
        while ((ahead >= MOST_WAITING || kept >= MOST_KEPT) && failures.length === 0) {
          await settle();
          fill();
        }
      }
      if (failures.length > 0) break;
    }
    while (failures.length === 0 && (waiting.size > 0 || underway.size > 0)) {
      fill();
      if (underway.size > 0 || waiting.size > 0) await settle();
    }
  } finally {
    isStopped = true;
    pacer.signal.removeEventListener('abort', stop);
    await Promise.allSettled(underway);
  }
  if (failures.length > 0) throw failures[0];
}
