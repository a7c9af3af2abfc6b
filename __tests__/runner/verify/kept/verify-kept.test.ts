// verify --evidence and --from: what was compared, compared again without AWS.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { heldFiles } from '../../../../runner/evidence/kept/held-files';
import { RunnerError } from '../../../../runner/ports/errors';
import { workshop } from '../../../../runner/system/duckdb';
import { CERTIFICATE_SCHEMA } from '../../../../runner/verify/certificate-schema';
import { bucketIn, program, type Ran } from '../../fakes/fake-world';
import { certificateIn, EACH, holdingBoth, keep, withoutAws } from './kept';

let folder: string;
let directory: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kept-'));
  directory = path.join(folder, 'evidence');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const again = (...more: readonly string[]): Promise<Ran> =>
  program(withoutAws(), 'verify', '--from', directory, '--output', 'json', ...more);

function change(name: string, by: (text: string) => string): void {
  const file = path.join(directory, name);
  writeFileSync(file, by(readFileSync(file, 'latin1')), 'latin1');
}

describe('evidence', () => {
  it.each(['10000', '7', '0'])('gives the same certificate again, without AWS, with --sample %s', async (sample) => {
    const first = await keep(holdingBoth(), directory, '--sample', sample);
    const certificate = certificateIn(first);
    expect(first.code).toBe(1);
    expect(certificate.comparisons[0]?.findings.map(({ reason, count }) => [reason, count])).toEqual(
      expect.arrayContaining([
        ...['never-tried', 'failed', 'completed', 'archived', 'kms-not-opted-in', 'replica', 'size'].map((one) => [
          one,
          1,
        ]),
      ]),
    );
    const world = withoutAws();
    const second = await program(world, 'verify', '--from', directory, '--output', 'json');
    expect([second.code, world.asked()]).toEqual([1, 0]);
    expect(certificateIn(second)).toEqual(certificate);
    CERTIFICATE_SCHEMA.parse(certificate);
  });

  it('gives keys again letter by letter: a byte order mark, NUL, line ends, and letters that only look alike', async () => {
    const names = ['\u0000', '\r\n', 'e\u0301', '\u00e9', '\uFEFF', '\uFEFFx', '\uFFFD', '\u{1F600}'];
    const given = holdingBoth([]);
    // At the beginning of a key, where decoders take a byte order mark away.
    bucketIn(given, 'src').versions.push(...[...names, '\u{1F600}'.repeat(256)].map((key) => ({ key })));
    // No rule names it: everything has to be there.
    const there = names.map((key) => ({ key, replicationStatus: 'REPLICA' }));
    bucketIn(given, 'reports').versions.push(...there);
    const first = await keep(given, directory, '--destination-bucket', 'reports', '--prefix', '');
    const certificate = certificateIn(first);
    expect(certificate.comparisons[0]?.versions).toMatchObject({ compared: names.length + 1, missing: 1 });
    const second = await again();
    expect([second.code, certificateIn(second)]).toEqual([first.code, certificate]);
  });

  it('is in the order of the keys, wherever it is cut when it is read: pages have delete markers apart', async () => {
    const given = holdingBoth([]);
    const name = (index: number): string => `folder/${String(index).padStart(5, '0')}`;
    const versions = Array.from({ length: 10_050 }, (_, index) => ({ key: name(index), replicationStatus: 'REPLICA' }));
    for (const side of ['src', 'dst'])
      bucketIn(given, side).versions.push(...versions.map((one, index) => ({ ...one, deleteMarker: index < 100 })));
    given.between = (aws) => ({
      ...aws,
      objects: {
        ...aws.objects,
        async *versions(...asked: Parameters<typeof aws.objects.versions>) {
          const all = [];
          for await (const page of aws.objects.versions(...asked)) all.push(...page);
          yield [...all.filter(({ deleteMarker }) => !deleteMarker), ...all.filter(({ deleteMarker }) => deleteMarker)];
        },
      },
    });
    const first = await keep(given, directory, '--sample', '0');
    const second = await again();
    expect([second.code, certificateIn(second)]).toEqual([first.code, certificateIn(first)]);
    expect(certificateIn(second).comparisons[0]).toMatchObject({ deleteMarkers: { listed: 100, same: 100 } });
  });

  it('in a file that is no directory is refused, in words that say so', async () => {
    writeFileSync(directory, '');
    const { code, stdout } = await keep(holdingBoth(), directory);
    expect([code, stdout]).toEqual([2, expect.stringContaining('is no directory')]);
    expect(readFileSync(directory, 'utf8')).toBe('');
  });

  it.each(['0-looks.parquet', 'evidence.json'])(
    'that has no room for %s ends the command, keeps nothing, and the same command keeps it once there is room',
    async (name) => {
      const save = workshop.save.bind(workshop);
      jest.spyOn(workshop, 'save').mockImplementation(async (file, bytes, gzip) => {
        if (file.endsWith(name)) throw new RunnerError('unavailable', `'${file}' could not be written (ENOSPC)`);
        await save(file, bytes, gzip);
      });
      const full = await keep(holdingBoth(), directory);
      expect(full.code).toBe(5);
      expect(full.stdout).toContain('"error":"unavailable"');
      expect(full.stdout).toContain('the evidence cannot be kept');
      expect(full.stdout).not.toContain('"kind":"certificate"');
      expect(readdirSync(directory)).not.toContain('evidence.json');
      jest.restoreAllMocks();
      expect((await keep(holdingBoth(), directory)).code).toBe(1);
      expect((await again()).code).toBe(1);
    },
  );

  it('is named by the certificate, file by file, and readable by its owner alone', async () => {
    const { kept } = certificateIn(await keep(holdingBoth(), directory));
    expect(kept?.files.map(({ name, rows }) => [name, rows])).toEqual([
      ['0-source.parquet', EACH.filter(([, one]) => one !== undefined).length],
      ['0-destination.parquet', EACH.filter(([, , one]) => one !== undefined).length],
      ['0-looks.parquet', expect.any(Number)],
    ]);
    if (kept === undefined) throw new Error('nothing is kept');
    const held = await heldFiles(directory, kept, workshop);
    expect(held.filter(({ fault }) => fault !== undefined)).toEqual([]);
    expect(readdirSync(directory).sort()).toEqual(
      ['SHA256SUMS', 'evidence.json', ...kept.files.map(({ name }) => name)].sort(),
    );
    for (const name of readdirSync(directory)) expect(statSync(path.join(directory, name)).mode & 0o077).toBe(0);
    const sums = readFileSync(path.join(directory, 'SHA256SUMS'), 'utf8').trim().split('\n');
    for (const line of sums) {
      const [sum, name = ''] = line.split('  ');
      expect(
        createHash('sha256')
          .update(readFileSync(path.join(directory, name)))
          .digest('hex'),
      ).toBe(sum);
    }
  });

  it('is Parquet that DuckDB reads, with the columns of an inventory', async () => {
    await keep(holdingBoth(), directory);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const rows = await connection.runAndReadAll(
      `select key, size, is_delete_marker, cast(last_modified_date as varchar) as at from read_parquet('${directory}/0-source.parquet') where is_delete_marker or key like '%/39' order by key`,
    );
    expect(rows.getRowObjectsJS()).toEqual([
      {
        key: 'folder/j-marker',
        size: null,
        is_delete_marker: true,
        at: expect.stringContaining('2026-01-01 00:00:00'),
      },
      { key: 'folder/k-marker', size: null, is_delete_marker: true, at: expect.anything() },
      { key: 'folder/same ü+%/39', size: 39n, is_delete_marker: false, at: expect.anything() },
    ]);
    connection.closeSync();
    instance.closeSync();
  });

  it('keeps that tags may not be read, and that a destination may not', async () => {
    const given = holdingBoth();
    given.between = (aws) => ({
      ...aws,
      objects: {
        ...aws.objects,
        tags: () => Promise.reject(new RunnerError('denied', 'GetObjectTagging: AccessDenied')),
      },
    });
    const first = await keep(given, directory, '--destination-bucket', 'dst', '--destination-bucket', 'gone');
    expect(certificateIn(first).comparisons[0]?.evidence).toMatchObject({
      tags: false,
      why: expect.stringContaining('AccessDenied'),
    });
    expect(certificateIn(first).comparisons[1]).toMatchObject({ answer: 'not-compared' });
    const second = await again();
    expect([second.code, certificateIn(second)]).toEqual([first.code, certificateIn(first)]);
  });

  it('of a comparison that could not be written is no evidence, and nothing is green', async () => {
    const given = holdingBoth(EACH.filter(([name]) => name.startsWith('same')));
    given.between = (aws) => ({
      ...aws,
      buckets: {
        ...aws.buckets,
        replication: (bucket) => {
          writeFileSync(directory, 'somebody else was faster');
          return aws.buckets.replication(bucket);
        },
      },
    });
    const said = await keep(given, directory);
    expect([said.code, said.stdout]).toEqual([5, expect.stringContaining('could not be written')]);
  });
});

describe('a directory', () => {
  it('that another run writes into meanwhile is relied upon by nobody', async () => {
    const given = holdingBoth();
    let others = 0;
    given.between = (aws) => ({
      ...aws,
      objects: {
        ...aws.objects,
        head: async (...asked) => {
          if (others++ === 0) expect((await keep(holdingBoth(), directory)).code).toBe(1);
          return aws.objects.head(...asked);
        },
      },
    });
    const said = await keep(given, directory);
    expect(others).toBeGreaterThan(0);
    expect([said.code, said.stdout]).toEqual([5, expect.stringContaining('the evidence cannot be kept')]);
    expect(said.stdout).not.toContain('free disk space');
  });

  it('with evidence, or with anything else, is refused before anything is asked', async () => {
    await keep(holdingBoth(), directory);
    const twice = await keep(withoutAws(), directory);
    expect([twice.code, twice.stdout]).toEqual([2, expect.stringContaining('holds evidence already')]);
    mkdirSync(path.join(folder, 'other'));
    writeFileSync(path.join(folder, 'other', 'notes.txt'), '');
    const other = await keep(withoutAws(), path.join(folder, 'other'));
    expect([other.code, other.stdout]).toEqual([2, expect.stringContaining("is not empty: it has 'notes.txt'")]);
    // Nor anybody's tables, which are called nearly as evidence is.
    mkdirSync(path.join(folder, 'tables'));
    writeFileSync(path.join(folder, 'tables', '2026-part.parquet'), '');
    const tables = await keep(withoutAws(), path.join(folder, 'tables'));
    expect([tables.code, tables.stdout]).toEqual([2, expect.stringContaining("it has '2026-part.parquet'")]);
    expect(readdirSync(path.join(folder, 'tables'))).toEqual(['2026-part.parquet']);
    // Nor the sums of somebody's own files.
    mkdirSync(path.join(folder, 'sums'));
    writeFileSync(path.join(folder, 'sums', 'SHA256SUMS'), `${'0'.repeat(64)}  notes.txt\n`);
    const sums = await keep(withoutAws(), path.join(folder, 'sums'));
    expect([sums.code, sums.stdout]).toEqual([2, expect.stringContaining("it has 'SHA256SUMS'")]);
    expect(readdirSync(path.join(folder, 'sums'))).toEqual(['SHA256SUMS']);
  });

  it('that a killed run has left is no evidence, and is used again', async () => {
    mkdirSync(directory);
    for (const name of ['0-source.parquet', '0-looks.parquet.0123456789abcdef.part', 'SHA256SUMS'])
      writeFileSync(path.join(directory, name), 'x');
    const said = await again();
    expect([said.code, said.stdout]).toEqual([
      2,
      expect.stringContaining('there is no evidence.json, which is written last'),
    ]);
    expect((await keep(holdingBoth(), directory)).code).toBe(1);
    expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect((await again()).code).toBe(1);
  });

  it('of a comparison that is stopped holds nothing', async () => {
    const given = holdingBoth();
    given.between = (aws) => ({
      ...aws,
      objects: {
        ...aws.objects,
        head: (...words) => {
          given.abort.abort();
          return aws.objects.head(...words);
        },
      },
    });
    expect((await keep(given, directory)).code).toBe(130);
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('evidence that is not what was kept', () => {
  it.each<[string, () => void, RegExp]>([
    [
      'a changed row',
      () => change('0-source.parquet', (text) => text.replace(/.$/s, 'X')),
      /0-source\.parquet: it was changed/,
    ],
    [
      'a truncated file',
      () => change('0-looks.parquet', (text) => text.slice(0, 40)),
      /0-looks\.parquet: it is truncated/,
    ],
    [
      'a missing file',
      () => rmSync(path.join(directory, '0-destination.parquet')),
      /0-destination\.parquet: it is not there/,
    ],
    [
      'another rule',
      () => change('evidence.json', (text) => text.replace('"prefix": "folder/"', '"prefix": "other/"')),
      /evidence\.json: SHA256SUMS says otherwise/,
    ],
    [
      'a pipe that nobody writes to',
      () => {
        rmSync(path.join(directory, '0-source.parquet'));
        expect(spawnSync('sh', ['-c', 'mkfifo "$0"', path.join(directory, '0-source.parquet')]).status).toBe(0);
      },
      /0-source\.parquet: it is no ordinary file/,
    ],
    ['no JSON', () => change('evidence.json', () => '{'), /evidence\.json: /],
    [
      'a file elsewhere',
      () => change('evidence.json', (text) => text.replace('0-source.parquet', '../x.parquet')),
      /evidence\.json: /,
    ],
  ])('is named and never green: %s', async (_what, damage, why) => {
    await keep(holdingBoth(EACH.filter(([name]) => name.startsWith('same'))), directory);
    expect((await again()).code).toBe(0);
    damage();
    const said = await again();
    expect([said.code, said.stdout + said.stderr]).toEqual([5, expect.stringMatching(why)]);
  });

  it('is refused beside flags that say what is compared', async () => {
    const said = await again('--prefix', 'x/');
    expect([said.code, said.stdout]).toEqual([2, expect.stringContaining('--prefix and --from do not go together')]);
  });
});

it('waits for what S3 is replicating, and keeps the last comparison alone', async () => {
  const given = holdingBoth([['pending', { replicationStatus: 'PENDING' }, undefined], ...EACH.slice(-3)]);
  let looks = 0;
  given.between = (aws) => ({
    ...aws,
    objects: {
      ...aws.objects,
      head: (bucket, key, ...words) => {
        if (key.endsWith('pending') && bucket === 'src' && (looks += 1) === 2) {
          bucketIn(given, 'dst').versions.unshift({ key, replicationStatus: 'REPLICA', lastModifiedMs: 1 });
          bucketIn(given, 'src').versions.splice(0, 1, { key, replicationStatus: 'COMPLETED' });
        }
        return aws.objects.head(bucket, key, ...words);
      },
    },
  });
  const first = await keep(given, directory, '--wait', '60');
  expect([first.code, certificateIn(first).answer]).toEqual([0, 'complete']);
  expect(certificateIn(await again())).toEqual(certificateIn(first));
});
