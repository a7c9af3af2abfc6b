// How queries of Athena end: badly, with half a result, begun before by another start, or stopped.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { RunnerError, type ErrorKind } from '../../../../runner/ports/errors';
import type { ResultPage } from '../../../../runner/ports/serverless/queries';
import { setup } from '../../fakes/fake-world';
import {
  alike,
  athena,
  eachWithFolder,
  engineOf,
  folder,
  place,
  ROW,
  verify,
  type Inventories,
} from './athena-buckets';
import type { AthenaStandIn } from './athena-stand-in';
import { writeCsv } from './inventories';

eachWithFolder();

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
      'is cut to its header',
      ({ columns }) => ({ columns, rows: [] }),
      /it has no row, and it has one even where there is/,
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

  it('because it is cut to its header is asked for no second query, and is not taken for a comparison of nothing', async () => {
    two();
    athena.onPage = ({ columns }) => ({ columns, rows: [] });
    const { only, outcome, extent } = await verify({ sample: 0 });
    expect([outcome, only.answer, extent, athena.orders.length]).toEqual([
      'not-compared',
      'not-compared',
      expect.anything(),
      1,
    ]);
    expect(only.reason).not.toContain('nothing to compare');
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
