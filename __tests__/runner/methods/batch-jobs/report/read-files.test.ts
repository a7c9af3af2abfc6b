// The reader of bytes and the parser alone say the same of every file, whatever is in it and wherever it is cut into parts.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { bucketIn, fakeEngine, setup } from '../../../fakes/fake-world';
import type { PartRead } from '../../../../../runner/ports/s3/buckets';
import { isRunnerError, RunnerError } from '../../../../../runner/ports/errors';
import { LARGEST } from '../../../../../runner/ports/limits';
import { readFiles } from '../../../../../runner/methods/batch-jobs/report/read-files';
import type { OfJob } from '../../../../../runner/methods/batch-jobs/report/scan/of-job';
import { readRows } from '../../../../../runner/methods/batch-jobs/report/report-rows';
import { startTally, type Tally } from '../../../../../runner/methods/batch-jobs/report/tally';

const PREFIX = 'logs/';

/** All that a report is told by; a fault: which file is damaged. Of two faults of one file the parser may tell the second. */
interface Told {
  readonly tally?: unknown;
  readonly failures?: readonly string[];
  readonly fault?: string;
}

const NONE = { readBytes: 0, objectBytes: 0 };
const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

function toldBy(tally: Tally, failures: readonly string[]): Told {
  const { succeeded, failed, repeated, foreign, undecoded } = tally;
  return {
    tally: { succeeded, failed, repeated, foreign, undecoded, causes: tally.causes(), byPrefix: tally.byPrefix() },
    failures,
  };
}

async function orFault(read: () => Promise<Told>): Promise<Told> {
  try {
    return await read();
  } catch (error) {
    if (!isRunnerError(error, 'unavailable')) throw error;
    return { fault: /^the completion report at (\S+) is damaged: /.exec(error.message)?.[1] ?? error.message };
  }
}

function byParser(files: readonly Uint8Array[], ofJob: OfJob = {}): Promise<Told> {
  return orFault(async () => {
    const tally = startTally(PREFIX, undefined, undefined, ofJob);
    const failures: string[] = [];
    for (const [index, bytes] of files.entries())
      for await (const row of readRows(one(bytes), md5Of(bytes), `s3://reports/${index}`))
        if (tally.add(row) !== undefined)
          failures.push(JSON.stringify([row.key, row.versionId, row.code, row.message]));
    return toldBy(tally, failures);
  });
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}

function byReader(files: readonly Uint8Array[], partBytes: number, ofJob: OfJob = {}): Promise<Told> {
  return orFault(async () => {
    const given = setup();
    files.forEach((bytes, index) => bucketIn(given, 'reports').files.set(String(index), Buffer.from(bytes)));
    const tally = startTally(PREFIX, undefined, undefined, ofJob);
    const failures: string[] = [];
    const note = ({ key, versionId, code, message }: Record<'key' | 'versionId' | 'code' | 'message', string>): void =>
      void failures.push(JSON.stringify([key, versionId, code, message]));
    await readFiles(
      files.map((bytes, index) => ({ bucket: 'reports', key: String(index), md5: md5Of(bytes) })),
      PREFIX,
      fakeEngine(given),
      { take: (row) => tally.add(row) !== undefined && note(row), takeAll: (rows) => tally.addAll(rows, note) },
      { partBytes, ofJob },
    );
    return toldBy(tally, failures);
  });
}

const COMMON = fc
  .tuple(
    fc.constantFrom('logs/a/', 'logs/b%2F', 'logs/', 'x/', 'logs/a%20b/', 'logs/%C3%BC/', 'logs/ü/', 'logs%2Fa/'),
    fc.constantFrom(
      '1',
      '2',
      'k+1',
      '%',
      '%zz',
      '%22',
      'a%2Cb',
      '%E0%A4',
      '%C3%28',
      '\ufeff',
      '',
      'long-name-of-an-object.json',
    ),
    fc.constantFrom('v1', 'v2', '', 'vü', 'a+b', 'null', '3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY', 'a%20b'),
    fc.constantFrom(
      ',succeeded,200,,success',
      ',succeeded',
      ',succeeded,200,,',
      ',succeeded,403,AccessDenied,denied',
      ',succeeded,AccessDenied,200,denied',
      ',succeededx,200,,success',
      // No comma before it: the row has too few columns.
      '+succeeded,200,,success',
      ',failed,500,SrcObjectNotEligible,Object is not eligible',
      ',failed,AccessDenied,403,denied',
      ',failed,400,InvalidRequest,"said ""no"", and',
      ',failed,400,InvalidRequest,"two\nlines"',
      ',failed,400,,"a, b"',
      ',failed',
      '',
    ),
    fc.constantFrom('src', 'src', 'src', 'src', 'srcs', 'sr', '"src"'),
  )
  .map(([folder, key, version, rest, bucket]) => `${bucket},${folder}${key},${version}${rest}`);

const PIECE = fc.oneof(
  { weight: 12, arbitrary: COMMON.map((row) => `${row}\n`) },
  { weight: 2, arbitrary: fc.constantFrom('\n', '"', '""', ',', '\r\n', '\r', '"\n', '\ufeff', '\u0000', 'ü', ' ') },
  { weight: 1, arbitrary: COMMON },
);
const BYTES = fc.oneof(
  { weight: 6, arbitrary: fc.array(PIECE, { maxLength: 12 }).map((pieces) => Buffer.from(pieces.join(''))) },
  { weight: 1, arbitrary: fc.array(COMMON, { maxLength: 8 }).map((rows) => Buffer.from(rows.join('\r\n'))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom(...Buffer.from('a,"\n\r%2+'), 0xff, 0xc3, 0xbc, 0), {
        maxLength: 40,
      })
      .map((bytes) => Buffer.from(bytes)),
  },
);

describe('files of a report', () => {
  it('are damaged where one is replaced while it is read: what follows is asked for by the ETag of its beginning', async () => {
    const given = setup();
    const bytes = Buffer.from(
      Array.from({ length: 9 }, (_, row) => `src,a/${row},v,succeeded,200,,success\n`).join(''),
    );
    const engine = fakeEngine(given);
    bucketIn(given, 'reports').files.set('0', bytes);
    const held = engine.aws.buckets;
    const named: (string | undefined)[] = [];
    const buckets: typeof engine.aws.buckets = {
      ...held,
      async readPart(bucket, key, part, owner) {
        named.push(part.etag);
        if (part.etag === undefined)
          return { ...((await held.readPart(bucket, key, part, owner)) ?? NONE), etag: '"1"' };
        throw new RunnerError('refused', 'S3 GetObject reports: no', undefined, 'PreconditionFailed');
      },
    };
    const files = [{ bucket: 'reports', key: '0', md5: md5Of(bytes) }];
    const taker = { take: () => undefined, takeAll: () => undefined };
    const read = readFiles(files, PREFIX, { ...engine, aws: { ...engine.aws, buckets } }, taker, { partBytes: 100 });
    await expect(read).rejects.toThrow('s3://reports/0 is damaged: it was replaced while it was read');
    expect(named.slice(0, 2)).toEqual([undefined, '"1"']);
  });

  it.each<readonly [string, Partial<PartRead>]>([
    ['is longer than it was', { objectBytes: 10_000 }],
    ['has another ETag', { etag: '"2"' }],
  ])('are damaged where one %s in its next part, whatever the server makes of the ETag', async (_, other) => {
    const given = setup();
    const bytes = Buffer.from(
      Array.from({ length: 9 }, (_, row) => `src,a/${row},v,succeeded,200,,success\n`).join(''),
    );
    const engine = fakeEngine(given);
    bucketIn(given, 'reports').files.set('0', bytes);
    const held = engine.aws.buckets;
    const buckets: typeof engine.aws.buckets = {
      ...held,
      async readPart(bucket, key, { from, into }, owner) {
        const found = (await held.readPart(bucket, key, { from, into }, owner)) ?? NONE;
        return { ...found, etag: '"1"', ...(from === 0 ? {} : other) };
      },
    };
    const files = [{ bucket: 'reports', key: '0', md5: md5Of(bytes) }];
    const taker = { take: () => undefined, takeAll: () => undefined };
    const read = readFiles(files, PREFIX, { ...engine, aws: { ...engine.aws, buckets } }, taker, { partBytes: 200 });
    await expect(read).rejects.toThrow('s3://reports/0 is damaged: it was replaced while it was read');
  });

  const MOST = LARGEST.row;
  const usual = (key: string): string => `src,${key},v1,succeeded,200,,success\n`;
  const padded = (bytes: number, row: (padding: string) => string): string =>
    row('k'.repeat(bytes - row('').length + 1));
  it.each<[string, string, 'damaged' | 'read']>([
    ['as long as a row may be', padded(MOST, usual), 'read'],
    ['longer', padded(MOST + 1, usual), 'damaged'],
    ['longer, of a task that has failed', padded(MOST + 1, (key) => `src,${key},v1,failed,500,E,no\n`), 'damaged'],
    ['longer, and without an end', padded(MOST + 1, usual).slice(0, -1), 'damaged'],
    ['longer than any, and without an end', 'k'.repeat(9 * MOST), 'damaged'],
    ['with a long line within quotes', `src,k,v1,failed,500,E,"no\n${'x'.repeat(MOST + 1)}\n"\n`, 'damaged'],
    ['of endless lines within quotes', `src,k,v1,failed,500,E,"${'x\n'.repeat(5 * MOST)}"\n`, 'damaged'],
    ['of endless lines within a quote that stays open', `src,k,v1,failed,500,E,"${'x\n'.repeat(5 * MOST)}`, 'damaged'],
  ])('with a row %s are read or damaged, in parts of any size', async (_what, row, is) => {
    const bytes = Buffer.from(`${usual('logs/a')}${row}${row.endsWith('\n') ? usual('logs/b') : ''}`);
    for (const partBytes of [20_000, MOST, 4 * 1024 ** 2]) {
      const told = await byReader([bytes], partBytes);
      if (is === 'damaged') expect(told).toEqual({ fault: 's3://reports/0' });
      else expect(told.tally).toMatchObject({ succeeded: 3, failed: 0 });
    }
  });

  it('are read no further once somebody has stopped it', async () => {
    const given = setup();
    const bytes = Buffer.from(usual('logs/a').repeat(2_000));
    bucketIn(given, 'reports').files.set('0', bytes);
    const engine = fakeEngine(given);
    let taken = 0;
    const takeAll = (): void => {
      taken += 1;
      given.abort.abort();
    };
    const files = [{ bucket: 'reports', key: '0', md5: md5Of(bytes) }];
    const reading = readFiles(files, PREFIX, engine, { take: () => undefined, takeAll }, { partBytes: 1_000 });
    await expect(reading).rejects.toMatchObject({ kind: 'interrupted' });
    expect(taken).toBe(1);
  });

  it('are read as the parser reads them, in parts of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(BYTES, { maxLength: 3 }),
        fc.integer({ min: 1, max: 300 }),
        async (files, partBytes) => {
          for (const ofJob of [{}, { bucket: 'src', prefix: PREFIX }])
            expect(await byReader(files, partBytes, ofJob)).toEqual(await byParser(files, ofJob));
        },
      ),
      { numRuns: 600 },
    );
  });
});
