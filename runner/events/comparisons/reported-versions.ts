// What the completion report of a job says of versions, beside what both sides have of them.
import type { VersionExample } from './finding';

/** A completion report, held against what both sides have. */
export interface ReportedVersions {
  /** The job. */
  readonly transferId: string;
  /** Where its manifest is: `s3://bucket/key`. */
  readonly location: string;
  /** Rows of the report. */
  readonly rows: number;
  /** Those that are of another bucket, or of keys that were not compared. */
  readonly otherRows: number;
  /** Versions by what the report says of them, and what was found; each version once. */
  readonly groups: readonly ReportedGroup[];
}

/** What a report says of a version: that it failed, where rows contradict each other; in no row, older or younger than the job. */
export type ReportedSays = 'succeeded' | 'failed' | 'not-listed' | 'younger';

/**
 * - `there`: both sides have it, of the same kind and size
 * - `different`: of another kind or size
 * - `missing`: the source alone has it
 * - `source-deleted`: the destination alone has it
 * - `gone`: neither has it
 */
export type ReportedFound = 'there' | 'different' | 'missing' | 'source-deleted' | 'gone';

export interface ReportedGroup {
  /** By the report. */
  readonly says: ReportedSays;
  /** By what both sides have. */
  readonly found: ReportedFound;
  /** Object versions; delete markers only where the report has a row for them. */
  readonly count: number;
  /** Both in words. */
  readonly meaning: string;
  /** A few of them. */
  readonly examples: readonly VersionExample[];
}
