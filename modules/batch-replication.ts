import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { BatchJobRole, type BucketLocation } from './batch-job-role';
import { batchReplicationRefusals } from './batch-replication-refusals';
import { HANDOFF_OUTPUT, type HandoffSource } from './handoff';
import { handoffOf } from './handoff-content';
import { addHandoffOutput, handoffNameRefusals } from './handoff-output';
import { refuse } from './refusal';
import { ReplicationConfiguration } from './replication-configuration';
import { ReplicationRole } from './replication-role';
import { resolveRules, type ReplicationRule } from './replication-rule';
import { ReportBucket, type ReportBucketProps } from './report-bucket';
import type { RoleOptions } from './role';

export interface BatchReplicationProps {
  /** The bucket that is copied from. It is there already. */
  readonly sourceBucketName: string;
  /** Region of the source bucket. @default - the provider's */
  readonly sourceRegion?: string;
  /** Account of the source bucket, twelve digits. @default - the provider's */
  readonly sourceAccountId?: string;
  /** What is copied where. With `adoptExistingReplication`: what the configuration that is there says. */
  readonly rules: readonly ReplicationRule[];
  /**
   * Leave the bucket's replication configuration and its role to whoever made them: only the job role, the report
   * bucket and the handoff are made.
   * @default false
   */
  readonly adoptExistingReplication?: boolean;
  /** Switch on versioning of buckets that are there already. @default - versioning is left as it is */
  readonly manageVersioning?: VersioningOptions;
  /** ARNs of the KMS keys of source objects; needed when a rule has `replicaKmsKeyArn`. @default - none */
  readonly sourceKmsKeyArns?: readonly string[];
  /** The report bucket: one that is there already, or one to make. In the Region of the source. */
  readonly reportBucket: { readonly existing: string } | { readonly create: ReportBucketProps };
  /** Where in the report bucket reports go. @default 's3-backfill/reports' */
  readonly reportPrefix?: string;
  /** Where in the report bucket the generated manifests go; '' does not keep them. @default 's3-backfill/manifests' */
  readonly manifestPrefix?: string;
  /** Prefixes that the runner backfills when it is given none. @default - those of the enabled rules */
  readonly prefixes?: readonly string[];
  /** Name, path, boundary and tags of the replication role. */
  readonly replicationRole?: RoleOptions;
  /** Name, path, boundary and tags of the job role. */
  readonly batchJobRole?: RoleOptions;
  /** Name of the Terraform output; a further instance in one stack needs one that begins with `s3_backfill_`. @default 's3_backfill' */
  readonly handoffName?: string;
}

export interface VersioningOptions {
  /** @default true */
  readonly source?: boolean;
  /** The buckets of all rules. @default true */
  readonly destinations?: boolean;
  /** Provider of the destinations' account and Region. @default - that of the source */
  readonly destinationProvider?: TerraformProvider;
}

const REPORT_PREFIX = 's3-backfill/reports';
const MANIFEST_PREFIX = 's3-backfill/manifests';

/**
 * Everything around one source bucket: the replication role and configuration, the job role, the report bucket, and the
 * output that `s3-backfill run` reads.
 */
export class BatchReplication extends Construct {
  readonly batchJobRole: BatchJobRole;
  /** Absent when the replication is adopted. */
  readonly replicationRole?: ReplicationRole;
  /** Absent when the replication is adopted. */
  readonly replicationConfiguration?: ReplicationConfiguration;
  /** Absent when the report bucket is there already. */
  readonly reportBucket?: ReportBucket;

  constructor(scope: Construct, id: string, props: BatchReplicationProps) {
    super(scope, id);
    const handoffName = props.handoffName ?? HANDOFF_OUTPUT;
    refuse(this, [...batchReplicationRefusals(props), ...handoffNameRefusals(this, handoffName)]);
    if ('create' in props.reportBucket)
      this.reportBucket = new ReportBucket(this, 'reports', props.reportBucket.create);
    const report = locationIn(this.reportBucketName(props), props.reportPrefix ?? REPORT_PREFIX);
    const manifestPrefix = props.manifestPrefix ?? MANIFEST_PREFIX;
    const manifest = manifestPrefix === '' ? undefined : locationIn(report.bucketName, manifestPrefix);
    this.batchJobRole = new BatchJobRole(this, 'batch-job-role', {
      ...props.batchJobRole,
      sourceBucketName: props.sourceBucketName,
      report,
      ...(manifest === undefined ? {} : { manifest }),
    });
    if (props.adoptExistingReplication !== true) {
      this.replicationRole = this.makeReplicationRole(props);
      this.replicationConfiguration = new ReplicationConfiguration(this, 'replication', {
        sourceBucketName: props.sourceBucketName,
        replicationRoleArn: this.replicationRole.roleArn,
        rules: props.rules,
        dependsOn: [this.replicationRole.ready, ...this.manageVersioning(props)],
      });
    }
    const rules = this.replicationConfiguration?.rules ?? resolveRules(props.rules);
    const handoff = handoffOf({
      source: this.source(props),
      rules,
      roles: {
        ...(this.replicationRole === undefined ? {} : { replicationArn: this.replicationRole.roleArn }),
        batchJobArn: this.batchJobRole.roleArn,
      },
      report,
      ...(manifest === undefined ? {} : { manifest }),
      ...(props.prefixes === undefined ? {} : { prefixes: props.prefixes }),
    });
    addHandoffOutput(this, handoffName, handoff);
  }

  private reportBucketName({ reportBucket }: BatchReplicationProps): string {
    if ('existing' in reportBucket) return reportBucket.existing;
    return this.reportBucket?.bucketName ?? reportBucket.create.bucketName;
  }

  private makeReplicationRole(props: BatchReplicationProps): ReplicationRole {
    const replicaKeys = props.rules.flatMap(({ replicaKmsKeyArn }) => replicaKmsKeyArn ?? []);
    return new ReplicationRole(this, 'replication-role', {
      ...props.replicationRole,
      sourceBucketName: props.sourceBucketName,
      destinationBucketNames: props.rules.map(({ destinationBucketName }) => destinationBucketName),
      sourceKmsKeyArns: props.sourceKmsKeyArns ?? [],
      replicaKmsKeyArns: replicaKeys,
    });
  }

  /** S3 looks at the versioning of both sides when the configuration is applied. */
  private manageVersioning({
    manageVersioning,
    sourceBucketName,
    rules,
  }: BatchReplicationProps): ITerraformDependable[] {
    if (manageVersioning === undefined) return [];
    const { source = true, destinations = true, destinationProvider } = manageVersioning;
    const made: ITerraformDependable[] = [];
    if (source) made.push(this.versioning('source-versioning', sourceBucketName));
    const names = destinations ? new Set(rules.map(({ destinationBucketName }) => destinationBucketName)) : [];
    for (const [index, name] of [...names].entries()) {
      const id = index === 0 ? 'destination-versioning' : `destination-versioning-${index + 1}`;
      made.push(this.versioning(id, name, destinationProvider));
    }
    return made;
  }

  private versioning(id: string, bucket: string, provider?: TerraformProvider): S3BucketVersioningA {
    return new S3BucketVersioningA(this, id, {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
      ...(provider === undefined ? {} : { provider }),
    });
  }

  private source({ sourceBucketName, sourceRegion, sourceAccountId }: BatchReplicationProps): HandoffSource {
    return {
      bucket: sourceBucketName,
      region: sourceRegion ?? new DataAwsRegion(this, 'region').id,
      accountId: sourceAccountId ?? new DataAwsCallerIdentity(this, 'caller').accountId,
    };
  }
}

function locationIn(bucketName: string, prefix: string): Required<BucketLocation> {
  return { bucketName, prefix: prefix.replace(/\/+$/, '') };
}
