// The seed file: entries that stand for many objects.
import { afterEach, describe, expect, it } from '@jest/globals';
import * as S3 from '@aws-sdk/client-s3';
import { parseSeed } from '../../emulator/emulator';
import { startEmulator, type Running } from './running';

describe('an entry of the seed file', () => {
  let running: Running | undefined;

  afterEach(async () => {
    await running?.close();
    running = undefined;
  });

  const seeded = async (object: object): Promise<Running> => {
    const seed = parseSeed(JSON.stringify({ buckets: [{ name: 'seeded', objects: [object] }] }));
    running = await startEmulator({ seed });
    return running;
  };
  const keysOf = async (emulator: Running): Promise<(string | undefined)[]> => {
    const { Contents = [] } = await emulator.s3().send(new S3.ListObjectsV2Command({ Bucket: 'seeded' }));
    return Contents.map(({ Key }) => Key);
  };
  const textOf = async (emulator: Running, Key: string): Promise<string | undefined> => {
    const { Body } = await emulator.s3().send(new S3.GetObjectCommand({ Bucket: 'seeded', Key }));
    return Body?.transformToString();
  };

  it('with a count stands for so many objects, listed in the order of their numbers', async () => {
    const emulator = await seeded({ key: 'folder/{n}.txt', count: 12 });
    const keys = await keysOf(emulator);
    expect(keys).toHaveLength(12);
    expect([keys[0], keys[1], keys[11]]).toEqual(['folder/01.txt', 'folder/02.txt', 'folder/12.txt']);
  });

  it('with a count has the number of each object in its body, too', async () => {
    const emulator = await seeded({ key: 'a/{n}', count: 3, body: 'this is {n}' });
    expect(await textOf(emulator, 'a/2')).toBe('this is 2');
  });

  it('without a count is one object, whatever its key', async () => {
    const emulator = await seeded({ key: 'a/{n}', body: '{n}' });
    expect(await keysOf(emulator)).toEqual(['a/{n}']);
    expect(await textOf(emulator, 'a/{n}')).toBe('{n}');
  });

  describe('of 6 GiB', () => {
    const sizeBytes = 6 * 1024 ** 3;
    const large = { Bucket: 'seeded', Key: 'large' };
    const begin = async (): Promise<S3.S3Client> => (await seeded({ key: large.Key, sizeBytes })).s3();

    it('has its size, the ETag of its parts, and no bytes to read', async () => {
      const s3 = await begin();
      const { Contents } = await s3.send(new S3.ListObjectsV2Command({ Bucket: large.Bucket }));
      expect(Contents).toMatchObject([{ Key: 'large', Size: sizeBytes }]);
      const head = await s3.send(new S3.HeadObjectCommand(large));
      expect(head).toMatchObject({ ContentLength: sizeBytes, ETag: expect.stringMatching(/^"[0-9a-f]{32}-6"$/) });
      const first = await s3.send(new S3.HeadObjectCommand({ ...large, PartNumber: 1 }));
      expect(first).toMatchObject({ ContentLength: 1024 ** 3, PartsCount: 6 });
      await expect(s3.send(new S3.GetObjectCommand(large))).rejects.toMatchObject({ name: 'NotImplemented' });
    });

    it('is copied in parts, and not in one request', async () => {
      const s3 = await begin();
      const target = { Bucket: large.Bucket, Key: 'copy' };
      const CopySource = 'seeded/large';
      await expect(s3.send(new S3.CopyObjectCommand({ ...target, CopySource }))).rejects.toMatchObject({
        name: 'InvalidRequest',
      });
      const { UploadId } = await s3.send(new S3.CreateMultipartUploadCommand(target));
      const Parts: S3.CompletedPart[] = [];
      for (const [index, end] of [5 * 1024 ** 3, sizeBytes].entries()) {
        const CopySourceRange = `bytes=${index === 0 ? 0 : 5 * 1024 ** 3}-${end - 1}`;
        const PartNumber = index + 1;
        const part = { ...target, UploadId, PartNumber, CopySource, CopySourceRange };
        const { CopyPartResult } = await s3.send(new S3.UploadPartCopyCommand(part));
        Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
      }
      await s3.send(new S3.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
      expect(await s3.send(new S3.HeadObjectCommand(target))).toMatchObject({ ContentLength: sizeBytes });
    });
  });

  it('with a count and no place for the number in its key is refused by name', () => {
    const text = JSON.stringify({ buckets: [{ name: 'seeded', objects: [{ key: 'a', count: 2 }] }] });
    expect(() => parseSeed(text)).toThrow(/needs \{n\}.*[\s\S]*buckets\[0\]\.objects\[0\]\.key/);
  });
});

describe('a seed file', () => {
  const bucket = (fields: object): string => JSON.stringify({ buckets: [{ name: 'seeded', ...fields }] });

  it.each([
    [
      'a name that no bucket can have',
      bucket({ name: 'x' }),
      /is not a name that a bucket can have[\s\S]*buckets\[0\]\.name/,
    ],
    [
      'two buckets of one name',
      JSON.stringify({ buckets: [{ name: 'seeded' }, { name: 'seeded' }] }),
      /names are unique across accounts[\s\S]*buckets\[1\]\.name/,
    ],
    [
      'several versions in a bucket without versioning',
      bucket({ objects: [{ key: 'a', versions: 2 }] }),
      /"versioning": "Enabled"[\s\S]*objects\[0\]\.versions/,
    ],
    ['a key of more than 1,024 bytes', bucket({ objects: [{ key: 'ä'.repeat(513) }] }), /more than 1024 bytes/],
    [
      'more than ten tags',
      bucket({ objects: [{ key: 'a', tags: Object.fromEntries(Array.from('abcdefghijk', (name) => [name, ''])) }] }),
      /more than 10 tags/,
    ],
  ])('with %s is refused by name', (_, text, words) => {
    expect(() => parseSeed(text)).toThrow(words);
  });

  it('with a bucket of an account that the emulator has not is refused, and names those that it has', async () => {
    const seed = parseSeed(bucket({ accountId: '1' }));
    await expect(startEmulator({ seed })).rejects.toThrow(/account '1'; the emulator has 111122223333, 444455556666/);
  });
});
