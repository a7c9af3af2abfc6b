// verify --evidence and --from by inventories: S3's own files are kept, and compared again without AWS.
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, jest } from '@jest/globals';
import { heldFiles } from '../../../../../runner/evidence/kept/held-files';
import { RunnerError } from '../../../../../runner/ports/errors';
import { workshop } from '../../../../../runner/system/duckdb';
import { CERTIFICATE_SCHEMA } from '../../../../../runner/verify/certificate-schema';
import { bucketIn, program, setup, type Ran, type Setup } from '../../../fakes/fake-world';
import { fixture } from '../../inventories/every-difference';
import {
  lineOf,
  writeCsv,
  writeFiles,
  writeParquet,
  type InventoryRow,
  type WrittenInventory,
} from '../../inventories/inventories';
import { certificateIn, withoutAws } from '../kept';
import { again, at, keepInventories, seal } from './kept-inventories';

const into = (bucket: string, more: Partial<WrittenInventory> = {}): WrittenInventory => ({
  folder: at('inventories'),
  bucket,
  ...more,
});

/** What is younger than the inventories, or was pending then: some of it is there by now, and some is not. */
function world(): Setup {
  const given = setup();
  for (const { key, versionId = '', modified, status } of fixture().source) {
    if (modified === undefined && status !== 'PENDING') continue;
    const one = { key, versionId: versionId === '' ? 'null' : versionId, sizeBytes: 1 };
    const index = Number(key.split('/').at(-1));
    if (index % 4 !== 3) bucketIn(given, 'src').versions.push({ ...one, replicationStatus: 'COMPLETED' });
    if (index % 4 < 2) bucketIn(given, 'dst').versions.push({ ...one, replicationStatus: 'REPLICA' });
  }
  return given;
}

/** Inventories of every difference, in CSV and in Parquet. */
async function written(): Promise<{ readonly source: string; readonly destination: string }> {
  const { source, destination } = fixture();
  return { source: writeCsv(into('src'), source), destination: await writeParquet(into('dst'), destination) };
}

async function expectSameAgain(first: Ran, directory: string): Promise<void> {
  const certificate = certificateIn(first);
  CERTIFICATE_SCHEMA.parse(certificate);
  const second = await again(directory);
  expect([second.code, second.asked, certificateIn(second)]).toEqual([first.code, 0, certificate]);
}

describe('evidence of inventories', () => {
  it.each(['10000', '7', '0'])('gives the same certificate again, without AWS, with --sample %s', async (sample) => {
    const first = await keepInventories(world(), 'evidence', await written(), '--sample', sample);
    const certificate = certificateIn(first);
    const [comparison] = certificate.comparisons;
    expect([first.code, certificate.listing]).toEqual([1, 'S3Inventory']);
    expect(comparison?.tables?.doubtful).toMatchObject({ found: 40, looked: Math.min(40, Number(sample)) });
    expect(certificate.kept?.files.map(({ name }) => name)).toEqual([
      ...['source-0.csv.gz', 'source-1.csv.gz', 'source-manifest.json'],
      ...['destination-0.parquet', 'destination-manifest.json', '0-groups.parquet', '0-looks.parquet'],
    ]);
    await expectSameAgain(first, 'evidence');
    // S3's own files, byte by byte, readable by their owner alone.
    expect(readFileSync(at('evidence', 'source-1.csv.gz'))).toEqual(
      readFileSync(at('inventories', 'src', 'inventory/src/all/data/1.csv.gz')),
    );
    for (const name of readdirSync(at('evidence'))) expect(statSync(at('evidence', name)).mode & 0o077).toBe(0);
    const held = await heldFiles(at('evidence'), certificate.kept ?? { sha256: '', files: [] }, workshop);
    expect(held.filter(({ fault }) => fault !== undefined)).toEqual([]);
    expect(readdirSync(at('evidence'))).toHaveLength(held.length + 1);
  });

  it('is held against its certificate, file by file', async () => {
    const certificate = certificateIn(await keepInventories(world(), 'evidence', await written()));
    const check = (by: (text: string) => string = (text) => text): Promise<Ran> => {
      const given = withoutAws();
      given.files.set('/here/certificate.json', by(JSON.stringify(certificate)));
      return program(given, 'verify-certificate', 'certificate.json', '--evidence', at('evidence'));
    };
    const good = await check();
    expect([good.code, good.stdout + good.stderr]).toEqual([0, expect.stringContaining('2 checks ok')]);
    const other = await check((text) => text.replace('"looked":40,"unknown":0', '"looked":39,"unknown":1'));
    expect([other.code, other.stdout + other.stderr]).toEqual([
      1,
      expect.stringContaining('is not what comes of the evidence'),
    ]);
    jest.spyOn(workshop, 'open').mockRejectedValueOnce(new RunnerError('usage', 'DuckDB is not installed'));
    const unsure = await check();
    expect([unsure.code, unsure.stdout + unsure.stderr]).toEqual([
      5,
      expect.stringContaining('could not be compared again'),
    ]);
    writeFileSync(at('evidence', 'source-0.csv.gz'), gzipSync('another'));
    const bad = await check();
    expect([bad.code, bad.stdout + bad.stderr]).toEqual([1, expect.stringMatching(/source-0\.csv\.gz: it/)]);
  });

  it('is the same again where rows are damaged, ids differ only in case, and a version is named twice', async () => {
    const row = (key: string, more: Partial<InventoryRow> = {}): InventoryRow => ({ key, versionId: 'v1', ...more });
    const bad = ['"src","folder/short"\n', `${lineOf('src', row('folder/z')).trimEnd()},"more"\n`];
    const [here, there] = [
      [row('folder/a'), row('folder/a', { versionId: 'V1' }), row('folder/twice'), row('folder/twice')],
      [row('folder/a', { status: 'REPLICA' }), row('folder/twice', { status: 'REPLICA', etag: 'other' })],
    ];
    const lines = [
      ...here.map((one) => lineOf('src', one)),
      ...bad,
      lineOf('src', row('folder/100%zz')).replace('%25zz', '%zz'),
    ];
    const manifests = {
      source: writeFiles(into('src'), [gzipSync(lines.slice(4).join('')), gzipSync(lines.slice(0, 4).join(''))]),
      destination: writeCsv(into('dst'), there),
    };
    const first = await keepInventories(setup(), 'evidence', manifests);
    const [comparison] = certificateIn(first).comparisons;
    expect(comparison?.tables?.source.damaged.map(({ damage, count }) => [damage, count])).toEqual(
      expect.arrayContaining([
        ['columns', 2],
        ['broken-percent', 1],
        ['listed-twice', 1],
      ]),
    );
    // The id in capitals is another one, and missing.
    expect(comparison?.versions).toMatchObject({ missing: 2, different: 1 });
    await expectSameAgain(first, 'evidence');
  });

  it('of one inventory keeps the listing that the other side was', async () => {
    const given = setup();
    const keys = ['folder/a b', 'folder/ü+%', 'folder/line\nbreak'];
    bucketIn(given, 'dst').versions.push(...keys.map((key) => ({ key, sizeBytes: 1, replicationStatus: 'REPLICA' })));
    const rows = [...keys, 'folder/not-there'].map((key) => ({ key, versionId: 'v1', status: 'FAILED' }));
    const first = await keepInventories(given, 'evidence', { source: writeCsv(into('src'), rows) });
    expect(certificateIn(first).comparisons[0]).toMatchObject({
      versions: { same: 3, missing: 1 },
      tables: { destination: { kind: 'listing', location: 'dst', rows: 3 } },
    });
    expect(readdirSync(at('evidence'))).toEqual(expect.arrayContaining(['destination-0.csv.gz']));
    await expectSameAgain(first, 'evidence');
  });

  it('of copies is compared newest with newest again', async () => {
    const [late, young] = ['2026-01-01T12:00:00.000Z', '2026-01-02T06:00:00.000Z'];
    const manifests = {
      source: writeCsv(into('src', { madeAt: '2026-01-02T12:00:00Z' }), [
        ...['same', 'missing', 'size', 'etag', 'other'].map((name) => ({ key: `folder/${name}` })),
        { key: 'folder/young', modified: young },
      ]),
      destination: writeCsv(into('dst'), [
        { key: 'ü/same', modified: late },
        { key: 'ü/size', size: 2, modified: late },
        ...['etag', 'other'].map((name) => ({ key: `ü/${name}`, etag: 'b-2', modified: late })),
        { key: 'ü/extra' },
      ]),
    };
    const given = setup();
    bucketIn(given, 'src').versions.push({ key: 'folder/etag', sizeBytes: 0 }, { key: 'folder/young', sizeBytes: 3 });
    bucketIn(given, 'dst').versions.push({ key: 'ü/etag', sizeBytes: 0 });
    const first = await keepInventories(
      given,
      'evidence',
      manifests,
      ...['--method', 'copy', '--region', 'eu-west-1', '--account-id', '111122223333', '--source-bucket', 'src'],
      ...['--prefix', 'folder/', '--destination-bucket', 'dst', '--destination-prefix', 'ü/'],
    );
    expect(certificateIn(first)).toMatchObject({ matched: 'newest-with-newest', answer: 'incomplete' });
    expect(certificateIn(first).comparisons[0]?.tables?.doubtful).toMatchObject({ found: 3, looked: 3 });
    await expectSameAgain(first, 'evidence');
  });

  it('of looks that were refused, or of which nobody knows, says the same of them', async () => {
    const given = world();
    given.between = (aws) => ({
      ...aws,
      objects: {
        ...aws.objects,
        head: (bucket, ...of) => {
          if (bucket === 'dst') throw new RunnerError('denied', 'S3 HeadObject dst: AccessDenied');
          return aws.objects.head(bucket, ...of);
        },
      },
    });
    const first = await keepInventories(given, 'evidence', await written());
    expect(certificateIn(first).comparisons[0]?.tables?.doubtful).toMatchObject({
      why: expect.stringContaining('AccessDenied'),
    });
    await expectSameAgain(first, 'evidence');
    let asked = 0;
    const lost = world();
    lost.between = (aws) => ({
      ...aws,
      objects: {
        ...aws.objects,
        head: (...of) => {
          asked += 1;
          if (asked > 30) throw new RunnerError('unreachable', 'the network is gone');
          return aws.objects.head(...of);
        },
      },
    });
    const broken = await keepInventories(lost, 'lost', await written());
    const { looked = 0, unknown = 0, why } = certificateIn(broken).comparisons[0]?.tables?.doubtful ?? {};
    expect([looked > 0, looked + unknown, why]).toEqual([true, 40, 'the network is gone']);
    await expectSameAgain(broken, 'lost');
  });

  it('that could not be compared says so again, and keeps no rows of it', async () => {
    const manifests = await written();
    rmSync(at('inventories', 'src', 'inventory/src/all/data/1.csv.gz'));
    const first = await keepInventories(setup(), 'evidence', manifests);
    expect([first.code, certificateIn(first).comparisons[0]?.reason]).toEqual([
      5,
      expect.stringContaining('is damaged or missing'),
    ]);
    expect(certificateIn(first).kept?.files).toEqual([]);
    await expectSameAgain(first, 'evidence');
  });

  it.each(['source-1.csv.gz', '0-groups.parquet', '0-looks.parquet', 'evidence.json'])(
    'that has no room for %s ends the command, keeps nothing, and the same command keeps it once there is room',
    async (name) => {
      const manifests = await written();
      const save = workshop.save.bind(workshop);
      const full = jest.spyOn(workshop, 'save').mockImplementation(async (file, bytes, gzip) => {
        if (file.endsWith(`evidence/${name}`))
          throw new RunnerError('unavailable', `'${file}' could not be written (ENOSPC)`);
        await save(file, bytes, gzip);
      });
      const said = await keepInventories(setup(), 'evidence', manifests);
      expect([said.code, said.stdout]).toEqual([5, expect.stringContaining('the evidence cannot be kept')]);
      expect(said.stdout).toContain('or free disk space there and start the same command again');
      expect(said.stdout).not.toContain('"kind":"certificate"');
      expect(readdirSync(at('evidence'))).not.toContain('evidence.json');
      const none = await again('evidence');
      expect([none.code, none.stdout]).toEqual([2, expect.stringContaining('holds no evidence')]);
      full.mockRestore();
      await expectSameAgain(await keepInventories(setup(), 'evidence', manifests), 'evidence');
    },
  );

  it('says how it is compared where DuckDB is not installed', async () => {
    await keepInventories(setup(), 'evidence', await written());
    jest.spyOn(workshop, 'open').mockImplementation(({ without }) => {
      throw new RunnerError(
        'usage',
        'tables are joined by DuckDB, which is not installed',
        `npm install; ${without ?? ''}`,
      );
    });
    const said = await again('evidence');
    expect([said.code, said.stdout]).toEqual([2, expect.stringContaining('compared again with it alone')]);
  });

  it('is of a comparison, and no report of a job', async () => {
    await keepInventories(setup(), 'evidence', await written());
    const said = await program(withoutAws(), 'report', '--from', at('evidence'));
    expect([said.code, said.stderr]).toEqual([2, expect.stringContaining('is a comparison, and not')]);
  });
});

describe('evidence of inventories that is not what was kept', () => {
  const evidence = (name: string): string => at('evidence', name);
  const kept = async (): Promise<void> => {
    await keepInventories(world(), 'evidence', await written());
  };

  it.each<[string, RegExp, () => void]>([
    [
      'changed',
      /destination-0\.parquet: it was changed/,
      () => writeFileSync(evidence('destination-0.parquet'), Buffer.alloc(99_999)),
    ],
    ['truncated', /source-0\.csv\.gz: it is truncated/, () => writeFileSync(evidence('source-0.csv.gz'), 'x')],
    ['missing', /0-groups\.parquet: it is not there/, () => rmSync(evidence('0-groups.parquet'))],
    [
      'exchanged',
      /source-[01]\.csv\.gz: it/,
      () => copyFileSync(evidence('source-0.csv.gz'), evidence('source-1.csv.gz')),
    ],
    [
      'a directory',
      /0-looks\.parquet: it is no ordinary file/,
      () => {
        rmSync(evidence('0-looks.parquet'));
        mkdirSync(evidence('0-looks.parquet'));
      },
    ],
    ['with other sums', /evidence\.json: SHA256SUMS says otherwise/, () => writeFileSync(evidence('SHA256SUMS'), '')],
    [
      'edited',
      /evidence\.json: SHA256SUMS says otherwise/,
      () =>
        writeFileSync(
          evidence('evidence.json'),
          readFileSync(evidence('evidence.json'), 'utf8').replace('"looked": 40', '"looked": 39'),
        ),
    ],
  ])('in a file that is %s is named, and nothing is compared', async (_what, named, by) => {
    await kept();
    by();
    const said = await again('evidence');
    expect([said.code, said.stdout]).toEqual([5, expect.stringMatching(named)]);
    expect(said.stdout).not.toContain('"kind":"certificate"');
  });

  it('is found out by the checksums of S3, where somebody has changed files and sums alike', async () => {
    await kept();
    const lines = fixture()
      .source.slice(1)
      .map((row) => lineOf('src', row));
    writeFileSync(evidence('source-0.csv.gz'), gzipSync(lines.join('')));
    seal('evidence');
    const said = await again('evidence');
    expect([said.code, said.stdout]).toEqual([
      5,
      expect.stringMatching(/the MD5 of \S+ is \w+, and the manifest of S3 says/),
    ]);
  });

  it.each<[string, RegExp, () => void]>([
    [
      'groups of another run',
      /come to something else than was kept of them/,
      () => copyFileSync(at('other', '0-groups.parquet'), evidence('0-groups.parquet')),
    ],
    [
      'looks of another run',
      /does not say how \d+ object versions were/,
      () => copyFileSync(at('other', '0-looks.parquet'), evidence('0-looks.parquet')),
    ],
    [
      'a manifest of another run',
      /the manifest of the source/,
      () => copyFileSync(at('other', 'source-manifest.json'), evidence('source-manifest.json')),
    ],
  ])('and sealed anew with %s tells nothing', async (_what, named, by) => {
    await kept();
    const rows = [{ key: 'folder/a', versionId: 'v1', status: 'COMPLETED' }];
    await keepInventories(setup(), 'other', {
      source: writeCsv(into('src'), rows),
      destination: writeCsv(into('dst'), rows),
    });
    by();
    seal('evidence');
    const said = await again('evidence');
    expect([said.code, said.stdout]).toEqual([5, expect.stringMatching(named)]);
    expect(said.stdout).not.toContain('"answer":"complete"');
  });

  it('of a form that this version does not know is told to be that', async () => {
    await kept();
    seal('evidence', (one) => Object.assign(one, { compared: 'tomorrow' }));
    const said = await again('evidence');
    expect([said.code, said.stdout]).toEqual([5, expect.stringContaining('evidence.json: compared:')]);
  });

  it('in a directory that may not be read, or written, says so', async () => {
    const manifests = await written();
    await keepInventories(setup(), 'evidence', manifests);
    const names = jest.spyOn(workshop, 'text').mockImplementation((file) => {
      throw new RunnerError('usage', `'${file}' cannot be read (EACCES)`, 'check its permissions');
    });
    const unread = await again('evidence');
    expect([unread.code, unread.stdout]).toEqual([2, expect.stringContaining('cannot be read (EACCES)')]);
    names.mockRestore();
    mkdirSync(at('sealed'));
    chmodSync(at('sealed'), 0o555);
    // Root may write everywhere.
    if (process.getuid?.() === 0) return;
    const said = await keepInventories(setup(), 'sealed', manifests);
    expect([said.code, said.stdout]).toEqual([5, expect.stringContaining('could not be written (EACCES)')]);
  });
});
