// Reports that are late, lost or damaged, and buckets that are gone: what is not known is said, and nothing is done twice.
import { createHash } from 'node:crypto';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { control } from '../emulator/control/control-client';
import { builtProgram } from './built';
import { JOB_POLICY, type Program, type Said } from './setup';

const COMPARED = ['run', '--outputs', 'outputs.json', '--poll-seconds', '0.05'];
const RUN = [...COMPARED, '--verify', 'never'];
const BY_REPORT = "2 object versions replicated under 'folder/', none failed, by the completion report";
const NOT_KNOWN =
  "is Complete, and no completion report tells what became of 2 object versions under 'folder/' " +
  '(S3 counts 2 replicated and 0 failed, which proves nothing); s3-backfill verify --outputs outputs.json finds out';
const BY_COMPARISON = "the comparison does; all 2 object versions are in 'dst'";

const built = builtProgram();
let program: Program;

const jobs = (): number => program.running.emulator.world.jobs.size;

async function start(reportDelayMs = 0): Promise<void> {
  program = await built.start(['folder/a', 'folder/b'], { timing: { jobStateMs: 40, reportDelayMs } });
}

async function run(...more: readonly string[]): Promise<Said> {
  const said = await program.run([...RUN, ...more]);
  expect(said.stdout + said.stderr).not.toMatch(/\$metadata|node_modules|\bat .*\.js:\d+|AKIA|emulator-secret/);
  return said;
}

async function keysOf(Bucket: string): Promise<readonly string[]> {
  const { Contents = [] } = await program.s3.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key = '' }) => Key);
}

/** The one key in the report bucket that ends with this. */
async function keyOf(ending: string): Promise<string> {
  const key = (await keysOf('reports')).find((name) => name.startsWith('r/') && name.endsWith(ending));
  if (key === undefined) throw new Error(`no object ends with ${ending}`);
  return key;
}

async function rewrite(ending: string, change: (text: string) => string): Promise<string> {
  const target = { Bucket: 'reports', Key: await keyOf(ending) };
  const { Body } = await program.s3.send(new GetObjectCommand(target));
  const text = change((await Body?.transformToString()) ?? '');
  await program.s3.send(new PutObjectCommand({ ...target, Body: text }));
  return text;
}

/** Other rows, with the checksum that fits them. */
async function rewriteRows(change: (text: string) => string): Promise<void> {
  const md5 = createHash('md5')
    .update(await rewrite('.csv', change))
    .digest('hex');
  await rewrite('manifest.json', (text) => text.replace(/"MD5Checksum":"\w+"/, `"MD5Checksum":"${md5}"`));
}

async function remove(ending: string): Promise<void> {
  await program.s3.send(new DeleteObjectCommand({ Bucket: 'reports', Key: await keyOf(ending) }));
}

async function removeBucket(Bucket: string): Promise<void> {
  for (const Key of await keysOf(Bucket)) await program.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await program.s3.send(new DeleteBucketCommand({ Bucket }));
}

const LISTS = ['--manifest-bucket', 'lists'];

/** Manifests have a bucket of their own. */
async function startWithLists(): Promise<void> {
  await start();
  await program.s3.send(new CreateBucketCommand({ Bucket: 'lists' }));
  const PolicyDocument = JOB_POLICY.replace('arn:aws:s3:::reports/*', 'arn:aws:s3:::*');
  await program.iam.send(new PutRolePolicyCommand({ RoleName: 'job', PolicyName: 'all', PolicyDocument }));
}

/** A job that is over, and whose outcome nobody has been told. */
async function startWithUntoldJob(): Promise<void> {
  // However slow this machine is, the job is not over while the run that leaves it looks.
  program = await built.start(['folder/a', 'folder/b'], { clock: 'controlled', timing: { jobStateMs: 40 } });
  expect(await run('--detach')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 job goes on in AWS') });
  await control(program.running, 'POST', 'clock', { mode: 'auto' });
  await program.running.emulator.idle();
}

const UNREADABLE: readonly (readonly [title: string, damage: () => Promise<unknown>, says: string])[] = [
  ['has another checksum', () => rewrite('.csv', (text) => text.replace('success', 'Success')), 'its manifest says'],
  ['has rows of too few columns', () => rewriteRows(() => 'src,folder%2Fa\n'), 'a row has 2 columns instead of 7'],
  ['has rows that are no CSV', () => rewriteRows((text) => `${text}"src,folder`), 'is damaged'],
  ['has a manifest that is no JSON', () => rewrite('manifest.json', () => '<html>'), 'it is not JSON'],
  ['has a manifest of another kind', () => rewrite('manifest.json', () => '{"Format":"Report_2"}'), 'Format'],
  [
    'names a file of another bucket',
    () => rewrite('manifest.json', (text) => text.replace('"Bucket":"reports"', '"Bucket":"src"')),
    'file 1 that it names is not in the folder of the job',
  ],
  [
    'names a file outside the folder of the job',
    () => rewrite('manifest.json', (text) => text.replace(/"Key":"[^"]*"/, '"Key":"r/secret.csv"')),
    'file 1 that it names is not in the folder of the job',
  ],
  ['lacks a file', () => remove('.csv'), 'which is not there'],
  [
    'has no rows',
    () => rewrite('manifest.json', (text) => text.replace(/"Results":\[.*\]/s, '"Results":[]')),
    'it names none of 2 object versions',
  ],
];

describe('a completion report that cannot be used', () => {
  it.each(UNREADABLE)('is never taken for a success without a comparison: it %s', async (_title, damage, says) => {
    await startWithUntoldJob();
    await damage();
    const said = await run();
    expect(said).toMatchObject({ exitCode: 5 });
    expect(said.stderr).toMatch(/^note: the completion report cannot be read: .*$/m);
    expect(said.stderr).toContain(says);
    expect(said.stdout).toContain(NOT_KNOWN);
    expect(jobs()).toBe(1);
  });

  it('is stood in for by the comparison, and not by the counters', async () => {
    await startWithUntoldJob();
    await remove('.csv');
    const said = await program.run(COMPARED);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain(BY_COMPARISON);
    expect(said.stdout).not.toContain('S3 counts');
  });

  it('leaves it to the comparison, too, that versions are missing', async () => {
    await startWithUntoldJob();
    await remove('.csv');
    const { versions } = program.running.emulator.world.buckets.get('dst') ?? {};
    for (const { key, versionId } of versions?.versionsOf('folder/a') ?? []) versions?.remove(key, versionId);
    const said = await program.run(COMPARED);
    expect(said).toMatchObject({ exitCode: 1 });
    expect(said.stdout).toContain("the comparison does; 1 of 2 object versions is in 'dst'; 1 missing");
  });

  it('is not known any better where the destination may not be read', async () => {
    await startWithUntoldJob();
    await remove('.csv');
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:ListBucketVersions', Resource: 'arn:aws:s3:::dst' }],
    });
    await program.s3.send(new PutBucketPolicyCommand({ Bucket: 'dst', Policy }));
    const said = await program.run(COMPARED);
    expect(said).toMatchObject({ exitCode: 5 });
    expect(said.stdout).toContain(`${NOT_KNOWN}; could not be compared with 'dst'`);
  });

  it('that only watch, report and retry ask for ends with 5, too', async () => {
    await startWithUntoldJob();
    await rewrite('manifest.json', (text) => text.replace(/"Results":\[.*\]/s, '"Results":[]'));
    const [jobId = ''] = program.running.emulator.world.jobs.keys();
    const retried = await program.run(['retry', jobId, '--outputs', 'outputs.json']);
    expect(retried).toMatchObject({ exitCode: 5 });
    expect(retried.stderr).toContain('it names none of 2 object versions');
    for (const verb of ['watch', 'report']) {
      const said = await program.run([verb, jobId, '--outputs', 'outputs.json']);
      expect(said).toMatchObject({ exitCode: 5 });
      expect(said.stdout).toContain(NOT_KNOWN);
    }
  });

  it('is waited for when it is late', async () => {
    await start(700);
    const said = await run('--report-wait-seconds', '1.5');
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stderr).toContain('the completion report is not there yet');
    expect(said.stdout).toContain(BY_REPORT);
    expect(jobs()).toBe(1);
  });

  it('is not waited for longer than was said; the way to it is told, and the same command reads it when it is there', async () => {
    await start(1_500);
    const said = await run('--report-wait-seconds', '0.1');
    expect(said).toMatchObject({ exitCode: 5 });
    expect(said.stderr).toMatch(/note: no completion report came within 0\.1 s\. .* s3-backfill report [0-9a-f-]{36}/);
    expect(said.stdout).toContain(NOT_KNOWN);
    const again = await run();
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stderr).toMatch(/^attached job/m);
    expect(again.stdout).toContain(BY_REPORT);
    expect(jobs()).toBe(1);
  });

  it('is read again where it breaks off, by retry as by run', async () => {
    await startWithUntoldJob();
    const [jobId = ''] = program.running.emulator.world.jobs.keys();
    await control(program.running, 'POST', 'faults', {
      operation: 's3:GetObject',
      bucket: 'reports',
      reset: 'midway',
      after: 1,
      times: 1,
    });
    const said = await program.run(['retry', jobId, '--outputs', 'outputs.json', '--poll-seconds', '0.05']);
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stderr).toMatch(/^waiting 2 seconds: S3 GetObject reports: no answer/m);
    expect(said.stdout).toContain('nothing of job');
    expect(jobs()).toBe(1);
  });

  it('is not asked for again where its bucket is gone', async () => {
    await startWithUntoldJob();
    const [jobId = ''] = program.running.emulator.world.jobs.keys();
    await removeBucket('reports');
    const watch = await program.run(['watch', jobId, '--outputs', 'outputs.json', '--poll-seconds', '0.05']);
    expect(watch).toMatchObject({ exitCode: 5 });
    expect(watch.stderr).toMatch(/note: the completion report cannot be read: there is no bucket 'reports' /);
    const said = await run();
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toContain("there is no report bucket 'reports'");
    expect(jobs()).toBe(1);
  });

  it('cannot be delivered where its bucket goes while the job runs: exit code 3, and the next run says what is there', async () => {
    await startWithLists();
    await control(program.running, 'POST', 'timing', { jobStateMs: 200 });
    expect(await run(...LISTS, '--detach')).toMatchObject({ exitCode: 0 });
    await removeBucket('reports');
    await program.running.emulator.idle();
    await program.s3.send(new CreateBucketCommand({ Bucket: 'reports' }));
    const said = await run(...LISTS, '--retries', '0');
    expect(said).toMatchObject({ exitCode: 3 });
    expect(said.stdout).toContain('could not be written to your report bucket');
    expect(said.stderr).toContain('Objects may have been replicated all the same: run again');
    const again = await run(...LISTS);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain('are COMPLETED; the destinations were not compared (--verify never)');
  });
});

/** Rows that need several parts; in some of them quotes hold lines together, and every hundredth has failed. */
function manyRows(): readonly string[] {
  return Array.from({ length: 60_000 }, (_, row) => {
    const start = `src,folder%2F${row % 7}/key-${row}-with-a-long-name.json,version-${row}`;
    if (row % 100 !== 0) return `${start},succeeded,200,,success\n`;
    return `${start},failed,500,${row % 200 === 0 ? 'SlowDown' : 'InternalError'},"one, ""two""${'\nand more'.repeat(row % 50)}"\n`;
  });
}

describe('a completion report of several megabytes', () => {
  it('is read by threads, in parts, and each row once', async () => {
    await startWithUntoldJob();
    const [jobId = ''] = program.running.emulator.world.jobs.keys();
    const rows = manyRows();
    // The rows of the second half come twice, and count once.
    await rewriteRows(() => [...rows, ...rows.slice(30_000)].join(''));
    const said = await program.run(['report', jobId, '--outputs', 'outputs.json', '--output', 'json']);
    expect(said.stderr).toBe('');
    const report = said.stdout.split('\n').find((line) => line.includes('"kind":"report"')) ?? '{}';
    expect(JSON.parse(report)).toMatchObject({
      succeeded: 59_400,
      failed: 600,
      doubts: expect.arrayContaining([expect.stringContaining('30,000 rows of the report')]) as unknown,
      causes: [{ code: expect.any(String) as unknown, count: 300 }, { count: 300 }],
    });
    expect((JSON.parse(report) as { byPrefix: unknown[] }).byPrefix).toHaveLength(7);
  });

  it.each([
    [
      'whose last row has too few columns',
      (rows: string) => `${rows}src,folder%2Fa\n`,
      'a row has 2 columns instead of 7',
    ],
    ['whose last quote is not closed', (rows: string) => `${rows}src,"folder`, 'CSV_QUOTE_NOT_CLOSED'],
    [
      'in the middle of which a row has no end',
      (rows: string) => `${rows}${'x'.repeat(100_000)}\n${rows}`,
      'cannot be read',
    ],
  ])('is damaged, %s', async (_title, change, says) => {
    await startWithUntoldJob();
    const [jobId = ''] = program.running.emulator.world.jobs.keys();
    await rewriteRows(() => change(manyRows().join('')));
    const said = await program.run(['report', jobId, '--outputs', 'outputs.json']);
    expect(said).toMatchObject({ exitCode: 5 });
    expect(said.stderr).toContain(says);
  });
});

describe('the manifest bucket of a retry', () => {
  it('that is gone by then ends with 5, makes no second job, and is named by the next run', async () => {
    await startWithLists();
    expect(await run(...LISTS, '--detach')).toMatchObject({ exitCode: 0 });
    await program.running.emulator.idle();
    await rewriteRows((text) => text.replace('succeeded,200,,success', 'failed,500,PermanentFailure,try again'));
    await control(program.running, 'POST', 'faults', { operation: 's3:HeadObject', bucket: 'lists', latencyMs: 700 });
    const running = run(...LISTS);
    while (!(await isMet())) await new Promise((resolve) => setTimeout(resolve, 20));
    await removeBucket('lists');
    const said = await running;
    expect(said).toMatchObject({ exitCode: 5 });
    expect(said.stderr).toContain('1 failed object version can succeed now');
    expect(said.stderr).toMatch(/^s3-backfill: .*lists.*NoSuchBucket/m);
    expect(jobs()).toBe(1);
    const again = await run(...LISTS);
    expect(again).toMatchObject({ exitCode: 2 });
    expect(again.stderr).toContain("there is no manifest bucket 'lists'");
    expect(jobs()).toBe(1);
  });
});

describe('the manifest bucket of versions that were chosen', () => {
  it('that goes before S3 has read the manifest ends with 3 and the reason, and makes no second job', async () => {
    await startWithLists();
    // So long that the bucket is gone before S3 reads it, however busy the machine is.
    await control(program.running, 'POST', 'timing', { jobStateMs: 3_000 });
    expect(await run(...LISTS, '--match', 'a$', '--detach')).toMatchObject({ exitCode: 0 });
    await removeBucket('lists');
    await program.running.emulator.idle();
    await program.s3.send(new CreateBucketCommand({ Bucket: 'lists' }));
    const said = await run(...LISTS, '--match', 'a$', '--retries', '0');
    expect(said).toMatchObject({ exitCode: 3 });
    expect(said.stdout).toMatch(/job \S+ failed: .*manifest/);
    expect(jobs()).toBe(1);
  });

  it('that is not there is said before anything is sent', async () => {
    await start();
    const said = await run(...LISTS, '--match', 'a$');
    expect(said).toMatchObject({ exitCode: 2 });
    expect(said.stderr).toContain("there is no manifest bucket 'lists'");
    expect(jobs()).toBe(0);
  });
});

async function isMet(): Promise<boolean> {
  const { body } = await control(program.running, 'GET', 'faults');
  return (body['faults'] as { met: number }[]).some(({ met }) => met > 0);
}
