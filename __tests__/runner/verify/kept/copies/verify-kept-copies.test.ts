// verify --method copy --evidence and --from: copies that were compared, compared again without AWS.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DifferenceEvent } from '../../../../../runner/events/comparisons/difference-event';
import type { ListedObject } from '../../../../../runner/ports/s3/copying';
import { workshop } from '../../../../../runner/system/duckdb';
import { CERTIFICATE_SCHEMA } from '../../../../../runner/verify/certificate-schema';
import { fakeCopying, listed } from '../../../fakes/fake-copying';
import { fate } from '../../../fakes/fake-jobs';
import { program, runProgram, setup, type Ran, type Setup } from '../../../fakes/fake-world';
import { certificateIn, holdingBoth, keep as keepReplicas, withoutAws } from '../kept';

let folder: string;
let directory: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kept-copies-'));
  directory = path.join(folder, 'evidence');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SOURCE: readonly ListedObject[] = [
  listed('in/a'),
  listed('in/a b+%ü'),
  listed('in/cold', { storageClass: 'GLACIER' }),
  listed('in/missing'),
  listed('in/other', { sizeBytes: 9 }),
  ...Array.from({ length: 30 }, (_, index) => listed(`in/same/${String(index).padStart(2, '0')}`)),
];

const head = ({ key, sizeBytes, etag, lastModifiedMs, storageClass }: ListedObject, versionId = 'v'): object => ({
  ...{ versionId, key, sizeBytes, etag, lastModifiedMs, storageClass },
  ...{ encryption: 'AES256', bucketKey: false, contentType: 'text/plain', headers: {}, metadata: {}, tagCount: 0 },
});

/** Copies beside their sources, in the same bucket: only the order tells the listings apart. */
function holding(): Setup {
  const given = setup();
  const copies = SOURCE.filter(({ key }) => key !== 'in/missing' && key !== 'in/cold').map((one) =>
    listed(one.key.replace('in/', 'out/')),
  );
  const copying = fakeCopying({ src: [...SOURCE, ...copies, listed('out/extra')] });
  given.between = (aws) => ({
    ...aws,
    copying,
    objects: {
      ...aws.objects,
      below: (_bucket, prefix) => Promise.resolve([`${prefix}a`]),
      head: (bucket, key) => {
        const found = copying.buckets.get(bucket)?.get(key);
        return Promise.resolve(found === undefined ? undefined : (head(found) as never));
      },
      tags: () => Promise.resolve({}),
    },
  });
  return given;
}

const COPIES = [
  '--source-bucket',
  'src',
  '--prefix',
  'in/',
  '--destination-bucket',
  'src',
  '--destination-prefix',
  'out/',
];
const keep = (given: Setup, ...more: readonly string[]): Promise<Ran> =>
  program(
    given,
    ...['verify', '--method', 'copy', '--region', 'eu-west-1', '--account-id', '111122223333', ...COPIES],
    ...['--evidence', directory, '--output', 'json', ...more],
  );
const again = (...more: readonly string[]): Promise<Ran> =>
  program(withoutAws(), 'verify', '--from', directory, '--output', 'json', ...more);

describe('evidence of copies', () => {
  it.each<[string, readonly string[]]>([
    ['all of them', []],
    ['a sample', ['--sample', '3']],
    ['what filters let pass', ['--exclude', 'same/0*', '--larger-than', '1']],
    ['a storage class that all were to have', ['--destination-storage-class', 'STANDARD_IA']],
  ])('gives the same certificate again, without AWS: %s', async (_what, more) => {
    const first = await keep(holding(), ...more);
    const certificate = certificateIn(first);
    expect([first.code, certificate.answer]).toEqual([1, 'incomplete']);
    expect(certificate.comparisons[0]?.extra.versions).toBe(1);
    CERTIFICATE_SCHEMA.parse(certificate);
    expect(certificate.kept?.files.map(({ name }) => name)).toEqual([
      '0-source.parquet',
      '0-destination.parquet',
      '0-looks.parquet',
    ]);
    const world = withoutAws();
    const second = await program(world, 'verify', '--from', directory, '--output', 'json');
    expect([second.code, world.asked(), certificateIn(second)]).toEqual([first.code, 0, certificate]);
  });

  it('that is not what was kept is named, and nothing is told of it', async () => {
    await keep(holding());
    const file = path.join(directory, '0-destination.parquet');
    writeFileSync(file, readFileSync(file, 'latin1').slice(0, -9), 'latin1');
    const said = await again();
    expect([said.code, said.stdout]).toEqual([5, expect.stringContaining('0-destination.parquet: it is truncated')]);
  });
});

/** Objects under `in/` and their copies under `out/`, of another bucket. */
function copied(source: readonly ListedObject[], copies: readonly ListedObject[]): Setup {
  const given = setup();
  const copying = fakeCopying({ src: [...source], dst: [...copies] });
  given.between = (aws) => ({
    ...aws,
    copying,
    objects: {
      ...aws.objects,
      below: (_bucket, prefix) => Promise.resolve([`${prefix}a`]),
      head: (bucket, key) => {
        const found = copying.buckets.get(bucket)?.get(key);
        return Promise.resolve(found === undefined ? undefined : (head(found) as never));
      },
      tags: () => Promise.resolve({}),
    },
  });
  return given;
}

const placesOf = (to: string, from = 'in/'): readonly string[] => [
  ...['--region', 'eu-west-1', '--account-id', '111122223333', '--source-bucket', 'src', '--prefix', from],
  ...['--destination-bucket', 'dst', '--destination-prefix', to],
];
const PLACES = placesOf('out/');
async function keepIn(name: string, given: Setup, later: number, ...more: readonly string[]): Promise<string> {
  await given.clock.sleep(later, new AbortController().signal);
  const place = path.join(folder, name);
  const places =
    more[0] === '--to'
      ? placesOf(more[1] ?? '')
      : more[0] === '--from-folder'
        ? placesOf('out/', 'folder/')
        : [...PLACES, ...more];
  const words = ['verify', '--method', 'copy', ...places, '--evidence', place, '--output', 'json'];
  const said = await program(given, ...words);
  if (said.code > 1 && said.code !== 5) throw new Error(said.stdout + said.stderr);
  return place;
}

describe('two runs of copies', () => {
  type Both = readonly [source: number | undefined, copy: number | undefined];
  /** Sizes, before and after; each as often as its place says. */
  const EACH_CHANGE: Readonly<Record<string, readonly [before: Both, after: Both]>> = {
    lost: [
      [1, 1],
      [1, undefined],
    ],
    changed: [
      [1, 1],
      [1, 2],
    ],
    'came-missing': [
      [undefined, undefined],
      [1, undefined],
    ],
    replicated: [
      [1, undefined],
      [1, 1],
    ],
    rewritten: [
      [1, 1],
      [5, 5],
    ],
    'source-deleted': [
      [1, 1],
      [undefined, 1],
    ],
    gone: [
      [1, 1],
      [undefined, undefined],
    ],
    'still-same': [
      [1, 1],
      [1, 1],
    ],
  };
  const NAMES = Object.keys(EACH_CHANGE);
  const holdingAll = (when: 0 | 1): Setup => {
    const side = (which: 0 | 1, prefix: string): ListedObject[] =>
      NAMES.flatMap((name, place) =>
        Array.from({ length: place + 1 }, (_, index) => index).flatMap((index) => {
          const sizeBytes = EACH_CHANGE[name]?.[when][which];
          return sizeBytes === undefined ? [] : [listed(`${prefix}${name}/${index}`, { sizeBytes })];
        }),
      ).sort((a, b) => (a.key < b.key ? -1 : 1));
    return copied(side(0, 'in/'), side(1, 'out/'));
  };

  it.each([[[]], [['--exclude', 'still-same/0']]])(
    'are told apart key by key, exactly, without AWS: %j',
    async (filters) => {
      const before = await keepIn('before', holdingAll(0), 0, ...filters);
      const after = await keepIn('after', holdingAll(1), 60_000, ...filters);
      const world = withoutAws();
      const said = await program(world, 'verify', '--from', after, '--since', before, '--output', 'json');
      expect([said.code, world.asked()]).toEqual([1, 0]);
      const found = said.events.find(({ kind }) => kind === 'difference') as unknown as DifferenceEvent;
      expect(found.changes.map(({ change, count }) => [change, count])).toEqual(
        NAMES.map((name, place) => [name, place + 1 - (name === 'still-same' ? filters.length / 2 : 0)]),
      );
      for (const { change, count, examples } of found.changes)
        expect(examples).toEqual(
          Array.from({ length: change === 'still-same' ? 0 : Math.min(count, 5) }, (_, index) => ({
            key: `in/${change}/${index}`,
          })),
        );
      expect(said.stdout).toContain('the copy was there, and is missing now');
      expect(said.stdout.includes('filters have left out objects')).toBe(filters.length > 0);
    },
  );

  it('of all versions are told apart by those of the source, each with the copy as far from the newest', async () => {
    const versioned = (src: readonly string[], dst: readonly string[]): Setup => {
      const given = copied([listed('in/a')], [listed('out/a')]);
      const { between } = given;
      given.between = (aws) => {
        const mine = between?.(aws) ?? aws;
        return {
          ...mine,
          copying: {
            ...mine.copying,
            async *versions(bucket) {
              const [key, ids] = bucket === 'src' ? (['in/a', src] as const) : (['out/a', dst] as const);
              yield await Promise.resolve(
                ids.map((versionId, at) => ({ ...listed(key), versionId, latest: at === 0, deleteMarker: false })),
              );
            },
          },
        };
      };
      return given;
    };
    const before = await keepIn('before', versioned(['s2', 's1'], ['d1']), 0, '--all-versions');
    const after = await keepIn('after', versioned(['s3', 's2', 's1'], ['d3', 'd2', 'd1']), 60_000, '--all-versions');
    const said = await program(withoutAws(), 'verify', '--from', after, '--since', before, '--output', 'json');
    const found = said.events.find(({ kind }) => kind === 'difference') as unknown as DifferenceEvent;
    expect(found.changes.map(({ change, count }) => [change, count])).toEqual([
      ['replicated', 1],
      ['came-replicated', 1],
      ['still-same', 1],
    ]);
    expect(found.changes[1]?.examples).toEqual([{ key: 'in/a', versionId: 's3' }]);
  });

  it('are not told apart where one is of replicas, of all versions, or of another prefix', async () => {
    const one = (): Setup => copied([listed('in/a')], [listed('out/a')]);
    const newest = await keepIn('newest', one(), 60_000);
    const replicas = path.join(folder, 'replicas');
    await keepReplicas(holdingBoth(), replicas);
    const since = async (before: string): Promise<readonly [number, string]> => {
      const said = await program(withoutAws(), 'verify', '--from', newest, '--since', before);
      if (said.code === 2) expect(said.stdout).toBe('');
      return [said.code, said.stderr];
    };
    await expect(since(replicas)).resolves.toEqual([
      2,
      expect.stringMatching(/compares replicas, by their version ids, and that in '.*newest' copies, the newest/),
    ]);
    const other = await keepIn('other', one(), 0, '--to', 'elsewhere/');
    await expect(since(other)).resolves.toEqual([2, expect.stringContaining('is of other prefixes')]);
  });
});

describe('the report of a job that has copied', () => {
  /** As `report --evidence` keeps that of a job of batch-copy. */
  async function keptReport(rows: readonly string[], operation = 'S3PutObjectCopy'): Promise<string> {
    const given = setup();
    given.jobs.fates.push(fate({ rows: [...rows] }));
    await runProgram(given, '--verify', 'never', '--retries', '0');
    const place = path.join(folder, `report-${operation}`);
    await program(given, 'report', 'job-1', '--outputs', 'outputs.json', '--evidence', place);
    const text = readFileSync(path.join(place, 'evidence.json'), 'utf8');
    const written = JSON.parse(text) as {
      job: { order: object };
      files: { sha256: string; name: string }[];
    };
    Object.assign(written.job.order, { operation });
    const sealed = JSON.stringify(written);
    const sum = createHash('sha256').update(sealed).digest('hex');
    writeFileSync(path.join(place, 'evidence.json'), sealed);
    const sums = [{ name: 'evidence.json', sha256: sum }, ...written.files];
    writeFileSync(path.join(place, 'SHA256SUMS'), sums.map((one) => `${one.sha256}  ${one.name}\n`).join(''));
    return place;
  }
  const ROWS = [
    'folder/there,v7,succeeded,200,,success',
    'folder/lost,,succeeded,200,,success',
    'folder/cut,,succeeded,200,,success',
  ];
  const held = (): Setup =>
    copied(
      ['cut', 'lost', 'there', 'unlisted'].map((name) => listed(`folder/${name}`)),
      [listed('out/cut', { sizeBytes: 1 }), listed('out/there'), listed('out/unlisted')],
    );
  beforeEach(() => {
    const open = workshop.open.bind(workshop);
    jest
      .spyOn(workshop, 'open')
      .mockImplementation((options) => open({ ...options, folder: path.join(folder, 'spilled') }));
  });

  it('is held against the copies by the keys of their sources, whatever version a task names', async () => {
    const compared = await keepIn('compared', held(), 0, '--from-folder');
    const report = await keptReport(ROWS);
    const world = withoutAws();
    const said = await program(world, 'verify', '--from', compared, '--report', report, '--output', 'json');
    expect([said.code, world.asked()]).toEqual([1, 0]);
    const { reported } = certificateIn(said).comparisons[0] ?? {};
    CERTIFICATE_SCHEMA.parse(certificateIn(said));
    expect(reported?.groups.map(({ says, found, count, examples }) => [`${says} ${found}`, count, examples])).toEqual([
      ['succeeded missing', 1, [{ key: 'folder/lost' }]],
      ['succeeded different', 1, [{ key: 'folder/cut' }]],
      ['succeeded there', 1, [{ key: 'folder/there' }]],
      ['not-listed there', 1, [{ key: 'folder/unlisted' }]],
    ]);
    expect(reported?.groups.map(({ meaning }) => meaning).join()).not.toContain('replica');
  });

  it('is refused beside all versions, and that of a replication beside copies', async () => {
    const copies = await keepIn('compared', held(), 0, '--from-folder');
    const refused = async (report: string): Promise<Ran> =>
      program(withoutAws(), 'verify', '--from', copies, '--report', report);
    const other = await refused(await keptReport(ROWS, 'S3ReplicateObject'));
    expect([other.code, other.stderr]).toEqual([
      2,
      expect.stringContaining('is of batch-replication, and the evidence is of copies'),
    ]);
    const all = path.join(folder, 'all');
    const given = held();
    const { between } = given;
    given.between = (aws) => {
      const mine = between?.(aws) ?? aws;
      return { ...mine, copying: { ...mine.copying, versions: async function* () {} } };
    };
    await program(
      given,
      'verify',
      '--method',
      'copy',
      ...placesOf('out/', 'folder/'),
      '--all-versions',
      '--evidence',
      all,
    );
    const beside = await program(withoutAws(), 'verify', '--from', all, '--report', await keptReport(ROWS));
    expect([beside.code, beside.stderr]).toEqual([
      2,
      expect.stringContaining('is not held against all versions of copies'),
    ]);
  });
});
