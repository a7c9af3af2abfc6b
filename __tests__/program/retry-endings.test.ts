// What `retry` comes to where a list of failures is not all that is missing, and where the handoff is that of another bucket.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CancelTaskExecutionCommand, ListTaskExecutionsCommand } from '@aws-sdk/client-datasync';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import type { FaultOrder } from '../../emulator/faults/fault';
import { control } from '../emulator/control/control-client';
import { builtProgram } from './built';
import { addTask, REGION } from './datasync-setup';
import { JOB_POLICY, type Program, type Said } from './setup';

const PACE = ['--poll-seconds', '0.05', '--yes'];
const COPIED = /copy-[0-9a-f]{16}/;

const built = builtProgram();

async function order(program: Program, fault: FaultOrder): Promise<void> {
  expect((await control(program.running, 'POST', 'faults', [fault])).status).toBe(200);
}

async function heal(program: Program): Promise<void> {
  await control(program.running, 'DELETE', 'faults');
}

function idIn({ stdout, stderr }: Said, id: RegExp): string {
  return id.exec(stdout + stderr)?.[0] ?? '';
}

function jobs({ running }: Program): readonly string[] {
  return [...running.emulator.world.jobs.keys()];
}

async function jobPolicy({ iam }: Program, PolicyDocument: string): Promise<void> {
  await iam.send(new PutRolePolicyCommand({ RoleName: 'job', PolicyName: 'all', PolicyDocument }));
}

/** Objects whose status is NONE still, since the job role may not begin with them; there is no place for a list of them. */
async function neverBegun(...flags: readonly string[]): Promise<Program> {
  const program = await built.start(['folder/a', 'folder/b']);
  const file = path.join(program.folder, 'outputs.json');
  const outputs = JSON.parse(readFileSync(file, 'utf8')) as { s3_backfill: { value: { manifest?: unknown } } };
  delete outputs.s3_backfill.value.manifest;
  writeFileSync(file, JSON.stringify(outputs));
  await jobPolicy(program, JOB_POLICY.replace('s3:InitiateReplication', 's3:GetObjectAcl'));
  await program.run(['run', '--outputs', 'outputs.json', '--checks', 'basic', ...PACE, ...flags]);
  await control(program.running, 'POST', 'idle', { timeoutMs: 10_000 });
  await jobPolicy(program, JOB_POLICY);
  return program;
}

describe('retry of a job whose failed versions are not listed', () => {
  const again = (program: Program, ...flags: readonly string[]): Promise<Said> =>
    program.run(['retry', jobs(program)[0] ?? '', '--outputs', 'outputs.json', '--remedied', ...PACE, ...flags]);

  it('is refused, since S3 would select more than what has failed, and the command that it names copies all of it', async () => {
    const program = await neverBegun();
    await program.s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key: 'folder/c', Body: 'c' }));
    const refused = await again(program);
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain('--manifest-bucket: a bucket');
    expect(jobs(program)).toHaveLength(1);
    const [, words = ''] = /that was never replicated: s3-backfill (.*)$/m.exec(refused.stderr) ?? [];
    const said = await program.run([...words.split(' '), ...PACE]);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain("all 3 object versions are in 'dst'");
  });

  it.each([['--job-tags'], ['--no-job-tags']])(
    'copies them where there is a place for a list, also where nobody had seen its end, with %s',
    async (tags) => {
      const program = await neverBegun('--detach', tags);
      expect(await again(program, tags, '--manifest-bucket', 'reports', '--manifest-prefix', 'm')).toMatchObject({
        exitCode: 0,
      });
      expect(jobs(program)).toHaveLength(2);
    },
  );
});

describe('retry of what has failed in no object', () => {
  it('is not green for an execution of DataSync that was cancelled, and list does not leave out what it may not see', async () => {
    const program = await built.start([], { timing: { jobStateMs: 1_000 } });
    const { client, taskArn: TaskArn } = await addTask(program, ['folder/a']);
    const from = { env: REGION };
    const cancelled = async (): Promise<void> => {
      const { TaskExecutions: [one] = [] } = await client.send(new ListTaskExecutionsCommand({ TaskArn }));
      await client.send(new CancelTaskExecutionCommand({ TaskExecutionArn: one?.TaskExecutionArn }));
    };
    const run = ['run', '--method', 'datasync', '--outputs', 'outputs.json', ...PACE, '--report-wait-seconds', '5'];
    const said = await program.run(run, { ...from, meanwhile: { at: /PREPARING/, does: cancelled } });
    expect(said).toMatchObject({ exitCode: 3 });
    const id = idIn(said, /arn:aws:datasync:\S+exec-[0-9a-f]{17}/);
    const retried = await program.run(['retry', id, '--outputs', 'outputs.json', ...PACE], from);
    expect(retried).toMatchObject({ exitCode: 3 });
    expect(retried.stdout).toContain('more may be missing');
    await order(program, { operation: 'datasync:DescribeTaskExecution', error: 'AccessDenied' });
    expect(await program.run(['list', '--outputs', 'outputs.json'], from)).toMatchObject({ exitCode: 5 });
  });

  it('is not green for a copy that could not be compared, or whose tool has said what is not so', async () => {
    const program = await built.start(['folder/a', 'folder/b']);
    const from = (folder: string) => ({ env: { ...REGION, PATH: folder } });
    const bin = path.join(program.folder, 'bin');
    mkdirSync(bin);
    const tool = `#!/bin/sh\n[ "$1" = version ] && echo 'rclone v1.70.0'\nexit 0\n`;
    writeFileSync(path.join(bin, 'rclone'), tool, { mode: 0o755 });
    const where = ['--source-bucket', 'src', '--prefix', 'folder/', '--destination-bucket', 'dst', '--yes'];
    const lied = await program.run(['run', '--method', 'rclone', ...where], from(bin));
    expect(lied).toMatchObject({ exitCode: 1 });
    const tried = await program.run(['retry', idIn(lied, /rclone-[0-9a-f]{16}/), '--yes'], from(bin));
    expect(tried).toMatchObject({ exitCode: 1 });
    expect(tried.stdout).toContain('2 missing');

    await order(program, { operation: 's3:ListObjectsV2', bucket: 'dst', error: 'InternalError', after: 1 });
    const copy = ['copy', 's3://src/folder/', 's3://dst/folder/', '--yes', '--patience-seconds', '1'];
    const said = await program.run(copy, from(bin));
    expect(said).toMatchObject({ exitCode: 5 });
    await heal(program);
    expect(await program.run(['retry', idIn(said, COPIED), '--yes'], from(bin))).toMatchObject({ exitCode: 5 });
  });
});

describe('retry beside the handoff of another bucket', () => {
  it('copies from where it came from, and refuses another source', async () => {
    const program = await built.start(['folder/b']);
    const { s3, folder } = program;
    for (const Bucket of ['other', 'dst2']) await s3.send(new S3.CreateBucketCommand({ Bucket }));
    await s3.send(new S3.PutObjectCommand({ Bucket: 'other', Key: 'folder/b', Body: 'of the other bucket' }));
    const outputs = JSON.parse(readFileSync(path.join(folder, 'outputs.json'), 'utf8')) as object;
    renameSync(path.join(folder, 'outputs.json'), path.join(folder, 'terraform.tfstate'));
    writeFileSync(path.join(folder, 'terraform.tfstate'), JSON.stringify({ version: 4, outputs, resources: [] }));
    await order(program, { operation: 's3:CopyObject', error: 'AccessDenied' });
    const copied = await program.run(['copy', 's3://other/folder/', 's3://dst2/folder/', '--yes'], { env: REGION });
    expect(copied).toMatchObject({ exitCode: 1 });
    await heal(program);
    const retry = ['retry', idIn(copied, COPIED), '--remedied', '--yes'];
    const refused = await program.run([...retry, '--source-bucket', 'src'], { env: REGION });
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain("copies from 'other', and --source-bucket names 'src'");
    const said = await program.run(retry, { env: REGION });
    expect(said).toMatchObject({ exitCode: 0 });
    const { Body } = await s3.send(new S3.GetObjectCommand({ Bucket: 'dst2', Key: 'folder/b' }));
    expect(await Body?.transformToString()).toBe('of the other bucket');
  });
});
