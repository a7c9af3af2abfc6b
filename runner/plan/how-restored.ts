// How archived objects are restored.
import type { RestoreTier } from '../ports/s3/objects';

export interface Restores {
  readonly tier: RestoreTier;
  /** How many days restored copies stay; what is copied from them has to be copied by then. */
  readonly days: number;
}

export const RESTORE_TIERS: readonly RestoreTier[] = ['Bulk', 'Standard', 'Expedited'];

/** The cheapest, and long enough for copies that are made at once. */
export const DEFAULT_RESTORES: Restores = { tier: 'Bulk', days: 7 };
