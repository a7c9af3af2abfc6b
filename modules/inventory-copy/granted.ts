// What the roles of both functions are let at.
import type { Construct } from 'constructs';
import { bucketArn, objectsArn, servicesInRegionsOf } from '../place/partition';
import type { GrantedTargets } from '../policies/document';
import { keyGrant } from '../policies/key-grant';
import { below } from '../roles/bucket-location';
import type { BucketLocation } from '../roles/bucket-location';
import { given } from '../values/given';
import { uniqueTexts } from '../values/same-text';
import type { InventoryCopyProps } from './props';
import type { WorkQueue } from './queues';

/** Both roles work with queues, and write reports. */
export function commonTargets(
  scope: Construct,
  { queueKmsKeyArn }: InventoryCopyProps,
  queues: Readonly<Record<'lists' | 'copies', WorkQueue>>,
  report: BucketLocation,
): GrantedTargets {
  return {
    'list queue': { resources: [queues.lists.queue.arn] },
    'copy queue': { resources: [queues.copies.queue.arn] },
    'report objects': { resources: [below(scope, report)] },
    ...given({ 'queue key': queueKmsKeyArn === undefined ? undefined : throughSqs(scope, queueKmsKeyArn) }),
  };
}

function throughSqs(scope: Construct, keyArn: string) {
  const values = servicesInRegionsOf(scope, 'sqs', [keyArn]);
  return { resources: [keyArn], conditions: [{ test: 'StringEquals', variable: 'kms:ViaService', values }] };
}

export function readerTargets(
  scope: Construct,
  { inventoryKmsKeyArn: key }: InventoryCopyProps,
  inventories: Required<BucketLocation>,
): GrantedTargets {
  const { bucketName } = inventories;
  return {
    'inventory objects': { resources: [below(scope, inventories)] },
    'report bucket': { resources: [bucketArn(scope, bucketName)] },
    ...given({ 'inventory key': key === undefined ? undefined : keyGrant(scope, [key], [bucketName], 'some') }),
  };
}

export function workerTargets(scope: Construct, props: InventoryCopyProps): GrantedTargets {
  const { sourceBucketName: source, destinationBucketName: destination, prefix = '' } = props;
  const { destinationPrefix = prefix, sourceBucketKeys = 'some', destinationBucketKeys = 'some' } = props;
  const sourceKeys = uniqueTexts(scope, props.sourceKmsKeyArns ?? []);
  const destinationKeys = uniqueTexts(scope, props.destinationKmsKeyArns ?? []);
  return {
    'source bucket': { resources: [bucketArn(scope, source)] },
    'source objects': { resources: [objectsArn(scope, source, prefix)] },
    'destination bucket': { resources: [bucketArn(scope, destination)] },
    'destination objects': { resources: [objectsArn(scope, destination, destinationPrefix)] },
    ...given({
      'source key': sourceKeys.length === 0 ? undefined : keyGrant(scope, sourceKeys, [source], sourceBucketKeys),
      'destination key':
        destinationKeys.length === 0
          ? undefined
          : keyGrant(scope, destinationKeys, [destination], destinationBucketKeys),
    }),
  };
}
