// What decides about access, as the doctor needs it: bucket settings, policies of roles, keys.

/** What a bucket says about everything in it; undefined where it says nothing. */
export interface BucketSettings {
  /** JSON. */
  policy(bucket: string): Promise<string | undefined>;
  /** BucketOwnerEnforced, BucketOwnerPreferred or ObjectWriter. */
  ownership(bucket: string): Promise<string | undefined>;
  /** Default encryption. */
  encryption(bucket: string): Promise<BucketEncryption | undefined>;
  lifecycle(bucket: string): Promise<readonly LifecycleRule[]>;
  objectLock(bucket: string): Promise<BucketLock | undefined>;
  /** Whether Block Public Access of the bucket itself refuses public ACLs; that of its account counts beside it. */
  blocksPublicAcls(bucket: string): Promise<boolean>;
  /** Whether requesters pay. */
  requesterPays(bucket: string): Promise<boolean>;
  /** Whether the bucket belongs to the account. Undefined where the caller may not look at the bucket at all. */
  isOwnedBy(bucket: string, accountId: string): Promise<boolean | undefined>;
}

export interface BucketEncryption {
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
  readonly algorithm: string;
  readonly kmsKeyArn?: string;
  readonly bucketKey: boolean;
}

export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  /** Empty: every key. */
  readonly prefix: string;
  /** In words of S3: Expiration, NoncurrentVersionExpiration, Transition, … */
  readonly actions: readonly string[];
}

export interface BucketLock {
  /** GOVERNANCE or COMPLIANCE. @default - no default retention */
  readonly defaultRetention?: string;
}

/** Questions to IAM. */
export interface Permissions {
  /** Identity policies of a role, inline and attached: JSON each. */
  policiesOf(roleArn: string): Promise<RolePolicies>;
  /** What IAM decides for a user or role, one answer for each question; needs iam:SimulatePrincipalPolicy. */
  simulate(principalArn: string, questions: readonly PermissionQuestion[]): Promise<readonly PermissionAnswer[]>;
}

export interface RolePolicies {
  readonly identity: readonly string[];
  readonly boundary?: string;
}

export interface PermissionQuestion {
  readonly action: string;
  readonly resource: string;
  /** Condition keys to their values. */
  readonly context?: Readonly<Record<string, string>>;
}

export interface PermissionAnswer {
  readonly decision: 'allowed' | 'implicitDeny' | 'explicitDeny';
  /** Condition keys that the policies ask for and the question does not have. */
  readonly missingKeys: readonly string[];
  /** What else than the policies of the principal does not allow it. @default - nothing else */
  readonly limitedBy?: 'boundary' | 'organization';
}

/** KMS keys. */
export interface Keys {
  /** Undefined when there is no such key. */
  find(keyArn: string): Promise<KeyView | undefined>;
}

export interface KeyView {
  readonly arn: string;
  /** Enabled, Disabled, PendingDeletion, … */
  readonly state: string;
  readonly multiRegion: boolean;
  /** JSON. @default - it may not be read */
  readonly policy?: string;
  /** @default - they may not be read */
  readonly grants?: readonly KeyGrant[];
}

export interface KeyGrant {
  readonly granteeArn: string;
  /** Without `kms:`. */
  readonly operations: readonly string[];
  /** Whether the grant holds for some encryption contexts only. */
  readonly constrained: boolean;
}

/** CloudWatch, for what live replication says about itself. */
export interface Metrics {
  /** The latest value and the sum of a replication metric of S3 over some minutes; undefined without a data point. */
  replication(question: ReplicationMetricQuestion): Promise<MetricValue | undefined>;
}

export interface ReplicationMetricQuestion {
  readonly metric:
    'OperationsFailedReplication' | 'OperationsPendingReplication' | 'BytesPendingReplication' | 'ReplicationLatency';
  readonly sourceBucket: string;
  readonly destinationBucket: string;
  readonly ruleId: string;
  /** Region that S3 publishes the metric in: failures in the source's, the others in the destination's. */
  readonly region: string;
  /** End of the time that is looked at; milliseconds since 1970. */
  readonly endMs: number;
  /** Length of that time. */
  readonly minutes: number;
}

export interface MetricValue {
  readonly latest: number;
  readonly sum: number;
}
