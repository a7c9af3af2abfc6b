// What people say about copies of what an inventory lists.
import type { TerraformProvider } from 'cdktf';
import type { ReportBucketProps } from '../buckets/report-bucket';
import type { Placed } from '../place/placed';
import type { BucketKeys, STORAGE_CLASSES } from '../replication/rule';

export const INVENTORY_RUNTIMES = ['nodejs22.x', 'nodejs24.x'] as const;

/** Name, path, boundary and tags of both roles. */
export interface InventoryRoleOptions {
  /** Path of the roles, for example `/replication/`. @default '/' */
  readonly path?: string;
  /** ARN of the policy that bounds what the roles can ever do. @default - none */
  readonly permissionsBoundaryArn?: string;
  /** Tags of the roles. @default - none beside the provider's default tags */
  readonly tags?: { readonly [key: string]: string };
}

export interface InventoryCopyProps extends Placed {
  /** The bucket that is copied from. It is there already, in the account and Region of the provider; it need not be versioned. */
  readonly sourceBucketName: string;
  /** Region of the source bucket. @default - the provider's */
  readonly sourceRegion?: string;
  /** Account of the source bucket, twelve digits. @default - the provider's */
  readonly sourceAccountId?: string;
  /** Beginning of the keys that are copied, without a leading slash; an inventory takes one. @default - every key */
  readonly prefix?: string;
  /** Name of the bucket that copies go to; it is there already, in whichever Region. */
  readonly destinationBucketName: string;
  /** Region of the destination. @default - the runner asks S3 */
  readonly destinationRegion?: string;
  /** Account of the destination, twelve digits. @default - the source's account */
  readonly destinationAccountId?: string;
  /** Takes the place of `prefix` in each key, without a leading slash. @default - keys stay as they are */
  readonly destinationPrefix?: string;
  /** ARNs of the KMS keys of source objects. @default - no source object under SSE-KMS is copied */
  readonly sourceKmsKeyArns?: readonly string[];
  /** Whether source objects are under S3 Bucket Keys. @default 'some' - the role may do both */
  readonly sourceBucketKeys?: BucketKeys;
  /** ARNs of the KMS keys by which the destination encrypts what arrives, in its Region. @default - copies need no KMS key */
  readonly destinationKmsKeyArns?: readonly string[];
  /** Whether copies are under S3 Bucket Keys. @default 'some' - the role may do both */
  readonly destinationBucketKeys?: BucketKeys;
  /** Storage class of the copies. @default - that of each source object */
  readonly storageClass?: (typeof STORAGE_CLASSES)[number];
  /** What happens where another object stands at the destination: it is written over, or stays. @default 'different' */
  readonly overwrite?: 'different' | 'never';
  /** Whether annotations are copied. @default 'copy' */
  readonly annotations?: 'copy' | 'exclude';
  /**
   * The bucket for inventories and reports, in the Region of the source: one to make, or one that is there already. Of the latter neither
   * policy nor notifications are touched: it has to let S3 write inventories (`inventoryPolicyJson`), and to tell EventBridge of new objects.
   */
  readonly reportBucket: { readonly existing: string } | { readonly create: ReportBucketProps };
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
  /** Where in it reports go. @default 's3-backfill/reports' */
  readonly reportPrefix?: string;
  /** Where in it inventories go. @default 's3-backfill/inventory' */
  readonly inventoryPrefix?: string;
  /** Format of inventories; both are read alike, and ORC is not read. @default 'CSV' */
  readonly format?: 'CSV' | 'Parquet';
  /** ARN of a KMS key for inventories, in the Region of the source; its policy has to let S3 use it (`inventoryKeyPolicyJson`). @default - SSE-S3 */
  readonly inventoryKmsKeyArn?: string;
  /** How often S3 delivers an inventory; the first one takes up to 48 hours. Each is copied, what is there already by its conditions alone. @default 'Daily' */
  readonly frequency?: 'Daily' | 'Weekly';
  /** Whether the functions work; if not, inventories are delivered and messages wait, for 14 days at most. @default true */
  readonly enabled?: boolean;
  /** Workers at once, from 2 to 1,000: the brake. Raise it while S3 does not ask to slow down. @default 10 */
  readonly maximumConcurrency?: number;
  /** Memory of a worker in MB, from 256 to 10,240; its share of a processor grows with it. @default 1024 */
  readonly workerMemoryMegabytes?: number;
  /** Attempts at a message before it goes to the dead letters, from 1 to 100. @default 5 */
  readonly mostReceives?: number;
  /** ARN of a KMS key for the queues, in their Region; its policy has to let EventBridge use it (`queueKeyPolicyJson`). @default - SQS encrypts by a key of its own */
  readonly queueKmsKeyArn?: string;
  /** Runtime of the functions. The provider has to know it. @default 'nodejs22.x' */
  readonly runtime?: (typeof INVENTORY_RUNTIMES)[number];
  /** The archive of the functions, or an expression that names it. @default - the one of this package */
  readonly archivePath?: string;
  /** Beginning of the names of queues, functions and roles, at most 30 characters; two in one account and Region need two. The inventory has that name, too. @default 's3-inventory-copy' */
  readonly name?: string;
  /** Days for which logs are kept. @default 30 */
  readonly logRetentionDays?: number;
  /** ARNs of SNS topics, or of other actions, for the alarms. @default - nobody is notified */
  readonly alarmActionArns?: readonly string[];
  /** Hours that an object may wait to be copied before an alarm, from 1. @default 24 */
  readonly alarmAgeHours?: number;
  /** A dashboard of CloudWatch by the name of `name`: what waits, how old it is, what was given up, what the functions do. @default false */
  readonly dashboard?: boolean;
  /** Path, boundary and tags of both roles. @default - those of `InventoryRoleOptions` */
  readonly role?: InventoryRoleOptions;
  /** Name of the Terraform output that the runner reads; begins with `s3_backfill_` where a stack holds several. @default 's3_backfill' */
  readonly handoffName?: string;
  /** Tags of queues, functions and logs. @default - none beside the provider's default tags */
  readonly tags?: { readonly [key: string]: string };
}
