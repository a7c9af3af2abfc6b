// What people say about a replication setup.
import type { TerraformProvider } from 'cdktf';
import type { AfterCareOptions } from '../after-care/after-care';
import type { AthenaOptions } from '../athena-evidence/props';
import type { BatchCopyOptions } from '../batch-copy/props';
import type { ReportBucketProps } from '../buckets/report-bucket';
import type { DestinationOptions } from '../outputs/destination-policies';
import type { Placed } from '../place/placed';
import type { ExistingReplication } from '../replication/existing-configuration';
import type { BucketKeys, ReplicationRule } from '../replication/rule';
import type { RoleOptions } from '../roles/role';

export interface BatchReplicationProps extends Placed {
  /** The bucket that is copied from. It is there already. */
  readonly sourceBucketName: string;
  /** Region of the source bucket. @default - the provider's */
  readonly sourceRegion?: string;
  /** Account of the source bucket, twelve digits. @default - the provider's */
  readonly sourceAccountId?: string;
  /**
   * What is copied where. With `adoptExistingReplication` not needed: the runner reads the rules from S3. What is told of them
   * nevertheless is not handed on; their prefixes are what the runner backfills, and `afterCare.alarms` need their ids.
   * @default - one rule for each of `prefixes`, to `destinationBucketName`
   */
  readonly rules?: readonly ReplicationRule[];
  /**
   * The one bucket that is copied to: short for `rules` that say nothing else. Not needed with `adoptExistingReplication`.
   * @default - that of the rules
   */
  readonly destinationBucketName?: string;
  /**
   * What is to be done about buckets that are copied to, beyond what rules say: each at most once.
   * @default - they are left as they are
   */
  readonly destinations?: readonly DestinationOptions[];
  /**
   * Leave the bucket's replication configuration and its role to whoever made them: only the job role, the report
   * bucket and the handoff are made. The handoff says nothing of rules and destinations, which the runner reads from S3.
   * @default false
   */
  readonly adoptExistingReplication?: boolean;
  /**
   * The replication configuration that the bucket has already, as `aws s3api get-bucket-replication` prints it. Terraform takes it
   * over by an `import` block: its rules stay as they are, `rules` come beside them, and its role gets what they need as one
   * more inline policy.
   * @default - the bucket has none
   */
  readonly existingReplication?: ExistingReplication;
  /** Switch on versioning of buckets that are there already. @default - versioning is left as it is */
  readonly manageVersioning?: VersioningOptions;
  /** ARNs of the KMS keys of source objects; needed when a rule has `replicaKmsKeyArn`. @default - none */
  readonly sourceKmsKeyArns?: readonly string[];
  /**
   * Whether source objects are under S3 Bucket Keys: KMS is asked in the name of the bucket then, not of the object.
   * @default 'some' - the role may do both
   */
  readonly sourceBucketKeys?: BucketKeys;
  /** The source bucket has S3 Object Lock: retention and legal holds are copied. @default false */
  readonly sourceObjectLock?: boolean;
  /** The report bucket: one that is there already, or one to make. In the Region of the source. @default - `reportBucketName` */
  readonly reportBucket?: { readonly existing: string } | { readonly create: ReportBucketProps };
  /** A report bucket that is there already: short for `reportBucket.existing`. @default - that of `reportBucket` */
  readonly reportBucketName?: string;
  /** Where in the report bucket reports go. @default 's3-backfill/reports' */
  readonly reportPrefix?: string;
  /** Where in the report bucket the generated manifests go; '' does not keep them. @default 's3-backfill/manifests' */
  readonly manifestPrefix?: string;
  /** Prefixes that the runner backfills when it is given none. @default - those of the enabled rules; of an adopted replication, all that they cover */
  readonly prefixes?: readonly string[];
  /** Name, path, boundary and tags of the replication role. @default - those of `RoleOptions` */
  readonly replicationRole?: RoleOptions;
  /** Name, path, boundary and tags of the job role. @default - those of `RoleOptions` */
  readonly batchJobRole?: RoleOptions;
  /**
   * Copies without rules, beside the replication: a role for them, and where they go. The report bucket has to be in the Region of their
   * destination, too. Without any replication there is the construct `BatchCopy`.
   * @default - none are prepared
   */
  readonly batchCopy?: BatchCopyOptions;
  /**
   * Tables over inventories of both sides, and a workgroup with a limit, for `verify --engine athena`: where both buckets have inventories of
   * all versions, and one machine is not enough.
   * @default - none are prepared
   */
  readonly athena?: AthenaOptions;
  /** Alarms on the metrics of the rules, and notifications of job events. @default - none */
  readonly afterCare?: AfterCareOptions;
  /** Name of the Terraform output; a further instance in one stack needs one that begins with `s3_backfill_`. @default 's3_backfill' */
  readonly handoffName?: string;
}

export interface VersioningOptions {
  /** The source bucket. @default true */
  readonly source?: boolean;
  /** The buckets of all rules. @default true */
  readonly destinations?: boolean;
  /** Provider of the destinations' account and Region, where `destinations` names none. @default - that of the source */
  readonly destinationProvider?: TerraformProvider;
}
