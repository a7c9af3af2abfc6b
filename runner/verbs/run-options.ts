// What a run is told.
import type { TransferOptions } from '../methods/method';
import type { WorstOfPlan } from '../plan/gates';
import type { SpareOptions } from '../plan/spare';
import type { Restores } from '../plan/how-restored';
import type { LeftGroup } from '../routes/left-groups';
import type { CopyTo } from '../target/target';
import type { VerifyRunOptions } from '../verify/verify-run';

/** @param word that has to be typed. @default - yes */
export type Asks = (question: string, word?: string) => Promise<boolean>;

/** Of one of several runs: who decides about all of them. */
export interface Turn {
  /**
   * Asked before transfers are created; resolves when they may be. False: they may not.
   * @param transfers how many there are
   * @param attached how many of them are there already
   */
  readonly begins: (transfers: number, attached: number) => Promise<boolean>;
  /** Told what the plan comes to, if everything of which nothing is known were copied. */
  readonly worst: WorstOfPlan;
}

export interface RunOptions extends SpareOptions, TransferOptions, VerifyRunOptions {
  /** What an earlier transfer has left to other methods, beside what this one does. @default - nothing */
  readonly left?: readonly LeftGroup[];
  /** Where what other methods copy goes. @default - where the target copies to, or the one bucket that its rules name */
  readonly routeTo?: CopyTo;
  /** How archived objects are restored that other methods copy. @default - DEFAULT_RESTORES */
  readonly restores?: Restores;
  /** Asks whether the transfers are to be created. @default - nobody is asked */
  readonly agree?: Asks;
  /** @default - it begins at once */
  readonly turn?: Turn;
}
