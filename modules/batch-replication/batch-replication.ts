import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { TerraformStack, type ITerraformDependable, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { AthenaEvidence } from '../athena-evidence/athena-evidence';
import { AfterCare } from '../after-care/after-care';
import { addCopyRole, copiesBy, copyInHandoff } from '../batch-copy/copies';
import type { DestinationAccess } from '../buckets/destination-access';
import type { ReportBucket } from '../buckets/report-bucket';
import { addReportPlace } from '../buckets/report-place';
import { HANDOFF_OUTPUT, type Handoff, type HandoffAthena, type HandoffSource } from '../handoff';
import { addDestinationAccess } from '../outputs/destination-policies';
import { handoffOf, prefixesOf, sourceInHandoff } from '../outputs/handoff-content';
import { addHandoffOutput, handoffNameRefusals } from '../outputs/handoff-output';
import { madeWith, place } from '../place/placed';
import { refuse } from '../refusals/refusal';
import { ReplicationConfiguration } from '../replication/configuration';
import { takeOver } from '../replication/existing-configuration';
import { bucketKeysOf, replicaKeysOf, resolveRules, type ResolvedRule } from '../replication/rule';
import type { BatchCopyRole } from '../roles/batch-copy-role';
import { BatchJobRole } from '../roles/batch-job-role';
import type { BucketLocation } from '../roles/bucket-location';
import { ReplicationRole } from '../roles/replication-role';
import { given } from '../values/given';
import { literal } from '../values/literal';
import { numbered } from '../values/numbered';
import { noteChains } from './chain-note';
import type { BatchReplicationProps } from './props';
import { inFull, type FullProps } from './props-in-full';
import { batchReplicationRefusals } from './refusals';

/**
 * Everything around one source bucket: the replication role and configuration, the job role, the report bucket, and the
 * output that `s3-backfill run` reads.
 */
export class BatchReplication extends Construct {
  /**
   * Beside a replication configuration that somebody else looks after: only the job role, the report bucket and the handoff are
   * made. Neither rules nor destinations are asked for: the runner reads them from S3.
   */
  static fromExistingReplication(scope: Construct, id: string, props: BatchReplicationProps): BatchReplication {
    return new BatchReplication(scope, id, { ...props, adoptExistingReplication: true });
  }

  /** The bucket that is copied from. */
  readonly sourceBucketName: string;
  /** Names of the buckets that are copied to, each as often as a rule says it; those that were told, when the replication is adopted. */
  readonly destinationBucketNames: readonly string[];
  /** The rules, with everything decided; none when the replication is adopted: S3 has those. */
  readonly rules: readonly ResolvedRule[];
  /** The role that S3 Batch Operations assumes. */
  readonly batchJobRole: BatchJobRole;
  /** The role that S3 Batch Operations assumes to copy without rules; absent without `batchCopy`. */
  readonly batchCopyRole?: BatchCopyRole;
  /** The role that S3 assumes; absent when the replication is adopted. */
  readonly replicationRole?: ReplicationRole;
  /** The rules as they are applied; absent when the replication is adopted. */
  readonly replicationConfiguration?: ReplicationConfiguration;
  /** The bucket that was made; absent when the report bucket is there already. */
  readonly reportBucket?: ReportBucket;
  /** What the output says that the runner reads. */
  readonly handoff: Handoff;
  /** What other accounts have to allow, by the name of the destination bucket as the first rule that copies there says it. */
  readonly destinationAccess: Readonly<Record<string, DestinationAccess>> = {};

  constructor(scope: Construct, id: string, written: BatchReplicationProps) {
    super(scope, id);
    place(this, written);
    const props = inFull(this, written);
    const handoffName = props.handoffName ?? HANDOFF_OUTPUT;
    refuse(this, [...batchReplicationRefusals(written, props), ...handoffNameRefusals(this, handoffName)]);
    this.sourceBucketName = props.sourceBucketName;
    const { made, report, manifest } = addReportPlace(this, props);
    if (made !== undefined) this.reportBucket = made;
    this.batchJobRole = new BatchJobRole(this, 'batch-job-role', {
      ...props.batchJobRole,
      sourceBucketName: props.sourceBucketName,
      report,
      ...given({ manifest }),
    });
    const { batchCopy, sourceAccountId } = props;
    if (batchCopy !== undefined) {
      const { sourceBucketName, sourceKmsKeyArns, sourceBucketKeys } = props;
      const source = { sourceBucketName, report, ...given({ manifest, sourceKmsKeyArns, sourceBucketKeys }) };
      this.batchCopyRole = addCopyRole(this, source, batchCopy);
    }
    const isOurs = props.adoptExistingReplication !== true;
    if (isOurs) this.replicationRole = this.makeReplicationRole(props);
    this.destinationAccess = addDestinationAccess(this, {
      handoffName,
      ...given({
        sourceAccountId,
        rules: isOurs ? props.rules : undefined,
        replicationRoleArn: this.replicationRole?.roleArn,
        copies: batchCopy && this.batchCopyRole && copiesBy(this.batchCopyRole.roleArn, batchCopy),
        destinations: props.destinations,
      }),
    });
    if (this.replicationRole !== undefined) {
      this.replicationConfiguration = new ReplicationConfiguration(this, 'replication', {
        sourceBucketName: props.sourceBucketName,
        replicationRoleArn: this.replicationRole.roleArn,
        rules: props.rules,
        dependsOn: [this.replicationRole.ready, ...this.manageVersioning(props), ...this.attached()],
        ...given({ existing: props.existingReplication }),
      });
    }
    this.destinationBucketNames = props.rules.map(({ destinationBucketName }) => destinationBucketName);
    this.rules = this.replicationConfiguration?.rules ?? [];
    if (props.afterCare !== undefined) {
      const { sourceBucketName } = props;
      // With an adopted replication alarms are refused unless each rule has been told by its id.
      const rules = this.replicationConfiguration?.rules ?? resolveRules(props.rules);
      new AfterCare(this, 'after-care', { ...props.afterCare, sourceBucketName, rules });
    }
    const source = sourceInHandoff(this, props);
    this.handoff = handoffOf({
      source,
      rules: this.rules,
      roles: {
        ...given({ replicationArn: this.replicationRole?.roleArn }),
        batchJobArn: this.batchJobRole.roleArn,
        ...given({ batchCopyArn: this.batchCopyRole?.roleArn }),
      },
      report,
      ...given({
        manifest,
        copy: batchCopy && copyInHandoff(batchCopy),
        athena: this.prepareAthena(props, source, report),
      }),
      prefixes: props.prefixes ?? prefixesOf(props.rules),
    });
    addHandoffOutput(this, handoffName, this.handoff);
    const all = TerraformStack.of(this).node.findAll();
    noteChains(
      this,
      all.filter((node): node is BatchReplication => node instanceof BatchReplication),
    );
  }

  private makeReplicationRole(props: FullProps): ReplicationRole {
    const { rules, existingReplication, sourceBucketKeys, sourceObjectLock } = props;
    return new ReplicationRole(this, 'replication-role', {
      ...props.replicationRole,
      sourceBucketName: props.sourceBucketName,
      destinationBucketNames: rules.map(({ destinationBucketName }) => destinationBucketName),
      sourceKmsKeyArns: props.sourceKmsKeyArns ?? [],
      replicaKmsKeyArns: rules.flatMap(replicaKeysOf),
      replicaBucketKeys: bucketKeysOf(rules),
      ownerOverrideBucketNames: rules
        .filter(({ ownerOverride }) => ownerOverride === true)
        .map(({ destinationBucketName }) => destinationBucketName),
      ...given({
        sourceBucketKeys,
        sourceObjectLock,
        existingRoleArn: existingReplication && takeOver(existingReplication).roleArn,
      }),
    });
  }

  private prepareAthena(
    { athena, rules }: FullProps,
    { bucket, region, accountId }: HandoffSource,
    report: Required<BucketLocation>,
  ): HandoffAthena | undefined {
    if (athena === undefined) return undefined;
    const [rule] = rules;
    const { destinationBucketName = rule?.destinationBucketName ?? '' } = athena;
    const { handoff } = new AthenaEvidence(this, 'athena', {
      ...athena,
      sourceBucketName: bucket,
      destinationBucketName,
      region,
      accountId,
      reportBucketName: report.bucketName,
      reportPrefix: report.prefix,
    });
    return handoff;
  }

  private attached(): ITerraformDependable[] {
    return Object.values(this.destinationAccess).flatMap(({ attached }) => attached);
  }

  /** S3 looks at the versioning of both sides when the configuration is applied. */
  private manageVersioning({
    manageVersioning,
    sourceBucketName,
    rules,
    destinations: options = [],
  }: FullProps): ITerraformDependable[] {
    if (manageVersioning === undefined) return [];
    const { source = true, destinations = true, destinationProvider } = manageVersioning;
    const made: ITerraformDependable[] = [];
    if (source) made.push(this.versioning('source-versioning', sourceBucketName));
    const names = destinations ? new Set(rules.map(({ destinationBucketName }) => destinationBucketName)) : [];
    for (const [index, name] of [...names].entries()) {
      const provider = options.find(({ bucketName }) => bucketName === name)?.provider ?? destinationProvider;
      made.push(this.versioning(numbered('destination-versioning', index), name, provider));
    }
    return made;
  }

  private versioning(id: string, bucket: string, provider?: TerraformProvider): S3BucketVersioningA {
    return new S3BucketVersioningA(this, id, {
      bucket: literal(bucket),
      versioningConfiguration: { status: 'Enabled' },
      ...madeWith(this, provider),
    });
  }
}
