// What a bucket says about access, encryption and the life of everything in it.
import type { LifecycleRule } from './lifecycle-rule';

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

export interface BucketLock {
  /** GOVERNANCE or COMPLIANCE. @default - no default retention */
  readonly defaultRetention?: string;
}
