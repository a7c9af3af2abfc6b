import { S3BucketReplicationConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration';
import { Annotations, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { existingRefusals, takeOver, type ExistingReplication } from './existing-replication';
import { bucketArn } from './partition';
import { bucketNameRefusals, refuse } from './refusal';
import { resolveRules, type ReplicationRule, type ResolvedRule } from './replication-rule';
import { ruleBlock } from './replication-rule-block';
import { ruleRefusals } from './replication-rule-refusals';

export interface ReplicationConfigurationProps {
  /** The bucket that is copied from; versioned. It has one replication configuration, and this becomes it. */
  readonly sourceBucketName: string;
  /** ARN of the role that S3 assumes to copy; `ReplicationRole` makes one. */
  readonly replicationRoleArn: string;
  /** 1 to 1,000 rules. */
  readonly rules: readonly ReplicationRule[];
  /**
   * What has to be there before the configuration is applied: versioning of the source and of every destination, the role.
   * @default - nothing beside what the other props refer to
   */
  readonly dependsOn?: readonly ITerraformDependable[];
  /**
   * The configuration that the bucket has already: Terraform takes it over by an `import` block, its rules stay as they are,
   * and the new ones get ids and priorities beside theirs.
   * @default - the bucket has none
   */
  readonly existing?: ExistingReplication;
}

/**
 * The replication configuration of a bucket, in the second version of S3's schema. What S3 would refuse at apply is refused
 * at synthesis, with an error that names the rule; what it always demands is always there.
 */
export class ReplicationConfiguration extends Construct {
  /** The rules with their ids and priorities. */
  readonly rules: readonly ResolvedRule[];
  /** The resource itself, for `dependsOn` and escape hatches. */
  readonly resource: S3BucketReplicationConfigurationA;

  constructor(scope: Construct, id: string, props: ReplicationConfigurationProps) {
    super(scope, id);
    const { sourceBucketName, replicationRoleArn, dependsOn, existing } = props;
    refuse(this, existingRefusals('existing', existing));
    const taken = existing === undefined ? undefined : takeOver(existing);
    refuse(this, [
      ...bucketNameRefusals('sourceBucketName', sourceBucketName),
      ...ruleRefusals(sourceBucketName, props.rules, taken?.identities),
    ]);
    this.rules = resolveRules(props.rules, taken?.identities);
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
      rule: [
        ...(taken?.rules ?? []),
        ...this.rules.map((rule) => ruleBlock(rule, bucketArn(this, rule.destinationBucketName))),
      ],
      ...(dependsOn === undefined ? {} : { dependsOn: [...dependsOn] }),
    });
    if (taken === undefined) return;
    this.resource.importFrom(sourceBucketName);
    if (taken.isConverted) {
      Annotations.of(this).addWarning(
        'existing: its rules are of the first version of the schema, which does not go with others; they are written in the ' +
          'second, with the delete markers that the first version copies and with priorities in their order.',
      );
    }
  }
}
