// Which inventory Athena reads: that of the table, of the newest day, whole, and no other.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../../runner/ports/errors';
import type { InventoryConfiguration } from '../../../../runner/ports/s3/bucket-settings';
import { setup } from '../../fakes/fake-world';
import {
  alike,
  athena,
  eachWithFolder,
  engineOf,
  folder,
  place,
  verify,
  REPLICA,
  ROW,
  type Inventories,
} from './athena-buckets';

import { writeParquet } from './inventories';

eachWithFolder();

const CONFIGURATION: InventoryConfiguration = {
  ...{ isEnabled: true, format: 'CSV', frequency: 'Daily', versions: 'All', fields: [] },
  ...{ filterPrefix: '', bucket: 'inventories', prefix: 'inventory' },
};

/** An engine whose buckets have these configurations, by their names. */
function configured(
  of: Readonly<Record<string, InventoryConfiguration | RunnerError | undefined>>,
): ReturnType<typeof engineOf> {
  const engine = engineOf(setup());
  const bucketSettings = {
    ...engine.aws.bucketSettings,
    async inventory(bucket: string) {
      await Promise.resolve();
      const found = bucket in of ? of[bucket] : CONFIGURATION;
      if (found instanceof RunnerError) throw found;
      return found;
    },
  };
  return { ...engine, aws: { ...engine.aws, bucketSettings } };
}

describe('which inventory Athena reads', () => {
  it('is the newest that S3 has finished, or the one that is named, which the query names too', async () => {
    alike();
    athena.deliver('src', '2026-01-05-00-00', []);
    const { notes } = await verify();
    expect(notes[0]).toContain('Athena reads the partition 2026-01-02-00-00 of in ventories.src');
    expect(athena.orders[0]?.sql).toContain(`from "in ventories"."src" where "dt" = '2026-01-02-00-00'`);
    await expect(verify({}, { source: { name: 'src', partition: '2026-01-01-00-00' } })).rejects.toThrow(
      /there is no partition 2026-01-01-00-00/,
    );
    await expect(verify({}, { source: { name: 'src', partition: '2026-01-05-00-00' } })).rejects.toThrow(
      /none has a manifest, which S3 writes last/,
    );
  });

  it.each<[string, () => void, RegExp]>([
    ['that is not there', () => rmSync(path.join(folder, 'dst'), { recursive: true }), /there is none in eu-west-1/],
    ['of another form', () => (athena.table = { inputFormat: 'TextInputFormat' }), /input format is 'TextInputFormat'/],
    ['of another place', () => (athena.table = { location: 's3://inventories/data/' }), /not the folder hive\//],
    ['without partitions', () => (athena.table = { partitionKeys: [] }), /partitioned by 0 columns/],
    [
      'in another order',
      () => (athena.table = { columns: ['key', 'bucket'] }),
      /column 1 is 'key', and in the files .* 'Bucket'/,
    ],
    ['with too few columns', () => (athena.table = { columns: ['bucket', 'key'] }), /its column 3 is ''.*'VersionId'/],
    [
      'that skips rows of every file',
      () => (athena.table = { parameters: { 'skip.header.line.count': '1' } }),
      /parameter 'skip.header.line.count' is '1': rows of every file would be left out/,
    ],
    [
      'whose partitions lie elsewhere',
      () => (athena.table = { parameters: { 'storage.location.template': 's3://inventories/old/dt=${dt}/' } }),
      /partitions lie at 's3:\/\/inventories\/old\/dt=\$\{dt\}\/'/,
    ],
    [
      'without a delivery',
      () => rmSync(path.join(folder, 'src/inventory/src/all/hive'), { recursive: true }),
      /there is no partition at s3:/,
    ],
  ])('is refused from a table %s', async (_what, change, why) => {
    alike();
    change();
    await expect(verify()).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(why) });
    expect(athena.orders).toEqual([]);
  });

  it.each<[string, InventoryConfiguration | RunnerError | undefined, RegExp]>([
    [
      'is gone',
      undefined,
      /leaves out keys is not known: the bucket 'dst' has no inventory configuration 'all' any more/,
    ],
    ['may not be read', new RunnerError('denied', 'no'), /leaves out keys is not known: no/],
  ])('is compared where its configuration %s, which is said', async (_what, found, note) => {
    alike();
    const { outcome, notes } = await verify({}, {}, configured({ dst: found }));
    expect([outcome, notes]).toEqual(['done', expect.arrayContaining([expect.stringMatching(note)])]);
  });

  it('is not compared beyond what its configuration has', async () => {
    alike();
    for (const bucket of ['src', 'dst']) {
      const filtered = configured({ [bucket]: { ...CONFIGURATION, filterPrefix: 'folder/' } });
      await expect(verify({}, {}, filtered)).rejects.toMatchObject({
        kind: 'usage',
        message: expect.stringMatching(
          /has only keys that begin with 'folder\/', as its configuration 'all' says, and all keys are compared/,
        ),
      });
      expect(athena.orders).toEqual([]);
    }
    const narrower = configured({ src: { ...CONFIGURATION, filterPrefix: 'fold' } });
    expect((await verify({}, {}, narrower, ['folder/'])).outcome).toBe('done');
  });

  it.each<[string, Inventories, RegExp]>([
    ['source', { source: { name: 'dst' } }, /over inventories of the bucket 'dst', and the source is 'src'/],
    ['destination', { destination: { name: 'src' } }, /is of the bucket 'src', to which no enabled rule of 'src'/],
  ])('is not that of another bucket than the %s', async (_side, named, why) => {
    alike();
    await expect(verify({}, named)).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(why) });
    expect(athena.orders).toEqual([]);
  });

  it('is not queried within a limit of money where its manifest does not say how large it is', async () => {
    alike();
    const files = path.join(folder, 'dst/inventory/dst/all/2026-01-02T00-00Z');
    const manifest = JSON.parse(readFileSync(path.join(files, 'manifest.json'), 'utf8')) as { files: object[] };
    manifest.files = manifest.files.map((file) => ({ ...file, size: undefined }));
    rmSync(path.join(files, 'manifest.checksum'), { force: true });
    writeFileSync(path.join(files, 'manifest.json'), JSON.stringify(manifest));
    await expect(verify({}, { maxCostUsd: 1e9 })).rejects.toMatchObject({
      kind: 'preflight',
      message: expect.stringMatching(/^what the query may cost is not known, .*; nothing was queried$/),
    });
    expect(athena.orders).toEqual([]);
    expect((await verify()).notes).toContainEqual(expect.stringMatching(/do not say how large their files are/));
  });

  it('is not read where the table lacks a column that decides', async () => {
    const row = { ...ROW, isLatest: false };
    await writeParquet(place('src'), [row]);
    await writeParquet(place('dst'), [{ ...row, ...REPLICA }]);
    athena.deliver('src');
    athena.deliver('dst');
    athena.table = { columns: ['bucket', 'key', 'version_id', 'size', 'e_tag', 'last_modified_date'] };
    await expect(verify()).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/has no column 'is_latest', 'is_delete_marker'/),
      hint: expect.stringMatching(/^declare the columns in the order of the manifest: bucket, key, version_id/),
    });
    expect(athena.orders).toEqual([]);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'its folder has another list of files',
      () => writeFileSync(path.join(folder, 'src/inventory/src/all/hive/dt=2026-01-02-00-00/more.txt'), ''),
      /symlink.txt is not alone in its folder: Athena would take .*more.txt for lists of files, too/,
    ],
    [
      'a file is listed twice',
      () => {
        const names = readdirSync(path.join(folder, 'src/inventory/src/all/data'));
        athena.deliver(
          'src',
          undefined,
          ['', ...names].map((name) => `inventory/src/all/data/${name === '' ? (names[0] ?? '') : name}`),
        );
      },
      /do not name the same files: 1 of its lines are there twice/,
    ],
  ])('is not compared where %s', async (_what, change, why) => {
    alike();
    change();
    const { only } = await verify();
    expect(only).toMatchObject({ answer: 'not-compared', reason: expect.stringMatching(why) });
    expect(athena.orders).toEqual([]);
  });

  it('is not compared where the files of the table are others than those of the manifest, or no row is found', async () => {
    alike();
    athena.deliver('src', undefined, ['inventory/src/all/data/other.csv.gz']);
    const { only } = await verify();
    expect(only).toMatchObject({
      answer: 'not-compared',
      reason: expect.stringContaining('do not name the same files'),
    });
    expect(athena.orders).toEqual([]);
    athena.deliver('src');
    athena.hasPartition = false;
    const empty = await verify();
    expect(empty.only.reason).toContain('the table does not have that partition');
    expect(empty.outcome).toBe('not-compared');
  });
});
