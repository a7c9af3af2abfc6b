// What a run is told.
import type { TransferOptions } from '../methods/method';
import type { SpareOptions } from '../plan/spare';
import type { Restores } from '../plan/how-restored';
import type { LeftGroup } from '../routes/left-groups';
import type { CopyTo } from '../target/target';
import type { VerifyRunOptions } from '../verify/verify-run';

/** @param word that has to be typed. @default - yes */
export type Asks = (question: string, word?: string) => Promise<boolean>;

export interface RunOptions extends SpareOptions, TransferOptions, VerifyRunOptions {
  /** What an earlier transfer has left to other methods, beside what this one does. @default - nothing */
  readonly left?: readonly LeftGroup[];
  /** Where what other methods copy goes. @default - where the target copies to, or the one bucket that its rules name */
  readonly routeTo?: CopyTo;
  /** How archived objects are restored that other methods copy. @default - DEFAULT_RESTORES */
  readonly restores?: Restores;
  /** Asks whether the transfers are to be created. @default - nobody is asked */
  readonly agree?: Asks;
}
