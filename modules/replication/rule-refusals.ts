// What S3 would refuse of replication rules when they are applied.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html
import {
  accountIdRefusals,
  bucketNameRefusals,
  keyRegionOf,
  kmsKeyArnRefusals,
  regionRefusals,
} from '../refusals/aws-names';
import { prefixRefusals, xmlRefusals } from '../refusals/prefixes';
import { type Refusal } from '../refusals/refusal';
import { isKnown, isWhole } from '../values/known';
import { PRIORITY_MAX, STORAGE_CLASSES, type ReplicationRule } from './rule';

const RULES_MAX = 1000;
const ID_MAX = 255;
const TAGS_MAX = 10;
const TAG_KEY_MAX = 128;
const TAG_VALUE_MAX = 256;

type RuleIdentity = Pick<ReplicationRule, 'id' | 'priority'>;

/**
 * Everything that S3 would refuse of these rules when they are applied.
 * @param beside - rules that the configuration has already
 */
export function ruleRefusals(
  sourceBucketName: string,
  rules: readonly ReplicationRule[],
  beside: readonly RuleIdentity[] = [],
): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const count = rules.length + beside.length;
  if (rules.length === 0 || count > RULES_MAX) {
    refusals.push({ prop: 'rules', given: count, allowed: `a configuration has 1 to ${RULES_MAX} rules` });
  }
  const seen: RuleIdentity[] = [...beside];
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
  if (id !== undefined) refusals.push(...xmlRefusals(`${at}.id`, id));
  if (priority !== undefined && !isWhole(priority, 0, PRIORITY_MAX)) {
    refusals.push({ prop: `${at}.priority`, given: priority, allowed: `a whole number from 0 to ${PRIORITY_MAX}` });
  }
  const names = Object.keys(tags);
  if (names.some((name) => name.startsWith('&{'))) {
    const allowed =
      'a map that only Terraform knows cannot be taken apart: write its keys, with tokens as their values';
    refusals.push({ prop: `${at}.tags`, given: tags, allowed });
  }
  const values = Object.values(tags);
  const tooLong = (text: string, most: number) => isKnown(text) && text.length > most;
  if (
    names.length > TAGS_MAX ||
    names.some((name) => name === '' || tooLong(name, TAG_KEY_MAX)) ||
    values.some((value) => tooLong(value, TAG_VALUE_MAX))
  ) {
    const allowed =
      `at most ${TAGS_MAX} tags, with keys of 1 to ${TAG_KEY_MAX} characters ` +
      `and values of at most ${TAG_VALUE_MAX}`;
    refusals.push({ prop: `${at}.tags`, given: tags, allowed });
  }
  refusals.push(...[...names, ...values].flatMap((text) => xmlRefusals(`${at}.tags`, text)));
  if (names.length > 0 && replicateDeleteMarkers === true) {
    refusals.push({
      prop: `${at}.replicateDeleteMarkers`,
      given: true,
      allowed: 'S3 copies no delete markers by a rule that asks for tags: leave one of the two out',
    });
  }
  if (rule.replicationTimeControl === true && rule.metrics === false) {
    const allowed = 'S3 gives no Replication Time Control without metrics: leave metrics out';
    refusals.push({ prop: `${at}.metrics`, given: false, allowed });
  }
  if (rule.ownerOverride === true && rule.destinationAccountId === undefined) {
    const allowed =
      'name the account that is to own the replicas: set destinationAccountId, or leave ownerOverride out';
    refusals.push({ prop: `${at}.ownerOverride`, given: true, allowed });
  }
  return refusals;
}

function destinationRefusals(at: string, source: string, rule: ReplicationRule): readonly Refusal[] {
  const { destinationBucketName, destinationRegion, storageClass, replicaKmsKeyArn } = rule;
  const misnamed = bucketNameRefusals(`${at}.destinationBucketName`, destinationBucketName);
  const refusals: Refusal[] = [
    ...misnamed,
    ...regionRefusals(`${at}.destinationRegion`, destinationRegion),
    ...accountIdRefusals(`${at}.destinationAccountId`, rule.destinationAccountId),
    ...kmsKeyArnRefusals(`${at}.replicaKmsKeyArn`, replicaKmsKeyArn),
    ...kmsKeyArnRefusals(`${at}.destinationDefaultKmsKeyArn`, rule.destinationDefaultKmsKeyArn),
  ];
  // Two texts that are alike are alike for Terraform, too, if it alone knows what they stand for.
  if (misnamed.length === 0 && destinationBucketName === source) {
    const allowed = 'the destination is another bucket than the source';
    refusals.push({ prop: `${at}.destinationBucketName`, given: destinationBucketName, allowed });
  }
  if (storageClass !== undefined && isKnown(storageClass) && !STORAGE_CLASSES.some((one) => one === storageClass)) {
    refusals.push({ prop: `${at}.storageClass`, given: storageClass, allowed: `one of ${STORAGE_CLASSES.join(', ')}` });
  }
  refusals.push(...keyRegionRefusals(`${at}.replicaKmsKeyArn`, replicaKmsKeyArn, destinationRegion));
  refusals.push(
    ...keyRegionRefusals(`${at}.destinationDefaultKmsKeyArn`, rule.destinationDefaultKmsKeyArn, destinationRegion),
  );
  return refusals;
}

/** A multi-Region key too is meant by the ARN that it has in the destination's Region. */
function keyRegionRefusals(prop: string, given: string | undefined, region: string | undefined): readonly Refusal[] {
  if (given === undefined || region === undefined || !isKnown(region)) return [];
  const keyRegion = keyRegionOf(given);
  if (keyRegion === undefined || keyRegion === region) return [];
  const there = given.includes(':key/mrk-') ? ': a multi-Region key has an ARN in each of its Regions' : '';
  const allowed = `the key is in ${keyRegion}, and a key of the destination's Region ${region} is needed${there}`;
  return [{ prop, given, allowed }];
}

function duplicateRefusals(at: string, rule: ReplicationRule, before: readonly RuleIdentity[]): readonly Refusal[] {
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
