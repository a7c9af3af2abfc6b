// Copies that end before they are done, stopped, killed or misled by their journal: the next run goes on, and copies nothing twice.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import type { Program } from '../setup';
import { copy, deleteAll, idIn, REGION, run, versionsAt } from './copies';

const built = builtProgram();

describe('a journal that somebody else has written', () => {
  it('neither ends a copy that has copied nothing, nor sends a retry elsewhere', async () => {
    const program = await built.start(['folder/a', 'folder/b']);
    const first = await run(program, copy('folder/', 'archive/', '--verify', 'never'));
    const id = idIn(first.stdout);
    const file = path.join(program.folder, '.s3-backfill', `${id}.jsonl`);
    const [header = ''] = readFileSync(file, 'utf8').split('\n');
    const counts = {
      copied: 2,
      copiedBytes: 2,
      same: 0,
      kept: 0,
      extra: 0,
      notComparable: 0,
      leftOut: 0,
      gone: 0,
      failed: 0,
    };
    const settled = { atMs: Date.now(), phase: 'working', open: [{ after: 'zzz' }], counts };
    await deleteAll(program);
    writeFileSync(file, `${header}\n${JSON.stringify({ checkpoint: settled })}\n`);
    const believed = await run(program, copy('folder/', 'archive/'));
    expect(believed).toMatchObject({ exitCode: 1 });
    expect(believed.stdout).toContain('2 missing');
    const elsewhere = header.replace('"dst"', '"theirs"');
    writeFileSync(file, `${elsewhere}\n${JSON.stringify({ checkpoint: { ...settled, phase: 'ended' } })}\n`);
    expect(await run(program, ['retry', id, '--yes'])).toMatchObject({ exitCode: 5 });
    expect(await run(program, copy('folder/', 'archive/'))).toMatchObject({ exitCode: 0 });
  });
});

describe('a copy that is stopped', () => {
  const OBJECTS = 400;

  it('finishes what is under way, says how to go on, and goes on from there', async () => {
    const keys = Array.from({ length: OBJECTS }, (_, number) => `folder/${String(number)}`);
    const program = await built.start(keys);
    const words = copy('folder/', 'archive/', '--max-workers', '2', '--verbose');
    const stopped = await run(program, words, { interruptAt: /(?:request: S3 CopyObject[^\n]*\n){50}/ });
    expect(stopped).toMatchObject({ exitCode: 130 });
    expect(stopped.stderr).toContain('the same command goes on from there');
    const made = (await versionsAt(program, 'archive/')).size;
    expect(made).toBeGreaterThan(40);
    expect(made).toBeLessThan(OBJECTS);
    const again = await run(program, copy('folder/', 'archive/'));
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain(`${String(OBJECTS)} objects copied`);
    expect([...(await versionsAt(program, 'archive/')).values()]).toEqual(Array(OBJECTS).fill(1));
  }, 60_000);
});

describe('a copy that is killed', () => {
  const KILLS = 50;
  const OBJECTS = 30;
  const AT_ONCE = 3;
  const numbers = [...Array(KILLS).keys()];

  /** Starts the copy, and kills it when it is about to send its request with this number. */
  function killed(program: Program, words: readonly string[], atRequest: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [built.runner(), ...words, '--verbose'], {
        cwd: program.folder,
        env: { ...program.environment, ...REGION },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
        if (stderr.split('\nrequest: ').length > atRequest) child.kill('SIGKILL');
      });
      child.on('error', reject);
      child.on('close', () => resolve());
    });
  }

  it(`is completed by the next run, and copies nothing twice, at ${String(KILLS)} moments`, async () => {
    const keys = numbers.flatMap((number) =>
      Array.from({ length: OBJECTS }, (_, object) => `folder/${String(number)}/${String(object)}`),
    );
    const program = await built.start(keys);
    const rest = numbers.values();
    const worker = async (): Promise<void> => {
      for (const number of rest) {
        const words = copy(
          `folder/${String(number)}/`,
          `archive/${String(number)}/`,
          '--max-workers',
          '4',
          '--verify',
          'never',
          '--checks',
          'basic',
        );
        await killed(program, words, 1 + number * 2);
        const again = await run(program, words);
        expect({ number, ...again }).toMatchObject({ exitCode: 0 });
        const versions = await versionsAt(program, `archive/${String(number)}/`);
        expect({ number, versions: [...versions.values()] }).toEqual({ number, versions: Array(OBJECTS).fill(1) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(readdirSync(path.join(program.folder, '.s3-backfill')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }, 300_000);
});
