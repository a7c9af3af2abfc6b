/** @group outside */
// Programs that are driven, and what goes wrong with them: killed, stopped, slowed down, denied, out of credentials. A true ending each, and
// the same command copies the rest.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as S3 from '@aws-sdk/client-s3';
import type { FaultOrder } from '../../../emulator/faults/fault';
import { buildRunner, makeFolder, removeFolder } from '../../e2e/setup';
import { control } from '../../emulator/control/control-client';
import { bugs } from '../../emulator/running';
import { startProgram, type Program, type RunOptions, type Said } from '../setup';
import { describeTools, pathOf } from './tools';

const KEYS = Array.from({ length: 120 }, (_, number) => `folder/${String(number).padStart(4, '0')}`);
const COPY = 's3:CopyObject';
const LOOK_MS = 50;
/** Each copy takes so long that there is a middle. */
const SLOW: FaultOrder = { operation: COPY, latencyMs: 300 };

let folder: string;
let program: Program;
let runs = 0;

beforeAll(async () => {
  folder = makeFolder();
  program = await startProgram(buildRunner(folder), KEYS);
}, 60_000);
afterAll(async () => {
  expect(bugs(program.running)).toEqual([]);
  await program.close();
  removeFolder(folder);
});

async function order(...faults: readonly FaultOrder[]): Promise<void> {
  await control(program.running, 'DELETE', 'faults');
  if (faults.length > 0) expect((await control(program.running, 'POST', 'faults', faults)).status).toBe(200);
}

const copies = (): number =>
  program.running.log.filter((entry) => entry.kind === 'request' && entry.operation === COPY && entry.status === 200)
    .length;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, milliseconds));

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(LOOK_MS);
}

describe('a program that is driven', () => {
  describeTools('ends truthfully', (tool) => {
    /** Keys of this test alone. */
    const begin = (): ((options?: RunOptions, ...flags: readonly string[]) => Promise<Said>) & {
      readonly to: string;
    } => {
      runs += 1;
      const to = `copies-${String(runs)}/`;
      const run = (options: RunOptions = {}, ...flags: readonly string[]): Promise<Said> =>
        program.run(
          [
            ...['run', '--method', tool.method, '--yes', '--checks', 'basic', '--max-workers', '4'],
            ...[
              '--source-bucket',
              'src',
              '--prefix',
              'folder/',
              '--destination-bucket',
              'dst',
              '--destination-prefix',
              to,
            ],
            ...flags,
          ],
          { env: { AWS_REGION: 'us-east-1', PATH: pathOf(tool, folder) }, limitMs: 60_000, ...options },
        );
      return Object.assign(run, { to });
    };
    const there = async (to: string): Promise<number> =>
      (await program.s3.send(new S3.ListObjectsV2Command({ Bucket: 'dst', Prefix: to }))).KeyCount ?? 0;

    it.each<[string, NodeJS.Signals, number | null]>([
      ['killed', 'SIGKILL', null],
      ['interrupted', 'SIGINT', 130],
    ])(
      '%s midway, it leaves no program behind, and the same command copies the rest',
      async (_how, signal, exitCode) => {
        const run = begin();
        await order(SLOW);
        const before = copies();
        const interruptWhen = until(() => copies() > before + 15);
        const first = await run({ signal, interruptWhen });
        expect(first.exitCode).toBe(exitCode);
        if (signal === 'SIGINT') expect(first.stdout + first.stderr).toContain('the same command copies the rest');
        // What was under way arrives, and then nothing comes any more.
        await pause(signal === 'SIGKILL' ? 3_500 : 1_000);
        const left = copies();
        await pause(1_000);
        expect(copies()).toBe(left);
        const done = await there(run.to);
        expect(done).toBeLessThan(KEYS.length);
        await order();
        expect(await run()).toMatchObject({ exitCode: 0 });
        expect(await there(run.to)).toBe(KEYS.length);
        expect(copies() - left).toBe(KEYS.length - done);
      },
    );

    it.each<[string, FaultOrder]>([
      ['slowed down', { operation: COPY, error: 'SlowDown', probability: 0.2, times: 20 }],
      ['without credentials for a while', { operation: COPY, error: 'ExpiredToken', after: 20, times: 3 }],
    ])('%s, it copies everything in the end', async (_what, fault) => {
      const run = begin();
      await order(fault);
      const said = await run();
      expect(said).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('all 120 objects are in') });
      await order();
    });

    it('denied one object, it names it with the cause, is not started again, and retry copies it', async () => {
      const run = begin();
      await order({ operation: COPY, error: 'AccessDenied', keyPrefix: `${run.to}0007` });
      const said = await run();
      expect(said).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("'folder/0007'") });
      expect(said.stdout).toContain('119 of 120 objects are in');
      expect(said.stdout).toMatch(/AccessDenied/);
      expect(said.stderr).not.toContain('it is started again');
      await order();
      const [id = ''] = new RegExp(`${tool.method}-[0-9a-f]{16}`).exec(said.stderr + said.stdout) ?? [];
      const env = { AWS_REGION: 'us-east-1', PATH: pathOf(tool, folder) };
      const report = await program.run(['report', id], { env });
      expect(report).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('119 of 120 objects') });
      const retried = await program.run(
        ['retry', id, '--remedied', '--yes', '--checks', 'basic', '--prefix', 'folder/', '--source-bucket', 'src'],
        { env, limitMs: 60_000 },
      );
      expect(retried).toMatchObject({ exitCode: 0 });
      expect(await there(run.to)).toBe(KEYS.length);
    });

    it('cancelled, it ends the program and says what is done; time that is up does the same', async () => {
      const run = begin();
      await order({ ...SLOW, latencyMs: 1_000 });
      const env = { AWS_REGION: 'us-east-1' };
      const before = copies();
      const running = run();
      await until(() => copies() > before + 4);
      const listed = await program.run(['list', '--active', '--output', 'json'], { env });
      const [id = ''] = new RegExp(`${tool.method}-[0-9a-f]{16}`).exec(listed.stdout) ?? [];
      expect(await program.run(['cancel', id], { env })).toMatchObject({ exitCode: 0 });
      const cancelled = await running;
      expect(cancelled.exitCode).toBe(3);
      expect(cancelled.stdout + cancelled.stderr).toContain('it was cancelled');
      const late = await run({}, '--timeout', '3');
      expect(late.exitCode).toBe(4);
      expect(late.stdout + late.stderr).toContain('time was up');
      const left = copies();
      await pause(1_000);
      expect(copies() - left).toBeLessThanOrEqual(4);
      await order();
    });
  });
});
