// What people say about copies without rules.
import type { TerraformProvider } from 'cdktf';
import type { ReportBucketProps } from '../buckets/report-bucket';
import type { Placed } from '../place/placed';
import type { BucketKeys } from '../replication/rule';
import type { RoleOptions } from '../roles/role';

/** Copies of existing objects by S3PutObjectCopy of S3 Batch Operations, without any replication rule. */
export interface BatchCopyOptions {
  /** Name of the bucket that copies go to; it is there already. That of the source, where objects are copied in place. */
  readonly destinationBucketName: string;
  /**
   * Folder that copies go into: S3 keeps the whole key of the source below it. Without a leading slash. The role may write there alone.
   * @default - keys stay as they are
   */
  readonly destinationPrefix?: string;
  /** Region of the destination, in which S3 wants jobs that copy to be created. @default - the runner asks S3 */
  readonly destinationRegion?: string;
  /** Account of the destination, twelve digits. @default - the source's account */
  readonly destinationAccountId?: string;
  /**
   * ARNs of the KMS keys that copies are encrypted with, in the Region of the destination: those by which the bucket encrypts what
   * arrives, and those that a job is told.
   * @default - copies need no KMS key
   */
  readonly destinationKmsKeyArns?: readonly string[];
  /** Whether copies are under S3 Bucket Keys. @default 'some' - the role may do both */
  readonly destinationBucketKeys?: BucketKeys;
  /** Name, path, boundary and tags of the copy role. @default - those of `RoleOptions` */
  readonly role?: RoleOptions;
}

export interface BatchCopyProps extends BatchCopyOptions, Placed {
  /** The bucket that is copied from. It is there already; it need not be versioned. */
  readonly sourceBucketName: string;
  /** Region of the source bucket. @default - the provider's */
  readonly sourceRegion?: string;
  /** Account of the source bucket, twelve digits. @default - the provider's */
  readonly sourceAccountId?: string;
  /** ARNs of the KMS keys of source objects. @default - no source object under SSE-KMS is copied */
  readonly sourceKmsKeyArns?: readonly string[];
  /** Whether source objects are under S3 Bucket Keys. @default 'some' - the role may do both */
  readonly sourceBucketKeys?: BucketKeys;
  /**
   * For a destination in another account: a provider of that account and Region, to attach what is needed there; the policy of the
   * bucket becomes the one that is made here, and grants of its keys hold for copies under an S3 Bucket Key.
   * @default - it is handed out, as the output `replication_destination_policies`
   */
  readonly attachWith?: TerraformProvider;
  /**
   * For a destination in another account: ARNs of the users and roles that run s3-backfill, which may list the bucket and read what is in it.
   * @default - nobody
   */
  readonly callerArns?: readonly string[];
  /** The report bucket: one that is there already, or one to make. In the Region of the destination. @default - `reportBucketName` */
  readonly reportBucket?: { readonly existing: string } | { readonly create: ReportBucketProps };
  /** A report bucket that is there already: short for `reportBucket.existing`. @default - that of `reportBucket` */
  readonly reportBucketName?: string;
  /** Where in the report bucket reports go. @default 's3-backfill/reports' */
  readonly reportPrefix?: string;
  /** Where in the report bucket manifests are; '' keeps none. @default 's3-backfill/manifests' */
  readonly manifestPrefix?: string;
  /** Prefixes that the runner copies when it is given none. @default - every key */
  readonly prefixes?: readonly string[];
  /** Name of the Terraform output; a further instance in one stack needs one that begins with `s3_backfill_`. @default 's3_backfill' */
  readonly handoffName?: string;
}
