// The built program copies while nothing more can be written to its files: it says so, ends as it is, and the next run has all of it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ListMultipartUploadsCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import { journalOf, type Program, type Said } from '../setup';

const built = builtProgram();

const OBJECTS = 16;
const BODY = Buffer.alloc(5 * 1024 ** 2 + 1, 'x');
const WORDS = ['copy', 's3://src/in/', 's3://dst/in/', '--yes', '--parts-above', '5MiB', '--max-workers', '2'];
/** Of 512 bytes: room for the first line of the journal, and some more. */
const ROOM = 8;

/** The program, with files that take so much and no more. @param until it is killed then. @default - it comes to its end */
function runWithRoom(program: Program, words: readonly string[], until?: () => boolean): Promise<Said> {
  const line = [process.execPath, built.runner(), ...words].map((word) => `'${word}'`).join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', `ulimit -f ${ROOM}; exec ${line}`], {
      env: { ...program.environment, AWS_REGION: 'us-east-1' } as unknown as NodeJS.ProcessEnv,
      cwd: program.folder,
      timeout: 30_000,
    });
    const said = { stdout: '', stderr: '' };
    const looking = setInterval(() => until?.() === true && child.kill('SIGKILL'), 5);
    child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearInterval(looking);
      resolve({ exitCode, ...said });
    });
  });
}

async function filled(): Promise<Program> {
  const program = await built.start([]);
  for (let number = 0; number < OBJECTS; number += 1)
    await program.s3.send(new PutObjectCommand({ Bucket: 'src', Key: `in/${number}`, Body: BODY }));
  return program;
}

async function copiesOf({ s3 }: Program): Promise<{ readonly versions: number; readonly keys: number }> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'dst' }));
  return { versions: Versions.length, keys: new Set(Versions.map(({ Key }) => Key)).size };
}

const journalsIn = (program: Program): readonly string[] =>
  readdirSync(journalOf(program)).filter((name) => /^copy-[0-9a-f]{16}\.jsonl$/.test(name));

describe('a copy whose disk is full', () => {
  it('copies all, says what could not be written, and is not done for who wanted a report', async () => {
    const program = await filled();
    const said = await runWithRoom(program, [...WORDS, '--report-file', 'r.html', '--certificate', 'c.json']);
    expect(said).toMatchObject({ exitCode: 5 });
    expect(said.stdout + said.stderr).toMatch(/nothing can be written to '.*\.s3-backfill\/at-[^']+' any more/);
    expect(said.stderr).toMatch(/--report-file: '.*\/r\.html' could not be written: EFBIG/);
    // No half of it: what is there is whole.
    expect(existsSync(path.join(program.folder, 'r.html'))).toBe(false);
    expect(readdirSync(program.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(await copiesOf(program)).toEqual({ versions: OBJECTS, keys: OBJECTS });
    const again = await program.run([...WORDS, '--report-file', 'r.html'], { env: { AWS_REGION: 'us-east-1' } });
    expect(again).toMatchObject({ exitCode: 0 });
    expect(readFileSync(path.join(program.folder, 'r.html'), 'utf8')).toContain('</html>');
    expect(await copiesOf(program)).toEqual({ versions: OBJECTS, keys: OBJECTS });
  });

  it('and that is killed then goes on the next time, and copies nothing twice', async () => {
    const program = await filled();
    const { buckets } = program.running.emulator.world;
    const arrived = (): number => buckets.get('dst')?.versions.size ?? 0;
    const said = await runWithRoom(program, WORDS, () => arrived() >= OBJECTS / 2);
    expect(said.exitCode).toBeNull();
    const { versions } = await copiesOf(program);
    expect(versions).toBeLessThan(OBJECTS);
    expect(journalsIn(program)).toHaveLength(1);
    const again = await program.run(WORDS, { env: { AWS_REGION: 'us-east-1' } });
    expect(again).toMatchObject({ exitCode: 0 });
    expect(await copiesOf(program)).toEqual({ versions: OBJECTS, keys: OBJECTS });
    const { Uploads = [] } = await program.s3.send(new ListMultipartUploadsCommand({ Bucket: 'dst' }));
    // Of these nothing was written; the message has said so.
    expect(Uploads.length).toBeLessThanOrEqual(OBJECTS - versions);
  });
});
