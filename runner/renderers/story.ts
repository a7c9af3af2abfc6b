// What was said from beginning to end, for a file that is written when it is over. Bounded: a run may take days.
import type { RunnerEvent } from '../events/events';
import type { TransferProgress } from '../events/transfer-events';
import type { Clock } from '../ports/clock';
import { defined } from '../text/defined';

/** All jobs together, at one moment. */
export interface ProgressPoint {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** Who has made the report. */
export interface Made {
  /** Of s3-backfill. */
  readonly version: string;
  /** The command line. */
  readonly command: string;
}

export interface Story {
  /** @default - not known */
  readonly made?: Made;
  readonly startedMs: number;
  readonly endedMs: number;
  /** Without progress; of the others the latest thousands. */
  readonly events: readonly RunnerEvent[];
  readonly progress: readonly ProgressPoint[];
}

export interface StoryTeller {
  add(event: RunnerEvent): void;
  story(): Story;
}

const MOST_EVENTS = 5_000;
/** As many as a chart can show; of more, every other one is forgotten. */
const MOST_POINTS = 400;

export function storyTeller(clock: Pick<Clock, 'now'>, made?: Made): StoryTeller {
  const startedMs = clock.now();
  const events: RunnerEvent[] = [];
  let progress: ProgressPoint[] = [];
  let spacingMs = 0;

  const addPoint = (point: ProgressPoint): void => {
    const before = progress.at(-2);
    // The newest point is always kept, whatever the spacing.
    if (before !== undefined && (progress.at(-1)?.atMs ?? 0) - before.atMs < spacingMs) progress.pop();
    progress.push(point);
    if (progress.length <= MOST_POINTS) return;
    progress = progress.filter((_, index) => index % 2 === 0);
    spacingMs = (point.atMs - (progress[0]?.atMs ?? 0)) / (MOST_POINTS / 2);
  };

  return {
    add(event) {
      if (event.kind === 'progress') {
        const sum = (pick: (job: TransferProgress) => number): number =>
          event.transfers.reduce((total, job) => total + pick(job), 0);
        addPoint({
          atMs: clock.now(),
          total: sum((job) => job.total),
          succeeded: sum((job) => job.succeeded),
          failed: sum((job) => job.failed),
        });
      } else if (event.kind !== 'comparing' && event.kind !== 'fleet-member') {
        events.push(event);
        if (events.length > MOST_EVENTS) events.shift();
      }
    },
    story: () => ({ ...defined({ made }), startedMs, endedMs: clock.now(), events, progress }),
  };
}

/** The events of one kind, in their order. */
export function eventsOf<K extends RunnerEvent['kind']>(
  { events }: Story,
  kind: K,
): readonly Extract<RunnerEvent, { kind: K }>[] {
  return events.filter((event): event is Extract<RunnerEvent, { kind: K }> => event.kind === kind);
}
