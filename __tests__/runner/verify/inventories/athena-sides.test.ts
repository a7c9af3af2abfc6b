// The same inventories as verify-inventories.test.ts, joined by Athena: the same findings, and how its queries end.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../../../runner/events/comparisons/comparison';
import { RunnerError, type ErrorKind } from '../../../../runner/ports/errors';
import type { InventoryConfiguration } from '../../../../runner/ports/s3/bucket-settings';
import type { ResultPage } from '../../../../runner/ports/serverless/queries';
import type { VerifyInventoriesOptions } from '../../../../runner/verify/inventories/verify-inventories';
import { bucketIn, fakeEngine, rule, setup, type Setup } from '../../fakes/fake-world';
import { AthenaStandIn, PLACE } from './athena-stand-in';
import { compared, expectEveryDifference, fixture, type Compared } from './every-difference';
import { lineOf, writeCsv, writeFiles, writeParquet, type InventoryRow, type WrittenInventory } from './inventories';

let folder: string;
let athena: AthenaStandIn;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'athena-'));
  athena = new AthenaStandIn(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (bucket: string, more: Partial<WrittenInventory> = {}): WrittenInventory => ({ folder, bucket, ...more });
const ROW = { key: 'folder/a', versionId: 'v1', status: 'COMPLETED' };
const REPLICA = { status: 'REPLICA' };

type Options = Omit<VerifyInventoriesOptions, 'inventories'>;
type Inventories = Partial<Extract<VerifyInventoriesOptions['inventories'], { engine: 'athena' }>>;

function engineOf(given: Setup): ReturnType<typeof fakeEngine> {
  const fake = fakeEngine(given);
  return { ...fake, aws: athena.aws(fake.aws) };
}

async function verify(
  options: Options = {},
  more: Inventories = {},
  engine = engineOf(setup()),
  prefixes?: readonly string[],
): Promise<Compared> {
  const named = { place: PLACE, source: { name: 'src' }, destination: { name: 'dst' } };
  return compared(engine, folder, { ...options, inventories: { engine: 'athena', ...named, ...more } }, prefixes);
}

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

/** Both inventories of two small buckets, which are the same. */
function alike(rows: readonly InventoryRow[] = [ROW]): void {
  writeCsv(place('src'), rows);
  writeCsv(
    place('dst'),
    rows.map((row) => ({ ...row, ...REPLICA })),
  );
  athena.deliver('src');
  athena.deliver('dst');
}

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

describe('a query that does not end well', () => {
  it.each<[string, () => void, RegExp]>([
    [
      'is stopped by the limit of the workgroup',
      () => {
        athena.workgroup = { isEnabled: true, hasResults: true, isEnforced: true, cutoffBytes: 10_485_760 };
        [athena.failure, athena.cancelled] = ['Bytes scanned limit was exceeded', true];
      },
      /has scanned more than the workgroup 'backfill' lets one query scan \(10 MiB\).*--athena-workgroup/,
    ],
    [
      'is denied',
      () => (athena.failure = 'Access Denied (Service: Amazon S3; Status Code: 403)'),
      /was denied: Access Denied/,
    ],
    ['needs too much', () => (athena.failure = 'Query exhausted resources at this scale factor'), /--engine duckdb/],
    ['is cancelled', () => ([athena.failure, athena.cancelled] = ['', true]), /was cancelled; 12 MiB were scanned/],
    ['fails', () => (athena.failure = 'HIVE_CANNOT_OPEN_SPLIT: no such file'), /has failed: HIVE_CANNOT_OPEN_SPLIT/],
  ])('%s, says so, and is not compared', async (_how, change, why) => {
    alike();
    change();
    const { only, outcome } = await verify();
    expect(outcome).toBe('not-compared');
    expect(only.reason).toMatch(why);
  });

  it('is a new one when it is asked for again', async () => {
    alike();
    const engine = engineOf(setup());
    athena.failure = 'no luck';
    expect((await verify({}, {}, engine)).outcome).toBe('not-compared');
    athena.failure = undefined;
    expect((await verify({}, {}, engine)).outcome).toBe('done');
    expect(new Set(athena.orders.map(({ token }) => token)).size).toBe(2);
  });

  it.each<[string, AthenaStandIn['workgroup'], object, Inventories?]>([
    [
      'a workgroup that is not there',
      undefined,
      { kind: 'usage', message: expect.stringContaining('there is no workgroup') },
    ],
    [
      'one that is disabled',
      { isEnabled: false, hasResults: true, isEnforced: true },
      { kind: 'preflight', message: expect.stringContaining('is disabled') },
    ],
    [
      'one that puts results elsewhere than --athena-results says',
      { isEnabled: true, hasResults: true, isEnforced: true, resultsLocation: 's3://theirs/' },
      {
        kind: 'usage',
        message: expect.stringMatching(
          /enforces its own settings \(results go to s3:\/\/theirs\/\), and does not heed/,
        ),
      },
      { resultsLocation: 's3://mine/' },
    ],
    [
      'one without a place for results',
      { isEnabled: true, hasResults: false, isEnforced: true },
      { kind: 'usage', hint: expect.stringContaining('--athena-results') },
    ],
  ])('is not begun in %s', async (_what, workgroup, error, more = {}) => {
    alike();
    athena.workgroup = workgroup;
    await expect(verify({}, more)).rejects.toMatchObject(error);
    expect(athena.orders).toEqual([]);
  });
});

describe('a result that is not whole', () => {
  /** Two groups: what is the same, and what is missing. */
  function two(): void {
    alike();
    writeCsv(place('src'), [ROW, { key: 'folder/gone', versionId: 'v2', status: 'COMPLETED' }]);
    athena.deliver('src');
  }

  it.each<[string, (page: ResultPage) => ResultPage, RegExp]>([
    [
      'lacks the last row',
      ({ columns, rows }) => ({ columns, rows: rows.slice(0, 1) }),
      /not whole: it has 1 of 2 groups/,
    ],
    [
      'has a row that is cut',
      ({ columns, rows }) => ({ columns, rows: rows.map((row) => row.slice(0, -1)) }),
      /a row of the result has 25 values, and 26 columns were told/,
    ],
    ['has rows and no columns', ({ rows }) => ({ columns: [], rows }), /has 26 values, and 0 columns were told/],
    [
      'is of another query',
      ({ rows }) => ({ columns: [{ name: 'one', type: 'integer' }], rows: rows.map(() => ['1']) }),
      /the result has no column 'groups_told', which was asked for: it is none of this query/,
    ],
    ['is empty', () => ({ columns: [], rows: [] }), /no column 'groups_told'/],
    [
      'is an empty one of another query',
      () => ({ columns: [{ name: 'one', type: 'integer' }], rows: [] }),
      /no column 'groups_told'/,
    ],
    ['has pages without end', ({ columns }) => ({ columns, rows: [], next: '1' }), /is told for the second time/],
    [
      'has a list that is cut',
      ({ columns, rows }) => ({
        columns,
        rows: rows.map((row) => row.map((cell) => (cell?.startsWith('[') === true ? cell.slice(0, -1) : cell))),
      }),
      /in the result is no JSON/,
    ],
    [
      'has a sum that is none',
      ({ columns, rows }) => ({
        columns,
        rows: rows.map((row) => row.map((cell, index) => (columns[index]?.name === 'versions' ? null : cell))),
      }),
      /a row of it is no group of versions/,
    ],
  ])('because it %s is not compared', async (_what, change, why) => {
    two();
    athena.onPage = change;
    const { only, outcome } = await verify({ sample: 0 });
    expect([outcome, only.reason]).toEqual(['not-compared', expect.stringMatching(why)]);
    athena.onPage = (page) => page;
    expect((await verify({ sample: 0 })).only.versions).toMatchObject({ same: 1, missing: 1 });
  });
});

describe('a query that was begun before', () => {
  const fails = (kind: ErrorKind, message: string) => (): never => {
    throw new RunnerError(kind, message);
  };

  it('whose results AWS has no more is asked again by the next start', async () => {
    alike();
    const engine = engineOf(setup());
    athena.onPage = fails('refused', 'Could not find results');
    expect((await verify({}, {}, engine)).only.reason).toContain('Could not find results');
    athena.onPage = (page) => page;
    expect((await verify({}, {}, engine)).outcome).toBe('done');
    expect(athena.orders).toHaveLength(2);
  });

  it('by another start at the same time is shared', async () => {
    alike();
    let random = 0;
    const engine = { ...engineOf(setup()), random: () => (random += 0.01) };
    const both = await Promise.all([verify({}, {}, engine), verify({}, {}, engine)]);
    expect(both.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(athena.orders).toHaveLength(1);
  });

  it('and is not known any more is asked again', async () => {
    alike();
    const engine = engineOf(setup());
    athena.lost = 1;
    await verify({}, {}, engine);
    let looks = 0;
    await engine.clock.sleep(1, engine.signal);
    athena.onLook = () => {
      looks += 1;
      if (looks === 1) fails('refused', 'QueryExecution was not found')();
    };
    expect((await verify({}, {}, engine)).outcome).toBe('done');
    expect(athena.orders).toHaveLength(2);
  });

  it('over another inventory of that partition is another one', async () => {
    alike();
    const engine = engineOf(setup());
    athena.lost = 1;
    await verify({ sample: 0 }, {}, engine);
    writeCsv(place('src'), [ROW, { key: 'folder/more', versionId: 'v2', status: 'COMPLETED' }]);
    athena.deliver('src');
    const { only } = await verify({ sample: 0 }, {}, engine);
    expect(only.versions).toMatchObject({ same: 1, missing: 1 });
    expect(athena.orders).toHaveLength(2);
  });

  it.each<ErrorKind>(['expired', 'unavailable', 'unreachable', 'throttled'])(
    'goes on where looking at it is %s, which is said, and is paid once',
    async (kind) => {
      alike();
      const engine = engineOf(setup());
      athena.onLook = fails(kind, 'no more');
      expect((await verify({}, {}, engine)).only.reason).toMatch(
        /^no more; Athena's query \w+ goes on: the same command waits for it, and pays nothing twice$/,
      );
      athena.onLook = () => undefined;
      expect((await verify({}, {}, engine)).outcome).toBe('done');
      expect(athena.orders).toHaveLength(1);
    },
  );

  it('is not forgotten where its results may not be read, and what is needed is said', async () => {
    alike();
    const engine = engineOf(setup());
    athena.onPage = fails('denied', 'Access denied when reading the results');
    expect((await verify({}, {}, engine)).only.reason).toMatch(
      /^Access denied .*; what it needs: s3-backfill policy caller --for verify --engine athena/,
    );
    athena.onPage = (page) => page;
    expect((await verify({}, {}, engine)).outcome).toBe('done');
    expect(athena.orders).toHaveLength(1);
  });
});

describe('whoever stops', () => {
  it('stops the query, and is told so', async () => {
    alike();
    const given = setup();
    athena.looks = 5;
    athena.onLook = () => given.abort.abort();
    const error = await verify({}, {}, engineOf(given)).catch((thrown: unknown) => thrown as RunnerError);
    expect(error).toMatchObject({
      kind: 'interrupted',
      message: expect.stringMatching(/^interrupted; Athena's query \w+ was stopped/),
    });
    expect(athena.stopped).toHaveLength(1);
    expect(readdirSync(folder).sort()).toEqual(['dst', 'src']);
  });

  it('or loses the answer to a start, pays nothing twice', async () => {
    alike();
    const engine = engineOf(setup());
    athena.lost = 1;
    expect((await verify({}, {}, engine)).only.reason).toContain('the answer is lost');
    const { outcome, notes } = await verify({}, {}, engine);
    expect(outcome).toBe('done');
    expect(athena.orders).toHaveLength(1);
    expect(notes).toContainEqual(expect.stringContaining('it is waited for, and not paid twice'));
  });
});
