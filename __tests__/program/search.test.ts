// Filters that S3 does not have, by the program as it is shipped, against a local AWS.
import {
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from './built';
import { type Program } from './setup';

const KEYS = ['folder/a b+c%.gz', 'folder/ü.gz', 'folder/ü.gz.txt', 'folder/gone.gz', 'other/x.gz'];
const FLAGS = ['--outputs', 'outputs.json', '--poll-seconds', '0.05'];

const built = builtProgram();
let program: Program;

async function replicas(): Promise<readonly string[]> {
  const { Versions = [] } = await program.s3.send(new ListObjectVersionsCommand({ Bucket: 'dst' }));
  return Versions.map(({ Key = '' }) => Key).sort();
}

describe('s3-backfill run', () => {
  it('--match --latest-only copies exactly the current versions whose keys match, and then nothing more', async () => {
    program = await built.start(KEYS);
    await program.s3.send(new DeleteObjectCommand({ Bucket: 'src', Key: 'folder/gone.gz' }));
    const search = ['run', ...FLAGS, '--match', '^folder/.*[.]gz$', '--latest-only'];
    const ran = await program.run(search);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.stdout).toContain('2 object versions replicated');
    expect(await replicas()).toEqual(['folder/a b+c%.gz', 'folder/ü.gz']);
    const again = await program.run(search);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain('2 are replicated already (COMPLETED)');
    expect(program.running.emulator.world.jobs.size).toBe(1);
  });

  it('--tag copies exactly the versions with the tags, as S3 has them', async () => {
    program = await built.start(KEYS);
    const Tagging = { TagSet: [{ Key: 'keep', Value: 'a+b' }] };
    await program.s3.send(new PutObjectTaggingCommand({ Bucket: 'src', Key: 'folder/ü.gz', Tagging }));
    await program.s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'other/y', Body: 'y', Tagging: 'keep=a%2Bb' }));
    const ran = await program.run(['run', ...FLAGS, '--tag', 'keep=a+b']);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(await replicas()).toEqual(['folder/ü.gz']);
    const { TagSet } = await program.s3.send(new GetObjectTaggingCommand({ Bucket: 'dst', Key: 'folder/ü.gz' }));
    expect(TagSet).toEqual(Tagging.TagSet);
  });
});
