// The built program copies by jobs of S3 Batch Operations, without rules: to a proven end, once, and what no job copies is named.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import type { EmulatorOptions } from '../../emulator/emulator';
import { parseSeed } from '../../emulator/seed';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import {
  ACCOUNT,
  all,
  copiesOf,
  JOBS,
  jobsOf,
  keysIn,
  PACE,
  places,
  REGION,
  ROLE,
  run,
  startCopying,
  UUID,
} from './batch-copying/jobs-that-copy';
import { builtProgram } from './built';
import { startProgram, type Program, type Said } from './setup';

const built = builtProgram();
let folder = '';
/** For runs that send nothing. */
let refusing: Program;
beforeAll(async () => {
  folder = makeFolder();
  refusing = await startProgram(buildRunner(folder), []);
}, 60_000);
afterAll(async () => {
  await refusing.close();
  removeFolder(folder);
});
const start = (keys: readonly string[], options: EmulatorOptions = {}): Promise<Program> =>
  startCopying(built, keys, options);
const copy = (program: Program, ...more: readonly string[]): Promise<Said> =>
  run(program, ['run', ...places(), ...JOBS, ...PACE, ...more]);
const copySrc = (program: Program, ...more: readonly string[]): Promise<Said> =>
  run(program, ['run', ...places('src'), ...JOBS, ...PACE, ...more]);

const deny = ({ s3 }: Program, Bucket: string, Key: string): Promise<unknown> =>
  s3.send(
    new S3.PutBucketPolicyCommand({
      Bucket,
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: ROLE },
            Action: 's3:PutObject',
            Resource: `arn:aws:s3:::${Bucket}/${Key}`,
          },
        ],
      }),
    }),
  );

describe('run --method batch-copy', () => {
  it('copies by a job that lists the bucket itself, proves it, and makes no job the next time', async () => {
    const program = await start(['folder/a', 'folder/b/c d', 'other/x']);
    expect(all(await copy(program))).toEqual([0, expect.stringContaining('2 objects copied')]);
    expect(await keysIn(program, 'copies')).toEqual(['folder/a', 'folder/b/c d']);
    expect(jobsOf(program).map(({ order }) => order.objects.kind)).toEqual(['generated']);
    expect(all(await copy(program))).toEqual([0, expect.stringContaining('nothing is left to copy')]);
    expect(jobsOf(program)).toHaveLength(1);
    // What is there is left out by a list.
    await program.s3.send(new S3.PutObjectCommand({ Bucket: 'plain', Key: 'folder/new', Body: 'new' }));
    expect(all(await copy(program))).toEqual([0, expect.stringContaining('1 object copied')]);
    expect(jobsOf(program).map(({ counts }) => counts.total)).toEqual([2, 1]);
    const verified = await run(program, ['verify', ...places()]);
    expect(all(verified)).toEqual([0, expect.stringContaining('3')]);
    const inPlace = await run(program, ['run', ...places('plain', 'plain'), ...JOBS, ...PACE]);
    expect(all(inPlace)).toEqual([2, expect.stringContaining('has no versions')]);
  });

  it('copies the current versions of a bucket that has versions, into a folder, each class by a job of its own', async () => {
    const program = await start(['folder/a']);
    for (const Body of ['old', 'new'])
      await program.s3.send(
        new S3.PutObjectCommand({ Bucket: 'src', Key: 'folder/ia', Body, StorageClass: 'STANDARD_IA' }),
      );
    const said = await copySrc(program, '--destination-prefix', '2026/folder/');
    expect(all(said)).toEqual([0, expect.stringContaining('2 objects copied')]);
    expect(await keysIn(program, 'copies')).toEqual(['2026/folder/a', '2026/folder/ia']);
    const { StorageClass, ContentLength } = await program.s3.send(
      new S3.HeadObjectCommand({ Bucket: 'copies', Key: '2026/folder/ia' }),
    );
    expect([StorageClass, ContentLength]).toEqual(['STANDARD_IA', 3]);
    expect(jobsOf(program).map((job) => [copiesOf(job)?.keyPrefix, job.counts.total])).toEqual([
      ['2026/', 1],
      ['2026/', 1],
    ]);
  });

  it('tells of a job that copies what it is, and leaves it to the verbs that know jobs', async () => {
    const program = await start(['folder/a']);
    const detached = await copy(program, '--detach');
    const id = UUID.exec(detached.stdout + detached.stderr)?.[0] ?? '';
    expect([detached.exitCode, id]).toEqual([0, expect.stringMatching(UUID)]);
    const watched = await run(program, ['watch', id, '--poll-seconds', '0.05']);
    expect(all(watched)).toEqual([0, expect.stringContaining("1 object copied under 'folder/'")]);
    expect(all(await run(program, ['report', id]))).toEqual([0, expect.stringContaining('1 object copied')]);
    const status = await run(program, ['status', id, '--output', 'json']);
    expect(status.stdout).toContain('"method":"batch-copy"');
    const { stdout } = await run(program, ['list', '--output', 'json']);
    expect(stdout.match(new RegExp(`"transferId":"${id}"`, 'g'))).toHaveLength(1);
    expect(stdout).toContain('"method":"batch-copy"');
    const cancelled = await run(program, ['cancel', id]);
    expect(all(cancelled)).toEqual([2, expect.stringContaining('it is over already')]);
  });

  it('names the cause of what failed, and retry copies exactly that once it is mended', async () => {
    const program = await start(['folder/a', 'folder/b', 'folder/c']);
    await deny(program, 'copies', 'folder/b');
    const first = await copy(program, '--checks', 'basic');
    expect(all(first)).toEqual([1, expect.stringMatching(/AccessDenied[^]*the copy role/)]);
    const id = UUID.exec(first.stdout)?.[0] ?? '';
    const still = await run(program, ['retry', id, ...JOBS, ...PACE]);
    expect(all(still)).toEqual([1, expect.stringContaining('--remedied')]);
    await program.s3.send(new S3.DeleteBucketPolicyCommand({ Bucket: 'copies' }));
    const retried = await run(program, ['retry', id, '--remedied', ...JOBS, ...PACE]);
    expect(all(retried)).toEqual([0, expect.stringContaining('1 object copied')]);
    expect(await keysIn(program, 'copies')).toEqual(['folder/a', 'folder/b', 'folder/c']);
    expect(jobsOf(program).map(({ counts }) => counts.total)).toEqual([3, 1]);
  });

  it('leaves out objects over 5 GiB and archived ones, and names the command that copies them', async () => {
    const sizes = [5 * 1024 ** 3, 5 * 1024 ** 3 + 1];
    const objects = sizes.map((sizeBytes, index) => ({ key: `folder/large-${String(index)}`, sizeBytes }));
    const seed = parseSeed(JSON.stringify({ buckets: [{ name: 'large', objects }] }));
    const program = await start([], { seed });
    await program.s3.send(
      new S3.PutObjectCommand({ Bucket: 'large', Key: 'folder/ice', Body: 'x', StorageClass: 'GLACIER' }),
    );
    const said = await run(program, ['run', ...places('large'), ...JOBS, ...PACE]);
    expect(all(said)).toEqual([1, expect.stringContaining('2 objects no job copies')]);
    expect(said.stderr + said.stdout).toMatch(
      /1 object is larger than 5 GiB.*'folder\/large-1'.*run .*--method copy .*--larger-than 5GiB/,
    );
    expect(said.stderr + said.stdout).toMatch(/1 object is archived.*'folder\/ice'.*--restored/);
    expect(await keysIn(program, 'copies')).toEqual(['folder/large-0']);
  });

  it('is given a list in parts where one request does not take it', async () => {
    const objects = Array.from({ length: 3_000 }, (_, number) => ({
      key: `folder/${'ü'.repeat(490)}${String(number)}`,
      sizeBytes: 1,
    }));
    const seed = parseSeed(JSON.stringify({ buckets: [{ name: 'many', objects }] }));
    const program = await start([], { seed });
    const said = await run(program, ['run', ...places('many'), ...JOBS, ...PACE, '--match', '.', '--verify', 'never']);
    expect(all(said)).toEqual([0, expect.stringContaining('3,000 objects copied')]);
    const lists = jobsOf(program).flatMap(({ order: { objects: of } }) =>
      of.kind === 'supplied' ? of.manifest.etag : [],
    );
    expect(lists).toEqual([expect.stringMatching(/^[0-9a-f]{32}-2$/)]);
  });

  it.each([
    ['before S3 answers CreateJob', /request: S3 Control CreateJob/],
    ['while the job runs', /request: S3 Control DescribeJob/],
    ['when the report is read', /request: S3 GetObject reports/],
  ])('is killed %s and run again: there is one job, and the end that it would have had', async (_name, interruptAt) => {
    const program = await start(['folder/a', 'folder/b'], { timing: { jobStateMs: 60 } });
    const words = ['run', ...places(), ...JOBS, ...PACE, '--verbose'];
    const killed = await run(program, words, { interruptAt, signal: 'SIGKILL' });
    expect(killed.exitCode).toBeNull();
    expect(all(await copy(program))).toEqual([0, expect.stringContaining('2 objects copied')]);
    expect(jobsOf(program)).toHaveLength(1);
  });

  it('tells the end of a job whose CreateJob was answered to nobody, and which was over before the next run', async () => {
    const program = await start(['folder/a', 'folder/b']);
    const interruptAt = /request: S3 Control CreateJob/;
    await run(program, ['run', ...places(), ...JOBS, ...PACE, '--verbose'], { interruptAt, signal: 'SIGKILL' });
    while (jobsOf(program).some(({ status }) => status !== 'Complete'))
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await keysIn(program, 'copies')).toHaveLength(jobsOf(program).length * 2);
    expect(all(await copy(program))).toEqual([0, expect.stringContaining('2 objects copied')]);
    expect(jobsOf(program)).toHaveLength(1);
  });

  it('goes by the handoff of a stack that copies: role, place, folder and reports; and by a plan that was kept', async () => {
    const program = await start(['folder/a', 'folder/b']);
    const handoff = {
      version: 1,
      source: { bucket: 'plain', region: 'us-east-1', accountId: ACCOUNT },
      roles: { batchCopyArn: ROLE },
      copy: { bucket: 'copies', prefix: '2026', region: 'us-east-1' },
      report: { bucket: 'reports', prefix: 'r' },
      manifest: { bucket: 'reports', prefix: 'm' },
      prefixes: ['folder/'],
    };
    writeFileSync(path.join(program.folder, 'outputs.json'), JSON.stringify({ s3_backfill: { value: handoff } }));
    const here = ['--outputs', 'outputs.json', '--method', 'batch-copy'];
    expect(all(await run(program, ['doctor', ...here]))).toEqual([0, expect.stringContaining('nothing is wrong')]);
    const planned = await run(program, ['plan', ...here, '--out', 'plan.json']);
    expect(all(planned)).toEqual([0, expect.stringContaining('run would create 1 job')]);
    expect(jobsOf(program)).toEqual([]);
    const said = await run(program, ['run', 'plan.json', '--outputs', 'outputs.json', ...PACE]);
    expect(all(said)).toEqual([0, expect.stringContaining('2 objects copied')]);
    expect(await keysIn(program, 'copies')).toEqual(['2026/folder/a', '2026/folder/b']);
    expect(all(await run(program, ['verify', ...here]))).toEqual([0, expect.anything()]);
    await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'copies', Key: '2026/folder/a' }));
    expect(all(await run(program, ['verify', ...here]))).toEqual([1, expect.stringContaining('1')]);
    expect(all(await run(program, ['run', ...here, ...PACE]))).toEqual([0, expect.stringContaining('1 object copied')]);
  });

  it.each([
    ['run', []],
    ['run in place', ['--destination-bucket', 'src']],
    ['plan', []],
    ['verify', []],
  ])('is denied nothing to %s with the printed policies of the caller and the role', async (name, inPlace) => {
    const program = await start(['folder/a', 'folder/b c']);
    const { iam, running } = program;
    const [from, to] = inPlace.length === 0 ? ['plain', 'copies'] : ['src', 'src'];
    const buckets = [...places(from, to).slice(2), '--report-bucket', 'reports', '--manifest-bucket', 'reports'];
    const words = ['policy', '--for', 'batch-copy', ...buckets, '--role-arn', ROLE, '--output', 'json'];
    const printed = await run(program, words);
    const policies = new Map(
      printed.stdout
        .split('\n')
        .filter((line) => line.includes('"kind":"policy"'))
        .map((line) => JSON.parse(line) as { readonly of: string; readonly policy: object })
        .map(({ of, policy }) => [of, JSON.stringify(policy)]),
    );
    const PolicyDocument = policies.get('copy-role') ?? '';
    await iam.send(new PutRolePolicyCommand({ RoleName: 'copies', PolicyName: 'all', PolicyDocument }));
    await iam.send(new CreateUserCommand({ UserName: 'caller' }));
    const caller = { PolicyName: 'caller', PolicyDocument: policies.get('caller') ?? '' };
    const { Policy } = await iam.send(new CreatePolicyCommand(caller));
    await iam.send(new AttachUserPolicyCommand({ UserName: 'caller', PolicyArn: Policy?.Arn ?? '' }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'caller' }));
    const env = {
      ...REGION,
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
    };
    if (name === 'verify') expect(await copy(program)).toMatchObject({ exitCode: 0 });
    const before = running.log.length;
    const [verb = ''] = name.split(' ');
    const more = verb === 'verify' ? [] : verb === 'plan' ? JOBS : [...JOBS, ...PACE];
    const said = await program.run([verb, ...places(from, to), ...more], { env });
    const denied = running.log
      .slice(before)
      .flatMap((entry) =>
        entry.kind === 'request' && entry.status === 403 ? [`${entry.operation} ${entry.target}`] : [],
      );
    expect([denied, said.stderr.match(/^unsure .*/gm)]).toEqual([[], null]);
    expect(all(said)).toEqual([0, expect.anything()]);
  });

  it('creates the job in the Region of the destination', async () => {
    const program = await start(['folder/a']);
    const far = program.running.s3({ region: 'eu-west-1' });
    for (const Bucket of ['far', 'far-reports'])
      await far.send(
        new S3.CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
      );
    const reports = ['--report-bucket', 'far-reports', '--manifest-bucket', 'far-reports'];
    const said = await run(program, ['run', ...places('plain', 'far'), '--role-arn', ROLE, ...reports, ...PACE]);
    expect(all(said)).toEqual([0, expect.stringContaining('1 object copied')]);
    expect(jobsOf(program).map(({ region }) => region)).toEqual(['eu-west-1']);
  });

  it.each([
    ['a change of keys that no job makes', ['--destination-prefix', '2026/'], /TargetKeyPrefix.*--method copy/s],
    ['what copies object by object keep', ['--keep', 'acl'], /--keep is not for --method batch-copy: no job/],
    ['how fast copies are made', ['--max-workers', '9'], /--max-workers is not for --method batch-copy: S3 decides/],
    ['deleting', ['--delete', '--max-delete', '1'], /--delete is not for --method batch-copy: no job/],
    [
      'what only replication has',
      ['--always-create'],
      /--always-create is not for --method batch-copy: s3-backfill copy --overwrite always/,
    ],
    [
      'statuses of replication',
      ['--replication-status', 'FAILED'],
      /--replication-status is not for --method batch-copy/,
    ],
  ])('refuses %s', async (_name, flags, says) => {
    const said = await copy(refusing, ...flags);
    expect(all(said)).toEqual([2, expect.stringMatching(says)]);
    expect(jobsOf(refusing)).toEqual([]);
  });

  it('without a role or a report bucket says which flags are missing', async () => {
    const said = await run(refusing, ['run', ...places(), '--yes']);
    expect(all(said)).toEqual([2, expect.stringMatching(/--role-arn, --report-bucket/)]);
  });
});
