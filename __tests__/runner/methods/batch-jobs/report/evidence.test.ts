// What a completion report proves, by what it was asked to list.
import { describe, expect, it } from '@jest/globals';
import { fate, SUCCESS_ROW } from '../../../fakes/fake-jobs';
import { program, runProgram, setup, type Ran, type Setup } from '../../../fakes/fake-world';
import { provesAll, weighReport } from '../../../../../runner/methods/batch-jobs/report/evidence';
import type { JobRequest } from '../../../../../runner/ports/batch/job-request';

const FAILED = (key: string): string => `folder/${key},v-${key},failed,403,DstPutObjectNotPermitted,denied`;

/** A job of somebody else, whose report lists less than it has done. */
async function othersJob(
  rows: readonly string[],
  scope: JobRequest['Report']['ReportScope'],
  total: number,
): Promise<Setup> {
  const given = setup();
  await runProgram(given, '--verify', 'never');
  const request = given.jobs.sent[0]?.request;
  if (request === undefined) throw new Error('no job was made');
  const failed = rows.filter((row) => row.includes(',failed,')).length;
  given.jobs.add({
    jobId: 'others',
    createdMs: given.clock.now() - 3_600_000,
    request: { ...request, Report: { ...request.Report, ReportScope: scope } },
    fate: fate({ rows, counts: { total, succeeded: total - failed, failed } }),
  });
  return given;
}

const report = (given: Setup, ...more: readonly string[]): Promise<Ran> =>
  program(given, 'report', 'others', '--outputs', 'outputs.json', '--report-wait-seconds', '0', ...more);

describe('a report whose keys are no URL encoding of UTF-8', () => {
  it('says how many they are and names one, and counts each as what it was', async () => {
    const succeeded = (key: string): string => `folder/${key},v,succeeded,200,,success`;
    const rows = [succeeded('a%zz'), succeeded('b'), FAILED('c%E0%A4'), FAILED('d')];
    const given = await othersJob(rows, 'AllTasks', 4);
    const { stdout } = await report(given, '--output', 'json');
    expect(stdout).toContain('"succeeded":2,"failed":2');
    expect(stdout).toContain("2 keys of the report are no URL encoding of UTF-8, and stand as written: 'folder/a%zz'");
  });
});

describe('a report that lists failed tasks only', () => {
  it('is evidence for those, and for no others', async () => {
    const given = await othersJob([FAILED('a'), FAILED('b')], 'FailedTasksOnly', 21);
    const { code, stdout } = await report(given);
    expect(code).toBe(1);
    expect(stdout).toContain('0 succeeded, 2 failed, 19 not listed');
    expect(stdout).toContain('list failed tasks only: of the other 19 S3 counts 19 as succeeded, which proves nothing');
    expect(stdout).toContain("2 of 21 object versions under 'folder/' failed");
    expect(stdout).toContain('what became of 19 it does not tell');
  });

  it('proves nothing where it lists none, and is not damaged', async () => {
    const given = await othersJob([], 'FailedTasksOnly', 19);
    given.buckets
      .get('reports')
      ?.files.set('backfill/job-others/manifest.json', Buffer.from('{"Format":"Report_CSV_20180820","Results":[]}'));
    const { code, stdout, stderr } = await report(given);
    expect(code).toBe(5);
    expect(stderr).not.toContain('damaged');
    expect(stdout).toContain('what became of 19 it does not tell; s3-backfill verify --outputs outputs.json finds out');
  });

  it('leaves retry with what is not known', async () => {
    const given = await othersJob(['folder/x,v,failed,409,DstObjectHardDeleted,'], 'FailedTasksOnly', 4);
    const { code, stdout } = await program(given, 'retry', 'others', '--outputs', 'outputs.json');
    expect(code).toBe(1);
    expect(stdout).toContain('what became of 3 object versions the report does not tell');
  });
});

describe('a report that lists all tasks', () => {
  it('is not taken for all of them where it lists fewer', async () => {
    const given = await othersJob([SUCCESS_ROW], 'AllTasks', 3);
    const { code, stdout } = await report(given);
    expect(code).toBe(5);
    expect(stdout).toContain('the job has 3 tasks, and the report lists 1');
    expect(stdout).toContain(
      '1 of 3 object versions replicated, by the completion report; what became of 2 it does not tell',
    );
  });

  it.each<[string, readonly string[], number, number, string]>([
    [
      'names one version twice in place of another',
      ['folder/a,v,succeeded,200,,', 'folder/a,v,succeeded,200,,'],
      2,
      5,
      '1 row of the report is about',
    ],
    [
      'says of one version that it went well and that it failed',
      ['folder/a,v,succeeded,200,,', 'folder/a,v,failed,500,InternalError,'],
      1,
      1,
      '1 of 1 object version',
    ],
    [
      'names a key that the job does not list',
      ['folder/a,v,succeeded,200,,', 'other/b,v,succeeded,200,,'],
      2,
      5,
      "1 row of the report is about another bucket than the job's, or a key that it does not list",
    ],
    [
      'says of a task that it succeeded, with an error',
      ['folder/a,v,succeeded,200,,', 'folder/b,v,succeeded,500,SrcObjectNotEligible,'],
      2,
      1,
      '1 of 2 object versions',
    ],
    [
      'says of a task that it succeeded, with a status of an error',
      ['folder/a,v,succeeded,200,,', 'folder/b,v,succeeded,403,,'],
      2,
      1,
      '1 of 2 object versions',
    ],
    [
      'lists more than the job has',
      ['folder/a,v,succeeded,200,,', 'folder/b,v,succeeded,200,,'],
      1,
      5,
      'the report lists 2 tasks, and the job has 1',
    ],
  ])('proves nothing where it %s', async (_title, rows, total, expected, words) => {
    const given = await othersJob(rows, 'AllTasks', total);
    const { code, stdout } = await report(given);
    expect([code, stdout]).toEqual([expected, expect.stringContaining(words)]);
  });

  it('proves nothing where S3 does not tell how many tasks there are', async () => {
    const given = await othersJob([SUCCESS_ROW], 'AllTasks', 1);
    const made = given.jobs.made.find(({ jobId }) => jobId === 'others');
    if (made !== undefined) Object.assign(made.fate, { uncounted: true });
    const { code, stdout } = await report(given);
    expect([code, stdout]).toEqual([5, expect.stringContaining('S3 does not tell how many tasks the job has')]);
    expect(stdout).not.toContain('the job has 0');
  });

  it('tells nothing where one of its files is missing, and is not read in part', async () => {
    const given = await othersJob([SUCCESS_ROW], 'AllTasks', 1);
    await report(given);
    const files = given.buckets.get('reports')?.files;
    const manifest = [...(files?.keys() ?? [])].find((key) => key.endsWith('job-others/manifest.json')) ?? '';
    const json = JSON.parse(files?.get(manifest)?.toString() ?? '') as { Results: object[] };
    json.Results.push({ ...json.Results[0], Key: 'backfill/job-others/results/2.csv' });
    files?.set(manifest, Buffer.from(JSON.stringify(json)));
    for (const verb of ['report', 'retry', 'watch']) {
      const ran = await program(given, verb, 'others', '--outputs', 'outputs.json', '--report-wait-seconds', '0');
      expect([ran.code, ran.stderr]).toEqual([5, expect.stringContaining('results/2.csv, which is not there')]);
    }
  });

  it('is not damaged where it is empty and S3 does not say which tasks it was to list', async () => {
    const given = await othersJob([], undefined as never, 4);
    const { files } = given.buckets.get('reports') ?? {};
    files?.set('backfill/job-others/manifest.json', Buffer.from('{"Format":"Report_CSV_20180820","Results":[]}'));
    const { code, stdout, stderr } = await report(given);
    expect([code, stderr]).toEqual([5, expect.not.stringContaining('damaged')]);
    expect(stdout).toContain('S3 does not say which tasks the report was to list');
  });

  it('is shown with what it leaves out, as JSON and in Markdown too', async () => {
    const given = await othersJob([SUCCESS_ROW], 'AllTasks', 3);
    const json = await report(given, '--output', 'json');
    expect(json.events.find(({ kind }) => kind === 'report')).toMatchObject({ succeeded: 1, failed: 0, unlisted: 2 });
    expect((await report(given, '--output', 'markdown')).stdout).toContain('not listed');
  });
});

describe('a report of which every row went well, of a job of which S3 counts failures', () => {
  const rows = ['folder/a,v,succeeded,200,,', 'folder/b,v,succeeded,200,,'];
  const doubted = (): Setup => {
    const given = setup();
    given.jobs.fates.push(fate({ rows, counts: { total: 2, succeeded: 0, failed: 2 } }));
    return given;
  };

  it('is no success where nobody compares, and says what does', async () => {
    const given = doubted();
    const ran = await runProgram(given, '--verify', 'never');
    expect(ran.code).toBe(5);
    expect(ran.stdout).toContain('S3 counts 2 failed, and the report lists 0');
    expect(ran.stdout).toContain('s3-backfill verify --outputs outputs.json');
    const jobId = given.jobs.made[0]?.jobId ?? '';
    for (const verb of ['report', 'watch']) {
      const again = await program(given, verb, jobId, '--outputs', 'outputs.json');
      expect([verb, again.code]).toEqual([verb, 5]);
      expect(again.stdout).toContain('S3 counts 2 failed, and the report lists 0');
    }
  });

  it('is one where the comparison has found every replica', async () => {
    const given = doubted();
    for (const name of ['src', 'dst'])
      given.buckets.get(name)?.versions.push(
        ...['a', 'b'].map((key) => ({
          key: `folder/${key}`,
          versionId: 'v',
          replicationStatus: name === 'src' ? 'COMPLETED' : 'REPLICA',
        })),
      );
    expect((await runProgram(given, '--verify', 'always')).code).toBe(0);
  });
});

describe('rows, scope and counters', () => {
  const counts = { total: 3, succeeded: 2, failed: 1 };

  const well = { total: 3, succeeded: 3, failed: 0 };

  it.each([
    [{ succeeded: 2, failed: 1 }, counts],
    [{ succeeded: 3, failed: 0 }, well],
    // More than S3 counts: the report decides.
    [{ succeeded: 2, failed: 1 }, well],
  ])('leave no doubt when they add up: %j of %j', (rows, counted) => {
    expect(weighReport(rows, 'AllTasks', { counts: counted })).toEqual({ unlisted: 0, doubts: [] });
  });

  it.each([
    [{ succeeded: 4, failed: 0 }, 'AllTasks', 'the report lists 4 tasks, and the job has 3'],
    [{ succeeded: 3, failed: 0 }, 'AllTasks', 'S3 counts 1 failed, and the report lists 0'],
    [{ succeeded: 0, failed: 0 }, 'FailedTasksOnly', 'S3 counts 1 failed, and the report lists 0'],
    [{ succeeded: 2, failed: 1 }, 'FailedTasksOnly', 'it lists 2 tasks that succeeded all the same'],
    [{ succeeded: 1, failed: 1 }, undefined, 'the job has 3 tasks, and the report lists 2'],
  ] as const)('do not add up: %j, %s', (rows, scope, doubt) => {
    expect(weighReport(rows, scope, { counts }).doubts).toContain(doubt);
  });

  it.each([
    [{ succeeded: 3, failed: 0 }, well, true],
    [{ succeeded: 4, failed: 0 }, well, false],
    [{ succeeded: 2, failed: 0 }, well, false],
    [{ succeeded: 2, failed: 1 }, well, false],
    [{ succeeded: 3, failed: 0 }, counts, false],
  ])('%j of %j prove success: %s', (rows, counted, proven) => {
    expect(provesAll(rows, weighReport(rows, 'AllTasks', { counts: counted }), { counts: counted })).toBe(proven);
  });
});
