// Surveys that cannot see everything: what they then say, and what they do not.
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../runner/ports/errors';
import type { CostEvent, SurveyEvent } from '../../../runner/events/estimate-events';
import type { Objects, VersionEntry } from '../../../runner/ports/s3/objects';
import { compareKeys } from '../../../runner/survey/key-ranges';
import { survey, type SurveyOptions } from '../../../runner/survey/survey';
import { bucketIn, fakeEngine, handoff, JOB_ROLE, program, rule, setup } from '../fakes/fake-world';

interface Thing {
  readonly key: string;
  readonly sizeBytes: number;
  readonly replicationStatus?: string;
}

const PAGE = 20;

/** The objects of an engine, of a bucket that gives small pages; notes how many headers are read. */
function objectsOf(
  things: readonly Thing[],
): Pick<Objects, 'versions' | 'below' | 'head' | 'tags'> & { heads: number } {
  const sorted = [...things].sort((a, b) => compareKeys(a.key, b.key));
  const statuses = new Map(things.map((thing) => [thing.key, thing]));
  const entry = ({ key, sizeBytes }: Thing): VersionEntry => ({
    key,
    versionId: 'v1',
    deleteMarker: false,
    latest: true,
    lastModifiedMs: 0,
    sizeBytes,
    etag: 'e',
    storageClass: 'STANDARD',
  });
  const objects = {
    heads: 0,
    async *versions(_: string, { prefix, after, until }: { prefix: string; after?: string; until?: string }) {
      await Promise.resolve();
      const inside = sorted.filter(
        ({ key }) =>
          key.startsWith(prefix) && (after === undefined || key > after) && (until === undefined || key <= until),
      );
      for (let start = 0; start < inside.length; start += PAGE) yield inside.slice(start, start + PAGE).map(entry);
    },
    below: (_: string, prefix: string) =>
      Promise.resolve([
        ...new Set(sorted.map(({ key }) => prefix + (/^[^/]*\/?/.exec(key.slice(prefix.length))?.[0] ?? ''))),
      ]),
    head: (_: string, key: string) => {
      objects.heads += 1;
      const thing = statuses.get(key);
      if (thing === undefined) return Promise.resolve(undefined);
      const { replicationStatus, sizeBytes } = thing;
      const head = {
        ...entry(thing),
        encryption: 'AES256',
        bucketKey: false,
        contentType: '',
        headers: {},
        metadata: {},
        tagCount: 0,
        sizeBytes,
      };
      return Promise.resolve(replicationStatus === undefined ? head : { ...head, replicationStatus });
    },
    tags: () => Promise.resolve({}),
  };
  return objects;
}

async function counted(
  things: readonly Thing[],
  options: SurveyOptions,
  seed = 1,
  changes: Partial<Objects> = {},
): Promise<{ readonly found: SurveyEvent; readonly heads: number; readonly notes: readonly unknown[] }> {
  const objects = objectsOf(things);
  const engine = fakeEngine(setup());
  const target = { bucket: 'src', seed, scope: { prefixes: [''], rules: [rule({ prefix: '' })], selection: {} } };
  const telling = survey(
    target,
    { ...engine, aws: { ...engine.aws, objects: { ...engine.aws.objects, ...objects, ...changes } } },
    options,
  );
  const notes: unknown[] = [];
  for (;;) {
    const step = await telling.next();
    if (step.done === true) return { found: step.value, heads: objects.heads, notes };
    notes.push(step.value);
  }
}

/** A third is replicated; sizes differ a thousandfold; folders differ in size. */
function bucket(size: number): readonly Thing[] {
  return Array.from({ length: size }, (_, index) => ({
    key: `${String((index * index) % 97).padStart(2, '0')}/${index}`,
    sizeBytes: 1 + ((index * 7919) % 1000) ** 2,
    ...(index % 3 === 0 ? { replicationStatus: 'COMPLETED' } : {}),
  }));
}

const within = ({ low, high = Infinity }: { low: number; high?: number }, truth: number): boolean =>
  low <= truth && truth <= high;

describe('a survey', () => {
  const things = bucket(6_000);
  const copied = things.filter(({ replicationStatus }) => replicationStatus === undefined);
  const bytes = copied.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

  it('that samples reads at most 2,000 headers, and has the truth within its bounds', async () => {
    const seeds = Array.from({ length: 12 }, (_, index) => index + 1);
    const hits = [];
    for (const seed of seeds) {
      const { found, heads } = await counted(things, { mode: 'sample' }, seed);
      expect(heads).toBeLessThanOrEqual(2_000);
      expect(found.exact).toBe(false);
      expect(found.total.versions).toEqual({ value: 6_000, low: 6_000, high: 6_000 });
      hits.push(within(found.copied.versions, copied.length) && within(found.copied.bytes, bytes));
    }
    expect(hits.filter(Boolean).length).toBeGreaterThanOrEqual(11);
  });

  it('that looks at every version is exact', async () => {
    const { found, heads } = await counted(things, { mode: 'exact' });
    expect(heads).toBe(6_000);
    expect(found).toMatchObject({
      exact: true,
      copied: { versions: { value: copied.length }, bytes: { value: bytes, high: bytes } },
    });
  });

  it('of 2,000 versions or fewer is exact, too, when it may sample', async () => {
    const { found, heads } = await counted(bucket(2_000), { mode: 'sample' });
    expect([found.exact, heads]).toEqual([true, 2_000]);
  });

  it('that stops at its limit says so, and has the truth within its bounds', async () => {
    const { found } = await counted(things, { mode: 'sample', limit: 2_000 });
    expect(found.listed).toBeLessThan(4_100);
    expect(found.basis).toContain('listing stopped after');
    expect(found.exact).toBe(false);
    expect(within(found.total.versions, 6_000)).toBe(true);
    expect(within(found.copied.versions, copied.length)).toBe(true);
    expect(within(found.copied.bytes, bytes)).toBe(true);
    expect(found.total.versions.low).toBeGreaterThanOrEqual(found.listed);
  });

  it('that stops within its first parts knows no upper bound', async () => {
    const flat = Array.from({ length: 3_000 }, (_, index) => ({ key: `a${index}`, sizeBytes: 1 }));
    const { found } = await counted(flat, { mode: 'sample', limit: 40 });
    expect(found.total.versions).not.toHaveProperty('high');
    expect(found.copied.versions).not.toHaveProperty('high');
  });

  it('chooses the same versions for the same seed', async () => {
    const [a, b, c] = [
      await counted(things, { mode: 'sample' }, 5),
      await counted(things, { mode: 'sample' }, 5),
      await counted(things, { mode: 'sample' }, 6),
    ];
    expect(a.found).toEqual(b.found);
    expect(a.found.copied).not.toEqual(c.found.copied);
  });

  it('that may read no headers says so of every version, and soon stops asking', async () => {
    let asked = 0;
    const head = () => {
      asked += 1;
      return Promise.reject(new RunnerError('denied', 'S3 HeadObject src: Forbidden'));
    };
    const { found } = await counted(bucket(500), { mode: 'sample' }, 1, { head });
    expect(found.unknown).toMatchObject([{ reason: 'may-not-look', versions: { value: 500 } }]);
    expect(asked).toBeLessThan(60);
  });

  it('ends with the error when S3 does not answer', async () => {
    const head = () => Promise.reject(new RunnerError('unreachable', 'no answer'));
    await expect(counted(bucket(5), { mode: 'sample' }, 1, { head })).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

describe('a plan whose replication rules may not be read', () => {
  it('counts by the rules of the handoff, and knows the Region of a destination from it', async () => {
    const given = setup();
    bucketIn(given, 'src').versions.push(
      { key: 'folder/a', sizeBytes: 1024 ** 3 },
      { key: 'folder/k', encryption: 'aws:kms' },
    );
    bucketIn(given, 'src').denied.add('replication');
    bucketIn(given, 'dst').denied.add('regionOf');
    const destinations = [{ bucket: 'dst', ruleId: 'folder', region: 'eu-west-2', storageClass: 'STANDARD_IA' }];
    given.files.set(
      '/here/outputs.json',
      JSON.stringify({ s3_backfill: { sensitive: false, type: 'object', value: handoff({ destinations }) } }),
    );
    const { code, events } = await program(given, 'plan', '--outputs', 'outputs.json', '--output', 'json');
    const found = events.find(({ kind }) => kind === 'survey') as unknown as SurveyEvent;
    expect([code, found.copied.versions.value]).toEqual([0, 1]);
    expect([found.exact, found.basis]).toEqual([
      false,
      expect.stringMatching(/by the rules of the handoff, .* AccessDenied/),
    ]);
    expect(found.notCopied).toMatchObject([{ reason: 'kms-not-opted-in' }]);
    expect(found.arriving).toMatchObject([{ bucket: 'dst', storageClass: 'STANDARD_IA' }]);
    const cost = events.find(({ kind }) => kind === 'cost') as unknown as CostEvent;
    expect(cost.lines.find(({ item }) => item === 'transfer')?.what).toBe('transfer from eu-west-1 to eu-west-2');
  });
});

describe('without any rules that may be read', () => {
  const flags = ['--source-bucket', 'src', '--role-arn', JOB_ROLE, '--report-bucket', 'reports', '--prefix', 'folder/'];
  const world = () => {
    const given = setup();
    bucketIn(given, 'src').versions.push({ key: 'folder/a' }, { key: 'folder/b' });
    bucketIn(given, 'src').denied.add('replication');
    return given;
  };

  it('a plan counts nothing, instead of none, and says why', async () => {
    const { code, events } = await program(world(), 'plan', ...flags, '--output', 'json');
    expect(code).toBe(0);
    expect(events.find(({ kind }) => kind === 'survey')).toBeUndefined();
    expect(events.find(({ kind }) => kind === 'note')?.['detail']).toMatch(
      /could not be counted, because the replication rules of 'src' could not be read, .*AccessDenied/,
    );
  });

  it.each([['--max-objects'], ['--max-cost']])('a run with %s sends nothing', async (gate) => {
    const given = world();
    const { code, stderr } = await program(given, 'run', ...flags, gate, '5');
    expect([code, stderr]).toEqual([2, expect.stringContaining("cannot be held: the replication rules of 'src'")]);
    expect(given.jobs.sent).toEqual([]);
  });

  it('a search ends, and finds nothing that it does not know', async () => {
    const given = world();
    const more = ['--manifest-bucket', 'reports', '--match', 'a'];
    const { code, stderr } = await program(given, 'run', ...flags, ...more);
    expect([code, stderr]).toEqual([
      5,
      expect.stringContaining('which versions --match, --tag and --latest-only find'),
    ]);
  });

  it('a comparison ends with 5, and does not say that there are no rules', async () => {
    const { code, stderr } = await program(world(), 'verify', '--source-bucket', 'src', '--prefix', 'folder/');
    expect([code, stderr]).toEqual([5, expect.stringContaining('its replication rules could not be read')]);
  });
});

it('the rules of the handoff bound nothing: a gate is not held by them', async () => {
  const given = setup();
  bucketIn(given, 'src').versions.push({ key: 'folder/a' });
  bucketIn(given, 'src').denied.add('replication');
  const { code, stderr } = await program(given, 'run', '--outputs', 'outputs.json', '--max-objects', '5');
  expect([code, stderr]).toEqual([2, expect.stringContaining("the replication rules of 'src' could not be read")]);
});

describe('a plan whose versions may not be listed', () => {
  const denied = async (...flags: readonly string[]) => {
    const given = setup();
    bucketIn(given, 'src').denied.add('listVersions');
    return program(given, 'plan', '--outputs', 'outputs.json', ...flags);
  };

  it('stands without a survey, with a note', async () => {
    const { code, stdout, stderr } = await denied();
    expect(code).toBe(0);
    expect(stderr).toContain('could not be counted');
    expect(stdout).toContain('CreateJob');
  });

  it('does not pass a gate', async () => {
    const { code, stderr } = await denied('--max-objects', '5');
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be held')]);
  });
});
