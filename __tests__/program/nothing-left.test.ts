// A second run, by the program as it is shipped: what it says of a destination that is not the one of before.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { expect, it } from '@jest/globals';
import { builtProgram } from './built';
import { journalOf, type Program, REPLICATION_POLICY } from './setup';

const KEYS = Array.from({ length: 10 }, (_, index) => `folder/${index}`);
const RUN = ['run', '--outputs', 'outputs.json', '--poll-seconds', '0.05'];
const built = builtProgram();

const jobs = ({ running }: Program): number => running.emulator.world.jobs.size;

async function replicated(): Promise<Program> {
  const program = await built.start(KEYS);
  expect((await program.run(RUN)).exitCode).toBe(0);
  return program;
}

it('has nothing to do when all is there, and makes no second job', async () => {
  const program = await replicated();
  const { exitCode, stdout } = await program.run(RUN);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining("all 10 object versions are in 'dst'")]);
  expect(jobs(program)).toBe(1);
});

it('tells the verdict of a job that ended unseen, whose CreateJob an earlier run sent without seeing the answer', async () => {
  const program = await replicated();
  const [job] = program.running.emulator.world.jobs.values();
  const folder = journalOf(program);
  const [state = ''] = readdirSync(folder).filter((name) => /^[0-9a-f]{16}\.json$/.test(name));
  const { jobId, ...unseen } = JSON.parse(readFileSync(path.join(folder, state), 'utf8')) as Record<string, unknown>;
  expect(jobId).toBe(job?.jobId);
  const forgetAnswer = (): void => writeFileSync(path.join(folder, state), JSON.stringify({ ...unseen, told: false }));
  forgetAnswer();
  const told = await program.run(RUN);
  expect(told).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('there is nothing to do') });
  forgetAnswer();
  if (job !== undefined) job.tags = new Map([...job.tags].filter(([name]) => name !== 's3-backfill:told'));
  const untold = await program.run(RUN);
  expect(untold).toMatchObject({ exitCode: 0 });
  expect(untold.stderr).toContain('an earlier run created it and saw no answer');
  expect(untold.stdout).toContain("10 object versions replicated under 'folder/'");
  expect(jobs(program)).toBe(1);
});

it('ends with 1 when the rule names another bucket since, and with the flag that it names all is copied there', async () => {
  const program = await replicated();
  await program.s3.send(new CreateBucketCommand({ Bucket: 'dst-y' }));
  await program.s3.send(
    new PutBucketVersioningCommand({ Bucket: 'dst-y', VersioningConfiguration: { Status: 'Enabled' } }),
  );
  await program.s3.send(
    new PutBucketReplicationCommand({
      Bucket: 'src',
      ReplicationConfiguration: {
        Role: 'arn:aws:iam::111122223333:role/replication',
        Rules: [
          {
            ID: 'folder',
            Priority: 1,
            Status: 'Enabled',
            Filter: { Prefix: 'folder/' },
            DeleteMarkerReplication: { Status: 'Disabled' },
            Destination: { Bucket: 'arn:aws:s3:::dst-y' },
          },
        ],
      },
    }),
  );
  const PolicyDocument = REPLICATION_POLICY.replace('arn:aws:s3:::dst/*', 'arn:aws:s3:::dst-y/*');
  await program.iam.send(new PutRolePolicyCommand({ RoleName: 'replication', PolicyName: 'all', PolicyDocument }));
  const { exitCode, stdout } = await program.run(RUN);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/0 of 10 object versions are in 'dst-y'; 10 missing; .*--replication-status COMPLETED/);
  expect(jobs(program)).toBe(1);
});

it('ends with 1 when replicas were deleted by their version ids', async () => {
  const program = await replicated();
  const { Versions = [] } = await program.s3.send(new ListObjectVersionsCommand({ Bucket: 'dst' }));
  for (const { Key, VersionId } of Versions.slice(0, 5))
    await program.s3.send(new DeleteObjectCommand({ Bucket: 'dst', Key, VersionId }));
  const { exitCode, stdout } = await program.run(RUN);
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining('copy those objects onto themselves')]);
});

it('ends with 6 in every verb, in the same words, where all is archived', async () => {
  const program = await built.start([]);
  await program.s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'folder/a', Body: 'a', StorageClass: 'GLACIER' }));
  const words = /nothing under 'folder\/' can be replicated, because the one object version.* is archived/;
  for (const verb of ['doctor', 'plan', 'run', 'verify']) {
    const { exitCode, stdout } = await program.run([verb, '--outputs', 'outputs.json']);
    expect([verb, exitCode, stdout]).toEqual([verb, 6, expect.stringMatching(words)]);
  }
  expect(jobs(program)).toBe(0);
});

it('pays for no job for a misspelt prefix', async () => {
  const program = await built.start(KEYS);
  const { exitCode, stderr } = await program.run([...RUN, '--prefix', 'folder/nothing/']);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("there is no object under 'folder/nothing/'")]);
  expect(jobs(program)).toBe(0);
});
