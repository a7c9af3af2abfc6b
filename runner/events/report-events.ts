// What became of object versions, by the report of a transfer.
import type { KeptEvidence } from './certificate';
import type { RouteCause } from './route-event';

/** The completion report, read and grouped by cause. */
export interface ReportEvent {
  readonly kind: 'report';
  readonly transferId: string;
  /** Beginning of its keys; absent: every key that the enabled rules cover. */
  readonly prefix?: string;
  /** Where its manifest is: `s3://bucket/key`. */
  readonly location: string;
  /** Object versions that the report lists as copied; none where it lists failed ones only. */
  readonly succeeded: number;
  /** Object versions that the report lists as failed. */
  readonly failed: number;
  /** Object versions of the transfer that it does not list: it does not say what became of them. */
  readonly unlisted: number;
  /** What of the report and of the counters of the service does not add up, in sentences for people. */
  readonly doubts: readonly string[];
  /** Most frequent first. */
  readonly causes: readonly CauseTally[];
  /** By the next folder below the prefix of the transfer, most failures first; at most 200, of copies that are made one by one 1,000, and one for the others. */
  readonly byPrefix: readonly PrefixOutcome[];
  /** The rows of the report, kept in a directory (`--evidence`) from which the same can be told again. Absent: they were not kept. */
  readonly kept?: KeptEvidence;
}

export interface PrefixOutcome {
  /** The folder, or the prefix of the transfer for keys that lie directly below it. */
  readonly prefix: string;
  /** Object versions that were replicated. */
  readonly succeeded: number;
  /** Object versions that were not. */
  readonly failed: number;
  /** Size of what was copied, in bytes, where this program copies: by this run, as the rest of the group. @default - nobody has counted */
  readonly bytes?: number;
  /** Requests that were tried again, slowdowns included. @default - nobody has counted */
  readonly retries?: number;
  /** Answers by which S3 has asked to slow down. @default - nobody has counted */
  readonly slowdowns?: number;
}

/** Whether another try can succeed: as things are, once the remedy was applied, not at all; or that is not known. */
export type Retriable = 'now' | 'after-remedy' | 'never' | 'unknown';

export interface Cause {
  /** What the code says. */
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
  /** Whether another try can succeed. */
  readonly retriable: Retriable;
  /** Why another method copies it. Absent: none is known to. */
  readonly route?: RouteCause;
}

/** One cause in a report. */
export interface CauseTally extends Cause {
  /** Code of the service: a failure code of S3 replication, for example. */
  readonly code: string;
  /** Object versions that failed with it. */
  readonly count: number;
  /** S3's own words for the first task with this code. */
  readonly message: string;
  /** A few keys, decoded. */
  readonly examples: readonly string[];
}
