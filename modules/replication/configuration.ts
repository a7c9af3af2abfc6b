import { S3BucketReplicationConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration';
import { Annotations, TerraformStack, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { bucketArn } from '../place/partition';
import { madeWith, place, type Placed } from '../place/placed';
import { bucketNameRefusals, roleArnRefusals } from '../refusals/aws-names';
import { refuse, type Refusal } from '../refusals/refusal';
import { given } from '../values/given';
import { literal } from '../values/literal';
import { firstAlike, writtenText } from '../values/same-text';
import { existingRefusals, takeOver, type ExistingReplication } from './existing-configuration';
import { resolveRules, type ReplicationRule, type ResolvedRule } from './rule';
import { ruleBlock } from './rule-block';
import { ruleRefusals } from './rule-refusals';

export interface ReplicationConfigurationProps extends Placed {
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

  /** As it is synthesized. */
  private readonly sourceBucketName: string | undefined;

  constructor(scope: Construct, id: string, props: ReplicationConfigurationProps) {
    super(scope, id);
    place(this, props);
    const { replicationRoleArn, dependsOn, existing } = props;
    const alike = firstAlike(this);
    const sourceBucketName = alike(props.sourceBucketName);
    const rules = props.rules.map((rule) => ({ ...rule, destinationBucketName: alike(rule.destinationBucketName) }));
    refuse(this, existingRefusals('existing', existing));
    const taken = existing === undefined ? undefined : takeOver(existing);
    refuse(this, [
      ...bucketNameRefusals('sourceBucketName', sourceBucketName),
      ...ruleRefusals(sourceBucketName, rules, taken?.identities),
      ...roleArnRefusals('replicationRoleArn', replicationRoleArn),
      ...this.secondRefusals(sourceBucketName),
    ]);
    this.sourceBucketName = writtenText(this, sourceBucketName);
    this.rules = resolveRules(rules, taken?.identities);
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
      bucket: literal(sourceBucketName),
      role: replicationRoleArn,
      rule: [
        ...(taken?.rules ?? []),
        ...this.rules.map((rule) => ruleBlock(rule, bucketArn(this, rule.destinationBucketName))),
      ],
      ...given({ dependsOn: dependsOn && [...dependsOn] }),
      ...madeWith(this),
    });
    if (taken === undefined) return;
    this.resource.importFrom(sourceBucketName, madeWith(this).provider);
    if (taken.isConverted) {
      Annotations.of(this).addWarning(
        'existing: its rules are of the first version of the schema, which does not go with others; they are written in the ' +
          'second, with the delete markers that the first version copies and with priorities in their order.',
      );
    }
  }

  /** A bucket has one configuration: each of two would replace the other at every apply. */
  private secondRefusals(given: string): readonly Refusal[] {
    const written = writtenText(this, given);
    const other = TerraformStack.of(this)
      .node.findAll()
      .find((node) => node instanceof ReplicationConfiguration && node.sourceBucketName === written);
    if (other === undefined) return [];
    const allowed =
      `${other.node.path} is its replication configuration, and a bucket has only one: ` +
      'give that one more rules, or adopt it';
    return [{ prop: 'sourceBucketName', given, allowed }];
  }
}
