import { scheduleLiveReplication } from '../replication/live-replication';
import type { World } from '../world';
import type { Bucket, ObjectVersion } from './bucket';
import { putVersion } from './write-object';

/** Stores a version that a client wrote, and hands it to live replication if the bucket replicates. */
export function storeVersion(world: World, bucket: Bucket, version: ObjectVersion): void {
  putVersion(world, bucket, version);
  if (bucket.replication !== undefined) scheduleLiveReplication(world, bucket, version);
}

/** For a change of a version that is there: its tags. */
export function versionChanged(world: World, bucket: Bucket, version: ObjectVersion): void {
  if (bucket.replication !== undefined) scheduleLiveReplication(world, bucket, version);
}
