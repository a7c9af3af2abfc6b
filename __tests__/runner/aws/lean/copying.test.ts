// Listing and copying without the SDK, against the emulator: what the SDK sees is what was listed and what was copied.
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { concurrently } from '../../../../runner/pacing/concurrently';
import type { Aws } from '../../../../runner/ports/aws';
import type { CopyOrder, ListedObject } from '../../../../runner/ports/s3/copying';
import { control } from '../../../emulator/control/control-client';
import { leanAws, type LeanAws } from './lean-aws';
import { HOSTILE } from '../../renderers/hostile-text';

const ODD = [
  ...HOSTILE.filter((key) => key !== '' && !/\p{Cs}/u.test(key)),
  'a//b',
  '//',
  '/leading',
  'trailing/',
  'plus+and space and %2B and %',
  '\u{1f600}/\uffee',
  '\u0001\u001f\u007f',
  'k'.repeat(1_024),
  `${'é'.repeat(511)}ab`,
  '?versionId=x',
  '.',
  '../..',
];

let started: LeanAws;
let s3: S3Client;
let aws: Aws;

beforeAll(async () => {
  started = await leanAws();
  ({ s3, aws } = started);
  for (const Bucket of ['src', 'dst', 'held', 'odd']) await s3.send(new CreateBucketCommand({ Bucket }));
  for (const Key of ODD) await s3.send(new PutObjectCommand({ Bucket: 'src', Key, Body: Key, Metadata: { of: 'it' } }));
});
afterAll(() => started.close());

async function list(bucket: string, range: Parameters<Aws['copying']['objects']>[1]): Promise<readonly ListedObject[]> {
  const all: ListedObject[] = [];
  for await (const page of aws.copying.objects(bucket, range)) all.push(...page);
  return all;
}

function order(key: string, etag: string, changes: Partial<CopyOrder> = {}): CopyOrder {
  return {
    from: { bucket: 'src', key, etag },
    to: { bucket: 'dst', key },
    onto: 'nothing',
    storageClass: 'STANDARD',
    annotations: 'copy',
    ...changes,
  };
}

describe('a listing', () => {
  it('has what the SDK lists, whatever the keys hold', async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'src' }));
    expect(Contents).toHaveLength(ODD.length);
    expect(await list('src', { prefix: '' })).toEqual(
      Contents.map(({ Key, Size, ETag = '', LastModified, StorageClass }) => ({
        key: Key,
        sizeBytes: Size,
        etag: ETag.replaceAll('"', ''),
        lastModifiedMs: LastModified?.getTime(),
        storageClass: StorageClass,
      })),
    );
  });

  it('begins after a key, ends with one, and has those of a prefix alone', async () => {
    const keys = (await list('src', { prefix: '' })).map(({ key }) => key);
    const [, after = '', ...more] = keys;
    const until = more[4] ?? '';
    expect((await list('src', { prefix: '', after, until })).map(({ key }) => key)).toEqual(more.slice(0, 5));
    expect((await list('src', { prefix: 'a//' })).map(({ key }) => key)).toEqual(['a//b']);
    expect(await list('src', { prefix: 'none' })).toEqual([]);
  });

  it('goes on over pages', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'pages' }));
    const names = Array.from({ length: 1_001 }, (_, number) => `k ${String(number).padStart(4, '0')}`);
    await concurrently(names, 20, async (Key) => {
      await s3.send(new PutObjectCommand({ Bucket: 'pages', Key, Body: 'x' }));
    });
    expect((await list('pages', { prefix: '' })).map(({ key }) => key)).toEqual(names);
  });

  it('of a bucket that is not there says so', async () => {
    await expect(list('nowhere', { prefix: '' })).rejects.toMatchObject({ kind: 'not-found', code: 'NoSuchBucket' });
  });
});

describe('a copy', () => {
  it('of every odd key has its bytes and its metadata', async () => {
    for (const { key, etag } of await list('src', { prefix: '' })) {
      expect(await aws.copying.copy(order(key, etag, { to: { bucket: 'odd', key } }))).toMatchObject({ etag });
      const copied = await s3.send(new GetObjectCommand({ Bucket: 'odd', Key: key }));
      expect(await copied.Body?.transformToString()).toBe(key);
      expect(copied.Metadata).toEqual({ of: 'it' });
    }
  });

  it('is made of the source that was listed, onto what was listed, or not at all', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'held', Key: 'new', Body: 'new' }));
    const there = await s3.send(new PutObjectCommand({ Bucket: 'held', Key: 'there', Body: 'there' }));
    const etag = (await list('held', { prefix: 'new' }))[0]?.etag ?? '';
    const refused = { kind: 'refused', code: 'PreconditionFailed' };
    const onto = { etag: (there.ETag ?? '').replaceAll('"', '') };
    const copy = (from: string, standing: CopyOrder['onto']) =>
      aws.copying.copy({
        ...order('new', from, { onto: standing }),
        from: { bucket: 'held', key: 'new', etag: from },
        to: { bucket: 'held', key: 'there' },
      });
    await expect(copy(etag, 'nothing')).rejects.toMatchObject(refused);
    await expect(copy(etag, { etag: 'other' })).rejects.toMatchObject(refused);
    await expect(copy('other', onto)).rejects.toMatchObject(refused);
    await expect(copy(etag, onto)).resolves.toEqual({ etag });
  });

  it('has the class and the encryption of the order', async () => {
    const etag = (await list('src', { prefix: 'a//b' }))[0]?.etag ?? '';
    const encryption = { algorithm: 'AES256' } as const;
    await aws.copying.copy(order('a//b', etag, { onto: 'anything', storageClass: 'STANDARD_IA', encryption }));
    const head = await s3.send(new HeadObjectCommand({ Bucket: 'dst', Key: 'a//b' }));
    expect(head).toMatchObject({ StorageClass: 'STANDARD_IA', ServerSideEncryption: 'AES256' });
  });

  it('of what is gone says so, and one without a key at the destination is not sent', async () => {
    await expect(aws.copying.copy(order('gone', 'e'))).rejects.toMatchObject({ kind: 'not-found', code: 'NoSuchKey' });
    const nameless = order('a//b', 'e', { to: { bucket: 'made-by-mistake', key: '' } });
    await expect(aws.copying.copy(nameless)).rejects.toThrow();
    const empty = order('a//b', 'e', { to: { bucket: 'dst', key: '' } });
    await expect(aws.copying.copy(empty)).rejects.toThrow(/nothing was sent/);
  });

  it.each([
    ['InternalError', 'unavailable'],
    ['SlowDown', 'throttled'],
    ['ExpiredToken', 'credentials'],
    ['AccessDenied', 'denied'],
  ])('that S3 answers with %s is %s', async (error, kind) => {
    await control(started.running, 'POST', 'faults', [{ operation: 's3:CopyObject', error, times: 1 }]);
    const etag = (await list('src', { prefix: 'a//b' }))[0]?.etag ?? '';
    await expect(aws.copying.copy(order('a//b', etag, { onto: 'anything' }))).rejects.toMatchObject({ kind });
  });

  it('whose connection is reset is unreachable, whether it was made or not', async () => {
    const etag = (await list('src', { prefix: 'a//b' }))[0]?.etag ?? '';
    for (const reset of ['before', 'after'] as const) {
      await control(started.running, 'POST', 'faults', [{ operation: 's3:CopyObject', reset, times: 1 }]);
      await expect(aws.copying.copy(order('a//b', etag, { onto: 'anything' }))).rejects.toMatchObject({
        kind: 'unreachable',
      });
    }
  });
});
