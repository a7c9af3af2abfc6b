// A plan that was kept, run by the program in a world that may have changed since; and gates, by the program.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  DeleteObjectCommand,
  GetBucketReplicationCommand,
  ListObjectVersionsCommand,
  PutBucketReplicationCommand,
  type ReplicationRule,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import { JOB_ROLE, type Program, type Said } from './setup';

const KEYS = Array.from({ length: 20 }, (_, index) => `folder/${index}`);
const OUTPUTS = ['--outputs', 'outputs.json'];
const PRICES = {
  version: 1,
  currency: 'USD',
  prices: [{ item: 'job', region: 'us-east-1', usd: 9, per: 1, date: '2026-01-31', source: 'our contract' }],
};

const built = builtProgram();
let program: Program;

const jobs = (): number => program.running.emulator.world.jobs.size;

/** A plan for 20 objects is kept. */
async function startWithPlan(): Promise<void> {
  program = await built.start(KEYS, { timing: { jobStateMs: 20 } });
  expect(await program.run(['plan', ...OUTPUTS, '--out', 'plan.json'])).toMatchObject({ exitCode: 0 });
}

const runPlan = (...more: readonly string[]): Promise<Said> =>
  program.run(['run', 'plan.json', '--poll-seconds', '0.05', ...more]);

async function setRules(change: (rules: readonly ReplicationRule[]) => ReplicationRule[]): Promise<void> {
  const { ReplicationConfiguration } = await program.s3.send(new GetBucketReplicationCommand({ Bucket: 'src' }));
  const { Role, Rules = [] } = ReplicationConfiguration ?? {};
  const changed = { Role, Rules: change(Rules) };
  await program.s3.send(new PutBucketReplicationCommand({ Bucket: 'src', ReplicationConfiguration: changed }));
}

/** Objects as they were before there was a rule: nothing has replicated them. */
function add(count: number): void {
  const versions = program.running.emulator.world.buckets.get('src')?.versions;
  const [version] = versions?.versionsOf('folder/0') ?? [];
  if (version === undefined) throw new Error('there is no folder/0');
  for (let index = 0; index < count; index += 1) versions?.put({ ...version, key: `folder/new${index}` });
}

/** Some of what was added. */
function takeAway(count: number): void {
  const versions = program.running.emulator.world.buckets.get('src')?.versions;
  for (let index = 0; index < count; index += 1)
    for (const { key, versionId } of versions?.versionsOf(`folder/new${index}`) ?? []) versions?.remove(key, versionId);
}

async function removeVersions(count: number): Promise<void> {
  const { Versions = [] } = await program.s3.send(new ListObjectVersionsCommand({ Bucket: 'src' }));
  for (const { Key, VersionId } of Versions.slice(0, count))
    await program.s3.send(new DeleteObjectCommand({ Bucket: 'src', Key, VersionId }));
}

const CHANGES: readonly (readonly [title: string, change: () => Promise<unknown>, says: RegExp])[] = [
  ['objects were removed', () => removeVersions(5), /object versions to copy: 15, and the plan has 20/],
  [
    'objects were replicated meanwhile',
    () => program.run(['run', ...OUTPUTS, '--poll-seconds', '0.05']),
    /object versions to copy: 0, and the plan has 20/,
  ],
  [
    'a rule was changed',
    () => setRules((rules) => rules.map((rule) => ({ ...rule, Priority: 7 }))),
    /the replication rule 'folder' has changed/,
  ],
  [
    'a rule was added',
    () =>
      setRules(([rule]) => [
        ...(rule === undefined ? [] : [rule]),
        ...(rule === undefined ? [] : [{ ...rule, ID: 'more', Priority: 2, Filter: { Prefix: 'other/' } }]),
      ]),
    /the replication rule 'more' is new/,
  ],
];

describe('a kept plan', () => {
  it.each(CHANGES)('is refused with exit code 2, and no job is made, when %s', async (_title, change, says) => {
    await startWithPlan();
    await change();
    const before = jobs();
    const said = await runPlan();
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toMatch(says);
    expect(said.stderr).toContain('the world is not as it was when the plan was made');
    expect(jobs()).toBe(before);
  });

  it('is refused when objects were added beyond the tolerance, and run when they are within it', async () => {
    await startWithPlan();
    add(10);
    const beyond = await runPlan();
    expect(beyond).toMatchObject({ exitCode: 2 });
    expect(beyond.stderr).toContain('object versions to copy: 30, and the plan has 20');
    expect(jobs()).toBe(0);
    takeAway(8);
    const within = await runPlan();
    expect(within).toMatchObject({ exitCode: 0 });
    expect(within.stdout).toContain('22 object versions replicated');
  });

  it('is refused by other prices than it was made with, and run by the same', async () => {
    await startWithPlan();
    writeFileSync(path.join(program.folder, 'prices.json'), JSON.stringify(PRICES));
    const said = await runPlan('--prices', 'prices.json');
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toContain('cost by the prices that are known now: $9.00, and the plan has $0.25');
    expect(jobs()).toBe(0);
    expect(await runPlan()).toMatchObject({ exitCode: 0 });
  });

  it('is refused beside outputs that say another target, unless that is allowed: whoever changes the file does not choose it', async () => {
    program = await built.start(KEYS, { timing: { jobStateMs: 20 } });
    // The same file as one in which the target, the requests and their digest were changed together.
    const other = ['--report-prefix', 'elsewhere', '--out', 'plan.json'];
    expect(await program.run(['plan', ...OUTPUTS, ...other])).toMatchObject({ exitCode: 0 });
    const refused = await runPlan(...OUTPUTS);
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toMatch(
      /place of the report: s3:\/\/\S+\/elsewhere in the plan, s3:\/\/\S+ in Terraform's outputs/,
    );
    expect(refused.stderr).toContain('--allow-other-target');
    expect(jobs()).toBe(0);
    expect(await runPlan(...OUTPUTS, '--allow-other-target')).toMatchObject({ exitCode: 0 });
    expect(jobs()).toBe(1);
  });

  it('is refused with the credentials of another account', async () => {
    await startWithPlan();
    const { accessKeyId, secretAccessKey } = program.running.credentials(1);
    const said = await runPlanWith({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toMatch(/^wrong {2}account: /m);
    expect(jobs()).toBe(0);
  });

  it('keeps its Region, whatever the environment says, and lets no flag change it', async () => {
    await startWithPlan();
    expect(await runPlan('--region', 'eu-west-1')).toMatchObject({ exitCode: 2 });
    expect(jobs()).toBe(0);
    expect(await runPlanWith({ AWS_REGION: 'eu-west-1' })).toMatchObject({ exitCode: 0 });
    const [job] = program.running.emulator.world.jobs.values();
    expect(job).toMatchObject({ status: 'Complete' });
  });

  it.each<[string, readonly string[]]>([
    ['of one folder', ['--prefix', 'folder/']],
    ['of the whole bucket', []],
    [
      'of versions that are listed one by one',
      ['--latest-only', '--manifest-bucket', 'reports', '--match', 'folder/1'],
    ],
    ['of one key', ['--key', 'folder/7', '--manifest-bucket', 'reports']],
  ])('that was made by flags alone, %s, is run without any outputs', async (_title, flags) => {
    program = await built.start(KEYS, { timing: { jobStateMs: 20 } });
    rmSync(path.join(program.folder, 'outputs.json'));
    const bucket = [
      '--source-bucket',
      'src',
      '--region',
      'us-east-1',
      '--role-arn',
      JOB_ROLE,
      '--report-bucket',
      'reports',
    ];
    const made = await program.run(['plan', ...bucket, ...flags, '--out', 'plan.json']);
    expect({ ...made, stdout: '' }).toMatchObject({ exitCode: 0 });
    expect(await runPlan()).toMatchObject({ exitCode: 0 });
    expect(jobs()).toBe(1);
  });

  it('is held by gates to the last object and to the cent', async () => {
    await startWithPlan();
    for (const gate of [
      ['--max-objects', '19'],
      ['--max-cost', '0.25'],
    ])
      expect(await runPlan(...gate)).toMatchObject({ exitCode: 2 });
    expect(jobs()).toBe(0);
    expect(await runPlan('--max-objects', '20', '--max-cost', '0.26')).toMatchObject({ exitCode: 0 });
  });
});

function runPlanWith(env: Readonly<Record<string, string>>): Promise<Said> {
  return program.run(['run', 'plan.json', '--poll-seconds', '0.05'], { env });
}
