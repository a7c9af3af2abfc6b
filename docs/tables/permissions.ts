// The made sections of docs/permissions.md.
import {
  BATCH_COPY_PERMISSIONS,
  BATCH_JOB_PERMISSIONS,
  DATASYNC_DESTINATION_PERMISSIONS,
  DATASYNC_REPORT_PERMISSIONS,
  DATASYNC_SOURCE_PERMISSIONS,
  DETACHED_MACHINE_PERMISSIONS,
  DETACHED_RUN_PERMISSIONS,
  PIPELINE_PERMISSIONS,
  INVENTORY_READER_PERMISSIONS,
  INVENTORY_WORKER_PERMISSIONS,
  REPLICATION_PERMISSIONS,
  type Permission,
} from '../../modules';
import { INVENTORY_CALLER_PERMISSIONS } from '../../runner/policy/inventory/caller-permissions';
import { SYNC_PERMISSIONS } from '../../runner/policy/datasync/caller-permissions';
import { COMPARING_PERMISSIONS } from '../../modules/policies/permissions';
import { CALLER_VERBS, FREE_VERBS } from '../../runner/policy/caller/caller-permission';
import { CALLER_PERMISSIONS } from '../../runner/policy/caller/caller-permissions';
import { BATCH_COPY_PERMISSIONS as COPYING_JOBS } from '../../runner/policy/copy/batch-copy-permissions';
import type { CopyUse } from '../../runner/policy/copy/copy-permission';
import { COPY_PERMISSIONS } from '../../runner/policy/copy/copy-permissions';
import type { PolicyDocument } from '../../runner/policy/policy-document';
import { block, code, table } from './markdown';
import type { Sections } from './marked-sections';
import { callerPolicy, copierPolicies, rolePolicies, type Policy } from './policies';

export const PERMISSIONS_SECTIONS: Sections = {
  'replication-role': () => roleTable(REPLICATION_PERMISSIONS),
  'replication-policy': () => policyBlock(rolePolicies().replication),
  'replication-trust': () => policyBlock(rolePolicies().replicationTrust),
  'destination-bucket-policy': () => policyBlock(rolePolicies().destinationBucket),
  'replica-key-policy': () => policyBlock(rolePolicies().replicaKey),
  'job-role': () => roleTable(BATCH_JOB_PERMISSIONS),
  'job-policy': () => policyBlock(rolePolicies().job),
  'job-trust': () => policyBlock(rolePolicies().jobTrust),
  'copy-role': () => roleTable(BATCH_COPY_PERMISSIONS),
  'copy-policy': () => policyBlock(rolePolicies().copy),
  'copy-trust': () => policyBlock(rolePolicies().copyTrust),
  'copy-destination-bucket-policy': () => policyBlock(rolePolicies().copyDestinationBucket),
  'copy-destination-key-policy': () => policyBlock(rolePolicies().copyDestinationKey),
  comparing: () => roleTable(COMPARING_PERMISSIONS),
  caller: () =>
    table(
      ['action', 'on', 'verbs', 'because', 'without it'],
      CALLER_PERMISSIONS.map(({ action, on, verbs, because, without }) => [
        code(action),
        on,
        verbs.map(code).join(' '),
        because,
        without,
      ]),
    ),
  'caller-policies': callerPolicies,
  copier: () =>
    table(
      ['action', 'on', 'for', 'because', 'without it'],
      COPY_PERMISSIONS.map(({ action, on, onlyFor = [], notFor, because, without }) => [
        code(action),
        on,
        whichCopies(onlyFor, notFor),
        because,
        without,
      ]),
    ),
  'copying-jobs': () =>
    table(
      ['action', 'on', 'because', 'without it'],
      COPYING_JOBS.map(({ action, on, because, without }) => [code(action), on, because, without]),
    ),
  'datasync-callers': () =>
    table(
      ['action', 'on', 'because', 'without it'],
      SYNC_PERMISSIONS.map(({ action, on, because, without }) => [code(action), on, because, without]),
    ),
  'datasync-roles': () =>
    roleTable([...DATASYNC_SOURCE_PERMISSIONS, ...DATASYNC_DESTINATION_PERMISSIONS, ...DATASYNC_REPORT_PERMISSIONS]),
  'inventory-callers': () =>
    table(
      ['action', 'on', 'because', 'without it'],
      INVENTORY_CALLER_PERMISSIONS.map(({ action, on, because, without }) => [code(action), on, because, without]),
    ),
  'detached-run': () => roleTable(DETACHED_RUN_PERMISSIONS),
  'pipeline-role': () => pipelineTable(),
  'detached-machine': () => roleTable(DETACHED_MACHINE_PERMISSIONS),
  'inventory-reader': () => roleTable(INVENTORY_READER_PERMISSIONS),
  'inventory-worker': () => roleTable(INVENTORY_WORKER_PERMISSIONS),
  'copier-policy': () => policyBlock(copierPolicies().copier),
  'copier-source-bucket': () => policyBlock(copierPolicies().sourceBucket),
  'copier-source-key': () => policyBlock(copierPolicies().sourceKey),
};

/** One for each verb, by its name. */
function callerPolicies(): string {
  const free = FREE_VERBS.map((verb) => `#### \`${verb}\`\n\nSends AWS nothing: nothing is needed.`);
  const verbs = CALLER_VERBS.map((verb) => `#### \`${verb}\`\n\n${policyBlock(callerPolicy(verb))}`);
  const canary = `#### \`doctor --canary\`\n\nThe only one that writes and removes objects.\n\n${policyBlock(callerPolicy('doctor', 'canary'))}`;
  const inventory = `#### \`run --survey inventory:…\` and \`run --manifest s3://…\`\n\n${policyBlock(callerPolicy('run', 'inventory'))}`;
  return [...verbs, canary, inventory, ...free].join('\n\n');
}

/** The flags of `policy --for copy`; what the checks ask has none. */
const FLAG_OF: Readonly<Record<CopyUse, string>> = {
  'all versions': '`--all-versions`',
  annotations: '`--annotations copy`',
  lock: '`--keep lock`',
  acl: '`--keep acl`',
  'new tags': '`--destination-tag`',
  delete: '`--delete`',
  restore: '`--route`',
  checks: 'the checks before it',
};

function whichCopies(onlyFor: readonly CopyUse[], notFor: CopyUse | undefined): string {
  const without = notFor === undefined ? [] : [`not ${FLAG_OF[notFor]}`];
  const all = [...onlyFor.map((use) => FLAG_OF[use]), ...without];
  return all.length === 0 ? 'every copy' : all.join(', ');
}

function pipelineTable(): string {
  return table(
    ['action', 'on', 'for', 'because'],
    PIPELINE_PERMISSIONS.map(({ action, on, verbs, because }) => [code(action), on, verbs.join(', '), because]),
  );
}

function roleTable(permissions: readonly Permission[]): string {
  return table(
    ['action', 'on', 'because'],
    permissions.map(({ action, on, because }) => [code(action), on, because]),
  );
}

/** As people write policies: what fits on one line stands on one. */
function policyBlock(policy: Policy | PolicyDocument): string {
  return block('json', written(policy, 0));
}

const LONGEST_LINE = 120;

function written(value: unknown, depth: number): string {
  const flat = onOneLine(value);
  if (depth > 2 && depth * 2 + flat.length <= LONGEST_LINE) return flat;
  const indent = '  '.repeat(depth + 1);
  const lines = (members: readonly string[]): string => members.map((member) => indent + member).join(',\n');
  const end = `\n${'  '.repeat(depth)}`;
  if (Array.isArray(value)) return `[\n${lines(value.map((member) => written(member, depth + 1)))}${end}]`;
  if (typeof value !== 'object' || value === null) return flat;
  const members = Object.entries(value).map(([name, member]) => `"${name}": ${written(member, depth + 1)}`);
  return `{\n${lines(members)}${end}}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `"${name}": ${onOneLine(member)}`);
  return `{ ${members.join(', ')} }`;
}
