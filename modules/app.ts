// One stack from one settings file.
import path from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, LocalBackend, S3Backend, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BatchReplication, type BatchReplicationProps, type VersioningOptions } from './batch-replication';
import { withPlainReferences, withRequiredVersion } from './readable-hcl';
import type { ReplicationRule } from './replication-rule';
import type { Settings } from './settings';

/**
 * The app of `main.ts`; nothing is written before `synth()`.
 * @param load - gets the path in CDKTF's context `settings`, if there is one, and reads the settings
 */
export function buildApp(load: (pathInContext: string | undefined) => Settings): App {
  const app = new App();
  const inContext = app.node.tryGetContext('settings') as unknown;
  addSettingsStack(app, load(typeof inContext === 'string' ? inContext : undefined));
  return app;
}

/** Adds the stack of a settings file to an app. */
export function addSettingsStack(app: App, settings: Settings): TerraformStack {
  return new SettingsStack(app, settings);
}

const REQUIRED_TERRAFORM = '>= 1.5';

/** From the folder of a stack, `cdktf.out/stacks/<stack>`, to the one that `cdktf.out` is in. */
const FROM_STACK = '../../..';

class SettingsStack extends TerraformStack {
  constructor(scope: Construct, settings: Settings) {
    super(scope, settings.stack_name);
    this.addBackend(settings);
    this.addProvider(settings, settings.region);
    const { report_prefix: reportPrefix, manifest_prefix: manifestPrefix } = settings;
    const { replication_source_kms_arns: sourceKmsKeyArns } = settings;
    new BatchReplication(this, 'backfill', {
      sourceBucketName: settings.source_bucket,
      sourceRegion: settings.region,
      rules: rulesOf(settings),
      adoptExistingReplication: settings.adopt_existing_replication,
      reportBucket: reportBucketOf(settings),
      ...(settings.manage_versioning ? { manageVersioning: this.versioning(settings) } : {}),
      ...(sourceKmsKeyArns === undefined ? {} : { sourceKmsKeyArns }),
      ...(reportPrefix === undefined ? {} : { reportPrefix }),
      ...(manifestPrefix === undefined ? {} : { manifestPrefix }),
    });
  }

  override toTerraform(): unknown {
    const synthesized = super.toTerraform() as { terraform: Record<string, unknown> };
    return { ...synthesized, terraform: { ...synthesized.terraform, required_version: REQUIRED_TERRAFORM } };
  }

  override toHclTerraform(): { hcl: string; metadata: unknown } {
    const { hcl, metadata } = super.toHclTerraform() as { hcl: string; metadata: unknown };
    return { hcl: withPlainReferences(withRequiredVersion(hcl, REQUIRED_TERRAFORM)), metadata };
  }

  /**
   * Without a setting the state lies beside `cdktf.out`, where cdktf itself would put it, but by a relative path: the
   * synthesized files hold no path of one machine.
   */
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

  /** A destination in another Region needs a provider of its own; one in another account is not ours to change. */
  private versioning(settings: Settings): VersioningOptions {
    if (settings.replication_destination_account_id !== undefined) return { destinations: false };
    const region = settings.replication_destination_region ?? settings.region;
    return region === settings.region ? {} : { destinationProvider: this.addProvider(settings, region, 'destination') };
  }

  private addProvider({ provider = {}, tags }: Settings, region: string, alias?: string): AwsProvider {
    const defaults = { ...provider.default_tags, ...tags };
    return new AwsProvider(this, alias === undefined ? 'aws' : `aws-${alias}`, {
      region,
      ...(alias === undefined ? {} : { alias }),
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

function reportBucketOf(settings: Settings): BatchReplicationProps['reportBucket'] {
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
