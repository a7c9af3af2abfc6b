// What is handed on to other methods, where that ends early or is refused: true endings, and nothing is done twice.
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { control } from '../emulator/control/control-client';
import { builtProgram } from './built';
import {
  allowCopyJobs,
  answersIn,
  HERE,
  PACE,
  policy,
  put,
  routesIn,
  startGone,
  STATUSES,
  told,
  versionsIn,
} from './routed';
import type { Program, RunOptions, Said } from './setup';

const built = builtProgram();

const HOUR_MS = 3_600_000;

const route = (program: Program, more: readonly string[] = [], options: RunOptions = {}): Promise<Said> =>
  program.run(['run', ...HERE, ...STATUSES, ...PACE, '--route', ...more], options);
const verdictOf = (said: Said): unknown => told(said, 'verdict')[0];

/** Requests of this name that were answered well. */
const asked = ({ running }: Program, operation: string): number =>
  running.log.filter((entry) => entry.kind === 'request' && entry.operation === operation && entry.status < 300).length;

/** S3 has restored it now. */
function endRestoring({ running }: Program, key: string): void {
  const version = running.emulator.world.buckets.get('src')?.versions.current(key);
  if (version?.restored === undefined) throw new Error(`S3 was not asked to restore '${key}'`);
  version.restored = { ...version.restored, readyMs: 0 };
}

const denied = (Action: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action, Resource: 'arn:aws:s3:::src/*' }],
  });

describe('run --route', () => {
  it('whose time is up, that is stopped or killed while S3 restores, goes on the next time and asks for no restore again', async () => {
    // Longer than the test: S3 is done when it is told so below.
    const program = await built.start([], { timing: { restoreMs: HOUR_MS } });
    await put(program, 'folder/ice', { StorageClass: 'GLACIER' });
    await put(program, 'folder/a');
    const stopped = await route(program, [], { interruptAt: /"kind":"restoring"/ });
    expect(verdictOf(stopped)).toMatchObject({ exitCode: 130, comeBack: expect.stringContaining('--route') });
    await route(program, [], { interruptAt: /"kind":"restoring"/, signal: 'SIGKILL' });
    const late = await route(program, ['--timeout', '5']);
    expect(verdictOf(late)).toMatchObject({
      exitCode: 4,
      summary: expect.stringMatching(/S3 is still restoring 1 archived object/),
      comeBack: expect.stringContaining('--route'),
    });
    endRestoring(program, 'folder/ice');
    const said = await route(program);
    expect(verdictOf(said)).toMatchObject({ exitCode: 0, outcome: 'done' });
    expect(told(said, 'cost')).toEqual([]);
    expect([asked(program, 's3:RestoreObject'), program.running.emulator.world.jobs.size]).toEqual([1, 1]);
    expect(await versionsIn(program, 'dst')).toEqual(['folder/a', 'folder/ice']);
  });

  it('hands on what only the comparison knows where another object has failed, which stays failed', async () => {
    const program = await built.start([]);
    const { s3 } = program;
    // Before the objects: live replication must not let it through, however slow this test is.
    const statement = { Effect: 'Deny', Principal: '*', Action: 's3:ReplicateObject' };
    const Policy = policy({ ...statement, Resource: 'arn:aws:s3:::dst/folder/refused' });
    await s3.send(new S3.PutBucketPolicyCommand({ Bucket: 'dst', Policy }));
    for (const [key, more] of [
      ['folder/refused', {}],
      ['folder/a', {}],
      ['folder/ice', { StorageClass: 'GLACIER' }],
      ['folder/secret', { ServerSideEncryption: 'aws:kms' }],
    ] as const)
      await put(program, key, more);
    await program.running.emulator.idle();
    const said = await route(program, ['--retries', '0']);
    expect(verdictOf(said)).toMatchObject({ exitCode: 1, outcome: 'some-failed' });
    expect(routesIn(said)).toEqual([
      ['archived', 1, 'copy', 'follows'],
      ['kms-not-opted-in', 1, 'copy', 'follows'],
    ]);
    expect(await versionsIn(program, 'dst')).toEqual(['folder/a', 'folder/ice', 'folder/secret']);
    expect(told(said, 'certificate')).toMatchObject([{ answer: 'incomplete' }]);
    expect(told(said, 'certificate')[0]).toMatchObject({
      comparisons: [
        { handedOn: 2, versions: { same: 1, missing: 1 } },
        { matched: 'newest-with-newest', versions: { same: 2, missing: 0 } },
      ],
    });
  });

  it('where nobody may restore copies the other groups, names what stays archived, and is not done', async () => {
    const program = await built.start([]);
    const { s3 } = program;
    await put(program, 'folder/ice', { StorageClass: 'GLACIER' });
    await put(program, 'folder/secret', { ServerSideEncryption: 'aws:kms' });
    await s3.send(new S3.PutBucketPolicyCommand({ Bucket: 'src', Policy: denied('s3:RestoreObject') }));
    const said = await route(program);
    expect(verdictOf(said)).toMatchObject({
      exitCode: 1,
      summary: expect.stringMatching(
        /1 archived object could not be restored, 'folder\/ice' for example: .*AccessDenied/,
      ),
    });
    // It counts what was copied, though something else has failed.
    expect(told(said, 'certificate')).toMatchObject([
      {
        answer: 'incomplete',
        comparisons: [
          { handedOn: 1, versions: { missing: 1 } },
          { matched: 'newest-with-newest', versions: { same: 1, missing: 0 } },
        ],
      },
    ]);
    expect(await versionsIn(program, 'dst')).toEqual(['folder/secret']);
    await s3.send(new S3.DeleteBucketPolicyCommand({ Bucket: 'src' }));
    expect(verdictOf(await route(program))).toMatchObject({ exitCode: 0 });
    expect(await program.run(['run', ...HERE, '--restore-days', '3'])).toMatchObject({ exitCode: 2 });
  });

  it('whose credentials end while S3 restores says so, and that S3 goes on, and nothing of what could not be restored', async () => {
    const program = await built.start([], { timing: { restoreMs: HOUR_MS } });
    await put(program, 'folder/ice', { StorageClass: 'GLACIER' });
    const does = (): Promise<unknown> =>
      control(program.running, 'POST', 'faults', [{ operation: '*:*', error: 'ExpiredToken' }]);
    const said = await route(program, ['--patience-seconds', '1'], { meanwhile: { at: /"kind":"restoring"/, does } });
    expect(told(said, 'error')).toMatchObject([{ exitCode: 5, message: expect.stringContaining('ExpiredToken') }]);
    expect(told(said, 'note').at(-1)).toMatchObject({
      detail: expect.stringMatching(/goes on restoring, and the same command waits for it: s3-backfill run .*--route/),
    });
    await control(program.running, 'DELETE', 'faults');
    endRestoring(program, 'folder/ice');
    expect(verdictOf(await route(program))).toMatchObject({ exitCode: 0 });
    expect(asked(program, 's3:RestoreObject')).toBe(1);
  });

  it('that is killed while a job copies in place finds what it has copied, and no object is copied twice', async () => {
    const program = await startGone(built, true);
    await allowCopyJobs(program);
    await route(program, [], { interruptAt: /"kind":"transfer",.*"method":"batch-copy"/, signal: 'SIGKILL' });
    // S3 copies without it.
    while ((await versionsIn(program, 'src')).length < 4) await new Promise((resolve) => setTimeout(resolve, 50));
    await program.running.emulator.idle();
    const said = await route(program);
    expect(verdictOf(said)).toMatchObject({ exitCode: 0, outcome: 'done' });
    // That of 'secret' has another ETag than its copy, since both are under a key of KMS.
    expect(await versionsIn(program, 'src')).toEqual(
      ['gone', 'gone', 'secret', 'secret'].map((one) => `folder/${one}`),
    );
    expect(answersIn(said)).toEqual(['complete']);
    // The first of them made the replica that was deleted, the second one was told of, the third one copies in place.
    expect(program.running.emulator.world.jobs.size).toBe(3);
  });
});
