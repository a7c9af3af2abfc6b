// verify --report: what the report of a job says of each version, held against what both sides have.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ReportedVersions } from '../../../../runner/events/comparisons/reported-versions';
import { RunnerError } from '../../../../runner/ports/errors';
import { workshop } from '../../../../runner/system/duckdb';
import { CERTIFICATE_SCHEMA } from '../../../../runner/verify/certificate-schema';
import { meaningOfReported } from '../../../../runner/verify/reported/meanings';
import type { JobRequest } from '../../../../runner/ports/batch/job-request';
import { fate, type Fate } from '../../fakes/fake-jobs';
import type { FakeVersion } from '../../fakes/fake-buckets';
import { bucketIn, handoff, program, runProgram, setup, type Ran, type Setup } from '../../fakes/fake-world';
import { writeCsv } from '../inventories/inventories';
import { certificateIn, withoutAws } from '../kept/kept';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'reported-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);

const REPLICA = { replicationStatus: 'REPLICA' };
const LATER = { lastModifiedMs: Date.parse('2027-06-01T00:00:00Z') };

interface Case {
  /** Nothing: no row is about it. */
  readonly rows: readonly ('succeeded' | 'failed')[];
  readonly source?: Partial<FakeVersion>;
  readonly replica?: Partial<FakeVersion>;
  readonly told?: string;
}

/** Each key says what has to be told of it. */
const CASES: Readonly<Record<string, Case>> = {
  'a,there "ü+%': { rows: ['succeeded'], source: {}, replica: REPLICA, told: 'succeeded there' },
  'b-gone-again': { rows: ['succeeded'], source: {}, told: 'succeeded missing' },
  'c-overwritten': {
    rows: ['succeeded'],
    source: {},
    replica: { ...REPLICA, sizeBytes: 7 },
    told: 'succeeded different',
  },
  'd-deleted-here': { rows: ['succeeded'], replica: REPLICA, told: 'succeeded source-deleted' },
  'e-nowhere': { rows: ['succeeded'], told: 'succeeded gone' },
  'f-failed': { rows: ['failed'], source: {}, told: 'failed missing' },
  'g-meanwhile': { rows: ['failed'], source: {}, replica: REPLICA, told: 'failed there' },
  'h-contradicted': { rows: ['succeeded', 'failed'], source: {}, replica: REPLICA, told: 'failed there' },
  'i-unlisted': { rows: [], source: {}, told: 'not-listed missing' },
  'j-unlisted-there': { rows: [], source: {}, replica: REPLICA, told: 'not-listed there' },
  'k-younger': { rows: [], source: LATER, told: 'younger missing' },
  // Nobody expects a row of them.
  'l-only-there': { rows: [], replica: REPLICA },
  'm-marker': { rows: [], source: { deleteMarker: true } },
};

function rowOf(key: string, says: string): string {
  return `folder/${encodeURIComponent(key)},v1,${says},${says === 'failed' ? '500,PermanentFailure,no' : '200,,success'}`;
}

/** A job that is over, and what both sides have now. */
async function ended(cases: Readonly<Record<string, Case>> = CASES, changes: Partial<Fate> = {}): Promise<Setup> {
  const given = setup();
  given.files.set(at('outputs.json'), given.files.get('/here/outputs.json') ?? '');
  const versions = (side: 'source' | 'replica'): FakeVersion[] =>
    Object.entries(cases).flatMap(([key, one]) =>
      one[side] === undefined ? [] : [{ key: `folder/${key}`, lastModifiedMs: 1_700_000_000_000, ...one[side] }],
    );
  bucketIn(given, 'src').versions.push(...versions('source'));
  bucketIn(given, 'dst').versions.push(...versions('replica'));
  const rows = Object.entries(cases).flatMap(([key, one]) => one.rows.map((says) => rowOf(key, says)));
  given.jobs.fates.push(fate({ rows: [...rows, 'elsewhere/x,v1,succeeded,200,,success'], ...changes }));
  await runProgram(given, '--verify', 'never', '--retries', '0');
  return given;
}

const hold = (given: Setup, report: string, ...more: readonly string[]): Promise<Ran> =>
  program(given, 'verify', '--outputs', at('outputs.json'), '--report', report, '--output', 'json', ...more);

function reportedIn(ran: Ran): ReportedVersions {
  const [comparison] = certificateIn(ran).comparisons;
  if (comparison?.reported === undefined) throw new Error(`nothing is told of a report: ${ran.stdout}`);
  return comparison.reported;
}

/** `says found` of each key. */
function toldIn({ groups }: ReportedVersions): Readonly<Record<string, string>> {
  return Object.fromEntries(
    groups.flatMap(({ says, found, examples }) =>
      examples.map(({ key }) => [key.slice('folder/'.length), `${says} ${found}`]),
    ),
  );
}

const EXPECTED = Object.fromEntries(
  Object.entries(CASES).flatMap(([key, { told }]) => (told === undefined ? [] : [[key, told]])),
);

describe('the report of a job', () => {
  it('is held against both listings, version by version, exactly, beside the same certificate', async () => {
    const given = await ended();
    const plain = await program(given, 'verify', '--outputs', at('outputs.json'), '--output', 'json');
    const said = await hold(given, 'job-1');
    const certificate = certificateIn(said);
    const reported = reportedIn(said);
    expect(toldIn(reported)).toEqual(EXPECTED);
    expect(reported.groups.reduce((sum, { count }) => sum + count, 0)).toBe(Object.keys(EXPECTED).length);
    expect(reported).toMatchObject({ transferId: 'job-1', rows: 10, otherRows: 1 });
    expect(reported.location).toContain('job-job-1/manifest.json');
    // What is amiss goes first.
    expect(reported.groups.map(({ says, found }) => `${says} ${found}`).slice(0, 3)).toEqual([
      'succeeded missing',
      'succeeded different',
      'succeeded there',
    ]);
    for (const { says, found, meaning } of reported.groups) expect(meaning).toBe(meaningOfReported(says, found, false));
    expect([said.code, certificate.comparisons]).toEqual([
      plain.code,
      certificateIn(plain).comparisons.map((comparison) => ({ ...comparison, reported })),
    ]);
    CERTIFICATE_SCHEMA.parse(certificate);
    // Nothing of the join stays.
    expect(existsSync(at('.s3-backfill')) ? readdirSync(at('.s3-backfill')) : []).toEqual([]);
    const text = await program(given, 'verify', '--outputs', at('outputs.json'), '--report', 'job-1');
    expect(text.stdout).toContain(
      "  2 failed by the report; its replica is there meanwhile: nothing is left to do for it, for example 'folder/g-meanwhile'",
    );
  });

  it('and of both kinds of evidence says the same again without AWS, and beside --evidence', async () => {
    const given = await ended();
    await program(given, 'report', 'job-1', '--outputs', at('outputs.json'), '--evidence', at('report'));
    const first = await hold(given, at('report'), '--evidence', at('compared'));
    expect(toldIn(reportedIn(first))).toEqual(EXPECTED);
    const open = workshop.open.bind(workshop);
    jest.spyOn(workshop, 'open').mockImplementation((options) => open({ ...options, folder: at('spilled') }));
    const world = withoutAws();
    const again = ['verify', '--from', at('compared'), '--report', at('report')];
    const second = await program(world, ...again, '--output', 'json');
    expect([second.code, world.asked(), certificateIn(second)]).toEqual([first.code, 0, certificateIn(first)]);
    const named = await program(withoutAws(), 'verify', '--from', at('compared'), '--report', 'job-1');
    expect([named.code, named.stderr]).toEqual([2, expect.stringContaining('keep it with report --evidence')]);
  });

  it('that calls succeeded what is not there is never green, though no rule of today covers it', async () => {
    const cases: Readonly<Record<string, Case>> = {
      good: { rows: ['succeeded'], source: {}, replica: REPLICA },
      lost: { rows: ['succeeded'], source: {} },
    };
    const given = await ended(cases);
    const { replication } = bucketIn(given, 'src');
    const [rule] = replication?.rules ?? [];
    if (replication === undefined || rule === undefined) throw new Error('there is no rule');
    bucketIn(given, 'src').replication = { ...replication, rules: [{ ...rule, prefix: 'folder/good' }] };
    const more = ['--prefix', 'folder/'];
    const without = await program(given, 'verify', '--outputs', at('outputs.json'), '--output', 'json', ...more);
    expect([without.code, certificateIn(without).answer]).toEqual([0, 'complete']);
    const said = await hold(given, 'job-1', ...more);
    expect([said.code, certificateIn(said).answer]).toEqual([1, 'incomplete']);
    expect(said.stdout).toContain('1 object version that the report of job job-1 calls succeeded is not there');
  });

  it.each([[], ['--allow-empty']])('nor where nothing else is there that a rule covers %j', async (...flags) => {
    const given = await ended({ lost: { rows: ['succeeded'], source: {} } });
    const { replication } = bucketIn(given, 'src');
    const [rule] = replication?.rules ?? [];
    if (replication === undefined || rule === undefined) throw new Error('there is no rule');
    bucketIn(given, 'src').replication = { ...replication, rules: [{ ...rule, prefix: 'other/' }] };
    const said = await hold(given, 'job-1', '--prefix', 'folder/', ...flags);
    expect(toldIn(reportedIn(said))).toEqual({ lost: 'succeeded missing' });
    expect([said.code, certificateIn(said).answer]).toEqual([1, 'incomplete']);
    // Why nothing else was compared is told, too.
    expect(certificateIn(said).comparisons[0]?.reason).toMatch(/.+; 1 object version that the report of job job-1/);
  });

  it('is told where nothing is left to compare, in every form', async () => {
    const given = await ended({ nowhere: { rows: ['succeeded'] } });
    const told = /1 succeeded by the report; neither side has it any more, for example '?.*nowhere/;
    const named = ['verify', '--outputs', at('outputs.json'), '--report', 'job-1', '--prefix', 'folder/'];
    for (const form of ['md', 'html']) {
      const said = await program(given, ...named, '--allow-empty', '--certificate', at(`certificate.${form}`));
      expect([said.code, said.stdout]).toEqual([0, expect.stringMatching(told)]);
      expect(given.files.get(at(`certificate.${form}`))).toMatch(told);
    }
  });

  it('says what it was not to list, where it lists failed tasks only', async () => {
    const given = await ended(CASES);
    const [job] = given.jobs.made;
    if (job === undefined) throw new Error('there is no job');
    const request: JobRequest = { ...job.request, Report: { ...job.request.Report, ReportScope: 'FailedTasksOnly' } };
    given.jobs.made[0] = { ...job, request };
    const { groups } = reportedIn(await hold(given, 'job-1'));
    const unlisted = groups.filter(({ says }) => says === 'not-listed').map(({ meaning }) => meaning);
    expect(unlisted).toHaveLength(2);
    for (const meaning of unlisted) expect(meaning).toContain('lists failed tasks only');
  });
});

it('is held against two inventories as against listings', async () => {
  const given = await ended();
  await program(given, 'report', 'job-1', '--outputs', at('outputs.json'), '--evidence', at('report'));
  const inventory = (bucket: string, side: 'source' | 'replica'): string =>
    writeCsv(
      { folder, bucket },
      Object.entries(CASES).flatMap(([key, one]) => {
        const version = one[side];
        if (version === undefined) return [];
        const { sizeBytes: size = 1, deleteMarker: marker = false, lastModifiedMs = 1_700_000_000_000 } = version;
        const modified = new Date(lastModifiedMs).toISOString();
        return [{ key: `folder/${key}`, versionId: 'v1', size, marker, modified, status: 'REPLICA' }];
      }),
    );
  const sides = [
    '--source-inventory',
    inventory('src', 'source'),
    '--destination-inventory',
    inventory('dst', 'replica'),
  ];
  const said = await hold(given, at('report'), ...sides, '--memory', '512', '--evidence', at('compared'));
  expect(toldIn(reportedIn(said))).toEqual(EXPECTED);
  expect([said.code, certificateIn(said).listing]).toEqual([1, 'S3Inventory']);
  // And again, of what was kept of both.
  const open = workshop.open.bind(workshop);
  jest.spyOn(workshop, 'open').mockImplementation((options) => open({ ...options, folder: at('spilled') }));
  const world = withoutAws();
  const again = ['verify', '--from', at('compared'), '--report', at('report'), '--output', 'json'];
  const second = await program(world, ...again);
  expect([second.code, world.asked(), certificateIn(second)]).toEqual([said.code, 0, certificateIn(said)]);
});

describe('a report that cannot be held against versions', () => {
  it.each<[string, readonly string[], RegExp, number]>([
    ['of a job that is not known', ['job-9'], /there is no job 'job-9'/, 5],
    ['in a place where nothing is', ['no/such/place'], /neither a job nor a directory/, 2],
    ['beside copies', ['job-1', '--method', 'copy', '--destination-bucket', 'dst'], /copies have version ids/, 2],
  ])('is refused in words that say so: %s', async (_what, [report = '', ...more], why, code) => {
    const said = await hold(await ended(), report, ...more);
    expect([said.code, said.stdout]).toEqual([code, expect.stringMatching(why)]);
    expect(said.stdout).not.toContain('"kind":"certificate"');
  });

  it('is refused where it is of another bucket, before anything is listed', async () => {
    const given = await ended();
    given.files.set(
      at('outputs.json'),
      JSON.stringify({
        s3_backfill: {
          sensitive: false,
          type: 'object',
          value: { ...handoff(), source: { ...handoff().source, bucket: 'reports' } },
        },
      }),
    );
    const said = await hold(given, 'job-1', '--destination-bucket', 'dst', '--allow-empty');
    expect([said.code, said.stdout]).toEqual([
      2,
      expect.stringContaining("is of the bucket 'src', and the source is 'reports'"),
    ]);
  });

  it('without DuckDB says what works without it, before anything is listed', async () => {
    jest
      .spyOn(workshop, 'open')
      .mockImplementation(({ without }) =>
        Promise.reject(new RunnerError('usage', 'DuckDB is not installed', without)),
      );
    const given = await ended();
    const said = await hold(given, 'job-1');
    expect([said.code, said.stdout]).toEqual([2, expect.stringContaining('--report is left out')]);
    expect(said.stdout).not.toContain('"kind":"comparing"');
  });
});
