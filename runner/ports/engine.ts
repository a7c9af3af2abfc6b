// What every use case is given: AWS, time, chance, and the way to stop.
import type { Aws } from './aws';
import type { Clock } from './clock';

export interface Engine {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly random: () => number;
  /** Aborts when the user stops the program. */
  readonly signal: AbortSignal;
  /** Account whose jobs are meant. */
  readonly accountId: string;
  /** The command that re-attaches to a job. */
  readonly comeBack: (jobId: string) => string;
}
