// The made sections of docs/settings.md.
import path from 'node:path';
import { parseSettings, settingsJsonSchema } from '../../modules';
import { block, code, table } from './markdown';
import type { Sections } from './marked-sections';

export interface Setting {
  /** Path of the key: `provider.profile`. */
  readonly key: string;
  readonly type: string;
  readonly meaning: string;
  /** A value as JSON, words for a behaviour, or `required`. */
  readonly defaultsTo: string;
}

interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

/** A value for each key. They are told together in no one file: some exclude one another. */
export const SETTING_EXAMPLES: Readonly<Record<string, unknown>> = {
  $schema: './node_modules/s3-backfill/schemas/settings.schema.json',
  region: 'eu-west-1',
  source_bucket: 'my-bucket',
  enable_replication: false,
  replication_destination_bucket_arn: 'arn:aws:s3:::my-replica',
  replication_destination_region: 'eu-central-1',
  replication_destination_account_id: '444455556666',
  replication_storage_class: 'STANDARD_IA',
  replication_destination_kms_arn: 'arn:aws:kms:eu-central-1:444455556666:key/0987dcba-09fe-87dc-65ba-ab0987654321',
  replication_source_kms_arns: ['arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
  replicate_delete_markers: true,
  prefixes: ['invoices/2025/', 'reports/'],
  existing_object_replication: 'Enabled',
  adopt_existing_replication: true,
  manage_versioning: true,
  datasync: {},
  'datasync.destination_bucket_arn': 'arn:aws:s3:::my-archive',
  'datasync.destination_prefix': 'from-my-bucket',
  'datasync.destination_region': 'eu-central-1',
  'datasync.destination_account_id': '444455556666',
  'datasync.destination_kms_arns': ['arn:aws:kms:eu-west-1:444455556666:key/0987dcba-09fe-87dc-65ba-ab0987654321'],
  'datasync.destination_bucket_keys': 'all',
  'datasync.storage_class': 'STANDARD_IA',
  'datasync.task_mode': 'BASIC',
  'datasync.verify_mode': 'ONLY_FILES_TRANSFERRED',
  'datasync.overwrite_mode': 'NEVER',
  'datasync.bytes_per_second': 10_485_760,
  'datasync.log_level': 'TRANSFER',
  'datasync.includes': ['/2026*'],
  'datasync.excludes': ['*.partial'],
  'datasync.schedule': 'cron(0 3 * * ? *)',
  'datasync.task_name': 'archive-my-bucket',
  athena: {},
  'athena.source_inventory': { bucket: 'my-inventories', id: 'all-versions' },
  'athena.source_inventory.bucket': 'my-inventories',
  'athena.source_inventory.prefix': 'lists',
  'athena.source_inventory.id': 'all-versions',
  'athena.source_inventory.format': 'Parquet',
  'athena.source_inventory.fields': ['Size', 'LastModifiedDate', 'ETag'],
  'athena.destination_inventory': { bucket: 'my-inventories-there', id: 'all-versions' },
  'athena.destination_inventory.bucket': 'my-inventories-there',
  'athena.destination_inventory.prefix': 'lists',
  'athena.destination_inventory.id': 'all-versions',
  'athena.destination_inventory.format': 'Parquet',
  'athena.destination_inventory.fields': ['Size', 'LastModifiedDate', 'ETag'],
  'athena.destination_bucket_arn': 'arn:aws:s3:::my-replica',
  'athena.results_prefix': 'evidence/results',
  'athena.results_kms_arn': 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  'athena.scan_limit_gigabytes': 200,
  'athena.workgroup': 'evidence',
  'athena.database': 'evidence',
  detached_run: {},
  'detached_run.destination_bucket_arns': ['arn:aws:s3:::my-replica'],
  'detached_run.topic_arn': 'arn:aws:sns:eu-west-1:111122223333:storage',
  'detached_run.alarm_action_arns': ['arn:aws:sns:eu-west-1:111122223333:storage-team'],
  'detached_run.start_after_seconds': 600,
  'detached_run.poll_seconds': 600,
  'detached_run.timeout_seconds': 86_400,
  'detached_run.memory_megabytes': 3538,
  'detached_run.runtime': 'nodejs24.x',
  'detached_run.name': 'backfill-my-bucket',
  'detached_run.log_retention_days': 90,
  'detached_run.archive_path': 'build/detached-run.zip',
  pipeline_role: {},
  'pipeline_role.verbs': ['run', 'watch'],
  'pipeline_role.github': {},
  'pipeline_role.github.repository': 'acme/storage',
  'pipeline_role.github.branches': ['main'],
  'pipeline_role.github.environments': ['production'],
  'pipeline_role.github.provider_arn': 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
  'pipeline_role.github.audience': 'sts.amazonaws.com.cn',
  'pipeline_role.gitlab': {},
  'pipeline_role.gitlab.project': 'acme/data/storage',
  'pipeline_role.gitlab.branches': ['main'],
  'pipeline_role.gitlab.host': 'gitlab.example.com',
  'pipeline_role.gitlab.audience': 'sts.amazonaws.com',
  'pipeline_role.gitlab.provider_arn': 'arn:aws:iam::111122223333:oidc-provider/gitlab.example.com',
  'pipeline_role.principal_arns': ['arn:aws:iam::111122223333:role/build'],
  'pipeline_role.destination_bucket_arns': ['arn:aws:s3:::my-replica'],
  'pipeline_role.max_session_seconds': 3600,
  'pipeline_role.name': 'backfill-pipeline',
  inventory: {},
  'inventory.destination_bucket_arn': 'arn:aws:s3:::my-archive',
  'inventory.destination_prefix': 'from-my-bucket/',
  'inventory.destination_region': 'eu-central-1',
  'inventory.destination_account_id': '444455556666',
  'inventory.destination_kms_arns': ['arn:aws:kms:eu-central-1:444455556666:key/0987dcba-09fe-87dc-65ba-ab0987654321'],
  'inventory.destination_bucket_keys': 'all',
  'inventory.storage_class': 'STANDARD_IA',
  'inventory.overwrite': 'never',
  'inventory.annotations': 'exclude',
  'inventory.format': 'Parquet',
  'inventory.frequency': 'Weekly',
  'inventory.inventory_prefix': 's3-backfill/my-bucket/inventory',
  'inventory.inventory_kms_arn': 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  'inventory.queue_kms_arn': 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  'inventory.enabled': false,
  'inventory.maximum_concurrency': 40,
  'inventory.worker_memory_megabytes': 2048,
  'inventory.most_receives': 3,
  'inventory.runtime': 'nodejs24.x',
  'inventory.name': 'archive-my-bucket',
  'inventory.log_retention_days': 90,
  'inventory.alarm_action_arns': ['arn:aws:sns:eu-west-1:111122223333:storage-team'],
  'inventory.alarm_age_hours': 6,
  'inventory.dashboard': true,
  'inventory.archive_path': 'build/inventory-copy.zip',
  report_bucket: 'my-logs',
  create_report_bucket: {},
  'create_report_bucket.name': 'my-bucket-backfill-reports',
  'create_report_bucket.expire_days': 90,
  'create_report_bucket.force_destroy': true,
  report_prefix: 's3-backfill/my-bucket/reports',
  manifest_prefix: 's3-backfill/my-bucket/manifests',
  stack_name: 'backfill-my-bucket',
  backend: {},
  'backend.local': {},
  'backend.local.path': 'states/backfill.tfstate',
  'backend.s3': {},
  'backend.s3.bucket': 'my-terraform-states',
  'backend.s3.key': 's3-backfill.tfstate',
  'backend.s3.region': 'eu-west-1',
  'backend.s3.encrypt': true,
  'backend.s3.kms_key_id': 'alias/terraform',
  'backend.s3.dynamodb_table': 'terraform-locks',
  'backend.s3.use_lockfile': true,
  'backend.s3.profile': 'states',
  provider: {},
  'provider.profile': 'production',
  'provider.assume_role_arn': 'arn:aws:iam::111122223333:role/deploy',
  'provider.max_retries': 5,
  'provider.allowed_account_ids': ['111122223333'],
  'provider.default_tags': { team: 'storage' },
  tags: { service: 's3-backfill' },
  runner: { poll_seconds: 60, storage_class: ['STANDARD'] },
  replication_destination_default_kms_arn:
    'arn:aws:kms:eu-central-1:444455556666:key/0987dcba-09fe-87dc-65ba-ab0987654321',
  replication_source_bucket_keys: 'all',
  replication_destination_bucket_keys: 'none',
  replication_time_control: true,
  replication_metrics: true,
  replica_modification_sync: true,
  replica_owner_override: true,
  source_object_lock: true,
  filter_tags: { backup: 'yes' },
  existing_replication: {},
  attach_destination_policies: true,
  destination_caller_arns: ['arn:aws:iam::111122223333:role/pipeline'],
  destination_provider: {},
  'destination_provider.profile': 'replicas',
  'destination_provider.assume_role_arn': 'arn:aws:iam::444455556666:role/deploy',
  role_name_prefix: 'storage-',
  role_path: '/replication/',
  permissions_boundary_arn: 'arn:aws:iam::111122223333:policy/boundary',
  confused_deputy_conditions: true,
  batch_copy: {},
  'batch_copy.destination_bucket_arn': 'arn:aws:s3:::my-archive',
  'batch_copy.destination_prefix': 'from-my-bucket',
  'batch_copy.destination_region': 'eu-west-1',
  'batch_copy.destination_account_id': '444455556666',
  'batch_copy.destination_kms_arns': ['arn:aws:kms:eu-west-1:444455556666:key/0987dcba-09fe-87dc-65ba-ab0987654321'],
  'batch_copy.destination_bucket_keys': 'all',
  after_care: {},
  'after_care.alarms': true,
  'after_care.latency_seconds': 3600,
  'after_care.pending_bytes': 1_000_000_000,
  'after_care.job_events': true,
  'after_care.topic_arn': 'arn:aws:sns:eu-west-1:111122223333:storage',
  'after_care.topic_name': 's3-backfill',
  'provider.version': '~> 6.0',
};

const DEFAULT = /[.;]? ?Default: (.*)$/;

/** Every key of the settings file, nested ones after their parent. */
export function settings(): readonly Setting[] {
  const below = ({ properties = {}, required = [] }: SchemaNode, parent: string): readonly Setting[] =>
    Object.entries(properties).flatMap(([name, node]) => {
      const { description = '' } = node;
      const told = DEFAULT.exec(description)?.[1] ?? 'none';
      const words = /^(?:true|false|\d+|\S*[./]\S*)$/.test(told) ? code(told) : told;
      const key = `${parent}${name}`;
      const setting = {
        key,
        type: typeOf(node),
        meaning: description.replace(DEFAULT, ''),
        defaultsTo: required.includes(name)
          ? '**required**'
          : node.default === undefined
            ? words
            : code(JSON.stringify(node.default)),
      };
      return [setting, ...below(node, `${key}.`)];
    });
  return below(settingsJsonSchema(), '');
}

/** A file with a fault of every kind. */
const FAULTY = {
  region: 'Ireland',
  source_bucket: 'arn:aws:s3:::my-bucket',
  replication_destination_bucket_arn: 'arn:aws:s3:::my-replica',
  prefixs: ['/folder/'],
  report_bucket: 'my-logs',
};

export const SETTINGS_SECTIONS: Sections = {
  errors: () => block('', faultsOf(FAULTY)),
  keys: () =>
    table(
      ['key', 'type', 'default', 'meaning', 'example'],
      settings().map(({ key, type, meaning, defaultsTo }) => [code(key), type, defaultsTo, meaning, exampleOf(key)]),
    ),
};

const ROOT = path.resolve(__dirname, '..', '..');

function faultsOf(file: object): string {
  try {
    parseSettings(JSON.stringify(file), 's3-backfill.json');
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // Where it is installed is another place for everybody.
    return `s3-backfill: ${text.replaceAll(ROOT, 'node_modules/s3-backfill')}`;
  }
  throw new Error('the faulty file has no fault');
}

/** Objects are shown by the keys in them. */
function exampleOf(key: string): string {
  const example = SETTING_EXAMPLES[key];
  const text = JSON.stringify(example ?? {});
  return text === '{}' ? '' : code(text.replaceAll('":"', '": "').replaceAll('","', '", "'));
}

function typeOf(node: SchemaNode): string {
  const { type = 'text', items, minimum, maximum } = node;
  if (node.enum !== undefined) return `one of ${node.enum.map(code).join(', ')}`;
  if (type === 'array') return `list of ${items?.type === 'string' ? 'texts' : (items?.type ?? 'values')}`;
  if (type === 'object') return node.properties === undefined ? 'names and texts' : 'object';
  if (type === 'boolean') return '`true` or `false`';
  if (type !== 'integer') return 'text';
  const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`;
  return `whole number${minimum === undefined ? '' : `, ${minimum}${most === '' ? ' or more' : most}`}`;
}
