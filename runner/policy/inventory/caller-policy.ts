// The policy of whoever runs `--method inventory`.
import type { InventoryNeeds, TargetSource } from '../../target/target';
import { bucketArn, partitionOf, queueInArn, queueInUrl } from '../../text/arn';
import { literally } from '../pattern';
import { grantsOf, type PolicyDocument } from '../policy-document';
import { INVENTORY_CALLER_PERMISSIONS, type InventoryPlace } from './caller-permissions';

export interface InventoryGrant {
  readonly source: TargetSource;
  readonly needs: InventoryNeeds;
  /** Beginnings of the keys; empty: every key. */
  readonly from: string;
  readonly to: string;
  /** Of the functions. @default - every role of the account */
  readonly roleArns?: readonly string[];
  /** ARNs of the keys of KMS that the two buckets encrypt by. */
  readonly keys: readonly string[];
}

function placed(on: InventoryPlace, { source, needs, from, to, roleArns, keys }: InventoryGrant): readonly string[] {
  const { region, accountId } = source;
  const partition = partitionOf(region);
  const objects = (bucket: string, prefix: string): string => `${bucketArn(bucket, region)}/${literally(prefix)}*`;
  const folder = ({ bucket, prefix }: { readonly bucket: string; readonly prefix: string }): string =>
    objects(bucket, prefix === '' ? '' : `${prefix}/`);
  const queue = (url: string): string => {
    const { name = '*', accountId: owner = accountId } = queueInUrl(url) ?? {};
    const there = queueInArn(needs.copyDeadQueueArn)?.region ?? region;
    return `arn:${partition}:sqs:${there}:${owner}:${name}`;
  };
  const lambda = `arn:${partition}:lambda:${region}:${accountId}`;
  switch (on) {
    case 'functions':
      return [`${lambda}:function:${needs.readerName}`, `${lambda}:function:${needs.workerName}`];
    case 'mappings':
      return [`${lambda}:event-source-mapping:*`];
    case 'every mapping':
    case 'every bucket':
    case 'every metric':
      return ['*'];
    case 'rule':
      return [`arn:${partition}:events:${region}:${accountId}:rule/${needs.ruleName}`];
    case 'queues':
      return [
        ...[queue(needs.listQueueUrl), queue(needs.copyQueueUrl)],
        ...[queue(needs.listDeadQueueUrl), queue(needs.copyDeadQueueUrl)],
      ];
    case 'list queue':
      return [queue(needs.listQueueUrl)];
    case 'copy queue':
      return [queue(needs.copyQueueUrl)];
    case 'dead letters':
      return [queue(needs.copyDeadQueueUrl)];
    case 'both dead letters':
      return [queue(needs.listDeadQueueUrl), queue(needs.copyDeadQueueUrl)];
    case 'roles':
      return roleArns ?? [`arn:${partition}:iam::${accountId}:role/*`];
    case 'managed policies':
      return [`arn:${partition}:iam::aws:policy/*`, `arn:${partition}:iam::${accountId}:policy/*`];
    case 'keys':
      return keys;
    case 'source bucket':
      return [bucketArn(source.bucket, region)];
    case 'source objects':
      return [objects(source.bucket, from)];
    case 'destination bucket':
      return [bucketArn(needs.bucket, region)];
    case 'destination objects':
      return [objects(needs.bucket, to)];
    case 'report bucket':
      return [...new Set([needs.outcomes.bucket, needs.inventories.bucket])].map((one) => bucketArn(one, region));
    case 'inventory objects':
      return [folder(needs.inventories)];
    case 'report objects':
      return [folder(needs.outcomes)];
  }
}

export function inventoryCallerPolicy(grant: InventoryGrant): PolicyDocument {
  return grantsOf(INVENTORY_CALLER_PERMISSIONS.map(({ action, on }) => ({ action, on, resources: placed(on, grant) })));
}
