// Both sides of a comparison, ready to be joined, whoever joins them: the same queries, and rows of the same names.
import type { RunnerEvent } from '../../events/events';
import type { Dialect } from '../../evidence/tables/dialect';
import type { ColumnName } from '../../evidence/tables/table-manifest';
import type { RowDamage } from '../../events/comparisons/compared-tables';
import type { Row, Tables } from '../../ports/workshop';
import type { TablePair, SideTable } from './side-table';

/** @param isNumbered whether rows that name the same are told apart; an engine may leave that until there are some */
export type NumberedQuery = (isNumbered: boolean) => string;

/** Queries of one comparison, with their values. */
export interface JoinQueries {
  readonly source: NumberedQuery;
  readonly destination: NumberedQuery;
  /** What is made of source_side and destination_side. */
  readonly compared: NumberedQuery;
  /** What is told of it. @param before what an engine says before, that keeps no tables between two queries */
  readonly groups: (before: string) => string;
}

/** Rows that could not be read at all. */
export interface Rejected {
  readonly side: 'source' | 'destination';
  readonly damage: RowDamage;
  /** How the row begins. */
  readonly text: string;
}

/** Who joins both sides. */
export interface Joined {
  readonly dialect: Dialect;
  /** @throws RunnerError `unavailable` when memory or disk do not suffice */
  groups(queries: JoinQueries): AsyncGenerator<RunnerEvent, readonly Row[]>;
  rejected(): Promise<readonly Rejected[]>;
  /** Both sides as views of a database on this machine, once they were compared. @default - they are in none */
  readonly tables?: Tables;
  close(): Promise<void>;
}

/** What the comparison needs of an inventory. */
export interface Needed {
  readonly needed: readonly ColumnName[];
  /** What the configuration has to say for these. */
  readonly configured: string;
}

export const OF_VERSIONS: Needed = {
  needed: ['Key', 'VersionId', 'IsDeleteMarker', 'Size', 'ETag', 'LastModifiedDate'],
  configured: 'all versions (IncludedObjectVersions: All) and the fields Size, ETag and LastModifiedDate',
};
export const OF_COPIES: Needed = {
  needed: ['Key', 'Size', 'ETag', 'LastModifiedDate'],
  configured: 'the fields Size, ETag and LastModifiedDate',
};

/** What is compared with what. */
export interface AskedSides extends Needed {
  /** Bucket of the source. */
  readonly bucket: string;
  /** How many there will be. */
  readonly comparisons: number;
  /**
   * Who is compared with whom.
   * @param given inventory of the destination; undefined: it is listed
   * @throws RunnerError `usage`
   */
  readonly with: (given: SideTable | undefined) => ListedSides;
}

export interface ListedSides {
  /** Bucket that is compared with. */
  readonly bucket: string;
  /** Prefixes that are listed there, where it has no inventory; in S3's order. */
  readonly prefixes: readonly string[];
}

/** Where inventories lie, and who joins them. */
export interface JoiningEngine {
  read(asked: AskedSides): AsyncGenerator<RunnerEvent, TablePair>;
  join(both: TablePair): Promise<Joined>;
  /** Once all is compared. */
  done(): Promise<void>;
  /** In the end, whether it is compared or not. */
  end(): Promise<void>;
}
