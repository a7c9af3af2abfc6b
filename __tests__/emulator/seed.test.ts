// The seed file: entries that stand for many objects.
import { afterEach, describe, expect, it } from '@jest/globals';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
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
    const { Contents = [] } = await emulator.s3().send(new ListObjectsV2Command({ Bucket: 'seeded' }));
    return Contents.map(({ Key }) => Key);
  };
  const textOf = async (emulator: Running, Key: string): Promise<string | undefined> => {
    const { Body } = await emulator.s3().send(new GetObjectCommand({ Bucket: 'seeded', Key }));
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
