// The made sections of docs/constructs.md.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { declarationsIn, type Field } from './declarations';
import { block, code, table } from './markdown';
import type { Sections } from './marked-sections';

const ROOT = path.resolve(__dirname, '..', '..');

const MODULES = declarationsIn('modules');

/** Interfaces that people write, each with a table. */
export const PROPS = [
  'BatchReplicationProps',
  'ReplicationRule',
  'VersioningOptions',
  'RoleOptions',
  'ReplicationConfigurationProps',
  'ReplicationRoleProps',
  'BatchJobRoleProps',
  'BatchCopyProps',
  'BatchCopyOptions',
  'BatchCopyRoleProps',
  'DataSyncCopyProps',
  'InventoryCopyProps',
  'InventoryRoleOptions',
  'DetachedRunProps',
  'AthenaOptions',
  'AthenaInventoryOptions',
  'AthenaEvidenceProps',
  'PipelineRoleProps',
  'GitHubTrust',
  'GitLabTrust',
  'BucketLocation',
  'ReportBucketProps',
  'DestinationOptions',
  'DestinationAccessProps',
  'DataBucketProps',
  'DestinationPolicyOptions',
  'AfterCareOptions',
  'AfterCareProps',
  'AlarmOptions',
  'ReplicationAlarmsProps',
  'JobEventsProps',
] as const;

export const CONSTRUCTS = [
  'BatchReplication',
  'ReplicationConfiguration',
  'ReplicationRole',
  'BatchJobRole',
  'BatchCopy',
  'BatchCopyRole',
  'DataSyncCopy',
  'InventoryCopy',
  'DetachedRun',
  'AthenaEvidence',
  'PipelineRole',
  'ReportBucket',
  'DestinationAccess',
  'DataBucket',
  'AfterCare',
  'ReplicationAlarms',
  'JobEvents',
] as const;

/** Files of examples/constructs, each shown whole. */
export const EXAMPLES = [
  'batch-replication',
  'kms',
  'two-buckets',
  'replication-alone',
  'job-role-alone',
  'settings-in-an-app',
  'cross-account',
  'from-nothing',
  'batch-copy',
  'datasync-copy',
  'inventory-copy',
  'detached-run',
  'athena-evidence',
  'pipeline-role',
] as const;

export const CONSTRUCTS_SECTIONS: Sections = {
  ...Object.fromEntries(PROPS.map((name) => [name, () => propsTable(MODULES.fieldsOf(name))])),
  ...Object.fromEntries(CONSTRUCTS.map((name) => [name, () => construct(name)])),
  ...Object.fromEntries(EXAMPLES.map((name) => [`example-${name}`, () => example(name)])),
};

function construct(name: string): string {
  const fields = MODULES.membersOf(name).map(({ name: field, type, meaning }) => [code(field), code(type), meaning]);
  const comment = MODULES.commentOf(name);
  return fields.length === 0 ? comment : [comment, '', table(['it has', 'type', 'what it is'], fields)].join('\n');
}

function propsTable(fields: readonly Field[]): string {
  return table(
    ['prop', 'type', 'default', 'meaning'],
    fields.map((field) => [code(field.name), code(field.type), defaultOf(field), field.meaning]),
  );
}

/** `- a behaviour`, or a value, perhaps with a dash and what it means. */
export function defaultOf({ isOptional, defaultsTo }: Field): string {
  if (defaultsTo === undefined) return isOptional ? 'none' : '**required**';
  const [value = '', ...words] = defaultsTo.split(/(?:^|\s)- /);
  const meaning = words.join(' - ');
  if (value === '') return meaning;
  return meaning === '' ? code(value) : `${code(value)}: ${meaning}`;
}

/** As users write it: their import names the package. */
function example(name: string): string {
  const text = readFileSync(path.join(ROOT, 'examples', 'constructs', `${name}.ts`), 'utf8');
  return block('ts', text.replace("'../../modules'", "'s3-backfill'"));
}
