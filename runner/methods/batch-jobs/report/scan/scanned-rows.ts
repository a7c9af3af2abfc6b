// What is known of a part of a report once its rows were read: of those that went well as little as counting them needs.
import type { ReportRow } from '../report-rows';
import type { OfJob } from './of-job';

/** What S3 says of a task that failed; it says the same of many. */
export type Reason = Pick<ReportRow, 'code' | 'message'>;

/** Rows of tasks that failed, of each its column: threads hand lists over in a fraction of the time that objects take. */
export interface FailedRows {
  /** Places among the rows of the part. */
  readonly at: readonly number[];
  /** Key and version id by turns, packed. */
  readonly versions: readonly Uint8Array[];
  /** By their places in `reasons`. */
  readonly reasonOf: readonly number[];
  readonly reasons: readonly Reason[];
}

export interface UndecodedKeys {
  readonly count: number;
  /** The first of them; absent: there are none. */
  readonly example?: string;
}

export interface ScannedRows {
  /** The fingerprint of each row: lower and upper half by turns. */
  readonly prints: Int32Array;
  /** The folder of each row, by its place in `folders`. */
  readonly folderOf: Uint32Array;
  readonly folders: readonly string[];
  readonly failed: FailedRows;
  /** Keys that could not be decoded. */
  readonly undecoded: UndecodedKeys;
  /** The end of the part from where its last row begins, which goes on in the next one. */
  readonly rest: Uint8Array;
  /** Why the first row that was not read is damaged. @default - all were read */
  readonly fault?: string;
}

/** Memory that threads share, for what is known of the rows of a part; rows that it has no place for get memory of their own. */
export interface RowMemory {
  readonly prints: Int32Array;
  readonly folderOf: Uint32Array;
}

/** A part of a file, in whole rows but for what quotes hold together. */
export interface ScanOrder {
  readonly bytes: Uint8Array;
  /** What the part before has left over of its last row. */
  readonly head: Uint8Array;
  /** Of the job: folders below it are told apart. */
  readonly prefix: string;
  /** What every row has to be about. @default - it is not known */
  readonly ofJob?: OfJob;
  /** Whether the file ends with it. */
  readonly isLast: boolean;
  /** @default - the rows get memory of their own */
  readonly into?: RowMemory;
}
