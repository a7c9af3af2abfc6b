// Inventories that are damaged, or are not what they are given for: each is named and counted, and nothing is green.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { VerifyInventoriesOptions } from '../../../../runner/verify/inventories/verify-inventories';
import { setup } from '../../fakes/fake-world';
import { at, gzip, line, OTHER, place, REPLICA, ROW, verify } from './compared-inventories';
import { writeCsv, writeFiles, writeParquet, type InventoryRow } from './inventories';

type VerifyOptions = Omit<VerifyInventoriesOptions, 'inventories'>;

describe('a damaged inventory', () => {
  const there = (): string =>
    writeCsv(
      place('dst'),
      [ROW, OTHER].map((row) => ({ ...row, ...REPLICA })),
    );
  const whole = gzip(...Array.from({ length: 2000 }, (_, index) => line({ ...ROW, key: `folder/${index}` })));

  it.each<[string, readonly Uint8Array[], object]>([
    [
      'rows with too few columns',
      [gzip(line(ROW), '"src","folder/b"\n', line(OTHER))],
      { damage: 'columns', count: 1 },
    ],
    ['rows with too many', [gzip(line(ROW), line(OTHER).replace('\n', ',"x"\n'))], { damage: 'columns', count: 1 }],
    ['rows that are no UTF-8', [gzip(line(ROW), Uint8Array.of(34, 255, 34, 10))], { damage: 'encoding', count: 1 }],
    ['a row of another bucket', [gzip(line(ROW), line(OTHER, 'else'))], { damage: 'other-bucket', count: 1 }],
    ['a row without a key', [gzip(line(ROW), line({ ...OTHER, key: '' }))], { damage: 'no-key', count: 1 }],
    ['a row without a size', [gzip(line(ROW), line(OTHER).replace('"1"', '""'))], { damage: 'no-size', count: 1 }],
    [
      'a row whose key is a null of text files',
      [gzip(line(ROW), line(OTHER).replace(/"folder.b"/, '"\\N"'))],
      { damage: 'no-key', count: 1 },
    ],
    [
      'a size that is no whole number',
      [gzip(line(ROW), line(OTHER).replace('"1"', '"1.4"'))],
      { damage: 'no-size', count: 1 },
    ],
    [
      'a size in another form',
      [gzip(line(ROW), line(OTHER).replace('"1"', '" 1e0"'))],
      { damage: 'no-size', count: 1 },
    ],
    ['a size below zero', [gzip(line(ROW), line({ ...OTHER, size: -1 }))], { damage: 'no-size', count: 1 }],
    [
      'a size that is a null of text files',
      [gzip(line(ROW), line(OTHER).replace('"1"', '\\N'))],
      { damage: 'no-size', count: 1 },
    ],
    [
      'an ETag that is a null of text files',
      [gzip(line(ROW), line({ ...OTHER, etag: '\\N' }))],
      { damage: 'no-etag', count: 1 },
    ],
    ['a row without an ETag', [gzip(line(ROW), line({ ...OTHER, etag: '' }))], { damage: 'no-etag', count: 1 }],
    [
      'a row that is perhaps the newest',
      [gzip(line(ROW), line(OTHER).replace('"true"', '""'))],
      { damage: 'unreadable', count: 1 },
    ],
    [
      'a row that is perhaps a delete marker',
      [gzip(line(ROW), line(OTHER).replace('"false"', '"TRUE"'))],
      { damage: 'unreadable', count: 1 },
    ],
    ['an open quote at the end', [gzip(line(ROW), line(OTHER).slice(0, -2))], { damage: 'quotes', count: 1 }],
  ])('with %s is named and counted, and nothing is green', async (_what, files, damage) => {
    const { only, text } = await verify(setup(), {
      source: writeFiles(place('src'), files),
      destination: there(),
    });
    expect(only.tables?.source.damaged).toMatchObject([damage]);
    expect(only).toMatchObject({ answer: 'not-compared', reason: expect.stringContaining('1 row of the inventories') });
    expect(text).toContain('not compared');
  });

  const COPIES = {
    pairs: [{ from: { bucket: 'src', prefix: '' }, to: { bucket: 'dst', prefix: '' } }],
    expected: { redirects: false, lock: false },
  };
  it.each<[string, string, RegExp | string, object, readonly string[], VerifyOptions]>([
    ['without a key, under a prefix', '', '"folder/b"', { damage: 'no-key' }, ['folder/'], {}],
    ['with a key of which a prefix cannot be told', 'folder%2Fb%ff', 'folder/b', { damage: 'no-key' }, ['folder/'], {}],
    ['with a key of which no rule can be told', 'folder%2Fb%ff', 'folder/b', { damage: 'no-key' }, [''], {}],
    [
      'whose bucket and key are changed',
      '"folder/b","src"',
      '"src","folder/b"',
      { damage: 'other-bucket' },
      ['folder/'],
      {},
    ],
    ['that is perhaps the newest, of copies', '"TRUE"', '"true"', { damage: 'unreadable' }, [''], { copies: COPIES }],
    ['without an ETag, of copies', '""', '"e"', { damage: 'no-etag' }, [''], { copies: COPIES }],
  ])(
    'with a row %s does not pass over it on both sides',
    async (_what, written, instead, damage, prefixes, options) => {
      const of = (bucket: string): string =>
        writeFiles(place(bucket), [
          gzip(line(ROW, bucket), line(OTHER, bucket).replace(instead, written).replace('"src"', `"${bucket}"`)),
        ]);
      const { only } = await verify(setup(), { source: of('src'), destination: of('dst') }, options, prefixes);
      expect(only).toMatchObject({
        answer: 'not-compared',
        versions: { same: 1 },
        tables: { source: { damaged: [damage] } },
      });
    },
  );

  it('has to have something under each prefix that was named, of versions and of copies', async () => {
    const inventories = { source: writeCsv(place('src'), [ROW]), destination: there() };
    const under = (prefixes: readonly string[], more: VerifyOptions = {}): ReturnType<typeof verify> =>
      verify(setup(), inventories, more, prefixes);
    const pairs = [{ from: { bucket: 'src', prefix: 'typo/' }, to: { bucket: 'dst', prefix: 'typo/' } }];
    const nothing = { kind: 'preflight', message: expect.stringContaining("no object under 'typo/'") as unknown };
    await expect(under(['folder/', 'typo/'])).rejects.toMatchObject(nothing);
    await expect(under(['typo/'], { copies: { ...COPIES, pairs } })).rejects.toMatchObject(nothing);
    await expect(under(['folder/', 'typo/'], { allowEmpty: true })).resolves.toMatchObject({ outcome: 'done' });
  });

  it('in Parquet without a size on either side is not the same for that', async () => {
    const rows = [ROW, { ...OTHER, size: null }];
    const { only } = await verify(setup(), {
      source: await writeParquet(place('src'), rows),
      destination: await writeParquet(
        place('dst'),
        rows.map((row) => ({ ...row, ...REPLICA })),
      ),
    });
    expect(only).toMatchObject({ answer: 'not-compared', versions: { same: 1 } });
    expect(only.tables?.source.damaged).toMatchObject([{ damage: 'no-size', count: 1 }]);
  });

  const again = { ...ROW, size: 9 };
  it.each<[string, readonly InventoryRow[], readonly InventoryRow[], readonly [source: number, destination: number]]>([
    ['the source', [ROW, ROW, OTHER], [ROW, OTHER], [1, 0]],
    ['the source, once otherwise,', [again, ROW, OTHER], [ROW, OTHER], [1, 0]],
    ['the destination', [ROW, OTHER], [OTHER, ROW, ROW, ROW], [0, 2]],
    ['the destination, once otherwise,', [ROW, OTHER], [ROW, again, OTHER], [0, 1]],
    ['both', [ROW, ROW, OTHER, OTHER], [ROW, OTHER, ROW, ROW], [2, 2]],
    ['both, each once otherwise,', [ROW, again, OTHER], [again, ROW, OTHER], [1, 1]],
  ])('that names a version of %s twice compares it once, and is never green', async (_side, mine, theirs, twice) => {
    const { only, outcome, text, notes } = await verify(setup(), {
      source: writeCsv(place('src'), mine),
      destination: writeCsv(
        place('dst'),
        theirs.map((row) => ({ ...row, ...REPLICA })),
      ),
    });
    expect([outcome, only.answer]).toEqual(['not-compared', 'not-compared']);
    expect(only.versions).toMatchObject({ same: 2, compared: 2, different: 0 });
    expect(only.extra.versions).toBe(0);
    for (const [index, side] of (['source', 'destination'] as const).entries()) {
      const count = twice[index] ?? 0;
      const damaged = count === 0 ? [] : [{ damage: 'listed-twice', count }];
      expect(only.tables?.[side]).toMatchObject({ rows: 2 + count, damaged });
    }
    expect(text).toContain('of a version that it lists more than once, compared by its first row');
    expect(notes).toContain('an inventory lists a version more than once: the inventories are joined once more');
  });

  it('of copies that names a key twice compares it once', async () => {
    const rows = [{ key: 'folder/a' }, { key: 'folder/a' }, { key: 'folder/b' }];
    const pair = { from: { bucket: 'src', prefix: 'folder/' }, to: { bucket: 'dst', prefix: 'there/' } };
    const { only } = await verify(
      setup(),
      {
        source: writeCsv(place('src'), rows),
        destination: writeCsv(
          place('dst'),
          rows.map(({ key }) => ({ key: key.replace('folder', 'there') })),
        ),
      },
      { copies: { pairs: [pair], expected: { redirects: false, lock: false } }, sample: 0 },
    );
    expect(only).toMatchObject({ answer: 'not-compared', versions: { same: 2, compared: 2 } });
    expect(only.tables).toMatchObject({
      source: { damaged: [{ damage: 'listed-twice', count: 1, examples: ['folder/a'] }] },
      destination: { damaged: [{ damage: 'listed-twice', count: 1 }] },
    });
  });

  it('does not use a row of another bucket in place of one of its own', async () => {
    const { only } = await verify(setup(), {
      source: writeFiles(place('src'), [gzip(line({ ...ROW, size: 9 }, 'else'), line(ROW), line(OTHER))]),
      destination: there(),
    });
    expect(only).toMatchObject({ answer: 'not-compared', versions: { same: 2, compared: 2, different: 0 } });
    expect(only.extra.versions).toBe(0);
    expect(only.tables?.source.damaged).toMatchObject([{ damage: 'other-bucket', count: 1 }]);
  });

  it.each<[string, () => string]>([
    ['without files', () => writeFiles(place('src'), [])],
    ['of an empty file', () => writeFiles(place('src'), [gzip('')])],
  ])('%s has nothing to compare, and is never green', async (_what, source) => {
    const { only, outcome } = await verify(setup(), { source: source(), destination: there() });
    expect([outcome, only.answer, only.extra.versions]).toEqual(['not-compared', 'not-compared', 2]);
  });

  it('with keys that cannot be decoded compares them as they are written, and counts them', async () => {
    const rows = [ROW.key, 'folder/50%zz', 'folder/%ff', 'folder/%'];
    const lines = (bucket: string, status: string): Buffer =>
      gzip(...rows.map((key) => line({ ...ROW, key: 'KEY', status }, bucket).replace('KEY', key)));
    const { only } = await verify(setup(), {
      source: writeFiles(place('src'), [lines('src', 'COMPLETED')]),
      destination: writeFiles(place('dst'), [lines('dst', 'REPLICA')]),
    });
    expect(only).toMatchObject({ answer: 'complete', versions: { same: 4 } });
    expect(only.tables?.source.damaged).toMatchObject([{ damage: 'broken-percent', count: 3 }]);
  });

  it('with a byte order mark, line breaks in keys, or its columns in another order is read all the same', async () => {
    const broken = line({ ...OTHER, key: 'KEY' }).replace('KEY', 'folder/b\nc');
    const cells = [
      ...['folder/a', 'COMPLETED', 'src', 'v1', 'e', 'STANDARD', '1', 'false', '2026-01-01T00:00:00.000Z'],
    ];
    const { only } = await verify(setup(), {
      source: writeFiles(place('src'), [gzip('\ufeff', line(ROW), broken)]),
      destination: writeCsv(
        place('dst'),
        [ROW, { ...OTHER, key: 'folder/b\nc' }].map((row) => ({ ...row, ...REPLICA })),
      ),
    });
    expect(only).toMatchObject({ answer: 'complete', versions: { same: 2 }, tables: { source: { damaged: [] } } });
    const turned = await verify(setup(), {
      source: writeFiles(
        place('src', {
          schema:
            'Key, ReplicationStatus, Bucket, VersionId, ETag, StorageClass, Size, IsDeleteMarker, LastModifiedDate',
        }),
        [gzip(`${cells.map((cell) => `"${cell}"`).join(',')}\n`)],
      ),
      destination: writeCsv(place('dst'), [{ ...ROW, ...REPLICA }]),
    });
    expect(turned.only).toMatchObject({ answer: 'complete', versions: { same: 1 }, byClass: [{ name: 'STANDARD' }] });
  });

  it.each<[string, () => string, RegExp]>([
    [
      'a truncated file',
      () => writeFiles(place('src'), [whole.subarray(0, 500)]),
      /cannot be unpacked \(unexpected end of file\)/,
    ],
    [
      'a wrong CRC',
      () => writeFiles(place('src'), [Buffer.concat([whole.subarray(0, -8), Buffer.alloc(8)])]),
      /cannot be unpacked/,
    ],
    [
      'a file with another checksum',
      () => {
        const manifest = writeFiles(place('src'), [whole]);
        writeFileSync(at('src/inventory/src/all/data/0.csv.gz'), gzip(line(ROW)));
        return manifest;
      },
      /1 file of 1 of the inventory .* is damaged or missing: .*its checksum is [0-9a-f]{32}, the manifest says/,
    ],
    [
      'missing files',
      () => {
        const manifest = writeFiles(place('src'), [whole, whole, whole, whole, whole]);
        for (const name of [0, 1, 2, 3]) rmSync(at(`src/inventory/src/all/data/${name}.csv.gz`));
        return manifest;
      },
      /4 files of 5 .* are damaged or missing: .*0\.csv\.gz: it is not there; .*; …/,
    ],
  ])('with %s is not compared, and the certificate says why', async (_what, source, why) => {
    const { only, outcome, extent } = await verify(setup(), { source: source(), destination: there() });
    expect(only.answer).toBe('not-compared');
    expect(only.reason).toMatch(why);
    expect([outcome, extent]).toEqual(['not-compared', 'unread']);
  });

  it.each<[string, () => string, RegExp]>([
    ['in ORC', () => writeFiles(place('src', { format: 'ORC' }), []), /its format is ORC, which is not read here/],
    ['of another bucket', () => writeCsv(place('else'), [ROW]), /is of the bucket 'else', and the source is 'src'/],
    [
      'without a column',
      () => writeFiles(place('src', { schema: 'Bucket, Key' }), []),
      /lacks the column VersionId and/,
    ],
    [
      'that is none',
      () => writeFiles(place('src', { manifest: { files: 'x' } }), []),
      /it is no manifest of S3 Inventory/,
    ],
    ['that is not there', () => at('manifest.json'), /there is no such file/],
    [
      'that names a column twice',
      () =>
        writeFiles(
          place('src', { schema: 'Bucket, Key, VersionId, IsDeleteMarker, Size, LastModifiedDate, ETag, key' }),
          [],
        ),
      /it names the column key twice/,
    ],
    [
      'that names a file twice',
      () => {
        const file = { key: 'data/0.csv.gz', MD5checksum: '0' };
        return writeFiles(place('src', { manifest: { files: [file, file] } }), []);
      },
      /files: names a file twice/,
    ],
    [
      'of no time',
      () => writeFiles(place('src', { manifest: { creationTimestamp: '9'.repeat(20) } }), []),
      /is no time/,
    ],
    [
      'with two lists of files',
      () => {
        const manifest = writeCsv(place('src'), [ROW]);
        const text = readFileSync(manifest, 'utf8').replace(/\}$/, ',"files":[]}');
        writeFileSync(manifest, text);
        writeFileSync(
          manifest.replace('.json', '.checksum'),
          createHash('md5').update(text).digest('hex').toUpperCase(),
        );
        return manifest;
      },
      /it says 'files' twice/,
    ],
    [
      'whose manifest was changed',
      () => {
        const manifest = writeCsv(place('src'), [ROW]);
        writeFileSync(manifest, `${readFileSync(manifest, 'utf8')} `);
        return manifest;
      },
      /is damaged: its checksum is [0-9a-f]{32}, manifest.checksum says/,
    ],
  ])('%s is refused, or told to be damaged', async (_what, source, why) => {
    const destination = there();
    const reason = await verify(setup(), { source: source(), destination }).then(
      ({ only }) => only.reason ?? '',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
    expect(reason).toMatch(why);
  });

  it('of the destination that cannot be used is named, although the source was being read', async () => {
    const source = writeFiles(place('src'), [whole, whole, whole, whole, whole, whole]);
    const destination = writeFiles(place('dst', { manifest: { sourceBucket: null } }), []);
    await expect(verify(setup(), { source, destination })).rejects.toMatchObject({ kind: 'usage' });
  });

  it.each([[['dst', 'more']], [['more']]])('is not compared where %j was asked for', async (destinations) => {
    const inventories = { source: writeCsv(place('src'), [ROW]), destination: there() };
    await expect(verify(setup(), inventories, { destinations })).rejects.toThrow(/'more' was asked for, .* 'dst'/);
  });

  it('of the source itself is no inventory of a destination', async () => {
    const source = writeCsv(place('src'), [ROW]);
    await expect(verify(setup(), { source, destination: source }, { destinations: ['src'] })).rejects.toThrow(
      /of the bucket 'src', to which no enabled rule of 'src' replicates/,
    );
  });

  it('of a bucket that is no destination is refused', async () => {
    const source = writeCsv(place('src'), [ROW]);
    const destination = writeCsv(place('else'), [ROW]);
    await expect(verify(setup(), { source, destination })).rejects.toThrow(
      /of the bucket 'else', to which no enabled rule/,
    );
    await expect(verify(setup(), { source, destination }, { destinations: ['else'] })).resolves.toMatchObject({
      outcome: 'done',
    });
  });
});
