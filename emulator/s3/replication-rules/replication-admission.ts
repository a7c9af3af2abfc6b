// What PutBucketReplication refuses, with S3's codes and texts and in its order: the schema (replication-schema.ts), the
// keys of each rule, its destination, the rules among each other, and last the buckets.
import type { World } from '../../world/world';
import { notEmulated, ServiceError } from '../../http/service';
import type { Bucket, ReplicationConfiguration, ReplicationRule } from '../../world/bucket';
import { invalidRequest } from '../operation/faults';
import type { ReplicationDocument, RuleDocument } from './replication-schema';

const SEE_GUIDE = 'Please refer to S3 Developer Guide for more information.';
const THIS_VERSION = 'for this version of Cross Region Replication configuration schema.';
const RTC_MINUTES = 15;
const RULE_ID_MAX = 255;

/**
 * @returns the configuration in the form in which replication uses it
 * @throws ServiceError `InvalidRequest` or `InvalidArgument`, as S3 would
 */
export function admitReplication(
  world: World,
  source: Bucket,
  document: ReplicationDocument,
): ReplicationConfiguration {
  const { rules } = document;
  if (!/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(document.roleArn)) throw argument('Invalid Role ARN');
  // One rule without a filter makes the whole configuration one of the first version.
  const isLegacy = rules.some((rule) => !rule.hasFilter);
  for (const rule of rules) checkKeys(rule, isLegacy);
  for (const rule of rules) checkDestination(rule);
  checkTogether(rules, isLegacy);
  checkSource(source);
  for (const rule of rules) checkBuckets(world, source, rule);
  return { roleArn: document.roleArn, rules: rules.map((rule) => toRule(world, rule, isLegacy)) };
}

function checkKeys(rule: RuleDocument, isLegacy: boolean): void {
  const { priority, deleteMarkers, tags, excluded, sourceSelection } = rule;
  if (isLegacy) {
    if (priority !== undefined) throw invalidRequest(`Priority cannot be used ${THIS_VERSION} ${SEE_GUIDE}`);
    if (deleteMarkers !== undefined) {
      throw invalidRequest(`DeleteMarkerReplication cannot be used ${THIS_VERSION} ${SEE_GUIDE}`);
    }
    if (sourceSelection?.replicaModifications !== undefined) {
      throw invalidRequest(`ReplicaModifications cannot be used ${THIS_VERSION} ${SEE_GUIDE}`);
    }
    return;
  }
  if (priority === undefined) throw invalidRequest(`Priority must be specified ${THIS_VERSION} ${SEE_GUIDE}`);
  if (deleteMarkers === undefined) {
    throw invalidRequest(`DeleteMarkerReplication must be specified ${THIS_VERSION} ${SEE_GUIDE}`);
  }
  const namesTags = Object.keys(tags).length > 0 || (excluded !== undefined && excluded.tags.length > 0);
  if (deleteMarkers === 'Enabled' && namesTags) {
    throw invalidRequest(`Delete marker replication is not supported if any Tag filter is specified. ${SEE_GUIDE}`);
  }
}

function checkDestination({ destination, sourceSelection }: RuleDocument): void {
  const { hasEncryption, replicaKmsKeyArn, ownerOverride, account } = destination;
  const usesRelatedKey = destination.sourceMultiRegionKey === 'Enabled';
  if (
    sourceSelection?.kmsObjects === undefined &&
    sourceSelection?.replicaModifications === undefined &&
    sourceSelection
  ) {
    throw invalidRequest('SourceSelectionCriteria cannot be empty.');
  }
  if (hasEncryption && sourceSelection?.kmsObjects === undefined) {
    throw invalidRequest('SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.');
  }
  if (sourceSelection?.kmsObjects === 'Enabled' && replicaKmsKeyArn === undefined && !usesRelatedKey) {
    throw invalidRequest('ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present.');
  }
  if (usesRelatedKey && replicaKmsKeyArn !== undefined) {
    throw notEmulated('A rule with both ReplicaKmsKeyID and UseSourceMultiRegionKey');
  }
  if (ownerOverride && account === undefined) {
    throw invalidRequest('Account must be specified if the Owner in AccessControlTranslation has a value');
  }
  checkTime(destination);
}

function checkTime({ replicationTime: time, metrics }: RuleDocument['destination']): void {
  if (time !== undefined && metrics === undefined) {
    throw invalidRequest('Replication destination must contain both ReplicationTime and Metrics or neither.');
  }
  if (time !== undefined && time.minutes !== RTC_MINUTES) throw argument('Invalid time minute value');
  if (metrics?.minutes !== undefined && time?.status !== 'Enabled') {
    throw argument('Metrics cannot contain an event threshold when ReplicationTime is not specified or Disabled');
  }
  if (time?.status !== 'Enabled') return;
  if (metrics?.minutes === undefined) throw argument('ReplicationMetrics must contain an event threshold');
  if (metrics.minutes !== RTC_MINUTES) throw argument('Invalid event threshold minute value');
}

function checkTogether(rules: readonly RuleDocument[], isLegacy: boolean): void {
  const ids = new Set<string>();
  const priorities = new Set<number>();
  for (const { id, priority } of rules) {
    if (id.length > RULE_ID_MAX) throw argument('Rule Id cannot be greater than 255');
    if (ids.has(id)) throw argument('Rule Id must be unique');
    ids.add(id);
    if (priority === undefined) continue;
    if (priorities.has(priority)) throw invalidRequest(`Found duplicate priority ${priority}.`);
    priorities.add(priority);
  }
  if (isLegacy) refuseOverlap(rules);
}

/** Rules of the first version have no priority that could decide between them. */
function refuseOverlap(rules: readonly RuleDocument[]): void {
  rules.forEach(({ prefix }, index) => {
    const other = rules
      .slice(0, index)
      .find((rule) => rule.prefix.startsWith(prefix) || prefix.startsWith(rule.prefix));
    if (other === undefined) return;
    throw invalidRequest(`Found overlapping prefixes '${other.prefix}' and '${prefix}'`);
  });
}

function checkSource(source: Bucket): void {
  if (source.versioning === 'Enabled') return;
  throw invalidRequest("Versioning must be 'Enabled' on the bucket to apply a replication configuration");
}

function checkBuckets(world: World, source: Bucket, { destination }: RuleDocument): void {
  const name = bucketOfArn(destination.bucketArn);
  if (name === source.name) throw invalidRequest('Destination bucket cannot be the same as the source bucket.');
  const bucket = world.buckets.get(name);
  if (bucket === undefined) throw invalidRequest('Destination bucket must exist.');
  if (bucket.versioning !== 'Enabled') throw invalidRequest('Destination bucket must have versioning enabled.');
}

function bucketOfArn(arn: string): string {
  const name = /^arn:[\w-]+:s3:::([^/]+)$/.exec(arn)?.[1];
  if (name === undefined) throw argument('Invalid bucket ARN.');
  return name;
}

function argument(message: string): ServiceError {
  return new ServiceError(400, 'InvalidArgument', message);
}

function toRule(world: World, rule: RuleDocument, isLegacy: boolean): ReplicationRule {
  const { destination, sourceSelection } = rule;
  const destinationBucket = bucketOfArn(destination.bucketArn);
  return {
    id: rule.id,
    enabled: rule.status === 'Enabled',
    priority: rule.priority ?? 0,
    prefix: rule.prefix,
    tags: rule.tags,
    ...(rule.excluded === undefined ? {} : { excluded: rule.excluded }),
    destinationBucket,
    destinationRegion: world.buckets.get(destinationBucket)?.region ?? '',
    ...(destination.account === undefined ? {} : { destinationAccountId: destination.account }),
    ...(destination.storageClass === undefined ? {} : { storageClass: destination.storageClass }),
    ...(destination.replicaKmsKeyArn === undefined ? {} : { replicaKmsKeyArn: destination.replicaKmsKeyArn }),
    ...(destination.sourceMultiRegionKey === 'Enabled' ? { sourceMultiRegionKey: true as const } : {}),
    kmsObjects: sourceSelection?.kmsObjects === 'Enabled',
    replicaModifications: sourceSelection?.replicaModifications === 'Enabled',
    // The first version always replicates delete markers that users made.
    deleteMarkers: isLegacy || rule.deleteMarkers === 'Enabled',
    ownerOverride: destination.ownerOverride,
    ...(destination.metrics?.status === 'Enabled' ? { metrics: true as const } : {}),
  };
}
