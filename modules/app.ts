// One stack from one settings file.
import path from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { App } from 'cdktf';
import { LocalBackend, S3Backend, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BatchReplication } from './batch-replication';
import type { ReplicationRule } from './replication-rule';
import type { Settings } from './settings';

/**
 * Adds the stack of a settings file to an app; nothing is written before `app.synth()`.
 * @returns the same app
 */
export function addSettingsStack(app: App, settings: Settings): App {
  new SettingsStack(app, settings);
  return app;
}

const REQUIRED_TERRAFORM = '>= 1.5';

/** From the folder of a stack, `cdktf.out/stacks/<stack>`, to the one that `cdktf.out` is in. */
const FROM_STACK = '../../..';

class SettingsStack extends TerraformStack {
  constructor(scope: Construct, settings: Settings) {
    super(scope, settings.stack_name);
    this.addBackend(settings);
    this.addProvider(settings);
    const {
      manage_versioning: manageVersioning,
      report_prefix: reportPrefix,
      manifest_prefix: manifestPrefix,
    } = settings;
    const { replication_source_kms_arns: sourceKmsKeyArns } = settings;
    new BatchReplication(this, 'backfill', {
      sourceBucketName: settings.source_bucket,
      sourceRegion: settings.region,
      rules: rulesOf(settings),
      adoptExistingReplication: settings.adopt_existing_replication,
      reportBucket: reportBucketOf(settings),
      ...(manageVersioning ? { manageVersioning: {} } : {}),
      ...(sourceKmsKeyArns === undefined ? {} : { sourceKmsKeyArns }),
      ...(reportPrefix === undefined ? {} : { reportPrefix }),
      ...(manifestPrefix === undefined ? {} : { manifestPrefix }),
    });
  }

  override toTerraform(): unknown {
    const synthesized = super.toTerraform() as { terraform: Record<string, unknown> };
    return { ...synthesized, terraform: { ...synthesized.terraform, required_version: REQUIRED_TERRAFORM } };
  }

  /** By hand: of an override, cdktf writes `0 = "required_version"` into HCL. */
  override toHclTerraform(): { hcl: string; metadata: unknown } {
    const { hcl, metadata } = super.toHclTerraform() as { hcl: string; metadata: unknown };
    const version = `  required_version = "${REQUIRED_TERRAFORM}"\n`;
    return { hcl: hcl.replace(/^terraform \{\n/, (opening) => `${opening}${version}`), metadata };
  }

  /** Without a setting the state lies beside `cdktf.out`, where cdktf itself would put it, but by a relative path: the synthesized files hold no path of one machine. */
  private addBackend({ backend, stack_name: stack }: Settings): void {
    if (backend?.s3 !== undefined) {
      const { bucket, key, region, encrypt = true, profile } = backend.s3;
      const { dynamodb_table: dynamodbTable, use_lockfile: useLockfile, kms_key_id: kmsKeyId } = backend.s3;
      new S3Backend(this, {
        bucket,
        key,
        region,
        encrypt,
        ...(profile === undefined ? {} : { profile }),
        ...(dynamodbTable === undefined ? {} : { dynamodbTable }),
        ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      });
      if (useLockfile !== undefined) this.addOverride('terraform.backend.s3.use_lockfile', useLockfile);
      return;
    }
    const file = backend?.local?.path ?? `terraform.${stack}.tfstate`;
    new LocalBackend(this, { path: path.isAbsolute(file) ? file : path.posix.join(FROM_STACK, file) });
  }

  private addProvider({ region, provider = {}, tags }: Settings): void {
    const defaults = { ...provider.default_tags, ...tags };
    new AwsProvider(this, 'aws', {
      region,
      ...(provider.profile === undefined ? {} : { profile: provider.profile }),
      ...(provider.max_retries === undefined ? {} : { maxRetries: provider.max_retries }),
      ...(provider.allowed_account_ids === undefined ? {} : { allowedAccountIds: provider.allowed_account_ids }),
      ...(provider.assume_role_arn === undefined ? {} : { assumeRole: [{ roleArn: provider.assume_role_arn }] }),
      ...(Object.keys(defaults).length === 0 ? {} : { defaultTags: [{ tags: defaults }] }),
    });
  }
}

/** One rule for each prefix; a single one for every key if there is none. */
function rulesOf(settings: Settings): ReplicationRule[] {
  const {
    replication_destination_region: destinationRegion,
    replication_destination_account_id: destinationAccountId,
    replication_storage_class: storageClass,
    replication_destination_kms_arn: replicaKmsKeyArn,
    existing_object_replication: existingObjectReplication,
  } = settings;
  const prefixes = settings.prefixes.length === 0 ? [''] : settings.prefixes;
  return prefixes.map((prefix) => ({
    prefix,
    status: settings.enable_replication ? 'Enabled' : 'Disabled',
    replicateDeleteMarkers: settings.replicate_delete_markers,
    destinationBucketName: settings.replication_destination_bucket_arn.replace(/^.*:/, ''),
    ...(destinationRegion === undefined ? {} : { destinationRegion }),
    ...(destinationAccountId === undefined ? {} : { destinationAccountId }),
    ...(storageClass === undefined ? {} : { storageClass }),
    ...(replicaKmsKeyArn === undefined ? {} : { replicaKmsKeyArn }),
    ...(existingObjectReplication === undefined ? {} : { existingObjectReplication }),
  }));
}

function reportBucketOf(settings: Settings): ConstructorParameters<typeof BatchReplication>[2]['reportBucket'] {
  const { report_bucket: existing, create_report_bucket: create } = settings;
  if (create === undefined) return { existing: existing ?? '' };
  const { name, expire_days: expireDays, force_destroy: forceDestroy } = create;
  return {
    create: {
      bucketName: name,
      ...(expireDays === undefined ? {} : { expireDays }),
      ...(forceDestroy === undefined ? {} : { forceDestroy }),
    },
  };
}
