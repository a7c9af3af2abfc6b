// The plan: every transfer that a backfill would start, as a value.
import type { NothingMatchedEvent } from '../events/events';
import type { CopyOptions } from './copy-options';
import type { ObjectVersionId } from '../target/manifest-csv';
import type { Selection } from '../target/selection';

export interface PlanOptions {
  /** @default - what was never replicated, or failed */
  readonly selection?: Selection;
  /** What a job of S3 Batch Operations is given; other methods have no use for it. */
  readonly batchJob?: BatchJobOptions;
  /** What copies are told that are made object by object; other methods have no use for it. */
  readonly copies?: CopyOptions;
  /** Whether both sides are listed, in place of reading the inventory that S3 delivers. @default false */
  readonly fromListing?: true;
}

export interface BatchJobOptions {
  /** 0 to 2147483647; S3 pauses lower ones for higher ones. @default 10 */
  readonly priority?: number;
  /** Whether jobs are tagged, which needs s3:PutJobTagging. @default true */
  readonly tagged?: boolean;
  /** Whether S3 waits for a confirmation once it has counted. @default false */
  readonly confirmInS3?: boolean;
}

export interface Plan {
  readonly region: string;
  /** Why there is nothing to copy; its transfer is then only resumed, never created. @default - there may be something */
  readonly nothing?: NothingMatchedEvent;
  readonly transfers: readonly PlannedTransfer[];
  /** Object versions that were chosen one by one, or found by the runner's filters: its transfers copy no other. @default - the service finds them */
  readonly versions?: readonly ObjectVersionId[];
  /** Of what is copied: the same for two plans that backfill the same. Sixteen hex digits. */
  readonly hash: string;
}

export interface PlannedTransfer {
  /** Beginning of its keys. @default - every key that an enabled rule covers */
  readonly prefix?: string;
  /** Of what this transfer copies, whatever it is given beside. Sixteen hex digits; stands in its description. */
  readonly hash: string;
  /** What the service, or the program, would be asked: it can be printed, compared and hashed. */
  readonly request: object;
  /** List of the object versions, as the service reads it, that has to be there first. @default - there is none */
  readonly upload?: { readonly body: string };
}
