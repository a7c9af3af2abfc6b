// The built program hands on what one method leaves to those that copy it: to one certificate, of all of it.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { parseSeed } from '../../emulator/seed';
import { builtProgram } from './built';
import {
  addCopyRole,
  allowCopyJobs,
  answersIn,
  COPY_ROLE,
  costsIn,
  emptyForGood,
  HERE,
  makeLarge,
  PACE,
  policy,
  put,
  routesIn,
  setRules,
  startGone,
  STATUSES,
  told,
  type Told,
  versionsIn,
  wordsOf,
} from './routed';
import type { Said } from './setup';

const built = builtProgram();
const REGION = { env: { AWS_REGION: 'us-east-1' } };

describe('run, of a method that replicates', () => {
  it('ends complete by --route with objects of every group in one bucket, and changes nothing the next time', async () => {
    const seed = parseSeed(
      JSON.stringify({ buckets: [{ name: 'parts', objects: [{ key: 'half', sizeBytes: 3 * 1024 ** 3 }] }] }),
    );
    const program = await built.start(['folder/gone'], { seed });
    const { s3, running } = program;
    await makeLarge(s3, { Bucket: 'src', Key: 'folder/gone-large' });
    await allowCopyJobs(program);
    expect(await program.run(['run', ...HERE, ...PACE])).toMatchObject({ exitCode: 0 });
    await emptyForGood(program, 'dst');
    await setRules(program, 'Disabled');
    await put(program, 'folder/plain');
    await put(program, 'folder/secret', { ServerSideEncryption: 'aws:kms' });
    await put(program, 'folder/ice', { StorageClass: 'GLACIER' });
    await put(program, 'folder/deep', { StorageClass: 'DEEP_ARCHIVE' });
    await put(program, 'other/secret', { ServerSideEncryption: 'aws:kms' });
    await setRules(program, 'Enabled');
    await running.emulator.idle();
    const said = await program.run(['run', ...HERE, ...STATUSES, ...PACE, '--route', '--report-file', 'r.html']);
    expect(told(said, 'verdict')).toMatchObject([{ outcome: 'done', exitCode: 0 }]);
    expect(routesIn(said)).toEqual([
      ['hard-deleted', 2, 'batch-copy', 'follows'],
      ['too-large', 1, 'copy', 'follows'],
      ['archived', 2, 'copy', 'follows'],
      ['kms-not-opted-in', 1, 'copy', 'follows'],
    ]);
    // What it costs to restore is told before S3 is asked, and how far it is until all can be read.
    expect(costsIn(said)).toEqual([
      'restore-request',
      'retrieval',
      'storage-month',
      'restore-request',
      'retrieval',
      'storage-month',
    ]);
    expect(told(said, 'restoring').at(-1)).toMatchObject({
      objects: 2,
      readable: 2,
      ongoing: 0,
      failed: 0,
      tier: 'Bulk',
    });
    const all = ['deep', 'gone', 'gone-large', 'ice', 'plain', 'secret'].map((name) => `folder/${name}`);
    expect(await versionsIn(program, 'dst')).toEqual(all);
    expect(told(said, 'certificate')).toMatchObject([
      {
        answer: 'complete',
        comparisons: [
          { handedOn: 5, versions: { same: 3, missing: 0 } },
          { matched: 'newest-with-newest', versions: { same: 3, missing: 0 } },
        ],
      },
    ]);
    expect(readFileSync(path.join(program.folder, 'r.html'), 'utf8')).toContain('--method copy copies them afterwards');
    const sources = await versionsIn(program, 'src');
    const again = await program.run(['run', ...HERE, ...STATUSES, ...PACE, '--route']);
    expect([again.exitCode, answersIn(again)]).toEqual([0, ['complete']]);
    expect(await versionsIn(program, 'src')).toEqual(sources);
    expect(await versionsIn(program, 'dst')).toEqual(all);
  });

  it('names the command for a replica that was deleted by its version id, which copies in place by a job', async () => {
    const program = await startGone(built);
    await allowCopyJobs(program);
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

  it('names the plan in the command that hands on what a kept plan leaves', async () => {
    const program = await built.start([]);
    await put(program, 'folder/secret', { ServerSideEncryption: 'aws:kms' });
    await put(program, 'folder/a');
    await program.running.emulator.idle();
    expect(await program.run(['plan', ...HERE, '--out', 'plan.json'])).toMatchObject({ exitCode: 0 });
    // The plan says what outputs would.
    rmSync(path.join(program.folder, 'outputs.json'));
    const said = await program.run(['run', 'plan.json', ...PACE], REGION);
    const [{ command } = {}] = told(said, 'route') as readonly Partial<Told>[];
    expect(command).toBe('s3-backfill run plan.json --route');
    // Where copies go no plan of replication says; nothing else of it can be said anew.
    const there = ['--destination-bucket', 'dst'];
    expect(await program.run(['run', 'plan.json', ...there, ...PACE], REGION)).toMatchObject({ exitCode: 2 });
    const handed = await program.run([...wordsOf(command), ...there, ...PACE], REGION);
    expect([handed.exitCode, answersIn(handed)]).toEqual([0, ['complete']]);
    expect(await versionsIn(program, 'dst')).toEqual(['folder/a', 'folder/secret']);
  });

  it('without versioning names the copy, which --route starts in its place', async () => {
    const program = await built.start(['folder/a', 'other/b']);
    const ice = { Bucket: 'src', Key: 'folder/ice', Body: 'x', StorageClass: 'GLACIER' } as const;
    await program.s3.send(new S3.PutObjectCommand(ice));
    const VersioningConfiguration = { Status: 'Suspended' } as const;
    await program.s3.send(new S3.PutBucketVersioningCommand({ Bucket: 'dst', VersioningConfiguration }));
    const said = await program.run(['run', ...HERE, ...PACE]);
    expect([said.exitCode, routesIn(said)]).toEqual([2, [['no-versioning', undefined, 'copy', 'told']]]);
    const [{ command } = {}] = told(said, 'route') as readonly Partial<Told>[];
    expect(command).toBe('s3-backfill run --outputs outputs.json --method copy');
    const handed = await program.run(['run', ...HERE, ...PACE, '--route']);
    expect([handed.exitCode, answersIn(handed)]).toEqual([0, ['complete']]);
    expect(routesIn(handed)).toEqual([
      ['no-versioning', undefined, 'copy', 'follows'],
      ['archived', 1, 'copy', 'follows'],
    ]);
    expect(await versionsIn(program, 'dst')).toEqual(['folder/a', 'folder/ice']);
    // As pasted it finds everything there.
    expect(await program.run([...wordsOf(command), '--yes'])).toMatchObject({ exitCode: 0 });
  });

  it.each([
    ['archived', { StorageClass: 'GLACIER' }],
    ['kms-not-opted-in', { ServerSideEncryption: 'aws:kms' }],
  ] as const)(
    'of a bucket where everything is %s is told without --route, and copied with it, and makes no job',
    async (cause, more) => {
      const program = await built.start([]);
      const put = { Bucket: 'src', Key: 'folder/a', Body: 'x', ...more };
      await program.s3.send(new S3.PutObjectCommand(put));
      await program.running.emulator.idle();
      expect(await program.run(['run', ...HERE, ...PACE])).toMatchObject({ exitCode: 6 });
      const said = await program.run(['run', ...HERE, ...PACE, '--route', '--fail-on-empty']);
      expect([said.exitCode, answersIn(said), routesIn(said)]).toEqual([
        0,
        ['complete'],
        [[cause, 1, 'copy', 'follows']],
      ]);
      expect(program.running.emulator.world.jobs.size).toBe(0);
      expect(await program.run(['run', ...HERE, ...PACE, '--route'])).toMatchObject({ exitCode: 0 });
    },
  );

  it('of an archived object that was named, which S3 does not take, is restored and copied by --route; an older version is not', async () => {
    const program = await built.start([]);
    await put(program, 'folder/ice', { StorageClass: 'GLACIER' });
    await put(program, 'other/plain');
    const named = ['run', ...HERE, ...PACE, '--key', 'folder/ice'];
    const said = await program.run(named);
    expect([said.exitCode, routesIn(said)]).toEqual([1, [['archived', 1, 'copy', 'told']]]);
    const handed = await program.run([...wordsOf(told(said, 'route')[0]?.['command']), ...PACE]);
    expect([handed.exitCode, answersIn(handed)]).toEqual([0, ['complete']]);
    expect(await versionsIn(program, 'dst')).toEqual(['folder/ice']);
    const { VersionId } = await program.s3.send(new S3.HeadObjectCommand({ Bucket: 'src', Key: 'folder/ice' }));
    await put(program, 'folder/ice');
    await program.running.emulator.idle();
    const old = await program.run([...named, '--version-id', VersionId ?? '', '--route']);
    expect([old.exitCode, told(old, 'route')]).toMatchObject([
      1,
      [{ does: 'told', detail: expect.stringMatching(/1 older version among them no method copies/) }],
    ]);
    expect(told(old, 'route')[0]).not.toHaveProperty('command');
    expect(told(old, 'restoring')).toEqual([]);
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
  it('copies by --route what no job copies, restores what is archived before, and proves it', async () => {
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
    const putPlain = (Key: string, StorageClass: S3.StorageClass): Promise<unknown> =>
      s3.send(new S3.PutObjectCommand({ Bucket: 'plain', Key, Body: Key, StorageClass }));
    await putPlain('folder/a', 'STANDARD');
    await putPlain('folder/reduced', 'REDUCED_REDUNDANCY');
    await putPlain('folder/ice', 'GLACIER');
    await makeLarge(s3, { Bucket: 'plain', Key: 'folder/large' });
    const places = [
      ...['--source-bucket', 'plain', '--prefix', 'folder/', '--destination-bucket', 'copies'],
      ...['--role-arn', COPY_ROLE, '--report-bucket', 'reports', '--manifest-bucket', 'reports'],
    ];
    const run = (...more: readonly string[]): Promise<Said> =>
      program.run(
        [
          ...['run', '--method', 'batch-copy', ...places],
          ...[...PACE.filter((word) => !/^(--rule-wait.*|0)$/.test(word)), ...more],
        ],
        REGION,
      );
    // A plan tells what a run asks about before it restores.
    const RESTORES = ['restore-request', 'retrieval'];
    const plan = async (method: string, ...more: readonly string[]): Promise<readonly unknown[]> => {
      const to = places.slice(0, method === 'copy' ? 6 : undefined);
      const planned = await program.run(['plan', '--method', method, ...to, '--output', 'json', ...more], REGION);
      expect(planned).toMatchObject({ exitCode: 0 });
      return costsIn(planned).filter((item) => RESTORES.includes(String(item)));
    };
    expect(await plan('batch-copy')).toEqual([]);
    expect(await plan('batch-copy', '--route', '--restore-tier', 'Standard')).toEqual(RESTORES);
    expect(await plan('copy', '--route', '--restore-days', '3')).toEqual(RESTORES);
    const said = await run('--route');
    expect(routesIn(said)).toEqual([
      ['archived', 1, 'copy', 'follows'],
      ['too-large', 1, 'copy', 'follows'],
      ['class-not-kept', 1, 'copy', 'follows'],
    ]);
    expect([told(said, 'verdict')[0], answersIn(said)]).toMatchObject([{ outcome: 'done' }, ['complete']]);
    const { Contents = [] } = await s3.send(new S3.ListObjectsV2Command({ Bucket: 'copies' }));
    expect(Contents.map(({ Key }) => Key)).toEqual(['folder/a', 'folder/ice', 'folder/large', 'folder/reduced']);
    expect(await run('--route', '--detach')).toMatchObject({ exitCode: 2 });
  });
});
