// The same inventories as verify-inventories.test.ts, joined by Athena: the same findings, and what that costs.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../../../runner/events/comparisons/comparison';
import { bucketIn, fakeEngine, rule, setup } from '../../fakes/fake-world';
import { alike, athena, eachWithFolder, engineOf, folder, place, ROW, verify, REPLICA } from './athena-buckets';
import { compared, expectEveryDifference, fixture } from './every-difference';
import { lineOf, writeCsv, writeFiles, writeParquet, type InventoryRow } from './inventories';

eachWithFolder();

/** What does not hang on who has joined: neither times and places, nor which few keys are shown. */
function plain({ tables, ...comparison }: Comparison): unknown {
  const rest = { ...comparison, otherTraits: tables?.otherTraits, byDay: tables?.byDay, doubtful: tables?.doubtful };
  return JSON.parse(
    JSON.stringify(rest, (name, value: unknown) => (name === 'examples' ? (value as unknown[]).length : value)),
  );
}
describe('two inventories joined by Athena', () => {
  it.each(['CSV', 'Parquet'] as const)('in %s tell every difference, as DuckDB does', async (format) => {
    const { source, destination } = fixture();
    const write = (bucket: string, rows: readonly InventoryRow[]): Promise<string> | string =>
      format === 'CSV' ? writeCsv(place(bucket), rows) : writeParquet(place(bucket), rows);
    const manifests = { source: await write('src', source), destination: await write('dst', destination) };
    athena.deliver('src');
    athena.deliver('dst');
    const here = await verify({ sample: 0 });
    expectEveryDifference(here);
    const local = { engine: 'duckdb' as const, memoryMebibytes: 512, threads: 2, ...manifests };
    const there = await compared(fakeEngine(setup()), folder, { sample: 0, inventories: local });
    expect(plain(here.only)).toEqual(plain(there.only));
    expect(here.only.tables?.source).toEqual({
      ...there.only.tables?.source,
      location: 's3://inventories/inventory/src/all/2026-01-02T00-00Z/manifest.json',
    });
    expect(athena.orders).toHaveLength(1);
  });

  it('looks at what they do not settle, and at keys as they are', async () => {
    const young = { modified: '2026-01-02T10:00:00.000Z', size: 7, versionId: 'v1' };
    const keys = ['folder/quo"te, a b+c', 'folder/100%', 'folder/\u{1f600} ü', 'folder/line\nbreak', "folder/'"];
    writeCsv(place('src', { madeAt: '2026-01-02T12:00:00Z' }), [ROW, ...keys.map((key) => ({ key, ...young }))]);
    await writeParquet(place('dst'), [{ ...ROW, ...REPLICA }]);
    athena.deliver('src');
    athena.deliver('dst');
    const given = setup();
    const versions = keys.map((key) => ({ key, sizeBytes: 7 }));
    bucketIn(given, 'src').versions.splice(0, Infinity, ...versions);
    const replicas = versions.slice(1).map((version) => ({ ...version, replicationStatus: 'REPLICA' }));
    bucketIn(given, 'dst').versions.splice(0, Infinity, ...replicas);
    const { only, notes } = await verify({}, {}, engineOf(given));
    expect(only.tables?.doubtful).toEqual({ found: 5, looked: 5, unknown: 0 });
    expect(only.findings).toMatchObject([{ reason: 'never-tried', count: 1, examples: [{ key: keys[0] }] }]);
    expect(notes).toContainEqual(expect.stringMatching(/was made 2026-01-02T12:00:00.000Z, .* ago/));
  });

  it('are of one destination, and the others are named', async () => {
    alike();
    const given = setup();
    const { replication } = bucketIn(given, 'src');
    const rules = [rule(), rule({ id: 'second', destinationBucket: 'else', priority: 2 })];
    Object.assign(bucketIn(given, 'src'), { replication: { ...replication, rules } });
    const { notes } = await verify({}, {}, engineOf(given));
    expect(notes).toContainEqual(
      expect.stringMatching(/^rules replicate to 'else', too, which is not compared: name its/),
    );
    const chosen = await verify({ destinations: ['dst'] }, {}, engineOf(given));
    expect(chosen.notes.join()).not.toContain('not compared');
    expect(athena.orders).toHaveLength(2);
  });

  it('compares copies newest with newest, under another prefix', async () => {
    writeCsv(place('src'), [{ key: 'folder/a b/same' }, { key: 'folder/a b/missing' }, { key: 'folder/a b/size' }]);
    writeCsv(place('dst'), [
      { key: 'ü/a b/same' },
      { key: 'ü/a b/size', size: 2, modified: '2026-01-01T12:00:00.000Z' },
    ]);
    athena.deliver('src');
    athena.deliver('dst');
    const pair = { from: { bucket: 'src', prefix: 'folder/' }, to: { bucket: 'dst', prefix: 'ü/' } };
    const copies = { pairs: [pair], expected: { redirects: false, lock: false } };
    const { only, certificate } = await verify({ copies, sample: 0 });
    expect(certificate).toMatchObject({ matched: 'newest-with-newest', listing: 'S3Inventory' });
    expect(only.versions).toMatchObject({ same: 1, missing: 1, different: 1, compared: 3 });
  });

  it('compares a version once that inventories list twice, names it, and is not complete then', async () => {
    const rows = [ROW, { ...ROW, size: 9 }, { ...ROW, key: 'folder/b' }];
    writeCsv(place('src'), [...rows, { ...ROW, key: 'folder/c' }, { ...ROW, key: 'folder/c' }]);
    writeCsv(
      place('dst'),
      rows.map((row) => ({ ...row, ...REPLICA })),
    );
    athena.deliver('src');
    athena.deliver('dst');
    const { only } = await verify({ sample: 0 });
    expect(only.versions).toMatchObject({ same: 2, missing: 1, compared: 3 });
    expect(only.tables?.source.damaged).toMatchObject([{ damage: 'listed-twice', count: 2 }]);
    expect(only.tables?.destination.damaged).toMatchObject([{ damage: 'listed-twice', count: 1 }]);
    expect(athena.orders).toHaveLength(1);
  });

  it('names and counts rows that cannot be used, and is not complete then', async () => {
    const lines = [
      lineOf('src', ROW),
      '"src","folder/b"\n',
      lineOf('else', { key: 'folder/c' }),
      lineOf('src', { key: 'folder/d' }).replace('"1"', '""'),
      lineOf('src', { key: 'folder/e' }).replace('folder/e', 'folder/%zz'),
      lineOf('src', { key: 'folder/f' }).replace('folder/f', 'folder/%ff'),
    ];
    alike();
    writeFiles(place('src'), [gzipSync(lines.join(''))]);
    athena.deliver('src');
    const { only } = await verify({ sample: 0 });
    const damaged = only.tables?.source.damaged ?? [];
    expect(Object.fromEntries(damaged.map(({ damage, count }) => [damage, count]))).toEqual({
      ...{ columns: 1, 'other-bucket': 1, 'no-size': 1, 'broken-percent': 2 },
    });
    expect(only.answer).not.toBe('complete');
  });
});

describe('what a query costs', () => {
  it('is told before, and what was scanned afterwards', async () => {
    alike();
    const { events, notes } = await verify();
    expect(events.find(({ kind }) => kind === 'cost')).toMatchObject({ lines: [{ item: 'athena-gb', paid: 'once' }] });
    expect(notes.at(-1)).toMatch(/^Athena's query \w+ has scanned 12 MiB: under \$0.01$/);
  });

  it('is held by --max-cost before anything is sent', async () => {
    alike();
    await expect(verify({}, { maxCostUsd: 0 })).rejects.toMatchObject({
      kind: 'preflight',
      message: 'the query may cost up to under $0.01, and --max-cost allows $0.00; nothing was queried',
    });
    expect(athena.orders).toEqual([]);
  });
});
