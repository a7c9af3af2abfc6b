// What a comparison has read of lists that were made before, and what these do not settle.
import type { ComparedGroup, VersionExample } from './finding';

/** A comparison of lists that were made before. */
export interface ComparedTables {
  /** What the source was read from. */
  readonly source: TableRead;
  /** What the destination was read from. */
  readonly destination: TableRead;
  /** What may have come or gone since the lists were made. */
  readonly doubtful: Doubtful;
  /** What both sides have, with another storage class or encryption; rules and lifecycle rules make it so, and it does not change the answer. */
  readonly otherTraits: readonly OtherTrait[];
  /** Versions by the day of their last change; at most 200, and one for the others. */
  readonly byDay: readonly ComparedGroup[];
}

export interface TableRead {
  /** An inventory was made before; a listing now. */
  readonly kind: 'inventory' | 'listing';
  /** Its manifest.json, or the bucket. */
  readonly location: string;
  /** When it was made: ISO 8601. */
  readonly madeAt: string;
  /** Files that it was read from. */
  readonly files: number;
  /** Rows under the prefixes that were compared. */
  readonly rows: number;
  /** Rows that cannot be used, or not as they are, by what is wrong with them. */
  readonly damaged: readonly DamagedRows[];
}

export interface DamagedRows {
  /** What is wrong. */
  readonly damage: RowDamage;
  /** Rows. */
  readonly count: number;
  /** A few of their keys, or how the row begins. */
  readonly examples: readonly string[];
}

/**
 * - `broken-percent`: the key cannot be decoded, and was compared as it is written
 * - `no-key`: the row lacks it, or has one that cannot be decoded and of which nobody can tell whether it is to be compared; it was not compared
 * - `no-size`, `no-etag`: the row lacks it, and was not compared
 * - `other-bucket`: it is of another bucket, and was not compared
 * - `listed-twice`: its version is in another row, too, and was compared by that one
 * - `columns`, `encoding`, `quotes`: it has more or fewer columns than the inventory says, is no UTF-8, or ends within quotes; it was not compared
 */
export type RowDamage =
  | 'broken-percent'
  | 'no-key'
  | 'no-size'
  | 'no-etag'
  | 'other-bucket'
  | 'listed-twice'
  | 'columns'
  | 'encoding'
  | 'quotes'
  | 'unreadable';

export interface Doubtful {
  /** Versions of the source that the lists do not settle: younger than a list, or pending when it was made. */
  readonly found: number;
  /** Those that were looked at, one by one, since. */
  readonly looked: number;
  /** Those that were not: nobody knows, and they are not among those compared. */
  readonly unknown: number;
  /** Why not. */
  readonly why?: string;
}

export interface OtherTrait {
  /** What is another. */
  readonly trait: 'storage-class' | 'encryption';
  /** At the source. */
  readonly source: string;
  /** At the destination. */
  readonly destination: string;
  /** Versions. */
  readonly count: number;
  /** A few of them. */
  readonly examples: readonly VersionExample[];
}
