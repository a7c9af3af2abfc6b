// The completion report that a comparison is held against: its rows on this machine, and what of its job tells how they are meant.
import type { TakenFrom } from '../../events/certificate';

export interface ReportTable {
  readonly transferId: string;
  /** Where its manifest is: `s3://bucket/key`. */
  readonly location: string;
  /** Of its rows, in Parquet, on this machine. */
  readonly path: string;
  readonly rows: number;
  /** Where S3 was asked for it. */
  readonly takenFrom: TakenFrom;
  /** Bucket that the job has read. @default - it is not known */
  readonly sourceBucket?: string;
  /** Beginning of the keys of the job. @default - every key */
  readonly prefix?: string;
  /** When the job was made, in milliseconds since 1970. */
  readonly madeMs: number;
  /** Whether it was to list failed tasks only. */
  readonly failedOnly: boolean;
}
