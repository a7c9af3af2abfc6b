// A replication configuration as S3 holds it.

export interface Replication {
  readonly roleArn: string;
  readonly rules: readonly ReplicationRule[];
}

/** A rule as S3 holds it now; the handoff says what Terraform wrote. */
export interface ReplicationRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly priority: number;
  /** Empty: every key. */
  readonly prefix: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly destinationBucket: string;
  /** @default - the source's account */
  readonly destinationAccountId?: string;
  /** Whether objects under SSE-KMS are replicated. */
  readonly kmsObjects: boolean;
  /** Whether delete markers are replicated. */
  readonly deleteMarkers: boolean;
  /** Of the replicas. @default - the storage class of the source object */
  readonly storageClass?: string;
  /** Key that the replicas are encrypted with. @default - the destination bucket decides */
  readonly replicaKmsKeyArn?: string;
  /** The account of the destination becomes the owner of the replicas. @default - it does not */
  readonly ownerOverride?: true;
}
