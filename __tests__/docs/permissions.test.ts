// docs/permissions.md: what it says about roles is what the constructs write, what it says about the caller is what the runner calls.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CALLER_VERBS, COPY_VERBS, FREE_VERBS } from '../../runner/policy/caller/caller-permission';
import { CALLER_PERMISSIONS, FREE_CALLS } from '../../runner/policy/caller/caller-permissions';
import { INVENTORY_CALLER_PERMISSIONS } from '../../runner/policy/inventory/caller-permissions';
import { SYNC_PERMISSIONS } from '../../runner/policy/datasync/caller-permissions';
import { COPY_PERMISSIONS } from '../../runner/policy/copy/copy-permissions';
import { callerPolicy, rolePolicies, type Policy } from '../../docs/tables/policies';
import { BATCH_COPY_PERMISSIONS, BATCH_JOB_PERMISSIONS, REPLICATION_PERMISSIONS } from '../../modules';
import { VERBS } from '../../runner/cli/cli';
import { ROOT, textOf } from './page';

const actionsOf = ({ Statement }: Policy): readonly string[] =>
  Statement.flatMap((statement) => (statement as { Action: string | string[] }).Action);

/** The operations of AWS that the adapters send, as the SDK names them. */
function callsOfRunner(): readonly string[] {
  const adapters = readdirSync(path.join(ROOT, 'runner', 'aws'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => textOf(`runner/aws/${name}`));
  // Versions and buckets are looked at without the SDK, whatever the method.
  const lean = ['version-head', 'buckets'].map((name) => textOf(`runner/aws/lean/${name}.ts`));
  const looks = lean.flatMap((text) => [...text.matchAll(/(?:operation:|\bsetting\(ask, bucket,) '(\w+)'/g)]);
  const sent = [...looks, ...adapters.flatMap((text) => [...text.matchAll(/\bnew (?:sdk\.)?(\w+)Command\(/g)])];
  return [...new Set(sent.map((match) => match[1] ?? ''))].sort();
}

describe('the policies of the roles', () => {
  const { replication, job, copy } = rolePolicies();

  it.each([
    ['replication', replication, REPLICATION_PERMISSIONS],
    ['job', job, BATCH_JOB_PERMISSIONS],
    ['copy', copy, BATCH_COPY_PERMISSIONS],
  ])('of the %s role grant what the table lists, action by action', (_, policy, permissions) => {
    expect([...actionsOf(policy)].sort()).toEqual(permissions.map(({ action }) => action).sort());
  });

  it('hold no token of Terraform', () => {
    expect(JSON.stringify(rolePolicies())).not.toMatch(/[$%]\{/);
  });
});

describe('the permissions of whoever copies', () => {
  it('are for every operation of the lean client', () => {
    const files = readdirSync(path.join(ROOT, 'runner', 'aws', 'lean'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => textOf(`runner/aws/lean/${name}`));
    const sent = files.flatMap((text) => [...text.matchAll(/\boperation: '(\w+)'/g)].map((match) => match[1] ?? ''));
    const told = new Set(COPY_PERMISSIONS.flatMap(({ calls }) => calls));
    expect(sent.length).toBeGreaterThan(1);
    expect(sent.filter((operation) => !told.has(operation))).toEqual([]);
  });

  it('stand on the page as one policy', () => {
    expect(textOf('docs/permissions.md')).toContain('"Sid": "SourceListing"');
  });
});

describe('the permissions of the caller', () => {
  it('are for the operations that the runner calls, and for no others', () => {
    const ofOthers = [...SYNC_PERMISSIONS, ...INVENTORY_CALLER_PERMISSIONS].flatMap(({ calls = [] }) => calls);
    const told = [...CALLER_PERMISSIONS.flatMap(({ calls }) => calls), ...FREE_CALLS, ...ofOthers];
    expect([...new Set(told)].sort()).toEqual(callsOfRunner());
  });

  it('are told for every verb that talks to AWS', () => {
    const verbs = new Set(CALLER_PERMISSIONS.flatMap((permission) => permission.verbs));
    const ofThisTable = Object.keys(VERBS).filter((verb) => !COPY_VERBS.some((copying) => copying === verb));
    expect([...verbs, ...FREE_VERBS].sort()).toEqual(ofThisTable.sort());
    expect([...CALLER_VERBS, ...FREE_VERBS].sort()).toEqual(ofThisTable.sort());
  });

  it('grant CreateJob on everything, and iam:PassRole without the condition that S3 does not fill in', () => {
    const { Statement } = callerPolicy('run');
    expect(Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Allow', Action: expect.arrayContaining(['s3:CreateJob']), Resource: '*' }),
    );
    expect(JSON.stringify(Statement)).not.toMatch(/Condition|PassedToService/);
  });

  it('stand on the page as one policy for each verb, and nobody but the canary writes or removes objects of the source', () => {
    const page = textOf('docs/permissions.md');
    for (const verb of CALLER_VERBS) {
      const [, json = ''] = new RegExp(`^#### \`${verb}\`\\n\\n\`\`\`json\\n([^]*?)\`\`\``, 'm').exec(page) ?? [];
      expect(JSON.parse(json)).toEqual(callerPolicy(verb));
      expect(json).not.toMatch(/s3:Delete/);
    }
    for (const verb of FREE_VERBS) expect(page).toContain(`#### \`${verb}\`\n\nSends AWS nothing: nothing is needed.`);
    expect(JSON.stringify(callerPolicy('doctor', 'canary'))).toContain('s3:DeleteObjectVersion');
  });

  it('are each said why, and what happens without', () => {
    const silent = CALLER_PERMISSIONS.filter(({ because, without }) => because === '' || without === '');
    expect(silent).toEqual([]);
  });
});

it('warns of iam:PassedToService', () => {
  expect(textOf('docs/permissions.md')).toMatch(/must not be added[\s\S]*iam:PassedToService/);
});
