// The contract between `terraform apply` and the runner: one Terraform output, written by the constructs and read by
// the runner. This file imports nothing, and it is the only one that both sides know. docs/handoff.md explains each field.

/** Name of the Terraform output that carries the handoff. Further handoffs in one stack are named `s3_backfill_<id>`. */
export const HANDOFF_OUTPUT = 's3_backfill';

/** Version of the contract that this package writes and reads. A changed field raises it. */
export const HANDOFF_VERSION = 1;

/** What the runner needs to know about an applied replication setup. */
export interface Handoff {
  /** Of this contract: 1. */
  readonly version: typeof HANDOFF_VERSION;
  /** Bucket that the objects are copied from; jobs that replicate are created in its Region and account. */
  readonly source: HandoffSource;
  /**
   * One entry for each rule, in the order of the rules; empty where Terraform wrote no rules.
   * @default - none are told: the runner asks S3
   */
  readonly destinations?: readonly HandoffDestination[];
  /**
   * The replication rules as Terraform wrote them; empty where the replication configuration is not ours.
   * @default - none are told: the runner asks S3
   */
  readonly rules?: readonly HandoffRule[];
  /** ARNs of the roles; at least one of `batchJobArn` and `batchCopyArn` is there, or `dataSync`, `inventory` or `athena` beside them. */
  readonly roles: HandoffRoles;
  /**
   * Where jobs that copy without any rule put their copies.
   * @default - no such copies are prepared
   */
  readonly copy?: HandoffCopy;
  /**
   * The task of DataSync that copies.
   * @default - none is prepared
   */
  readonly dataSync?: HandoffDataSync;
  /**
   * The functions that copy what an inventory lists, and their queues, all in Region and account of the source.
   * @default - none are prepared
   */
  readonly inventory?: HandoffInventory;
  /**
   * Where Athena compares inventories, and reads completion reports, in the account of the source.
   * @default - none is prepared
   */
  readonly athena?: HandoffAthena;
  /** Where S3 writes the completion report of each job, DataSync that of each execution, and the functions of an inventory what became of each object. */
  readonly report: HandoffLocation;
  /**
   * Where S3 writes the manifest that it generates.
   * @default - the manifest is not kept
   */
  readonly manifest?: HandoffLocation;
  /** Prefixes to backfill when the runner is given none, without a leading slash; empty: all that the enabled rules cover, and without rules every key. */
  readonly prefixes: readonly string[];
}

export interface HandoffSource {
  /** Name of the bucket. */
  readonly bucket: string;
  /** AWS Region, for example `eu-west-1`. */
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

export interface HandoffDestination {
  /** Name of the bucket. */
  readonly bucket: string;
  /** AWS Region. @default - the runner asks S3 */
  readonly region?: string;
  /** Twelve digits. @default - the source's account */
  readonly accountId?: string;
  /** Of the replicas. @default - the storage class of the source object */
  readonly storageClass?: string;
  /** Key that the replicas are encrypted with. @default - objects under SSE-KMS are not copied */
  readonly replicaKmsKeyArn?: string;
  /** Id of the rule that copies here. */
  readonly ruleId: string;
}

export interface HandoffRule {
  /** Unique among the rules. */
  readonly id: string;
  /** Beginning of the keys. @default - every key */
  readonly prefix?: string;
  /** Object tags that must all be present. @default - tags are not looked at */
  readonly tags?: Readonly<Record<string, string>>;
  /** The highest number wins where rules overlap. */
  readonly priority: number;
  /** S3 copies nothing by a disabled rule. */
  readonly status: 'Enabled' | 'Disabled';
  /** Whether delete markers are replicated. */
  readonly deleteMarkers: boolean;
}

export interface HandoffRoles {
  /** Role that S3 assumes to copy. @default - unknown: the replication configuration is not ours */
  readonly replicationArn?: string;
  /** Role that S3 Batch Operations assumes to replicate. @default - none: objects are only copied, without rules */
  readonly batchJobArn?: string;
  /** Role that S3 Batch Operations assumes to copy without rules. @default - none: no such copies are prepared */
  readonly batchCopyArn?: string;
}

/** Where copies go. */
export interface HandoffCopy {
  /** Name of the bucket; that of the source, where objects are copied in place. */
  readonly bucket: string;
  /** Folder that copies go into, below which S3 keeps the whole key of the source; without a leading or trailing slash. @default - keys stay as they are */
  readonly prefix?: string;
  /** AWS Region, in which jobs that copy are created. @default - the runner asks S3 */
  readonly region?: string;
  /** Twelve digits. @default - the source's account */
  readonly accountId?: string;
}

/** A task of DataSync, from the folder that `prefixes` names to a folder of another bucket. */
export interface HandoffDataSync {
  /** ARN of the task; it is in the Region of the destination. */
  readonly taskArn: string;
  /** Name of the bucket that it copies to. */
  readonly bucket: string;
  /** Takes the place of the source's prefix in each key; without a leading slash. @default - keys stay as they are */
  readonly prefix?: string;
  /** AWS Region of that bucket. @default - the runner asks S3 */
  readonly region?: string;
  /** Twelve digits. @default - the source's account */
  readonly accountId?: string;
  /** Role by which DataSync writes reports and reads manifests. @default - that of the task's report */
  readonly reportRoleArn?: string;
}

/** Functions that copy what an inventory lists, from the prefix that `prefixes` names to another bucket. */
export interface HandoffInventory {
  /** Name of the bucket that they copy to. */
  readonly bucket: string;
  /** Takes the place of the source's prefix in each key; without a leading slash. @default - keys stay as they are */
  readonly prefix?: string;
  /** AWS Region of that bucket. @default - the runner asks S3 */
  readonly region?: string;
  /** Twelve digits. @default - the source's account */
  readonly accountId?: string;
  /** Of the copies. @default - the storage class of the source object */
  readonly storageClass?: string;
  /** What happens where another object stands at the destination: it is written over, or stays. */
  readonly overwrite: 'different' | 'never';
  /** Of the inventory configuration of the source bucket. */
  readonly inventoryId: string;
  /** Where inventories are delivered: S3 puts the names of source and configuration behind the prefix. */
  readonly inventories: HandoffLocation;
  /** Below which `inventory-…/run.json`, `…/files/` and `…/outcomes/` are written. */
  readonly outcomes: HandoffLocation;
  /** Queue of inventories and their files, which the reader works off. */
  readonly listQueueUrl: string;
  /** Queue of the objects that are to be copied, which the workers work off. */
  readonly copyQueueUrl: string;
  /** Queue of what the reader has given up. */
  readonly listDeadQueueUrl: string;
  /** ARN of that queue, by which its messages are moved back. */
  readonly listDeadQueueArn: string;
  /** Queue of the objects that were given up. */
  readonly copyDeadQueueUrl: string;
  /** ARN of that queue, by which its messages are moved back. */
  readonly copyDeadQueueArn: string;
  /** Name of the function that reads inventories. */
  readonly readerName: string;
  /** Name of the function that copies. */
  readonly workerName: string;
  /** Name of the rule of EventBridge that starts the reader; switched off, an inventory starts nothing. */
  readonly ruleName: string;
}

/** Tables over inventories and completion reports, and the workgroup that queries them. */
export interface HandoffAthena {
  /** AWS Region of workgroup and tables. */
  readonly region: string;
  /** Name of the workgroup, which says where results go and how much one query may scan. */
  readonly workgroup: string;
  /** Name of the database in the Glue catalog of the account. */
  readonly database: string;
  /** Name of the table over the inventories of the source. */
  readonly sourceTable: string;
  /** Name of the table over the inventories of the destination. */
  readonly destinationTable: string;
  /** Name of the table over completion reports. */
  readonly reportTable: string;
  /** Where the workgroup puts results, for example `s3://my-reports/s3-backfill/athena/`. */
  readonly resultsLocation: string;
}

/** A place in a bucket: keys begin with `prefix`. */
export interface HandoffLocation {
  /** Name of the bucket, in the Region that jobs are created in: that of the source, and for copies without rules that of the copies. */
  readonly bucket: string;
  /** Without a leading or trailing slash; empty: anywhere in the bucket. */
  readonly prefix: string;
}
