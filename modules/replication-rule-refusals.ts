// What S3 would refuse of replication rules when they are applied.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html
import {
  accountIdRefusals,
  bucketNameRefusals,
  isKnown,
  kmsKeyArnRefusals,
  prefixRefusals,
  regionRefusals,
  type Refusal,
} from './refusal';
import { PRIORITY_MAX, STORAGE_CLASSES, type ReplicationRule } from './replication-rule';

const RULES_MAX = 1000;
const ID_MAX = 255;
const TAGS_MAX = 10;

/** Everything that S3 would refuse of these rules when they are applied. */
export function ruleRefusals(sourceBucketName: string, rules: readonly ReplicationRule[]): readonly Refusal[] {
  const refusals: Refusal[] = [];
  if (rules.length === 0 || rules.length > RULES_MAX) {
    refusals.push({ prop: 'rules', given: rules.length, allowed: `a configuration has 1 to ${RULES_MAX} rules` });
  }
  const seen: ReplicationRule[] = [];
  for (const [index, rule] of rules.entries()) {
    const at = `rules[${index}]`;
    refusals.push(...ownRefusals(at, rule), ...destinationRefusals(at, sourceBucketName, rule));
    refusals.push(...duplicateRefusals(at, rule, seen));
    seen.push(rule);
  }
  return refusals;
}

function ownRefusals(at: string, rule: ReplicationRule): readonly Refusal[] {
  const { id, priority, prefix, tags = {}, replicateDeleteMarkers } = rule;
  const refusals: Refusal[] = [...prefixRefusals(`${at}.prefix`, prefix)];
  if (id !== undefined && isKnown(id) && (id === '' || id.length > ID_MAX)) {
    refusals.push({ prop: `${at}.id`, given: id, allowed: `an id has 1 to ${ID_MAX} characters` });
  }
  if (priority !== undefined && !(Number.isInteger(priority) && priority >= 0 && priority <= PRIORITY_MAX)) {
    refusals.push({ prop: `${at}.priority`, given: priority, allowed: `a whole number from 0 to ${PRIORITY_MAX}` });
  }
  const names = Object.keys(tags);
  if (names.length > TAGS_MAX || names.some((name) => name === '' || name.length > 128)) {
    refusals.push({
      prop: `${at}.tags`,
      given: tags,
      allowed: `at most ${TAGS_MAX} tags, with keys of 1 to 128 characters`,
    });
  }
  if (names.length > 0 && replicateDeleteMarkers === true) {
    refusals.push({
      prop: `${at}.replicateDeleteMarkers`,
      given: true,
      allowed: 'S3 copies no delete markers by a rule that asks for tags: leave one of the two out',
    });
  }
  return refusals;
}

function destinationRefusals(at: string, source: string, rule: ReplicationRule): readonly Refusal[] {
  const { destinationBucketName, destinationRegion, storageClass, replicaKmsKeyArn } = rule;
  const refusals: Refusal[] = [
    ...bucketNameRefusals(`${at}.destinationBucketName`, destinationBucketName),
    ...regionRefusals(`${at}.destinationRegion`, destinationRegion),
    ...accountIdRefusals(`${at}.destinationAccountId`, rule.destinationAccountId),
    ...kmsKeyArnRefusals(`${at}.replicaKmsKeyArn`, replicaKmsKeyArn),
  ];
  if (destinationBucketName === source && isKnown(source)) {
    const allowed = 'the destination is another bucket than the source';
    refusals.push({ prop: `${at}.destinationBucketName`, given: destinationBucketName, allowed });
  }
  if (storageClass !== undefined && isKnown(storageClass) && !STORAGE_CLASSES.some((one) => one === storageClass)) {
    refusals.push({ prop: `${at}.storageClass`, given: storageClass, allowed: `one of ${STORAGE_CLASSES.join(', ')}` });
  }
  const keyRegion =
    replicaKmsKeyArn !== undefined && isKnown(replicaKmsKeyArn) ? replicaKmsKeyArn.split(':')[3] : undefined;
  if (
    destinationRegion !== undefined &&
    isKnown(destinationRegion) &&
    keyRegion !== undefined &&
    keyRegion !== destinationRegion
  ) {
    const allowed = `the key is in ${keyRegion}, and a key of the destination's Region ${destinationRegion} is needed`;
    refusals.push({ prop: `${at}.replicaKmsKeyArn`, given: replicaKmsKeyArn, allowed });
  }
  return refusals;
}

function duplicateRefusals(at: string, rule: ReplicationRule, before: readonly ReplicationRule[]): readonly Refusal[] {
  const refusals: Refusal[] = [];
  if (rule.id !== undefined && before.some(({ id }) => id === rule.id)) {
    refusals.push({ prop: `${at}.id`, given: rule.id, allowed: 'each rule has an id of its own' });
  }
  if (rule.priority !== undefined && before.some(({ priority }) => priority === rule.priority)) {
    const allowed = 'each rule has a priority of its own: leave it out to get the next one';
    refusals.push({ prop: `${at}.priority`, given: rule.priority, allowed });
  }
  return refusals;
}
