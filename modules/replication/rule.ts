// Replication rules: what a user says, and what it becomes.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html
import { Token } from 'cdktf';
import { isKnown } from '../values/known';

/** The highest priority of a rule. */
export const PRIORITY_MAX = 2 ** 31 - 1;

/** Storage classes that S3 takes for replicas. */
export const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
  'REDUCED_REDUNDANCY',
] as const;

/** Which objects of a bucket are under an S3 Bucket Key. A bucket that had the setting changed holds some of both. */
export type BucketKeys = 'none' | 'some' | 'all';

/** Which objects are copied where. */
export interface ReplicationRule {
  /** At most 255 characters, different for each rule. @default - made from the prefix */
  readonly id?: string;
  /** Beginning of the keys, for example `folder/`; without a leading slash. @default '' - every key */
  readonly prefix?: string;
  /** Object tags that must all be present. @default - tags are not looked at */
  readonly tags?: { readonly [key: string]: string };
  /** The highest number wins where rules with one destination overlap. @default - the next free number: a later rule wins */
  readonly priority?: number;
  /** S3 copies nothing by a disabled rule. @default 'Enabled' */
  readonly status?: 'Enabled' | 'Disabled';
  /** Copy delete markers too; not together with `tags`. @default false */
  readonly replicateDeleteMarkers?: boolean;
  /** Name of the bucket that is copied to; it is there already, and versioned. */
  readonly destinationBucketName: string;
  /** Region of the destination; told to the runner. @default - the runner asks S3 */
  readonly destinationRegion?: string;
  /** Account of the destination, twelve digits; told to the runner. @default - the source's account */
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
   * Whether replicas are under S3 Bucket Keys: KMS is asked in the name of the bucket then, not of the object.
   * @default 'some' - the role may do both
   */
  readonly replicaBucketKeys?: BucketKeys;
  /**
   * ARN of the KMS key by which the destination bucket encrypts what arrives unencrypted; the role may use it then.
   * Not needed for objects that are encrypted in the source: they keep their kind of encryption.
   * @default - the destination's default is no KMS key
   */
  readonly destinationDefaultKmsKeyArn?: string;
  /**
   * S3 Replication Time Control: S3 undertakes to copy new objects within 15 minutes, and publishes metrics. It costs extra
   * for each GB, and does not make a job faster.
   * @default false
   */
  readonly replicationTimeControl?: boolean;
  /**
   * Publish metrics of the rule to CloudWatch, which alarms need; billed like custom metrics.
   * @default - that of `replicationTimeControl`, which is not to be had without
   */
  readonly metrics?: boolean;
  /**
   * Copy changes of a replica's tags, ACL and locks as well: for two buckets that replicate to each other.
   * @default false
   */
  readonly replicaModificationSync?: boolean;
  /**
   * Make the destination's account, which `destinationAccountId` has to name, the owner of the replicas. Of no use where the
   * destination bucket has ACLs switched off: its account owns everything there.
   * @default false
   */
  readonly ownerOverride?: boolean;
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
  readonly replicationTimeControl: boolean;
  readonly metrics: boolean;
}

/** ARNs of the KMS keys by which replicas come to be encrypted. */
export function replicaKeysOf({ replicaKmsKeyArn, destinationDefaultKmsKeyArn }: ReplicationRule): string[] {
  return [replicaKmsKeyArn, destinationDefaultKmsKeyArn].filter((arn) => arn !== undefined);
}

/** Whether the replicas of all rules that name a key are under S3 Bucket Keys. */
export function bucketKeysOf(rules: readonly ReplicationRule[]): BucketKeys {
  const keyed = rules.filter((rule) => replicaKeysOf(rule).length > 0);
  const [only = 'some', ...more] = new Set(keyed.map(({ replicaBucketKeys = 'some' }) => replicaBucketKeys));
  return more.length === 0 ? only : 'some';
}

/** Whether the destination is said to be in another account than the source. */
export function isForeign(
  { destinationAccountId }: Pick<ReplicationRule, 'destinationAccountId'>,
  sourceAccountId: string | undefined,
): boolean {
  return destinationAccountId !== undefined && destinationAccountId !== sourceAccountId;
}

/**
 * Gives every rule an id and a priority of its own; what was given stays.
 * @param beside - rules that the configuration has already
 */
export function resolveRules(
  rules: readonly ReplicationRule[],
  beside: readonly Pick<ReplicationRule, 'id' | 'priority'>[] = [],
): readonly ResolvedRule[] {
  const all = [...beside, ...rules];
  const priorities = new Set(all.map(({ priority }) => priority));
  const ids = new Set(all.map(({ id }) => id));
  let last = 0;
  return rules.map((rule) => {
    const priority = rule.priority ?? nextFree(last, priorities);
    // One that only Terraform knows has no next.
    if (!Token.isUnresolved(priority)) last = priority;
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
      replicationTimeControl: rule.replicationTimeControl ?? false,
      metrics: rule.metrics ?? rule.replicationTimeControl ?? false,
    };
  });
}

function nextFree(last: number, taken: ReadonlySet<number | undefined>): number {
  let candidate = last;
  do candidate = candidate < PRIORITY_MAX ? candidate + 1 : 1;
  while (taken.has(candidate));
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
