// A replication rule of S3's answer, in our words.
import type { ReplicationRule as SdkRule, ReplicationRuleNotOperator } from '@aws-sdk/client-s3';
import { bucketInArn } from '../../text/arn';
import type { ExcludedTag, Exclusion, ReplicationRule } from '../../ports/s3/replication';
import { defined } from '../../text/defined';
import { isEnabled, told } from '../told';

/**
 * @param index of the rule, for one without an id
 * @param call that was answered
 * @throws RunnerError `unavailable` where it lacks what decides, or has words that are not known here
 */
export function ruleOf(rule: SdkRule, index: number, call: string): ReplicationRule {
  const id = rule.ID ?? `rule ${index + 1}`;
  const on = (status: string | undefined, what: string): boolean => isEnabled(status, call, `${what} of rule '${id}'`);
  const filter = rule.Filter;
  const tags = filter?.And?.Tags ?? (filter?.Tag === undefined ? [] : [filter.Tag]);
  const destination = told(rule.Destination?.Bucket, call, `the destination of rule '${id}'`);
  const encryption = rule.Destination?.EncryptionConfiguration;
  const replicaKey = encryption?.ReplicaKmsKeyID;
  const excluded = exclusionOf([filter?.Not, filter?.And?.Not].filter((not) => not !== undefined));
  return {
    id,
    enabled: on(told(rule.Status, call, `the status of rule '${id}'`), 'the status'),
    // The older schema, which has no filter, has no priorities, and no rules that overlap.
    priority: told(rule.Priority ?? (filter === undefined ? 0 : undefined), call, `the priority of rule '${id}'`),
    prefix: filter?.And?.Prefix ?? filter?.Prefix ?? (filter === undefined ? legacyPrefix(rule) : ''),
    tags: Object.fromEntries(tags.map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
    ...defined({ excluded }),
    destinationBucket: bucketInArn(destination) ?? destination,
    ...(rule.Destination?.Account === undefined ? {} : { destinationAccountId: rule.Destination.Account }),
    kmsObjects: on(rule.SourceSelectionCriteria?.SseKmsEncryptedObjects?.Status, 'SseKmsEncryptedObjects'),
    // The older schema, which has no filter, always replicates them.
    deleteMarkers: filter === undefined || on(rule.DeleteMarkerReplication?.Status, 'DeleteMarkerReplication'),
    ...(rule.Destination?.StorageClass === undefined ? {} : { storageClass: rule.Destination.StorageClass }),
    ...defined({ replicaKmsKeyArn: replicaKey }),
    ...(on(encryption?.UseSourceMultiRegionKey?.Status, 'UseSourceMultiRegionKey')
      ? { sourceMultiRegionKey: true }
      : {}),
    ...(rule.Destination?.AccessControlTranslation?.Owner === 'Destination' ? { ownerOverride: true } : {}),
  };
}

/** The older schema of replication rules has no filter, and its prefix in the rule itself. */
function legacyPrefix(rule: SdkRule): string {
  return (rule as { readonly Prefix?: string }).Prefix ?? '';
}

function tagOf({
  Key = '',
  Value = '',
}: {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}): ExcludedTag {
  return { key: Key, value: Value };
}

/** S3 documents exactly one of Prefix, Tag and Or in a Not; one without any of them is of a kind that the SDK does not know. */
function isUnderstood({ Prefix, Tag, Or }: ReplicationRuleNotOperator): boolean {
  return Prefix !== undefined || Tag !== undefined || Or?.Prefixes !== undefined || Or?.Tags !== undefined;
}

function exclusionOf(nots: readonly ReplicationRuleNotOperator[]): Exclusion | undefined {
  if (nots.length === 0) return undefined;
  return {
    prefixes: nots.flatMap(({ Prefix, Or }) => [...(Prefix === undefined ? [] : [Prefix]), ...(Or?.Prefixes ?? [])]),
    tags: nots.flatMap(({ Tag, Or }) => [...(Tag === undefined ? [] : [Tag]), ...(Or?.Tags ?? [])].map(tagOf)),
    ...(nots.every(isUnderstood) ? {} : { notUnderstood: true }),
  };
}
