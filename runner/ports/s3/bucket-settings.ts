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
  /** Its inventory configuration of this name; undefined: it has none. */
  inventory(bucket: string, id: string): Promise<InventoryConfiguration | undefined>;
  /** Whether S3 tells EventBridge what happens in the bucket. */
  tellsEventBridge(bucket: string): Promise<boolean>;
  /** When it was made, in milliseconds since 1970; undefined: it is none of the caller's own account, or S3 does not say. */
  createdMs(bucket: string): Promise<number | undefined>;
}

/** What S3 lists, how often, and where it delivers that. */
export interface InventoryConfiguration {
  readonly isEnabled: boolean;
  /** `CSV`, `ORC` or `Parquet`. */
  readonly format: string;
  /** `Daily` or `Weekly`. */
  readonly frequency: string;
  /** `All` or `Current`. */
  readonly versions: string;
  readonly fields: readonly string[];
  /** Beginning of the keys that it lists; empty: all. */
  readonly filterPrefix: string;
  readonly bucket: string;
  /** Without a slash at its end; empty: the top of the bucket. */
  readonly prefix: string;
  /** Key of KMS by which S3 encrypts what it delivers. @default - SSE-S3, or as the bucket says */
  readonly kmsKeyArn?: string;
}

export interface BucketEncryption {
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
  readonly algorithm: string;
  readonly kmsKeyArn?: string;
  readonly bucketKey: boolean;
  /** Whether the bucket takes nothing under a customer's key (SSE-C): new ones since April 2026 do not, unless they say otherwise. @default false */
  readonly blocksCustomerKeys?: true;
}

export interface BucketLock {
  /** GOVERNANCE or COMPLIANCE. @default - no default retention */
  readonly defaultRetention?: string;
}
