// Replication rules: what a user says, what S3 refuses of it, and what it becomes.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html
import {
  accountIdRefusals,
  bucketNameRefusals,
  isKnown,
  kmsKeyArnRefusals,
  prefixRefusals,
  regionRefusals,
  type Refusal,
} from './refusal';

/** Which objects are copied where. */
export interface ReplicationRule {
  /** At most 255 characters, different for each rule. @default - made from the prefix */
  readonly id?: string;
  /** Beginning of the keys, for example `folder/`; without a leading slash. @default '' - every key */
  readonly prefix?: string;
  /** Object tags that must all be present. @default - tags are not looked at */
  readonly tags?: { readonly [key: string]: string };
  /** The highest number wins where rules with one destination overlap. @default - the next number: a later rule wins */
  readonly priority?: number;
  /** @default 'Enabled' */
  readonly status?: 'Enabled' | 'Disabled';
  /** Copy delete markers too; not together with `tags`. @default false */
  readonly replicateDeleteMarkers?: boolean;
  /** Name of the bucket that is copied to; it is there already, and versioned. */
  readonly destinationBucketName: string;
  /** Told to the runner. @default - the runner asks S3 */
  readonly destinationRegion?: string;
  /** Twelve digits; told to the runner. @default - the source's account */
  readonly destinationAccountId?: string;
  /** Storage class of the replicas, for example `STANDARD_IA`. @default - that of the source object */
  readonly storageClass?: string;
  /**
   * ARN of the KMS key of the replicas, in the Region of the destination. Objects under SSE-KMS are copied then: S3
   * demands that the rule selects them, and so it does.
   * @default - objects under SSE-KMS are not copied
   */
  readonly replicaKmsKeyArn?: string;
  /**
   * S3 refuses it since it has Batch Replication; it is written as it is given, with a warning.
   * https://github.com/hashicorp/terraform-provider-aws/issues/43746
   * @default - not written
   */
  readonly existingObjectReplication?: 'Enabled' | 'Disabled';
}

/** A rule with everything decided. */
export interface ResolvedRule extends ReplicationRule {
  readonly id: string;
  readonly prefix: string;
  readonly tags: { readonly [key: string]: string };
  readonly priority: number;
  readonly status: 'Enabled' | 'Disabled';
  readonly replicateDeleteMarkers: boolean;
}

/** Gives every rule an id and a priority of its own; what was given stays. */
export function resolveRules(rules: readonly ReplicationRule[]): readonly ResolvedRule[] {
  const priorities = new Set(rules.map(({ priority }) => priority));
  const ids = new Set(rules.map(({ id }) => id));
  let last = 0;
  return rules.map((rule) => {
    const priority = rule.priority ?? nextFree(last, priorities);
    last = priority;
    priorities.add(priority);
    const id = rule.id ?? freeId(slugOf(rule.prefix ?? ''), ids);
    ids.add(id);
    return {
      ...rule,
      id,
      priority,
      prefix: rule.prefix ?? '',
      tags: rule.tags ?? {},
      status: rule.status ?? 'Enabled',
      replicateDeleteMarkers: rule.replicateDeleteMarkers ?? false,
    };
  });
}

function nextFree(last: number, taken: ReadonlySet<number | undefined>): number {
  let candidate = last + 1;
  while (taken.has(candidate)) candidate++;
  return candidate;
}

const SLUG_MAX = 200;

/** `folder/2024 Q1/` → `folder-2024-Q1` */
function slugOf(prefix: string): string {
  if (!isKnown(prefix)) return 'prefix';
  const slug = prefix.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-+|-+$/g, '');
  if (slug !== '') return slug.slice(0, SLUG_MAX);
  return prefix === '' ? 'all-objects' : 'prefix';
}

function freeId(wanted: string, taken: ReadonlySet<string | undefined>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${wanted}-${number}`;
  return id;
}

const RULES_MAX = 1000;
const ID_MAX = 255;
const PRIORITY_MAX = 2 ** 31 - 1;
const TAGS_MAX = 10;
const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
  'REDUCED_REDUNDANCY',
];

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
  if (storageClass !== undefined && isKnown(storageClass) && !STORAGE_CLASSES.includes(storageClass)) {
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
