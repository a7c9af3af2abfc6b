// What people say about a copy by DataSync.
import type { TerraformProvider } from 'cdktf';
import type { ReportBucketProps } from '../buckets/report-bucket';
import type { Placed } from '../place/placed';
import type { BucketKeys } from '../replication/rule';
import type { RoleOptions } from '../roles/role';

export interface DataSyncCopyProps extends Placed {
  /** The bucket that is copied from. It is there already; it need not be versioned. */
  readonly sourceBucketName: string;
  /** Region of the source bucket. @default - the provider's */
  readonly sourceRegion?: string;
  /** Account of the source bucket, twelve digits; the task is in it, too. @default - the provider's */
  readonly sourceAccountId?: string;
  /** Folder that is copied, with a slash at its end and none at its beginning. @default - the whole bucket */
  readonly prefix?: string;
  /** ARNs of the KMS keys of source objects. @default - no source object under SSE-KMS is copied */
  readonly sourceKmsKeyArns?: readonly string[];
  /** Whether source objects are under S3 Bucket Keys. @default 'some' - the role may do both */
  readonly sourceBucketKeys?: BucketKeys;
  /** Name of the bucket that is copied to; it is there already. */
  readonly destinationBucketName: string;
  /** Folder that takes the place of `prefix` in each key, with a slash at its end; empty: none. @default - keys stay as they are */
  readonly destinationPrefix?: string;
  /** Region of the destination, in which the task is. @default - that of the source */
  readonly destinationRegion?: string;
  /** Account of the destination, twelve digits. @default - the source's account */
  readonly destinationAccountId?: string;
  /**
   * Provider of the Region of the destination, and of the account of the source: the task, the location of the destination and
   * the log group are made with it. Needed where the destination is in another Region.
   * @default - that of the source
   */
  readonly destinationProvider?: TerraformProvider;
  /** ARNs of the KMS keys by which the destination bucket encrypts, in its Region. @default - copies need no KMS key */
  readonly destinationKmsKeyArns?: readonly string[];
  /** Whether copies are under S3 Bucket Keys. @default 'some' - the role may do both */
  readonly destinationBucketKeys?: BucketKeys;
  /** Storage class of the copies, in S3's word; DataSync keeps none of the source, and writes objects under 128 KB (40 KB of the archive classes) to STANDARD. @default 'STANDARD' */
  readonly storageClass?: string;
  /** Mode of the task, for good: DataSync changes it of no task. `BASIC` lists at most 25 million objects. @default 'ENHANCED' */
  readonly taskMode?: 'ENHANCED' | 'BASIC';
  /** What DataSync itself compares after it has copied; `POINT_IN_TIME_CONSISTENT` (everything) and `NONE` are to be had with `BASIC` alone. @default 'ONLY_FILES_TRANSFERRED' */
  readonly verifyMode?: 'ONLY_FILES_TRANSFERRED' | 'POINT_IN_TIME_CONSISTENT' | 'NONE';
  /** Whether what is the same at the destination is copied again. @default 'CHANGED' */
  readonly transferMode?: 'CHANGED' | 'ALL';
  /** Whether objects of the destination that differ are written anew. @default 'ALWAYS' */
  readonly overwriteMode?: 'ALWAYS' | 'NEVER';
  /** Whether tags are copied. @default 'PRESERVE' */
  readonly objectTags?: 'PRESERVE' | 'NONE';
  /** Bytes a second at most. @default - as fast as it goes */
  readonly bytesPerSecond?: number;
  /** What DataSync writes to CloudWatch Logs; `TRANSFER` names every object. @default 'BASIC' */
  readonly logLevel?: 'OFF' | 'BASIC' | 'TRANSFER';
  /** Days that the log group keeps; with `BASIC` alone, since Enhanced mode writes to `/aws/datasync`, a group of the account. @default 30 */
  readonly logRetentionDays?: number;
  /** Paths below `prefix` that are copied, beginning with a slash; `*` only at their end. @default - all */
  readonly includes?: readonly string[];
  /** Paths below `prefix` that are not copied; `*` anywhere. @default - none */
  readonly excludes?: readonly string[];
  /** When the task runs by itself, `cron(…)` or `rate(…)`, in UTC. @default - only when `s3-backfill run` starts it */
  readonly schedule?: string;
  /**
   * For a destination in another account: a provider of that account and Region, to attach the policy of the bucket there, which
   * becomes the one that is made here.
   * @default - it is handed out, as the output `replication_destination_policies`
   */
  readonly attachWith?: TerraformProvider;
  /**
   * For a destination in another account: ARNs of the users and roles that run s3-backfill, which may list the bucket and read what is in it.
   * @default - nobody
   */
  readonly callerArns?: readonly string[];
  /** The report bucket: one that is there already, or one to make. @default - `reportBucketName` */
  readonly reportBucket?: { readonly existing: string } | { readonly create: ReportBucketProps };
  /** A report bucket that is there already: short for `reportBucket.existing`. @default - that of `reportBucket` */
  readonly reportBucketName?: string;
  /** Where in the report bucket task reports go. @default 's3-backfill/reports' */
  readonly reportPrefix?: string;
  /** Where in the report bucket lists of keys are, for `--key`, `--keys` and `retry`; '' keeps none. @default 's3-backfill/manifests' */
  readonly manifestPrefix?: string;
  /** What the task report lists beside what failed and what was skipped. @default 'ERRORS_ONLY' */
  readonly reportLevel?: 'ERRORS_ONLY' | 'SUCCESSES_AND_ERRORS';
  /** Name of the task. @default 's3-backfill' */
  readonly taskName?: string;
  /**
   * Beginning of the name, path, boundary and tags of the roles: one for each side, and one for reports. They have no one name, and
   * DataSync may always assume them for this account alone: `roleName` and `confusedDeputyConditions` are refused.
   * @default - those of `RoleOptions`
   */
  readonly role?: RoleOptions;
  /** Tags of the locations, the task and the log group. @default - none beside the provider's default tags */
  readonly tags?: { readonly [key: string]: string };
  /** Name of the Terraform output; a further instance in one stack needs one that begins with `s3_backfill_`. @default 's3_backfill' */
  readonly handoffName?: string;
}
