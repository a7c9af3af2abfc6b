import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { cli } from '../../../runner/cli/cli';
import type { Output, World } from '../../../runner/ports/world';

interface Ready {
  readonly endpoint: string;
  readonly region: string;
  readonly accounts: readonly {
    readonly accountId: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  }[];
}

interface Ended {
  readonly code: number;
  readonly stderr: string;
}

/** Runs the program; `use` gets what it printed when it was ready, and afterwards the program is stopped. */
async function emulator(flags: readonly string[], use: (ready: Ready) => Promise<void>): Promise<Ended> {
  const stop = new AbortController();
  let told: (line: string) => void = () => undefined;
  const line = new Promise<string>((resolve) => (told = resolve));
  let stderr = '';
  const output = (write: Output['write']): Output => ({ write, isTerminal: false, columns: 80 });
  const files: Pick<World['files'], 'read' | 'place'> = {
    place: (path) => Promise.resolve(path),
    read: (path) =>
      Promise.resolve(
        path.endsWith('seed.json')
          ? '{"buckets":[{"name":"seeded"}]}'
          : path.endsWith('bad.json')
            ? '{"bucket":1}'
            : undefined,
      ),
  };
  const world: Partial<World> = {
    stdout: output(told),
    stderr: output((text) => void (stderr += text)),
    files: files as World['files'],
    workingDirectory: '/here',
    environment: {},
    interrupted: stop.signal,
  };
  const running = cli(['emulator', ...flags], world as World);
  const ready = await Promise.race([line, running]);
  try {
    if (typeof ready === 'string') await use(JSON.parse(ready) as Ready);
  } finally {
    stop.abort();
  }
  return { code: await running, stderr };
}

async function buckets({ endpoint, region, accounts }: Ready): Promise<(string | undefined)[]> {
  const [credentials] = accounts;
  if (credentials === undefined) throw new Error('there is no account');
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
  try {
    return ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);
  } finally {
    s3.destroy();
  }
}

async function get({ endpoint }: Ready, path: string): Promise<unknown> {
  return (await fetch(`${endpoint}/_emulator/${path}`, { headers: { 'x-s3-backfill-emulator': '1' } })).json();
}

describe('s3-backfill emulator', () => {
  it('prints one line of JSON when it is ready, and ends with 0 when it is stopped', async () => {
    const ended = await emulator(['--region', 'eu-west-1', '--seed', 'seed.json'], async (ready) => {
      expect(ready).toMatchObject({
        endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        region: 'eu-west-1',
      });
      expect(ready.accounts).toHaveLength(2);
      expect(await buckets(ready)).toEqual(['seeded']);
    });
    expect(ended).toEqual({ code: 0, stderr: '' });
  });

  it('takes faults, timing, quirks, a clock and a seed of chance', async () => {
    const flags = [
      ['--fault', 's3:GetObject latencyMs=5 probability=0.5', '--fault', 's3:PutObject error=SlowDown bucket=123'],
      ['--timing', 'jobStateMs=1', '--timing', 'iamPropagationMs=2', '--quirk', 'unreliableFailedCount'],
      ['--clock', 'controlled', '--random-seed', '7', '--clock-skew-ms', '-5'],
    ];
    const ended = await emulator(flags.flat(), async (ready) => {
      expect(await get(ready, 'faults')).toMatchObject({
        faults: [
          { operation: 's3:GetObject', latencyMs: 5, probability: 0.5 },
          { operation: 's3:PutObject', error: 'SlowDown', bucket: '123' },
        ],
      });
      expect(await get(ready, 'timing')).toMatchObject({ jobStateMs: 1, iamPropagationMs: 2, liveReplicationMs: 50 });
      expect(await get(ready, 'quirks')).toMatchObject({ unreliableFailedCount: true });
      expect(await get(ready, 'clock')).toMatchObject({ mode: 'controlled', skewMs: -5 });
    });
    expect(ended).toMatchObject({ code: 0 });
  });

  it('keeps its state in a directory from run to run', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 's3-backfill-data-'));
    try {
      for (const flags of [['--seed', 'seed.json'], []]) {
        const ended = await emulator(['--data', directory, ...flags], async (ready) => {
          expect(await buckets(ready)).toEqual(['seeded']);
        });
        expect(ended).toEqual({ code: 0, stderr: '' });
      }
      const again = await emulator(['--data', directory, '--random-seed', '1'], () => Promise.resolve());
      expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('--random-seed with --data') });
      writeFileSync(path.join(directory, 'state.journal'), 'hello');
      const wrong = await emulator(['--data', directory], () => Promise.resolve());
      expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('is not the state of an emulator') });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('prints each request on standard error when it is asked to', async () => {
    const { stderr } = await emulator(['--log'], async (ready) => {
      await buckets(ready);
    });
    expect(JSON.parse(stderr)).toMatchObject({ kind: 'request', operation: 's3:ListBuckets', status: 200 });
  });

  it.each([
    ['a fault without an effect', ['--fault', 's3:GetObject'], 'does nothing'],
    ['a fault that is no list of fields', ['--fault', 's3:GetObject often'], "'often' is not name=value"],
    ['an unknown time', ['--timing', 'coffeeMs=1'], 'coffeeMs'],
    ['an unknown quirk', ['--quirk', 'moody'], 'moody'],
    ['a seed file that is not there', ['--seed', 'none.json'], 'none.json'],
    ['a wrong seed', ['--seed', 'bad.json'], 'bucket'],
    ['an unknown clock', ['--clock', 'fast'], 'clock'],
  ])('refuses %s as wrong usage', async (_, flags, word) => {
    const { code, stderr } = await emulator(flags, () => Promise.reject(new Error('it has started')));
    expect(code).toBe(2);
    expect(stderr).toContain(word);
  });

  it('says when its port is taken', async () => {
    const ended = await emulator([], async ({ endpoint }) => {
      const { code, stderr } = await emulator(['--port', new URL(endpoint).port], () => Promise.resolve());
      expect(code).toBe(2);
      expect(stderr).toContain('EADDRINUSE');
    });
    expect(ended).toMatchObject({ code: 0 });
  });
});
