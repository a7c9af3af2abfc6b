/** @group outside */
// What each program takes for the same, and several prefixes: the comparison at the end tells, whatever the program thinks.
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildRunner, makeFolder, removeFolder } from '../../e2e/setup';
import { bugs } from '../../emulator/running';
import { startProgram, type Program, type Said } from '../setup';
import { describeTools, pathOf } from './tools';

let folder: string;
let program: Program;

beforeAll(async () => {
  folder = makeFolder();
  program = await startProgram(buildRunner(folder), ['one/a', 'one/b', 'two/c', 'three/d']);
}, 60_000);
afterAll(async () => {
  expect(bugs(program.running)).toEqual([]);
  await program.close();
  removeFolder(folder);
});

async function keysUnder(Prefix: string): Promise<readonly string[]> {
  const { Contents = [] } = await program.s3.send(new S3.ListObjectsV2Command({ Bucket: 'dst', Prefix }));
  return Contents.map(({ Key = '' }) => Key).sort();
}

describe('a program that is driven', () => {
  describeTools('is not asked what is the same', (tool) => {
    const run = (...flags: readonly string[]): Promise<Said> =>
      program.run(
        [
          ...['run', '--method', tool.method, '--yes', '--checks', 'basic', '--source-bucket', 'src'],
          ...['--destination-bucket', 'dst', ...flags],
        ],
        { env: { AWS_REGION: 'us-east-1', PATH: pathOf(tool, folder) }, limitMs: 60_000 },
      );

    it('names an object of the same size that is another one, if it has left it, and copies it when it is told to', async () => {
      const to = `same-${tool.title.replaceAll(' ', '-')}/`;
      const where = ['--prefix', 'one/', '--destination-prefix', to];
      expect(await run(...where)).toMatchObject({ exitCode: 0 });
      await program.s3.send(new S3.PutObjectCommand({ Bucket: 'dst', Key: `${to}a`, Body: 'other' }));
      const again = await run(...where);
      // rclone compares MD5s; the CLI compares sizes and times, and a copy is newer.
      const [exitCode, says] = tool.method === 'rclone' ? [0, 'all 2 objects are in'] : [1, '1 of 2 objects is in'];
      expect(again).toMatchObject({ exitCode, stdout: expect.stringContaining(says) });
      expect(await run(...where, '--overwrite', 'always')).toMatchObject({ exitCode: 0 });
    }, 90_000);

    it('copies several prefixes by a run of its own each, and nothing beside them', async () => {
      for (const Key of await keysUnder('')) await program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'dst', Key }));
      const said = await run('--prefix', 'one/', '--prefix', 'two/');
      expect(said).toMatchObject({ exitCode: 0 });
      expect(await keysUnder('')).toEqual(['one/a', 'one/b', 'two/c']);
      expect(said.stderr.match(new RegExp(`created copy ${tool.method}-`, 'g'))).toHaveLength(2);
    }, 90_000);
  });
});
