// The reader: inventories in, messages out.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { readOrders, type Reader } from '../../../lambdas/reading/read-orders';
import { keyOrderOf } from '../../../runner/methods/inventory/messages/key-order';
import { fakeInvocation, record } from '../fake-invocation';

const FOLDER = 'inventory/source/daily/2026-01-15T01-00Z';
const SCHEMA = 'Bucket, Key, Size, LastModifiedDate, ETag, StorageClass';
const PARQUET =
  'message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); optional int64 size; optional int64 last_modified_date; ' +
  'optional binary e_tag (UTF8); optional binary storage_class (UTF8); }';
const md5 = (bytes: string | Buffer): string => createHash('md5').update(bytes).digest('hex');

let files: Map<string, Buffer>;
let put: Map<string, string>;
let toReader: string[];
let toWorkers: string[];
let requests: number[];
let again: string[];
let reader: Reader;

beforeEach(() => {
  files = new Map();
  put = new Map();
  [toReader, toWorkers, requests, again] = [[], [], [], []];
  reader = {
    settings: {
      ...{ sourceBucket: 'source', sourcePrefix: 'folder/' },
      ...{ inventoryBucket: 'reports', reportBucket: 'reports', reportPrefix: 'runs' },
      mostReceives: 5,
    },
    buckets: {
      async read(bucket, key) {
        await Promise.resolve();
        const bytes = bucket === 'reports' ? (files.get(key) ?? put.get(key)) : undefined;
        return bytes === undefined ? undefined : inChunks(Buffer.from(bytes));
      },
    },
    put: (bucket, key, text) => Promise.resolve(void put.set(bucket === 'reports' ? key : `${bucket}/${key}`, text)),
    sendFiles: (bodies) => Promise.resolve(void toReader.push(...bodies)),
    async sendKeys(bodies) {
      await Promise.resolve();
      requests.push(bodies.length);
      toWorkers.push(...bodies);
    },
    again: (handle, seconds) => Promise.resolve(void again.push(`${handle} ${seconds}`)),
  };
});

async function* inChunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

type Row = readonly string[];
const row = (key: string, size = 3, more: Partial<{ etag: string; storageClass: string }> = {}): Row => {
  const { etag = 'e1', storageClass = 'STANDARD' } = more;
  return ['source', key, String(size), '2026-01-01T00:00:00.000Z', etag, storageClass];
};

/** Delivers an inventory of one file for each list of rows. */
function deliver(lists: readonly (readonly Row[])[], changes: Readonly<Record<string, unknown>> = {}): void {
  const named = lists.map((rows, number) => {
    const bytes = gzipSync(rows.map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\n'));
    const key = `inventory/source/daily/data/${number}.csv.gz`;
    files.set(key, bytes);
    return { key, size: bytes.length, MD5checksum: md5(bytes) };
  });
  const manifest = JSON.stringify({
    sourceBucket: 'source',
    destinationBucket: 'arn:aws:s3:::reports',
    version: '2016-11-30',
    creationTimestamp: '1768438800000',
    fileFormat: 'CSV',
    fileSchema: SCHEMA,
    files: named,
    ...changes,
  });
  files.set(`${FOLDER}/manifest.json`, Buffer.from(manifest));
  files.set(`${FOLDER}/manifest.checksum`, Buffer.from(md5(manifest)));
}

const event = (key: string, bucket = 'reports') => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: bucket }, object: { key } },
});

/** What the reader sends to itself, until there is nothing more. */
async function readAll(): Promise<readonly (readonly string[])[]> {
  const answer = await readOrders([record(event(`${FOLDER}/manifest.checksum`))], reader, fakeInvocation());
  expect(answer).toEqual({ batchItemFailures: [] });
  const order = toReader.map((body, index) => record(body, `f${index}`));
  expect(await readOrders(order, reader, fakeInvocation())).toEqual({ batchItemFailures: [] });
  return toWorkers.map((body) => keyOrderOf(body)?.objects.map(({ key }) => key) ?? []);
}

const progress = (): unknown[] =>
  [...put].filter(([key]) => key.includes('/files/')).map(([, text]) => JSON.parse(text) as unknown);

describe('an inventory', () => {
  it('becomes messages of fifty objects, with all that a copy has to know of each', async () => {
    deliver([
      Array.from({ length: 120 }, (_, index) => row(`folder/${index}`, index, { storageClass: 'STANDARD_IA' })),
    ]);
    const keys = await readAll();
    expect(keys.map((one) => one.length)).toEqual([50, 50, 20]);
    expect(keyOrderOf(toWorkers[1] ?? '')?.objects[7]).toEqual({
      ...{ key: 'folder/57', sizeBytes: 57, etag: 'e1', storageClass: 'STANDARD_IA' },
      lastModifiedMs: Date.UTC(2026, 0, 1),
    });
    expect(progress()).toEqual([{ rows: 120, objects: 120, messages: 3, isDone: true }]);
  });

  it('has a space as plus, and other characters by their bytes', async () => {
    deliver([[row('folder/a+b'), row('folder/a%2Bb'), row('folder/%C3%A4%2520'), row('folder/%22q%22')]]);
    expect(await readAll()).toEqual([['folder/a b', 'folder/a+b', 'folder/ä%20', 'folder/"q"']]);
  });

  it('is read in Parquet, too, where a space is a space', async () => {
    const bytes = readFileSync(path.join(__dirname, 'snappy.parquet'));
    const key = 'inventory/source/daily/data/1.parquet';
    files.set(key, bytes);
    deliver([], { fileFormat: 'Parquet', fileSchema: PARQUET, files: [{ key, MD5checksum: md5(bytes) }] });
    const [first = []] = await readAll();
    expect(first[1]).toBe('folder/a b+c%20/1/1.txt');
    expect(progress()).toEqual([{ rows: 150, objects: 150, messages: 3, isDone: true }]);
  });

  it('has columns in whichever order its manifest names them', async () => {
    const cells: Row = ['STANDARD', 'e9', 'folder/a', '2026-01-01T00:00:00Z', '5', 'source'];
    deliver([[cells]], { fileSchema: 'StorageClass, ETag, Key, LastModifiedDate, Size, Bucket' });
    await readAll();
    expect(keyOrderOf(toWorkers[0] ?? '')?.objects).toMatchObject([{ key: 'folder/a', etag: 'e9', sizeBytes: 5 }]);
  });

  it('leaves out delete markers, versions that are not current, and keys of other folders', async () => {
    const fileSchema = 'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass';
    const version = (key: string, latest: boolean, marker: boolean): Row => {
      const date = '2026-01-01T00:00:00Z';
      const own = marker ? ['', date, '', ''] : ['3', date, 'e1', 'STANDARD'];
      return ['source', key, 'v', String(latest), String(marker), ...own];
    };
    deliver(
      [
        [
          version('folder/now', true, false),
          version('folder/now', false, false),
          version('folder/deleted', true, true),
          version('other/now', true, false),
        ],
      ],
      { fileSchema },
    );
    expect(await readAll()).toEqual([['folder/now']]);
  });

  it('has a message of its own for each large object, and none that SQS does not take', async () => {
    const long = (index: number) => `folder/${index}${'%EF%BF%BF'.repeat(300)}`;
    deliver([[row('folder/large', 2 * 1024 ** 3), ...Array.from({ length: 60 }, (_, index) => row(long(index)))]]);
    const keys = await readAll();
    expect(keys.find((one) => one.includes('folder/large'))).toEqual(['folder/large']);
    expect(keys.flat()).toHaveLength(61);
    expect(toWorkers.filter((body) => Buffer.byteLength(body) > 102_000 || /[\ufffe\uffff]/.test(body))).toEqual([]);
    expect(Math.max(...requests)).toBeLessThanOrEqual(10);
  });

  it('is read once: what comes twice finds what was written down', async () => {
    deliver([[row('folder/a')], [row('folder/b')]]);
    expect((await readAll()).length).toBe(2);
    const twice = toReader.map((body) => record(body));
    await readOrders(twice, reader, fakeInvocation());
    expect(toWorkers).toHaveLength(2);
  });

  it('is gone on with where the time of a function has ended, without a row lost or sent twice', async () => {
    deliver([Array.from({ length: 130 }, (_, index) => row(`folder/${String(index).padStart(3, '0')}`))]);
    await readOrders(
      [record({ version: 1, kind: 'manifest', key: `${FOLDER}/manifest.json` })],
      reader,
      fakeInvocation(),
    );
    const order = record(toReader[0] ?? '', 'f0');
    const short = fakeInvocation('request-2', [...Array.from({ length: 60 }, () => 900_000), 30_000]);
    expect(await readOrders([order], reader, short)).toEqual({ batchItemFailures: [{ itemIdentifier: 'f0' }] });
    expect(again).toEqual(['handle of f0 0']);
    expect(progress()).toMatchObject([{ isDone: false }]);
    expect(await readOrders([order], reader, fakeInvocation())).toEqual({ batchItemFailures: [] });
    const keys = toWorkers.flatMap((body) => keyOrderOf(body)?.objects.map(({ key }) => key) ?? []);
    expect(keys).toEqual(Array.from({ length: 130 }, (_, index) => `folder/${String(index).padStart(3, '0')}`));
    expect(progress()).toEqual([{ rows: 130, objects: 130, messages: toWorkers.length, isDone: true }]);
  });
});

describe('a message comes back, and the log says why,', () => {
  it.each([
    [
      'of a format that is not read',
      { fileFormat: 'ORC' },
      /its format is ORC; only CSV and Parquet are read: configure the inventory so/,
    ],
    ['of another bucket', { sourceBucket: 'elsewhere' }, /it is of the bucket 'elsewhere'/],
    ['without ETags', { fileSchema: 'Bucket, Key, Size, LastModifiedDate, StorageClass' }, /it lacks the column ETag/],
  ])('of an inventory %s', async (_, changes, why) => {
    deliver([[row('folder/a')]], changes);
    const invocation = fakeInvocation();
    const answer = await readOrders([record(event(`${FOLDER}/manifest.checksum`))], reader, invocation);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(invocation.lines).toEqual([{ event: 'not-read', messageId: 'm1', why: expect.stringMatching(why) }]);
    expect(again).toEqual(['handle of m1 30']);
    expect(toReader).toEqual([]);
  });

  it.each([
    ['its manifest is not what its checksum says', 'manifest.checksum', /manifest\.json is damaged: its checksum/],
    ['its checksum is not there', undefined, /there is no object s3:\/\/reports\/.*manifest\.checksum/],
  ])('when %s', async (_, changed, why) => {
    deliver([[row('folder/a')]]);
    const key = `${FOLDER}/manifest.checksum`;
    if (changed === undefined) files.delete(key);
    else files.set(key, Buffer.from(md5('another')));
    const invocation = fakeInvocation();
    await readOrders([record(event(key))], reader, invocation);
    expect(invocation.lines).toEqual([{ event: 'not-read', messageId: 'm1', why: expect.stringMatching(why) }]);
  });

  it('when a file is not what the manifest says', async () => {
    deliver([[row('folder/a')]]);
    await readOrders([record(event(`${FOLDER}/manifest.checksum`))], reader, fakeInvocation());
    files.set(
      'inventory/source/daily/data/0.csv.gz',
      gzipSync('"source","folder/b","1","2026-01-01T00:00:00Z","e","STANDARD"'),
    );
    const invocation = fakeInvocation();
    const answer = await readOrders([record(toReader[0] ?? '')], reader, invocation);
    expect(answer.batchItemFailures).toHaveLength(1);
    expect(invocation.lines).toMatchObject([
      { event: 'not-read', why: expect.stringContaining('is damaged: its checksum is') },
    ]);
    expect(progress()).toEqual([]);
  });

  it.each([
    '',
    'no JSON',
    '{"version":2,"kind":"manifest","key":"a"}',
    JSON.stringify(event('x/manifest.checksum', 'foreign')),
  ])('when it is %j, and the others are worked off', async (body) => {
    deliver([[row('folder/a')]]);
    const records = [
      record(body, 'poison'),
      record({ version: 1, kind: 'manifest', key: `${FOLDER}/manifest.json` }, 'good'),
    ];
    const answer = await readOrders(records, reader, fakeInvocation());
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'poison' }] });
    expect(toReader).toHaveLength(1);
  });
});
