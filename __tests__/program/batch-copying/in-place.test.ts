// Copies in place: each object has a new version, once, however often the run is killed; what stands there is looked at afterwards.
import { setTimeout } from 'node:timers/promises';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import type { EmulatorOptions } from '../../../emulator/emulator';
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
});
