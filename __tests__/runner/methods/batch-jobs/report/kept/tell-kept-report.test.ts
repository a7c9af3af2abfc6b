// report --evidence and --from: the report of a job, kept with all of its rows, and told again without AWS.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RunnerError } from '../../../../../../runner/ports/errors';
import { workshop } from '../../../../../../runner/system/duckdb';
import { fate, NO_KEYS, SUCCESS_ROW, type Fate } from '../../../../fakes/fake-jobs';
import { bucketIn, program, runProgram, setup, type Ran, type Setup } from '../../../../fakes/fake-world';
import { keep, withoutAws } from '../../../../verify/kept/kept';

const WHERE = ['--account-id', '111122223333', '--region', 'eu-west-1'];

const ROWS: readonly string[] = [
  SUCCESS_ROW,
  'folder/sub/%C3%BC%2B%25%22%2C,v2,succeeded,200,,success',
  // The key is no URL encoding: it stands as it is written.
  'folder/broken%ZZ,v3,succeeded,200,,success',
  'folder/archived,v4,failed,500,SrcObjectNotEligible,Object is not eligible for replication',
  'folder/archived,v3,failed,500,SrcObjectNotEligible,Object is not eligible for replication',
  'folder/other,v5,failed,500,SrcObjectNotEligible,Object is not eligible for replication',
  '"folder/quoted, ""so""",v6,failed,403,DstPutObjectNotPermitted,"words, with a comma\nand a line"',
  // Said twice, and the second time otherwise.
  'folder/twice,v7,succeeded,200,,success',
  'folder/twice,v7,failed,503,SlowDown,later',
  'folder/no-id,,failed,400,InvalidRequest,Task failed due to missing VersionId',
];

let folder: string;
let directory: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kept-report-'));
  directory = path.join(folder, 'evidence');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A job that is over. */
async function ended(changes: Partial<Fate> = { rows: ROWS }): Promise<Setup> {
  const given = setup();
  bucketIn(given, 'src').versions.push(
    { key: 'folder/archived', versionId: 'v4', storageClass: 'GLACIER' },
    { key: 'folder/archived', versionId: 'v3', storageClass: 'GLACIER' },
    { key: 'folder/other', versionId: 'v5' },
  );
  given.jobs.fates.push(fate(changes));
  await runProgram(given, '--verify', 'never', '--retries', '0');
  return given;
}

const keepReport = (given: Setup, ...more: readonly string[]): Promise<Ran> =>
  program(given, 'report', 'job-1', ...WHERE, '--evidence', directory, '--output', 'json', ...more);
const again = (...more: readonly string[]): Promise<Ran> =>
  program(withoutAws(), 'report', '--from', directory, '--output', 'json', ...more);

function told({ events }: Ran, kind: string): readonly unknown[] {
  return events.filter((event) => event['kind'] === kind).map((event) => ({ ...event, time: undefined }));
}

describe('a completion report', () => {
  it.each<[string, Partial<Fate>]>([
    ['with every kind of row', { rows: ROWS }],
    ['in which nothing has failed', { rows: [SUCCESS_ROW] }],
    ['that lists less than S3 counts', { rows: ROWS, counts: { total: 20, succeeded: 15, failed: 5 } }],
    ['of a job that has failed', { rows: ROWS, status: 'Failed', reasons: [{ code: 'X', text: 'threshold' }] }],
    ['of a job whose tasks S3 does not count', { rows: ROWS, uncounted: true }],
  ])('%s is told again as it was, with the same exit code, and nobody is asked', async (_what, changes) => {
    const given = await ended(changes);
    const plain = await program(given, 'report', 'job-1', ...WHERE, '--output', 'json');
    const first = await keepReport(given);
    const world = withoutAws();
    const second = await program(world, 'report', '--from', directory, '--output', 'json');
    expect([second.code, world.asked()]).toEqual([plain.code, 0]);
    for (const kind of ['target', 'report', 'route', 'verdict'])
      expect([kind, told(second, kind)]).toEqual([kind, told(first, kind)]);
    // To keep it changes nothing of what is told.
    const { kept, ...bare } = told(first, 'report')[0] as Readonly<Record<string, unknown>>;
    expect(bare).toEqual(told(plain, 'report')[0]);
    expect(kept).toMatchObject({ files: [{ name: '0-tasks.parquet' }, { name: '0-looks.parquet' }] });
    expect(told(first, 'note')).toContainEqual(expect.objectContaining({ path: directory }));
  });

  it('is Parquet with every row as S3 has written it, whose digests SHA256SUMS names, readable by its owner alone', async () => {
    await keepReport(await ended());
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const read = await connection.runAndReadAll(`select * from read_parquet('${directory}/0-tasks.parquet')`);
    const rows = read.getRowObjectsJS();
    expect(rows).toHaveLength(ROWS.length);
    expect(rows).toContainEqual({
      bucket: 'src',
      key: 'folder/quoted, "so"',
      version_id: 'v6',
      task_status: 'failed',
      http_status_code: '403',
      error_code: 'DstPutObjectNotPermitted',
      result_message: 'words, with a comma\nand a line',
      undecoded: false,
    });
    expect(rows).toContainEqual(expect.objectContaining({ key: 'folder/broken%ZZ', undecoded: true }));
    expect(rows).toContainEqual(expect.objectContaining({ key: 'folder/sub/ü+%",' }));
    connection.closeSync();
    instance.closeSync();
    for (const line of readFileSync(path.join(directory, 'SHA256SUMS'), 'utf8').trim().split('\n')) {
      const [sum, name = ''] = line.split('  ');
      const bytes = readFileSync(path.join(directory, name));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sum);
      expect(statSync(path.join(directory, name)).mode & 0o077).toBe(0);
    }
    const evidence = JSON.parse(readFileSync(path.join(directory, 'evidence.json'), 'utf8')) as object;
    expect(evidence).toMatchObject({
      keptBy: 'report',
      accountId: '111122223333',
      region: 'eu-west-1',
      job: { jobId: 'job-1', sourceBucket: 'src', roleArn: expect.stringContaining('role') },
      manifest: { location: expect.stringContaining('job-job-1/manifest.json'), text: expect.stringContaining('MD5') },
    });
  });

  it('that is damaged is read again, and what was read before is not kept twice', async () => {
    const given = await ended();
    const { files } = bucketIn(given, 'reports');
    const [key = '', bytes = Buffer.alloc(0)] = [...files].find(([name]) => name.endsWith('.csv')) ?? [];
    let readings = 0;
    given.between = (aws) => ({
      ...aws,
      buckets: {
        ...aws.buckets,
        read: (bucket, name, owner) => {
          if (name === key) files.set(key, (readings += 1) === 1 ? bytes.subarray(0, 100) : bytes);
          return aws.buckets.read(bucket, name, owner);
        },
      },
    });
    expect((await keepReport(given)).code).toBe(1);
    expect(readings).toBe(2);
    expect(told(await again(), 'report')).toEqual([expect.objectContaining({ succeeded: 3, failed: 6 })]);
    files.set(key, bytes.subarray(0, 100));
    given.between = (aws) => aws;
    const other = path.join(folder, 'other');
    const said = await program(given, 'report', 'job-1', ...WHERE, '--evidence', other, '--output', 'json');
    expect([said.code, said.stdout]).toEqual([5, expect.stringContaining(`nothing is kept in '${other}'`)]);
    expect(readdirSync(other)).toEqual([]);
  });

  it('that is not there keeps nothing, and says so', async () => {
    const given = setup();
    given.jobs.fates.push(NO_KEYS);
    await runProgram(given, '--verify', 'never');
    const said = await keepReport(given);
    expect(said.stdout).toContain(`nothing is kept in '${directory}': no completion report of job job-1 was read`);
    expect((await again()).code).toBe(2);
  });

  it('for which the disk has no room ends the command, and the same command keeps it once there is room', async () => {
    const given = await ended();
    const save = workshop.save.bind(workshop);
    jest.spyOn(workshop, 'save').mockImplementation(async (file, bytes, gzip) => {
      if (file.endsWith('tasks.parquet'))
        throw new RunnerError('unavailable', `'${file}' could not be written (ENOSPC)`);
      await save(file, bytes, gzip);
    });
    const full = await keepReport(given);
    expect([full.code, full.stdout]).toEqual([5, expect.stringContaining('the evidence cannot be kept')]);
    jest.restoreAllMocks();
    expect((await keepReport(given)).code).toBe(1);
    expect((await again()).code).toBe(1);
  });
});

describe('evidence of a report', () => {
  it.each<[string, () => void, RegExp]>([
    [
      'a changed row',
      () => {
        const file = path.join(directory, '0-tasks.parquet');
        writeFileSync(file, readFileSync(file, 'latin1').replace(/.$/s, 'X'), 'latin1');
      },
      /0-tasks\.parquet: it was changed/,
    ],
    ['a missing file', () => rmSync(path.join(directory, '0-looks.parquet')), /0-looks\.parquet: it is not there/],
    [
      'another job',
      () => {
        const file = path.join(directory, 'evidence.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"jobId": "job-1"', '"jobId": "job-2"'));
      },
      /evidence\.json: SHA256SUMS says otherwise/,
    ],
  ])('that is not what was kept is named, and nothing is told of it: %s', async (_what, damage, why) => {
    await keepReport(await ended({ rows: [SUCCESS_ROW] }));
    expect((await again()).code).toBe(0);
    damage();
    const said = await again();
    expect([said.code, said.stdout]).toEqual([5, expect.stringMatching(why)]);
    expect(told(said, 'report')).toEqual([]);
  });

  it('is none of a comparison, nor the other way round, and a directory with either is not written into', async () => {
    await keepReport(await ended());
    const compared = await program(withoutAws(), 'verify', '--from', directory);
    expect([compared.code, compared.stderr]).toEqual([
      2,
      expect.stringContaining('is the completion report of a job, and not a comparison'),
    ]);
    const twice = await keepReport(await ended());
    expect([twice.code, twice.stdout]).toEqual([2, expect.stringContaining('holds evidence already')]);
    const other = path.join(folder, 'compared');
    await keep(setup(), other, '--prefix', '');
    const reported = await program(withoutAws(), 'report', '--from', other);
    expect([reported.code, reported.stderr]).toEqual([
      2,
      expect.stringMatching(/is a comparison, and not the completion report of a job.*verify --from/s),
    ]);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no job', [], /no job was given.*--from/s],
    ['a job and evidence', ['job-1', '--from', 'x'], /the job 'job-1' and --from do not go together/],
    ['both directories', ['--from', 'x', '--evidence', 'y'], /--evidence and --from do not go together/],
    ['a directory without evidence', ['--from', '/tmp'], /holds no evidence.*report --evidence/s],
  ])('is asked for in one way: %s', async (_what, words, why) => {
    const { code, stderr } = await program(withoutAws(), 'report', ...words);
    expect([code, stderr]).toEqual([2, expect.stringMatching(why)]);
  });

  it('is kept of jobs alone', async () => {
    mkdirSync(directory);
    const said = await program(setup(), 'report', 'copy-0123456789abcdef', ...WHERE, '--evidence', directory);
    expect([said.code, said.stderr]).toEqual([2, expect.stringContaining('keeps completion reports of jobs')]);
  });
});
