// What is delivered, to where, and who hears of it: the inventory, the bucket of inventories and reports, and the rule.
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3BucketInventory } from '@cdktf/provider-aws/lib/s3-bucket-inventory';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification';
import type { Construct } from 'constructs';
import { ReportBucket } from '../buckets/report-bucket';
import { accountIdOf, bucketArn } from '../place/partition';
import { madeWith } from '../place/placed';
import { below } from '../roles/bucket-location';
import { literal } from '../values/literal';
import type { InventoryCopyProps } from './props';
import type { WorkQueue } from './queues';

/** What a copy has to know of each object. */
const FIELDS = ['Size', 'LastModifiedDate', 'ETag', 'StorageClass'];

export interface Reports {
  readonly bucketName: string;
  /** Lets S3 write inventories there. */
  readonly policyJson: string;
  /** @default - it is there already */
  readonly made?: ReportBucket;
}

/** Of the source bucket alone. */
export function byS3For(scope: Construct, sourceBucketName: string) {
  return [
    { test: 'ArnLike', variable: 'aws:SourceArn', values: [bucketArn(scope, sourceBucketName)] },
    { test: 'StringEquals', variable: 'aws:SourceAccount', values: [literal(accountIdOf(scope))] },
  ];
}

/** The bucket of inventories and reports, which S3 may write to, and which tells EventBridge what it has written. */
export function addReports(
  scope: Construct,
  { reportBucket, sourceBucketName }: InventoryCopyProps,
  inventoryPrefix: string,
): Reports {
  const name = 'create' in reportBucket ? reportBucket.create.bucketName : reportBucket.existing;
  const { json: policyJson } = new DataAwsIamPolicyDocument(scope, 'inventory-policy', {
    statement: [
      {
        sid: 'InventoriesByS3',
        effect: 'Allow',
        actions: ['s3:PutObject'],
        principals: [{ type: 'Service', identifiers: ['s3.amazonaws.com'] }],
        resources: [below(scope, { bucketName: name, prefix: inventoryPrefix })],
        condition: byS3For(scope, sourceBucketName),
      },
    ],
    ...madeWith(scope),
  });
  if (!('create' in reportBucket)) return { bucketName: name, policyJson };
  const { policyDocuments = [] } = reportBucket.create;
  const made = new ReportBucket(scope, 'reports', {
    ...reportBucket.create,
    policyDocuments: [...policyDocuments, policyJson],
  });
  new S3BucketNotification(scope, 'events', { bucket: made.bucketName, eventbridge: true, ...madeWith(scope) });
  return { bucketName: made.bucketName, policyJson, made };
}

interface Delivered {
  /** Id of the inventory configuration. */
  readonly inventoryId: string;
  readonly bucketName: string;
  readonly inventoryPrefix: string;
}

export function addInventory(
  scope: Construct,
  props: InventoryCopyProps,
  { inventoryId, bucketName, inventoryPrefix }: Delivered,
): void {
  const { prefix = '', inventoryKmsKeyArn: keyId } = props;
  new S3BucketInventory(scope, 'inventory', {
    bucket: literal(props.sourceBucketName),
    name: inventoryId,
    includedObjectVersions: 'Current',
    optionalFields: FIELDS,
    schedule: { frequency: props.frequency ?? 'Daily' },
    ...(prefix === '' ? {} : { filter: { prefix: literal(prefix) } }),
    destination: {
      bucket: {
        format: props.format ?? 'CSV',
        bucketArn: bucketArn(scope, bucketName),
        accountId: accountIdOf(scope),
        prefix: inventoryPrefix,
        encryption: keyId === undefined ? { sseS3: {} } : { sseKms: { keyId } },
      },
    },
    ...madeWith(scope),
  });
}

/** Hears of the checksum, which S3 writes last. */
export function addRule(
  scope: Construct,
  name: string,
  sourceBucketName: string,
  { inventoryId, bucketName, inventoryPrefix }: Delivered,
  lists: WorkQueue,
): CloudwatchEventRule {
  const folder = `${inventoryPrefix === '' ? '' : `${inventoryPrefix}/`}${sourceBucketName}/${inventoryId}`;
  const rule = new CloudwatchEventRule(scope, 'rule', {
    name: `${name}-delivered`,
    description: `Inventories that S3 has delivered to ${bucketName}`,
    eventPattern: JSON.stringify({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [bucketName] },
        object: { key: [{ wildcard: `${folder}/*/manifest.checksum` }] },
      },
    }),
    ...madeWith(scope),
  });
  new CloudwatchEventTarget(scope, 'target', { rule: rule.name, arn: lists.queue.arn, ...madeWith(scope) });
  return rule;
}
