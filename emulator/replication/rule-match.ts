// Which rules of a replication configuration apply to an object version.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html
import type { ObjectVersion, ReplicationConfiguration, ReplicationRule } from '../s3/bucket';

/**
 * The enabled rules that select this version by prefix and tags: for each destination bucket the one with the highest
 * priority number.
 */
export function matchingRules(
  configuration: ReplicationConfiguration,
  version: ObjectVersion,
): readonly ReplicationRule[] {
  const byDestination = new Map<string, ReplicationRule>();
  for (const rule of configuration.rules) {
    if (!rule.enabled || !version.key.startsWith(rule.prefix) || !hasTags(version, rule)) continue;
    const rival = byDestination.get(rule.destinationBucket);
    if (rival === undefined || rule.priority > rival.priority) byDestination.set(rule.destinationBucket, rule);
  }
  return [...byDestination.values()];
}

function hasTags(version: ObjectVersion, rule: ReplicationRule): boolean {
  return Object.entries(rule.tags).every(([key, value]) => version.tags[key] === value);
}

/** Classes whose objects S3 cannot read until they are restored. */
const ARCHIVED: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** The rules that replicate this version: they select it, and it is something that they replicate. */
export function eligibleRules(
  configuration: ReplicationConfiguration,
  version: ObjectVersion,
): readonly ReplicationRule[] {
  if (ARCHIVED.has(version.storageClass)) return [];
  return matchingRules(configuration, version).filter((rule) =>
    version.deleteMarker ? rule.deleteMarkers : !isKms(version) || rule.kmsObjects,
  );
}

export function isKms({ encryption }: ObjectVersion): boolean {
  return encryption.algorithm !== 'AES256';
}
