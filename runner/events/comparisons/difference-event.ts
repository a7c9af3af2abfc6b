// What has changed between two comparisons of the same buckets.
import type { VersionExample } from './finding';

/**
 * - `replicated`: it was missing or different, and is there now
 * - `came-replicated`, `came-missing`: it is new at the source, with its replica or without one
 * - `lost`: its replica was there, and is missing now
 * - `changed`: it has another size than its replica, or is of another kind, and was not before
 * - `source-deleted`: only the destination has it still
 * - `came-extra`: only the destination has it, and nobody had it before
 * - `gone`: nobody has it any more, or no rule covers it
 * - `rewritten`: it is there now as before, with another size or ETag; only a version `null` can be
 * - `still-same`, `still-missing`, `still-different`, `still-extra`: as before
 */
export type VersionChange =
  | 'replicated'
  | 'came-replicated'
  | 'came-missing'
  | 'lost'
  | 'changed'
  | 'source-deleted'
  | 'came-extra'
  | 'gone'
  | 'rewritten'
  | 'still-same'
  | 'still-missing'
  | 'still-different'
  | 'still-extra';

/** Two kept comparisons with one destination, the later against the earlier. */
export interface DifferenceEvent {
  readonly kind: 'difference';
  /** The source bucket. */
  readonly source: string;
  /** The destination bucket. */
  readonly destination: string;
  /** When the earlier one began: ISO 8601. */
  readonly since: string;
  /** When the later one began. */
  readonly until: string;
  /** Those that there are, each once: what has changed, and what has not. */
  readonly changes: readonly CountedChange[];
}

export interface CountedChange {
  /** What has changed. */
  readonly change: VersionChange;
  /** Object versions and delete markers. */
  readonly count: number;
  /** What that means. */
  readonly meaning: string;
  /** A few of them; none of those that are the same still. */
  readonly examples: readonly VersionExample[];
}
