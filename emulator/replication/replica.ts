// What a replica is: the same version id, time, metadata and tags, in the class and under the key that the rule says.
import type { ObjectAcl, ObjectEncryption, ObjectVersion, ReplicationRule } from '../world/bucket';
import { hasAcls, ownerOf } from '../s3/versions/object-acl';
import { defaultRetention } from '../s3/versions/object-lock';
import { etagOf } from '../s3/versions/write-object';
import { inRegion, isMultiRegionKeyArn } from '../world/arn';
import type { World } from '../world/world';
import type { ReplicaRoute } from './attempt';

/** Objects under SSE-S3 and SSE-C keep their encryption, whatever the destination's default is. */
export function replicaEncryption({ encryption }: ObjectVersion, rule: ReplicationRule): ObjectEncryption {
  const { algorithm, kmsKeyArn: sourceKey } = encryption;
  const kmsKeyArn = rule.replicaKmsKeyArn ?? relatedKeyArn(sourceKey, rule);
  return algorithm === 'AES256' || kmsKeyArn === undefined ? encryption : { ...encryption, kmsKeyArn };
}

/** ARN of the same multi-Region key in the Region of the destination; undefined: the rule does not ask for it, or none can be. */
function relatedKeyArn(arn: string | undefined, rule: ReplicationRule): string | undefined {
  if (rule.sourceMultiRegionKey === undefined || arn === undefined || !isMultiRegionKeyArn(arn)) return undefined;
  return inRegion(arn, rule.destinationRegion);
}

export function replicaOf(world: World, route: ReplicaRoute): ObjectVersion {
  const { source, version, rule, destination } = route;
  const encryption = replicaEncryption(version, rule);
  const isReencrypted = encryption.kmsKeyArn !== version.encryption.kmsKeyArn && version.partSizes === undefined;
  // Not `{ ...version, … }`: V8 gives each object that grows after a spread 450 bytes more.
  const replica: ObjectVersion = Object.assign({}, version, {
    storageClass: rule.storageClass ?? version.storageClass,
    encryption,
    etag: isReencrypted ? etagOf(version.body, encryption) : version.etag,
    replicationStatus: 'REPLICA' as const,
    origin: source.name,
  });
  // Where the original went is of no concern to the replica, which may travel further itself.
  delete replica.replicas;
  delete replica.restored;
  delete replica.annotations;
  setAcl(replica, replicaAcl(route));
  // What the source says of retention counts; only where it says nothing does the destination's default.
  const retention = version.retention ?? defaultRetention(destination, world.clock.now());
  if (retention !== undefined && !version.deleteMarker) replica.retention = retention;
  return replica;
}

/** Brings what can change of an object to a replica that is there. */
export function changeReplica(replica: ObjectVersion, route: ReplicaRoute): void {
  const { tags, retention, legalHold } = route.version;
  replica.tags = tags;
  if (retention !== undefined) replica.retention = retention;
  if (legalHold !== undefined) replica.legalHold = legalHold;
  setAcl(replica, replicaAcl(route));
}

/** Undefined: private to the owner of the destination bucket. */
function replicaAcl({ source, version, rule, destination }: ReplicaRoute): ObjectAcl | undefined {
  // With a new owner the ACL is that of a new object.
  if (rule.ownerOverride || !hasAcls(destination)) return undefined;
  return { ownerAccountId: ownerOf(source, version), canned: version.acl?.canned ?? 'private' };
}

function setAcl(replica: ObjectVersion, acl: ObjectAcl | undefined): void {
  if (acl === undefined) delete replica.acl;
  else replica.acl = acl;
}
