// Which rules of a replication configuration apply to an object version.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html
import { archiveTier, isArchiveClass } from '../s3/versions/archive';
import type { Bucket, ObjectVersion, ReplicationConfiguration, ReplicationRule } from '../world/bucket';
import type { World } from '../world/world';

/** Of the enabled rules that are chosen, for each destination bucket the one with the highest priority number. */
function decideByPriority(
  { rules }: ReplicationConfiguration,
  isChosen: (rule: ReplicationRule) => boolean,
): readonly ReplicationRule[] {
  const chosen = rules.filter((rule) => rule.enabled && isChosen(rule));
  if (chosen.length < 2) return chosen;
  const byDestination = new Map<string, ReplicationRule>();
  for (const rule of chosen) {
    const rival = byDestination.get(rule.destinationBucket);
    if (rival === undefined || rule.priority > rival.priority) byDestination.set(rule.destinationBucket, rule);
  }
  return [...byDestination.values()];
}

/** The rules that replicate this version: they select it by prefix and tags, and it is something that they replicate. */
export function eligibleRules(
  world: World,
  bucket: Bucket,
  configuration: ReplicationConfiguration,
  version: ObjectVersion,
): readonly ReplicationRule[] {
  // Restored or not: an object of an archive class has to be copied to another class first.
  if (isArchiveClass(version.storageClass) || archiveTier(world, bucket, version) !== undefined) return [];
  const selected = decideByPriority(
    configuration,
    (rule) => selectsKey(rule, version.key) && selectsTags(rule, version.tags),
  );
  return selected.filter((rule) => (version.deleteMarker ? rule.deleteMarkers : !isKms(version) || rule.kmsObjects));
}

/**
 * The rules that carry a change of tags, ACL or lock to the replicas that this version has. Tags that a rule asks for
 * count when the object is written; a later change of them is carried like any other.
 */
export function rulesOfReplicas(
  configuration: ReplicationConfiguration,
  version: ObjectVersion,
): readonly ReplicationRule[] {
  const isReplica = version.replicationStatus === 'REPLICA';
  return decideByPriority(
    configuration,
    (rule) =>
      selectsKey(rule, version.key) &&
      (isReplica ? rule.replicaModifications : version.replicas?.has(rule.destinationBucket) === true),
  );
}

function selectsKey({ prefix, excluded }: ReplicationRule, key: string): boolean {
  return key.startsWith(prefix) && excluded?.prefixes.some((one) => key.startsWith(one)) !== true;
}

function selectsTags({ tags, excluded }: ReplicationRule, present: ObjectVersion['tags']): boolean {
  for (const key in tags) if (present[key] !== tags[key]) return false;
  return excluded?.tags.some(([key, value]) => present[key] === value) !== true;
}

export function isKms({ encryption }: ObjectVersion): boolean {
  return encryption.algorithm !== 'AES256';
}
