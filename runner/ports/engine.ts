// What every use case is given: AWS, time, chance, and the way to stop.
import type { Aws } from './aws';
import type { Clock } from './clock';
import type { Journal } from './journal';

export interface Engine {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly random: () => number;
  /** Aborts when the user stops the program. */
  readonly signal: AbortSignal;
  /** Account whose jobs are meant. */
  readonly accountId: string;
  /** What is remembered between two runs. */
  readonly journal: Journal;
  /** The command that attaches to a transfer again. */
  readonly comeBack: (transferId: string) => string;
}
