/** @group outside */
// One settings file, three ways: Terraform's JSON, HCL of the app, an HCL module. Terraform plans the same for all of them.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Testing } from 'cdktf';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import type { Terraform } from '../../examples/demo/terraform';
import { addSettingsStack, parseSettings } from '../../modules';
import { INVENTORY_FIELDS } from '../../modules/athena-evidence/columns';
import { plannedOf } from './planned';
import { buildRunner, describeWith, makeFolder, PROJECT, removeFolder, TERRAFORM, terraformIn } from './setup';
import { type Plan, type Root, stackFiles, terraformRoot } from './terraform-root';

const REGION = 'eu-west-1';
const MODULES = [
  ...(['backfill', 'batch-copy', 'datasync-copy', 'inventory-copy'] as const),
  ...(['detached-run', 'pipeline-role', 'athena-evidence'] as const),
] as const;

/** As much as a module can have. */
const RICH = {
  source_bucket: 'my-bucket',
  replication_destination_bucket_arn: 'arn:aws:s3:::their-replica',
  replication_destination_account_id: '444455556666',
  replication_destination_region: 'eu-central-1',
  replication_storage_class: 'STANDARD_IA',
  replication_source_kms_arns: [
    'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
  ],
  replication_source_bucket_keys: 'all',
  replication_destination_kms_arn: 'arn:aws:kms:eu-central-1:444455556666:key/0987dcba-09fe-87dc-65ba-ab0987654321',
  replication_destination_default_kms_arn:
    'arn:aws:kms:eu-central-1:444455556666:key/aaaadcba-09fe-87dc-65ba-ab0987654321',
  replication_time_control: true,
  replica_modification_sync: true,
  replica_owner_override: true,
  source_object_lock: true,
  filter_tags: { keep: 'yes', team: 'a' },
  manage_versioning: true,
  prefixes: ['a/', 'a-', '2024/', 'ü/'],
  create_report_bucket: { name: 'my-reports', expire_days: 30 },
  role_name_prefix: 'acme-',
  role_path: '/storage/',
  permissions_boundary_arn: 'arn:aws:iam::111122223333:policy/boundary',
  confused_deputy_conditions: true,
};

const ADOPTED = {
  source_bucket: 'my-bucket',
  adopt_existing_replication: true,
  prefixes: ['a/'],
  report_bucket: 'my-logs',
  report_prefix: 'reports/',
  manifest_prefix: '',
  after_care: { job_events: true, topic_arn: 'arn:aws:sns:eu-west-1:111122223333:ours' },
  athena: {
    source_inventory: { bucket: 'my-lists', id: 'all' },
    destination_inventory: { bucket: 'their-lists', id: 'all', format: 'Parquet' },
    destination_bucket_arn: 'arn:aws:s3:::their-copies',
  },
};

const PLAIN = {
  source_bucket: 'my-bucket',
  replication_destination_bucket_arn: 'arn:aws:s3:::my-replica',
  replicate_delete_markers: true,
  replication_metrics: true,
  enable_replication: false,
  report_bucket: 'my-logs',
  after_care: { alarms: true, latency_seconds: 60, pending_bytes: 1000, job_events: true, topic_name: 'news' },
};

/** As much as the module of copies can have. */
const COPIES = {
  source_bucket: 'my-bucket',
  batch_copy: {
    destination_bucket_arn: 'arn:aws:s3:::their-archive',
    destination_prefix: 'from-my-bucket/',
    destination_region: 'eu-central-1',
    destination_account_id: '444455556666',
    destination_kms_arns: [RICH.replication_destination_kms_arn, RICH.replication_destination_default_kms_arn],
    destination_bucket_keys: 'all',
  },
  replication_source_kms_arns: RICH.replication_source_kms_arns,
  prefixes: ['a/', 'ü/'],
  destination_caller_arns: ['arn:aws:iam::111122223333:role/pipeline'],
  report_bucket: 'their-logs',
  manifest_prefix: '',
  role_name_prefix: 'acme-',
  role_path: '/storage/',
  permissions_boundary_arn: 'arn:aws:iam::111122223333:policy/boundary',
  confused_deputy_conditions: true,
};

const COPIES_IN_PLACE = {
  source_bucket: 'my-bucket',
  batch_copy: { destination_bucket_arn: 'arn:aws:s3:::my-bucket' },
  create_report_bucket: { name: 'my-reports', expire_days: 30 },
};

/** As much as the module of a task can have. */
const TASK = {
  source_bucket: 'my-bucket',
  datasync: {
    destination_bucket_arn: 'arn:aws:s3:::their-archive',
    destination_prefix: 'old-videos/',
    destination_region: REGION,
    destination_account_id: '444455556666',
    destination_kms_arns: ['arn:aws:kms:eu-west-1:444455556666:key/0987dcba-09fe-87dc-65ba-ab0987654321'],
    destination_bucket_keys: 'all',
    storage_class: 'GLACIER_IR',
    task_mode: 'BASIC',
    verify_mode: 'NONE',
    overwrite_mode: 'NEVER',
    bytes_per_second: 1_000_000,
    log_level: 'TRANSFER',
    includes: ['/2026*', '/2025/a.mp4'],
    excludes: ['*.tmp'],
    schedule: 'rate(12 hours)',
    task_name: 'nightly',
  },
  replication_source_kms_arns: RICH.replication_source_kms_arns,
  prefixes: ['videos/'],
  destination_caller_arns: ['arn:aws:iam::111122223333:role/pipeline'],
  report_bucket: 'my-logs',
  report_prefix: '',
  manifest_prefix: '',
  role_name_prefix: 'acme-',
  role_path: '/storage/',
  permissions_boundary_arn: 'arn:aws:iam::111122223333:policy/boundary',
};

/** For a plan any file is one. */
const ARCHIVE = path.join(PROJECT, 'LICENSE');

/** As much as the module of functions can have. */
const FUNCTIONS = {
  source_bucket: 'my-bucket',
  inventory: {
    destination_bucket_arn: 'arn:aws:s3:::their-archive',
    destination_prefix: 'old-videos/',
    destination_region: 'eu-central-1',
    destination_account_id: '444455556666',
    destination_kms_arns: COPIES.batch_copy.destination_kms_arns,
    destination_bucket_keys: 'none',
    storage_class: 'GLACIER_IR',
    overwrite: 'never',
    annotations: 'exclude',
    format: 'Parquet',
    frequency: 'Weekly',
    inventory_prefix: 'lists',
    inventory_kms_arn: RICH.replication_source_kms_arns[0],
    queue_kms_arn: RICH.replication_source_kms_arns[1],
    enabled: false,
    maximum_concurrency: 50,
    worker_memory_megabytes: 2048,
    most_receives: 3,
    name: 'archive-videos',
    log_retention_days: 7,
    alarm_action_arns: ['arn:aws:sns:eu-west-1:111122223333:ours'],
    alarm_age_hours: 48,
    dashboard: true,
    archive_path: ARCHIVE,
  },
  replication_source_kms_arns: RICH.replication_source_kms_arns,
  replication_source_bucket_keys: 'all',
  prefixes: ['videos/'],
  destination_caller_arns: ['arn:aws:iam::111122223333:role/pipeline'],
  report_bucket: 'my-logs',
  report_prefix: '',
  role_path: '/storage/',
  permissions_boundary_arn: 'arn:aws:iam::111122223333:policy/boundary',
};

const FUNCTIONS_AS_THEY_COME = {
  source_bucket: 'my-bucket',
  inventory: { destination_bucket_arn: 'arn:aws:s3:::my-archive', archive_path: ARCHIVE },
  create_report_bucket: { name: 'my-reports' },
};

/** Every field, in an order that is not the usual one. */
const FIELDS = ['ETag', 'Size', 'LastModifiedDate', ...INVENTORY_FIELDS].filter(
  (one, at, all) => all.indexOf(one) === at,
);

/** Beside a replication, as much as the modules of runs in the account and of evidence by Athena can have. */
const PLAIN_WITH_RUNS = {
  ...PLAIN,
  athena: {
    source_inventory: { bucket: 'my-lists', prefix: 'inv/', id: 'all', format: 'Parquet', fields: FIELDS },
    destination_inventory: { bucket: 'their-lists', prefix: 'a/b', id: 'all', fields: FIELDS },
    results_prefix: '',
    results_kms_arn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    scan_limit_gigabytes: 7,
    workgroup: 'evidence',
    database: 'evidence',
  },
  role_path: '/storage/',
  permissions_boundary_arn: 'arn:aws:iam::111122223333:policy/boundary',
  detached_run: {
    destination_bucket_arns: ['arn:aws:s3:::my-replica', 'arn:aws:s3:::my-second-replica'],
    topic_arn: 'arn:aws:sns:eu-west-1:111122223333:ours',
    alarm_action_arns: ['arn:aws:sns:eu-west-1:111122223333:pager'],
    start_after_seconds: 0,
    poll_seconds: 600,
    timeout_seconds: 86_400,
    memory_megabytes: 3538,
    name: 'backfill-my-bucket',
    log_retention_days: 7,
    archive_path: ARCHIVE,
  },
};

interface Copying {
  readonly destination_bucket_arn: string;
  readonly destination_account_id?: string;
}

interface Settings {
  readonly batch_copy?: Copying;
  readonly datasync?: Copying;
  readonly inventory?: Copying;
  readonly replication_destination_account_id?: string;
  readonly manage_versioning?: boolean;
  readonly after_care?: object;
  readonly detached_run?: object;
  readonly athena?: object;
}

/** What a module is given in the place of those settings: how many resources there are must not hang on an ARN or an account. */
function inputsOf({ batch_copy: copy, datasync: task, inventory, after_care: care, ...rest }: Settings): object {
  const settings: Omit<Settings, 'detached_run' | 'athena'> = Object.fromEntries(
    Object.entries(rest).filter(([name]) => !['detached_run', 'athena'].includes(name)),
  );
  const { topic_arn: arn, ...more } = (care ?? {}) as { readonly topic_arn?: string };
  const isForeign = settings.replication_destination_account_id !== undefined && settings.manage_versioning === true;
  return {
    ...settings,
    ...copy,
    ...task,
    ...inventory,
    ...(isForeign ? { manage_destination_versioning: false } : {}),
    ...(care === undefined ? {} : { after_care: arn === undefined ? more : { ...more, topic: { arn } } }),
  };
}

/** A module beside that of the replication, which is given its output, and a topic as an object. */
function runsOf(settings: Settings): Readonly<Record<string, object>> {
  if (settings.detached_run === undefined) return {};
  const { topic_arn: arn, ...run } = settings.detached_run as { readonly topic_arn?: string };
  const { role_path: path, permissions_boundary_arn: boundary } = settings as Readonly<Record<string, unknown>>;
  const shared = {
    role_path: path,
    permissions_boundary_arn: boundary,
    topic: arn === undefined ? undefined : { arn },
  };
  const detached = { source: '../detached-run', s3_backfill: '${module.backfill.s3_backfill}', ...run, ...shared };
  return { detached };
}

/** Another one, whose output is a member of the other's. */
function athenaOf({ athena }: Settings): Readonly<Record<string, object>> {
  if (athena === undefined) return {};
  return { athena: { source: '../athena-evidence', s3_backfill: '${module.backfill.s3_backfill}', ...athena } };
}

const handoffOf = ({ athena }: Settings): string =>
  athena === undefined
    ? '${module.backfill.s3_backfill}'
    : '${merge(module.backfill.s3_backfill, { athena = module.athena.athena })}';

function moduleFor({ batch_copy: copy, datasync: task, inventory }: Settings): (typeof MODULES)[number] {
  if (inventory !== undefined) return 'inventory-copy';
  if (task !== undefined) return 'datasync-copy';
  return copy === undefined ? 'backfill' : 'batch-copy';
}

describeWith([TERRAFORM], 'the HCL module', () => {
  let folder: string;
  let terraform: Terraform;
  let aws: LocalAws;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = makeFolder();
    terraform = terraformIn(folder);
    aws = await startLocalAws(buildRunner(folder), process.env);
    env = { ...aws.environment, AWS_REGION: REGION };
    for (const one of MODULES)
      cpSync(path.join(PROJECT, 'terraform', one), path.join(folder, one), { recursive: true });
  }, 60_000);

  afterAll(async () => {
    await aws.stop();
    removeFolder(folder);
  });

  const root = (name: string, files: Readonly<Record<string, string>>): Root =>
    terraformRoot(path.join(folder, name), files, terraform, env);

  async function planOf(name: string, files: Readonly<Record<string, string>>): Promise<Plan> {
    const made = root(name, files);
    await made.init();
    return made.plan();
  }

  const stackOf = (settings: object) => {
    const text = JSON.stringify({ region: REGION, ...settings });
    return addSettingsStack(Testing.app(), parseSettings(text, 'a test'));
  };
  /** cdktf would copy the archive beside the stack. */
  const jsonOf = (settings: object) =>
    Object.fromEntries(
      Object.entries(stackFiles(stackOf(settings))).map(([name, text]) => [
        name,
        text.replaceAll(/assets\/[^"\\]+\/LICENSE/g, ARCHIVE),
      ]),
    );
  const hclOf = (settings: object) => ({
    'cdk.tf': String(Testing.synthHcl(stackOf(settings))).replace(/backend "local" \{[^}]*\}/, ''),
  });
  const moduleOf = (settings: Settings) => ({
    'main.tf.json': JSON.stringify({
      terraform: { required_providers: { aws: { source: 'hashicorp/aws' } } },
      provider: { aws: { region: REGION } },
      module: {
        backfill: { source: `../${moduleFor(settings)}`, ...inputsOf(settings) },
        ...runsOf(settings),
        ...athenaOf(settings),
      },
      output: { s3_backfill: { value: handoffOf(settings) } },
    }),
  });

  it.each<[string, Settings]>([
    ['rich', RICH],
    ['adopted', ADOPTED],
    ['plain', PLAIN_WITH_RUNS],
    ['copies', COPIES],
    ['copies in place', COPIES_IN_PLACE],
    ['task', TASK],
    ['functions', FUNCTIONS],
    ['functions as they come', FUNCTIONS_AS_THEY_COME],
  ])(
    '%s settings: the JSON, the HCL and the module plan the same',
    async (title, settings) => {
      const name = title.replaceAll(' ', '-');
      const copying = settings.batch_copy ?? settings.datasync ?? settings.inventory;
      const account = settings.replication_destination_account_id ?? copying?.destination_account_id;
      const about = { isForeign: account !== undefined };
      const json = plannedOf(await planOf(`${name}-json`, jsonOf(settings)), about);
      expect(json.length).toBeGreaterThan(1);
      expect(plannedOf(await planOf(`${name}-module`, moduleOf(settings)), about)).toEqual(json);
      // What cdktf makes of expressions for HCL is the same for any settings: one of them is enough.
      if (name === 'rich') expect(plannedOf(await planOf(`${name}-hcl`, hclOf(settings)), about)).toEqual(json);
    },
    280_000,
  );

  it.each<[string, object, string]>([
    ['source bucket', { source_bucket: undefined }, 'The argument "source_bucket" is required'],
    [
      'destination',
      { replication_destination_bucket_arn: undefined },
      'replication_destination_bucket_arn is needed: name the bucket to copy to',
    ],
    ['report bucket', { report_bucket: undefined }, 'exactly one of report_bucket and create_report_bucket is needed'],
    [
      'ids of the rules for alarms',
      {
        replication_destination_bucket_arn: undefined,
        adopt_existing_replication: true,
        enable_replication: undefined,
      },
      'after_care.alarms look at the metrics of each rule by its id',
    ],
  ])(
    'without its %s is refused by one message',
    async (name, change, message) => {
      const made = root(`without-${name.replaceAll(' ', '-')}`, moduleOf({ ...PLAIN, ...change }));
      // What the module's inputs lack Terraform says as early as here.
      const failed = [await made.run('init', '-no-color'), await made.run('plan', '-no-color')].find(
        ({ exitCode }) => exitCode !== 0,
      );
      const told = (failed?.stderr ?? '').replace(/\s+/g, ' ');
      expect(told.match(/Error: /g)).toHaveLength(1);
      expect(told).toContain(message);
    },
    120_000,
  );

  it('hands over nothing of an adopted configuration', async () => {
    const { planned_values: planned } = await planOf('adopted-alone', moduleOf(ADOPTED));
    const { s3_backfill: handoff } = planned.outputs ?? {};
    expect(JSON.stringify(handoff ?? {})).not.toContain('replica');
  }, 120_000);

  it.each(MODULES)(
    '%s is formatted, and its own tests pass',
    async (name) => {
      const copy = root(name, {});
      expect(await copy.run('fmt', '-check', '-recursive', '-diff')).toMatchObject({ exitCode: 0, stdout: '' });
      await copy.init();
      if (terraform.program === 'terraform') await copy.must('test', '-no-color');
    },
    200_000,
  );
});
