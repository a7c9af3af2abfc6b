// What S3 tells EventBridge of a bucket that has it switched on: objects that were created. Keys are as they are, without any encoding.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
import { hexDigits, newKeyId } from '../kms/access/key-id';
import { s3Arn } from '../world/arn';
import type { Bucket, ObjectVersion } from '../world/bucket';
import type { Writer, World } from '../world/world';
import { deliverEvent } from './deliver-event';

/** From now on, rules of EventBridge are told. */
export function addBucketEvents(world: World): void {
  world.versionHooks.push({
    written: (bucket, version, writer) => {
      if (!version.deleteMarker && writer !== undefined && tellsEventBridge(bucket)) {
        deliverEvent(world, createdEvent(world, bucket, version, writer));
      }
    },
    changed: () => undefined,
    annotated: () => undefined,
  });
}

function tellsEventBridge({ documents }: Bucket): boolean {
  return documents.get('notification')?.includes('EventBridgeConfiguration') === true;
}

function createdEvent(world: World, bucket: Bucket, version: ObjectVersion, writer: Writer) {
  const now = world.clock.now();
  return {
    version: '0',
    id: newKeyId(hexDigits(world, 32)),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: bucket.accountId,
    time: `${new Date(now).toISOString().slice(0, 19)}Z`,
    region: bucket.region,
    resources: [s3Arn(world, bucket.name)],
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: {
        key: version.key,
        size: version.body.length,
        etag: version.etag.replaceAll('"', ''),
        ...(bucket.versioning === undefined ? {} : { 'version-id': version.versionId }),
        sequencer: now.toString(16).toUpperCase().padStart(16, '0'),
      },
      'request-id': hexDigits(world, 16).toUpperCase(),
      requester: writer.requester,
      ...(writer.requester.includes('.') ? {} : { 'source-ip-address': '127.0.0.1' }),
      reason: writer.reason,
    },
  };
}
