import { replicateChange, replicateWritten } from '../../replication/live-replication';
import type { World } from '../../world/world';
import type { Bucket, ObjectVersion } from '../../world/bucket';
import { putVersion, writeInternalObject } from './write-object';

/** Stores a version that a client wrote, and hands it to live replication if the bucket replicates. */
export function storeVersion(world: World, bucket: Bucket, version: ObjectVersion): void {
  putVersion(world, bucket, version);
  replicateWritten(world, bucket, version);
}

/** For a change of a version that is there: its tags, its ACL, its lock. */
export function versionChanged(world: World, bucket: Bucket, version: ObjectVersion): void {
  bucket.versions.changed(version);
  replicateChange(world, bucket, version);
}

/** Stores an object that S3 itself writes; it is replicated like any other. */
export function storeInternalObject(
  world: World,
  bucket: Bucket,
  key: string,
  body: Buffer,
  contentType: string,
): ObjectVersion {
  const version = writeInternalObject(world, bucket, key, body, contentType);
  replicateWritten(world, bucket, version);
  return version;
}
