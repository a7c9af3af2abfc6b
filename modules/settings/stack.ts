// The stack of a settings file: backend, providers, and the one construct that is asked for.
import path from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { LocalBackend, S3Backend, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BatchCopy } from '../batch-copy/batch-copy';
import { DataSyncCopy } from '../datasync-copy/datasync-copy';
import { DetachedRun } from '../detached-run/detached-run';
import { InventoryCopy } from '../inventory-copy/inventory-copy';
import { BatchReplication } from '../batch-replication/batch-replication';
import { PipelineRole } from '../pipeline-role/pipeline-role';
import { given } from '../values/given';
import { dataSyncPropsOf } from './sections/datasync-props';
import { detachedRunPropsOf } from './sections/detached-run-props';
import { inventoryPropsOf } from './sections/inventory-props';
import { pipelineRolePropsOf } from './sections/pipeline-role-props';
import { copiesAlone, copyPropsOf, propsOf } from './props';
import { withPlainReferences, withProviderVersion, withRequiredVersion } from './readable-hcl';
import type { Settings } from './schema';

const REQUIRED_TERRAFORM = '>= 1.5';
/** What `aws stepfunctions start-execution` is given. */
const MACHINE_OUTPUT = 'backfill_machine';
/** What a workflow is told to assume. */
const PIPELINE_OUTPUT = 'backfill_pipeline_role';

/** From the folder of a stack, `cdktf.out/stacks/<stack>`, to the one that `cdktf.out` is in. */
const FROM_STACK = '../../..';

/** The stack of a settings file. */
export class SettingsStack extends TerraformStack {
  private readonly providerVersion: string | undefined;

  constructor(scope: Construct, settings: Settings) {
    super(scope, settings.stack_name);
    this.providerVersion = settings.provider?.version;
    this.addBackend(settings);
    this.addProvider(settings, settings.region);
    const { datasync, inventory } = settings;
    if (inventory !== undefined) {
      new InventoryCopy(this, 'backfill', inventoryPropsOf(settings, inventory));
      return;
    }
    if (datasync !== undefined) {
      const { destination_region: region = settings.region } = datasync;
      const there = region === settings.region ? undefined : this.addProvider(settings, region, 'destination');
      new DataSyncCopy(this, 'backfill', dataSyncPropsOf(settings, datasync, there));
      return;
    }
    if (copiesAlone(settings)) {
      new BatchCopy(this, 'backfill', copyPropsOf(settings, this.reportsProvider(settings)));
      return;
    }
    const destination = this.destinationProvider(settings);
    const metrics = this.metricsProvider(settings, destination);
    const replication = new BatchReplication(this, 'backfill', propsOf(settings, { destination, metrics }));
    this.addBeside(settings, replication);
  }

  override toTerraform(): unknown {
    const synthesized = super.toTerraform() as { terraform: { required_providers: { aws: object } } };
    const { required_providers: providers } = synthesized.terraform;
    const aws = { ...providers.aws, ...given({ version: this.providerVersion }) };
    return {
      ...synthesized,
      terraform: {
        ...synthesized.terraform,
        required_version: REQUIRED_TERRAFORM,
        required_providers: { ...providers, aws },
      },
    };
  }

  override toHclTerraform(): { hcl: string; metadata: unknown } {
    const { hcl, metadata } = super.toHclTerraform() as { hcl: string; metadata: unknown };
    const reviewable = withPlainReferences(withRequiredVersion(hcl, REQUIRED_TERRAFORM));
    return { hcl: withProviderVersion(reviewable, this.providerVersion), metadata };
  }

  /** What is given the handoff, and tells its own ARN. */
  private addBeside(settings: Settings, replication: BatchReplication): void {
    const { detached_run: detached, pipeline_role: pipeline } = settings;
    if (detached !== undefined) {
      const { stateMachineArn } = new DetachedRun(
        this,
        'detached',
        detachedRunPropsOf(settings, detached, replication),
      );
      this.tell(MACHINE_OUTPUT, stateMachineArn, 'ARN of the state machine that runs s3-backfill in the account');
    }
    if (pipeline !== undefined) {
      const { roleArn } = new PipelineRole(this, 'pipeline', pipelineRolePropsOf(settings, pipeline, replication));
      this.tell(PIPELINE_OUTPUT, roleArn, 'ARN of the role that the pipeline assumes');
    }
  }

  private tell(name: string, value: string, description: string): void {
    new TerraformOutput(this, name, { value, description, staticId: true });
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
        ...given({ profile, dynamodbTable, kmsKeyId }),
      });
      if (useLockfile !== undefined) this.addOverride('terraform.backend.s3.use_lockfile', useLockfile);
      return;
    }
    const file = backend?.local?.path ?? `terraform.${stack}.tfstate`;
    new LocalBackend(this, { path: path.isAbsolute(file) ? file : path.posix.join(FROM_STACK, file) });
  }

  /** Where a report bucket is made for copies: jobs that copy are in the Region of their destination. */
  private reportsProvider(settings: Settings): AwsProvider | undefined {
    const region = settings.batch_copy?.destination_region ?? settings.region;
    const isNeeded = settings.create_report_bucket !== undefined && region !== settings.region;
    return isNeeded ? this.addProvider(settings, region, 'reports') : undefined;
  }

  /** Where versioning is switched on, policies are attached or latency is watched in another Region or another account. */
  private destinationProvider(settings: Settings): AwsProvider | undefined {
    const {
      destination_provider: there,
      manage_versioning: versioning,
      attach_destination_policies: attach,
      after_care: care,
    } = settings;
    const region = settings.replication_destination_region ?? settings.region;
    if (there !== undefined) {
      const own = { ...settings.provider, ...there };
      // That fence is around the account of the source.
      delete own.allowed_account_ids;
      return this.addProvider({ ...settings, provider: own }, region, 'destination');
    }
    const isOurs = settings.replication_destination_account_id === undefined;
    const isNeeded = versioning || attach === true || care?.alarms === true;
    if (!isOurs || region === settings.region || !isNeeded) return undefined;
    return this.addProvider(settings, region, 'destination');
  }

  /**
   * Where latency is watched: S3 publishes it in the Region of the destination, and shows it to the account of the source.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
   */
  private metricsProvider(settings: Settings, destination: AwsProvider | undefined): AwsProvider | undefined {
    const region = settings.replication_destination_region ?? settings.region;
    if (settings.after_care?.alarms !== true || region === settings.region) return undefined;
    const isOurs = settings.replication_destination_account_id === undefined;
    return isOurs ? destination : this.addProvider(settings, region, 'destination-metrics');
  }

  private addProvider({ provider = {}, tags }: Settings, region: string, alias?: string): AwsProvider {
    const { assume_role_arn: roleArn } = provider;
    const defaults = { ...provider.default_tags, ...tags };
    return new AwsProvider(this, alias === undefined ? 'aws' : `aws-${alias}`, {
      region,
      ...given({
        alias,
        profile: provider.profile,
        maxRetries: provider.max_retries,
        allowedAccountIds: provider.allowed_account_ids,
        assumeRole: roleArn === undefined ? undefined : [{ roleArn }],
        defaultTags: Object.keys(defaults).length === 0 ? undefined : [{ tags: defaults }],
      }),
    });
  }
}
