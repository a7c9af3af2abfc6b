// The built program hands on what one method leaves to those that copy it: to one certificate, of all of it.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { parseSeed } from '../../emulator/seed';
import { builtProgram } from './built';
import type { Program, Said } from './setup';

const built = builtProgram();
const COPY_ROLE = 'arn:aws:iam::111122223333:role/copies';
const PACE = ['--yes', '--poll-seconds', '0.05', '--rule-wait-seconds', '0', '--output', 'json'];
const HERE = ['--outputs', 'outputs.json'];
const REGION = { env: { AWS_REGION: 'us-east-1' } };

interface Told {
  readonly kind: string;
  readonly [name: string]: unknown;
}

function told({ stdout }: Said, kind: string): readonly Told[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Told)
    .filter((one) => one.kind === kind);
}

const routesIn = (said: Said): readonly unknown[] =>
  told(said, 'route').map(({ cause, objects, method, does }) => [cause, objects, method, does]);
const answersIn = (said: Said): readonly unknown[] => told(said, 'certificate').map(({ answer }) => answer);
const wordsOf = (command: unknown): readonly string[] => String(command).split(' ').slice(1);

const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

async function addCopyRole({ iam }: Program): Promise<void> {
  const Principal = { Service: 'batchoperations.s3.amazonaws.com' };
  const AssumeRolePolicyDocument = policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
  await iam.send(new CreateRoleCommand({ RoleName: 'copies', AssumeRolePolicyDocument }));
  const Action = ['s3:Get*', 's3:List*', 's3:PutInventoryConfiguration', 's3:PutObject*'];
  const PolicyDocument = policy({ Effect: 'Allow', Action, Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName: 'copies', PolicyName: 'all', PolicyDocument }));
}

async function setRules({ s3 }: Program, Status: 'Enabled' | 'Disabled'): Promise<void> {
  const { ReplicationConfiguration } = await s3.send(new S3.GetBucketReplicationCommand({ Bucket: 'src' }));
  const Rules = ReplicationConfiguration?.Rules?.map((rule) => ({ ...rule, Status }));
  const changed = { Role: ReplicationConfiguration?.Role, Rules };
  await s3.send(new S3.PutBucketReplicationCommand({ Bucket: 'src', ReplicationConfiguration: changed }));
}

/** Its replica was deleted by its version id. */
async function startGone(): Promise<Program> {
  const program = await built.start(['folder/gone']);
  expect(await program.run(['run', ...HERE, ...PACE])).toMatchObject({ exitCode: 0 });
  const { Versions = [] } = await program.s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'dst' }));
  for (const { Key, VersionId } of Versions)
    await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'dst', Key, VersionId }));
  return program;
}

const versionsIn = async ({ s3 }: Program, Bucket: string): Promise<readonly unknown[]> =>
  (await s3.send(new S3.ListObjectVersionsCommand({ Bucket }))).Versions?.map(({ Key }) => Key) ?? [];

const STATUSES = ['NONE', 'FAILED', 'COMPLETED'].flatMap((one) => ['--replication-status', one]);

describe('run, of a method that replicates', () => {
  it('ends complete by --route with an object of every kind in one bucket, and changes nothing the next time', async () => {
    const program = await startGone();
    const { s3, running } = program;
    await setRules(program, 'Disabled');
    const put = (Key: string, more: Partial<S3.PutObjectCommandInput> = {}): Promise<unknown> =>
      s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key, Body: Key, ...more }));
    await put('folder/plain');
    await put('folder/secret', { ServerSideEncryption: 'aws:kms' });
    await put('folder/ice', { StorageClass: 'GLACIER' });
    await put('other/secret', { ServerSideEncryption: 'aws:kms' });
    await setRules(program, 'Enabled');
    const restored = { Bucket: 'src', Key: 'folder/ice', RestoreRequest: { Days: 1 } };
    await s3.send(new S3.RestoreObjectCommand(restored));
    await running.emulator.idle();
    const said = await program.run(['run', ...HERE, ...STATUSES, ...PACE, '--route', '--report-file', 'r.html']);
    expect(told(said, 'verdict')).toMatchObject([{ outcome: 'done', exitCode: 0 }]);
    expect(routesIn(said)).toEqual([
      ['hard-deleted', 1, 'batch-copy', 'follows'],
      ['archived', 1, 'copy', 'follows'],
      ['kms-not-opted-in', 1, 'copy', 'follows'],
    ]);
    // The new version of what was gone, and two of the others' own.
    expect(await versionsIn(program, 'dst')).toEqual(['folder/gone', 'folder/ice', 'folder/plain', 'folder/secret']);
    expect(told(said, 'certificate')).toMatchObject([
      {
        answer: 'complete',
        comparisons: [
          { handedOn: 3, versions: { same: 2, missing: 0 } },
          { matched: 'newest-with-newest', versions: { same: 2, missing: 0 } },
        ],
      },
    ]);
    expect(readFileSync(path.join(program.folder, 'r.html'), 'utf8')).toContain('--method copy copies them afterwards');
    const sources = await versionsIn(program, 'src');
    const again = await program.run(['run', ...HERE, ...STATUSES, ...PACE, '--route']);
    expect([again.exitCode, answersIn(again)]).toEqual([0, ['complete']]);
    expect(await versionsIn(program, 'src')).toEqual(sources);
    expect(await versionsIn(program, 'dst')).toHaveLength(4);
  });

  it('names the command for a replica that was deleted by its version id, which copies in place by a job', async () => {
    const program = await startGone();
    await addCopyRole(program);
    const file = path.join(program.folder, 'outputs.json');
    const outputs = readFileSync(file, 'utf8').replace('"roles":{', `"roles":{"batchCopyArn":"${COPY_ROLE}",`);
    writeFileSync(file, outputs);
    const said = await program.run(['run', ...HERE, ...STATUSES, ...PACE]);
    expect(told(said, 'verdict')).toMatchObject([{ outcome: 'some-failed' }]);
    expect(routesIn(said)).toEqual([['hard-deleted', 1, 'batch-copy', 'told']]);
    const words = wordsOf(told(said, 'route')[0]?.['command']);
    expect(words.filter((word) => /^(retry|--route|outputs.json)$/.test(word))).toHaveLength(3);
    const handed = await program.run([...words, ...PACE]);
    expect(told(handed, 'verdict')).toMatchObject([{ outcome: 'done' }]);
    expect([told(handed, 'transfer').map(({ method }) => method), answersIn(handed)]).toEqual([
      ['batch-copy'],
      ['complete'],
    ]);
    expect(await versionsIn(program, 'src')).toEqual(['folder/gone', 'folder/gone']);
    expect(await versionsIn(program, 'dst')).toEqual(['folder/gone']);
  });

  it('without versioning names the copy, which --route starts in its place', async () => {
    const program = await built.start(['folder/a', 'other/b']);
    const VersioningConfiguration = { Status: 'Suspended' } as const;
    await program.s3.send(new S3.PutBucketVersioningCommand({ Bucket: 'dst', VersioningConfiguration }));
    const said = await program.run(['run', ...HERE, ...PACE]);
    expect([said.exitCode, routesIn(said)]).toEqual([2, [['no-versioning', undefined, 'copy', 'told']]]);
    const [{ command } = {}] = told(said, 'route') as readonly Partial<Told>[];
    expect(command).toBe('s3-backfill run --outputs outputs.json --method copy');
    const handed = await program.run(['run', ...HERE, ...PACE, '--route']);
    expect([handed.exitCode, answersIn(handed)]).toEqual([0, ['complete']]);
    expect(await versionsIn(program, 'dst')).toEqual(['folder/a']);
    // As pasted it finds everything there.
    expect(await program.run([...wordsOf(command), ...PACE])).toMatchObject({ exitCode: 0 });
  });

  it('with another destination, where nothing was copied, is not done', async () => {
    const program = await built.start([]);
    const { s3 } = program;
    await s3.send(new S3.CreateBucketCommand({ Bucket: 'dst2' }));
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new S3.PutBucketVersioningCommand({ Bucket: 'dst2', VersioningConfiguration }));
    const secret = { Bucket: 'src', Key: 'folder/secret', Body: 'x', ServerSideEncryption: 'aws:kms' } as const;
    await s3.send(new S3.PutObjectCommand(secret));
    await s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key: 'folder/a', Body: 'x' }));
    await program.running.emulator.idle();
    const { ReplicationConfiguration: { Role, Rules = [] } = {} } = await s3.send(
      new S3.GetBucketReplicationCommand({ Bucket: 'src' }),
    );
    const PolicyDocument = policy({ Effect: 'Allow', Action: 's3:Replicate*', Resource: 'arn:aws:s3:::dst2/*' });
    await program.iam.send(new PutRolePolicyCommand({ RoleName: 'replication', PolicyName: 'two', PolicyDocument }));
    const [rule] = Rules;
    const another = {
      ...rule,
      Status: 'Enabled',
      ID: 'two',
      Priority: 2,
      Destination: { Bucket: 'arn:aws:s3:::dst2' },
    } as const;
    const ReplicationConfiguration = { Role, Rules: [...Rules, another] };
    await s3.send(new S3.PutBucketReplicationCommand({ Bucket: 'src', ReplicationConfiguration }));
    const run = ['run', ...HERE, ...STATUSES, ...PACE, '--checks', 'basic', '--route', '--destination-bucket', 'dst'];
    const said = await program.run(run);
    expect(told(said, 'verdict')).toMatchObject([
      { exitCode: 1, summary: expect.stringMatching(/SSE-KMS.*not everywhere where they should be/) },
    ]);
    expect(await versionsIn(program, 'dst')).toEqual(['folder/a', 'folder/secret']);
    expect(answersIn(said)).toEqual(['incomplete']);
  });

  it('with a bucket to copy to that nobody may write says which rule is to be mended, and is not done', async () => {
    const program = await built.start([]);
    await program.s3.send(
      new S3.PutObjectCommand({ Bucket: 'src', Key: 'folder/secret', Body: 'x', ServerSideEncryption: 'aws:kms' }),
    );
    await program.s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key: 'folder/a', Body: 'x' }));
    await program.running.emulator.idle();
    const said = await program.run(['run', ...HERE, ...PACE, '--route', '--destination-bucket', 'nowhere']);
    const [verdict] = told(said, 'verdict');
    expect(verdict).toMatchObject({ outcome: 'some-failed' });
    expect(verdict?.['summary']).toMatch(
      /nowhere.*the rule that replicates such objects is printed by: s3-backfill doctor/s,
    );
  });
});

describe('run, of a method that copies by jobs', () => {
  it('copies by --route what no job copies, all that can be read, and proves it', async () => {
    const seed = parseSeed(
      JSON.stringify({
        buckets: [
          { name: 'parts', objects: [{ key: 'half', sizeBytes: 3 * 1024 ** 3 }] },
          { name: 'plain' },
          { name: 'copies' },
        ],
      }),
    );
    const program = await built.start([], { seed });
    const { s3 } = program;
    await addCopyRole(program);
    const put = (Key: string, StorageClass: S3.StorageClass): Promise<unknown> =>
      s3.send(new S3.PutObjectCommand({ Bucket: 'plain', Key, Body: Key, StorageClass }));
    await put('folder/a', 'STANDARD');
    await put('folder/reduced', 'REDUCED_REDUNDANCY');
    await put('folder/ice', 'GLACIER');
    const large = { Bucket: 'plain', Key: 'folder/large' };
    const { UploadId } = await s3.send(new S3.CreateMultipartUploadCommand(large));
    const Parts: S3.CompletedPart[] = [];
    for (const PartNumber of [1, 2]) {
      const part = { ...large, UploadId, PartNumber, CopySource: 'parts/half' };
      const { CopyPartResult } = await s3.send(new S3.UploadPartCopyCommand(part));
      Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
    }
    await s3.send(new S3.CompleteMultipartUploadCommand({ ...large, UploadId, MultipartUpload: { Parts } }));
    const run = (...more: readonly string[]): Promise<Said> =>
      program.run(
        [
          ...['run', '--method', 'batch-copy', '--source-bucket', 'plain', '--prefix', 'folder/'],
          ...['--destination-bucket', 'copies', '--role-arn', COPY_ROLE, '--report-bucket', 'reports'],
          ...['--manifest-bucket', 'reports', ...PACE.filter((word) => !/^(--rule-wait.*|0)$/.test(word)), ...more],
        ],
        REGION,
      );
    const early = await run('--route');
    expect(routesIn(early)).toEqual([
      ['archived', 1, 'copy', 'follows'],
      ['too-large', 1, 'copy', 'follows'],
      ['class-not-kept', 1, 'copy', 'follows'],
    ]);
    expect(told(early, 'verdict')).toMatchObject([{ outcome: 'some-failed', exitCode: 1 }]);
    await s3.send(new S3.RestoreObjectCommand({ Bucket: 'plain', Key: 'folder/ice', RestoreRequest: { Days: 1 } }));
    await program.running.emulator.idle();
    const said = await run('--route');
    expect([told(said, 'verdict')[0], answersIn(said)]).toMatchObject([{ outcome: 'done' }, ['complete']]);
    const { Contents = [] } = await s3.send(new S3.ListObjectsV2Command({ Bucket: 'copies' }));
    expect(Contents.map(({ Key }) => Key)).toEqual(['folder/a', 'folder/ice', 'folder/large', 'folder/reduced']);
    expect(await run('--route', '--detach')).toMatchObject({ exitCode: 2 });
  });
});
