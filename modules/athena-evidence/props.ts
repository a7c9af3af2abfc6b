// What people say about evidence that Athena compares.
import type { Placed } from '../place/placed';
import type { INVENTORY_FIELDS } from './columns';

export type InventoryField = (typeof INVENTORY_FIELDS)[number];

/** An inventory of all versions that S3 delivers already: of one configuration of one bucket. */
export interface AthenaInventoryOptions {
  /** Name of the bucket that it is delivered to. */
  readonly bucketName: string;
  /** Prefix of its destination, without a leading or trailing slash. @default - none */
  readonly prefix?: string;
  /** Id of the inventory configuration. */
  readonly inventoryId: string;
  /** Format of its files. @default 'CSV' */
  readonly format?: 'CSV' | 'Parquet';
  /**
   * Optional fields, in the order in which `fileSchema` of a manifest names them: of CSV Athena knows columns by their places alone.
   * @default - Size, LastModifiedDate, ETag, StorageClass, ReplicationStatus, EncryptionStatus, IntelligentTieringAccessTier
   */
  readonly fields?: readonly InventoryField[];
}

export interface AthenaOptions {
  /** Inventory of the source bucket. */
  readonly sourceInventory: AthenaInventoryOptions;
  /** Inventory of the destination; Athena reads it in another Region, too, and the transfer is billed. */
  readonly destinationInventory: AthenaInventoryOptions;
  /** The bucket that the inventory of the destination is of. @default - the one that the rules copy to */
  readonly destinationBucketName?: string;
  /** Where in the report bucket results of queries go. @default 's3-backfill/athena' */
  readonly resultsPrefix?: string;
  /** ARN of a KMS key for results, in the Region of the source. @default - SSE-S3 */
  readonly resultsKmsKeyArn?: string;
  /** Gigabytes, of 10^9 bytes, that one query may scan at most before Athena cancels it, from 1. @default 1000 */
  readonly scanLimitGigabytes?: number;
  /** Name of the workgroup; two in one account and Region need two. @default 's3-backfill' */
  readonly workgroupName?: string;
  /** Name of the database in the Glue catalog; two in one account and Region need two. @default 's3_backfill' */
  readonly databaseName?: string;
  /** Tags of workgroup and database. @default - none beside the provider's default tags */
  readonly tags?: { readonly [key: string]: string };
}

export interface AthenaEvidenceProps extends AthenaOptions, Placed {
  /** The bucket that the inventory of the source is of. */
  readonly sourceBucketName: string;
  /** The bucket that the inventory of the destination is of. */
  readonly destinationBucketName: string;
  /** Region of workgroup and tables, as the handoff says it. @default - the provider's */
  readonly region?: string;
  /** Account of the report bucket, twelve digits: Athena writes results nowhere else. @default - the provider's */
  readonly accountId?: string;
  /** The bucket for completion reports and results, in the Region of workgroup and tables. */
  readonly reportBucketName: string;
  /** Where in it completion reports are. @default 's3-backfill/reports' */
  readonly reportPrefix?: string;
}
