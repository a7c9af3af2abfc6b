// Which versions the lists of jobs name: read beside a listing, in the order of keys.
import { describe, expect, it } from '@jest/globals';
import { NamedVersions } from '../../../../runner/methods/batch-copy/named-versions';
import type { Engine } from '../../../../runner/ports/engine';
import { manifestCsv, type ObjectVersionId } from '../../../../runner/target/manifest-csv';
import { fakeEngine, setup } from '../../fakes/fake-world';

type Row = readonly [key: string, versionId: string];

/** @param lists rows, or what stands there instead */
function holding(lists: Readonly<Record<string, readonly Row[] | string>>): Engine {
  const engine = fakeEngine(setup());
  const read = async function* (rows: readonly Row[] | string): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    const written = (all: readonly Row[]): string =>
      manifestCsv(
        'src',
        all.map(([key, versionId]): ObjectVersionId => ({ key, versionId })),
      );
    // Three bytes at a time: no row is whole.
    const bytes = Buffer.from(typeof rows === 'string' ? rows : written(rows));
    for (let at = 0; at < bytes.length; at += 3) yield bytes.subarray(at, at + 3);
  };
  const buckets = {
    ...engine.aws.buckets,
    read: (bucket: string, key: string) => {
      const rows = lists[`${bucket}/${key}`];
      return Promise.resolve(rows === undefined ? undefined : read(rows));
    },
  };
  return { ...engine, aws: { ...engine.aws, buckets } };
}

const of = (...objects: readonly string[]) =>
  objects.map((object) => ({ object, etag: 'e', fields: ['Bucket', 'Key', 'VersionId'] }));

describe('the versions that lists name', () => {
  it('are found whatever the keys are, and none where no list has the key', async () => {
    const engine = holding({
      'r/a.csv': [
        ['a b', 'v1'],
        ['a%2B\\n', 'v2'],
        ['\u{1F600}', 'v3'],
      ],
      'r/b.csv': [['a%', 'v4']],
    });
    const named = new NamedVersions(of('r/a.csv', 'r/b.csv'), engine);
    const found: (string | undefined)[] = [];
    for (const key of ['a', 'a b', 'a%', 'a%2B\\n', 'b', '\uffff', '\u{1F600}', '\u{1F601}'])
      found.push(await named.of(key));
    expect(found).toEqual([undefined, 'v1', 'v4', 'v2', undefined, undefined, 'v3', undefined]);
    await named.close();
  });

  it.each([
    ['that breaks off in a row', { 'r/a.csv': 'src,a,v1\nsrc,b' }, /the list of the job is damaged: s3:\/\/r\/a\.csv/],
    ['with a row that tells no version', { 'r/a.csv': 'src,a\nsrc,b,v1\n' }, /the list of the job is damaged/],
    ['that is not there any more', {}, /the list of the job is not there any more: s3:\/\/r\/a\.csv/],
    [
      'in another order',
      {
        'r/a.csv': [
          ['b', 'v'],
          ['a', 'v'],
        ] as const,
      },
      /is not in the order of keys: s3:\/\/r\/a\.csv/,
    ],
  ])('are not known of a list %s', async (_name, lists, says) => {
    const named = new NamedVersions(of('r/a.csv'), holding(lists));
    await expect(named.of('c')).rejects.toThrow(says);
  });
});
