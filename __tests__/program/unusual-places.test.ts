// Keys that begin with a slash, and a working directory that is gone, with the program as it is shipped.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { GetBucketReplicationCommand, PutBucketReplicationCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildRunner, makeFolder, removeFolder } from '../e2e/setup';
import { startProgram } from './setup';

let folder: string;
let runner: string;

beforeAll(() => {
  folder = makeFolder();
  runner = buildRunner(folder);
});
afterAll(() => removeFolder(folder));

describe('keys that begin with a slash', () => {
  it('are replicated, and compared, by prefixes that begin so', async () => {
    const program = await startProgram(runner, ['/abs/key', '//double/one', 'abs/key']);
    try {
      const { ReplicationConfiguration: found } = await program.s3.send(
        new GetBucketReplicationCommand({ Bucket: 'src' }),
      );
      await program.s3.send(
        new PutBucketReplicationCommand({
          Bucket: 'src',
          ReplicationConfiguration: {
            Role: found?.Role,
            Rules: (found?.Rules ?? []).map((rule) => ({ ...rule, Filter: { Prefix: '' } })),
          },
        }),
      );
      const flags = ['--outputs', 'outputs.json', '--prefix', '/abs/', '--prefix', '//double/'];
      const said = await program.run(['run', ...flags, '--poll-seconds', '0.05']);
      expect(said).toMatchObject({ exitCode: 0 });
      expect(said.stdout).toContain("all 2 object versions are in 'dst'");
      const replicas = program.running.emulator.world.buckets.get('dst')?.versions;
      expect(replicas?.versionsOf('/abs/key')).toHaveLength(1);
      expect(replicas?.versionsOf('//double/one')).toHaveLength(1);
    } finally {
      await program.close();
    }
  });
});

describe('a working directory that is gone', () => {
  const inNoDirectory = (...parameters: readonly string[]) => {
    const gone = path.join(makeFolder(), 'gone');
    const script = 'mkdir "$0" && cd "$0" && rmdir "$0" && exec "$@"';
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script, gone, process.execPath, runner, ...parameters], {
      encoding: 'utf8',
    });
    removeFolder(path.dirname(gone));
    return { status, stdout, stderr };
  };

  it('ends the program with 2, with one line that says so and one that says what to do', () => {
    const { status, stdout, stderr } = inNoDirectory('run');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringContaining('the working directory is not there any more'),
      expect.stringContaining('change to a directory that is there'),
    ]);
  });

  it('is told a program as one JSON error', () => {
    const { status, stdout } = inNoDirectory('list', '--output', 'json');
    expect([status, JSON.parse(stdout)]).toEqual([2, expect.objectContaining({ kind: 'error', error: 'usage' })]);
  });
});
