// A replication configuration as S3 holds it.

export interface Replication {
  readonly roleArn: string;
  readonly rules: readonly ReplicationRule[];
  /** The same rules in the words of S3's API, with all that they say. @default - not known */
  readonly written?: readonly WrittenByS3[];
}

type Written = null | boolean | number | string | readonly Written[] | WrittenByS3;

export interface WrittenByS3 {
  readonly [name: string]: Written;
}

/** A rule as S3 holds it now; the handoff says what Terraform wrote. */
export interface ReplicationRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly priority: number;
  /** Empty: every key. */
  readonly prefix: string;
  /** An object has to have every one. */
  readonly tags: Readonly<Record<string, string>>;
  /** What `Not` leaves out of what prefix and tags select. @default - nothing */
  readonly excluded?: Exclusion;
  readonly destinationBucket: string;
  /** @default - the source's account */
  readonly destinationAccountId?: string;
  /** Whether objects under SSE-KMS are replicated. */
  readonly kmsObjects: boolean;
  /** Whether delete markers are replicated. */
  readonly deleteMarkers: boolean;
  /** Of the replicas. @default - the storage class of the source object */
  readonly storageClass?: string;
  /** Key that the replicas are encrypted with. @default - the destination bucket decides, or `sourceMultiRegionKey` */
  readonly replicaKmsKeyArn?: string;
  /** Replicas are encrypted with the multi-Region key in their Region that is related to the key of the source object. */
  readonly sourceMultiRegionKey?: true;
  /** The account of the destination becomes the owner of the replicas. @default - it does not */
  readonly ownerOverride?: true;
}

/**
 * Objects that match any of these are not replicated by the rule.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationRuleFilter.html
 */
export interface Exclusion {
  /** Beginnings of keys. */
  readonly prefixes: readonly string[];
  /** One such tag is enough. */
  readonly tags: readonly ExcludedTag[];
  /** S3 excludes something by a filter that is not understood here: what, is unknown. @default - there is no such filter */
  readonly notUnderstood?: true;
}

export interface ExcludedTag {
  readonly key: string;
  readonly value: string;
}
