// The emulator is killed again and again while it is written to; whatever it has answered must be there afterwards.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { seededRandom } from '../../../emulator/seeded-random';

const ROUNDS = 22;
const WRITERS = 6;

let directory: string;
let program: string;
/** Every process that was started; a test that fails leaves none behind. */
const children: ChildProcess[] = [];

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 's3-backfill-crash-'));
  program = path.join(directory, 'emulator.js');
  const source = path.join(__dirname, 'emulator-process.ts');
  const external = ['@duckdb/node-api'];
  buildSync({ entryPoints: [source], outfile: program, bundle: true, platform: 'node', logLevel: 'error', external });
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

interface Killable {
  readonly s3: S3.S3Client;
  readonly kill: () => Promise<void>;
}

async function start(): Promise<Killable> {
  const child: ChildProcess = spawn(process.execPath, [program, path.join(directory, 'data')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  if (child.stdout === null) throw new Error('the process has no output');
  const lines = createInterface(child.stdout);
  const [endpoint] = (await once(lines, 'line')) as [string];
  const s3 = new S3.S3Client({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAEMULATOR11112222', secretAccessKey: 'emulator-secret-of-111122223333' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
  return {
    s3,
    kill: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      lines.close();
      s3.destroy();
    },
  };
}

/** What the emulator has answered; the rest was asked for, and may have happened or not. */
interface Known {
  /** Body of each version, by `<key> <version id>`. */
  readonly versions: Map<string, string>;
  /** Versions whose removal was asked for. */
  readonly removing: Set<string>;
  /** Versions whose removal was answered. */
  readonly removed: Set<string>;
  /** Tags of versions, as answered. */
  readonly tags: Map<string, string>;
  /** Versions whose tags were asked to change when the emulator was killed. */
  readonly tagging: Set<string>;
  /** Writes that were asked for, by key. */
  readonly asked: Map<string, number>;
}

const BOX = { Bucket: 'box' };

/** Writes, changes and removes until the emulator does not answer any more. */
async function write(s3: S3.S3Client, known: Known, writer: number, random: () => number): Promise<void> {
  const own: string[] = [];
  try {
    for (let step = 0; ; step++) {
      const id = own[Math.floor(random() * own.length)];
      const choice = id === undefined ? 0 : random();
      const [Key = '', VersionId = ''] = id?.split(' ') ?? [];
      if (choice < 0.6) {
        const key = `writer-${writer}/key-${Math.floor(random() * 20)}`;
        const Body = `${step} `.repeat(1 + Math.floor(random() * 2000));
        known.asked.set(key, (known.asked.get(key) ?? 0) + 1);
        const put = await s3.send(new S3.PutObjectCommand({ ...BOX, Key: key, Body }));
        const written = `${key} ${put.VersionId ?? ''}`;
        known.versions.set(written, Body);
        own.push(written);
      } else if (choice < 0.8 && id !== undefined) {
        known.tagging.add(id);
        const Tagging = { TagSet: [{ Key: 'step', Value: String(step) }] };
        await s3.send(new S3.PutObjectTaggingCommand({ ...BOX, Key, VersionId, Tagging }));
        known.tags.set(id, String(step));
        known.tagging.delete(id);
      } else if (id !== undefined) {
        own.splice(own.indexOf(id), 1);
        known.removing.add(id);
        await s3.send(new S3.DeleteObjectCommand({ ...BOX, Key, VersionId }));
        known.removed.add(id);
      }
    }
  } catch (error) {
    // An answer with an error would be a fault of the emulator; no answer is what the kill looks like.
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode !== undefined) throw error;
  }
}

/** Size of each version, by `<key> <version id>`. */
async function listed(s3: S3.S3Client): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  let next: Pick<S3.ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> = {};
  for (;;) {
    const page = await s3.send(new S3.ListObjectVersionsCommand({ ...BOX, ...next }));
    for (const { Key = '', VersionId = '', Size = -1 } of page.Versions ?? []) sizes.set(`${Key} ${VersionId}`, Size);
    if (page.IsTruncated !== true) return sizes;
    next = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

/** Everything that was answered is there, and nothing that was never asked for. */
async function check(s3: S3.S3Client, known: Known): Promise<void> {
  const sizes = await listed(s3);
  const lost = [...known.versions].filter(([id, body]) => !known.removing.has(id) && sizes.get(id) !== body.length);
  expect(lost.map(([id]) => id)).toEqual([]);
  expect([...known.removed].filter((id) => sizes.has(id))).toEqual([]);
  const perKey = new Map<string, number>();
  for (const id of sizes.keys()) {
    const [key = ''] = id.split(' ');
    perKey.set(key, (perKey.get(key) ?? 0) + 1);
  }
  expect([...perKey].filter(([key, count]) => count > (known.asked.get(key) ?? 0))).toEqual([]);
}

async function checkContent(s3: S3.S3Client, known: Known): Promise<void> {
  const there = [...known.versions].filter(([id]) => !known.removing.has(id));
  for (const [id, body] of there) {
    const [Key = '', VersionId = ''] = id.split(' ');
    const { Body: stream } = await s3.send(new S3.GetObjectCommand({ ...BOX, Key, VersionId }));
    if ((await stream?.transformToString()) !== body) throw new Error(`${id} has another body`);
    const tags = known.tags.get(id);
    if (tags === undefined || known.tagging.has(id)) continue;
    const { TagSet } = await s3.send(new S3.GetObjectTaggingCommand({ ...BOX, Key, VersionId }));
    expect(TagSet).toEqual([{ Key: 'step', Value: tags }]);
  }
}

describe('an emulator that is killed', () => {
  it(`has all that it had answered, ${ROUNDS} times in a row`, async () => {
    const random = seededRandom(20250615);
    const known: Known = {
      versions: new Map(),
      removing: new Set(),
      removed: new Set(),
      tags: new Map(),
      tagging: new Set(),
      asked: new Map(),
    };
    let emulator = await start();
    await emulator.s3.send(new S3.CreateBucketCommand(BOX));
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await emulator.s3.send(new S3.PutBucketVersioningCommand({ ...BOX, VersioningConfiguration }));
    for (let round = 0; round < ROUNDS; round++) {
      const { s3, kill } = emulator;
      const writers = Array.from({ length: WRITERS }, (_, writer) => write(s3, known, writer, random));
      const enough = known.versions.size + 3 + Math.floor(random() * 20);
      while (known.versions.size < enough) await delay(1);
      // A moment more, so that it is not always killed right after an answer.
      await delay(random() * 5);
      await kill();
      await Promise.all(writers);
      emulator = await start();
      await check(emulator.s3, known);
    }
    await checkContent(emulator.s3, known);
    await emulator.kill();
  }, 180_000);
});
