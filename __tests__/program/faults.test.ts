// What AWS does now and then while a run is under way: a clear word, an exit code from the list, one job, and the same
// command afterwards comes to the right end.
import { describe, expect, it } from '@jest/globals';
import type { FaultOrder } from '../../emulator/faults/fault';
import { control } from '../emulator/control/control-client';
import { builtProgram } from './built';
import { type Program, type Said } from './setup';

const RUN = ['run', '--outputs', 'outputs.json', '--poll-seconds', '0.05', '--verify', 'never'];
/** For faults that do not pass. */
const HASTY = ['--patience-seconds', '1'];
const VERDICT = '2 object versions replicated';

const built = builtProgram();
let program: Program;

const jobs = (): number => program.running.emulator.world.jobs.size;

async function start(): Promise<void> {
  program = await built.start(['folder/a', 'folder/b'], { timing: { jobStateMs: 60 } });
}

async function order(...faults: readonly FaultOrder[]): Promise<void> {
  const { status } = await control(program.running, 'POST', 'faults', faults);
  expect(status).toBe(200);
}

async function heal(): Promise<void> {
  await control(program.running, 'DELETE', 'faults');
}

async function run(...more: readonly string[]): Promise<Said> {
  const said = await program.run([...RUN, ...more]);
  const all = said.stdout + said.stderr;
  expect(all).not.toContain(program.running.credentials(0).secretAccessKey);
  expect(all).not.toMatch(/\$metadata|node_modules|\bat .*\.js:\d+|Signature=|AKIA/);
  return said;
}

/** Where a fault is passing: it is sat out, and the run ends as if nothing had been. */
const PASSING: readonly (readonly [title: string, faults: readonly FaultOrder[], says?: RegExp])[] = [
  [
    'CreateJob is throttled',
    [{ operation: 's3-control:CreateJob', error: 'SlowDown', times: 3 }],
    /waiting 2 seconds: S3 Control CreateJob: SlowDown/,
  ],
  ['CreateJob is answered with 500', [{ operation: 's3-control:CreateJob', error: 'InternalError', times: 1 }]],
  ['the connection breaks before CreateJob', [{ operation: 's3-control:CreateJob', reset: 'before', times: 1 }]],
  ['the answer to CreateJob is lost', [{ operation: 's3-control:CreateJob', reset: 'after', times: 1 }]],
  [
    'the answer to CreateJob is lost again and again',
    [{ operation: 's3-control:CreateJob', reset: 'after', times: 3 }],
    /waiting .*CreateJob: no answer/,
  ],
  ['the answer to CreateJob breaks in the middle', [{ operation: 's3-control:CreateJob', reset: 'midway', times: 1 }]],
  ['the answer to CreateJob is cut off', [{ operation: 's3-control:CreateJob', truncateToBytes: 60, times: 1 }]],
  [
    'DescribeJob is throttled while watching',
    [{ operation: 's3-control:DescribeJob', error: 'SlowDown', after: 2, times: 3 }],
    /waiting .*DescribeJob .*SlowDown.*; the job goes on/,
  ],
  [
    'DescribeJob is answered with 503 while watching',
    [{ operation: 's3-control:DescribeJob', error: 'ServiceUnavailable', after: 2, times: 3 }],
    /waiting .*; the job goes on/,
  ],
  [
    'the answers of DescribeJob are cut off',
    [{ operation: 's3-control:DescribeJob', truncateToBytes: 200, after: 2, times: 2 }],
  ],
  ['ListJobs is answered with 500', [{ operation: 's3-control:ListJobs', error: 'InternalError', times: 2 }]],
  [
    'ListJobs is throttled',
    [{ operation: 's3-control:ListJobs', error: 'SlowDown', times: 3 }],
    /waiting 2 seconds: S3 Control ListJobs: SlowDown/,
  ],
  [
    'the account is asked for without an answer',
    [{ operation: 'sts:*', reset: 'before', times: 3 }],
    /waiting 2 seconds: STS GetCallerIdentity: no answer .*; check the network/,
  ],
  [
    'buckets are asked for without an answer',
    [{ operation: 's3:HeadBucket', reset: 'before', times: 3 }],
    /waiting 2 seconds: S3 HeadBucket .*: no answer/,
  ],
  ['the checks are throttled', [{ operation: 's3:*', error: 'SlowDown', times: 2 }]],
  ['asking for the account fails at first', [{ operation: 'sts:*', error: 'ServiceUnavailable', times: 1 }]],
  ['a check cannot be answered', [{ operation: 'iam:*', error: 'InternalError' }], /unsure/],
  [
    'every answer is slow',
    [
      { operation: 's3:*', latencyMs: 200 },
      { operation: 's3-control:*', latencyMs: 200 },
    ],
  ],
  ['tags of jobs cannot be written', [{ operation: 's3-control:PutJobTagging', error: 'InternalError' }]],
  ['the report is cut off', [{ operation: 's3:GetObject', truncateToBytes: 20, times: 1 }]],
  ['the report breaks in the middle', [{ operation: 's3:GetObject', reset: 'midway', after: 1, times: 1 }]],
  ['the report is answered with 500', [{ operation: 's3:GetObject', error: 'InternalError', times: 3 }]],
];

describe('a run that meets a passing fault ends with 0, with one job', () => {
  it.each(PASSING)('when %s', async (_title, faults, says = /./) => {
    await start();
    await order(...faults);
    const said = await run(
      ...(faults.some(({ operation, times }) => operation === 'iam:*' && times === undefined) ? HASTY : []),
    );
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain(VERDICT);
    expect(said.stderr).toMatch(says);
    expect(jobs()).toBe(1);
  });

  it.each([20 * 60_000, -20 * 60_000])('when the clock of AWS is %d ms ahead', async (clockSkewMs) => {
    await start();
    await control(program.running, 'POST', 'clock', { skewMs: clockSkewMs });
    expect(await run()).toMatchObject({ exitCode: 0 });
    expect(jobs()).toBe(1);
  });
});

interface Lasting {
  readonly faults: readonly FaultOrder[];
  readonly exitCode: number;
  readonly says: RegExp;
  /** In the emulator when the run has given up. */
  readonly jobs: number;
  /** Whether the way back is told. */
  readonly wayBack?: boolean;
}

const LASTING: readonly (readonly [title: string, given: Lasting])[] = [
  [
    'the credentials expire while it watches',
    {
      faults: [{ operation: 's3-control:*', error: 'ExpiredToken', after: 3 }],
      exitCode: 5,
      says: /ExpiredToken/,
      jobs: 1,
      wayBack: true,
    },
  ],
  [
    'the credentials expire at CreateJob',
    {
      faults: [{ operation: 's3-control:CreateJob', error: 'ExpiredToken' }],
      exitCode: 5,
      says: /ExpiredToken/,
      jobs: 0,
    },
  ],
  [
    'the credentials expire before the report is read',
    {
      faults: [{ operation: 's3:GetObject', error: 'ExpiredToken' }],
      exitCode: 5,
      says: /GetObject.*ExpiredToken/,
      jobs: 1,
      wayBack: true,
    },
  ],
  [
    'the credentials have expired before',
    { faults: [{ operation: '*:*', error: 'ExpiredToken' }], exitCode: 2, says: /ExpiredToken/, jobs: 0 },
  ],
  [
    'the clock of this machine is wrong for good',
    { faults: [{ operation: '*:*', error: 'RequestTimeTooSkewed' }], exitCode: 2, says: /the server's time/, jobs: 0 },
  ],
  [
    'AWS is down from the start',
    {
      faults: [{ operation: '*:*', error: 'InternalError' }],
      exitCode: 5,
      says: /InternalFailure|InternalError/,
      jobs: 0,
    },
  ],
  [
    'jobs may not be looked at',
    {
      faults: [{ operation: 's3-control:DescribeJob', error: 'AccessDenied' }],
      exitCode: 5,
      says: /DescribeJob/,
      jobs: 1,
      wayBack: true,
    },
  ],
  [
    'the connection to the jobs always breaks',
    { faults: [{ operation: 's3-control:ListJobs', reset: 'before' }], exitCode: 5, says: /no answer/, jobs: 0 },
  ],
  [
    'the report is out of reach',
    {
      faults: [{ operation: 's3:GetObject', error: 'InternalError' }],
      exitCode: 5,
      says: /GetObject/,
      jobs: 1,
      wayBack: true,
    },
  ],
];

describe('a run that meets a lasting fault says so, and the same command goes on afterwards', () => {
  it.each(LASTING)('when %s', async (_title, given) => {
    await start();
    await order(...given.faults);
    const said = await run(...HASTY);
    expect(said).toMatchObject({ exitCode: given.exitCode });
    expect(said.stderr.match(/^s3-backfill: .*/gm)).toEqual([expect.stringMatching(given.says)]);
    if (given.wayBack === true) expect(said.stderr).toMatch(/come back with: s3-backfill (run|watch)/);
    expect(jobs()).toBe(given.jobs);
    const lines = (await run(...HASTY, '--output', 'json')).stdout.trimEnd().split('\n');
    const last = JSON.parse(lines.at(-1) ?? '') as { kind: string };
    expect(last).toMatchObject({ kind: 'error', exitCode: given.exitCode });
    await heal();
    const again = await run();
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain(VERDICT);
    expect(jobs()).toBe(1);
  });
});

describe('a comparison at the end of a run', () => {
  it('whose listing is throttled again and again is made all the same', async () => {
    await start();
    await order({ operation: 's3:ListObjectVersions', bucket: 'dst', error: 'SlowDown', times: 3 });
    const said = await program.run(RUN.slice(0, -2));
    expect(said).toMatchObject({ exitCode: 0 });
    expect(said.stdout).toContain("all 2 object versions are in 'dst'");
    expect(said.stderr).toMatch(/waiting 2 seconds: S3 ListObjectVersions dst: SlowDown/);
  });

  it('that credentials are too old for ends with 5, and the same command makes it afterwards, with no second job', async () => {
    await start();
    await order({ operation: 's3:ListObjectVersions', bucket: 'dst', error: 'ExpiredToken' });
    const compared = RUN.slice(0, -2);
    const said = await program.run(compared);
    expect(said).toMatchObject({ exitCode: 5 });
    expect(said.stdout).toMatch(/could not be compared with 'dst': .*ExpiredToken/);
    await heal();
    const again = await program.run(compared);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain("all 2 object versions are in 'dst'");
    expect(jobs()).toBe(1);
  });
});

describe('the clock of AWS', () => {
  it('that jumps while the program watches is followed, and nothing is done twice', async () => {
    await start();
    await control(program.running, 'POST', 'timing', { jobStateMs: 400 });
    const running = run();
    while (jobs() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await control(program.running, 'POST', 'clock', { skewMs: 30 * 60_000 });
    expect(await running).toMatchObject({ exitCode: 0 });
    expect(jobs()).toBe(1);
  });
});

describe('watch', () => {
  it('tells that the job goes on, and the way back, when the credentials expire', async () => {
    await start();
    await control(program.running, 'POST', 'timing', { jobStateMs: 500 });
    expect(await run('--detach')).toMatchObject({ exitCode: 0 });
    const [jobId = ''] = program.running.emulator.world.jobs.keys();
    await order({ operation: 's3-control:DescribeJob', error: 'ExpiredToken', after: 1 });
    const said = await program.run(['watch', jobId, '--outputs', 'outputs.json', '--poll-seconds', '0.05']);
    expect(said).toMatchObject({ exitCode: 5 });
    expect(said.stderr).toContain(`goes on in AWS; come back with: s3-backfill watch ${jobId}`);
    expect(said.stderr).toMatch(/^s3-backfill: .*ExpiredToken/m);
  });
});

describe('a session token', () => {
  it.each(['text', 'json', 'markdown'])('is named in no output: %s', async (output) => {
    await start();
    const env = { AWS_SESSION_TOKEN: 'token+that/nobody=may-see' };
    const { exitCode, stdout, stderr } = await program.run([...RUN, '--output', output, '--verbose'], { env });
    expect(exitCode).toBe(2);
    expect(stdout + stderr).toMatch(/GetCallerIdentity/);
    expect(stdout + stderr).not.toMatch(/nobody|emulator-secret|Signature=|AKIA|\$metadata/);
    expect(jobs()).toBe(0);
  });
});
