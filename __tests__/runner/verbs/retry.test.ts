// A new job for what has failed in an older one.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { fakeBucket } from '../fakes/fake-buckets';
import { fate } from '../fakes/fake-jobs';
import { handoff, program, runProgram, setup, type Ran, type Setup } from '../fakes/fake-world';

const ROWS = [
  'folder/a,v-a,succeeded,200,,success',
  'folder/b,v-b,failed,500,PermanentFailure,',
  'folder/c,v-c,failed,403,DstPutObjectNotPermitted,denied',
  'folder/d,v-d,failed,409,DstObjectHardDeleted,gone',
];

let given: Setup;
beforeEach(() => {
  given = setup();
  given.files.set('/here/outputs.json', JSON.stringify(handoff({ manifest: { bucket: 'reports', prefix: 'm' } })));
});

async function jobWith(rows: readonly string[]): Promise<void> {
  given.jobs.fates.push(fate({ rows }));
  await runProgram(given, '--retries', '0');
}
const retry = (...flags: readonly string[]): Promise<Ran> =>
  program(given, 'retry', 'job-1', '--outputs', 'outputs.json', '--retries', '0', ...flags);
const manifest = (): string | undefined => {
  const key = given.jobs.sent[1]?.request.Manifest?.Location.ObjectArn.replace('arn:aws:s3:::reports/', '') ?? '';
  return given.buckets.get('reports')?.files.get(key)?.toString();
};

describe('retry', () => {
  it('takes what can succeed as things are, by version id, and says what becomes of the rest', async () => {
    await jobWith(ROWS);
    const { code, stdout } = await retry();
    expect(manifest()).toBe('src,folder/b,v-b\n');
    expect(code).toBe(1);
    expect(stdout).toContain('1 object version first needs the remedy above (then: --remedied)');
    expect(stdout).toContain('for 1 object version a new job can do nothing');
  });

  it('takes what needed a remedy when it has been applied', async () => {
    await jobWith(ROWS.slice(0, 3));
    const { code } = await retry('--remedied');
    expect(code).toBe(0);
    expect(manifest()).toBe('src,folder/b,v-b\nsrc,folder/c,v-c\n');
  });

  it('sends nothing when no job can help', async () => {
    await jobWith(ROWS.slice(2));
    const { code, stdout } = await retry();
    expect(code).toBe(1);
    expect(stdout).toContain('nothing of job job-1 can be tried again as things are');
    expect(given.jobs.sent).toHaveLength(1);
  });

  it.each([
    ['the rows have no version ids', ['folder/b,,failed,500,PermanentFailure,'], 'cannot be listed'],
    ['there is no place for a list', ROWS.slice(0, 2), 'a place for a manifest (--manifest-bucket)'],
  ])('is refused where %s, since S3 would select what was never replicated, too', async (_, rows, says) => {
    if (says.includes('manifest')) given.files.set('/here/outputs.json', JSON.stringify(handoff()));
    await jobWith(rows);
    const { code, stderr } = await retry();
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
    expect(stderr).toMatch(/all else under 'folder\/' that was never replicated: s3-backfill run .*--prefix folder\//);
    expect(given.jobs.sent).toHaveLength(1);
  });

  it('is refused while the job is not over', async () => {
    await runProgram(given, '--timeout', '0');
    const { code, stderr } = await retry();
    expect(code).toBe(2);
    expect(stderr).toContain('job job-1 is New');
  });

  it('asks the job for its source, role and report, where nobody says them', async () => {
    await jobWith(ROWS.slice(0, 2));
    given.files.clear();
    const place = ['--manifest-bucket', 'reports', '--manifest-prefix', 'm'];
    const { code } = await program(given, 'retry', 'job-1', '--region', 'eu-west-1', '--retries', '0', ...place);
    expect(code).toBe(0);
    const [first, second] = given.jobs.sent.map(({ request }) => request);
    expect(second).toMatchObject({ RoleArn: first?.RoleArn, Report: first?.Report });
    expect(manifest()).toBe('src,folder/b,v-b\n');
  });

  it('lets flags win over what the job says', async () => {
    await jobWith(ROWS.slice(0, 2));
    given.files.clear();
    given.buckets.set('elsewhere', fakeBucket());
    await program(given, 'retry', 'job-1', '--report-bucket', 'elsewhere', '--manifest-bucket', 'reports');
    expect(given.jobs.sent[1]?.request.Report.Bucket).toBe('arn:aws:s3:::elsewhere');
  });
});
