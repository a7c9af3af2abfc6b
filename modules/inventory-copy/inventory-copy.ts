import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3BucketInventory } from '@cdktf/provider-aws/lib/s3-bucket-inventory';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { ReportBucket } from '../buckets/report-bucket';
import { HANDOFF_OUTPUT, type HandoffInventory } from '../handoff';
import { handoffOf, placeInHandoff, sourceInHandoff } from '../outputs/handoff-content';
import { addHandoffOutput, handoffNameRefusals } from '../outputs/handoff-output';
import { accountIdOf, bucketArn, objectsArn } from '../place/partition';
import { madeWith, place } from '../place/placed';
import { INVENTORY_READER_PERMISSIONS, INVENTORY_WORKER_PERMISSIONS } from '../policies/inventory-permissions';
import { keyGrant } from '../policies/key-grant';
import type { GrantedTargets } from '../policies/document';
import { refuse } from '../refusals/refusal';
import { below } from '../roles/bucket-location';
import { given } from '../values/given';
import { literal } from '../values/literal';
import { uniqueTexts } from '../values/same-text';
import { addAlarms } from './alarms';
import { addArchive } from './archive';
import type { InventoryCopyProps } from './props';
import { QueueFunction } from './queue-function';
import { WorkQueue } from './queues';
import { inventoryCopyRefusals } from './refusals';

const NAME = 's3-inventory-copy';
const REPORT_PREFIX = 's3-backfill/reports';
const INVENTORY_PREFIX = 's3-backfill/inventory';
const INVENTORY_ID = 's3-backfill';
/** What a copy has to know of each object. */
const FIELDS = ['Size', 'LastModifiedDate', 'ETag', 'StorageClass'];
const CONCURRENCY = 10;
const MOST_RECEIVES = 5;
/** The reader sends, and waits for SQS: one reads a million rows in minutes. */
const READERS = 2;
const READER_MEGABYTES = 512;
const WORKER_MEGABYTES = 1024;
const MESSAGES_AT_ONCE = 10;

interface Reports {
  readonly bucketName: string;
  readonly policyJson: string;
  readonly made?: ReportBucket;
}

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
    const inventoryId = name === NAME ? INVENTORY_ID : name;
    const inventoryPrefix = folderIn(props.inventoryPrefix ?? INVENTORY_PREFIX);
    const { bucketName, made, policyJson } = this.addReportBucket(props, inventoryPrefix);
    if (made !== undefined) this.reportBucket = made;
    const queueOf = (queue: string) =>
      new WorkQueue(this, `${queue}-queue`, { name: `${name}-${queue}`, mostReceives, ...given({ tags }) });
    const lists = queueOf('lists');
    const copies = queueOf('copies');
    this.addInventory(props, inventoryId, bucketName, inventoryPrefix);
    const deliveries = `${inventoryPrefix}/${props.sourceBucketName}/${inventoryId}`;
    const rule = this.addRule(name, bucketName, deliveries, lists);
    lists.close(rule.arn);
    copies.close();
    const report = { bucketName, prefix: folderIn(props.reportPrefix ?? REPORT_PREFIX) };
    const archive = addArchive(this, props.archivePath);
    const common = { props, archive };
    const variables = {
      SOURCE_BUCKET: literal(props.sourceBucketName),
      SOURCE_PREFIX: literal(props.prefix ?? ''),
      REPORT_BUCKET: report.bucketName,
      REPORT_PREFIX: literal(report.prefix),
      COPY_QUEUE_URL: copies.queue.url,
      MOST_RECEIVES: Token.asString(mostReceives),
    };
    const queues: GrantedTargets = {
      'list queue': { resources: [lists.queue.arn] },
      'copy queue': { resources: [copies.queue.arn] },
      'report objects': { resources: [below(this, report)] },
    };
    const reader = new QueueFunction(this, 'reader', {
      ...common,
      name: `${name}-reader`,
      program: 'reader',
      description: `Reads inventories of ${props.sourceBucketName}`,
      memoryMegabytes: READER_MEGABYTES,
      variables: { ...variables, INVENTORY_BUCKET: bucketName, LIST_QUEUE_URL: lists.queue.url },
      permissions: INVENTORY_READER_PERMISSIONS,
      targets: {
        ...queues,
        'inventory objects': { resources: [below(this, { bucketName, prefix: inventoryPrefix })] },
        'report bucket': { resources: [bucketArn(this, bucketName)] },
      },
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
      variables: { ...variables, ...this.workerVariables(props) },
      permissions: INVENTORY_WORKER_PERMISSIONS,
      targets: { ...queues, ...this.copyTargets(props) },
      queue: copies,
      batchSize: MESSAGES_AT_ONCE,
      maximumConcurrency: props.maximumConcurrency ?? CONCURRENCY,
    });
    addAlarms(
      this,
      {
        name,
        queues: {
          lists: { waiting: lists.queue.name, dead: lists.deadLetters.name },
          copies: { waiting: copies.queue.name, dead: copies.deadLetters.name },
        },
        functions: { reader: reader.functionName, worker: worker.functionName },
      },
      props,
    );
    this.inventoryPolicyJson = policyJson;
    this.listQueueUrl = lists.queue.url;
    this.copyQueueUrl = copies.queue.url;
    this.deadLettersArn = copies.deadLetters.arn;
    this.workerRoleArn = worker.roleArn;
    const { prefix = '', destinationPrefix, destinationRegion: region, storageClass } = props;
    const inventory: HandoffInventory = {
      bucket: props.destinationBucketName,
      ...given({ prefix: destinationPrefix, region, storageClass }),
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
    const source = sourceInHandoff(this, props);
    const prefixes = prefix === '' ? [] : [prefix];
    addHandoffOutput(this, handoffName, handoffOf({ source, rules: [], roles: {}, inventory, report, prefixes }));
  }

  /** The bucket of inventories and reports, which S3 may write to, and which tells EventBridge what it has written. */
  private addReportBucket({ reportBucket, sourceBucketName }: InventoryCopyProps, inventoryPrefix: string): Reports {
    const name = 'create' in reportBucket ? reportBucket.create.bucketName : reportBucket.existing;
    const { json: policyJson } = new DataAwsIamPolicyDocument(this, 'inventory-policy', {
      statement: [
        {
          sid: 'InventoriesByS3',
          effect: 'Allow',
          actions: ['s3:PutObject'],
          principals: [{ type: 'Service', identifiers: ['s3.amazonaws.com'] }],
          resources: [below(this, { bucketName: name, prefix: inventoryPrefix })],
          condition: [
            { test: 'ArnLike', variable: 'aws:SourceArn', values: [bucketArn(this, sourceBucketName)] },
            { test: 'StringEquals', variable: 'aws:SourceAccount', values: [literal(accountIdOf(this))] },
          ],
        },
      ],
      ...madeWith(this),
    });
    if (!('create' in reportBucket)) return { bucketName: name, policyJson };
    const { policyDocuments = [] } = reportBucket.create;
    const made = new ReportBucket(this, 'reports', {
      ...reportBucket.create,
      policyDocuments: [...policyDocuments, policyJson],
    });
    new S3BucketNotification(this, 'events', { bucket: made.bucketName, eventbridge: true, ...madeWith(this) });
    return { bucketName: made.bucketName, policyJson, made };
  }

  private addInventory(props: InventoryCopyProps, name: string, bucketName: string, inventoryPrefix: string): void {
    const { prefix = '' } = props;
    new S3BucketInventory(this, 'inventory', {
      bucket: literal(props.sourceBucketName),
      name,
      includedObjectVersions: 'Current',
      optionalFields: FIELDS,
      schedule: { frequency: props.frequency ?? 'Daily' },
      ...(prefix === '' ? {} : { filter: { prefix: literal(prefix) } }),
      destination: {
        bucket: {
          format: 'CSV',
          bucketArn: bucketArn(this, bucketName),
          accountId: accountIdOf(this),
          prefix: inventoryPrefix,
          encryption: { sseS3: {} },
        },
      },
      ...madeWith(this),
    });
  }

  /** Of the checksum, which S3 writes last. */
  private addRule(name: string, bucketName: string, deliveries: string, lists: WorkQueue): CloudwatchEventRule {
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: `${name}-delivered`,
      description: `Inventories that S3 has delivered to ${bucketName}`,
      eventPattern: JSON.stringify({
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: [bucketName] },
          object: { key: [{ wildcard: `${deliveries}/*/manifest.checksum` }] },
        },
      }),
      ...madeWith(this),
    });
    new CloudwatchEventTarget(this, 'target', { rule: rule.name, arn: lists.queue.arn, ...madeWith(this) });
    return rule;
  }

  private workerVariables(props: InventoryCopyProps): Record<string, string> {
    const { prefix = '', destinationPrefix = prefix, storageClass } = props;
    return {
      DESTINATION_BUCKET: literal(props.destinationBucketName),
      DESTINATION_PREFIX: literal(destinationPrefix),
      OVERWRITE: props.overwrite ?? 'different',
      ANNOTATIONS: props.annotations ?? 'copy',
      ...given({ STORAGE_CLASS: storageClass }),
    };
  }

  private copyTargets(props: InventoryCopyProps): GrantedTargets {
    const { sourceBucketName: source, destinationBucketName: destination, prefix = '' } = props;
    const { destinationPrefix = prefix, sourceBucketKeys = 'some', destinationBucketKeys = 'some' } = props;
    const sourceKeys = uniqueTexts(this, props.sourceKmsKeyArns ?? []);
    const destinationKeys = uniqueTexts(this, props.destinationKmsKeyArns ?? []);
    return {
      'source bucket': { resources: [bucketArn(this, source)] },
      'source objects': { resources: [objectsArn(this, source, prefix)] },
      'destination bucket': { resources: [bucketArn(this, destination)] },
      'destination objects': { resources: [objectsArn(this, destination, destinationPrefix)] },
      ...given({
        'source key': sourceKeys.length === 0 ? undefined : keyGrant(this, sourceKeys, [source], sourceBucketKeys),
        'destination key':
          destinationKeys.length === 0
            ? undefined
            : keyGrant(this, destinationKeys, [destination], destinationBucketKeys),
      }),
    };
  }
}

const folderIn = (prefix: string): string => prefix.replace(/\/+$/, '');
