// The attempt to replicate one object version to one destination: by the live rule or by a job, it is the same.
import type { Bucket, ObjectVersion, ReplicationRule } from '../s3/bucket';
import { putVersion } from '../s3/write-object';
import type { World } from '../world';
import { conflict, notFound, type Failure } from './outcome';
import { replicaOf } from './replica';
import { missingPermission } from './replication-permissions';
import { isKms } from './rule-match';

/**
 * Replicates `version` to the destination of each rule, and notes the outcome on it.
 * @returns the first failure; undefined if every destination has it now
 */
export function replicateVersion(
  world: World,
  source: Bucket,
  version: ObjectVersion,
  roleArn: string,
  rules: readonly ReplicationRule[],
): Failure | undefined {
  let first: Failure | undefined;
  for (const rule of rules) {
    const failure = replicateTo(world, source, version, roleArn, rule);
    first ??= failure;
    version.replicas ??= new Map();
    version.replicas.set(rule.destinationBucket, failure === undefined ? 'COMPLETED' : 'FAILED');
  }
  // A replica that is replicated further remains one.
  if (version.replicationStatus !== 'REPLICA') {
    version.replicationStatus = first === undefined ? 'COMPLETED' : 'FAILED';
  }
  return first;
}

function replicateTo(
  world: World,
  source: Bucket,
  version: ObjectVersion,
  roleArn: string,
  rule: ReplicationRule,
): Failure | undefined {
  const destination = world.buckets.get(rule.destinationBucket);
  if (destination === undefined) {
    return notFound('DstBucketNotFound', `The destination bucket ${rule.destinationBucket} does not exist`);
  }
  if (destination.versioning !== 'Enabled') {
    return conflict('DstBucketUnversioned', `Versioning is not enabled on the destination bucket ${destination.name}`);
  }
  const denied = missingPermission({ world, source, version, rule, destination, roleArn });
  if (denied !== undefined) return denied;
  if (
    isKms(version) &&
    rule.replicaKmsKeyArn !== undefined &&
    regionOfKey(rule.replicaKmsKeyArn) !== destination.region
  ) {
    return notFound('DstKmsKeyNotFound', `${rule.replicaKmsKeyArn} is not a key of ${destination.region}`);
  }
  if (destination.deletedReplicas.has(replicaId(version))) {
    return conflict('DstObjectHardDeleted', 'The replica was deleted from the destination by its version id');
  }
  putVersion(world, destination, replicaOf(version, rule));
  return undefined;
}

/** How a bucket remembers a replica that somebody deleted by its version id. */
export function replicaId({ key, versionId }: Pick<ObjectVersion, 'key' | 'versionId'>): string {
  return `${versionId}/${key}`;
}

/** `arn:aws:kms:eu-west-1:111122223333:key/…` → `eu-west-1` */
function regionOfKey(keyArn: string): string | undefined {
  return keyArn.split(':')[3];
}
