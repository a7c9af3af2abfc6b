// Two inventories, with every difference there is.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Engine } from '../../../../runner/ports/engine';
import { RunnerError } from '../../../../runner/ports/errors';
import type {
  ComparedCopies,
  VerifyInventoriesOptions,
} from '../../../../runner/verify/inventories/verify-inventories';
import type { FakeVersion } from '../../fakes/fake-buckets';
import { fakeCopying } from '../../fakes/fake-copying';
import { bucketIn, setup, type Setup } from '../../fakes/fake-world';
import { at, gzip, OTHER, place, REPLICA, ROW, verify } from './compared-inventories';
import { expectEveryDifference, fixture, type Compared } from './every-difference';
import { writeCsv, writeFiles, writeParquet, type InventoryRow } from './inventories';

describe('two inventories', () => {
  it('in CSV tell every difference exactly, with keys that are hard to write', async () => {
    const { source, destination } = fixture();
    const compared = await verify(
      setup(),
      {
        source: writeCsv(place('src'), source),
        destination: writeCsv(place('dst'), destination),
      },
      { sample: 0 },
    );
    expectEveryDifference(compared);
    expect(compared.text).toContain('storage class: 20 STANDARD at the source and GLACIER at the destination');
    // Nothing of the run is left.
    expect(readdirSync(at('run'))).toEqual([]);
  });

  it('in Parquet tell the same', async () => {
    const { source, destination } = fixture();
    const compared = await verify(
      setup(),
      {
        source: await writeParquet(place('src'), source),
        destination: await writeParquet(place('dst'), destination),
      },
      { sample: 0 },
    );
    expectEveryDifference(compared);
  });

  it('are complete where every version has its replica, and say what they do not know', async () => {
    const rows = Array.from({ length: 10 }, (_, index) => ({ key: `folder/${index}`, versionId: `v${index}` }));
    const { outcome, only, text, notes } = await verify(setup(), {
      source: writeCsv(
        place('src'),
        rows.map((row) => ({ ...row, status: 'COMPLETED' })),
      ),
      destination: await writeParquet(
        place('dst'),
        rows.map((row) => ({ ...row, ...REPLICA })),
      ),
    });
    expect([outcome, only.answer]).toEqual(['done', 'complete']);
    expect(text).toContain('inventories have neither metadata nor tags');
    // Their filters: both are copies on this machine.
    for (const side of ['src', 'dst'])
      expect(notes).toContainEqual(
        expect.stringMatching(new RegExp(`inventory .*/${side}/all/.* leaves out keys is not known: it is a copy`)),
      );
    expect(notes.join('\n')).toContain('was made 2026-01-02T00:00:00.000Z');
  });

  it('tell a class, a status and an encryption by their names that nobody knows yet, and "?"', async () => {
    const rows = ['NEW_CLASS', '?', 'standard', 'STANDARD '].map((storageClass, index) => ({
      ...{ key: `folder/${index}`, versionId: 'v', storageClass, encryption: `SSE-${index}` },
    }));
    const { only, notes } = await verify(setup(), {
      source: writeCsv(
        place('src'),
        rows.map((row) => ({ ...row, status: 'LATER' })),
      ),
      destination: writeCsv(
        place('dst'),
        rows.map((row) => ({ ...row, ...REPLICA, storageClass: 'COLD', encryption: '?' })),
      ),
    });
    expect(only.byClass.map(({ name }) => name).sort()).toEqual(['?', 'NEW_CLASS', 'STANDARD ', 'standard']);
    expect(only.evidence.statuses).toEqual([{ status: 'LATER', count: 4 }]);
    const traits = only.tables?.otherTraits.map(({ trait, source, destination }) => [trait, source, destination]);
    expect(traits?.sort()).toEqual([
      ...['SSE-0', 'SSE-1', 'SSE-2', 'SSE-3'].map((source) => ['encryption', source, '?']),
      ...['?', 'NEW_CLASS', 'STANDARD ', 'standard'].map((source) => ['storage-class', source, 'COLD']),
    ]);
    expect(notes).toContainEqual(expect.stringMatching(/^a storage class, status or encryption is one that is not/));
  });

  it('are joined once where nothing is out of the ordinary', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => ({ key: `folder/${index}`, versionId: `v${index}` }));
    const { only, notes } = await verify(setup(), {
      source: writeCsv(place('src'), [...rows, { key: 'other/x' }]),
      destination: writeCsv(
        place('dst'),
        rows.slice(10).map((row) => ({ ...row, ...REPLICA })),
      ),
    });
    expect(only).toMatchObject({ answer: 'incomplete', versions: { same: 2990 } });
    expect(notes.join()).not.toContain('joined once more');
  });
});

describe('what an inventory does not settle', () => {
  const young = { key: 'folder/young', versionId: 'v1', modified: '2026-01-02T10:00:00.000Z', size: 7, etag: 'e' };
  const old = { key: 'folder/old', versionId: 'v1', status: 'COMPLETED' };
  const written = (): { readonly source: string; readonly destination: string } => ({
    source: writeCsv(place('src', { madeAt: '2026-01-02T12:00:00Z' }), [young, old]),
    destination: writeCsv(place('dst'), [{ ...old, ...REPLICA }]),
  });
  const given = (
    there: readonly FakeVersion[],
    here: readonly FakeVersion[] = [{ key: young.key, sizeBytes: 7 }],
  ): Setup => {
    const world = setup();
    bucketIn(world, 'src').versions.splice(0, Infinity, ...here);
    bucketIn(world, 'dst').versions.splice(0, Infinity, ...there);
    return world;
  };

  it('is looked at, and is the same by now', async () => {
    const there = { key: young.key, sizeBytes: 7, replicationStatus: 'REPLICA' };
    const { only } = await verify(given([there]), written());
    expect(only).toMatchObject({ answer: 'complete', versions: { same: 2, compared: 2 } });
    expect(only.tables?.doubtful).toEqual({ found: 1, looked: 1, unknown: 0 });
  });

  it('is looked at, and is missing still, or was deleted at the source', async () => {
    const missing = await verify(given([]), written());
    expect(missing.only.findings).toMatchObject([{ reason: 'never-tried', count: 1 }]);
    const deleted = await verify(given([], []), written());
    expect(deleted.only).toMatchObject({ answer: 'complete', versions: { same: 1, compared: 1, outside: 1 } });
  });

  it('is unknown where nobody may look, and nothing is green then', async () => {
    const { only, outcome, text } = await verify(given([]), written(), { sample: 0 });
    expect([only.answer, outcome]).toEqual(['not-compared', 'not-compared']);
    expect(only.reason).toContain('1 object version may have changed since the inventories were made');
    expect(text).toContain('--sample allows more');
  });
});

describe('inventories of copies', () => {
  const copies = (
    expected: ComparedCopies['expected'] = { redirects: false, lock: false },
  ): Pick<VerifyInventoriesOptions, 'copies'> => ({
    copies: { pairs: [{ from: { bucket: 'src', prefix: 'folder/' }, to: { bucket: 'dst', prefix: 'ü/' } }], expected },
  });
  const late = '2026-01-01T12:00:00.000Z';
  const each: readonly (readonly [
    name: string,
    source: Partial<InventoryRow>,
    copy: Partial<InventoryRow> | undefined,
  ])[] = [
    ['same', {}, { modified: late }],
    ['empty', { size: 0, etag: 'a' }, { size: 0, etag: 'b' }],
    ['missing', {}, undefined],
    ['archived', { storageClass: 'GLACIER' }, undefined],
    ['size', {}, { size: 2, modified: late }],
    ['newer', { modified: late }, { size: 2 }],
    ['class', {}, { storageClass: 'GLACIER' }],
    ['etag', {}, { etag: 'other-2' }],
    ['young', { modified: '2026-01-02T06:00:00.000Z' }, undefined],
  ];

  it('are compared newest with newest, under another prefix, and what they do not settle is looked at', async () => {
    const given = setup();
    const inventories = {
      source: writeCsv(place('src', { madeAt: '2026-01-02T12:00:00Z' }), [
        ...each.map(([name, row]) => ({ key: `folder/a b/${name}`, ...row })),
        { key: 'other/x' },
      ]),
      destination: await writeParquet(place('dst'), [
        ...each.flatMap(([name, , row]) => (row === undefined ? [] : [{ key: `ü/a b/${name}`, ...row }])),
        { key: 'ü/extra' },
      ]),
    };
    const { only, certificate } = await verify(given, inventories, { ...copies(), sample: 0 });
    expect(certificate).toMatchObject({ matched: 'newest-with-newest', listing: 'S3Inventory' });
    expect(Object.fromEntries(only.findings.map(({ reason, count }) => [reason, count]))).toEqual({
      ...{ 'not-copied': 1, archived: 1, size: 1, 'source-newer': 1, 'storage-class': 1 },
    });
    expect(only.versions).toMatchObject({ same: 2, missing: 2, different: 3, compared: 7 });
    expect(only.extra).toMatchObject({ versions: 1, examples: [{ key: 'ü/extra' }] });
    expect(only.tables?.doubtful).toMatchObject({ found: 2, looked: 0, unknown: 2 });
    expect(only).toMatchObject({
      keyPrefix: { source: 'folder/', destination: 'ü/' },
      byPrefix: [{ name: 'folder/a b/' }],
    });
    // The young one was copied by now.
    bucketIn(given, 'src').versions.splice(0, Infinity, { key: 'folder/a b/young', sizeBytes: 0 });
    bucketIn(given, 'dst').versions.splice(0, Infinity, { key: 'ü/a b/young', sizeBytes: 0 });
    const again = await verify(given, inventories, copies());
    expect(again.only.tables?.doubtful).toMatchObject({ found: 2, looked: 2, unknown: 0 });
    expect(again.only.versions).toMatchObject({ same: 3, outside: 1 });
  });

  it('are complete without all versions, and with a listing of the copies', async () => {
    const given = setup();
    const one = { key: 'ü/a', sizeBytes: 1, etag: 'e', lastModifiedMs: 0, storageClass: 'STANDARD' };
    const copying = fakeCopying({ dst: [one] });
    const source = writeFiles(place('src', { schema: 'Bucket, Key, Size, LastModifiedDate, ETag, StorageClass' }), [
      gzip('"src","folder/a","1","1970-01-01T00:00:00.000Z","e","STANDARD"\n'),
    ]);
    const { only, outcome } = await verify(given, { source }, copies(), [''], undefined, copying);
    expect([only.answer, outcome]).toEqual(['complete', 'done']);
    await expect(verify(given, { source, destination: writeCsv(place('else'), []) }, copies())).rejects.toThrow(
      /of the bucket 'else', and the copies are in 'dst'/,
    );
  });
});

describe('inventories in S3', () => {
  it('are fetched once: a start that was stopped goes on where it was', async () => {
    const rows = [ROW, OTHER];
    const manifests = [
      writeCsv(place('src'), rows),
      writeCsv(
        place('dst'),
        rows.map((row) => ({ ...row, ...REPLICA })),
      ),
    ];
    const [source = '', destination = ''] = manifests.map(
      (file) => `s3://inventories/${path.relative(at(''), file).replace(/^(src|dst)\//, '')}`,
    );
    const asked: string[] = [];
    const saved = (): number =>
      existsSync(at('run'))
        ? readdirSync(at('run'), { recursive: true, encoding: 'utf8' }).filter((name) =>
            /destination\/\w+\.csv\.gz$/.test(name),
          ).length
        : 0;
    const readUnless = (broken?: RegExp): Engine['aws']['buckets']['read'] =>
      async function read(_bucket, key) {
        await Promise.resolve();
        if (broken?.test(key) === true) {
          while (saved() < 1) await setTimeout(10);
          throw new RunnerError('unreachable', 'the network is gone');
        }
        if (key.includes('/data/')) asked.push(key);
        const side = key.includes('/src/') ? 'src' : 'dst';
        return Readable.from([readFileSync(at(path.join(side, key)))]);
      };
    const run = (broken?: RegExp): Promise<Compared> =>
      verify(setup(), { source, destination }, {}, [''], readUnless(broken));
    const stopped = await run(/dst.*1\.csv\.gz$/);
    expect(stopped.only).toMatchObject({
      answer: 'not-compared',
      reason: expect.stringContaining('the network is gone'),
    });
    const first = asked.splice(0, Infinity);
    const { only } = await run();
    expect(only).toMatchObject({ answer: 'complete', versions: { same: 2 } });
    expect(asked.filter((key) => first.includes(key) && !key.includes('/src/'))).toEqual([]);
    expect(asked).toContain('inventory/dst/all/data/1.csv.gz');
    expect(readdirSync(at('run'))).toEqual([]);
  });
});

describe('one inventory', () => {
  it('is compared with a listing of the destination, which is made now', async () => {
    const given = setup();
    const keys = ['folder/a b', 'folder/ü+%', 'other/x'];
    bucketIn(given, 'dst').versions.splice(0, Infinity, ...keys.map((key) => ({ key, sizeBytes: 1 })));
    const rows = [...keys.slice(0, 2), 'folder/not-there'].map((key) => ({ key, versionId: 'v1', status: 'FAILED' }));
    const { only } = await verify(given, { source: writeCsv(place('src'), rows) }, {}, ['folder/']);
    expect(only.findings).toMatchObject([{ reason: 'failed', count: 1, examples: [{ key: 'folder/not-there' }] }]);
    expect(only.versions).toMatchObject({ same: 2, missing: 1 });
    expect(only.tables?.destination).toMatchObject({ kind: 'listing', location: 'dst', rows: 2 });
    bucketIn(given, 'dst').denied.add('listVersions');
    const denied = await verify(given, { source: writeCsv(place('src'), rows) }, {}, ['folder/']);
    expect(denied.only).toMatchObject({ answer: 'not-compared', reason: expect.stringContaining('AccessDenied') });
  });
});
