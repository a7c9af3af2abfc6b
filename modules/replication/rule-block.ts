// A rule as the block that Terraform reads. What S3 demands together is always written together.
import type {
  S3BucketReplicationConfigurationRule,
  S3BucketReplicationConfigurationRuleDestination,
  S3BucketReplicationConfigurationRuleFilter,
  S3BucketReplicationConfigurationRuleSourceSelectionCriteria,
} from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration';
import { given } from '../values/given';
import { literal, literals } from '../values/literal';
import type { ResolvedRule } from './rule';

/** The only number of minutes that S3 takes for Replication Time Control and for its threshold. */
const RTC_MINUTES = 15;
const ENABLED = { status: 'Enabled' };

export function ruleBlock(rule: ResolvedRule, destinationArn: string): S3BucketReplicationConfigurationRule {
  const { existingObjectReplication: status } = rule;
  return {
    id: literal(rule.id),
    priority: rule.priority,
    status: rule.status,
    filter: filterOf(rule),
    deleteMarkerReplication: { status: rule.replicateDeleteMarkers ? 'Enabled' : 'Disabled' },
    ...given({
      sourceSelectionCriteria: selectionOf(rule),
      existingObjectReplication: status && { status },
    }),
    destination: destinationOf(rule, destinationArn),
  };
}

/** A prefix, one tag, or several of them together; an empty prefix selects every object. */
function filterOf(rule: ResolvedRule): S3BucketReplicationConfigurationRuleFilter {
  const prefix = literal(rule.prefix);
  const tags = literals(rule.tags);
  const [only, ...more] = Object.entries(tags);
  if (only === undefined) return { prefix };
  if (more.length === 0 && prefix === '') return { tag: { key: literal(only[0]), value: only[1] } };
  return { and: { ...(prefix === '' ? {} : { prefix }), tags } };
}

/** S3 refuses an empty one. */
function selectionOf(rule: ResolvedRule): S3BucketReplicationConfigurationRuleSourceSelectionCriteria | undefined {
  const { replicaKmsKeyArn, replicaModificationSync = false } = rule;
  if (replicaKmsKeyArn === undefined && !replicaModificationSync) return undefined;
  return given({
    sseKmsEncryptedObjects: replicaKmsKeyArn === undefined ? undefined : ENABLED,
    replicaModifications: replicaModificationSync ? ENABLED : undefined,
  });
}

function destinationOf(rule: ResolvedRule, bucket: string): S3BucketReplicationConfigurationRuleDestination {
  const { storageClass, replicaKmsKeyArn, ownerOverride = false, destinationAccountId: account } = rule;
  const { replicationTimeControl, metrics } = rule;
  const time = replicationTimeControl ? { minutes: RTC_MINUTES } : undefined;
  return {
    bucket,
    ...given({
      storageClass,
      encryptionConfiguration: replicaKmsKeyArn === undefined ? undefined : { replicaKmsKeyId: replicaKmsKeyArn },
      accessControlTranslation: ownerOverride ? { owner: 'Destination' } : undefined,
      account: ownerOverride && account !== undefined ? literal(account) : undefined,
      replicationTime: time && { ...ENABLED, time },
      metrics: metrics ? { ...ENABLED, ...given({ eventThreshold: time }) } : undefined,
    }),
  };
}
