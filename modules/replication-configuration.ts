import {
  S3BucketReplicationConfigurationA,
  type S3BucketReplicationConfigurationRule,
  type S3BucketReplicationConfigurationRuleFilter,
} from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration';
import { Annotations, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { literal, literals } from './hcl-literal';
import { bucketArn } from './partition';
import { bucketNameRefusals, refuse } from './refusal';
import { resolveRules, type ReplicationRule, type ResolvedRule } from './replication-rule';
import { ruleRefusals } from './replication-rule-refusals';

export interface ReplicationConfigurationProps {
  /** The bucket that is copied from; versioned. It has one replication configuration, and this becomes it. */
  readonly sourceBucketName: string;
  /** ARN of the role that S3 assumes to copy; `ReplicationRole` makes one. */
  readonly replicationRoleArn: string;
  /** 1 to 1,000 rules. */
  readonly rules: readonly ReplicationRule[];
  /** What S3 checks when the configuration is applied: versioning of the source and of every destination, the role. */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * The replication configuration of a bucket, in the second version of S3's schema. What S3 would refuse at apply is refused
 * at synthesis, with an error that names the rule; what it always demands is always there.
 */
export class ReplicationConfiguration extends Construct {
  /** The rules with their ids and priorities. */
  readonly rules: readonly ResolvedRule[];
  readonly resource: S3BucketReplicationConfigurationA;

  constructor(scope: Construct, id: string, props: ReplicationConfigurationProps) {
    super(scope, id);
    const { sourceBucketName, replicationRoleArn, dependsOn } = props;
    refuse(this, [
      ...bucketNameRefusals('sourceBucketName', sourceBucketName),
      ...ruleRefusals(sourceBucketName, props.rules),
    ]);
    this.rules = resolveRules(props.rules);
    if (this.rules.some(({ existingObjectReplication }) => existingObjectReplication !== undefined)) {
      Annotations.of(this).addWarning(
        'existingObjectReplication: S3 refuses a configuration that has it (MalformedXML at apply, ' +
          'https://github.com/hashicorp/terraform-provider-aws/issues/43746), and it would not copy existing objects: ' +
          'leave it out, and run s3-backfill after the apply.',
      );
    }
    for (const { id: rule, prefix } of this.rules.filter(({ prefix }) => /[*?]$/.test(prefix))) {
      Annotations.of(this).addWarning(
        `rule '${rule}': its prefix '${prefix}' ends with a wildcard, which S3 takes as a letter of the keys: a prefix needs none.`,
      );
    }
    this.resource = new S3BucketReplicationConfigurationA(this, 'configuration', {
      bucket: sourceBucketName,
      role: replicationRoleArn,
      rule: this.rules.map((rule) => this.toTerraform(rule)),
      ...(dependsOn === undefined ? {} : { dependsOn: [...dependsOn] }),
    });
  }

  private toTerraform(rule: ResolvedRule): S3BucketReplicationConfigurationRule {
    const { storageClass, replicaKmsKeyArn, existingObjectReplication } = rule;
    return {
      id: rule.id,
      priority: rule.priority,
      status: rule.status,
      filter: filterOf(rule),
      deleteMarkerReplication: { status: rule.replicateDeleteMarkers ? 'Enabled' : 'Disabled' },
      ...(replicaKmsKeyArn === undefined
        ? {}
        : { sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } } }),
      ...(existingObjectReplication === undefined
        ? {}
        : { existingObjectReplication: { status: existingObjectReplication } }),
      destination: {
        bucket: bucketArn(this, rule.destinationBucketName),
        ...(storageClass === undefined ? {} : { storageClass }),
        ...(replicaKmsKeyArn === undefined ? {} : { encryptionConfiguration: { replicaKmsKeyId: replicaKmsKeyArn } }),
      },
    };
  }
}

/** A prefix, one tag, or several of them together; an empty prefix selects every object. */
function filterOf(rule: ResolvedRule): S3BucketReplicationConfigurationRuleFilter {
  const prefix = literal(rule.prefix);
  const tags = literals(rule.tags);
  const [only, ...more] = Object.entries(tags);
  if (only === undefined) return { prefix };
  if (more.length === 0 && prefix === '') return { tag: { key: only[0], value: only[1] } };
  return { and: { ...(prefix === '' ? {} : { prefix }), tags } };
}
