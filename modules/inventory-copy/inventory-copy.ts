import { Token } from 'cdktf';
import { Construct } from 'constructs';
import type { ReportBucket } from '../buckets/report-bucket';
import { addArchive } from '../functions/archive';
import { HANDOFF_OUTPUT, type HandoffInventory } from '../handoff';
import { addForeignAccess } from '../outputs/foreign-access';
import { handoffOf, placeInHandoff, sourceInHandoff } from '../outputs/handoff-content';
import { addHandoffOutput, handoffNameRefusals } from '../outputs/handoff-output';
import { place } from '../place/placed';
import { INVENTORY_READER_PERMISSIONS, INVENTORY_WORKER_PERMISSIONS } from '../policies/inventory-permissions';
import { refuse } from '../refusals/refusal';
import { given } from '../values/given';
import { literal } from '../values/literal';
import { addAlarms, type Watched } from './alarms';
import { addDashboard } from './dashboard';
import { addInventory, addReports, addRule } from './deliveries';
import { commonTargets, readerTargets, workerTargets } from './granted';
import { addKeyPolicies, handOutPolicies } from './own-policies';
import type { InventoryCopyProps } from './props';
import { QueueFunction } from './queue-function';
import { WorkQueue } from './queues';
import { inventoryCopyRefusals } from './refusals';

const NAME = 's3-inventory-copy';
const REPORT_PREFIX = 's3-backfill/reports';
const INVENTORY_PREFIX = 's3-backfill/inventory';
const CONCURRENCY = 10;
const MOST_RECEIVES = 5;
/** The reader sends, and waits for SQS: one reads a million rows in minutes. */
const READERS = 2;
/** A file of Parquet is read as a whole, and unpacked row group by row group. */
const READER_MEGABYTES = 2048;
const WORKER_MEGABYTES = 1024;
const MESSAGES_AT_ONCE = 10;

/**
 * Copies what an S3 Inventory lists, by functions: the inventory of a prefix, a reader that makes messages of it, workers that copy by the
 * engine of `s3-backfill copy`, and what they need, with the output that `s3-backfill run --method inventory` reads. Each inventory that S3
 * delivers is worked off. It goes on until it is removed.
 */
export class InventoryCopy extends Construct {
  /** The bucket that was made; absent when it is there already. */
  readonly reportBucket?: ReportBucket;
  /** What the bucket of inventories has to allow S3, as a policy in JSON; one that is made here has it. */
  readonly inventoryPolicyJson: string;
  /** What the policy of `inventoryKmsKeyArn` has to allow S3; absent without one. */
  readonly inventoryKeyPolicyJson?: string;
  /** What the policy of `queueKmsKeyArn` has to allow EventBridge; absent without one. */
  readonly queueKeyPolicyJson?: string;
  /** Queue of inventories and their files. A message `{"version":1,"kind":"manifest","key":"…/manifest.json"}` has one read again. */
  readonly listQueueUrl: string;
  /** Queue of the objects that are to be copied. */
  readonly copyQueueUrl: string;
  /** Messages that were given up: objects that could not be copied. */
  readonly deadLettersArn: string;
  /** Role of the workers: whoever owns a bucket or a key of another account has to let it in. */
  readonly workerRoleArn: string;

  constructor(scope: Construct, id: string, props: InventoryCopyProps) {
    super(scope, id);
    place(this, props);
    const { name = NAME, tags, mostReceives = MOST_RECEIVES, handoffName = HANDOFF_OUTPUT } = props;
    refuse(this, [...inventoryCopyRefusals(props), ...handoffNameRefusals(this, handoffName)]);
    const inventoryId = name;
    const inventoryPrefix = folderIn(props.inventoryPrefix ?? INVENTORY_PREFIX);
    const reports = addReports(this, props, inventoryPrefix);
    const { bucketName, made, policyJson } = reports;
    if (made !== undefined) this.reportBucket = made;
    const queueOf = (queue: string) =>
      new WorkQueue(this, `${queue}-queue`, {
        name: `${name}-${queue}`,
        mostReceives,
        ...given({ tags, kmsKeyArn: props.queueKmsKeyArn }),
      });
    const lists = queueOf('lists');
    const copies = queueOf('copies');
    const delivered = { inventoryId, bucketName, inventoryPrefix };
    addInventory(this, props, delivered);
    const rule = addRule(this, name, props.sourceBucketName, delivered, lists);
    lists.close(rule.arn);
    copies.close();
    const keyPolicies = addKeyPolicies(this, props, rule.arn);
    const report = { bucketName, prefix: folderIn(props.reportPrefix ?? REPORT_PREFIX) };
    const archive = addArchive(this, 'inventory-copy.zip', props.archivePath);
    const common = { props, archive };
    const variables = {
      SOURCE_BUCKET: literal(props.sourceBucketName),
      SOURCE_PREFIX: literal(props.prefix ?? ''),
      REPORT_BUCKET: report.bucketName,
      REPORT_PREFIX: literal(report.prefix),
      COPY_QUEUE_URL: copies.queue.url,
      MOST_RECEIVES: Token.asString(mostReceives),
    };
    const targets = commonTargets(this, props, { lists, copies }, report);
    const reader = new QueueFunction(this, 'reader', {
      ...common,
      name: `${name}-reader`,
      program: 'reader',
      description: `Reads inventories of ${props.sourceBucketName}`,
      memoryMegabytes: READER_MEGABYTES,
      variables: { ...variables, INVENTORY_BUCKET: bucketName, LIST_QUEUE_URL: lists.queue.url },
      permissions: INVENTORY_READER_PERMISSIONS,
      targets: { ...targets, ...readerTargets(this, props, { bucketName, prefix: inventoryPrefix }) },
      queue: lists,
      batchSize: 1,
      maximumConcurrency: READERS,
    });
    const worker = new QueueFunction(this, 'worker', {
      ...common,
      name: `${name}-worker`,
      program: 'worker',
      description: `Copies objects of ${props.sourceBucketName} to ${props.destinationBucketName}`,
      memoryMegabytes: props.workerMemoryMegabytes ?? WORKER_MEGABYTES,
      variables: { ...variables, ...workerVariables(props) },
      permissions: INVENTORY_WORKER_PERMISSIONS,
      targets: { ...targets, ...workerTargets(this, props) },
      queue: copies,
      batchSize: MESSAGES_AT_ONCE,
      maximumConcurrency: props.maximumConcurrency ?? CONCURRENCY,
    });
    const source = sourceInHandoff(this, props);
    const watched: Watched = {
      name,
      queues: {
        lists: { waiting: lists.queue.name, dead: lists.deadLetters.name },
        copies: { waiting: copies.queue.name, dead: copies.deadLetters.name },
      },
      functions: { reader: reader.functionName, worker: worker.functionName },
    };
    addAlarms(this, watched, props);
    if (props.dashboard === true) addDashboard(this, watched, source.region);
    const { prefix = '', destinationPrefix } = props;
    const writer = {
      roleArn: worker.roleArn,
      permissions: INVENTORY_WORKER_PERMISSIONS,
      prefix: destinationPrefix ?? prefix,
    };
    addForeignAccess(this, writer, props, handoffName);
    handOutPolicies(this, props, reports, keyPolicies, handoffName);
    this.inventoryPolicyJson = policyJson;
    if (keyPolicies.inventoryKeyPolicyJson !== undefined)
      this.inventoryKeyPolicyJson = keyPolicies.inventoryKeyPolicyJson;
    if (keyPolicies.queueKeyPolicyJson !== undefined) this.queueKeyPolicyJson = keyPolicies.queueKeyPolicyJson;
    this.listQueueUrl = lists.queue.url;
    this.copyQueueUrl = copies.queue.url;
    this.deadLettersArn = copies.deadLetters.arn;
    this.workerRoleArn = worker.roleArn;
    const { destinationRegion: region, destinationAccountId: accountId, storageClass } = props;
    const inventory: HandoffInventory = {
      bucket: props.destinationBucketName,
      ...given({ prefix: destinationPrefix, region, accountId, storageClass }),
      overwrite: props.overwrite ?? 'different',
      inventoryId,
      inventories: placeInHandoff({ bucketName, prefix: inventoryPrefix }),
      outcomes: placeInHandoff(report),
      listQueueUrl: lists.queue.url,
      copyQueueUrl: copies.queue.url,
      listDeadQueueUrl: lists.deadLetters.url,
      listDeadQueueArn: lists.deadLetters.arn,
      copyDeadQueueUrl: copies.deadLetters.url,
      copyDeadQueueArn: copies.deadLetters.arn,
      readerName: reader.functionName,
      workerName: worker.functionName,
      ruleName: rule.name,
    };
    const prefixes = prefix === '' ? [] : [prefix];
    addHandoffOutput(this, handoffName, handoffOf({ source, rules: [], roles: {}, inventory, report, prefixes }));
  }
}

function workerVariables(props: InventoryCopyProps): Record<string, string> {
  const { prefix = '', destinationPrefix = prefix, storageClass } = props;
  return {
    DESTINATION_BUCKET: literal(props.destinationBucketName),
    DESTINATION_PREFIX: literal(destinationPrefix),
    OVERWRITE: props.overwrite ?? 'different',
    ANNOTATIONS: props.annotations ?? 'copy',
    // Empty: that of each object.
    STORAGE_CLASS: storageClass ?? '',
  };
}

const folderIn = (prefix: string): string => prefix.replace(/\/+$/, '');
