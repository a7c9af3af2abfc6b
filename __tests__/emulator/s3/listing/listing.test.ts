import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NOTHING, putVersion, SSE_S3 } from '../../../../emulator/s3/versions/write-object';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3Client;
const Bucket = 'listing';
const KEYS = ['a', 'b/1', 'b/2', 'b/c/3', 'd', 'e/1', '\u0001', 'ä +&%', '😀'];

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'b/1', Body: 'xy' }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'gone/1', Body: 'x' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone/1' }));
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

const decode = (key = ''): string => decodeURIComponent(key.replaceAll('+', ' '));
const inOrder = (keys: readonly string[]): string[] =>
  [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

/** Fills a bucket without a request for each key. */
function fill(
  name: string,
  keys: readonly { readonly key: string; readonly versions: number; readonly deleted: boolean }[],
): void {
  const { world } = running.emulator;
  const bucket = world.buckets.get(name);
  if (bucket === undefined) throw new Error(`no bucket ${name}`);
  let time = 0;
  for (const { key, versions, deleted } of keys) {
    for (let n = 0; n < versions; n++) {
      putVersion(world, bucket, {
        key,
        versionId: `v${time}`,
        deleteMarker: deleted && n === versions - 1,
        lastModifiedMs: time++,
        etag: '"x"',
        body: Buffer.alloc(0),
        systemMetadata: NOTHING,
        metadata: NOTHING,
        storageClass: 'STANDARD',
        encryption: SSE_S3,
        checksums: NOTHING,
        tags: NOTHING,
      });
    }
  }
}

describe('ListObjectsV2', () => {
  it('gives the keys in UTF-8 order, without those whose newest version is a delete marker', async () => {
    const { Contents, KeyCount, IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(inOrder(KEYS));
    expect([KeyCount, IsTruncated]).toEqual([KEYS.length, false]);
    expect(Contents?.find(({ Key }) => Key === 'b/1')).toMatchObject({ Size: 2, StorageClass: 'STANDARD' });
  });

  it('rolls keys up to the delimiter, and shows no prefix under which nothing is left', async () => {
    const { Contents, CommonPrefixes } = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    expect(CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['b/', 'e/']);
    expect(Contents?.map(({ Key }) => Key)).toEqual(inOrder(KEYS.filter((key) => !key.includes('/'))));
    const below = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', Prefix: 'b/' }));
    expect([below.Contents?.map(({ Key }) => Key), below.CommonPrefixes]).toEqual([
      ['b/1', 'b/2'],
      [{ Prefix: 'b/c/' }],
    ]);
  });

  it('percent-encodes keys on request, a space as a plus', async () => {
    const { Contents, EncodingType } = await s3.send(
      new ListObjectsV2Command({ Bucket, EncodingType: 'url', Prefix: 'ä' }),
    );
    expect([EncodingType, Contents?.[0]?.Key]).toEqual(['url', '%C3%A4+%2B%26%25']);
  });

  it('begins after a key', async () => {
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: 'b/2', MaxKeys: 2 }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['b/c/3', 'd']);
  });

  it('with no keys asked for is complete and empty', async () => {
    expect(await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }))).toMatchObject({
      KeyCount: 0,
      IsTruncated: false,
    });
  });

  it('refuses a token that it never gave, and a limit below zero', async () => {
    expect(await errorOf(s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken: 'x' })))).toMatchObject({
      name: 'InvalidArgument',
    });
    expect(await errorOf(s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: -1 })))).toMatchObject({
      name: 'InvalidArgument',
    });
  });
});

describe('ListObjects', () => {
  it('gives a marker for the next page only with a delimiter', async () => {
    expect((await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 2 }))).NextMarker).toBeUndefined();
    const page = await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 3, Delimiter: '/' }));
    expect([page.NextMarker, page.IsTruncated]).toEqual(['b/', true]);
    const next = await s3.send(new ListObjectsCommand({ Bucket, Marker: page.NextMarker, Delimiter: '/' }));
    expect(next.CommonPrefixes).toEqual([{ Prefix: 'e/' }]);
  });
});

describe('ListObjectVersions', () => {
  it.each([
    ['ListObjects', async (Marker: string) => s3.send(new ListObjectsCommand({ Bucket, Marker, Delimiter: '/' }))],
    [
      'ListObjectVersions',
      async (KeyMarker: string) => s3.send(new ListObjectVersionsCommand({ Bucket, KeyMarker, Delimiter: '/' })),
    ],
  ])('does not show a prefix again that the marker of %s is in', async (_, list) => {
    const after = async (marker: string) => (await list(marker)).CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [];
    expect(await after('a')).toContain('b/');
    expect(await after('b/1')).not.toContain('b/');
    expect(await after('b/1')).toContain('e/');
  });

  it('says nothing of where a page of ListObjectsV2 was to begin when a token decides', async () => {
    const first = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1, StartAfter: '!' }));
    expect(first.StartAfter).toBe('!');
    const where = { ContinuationToken: first.NextContinuationToken, StartAfter: '!' };
    expect((await s3.send(new ListObjectsV2Command({ Bucket, ...where }))).StartAfter).toBeUndefined();
  });

  it('gives versions newest first, and delete markers', async () => {
    const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions?.filter(({ Key }) => Key === 'b/1').map(({ Size, IsLatest }) => [Size, IsLatest])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(DeleteMarkers).toEqual([expect.objectContaining({ Key: 'gone/1', IsLatest: true })]);
  });

  it('refuses a version marker without a key marker', async () => {
    const fault = await errorOf(s3.send(new ListObjectVersionsCommand({ Bucket, VersionIdMarker: 'x' })));
    expect(fault).toMatchObject({ name: 'InvalidArgument' });
  });

  it('goes on when the version that the page ended with is gone', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'vanishing' }));
    fill('vanishing', [{ key: 'k', versions: 4, deleted: false }]);
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: 'vanishing', MaxKeys: 2 }));
    for (const { VersionId } of page.Versions ?? [])
      await s3.send(new DeleteObjectCommand({ Bucket: 'vanishing', Key: 'k', VersionId }));
    const markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    const rest = await s3.send(new ListObjectVersionsCommand({ Bucket: 'vanishing', ...markers }));
    expect(rest.Versions?.map(({ VersionId }) => VersionId)).toEqual(['v1', 'v0']);
  });
});

describe('pages', () => {
  const someKey = fc.string({
    unit: fc.constantFrom('a', 'b', '/', 'é', '\uffff', '😀', ' ', '\n'),
    minLength: 1,
    maxLength: 6,
  });
  const someKeys = fc.uniqueArray(
    fc.record({ key: someKey, versions: fc.integer({ min: 1, max: 3 }), deleted: fc.boolean() }),
    { maxLength: 25, selector: ({ key }) => key },
  );
  const query = fc.record({
    prefix: fc.constantFrom('', 'a', 'a/', 'b'),
    delimiter: fc.constantFrom('', '/', 'a', '/a'),
    pageSize: fc.integer({ min: 1, max: 7 }),
  });
  let count = 0;

  async function bucketWith(keys: Parameters<typeof fill>[1]): Promise<string> {
    const name = `pages-${count++}`;
    await s3.send(new CreateBucketCommand({ Bucket: name }));
    fill(name, keys);
    return name;
  }

  /** What a listing of these keys must give, in order: keys and common prefixes. */
  function expectedSlots(keys: readonly string[], prefix: string, delimiter: string): string[] {
    const rolled = inOrder(keys.filter((key) => key.startsWith(prefix))).map((key) => {
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return end < 0 ? `key ${key}` : `prefix ${key.slice(0, end + delimiter.length)}`;
    });
    return rolled.filter((slot, n) => slot.startsWith('key') || !rolled.slice(0, n).includes(slot));
  }

  it('of objects, put together, are the whole listing, each as long as asked for', async () => {
    await fc.assert(
      fc.asyncProperty(someKeys, query, async (keys, { prefix, delimiter, pageSize }) => {
        const name = await bucketWith(keys);
        const slots: string[] = [];
        let token: string | undefined;
        do {
          const page = await s3.send(
            new ListObjectsV2Command({
              Bucket: name,
              Prefix: prefix,
              MaxKeys: pageSize,
              EncodingType: 'url',
              ...(delimiter === '' ? {} : { Delimiter: delimiter }),
              ...(token === undefined ? {} : { ContinuationToken: token }),
            }),
          );
          const { Contents = [], CommonPrefixes = [] } = page;
          token = page.NextContinuationToken;
          expect(page.IsTruncated).toBe(token !== undefined);
          expect(page.KeyCount).toBe(Contents.length + CommonPrefixes.length);
          if (token !== undefined) expect(page.KeyCount).toBe(pageSize);
          slots.push(...Contents.map(({ Key }) => `key ${decode(Key)}`));
          slots.push(...CommonPrefixes.map(({ Prefix }) => `prefix ${decode(Prefix)}`));
        } while (token !== undefined);
        const visible = keys.filter(({ deleted }) => !deleted).map(({ key }) => key);
        expect([...slots].sort()).toEqual(expectedSlots(visible, prefix, delimiter).sort());
      }),
      { numRuns: 40 },
    );
  });

  it('of versions, put together, are every version once, newest first', async () => {
    await fc.assert(
      fc.asyncProperty(someKeys, query, async (keys, { prefix, delimiter, pageSize }) => {
        const name = await bucketWith(keys);
        const seen: string[] = [];
        let markers: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
        while (markers !== undefined) {
          const page: ListObjectVersionsCommandOutput = await s3.send(
            new ListObjectVersionsCommand({
              Bucket: name,
              Prefix: prefix,
              MaxKeys: pageSize,
              EncodingType: 'url',
              ...(delimiter === '' ? {} : { Delimiter: delimiter }),
              ...markers,
            }),
          );
          const { Versions = [], DeleteMarkers = [], CommonPrefixes = [] } = page;
          const listed = [...Versions, ...DeleteMarkers].map(
            ({ Key, VersionId }) => `${decode(Key)} ${VersionId ?? ''}`,
          );
          seen.push(...listed, ...CommonPrefixes.map(({ Prefix }) => `prefix ${decode(Prefix)}`));
          markers = undefined;
          if (page.IsTruncated !== true) continue;
          expect(Versions.length + DeleteMarkers.length + CommonPrefixes.length).toBe(pageSize);
          markers = {
            KeyMarker: decode(page.NextKeyMarker),
            ...(page.NextVersionIdMarker === undefined ? {} : { VersionIdMarker: page.NextVersionIdMarker }),
          };
        }
        const bucket = running.emulator.world.buckets.get(name);
        const expected = expectedSlots(
          keys.map(({ key }) => key),
          prefix,
          delimiter,
        ).flatMap((slot) => {
          if (slot.startsWith('prefix ')) return [slot];
          const key = slot.slice('key '.length);
          return (bucket?.versions.versionsOf(key) ?? []).map(({ versionId }) => `${key} ${versionId}`);
        });
        expect([...seen].sort()).toEqual([...expected].sort());
      }),
      { numRuns: 40 },
    );
  });
});
