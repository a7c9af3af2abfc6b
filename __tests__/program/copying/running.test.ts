// A copy that runs, as others see it and steer it: watched, listed, cancelled, and held back.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { control } from '../../emulator/control/control-client';
import { builtProgram } from '../built';
import { journalOf, type Program, type Said } from '../setup';

const built = builtProgram();
const REGION = { AWS_REGION: 'eu-west-1' };
const KEYS = Array.from({ length: 24 }, (_, number) => `other/${String(number).padStart(2, '0')}`);
const COPY = ['copy', 's3://src/other/', 's3://dst/copies/', '--yes', '--checks', 'basic'];

async function versionsAt({ s3 }: Program): Promise<readonly string[]> {
  const { Versions = [] } = await s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'dst' }));
  return Versions.map(({ Key = '' }) => Key);
}

/** Two at once, a third of a second each. */
async function slow(): Promise<Program> {
  const program = await built.start(KEYS);
  const fault = { operation: 's3:CopyObject', latencyMs: 300 };
  expect((await control(program.running, 'POST', 'faults', [fault])).status).toBe(200);
  return program;
}

/** Starts it, and does something with its id, which its journal has for a name. */
async function beside(program: Program, does: (id: string) => Promise<Said>): Promise<readonly [Said, Said]> {
  let done: Promise<Said> | undefined;
  const begin = (): Promise<Said> => {
    const [name = ''] = readdirSync(journalOf(program)).filter((one) => /^copy-.*l$/.test(one));
    return (done = does(path.basename(name, '.jsonl')));
  };
  const meanwhile = { at: /created copy copy-[0-9a-f]{16}/, does: begin };
  const said = await program.run([...COPY, '--max-workers', '2'], { env: REGION, meanwhile });
  if (done === undefined) throw new Error(said.stderr);
  return [said, await done];
}

describe('a copy that runs', () => {
  it('is watched by another process to its end', async () => {
    const program = await slow();
    const [said, watched] = await beside(program, (id) =>
      program.run(['watch', id, '--poll-seconds', '0.2'], { env: REGION }),
    );
    expect(said).toMatchObject({ exitCode: 0 });
    expect(watched).toMatchObject({ exitCode: 0 });
    expect(watched.stderr).toMatch(/copy-[0-9a-f]{16} Copying \d/);
    expect(watched.stdout).toContain('24 objects copied');
  }, 60_000);

  it('is cancelled by another process, and the next run goes on behind what is settled', async () => {
    const program = await slow();
    const [said, cancelled] = await beside(program, (id) => program.run(['cancel', id], { env: REGION }));
    expect(cancelled).toMatchObject({ exitCode: 0 });
    expect(said).toMatchObject({ exitCode: 3 });
    expect(said.stdout + said.stderr).toContain('it was cancelled: ');
    const before = await versionsAt(program);
    expect(before.length).toBeLessThan(KEYS.length);
    await control(program.running, 'DELETE', 'faults');
    const from = program.running.log.length;
    expect(await program.run([...COPY, '--verify', 'never'], { env: REGION })).toMatchObject({ exitCode: 0 });
    expect(await versionsAt(program)).toEqual(KEYS.map((key) => key.replace('other/', 'copies/')));
    const asked = program.running.log.slice(from).flatMap((entry) => (entry.kind === 'request' ? [entry.target] : []));
    expect(asked.filter((target) => target.includes('start-after=other'))).toHaveLength(1);
  }, 60_000);

  it.each([
    ['requests', '--max-requests-per-second', '6'],
    ['bytes', '--max-bandwidth', '6KB'],
  ])(
    'begins no more %s in a second than it may',
    async (_what, ...words) => {
      const program = await built.start([]);
      for (const Key of KEYS)
        await program.s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key, Body: Buffer.alloc(1_000, Key) }));
      const said = await program.run([...COPY, '--verify', 'never', ...words], { env: REGION });
      expect(said).toMatchObject({ exitCode: 0 });
      const { Versions = [] } = await program.s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'dst' }));
      expect(Versions).toHaveLength(KEYS.length);
      const times = Versions.map(({ LastModified }) => LastModified?.getTime() ?? NaN);
      // S3 tells whole seconds; without a limit all of them are written in one or two.
      expect(Math.max(...times) - Math.min(...times)).toBeGreaterThanOrEqual(3_000);
    },
    60_000,
  );
});
