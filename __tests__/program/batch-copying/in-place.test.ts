// Copies in place: each object has a new version, once, however often the run is killed; what stands there is looked at afterwards.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import type { EmulatorOptions } from '../../../emulator/emulator';
import { control } from '../../emulator/control/control-client';
import { builtProgram } from '../built';
import type { Program } from '../setup';
import { all, JOBS, jobsOf, keysIn, PACE, places, run, startCopying } from './jobs-that-copy';

const built = builtProgram();
const WORDS = ['run', ...places('src', 'src'), ...JOBS, ...PACE];
const PROVEN =
  /2 objects copied.*2 objects were written since the job was created, none that was to be written was left/;

async function versionsOf({ s3 }: Program): Promise<readonly string[]> {
  const { Versions = [] } = await s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'src' }));
  return Versions.map(({ Key = '' }) => Key);
}

const TWICE = ['folder/a', 'folder/a', 'folder/b', 'folder/b'];

/** S3 tells whole seconds: what is copied is older than one. */
async function start(options: EmulatorOptions = {}): Promise<Program> {
  const program = await startCopying(built, ['folder/a', 'folder/b'], options);
  await setTimeout(1_000);
  return program;
}

describe('copies in place', () => {
  it('are new versions, the same, which live replication takes on; a replica that was deleted by its id is there again', async () => {
    const program = await start();
    expect(all(await run(program, WORDS))).toEqual([0, expect.stringMatching(PROVEN)]);
    expect(await versionsOf(program)).toEqual(TWICE);
    await program.running.emulator.idle();
    expect(await keysIn(program, 'dst')).toEqual(['folder/a', 'folder/b']);
  });

  it.each([
    ['before S3 answers CreateJob', /request: S3 Control CreateJob/],
    ['while the job runs', /request: S3 Control DescribeJob/],
    ['when the report is read', /request: S3 GetObject reports/],
  ])('that are killed %s and run again are made once, and proven', async (_name, interruptAt) => {
    const program = await start({ timing: { jobStateMs: 60 } });
    const killed = await run(program, [...WORDS, '--verbose'], { interruptAt, signal: 'SIGKILL' });
    expect(killed.exitCode).toBeNull();
    expect(all(await run(program, WORDS))).toEqual([0, expect.stringMatching(PROVEN)]);
    expect([jobsOf(program).length, await versionsOf(program)]).toEqual([1, TWICE]);
  });

  it('of which a new version is gone before it was looked at are not called written', async () => {
    const program = await start();
    const { s3 } = program;
    const does = async (): Promise<void> => {
      const { Versions = [] } = await s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'src', Prefix: 'folder/a' }));
      const [newest, before] = Versions;
      if (before === undefined) throw new Error('the job has not copied yet');
      await s3.send(new S3.DeleteObjectCommand({ Bucket: 'src', Key: 'folder/a', VersionId: newest?.VersionId }));
    };
    const said = await run(program, [...WORDS, '--verbose'], {
      meanwhile: { at: /request: S3 GetObject reports/, does },
    });
    expect(all(said)).toEqual([
      1,
      expect.stringMatching(
        /1 object was written since the job was created, .*1 object that was to be written was not: 'folder\/a'/,
      ),
    ]);
  });

  it('that hide what somebody else has written or deleted meanwhile are not called done, and named', async () => {
    const program = await startCopying(built, ['folder/a', 'folder/b', 'folder/c', 'folder/left'], {
      timing: { jobStateMs: 500 },
    });
    await setTimeout(1_000);
    const { s3 } = program;
    const does = async (): Promise<void> => {
      // Of the same size as what was there.
      await s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key: 'folder/a', Body: 'FOLDER/A' }));
      await s3.send(new S3.DeleteObjectCommand({ Bucket: 'src', Key: 'folder/b' }));
      await s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key: 'folder/left', Body: 'longer than before' }));
    };
    const words = [...WORDS, '--exclude', 'left', '--verbose'];
    const [exitCode, said] = all(
      await run(program, words, { meanwhile: { at: /request: S3 Control DescribeJob/, does } }),
    );
    expect(said).toContain(
      "2 objects were written or deleted by somebody else after the list was made, which the copy of what was there before hides: 'folder/a', 'folder/b';",
    );
    expect(exitCode).toBe(1);
  });

  it('of what was written after the list was made and before the job was, as large as before, are named', async () => {
    const program = await start();
    const { s3 } = program;
    const does = (): Promise<unknown> =>
      s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key: 'folder/a', Body: 'FOLDER/A' }));
    // S3 tells whole seconds.
    await control(program.running, 'POST', 'faults', [{ operation: 's3-control:CreateJob', latencyMs: 2_500 }]);
    const words = [...WORDS, '--verbose'];
    const [exitCode, said] = all(
      await run(program, words, { meanwhile: { at: /request: S3 PutObject reports/, does } }),
    );
    expect(said).toContain(
      "1 object was written or deleted by somebody else after the list was made, which the copy of what was there before hides: 'folder/a';",
    );
    expect(exitCode).toBe(1);
  });

  it('of keys that are not there are not called done', async () => {
    const program = await start();
    writeFileSync(path.join(program.folder, 'keys'), 'folder/a\nfolder/misspelt\n');
    expect(all(await run(program, [...WORDS, '--keys', 'keys']))).toEqual([
      1,
      expect.stringMatching(/1 key that was chosen is not in the source: 'folder\/misspelt'/),
    ]);
  });
});
