// Stores versions so that whoever reacts to writes is told of them: live replication, where the bucket replicates.
import type { Bucket, ObjectVersion } from '../../world/bucket';
import type { World, Writer } from '../../world/world';
import { etagOf, nextVersionId, NOTHING, putVersion, SSE_S3 } from './write-object';

/** Stores a version that a client wrote. @param writer - of an object; a delete marker has none */
export function storeVersion(world: World, bucket: Bucket, version: ObjectVersion, writer?: Writer): void {
  putVersion(world, bucket, version);
  keyChanged(bucket, version.key);
  for (const { written } of world.versionHooks) written(bucket, version, writer);
}

/** Uploads of the key that are under way remember that somebody else wrote or deleted it meanwhile. */
export function keyChanged({ uploads }: Bucket, key: string): void {
  for (const upload of uploads.values()) if (upload.key === key) upload.disturbed = true;
}

/** For a change of a version that is there: its tags, its ACL, its lock. */
export function versionChanged(world: World, bucket: Bucket, version: ObjectVersion): void {
  bucket.versions.changed(version);
  for (const { changed } of world.versionHooks) changed(bucket, version);
}

/** For an annotation that was just attached to a version that is there. */
export function versionAnnotated(world: World, bucket: Bucket, version: ObjectVersion, name: string): void {
  bucket.versions.changed(version);
  for (const { annotated } of world.versionHooks) annotated(bucket, version, name);
}

/**
 * An object that S3 itself writes: completion reports, manifests, inventories. It goes through the bucket's versioning, and is
 * replicated like any other.
 * @param encryption - @default SSE-S3, whatever the bucket's default is
 */
export function storeInternalObject(
  world: World,
  bucket: Bucket,
  key: string,
  body: Buffer,
  contentType: string,
  encryption = SSE_S3,
): ObjectVersion {
  const version: ObjectVersion = {
    key,
    versionId: nextVersionId(world, bucket),
    deleteMarker: false,
    lastModifiedMs: world.clock.now(),
    etag: etagOf(body, encryption),
    body,
    systemMetadata: { 'content-type': contentType },
    metadata: NOTHING,
    storageClass: 'STANDARD',
    encryption,
    checksums: NOTHING,
    tags: NOTHING,
  };
  storeVersion(world, bucket, version, { reason: 'PutObject', requester: 's3.amazonaws.com' });
  return version;
}
