import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../runner/ports/errors';
import { targetOfHandoff } from '../../../runner/target/target';
import { planPrefixes } from '../../../runner/methods/batch-replication/plan-jobs';
import { fate, NO_KEYS, SUCCESS_ROW } from '../fakes/fake-jobs';
import {
  bucketIn,
  handoff,
  holding,
  JOB_ROLE,
  program,
  REPLICATION_ROLE,
  rule,
  runProgram,
  setup,
} from '../fakes/fake-world';

const FAILED_ROW = 'folder/b,v1,failed,403,SrcGetObjectNotPermitted,Access denied';

describe('run', () => {
  it('creates one job for the prefix, watches it to its end, and ends with 0', async () => {
    const given = setup();
    const { code, stdout } = await runProgram(given);
    expect(code).toBe(0);
    expect(stdout).toContain("1 object version replicated under 'folder/', none failed, by the completion report");
    expect(given.jobs.sent).toHaveLength(1);
  });

  it('sends the request that plan has printed, token included', async () => {
    const given = holding({ key: 'folder/a' });
    bucketIn(given, 'dst').versions.push({ key: 'folder/a', replicationStatus: 'REPLICA' });
    const planned = await program(given, 'plan', '--outputs', 'outputs.json', '--output', 'json');
    expect(given.jobs.sent).toEqual([]);
    await runProgram(given);
    const [sent] = given.jobs.sent;
    const plan = planned.events.find(({ kind }) => kind === 'plan');
    expect(plan?.['transfers']).toEqual([
      expect.objectContaining({ request: { ...sent?.request, ClientRequestToken: sent?.token } }),
    ]);
  });

  it('makes no second job when it is run again while the first is at work', async () => {
    const given = setup();
    const first = await runProgram(given, '--timeout', '0');
    expect(first.code).toBe(4);
    given.files.delete('/here/.s3-backfill');
    const second = await runProgram(given);
    expect(second.code).toBe(0);
    expect(second.stderr).toContain('attached job job-1');
    expect(given.jobs.made).toHaveLength(1);
  });

  it('finds the running job in the listing when the state file is lost', async () => {
    const given = setup();
    await runProgram(given, '--timeout', '0');
    for (const path of given.files.keys()) if (path.includes('.s3-backfill')) given.files.delete(path);
    await runProgram(given);
    expect(given.jobs.sent).toHaveLength(1);
  });

  it('finds the running job by its state file when jobs may not be listed', async () => {
    const given = setup();
    given.jobs.listError = new RunnerError('denied', 'S3 Control ListJobs: AccessDenied');
    await runProgram(given, '--timeout', '0');
    await runProgram(given);
    expect(given.jobs.sent).toHaveLength(1);
  });

  it('makes one job when two runs race without seeing each other', async () => {
    const given = setup();
    given.jobs.listError = new RunnerError('denied', 'S3 Control ListJobs: AccessDenied');
    given.filesAreReadOnly = true;
    await Promise.all([runProgram(given), runProgram(given)]);
    expect(given.jobs.sent.map(({ token }) => token)).toEqual([given.jobs.sent[0]?.token, given.jobs.sent[0]?.token]);
    expect(given.jobs.made).toHaveLength(1);
  });

  it('tells the outcome of a job that ended while nobody watched, and makes a new one only after that', async () => {
    const given = setup();
    given.jobs.fates.push(fate({ rows: [FAILED_ROW] }));
    await runProgram(given, '--timeout', '0');
    await given.clock.sleep(3_600_000, given.abort.signal);
    const back = await runProgram(given);
    expect(back.code).toBe(1);
    expect(given.jobs.made).toHaveLength(1);
    await runProgram(given);
    expect(given.jobs.made).toHaveLength(2);
    expect(given.jobs.sent[1]?.token).not.toBe(given.jobs.sent[0]?.token);
  });

  it('makes a new job after the last one has ended even when earlier jobs may not be listed and no state is kept', async () => {
    const given = setup();
    given.jobs.listError = new RunnerError('denied', 'S3 Control ListJobs: AccessDenied');
    given.filesAreReadOnly = true;
    for (let time = 1; time <= 3; time += 1) {
      expect((await runProgram(given)).code).toBe(0);
      expect(given.jobs.made).toHaveLength(time);
      await given.clock.sleep(3_600_000, given.abort.signal);
    }
  });

  it('reads over a state file that is damaged', async () => {
    const given = setup();
    const [job] = planPrefixes(targetOfHandoff(handoff()), {}).transfers;
    given.files.set(`/here/.s3-backfill/${job?.hash ?? ''}.json`, '{"version": 1, "jobI');
    expect((await runProgram(given)).code).toBe(0);
  });

  it('ends with 1 when a Complete job has failures, and groups them by cause', async () => {
    const given = setup();
    given.jobs.fates.push(
      fate({
        rows: [
          SUCCESS_ROW,
          FAILED_ROW,
          FAILED_ROW.replace('/b', '/c'),
          'folder/d,v1,failed,500,SrcObjectNotEligible,Object is not eligible',
        ],
      }),
    );
    const { code, stdout } = await runProgram(given);
    expect(code).toBe(1);
    expect(stdout).toContain("3 of 4 object versions under 'folder/' failed");
    expect(stdout).toMatch(
      / {2}2 {2}SrcGetObjectNotPermitted: .*\n.*Access denied\n.*s3:GetObjectVersionForReplication[^]*'folder\/b', 'folder\/c'[^]* {2}1 {2}SrcObjectNotEligible/,
    );
  });

  it.each([
    ['Failed' as const, 'failed'],
    ['Cancelled' as const, 'was cancelled'],
  ])('ends with 3 and S3’s reason when the job ends %s', async (status, word) => {
    const given = setup();
    given.jobs.fates.push(
      fate({ status, rows: [], reasons: [{ code: 'X', text: 'Reading the manifest is forbidden: AccessDenied' }] }),
    );
    const { code, stdout } = await runProgram(given);
    expect(code).toBe(3);
    expect(stdout).toContain(`${word}: X: Reading the manifest is forbidden`);
  });

  it('says what to do about a failed job', async () => {
    const given = setup();
    given.jobs.fates.push(
      fate({
        status: 'Failed',
        rows: [],
        reasons: [{ code: '', text: 'Reading the manifest is forbidden: AccessDenied' }],
      }),
    );
    expect((await runProgram(given)).stderr).toContain(
      'to do: allow s3:GetObject and s3:GetObjectVersion for the job role',
    );
  });

  it('ends with 4 at the deadline and says how to come back', async () => {
    const { code, stdout } = await runProgram(setup(), '--timeout', '40');
    expect(code).toBe(4);
    expect(stdout).toContain('1 job goes on in AWS');
    expect(stdout).toContain('come back with: s3-backfill watch job-1 --region eu-west-1 --account-id 111122223333');
  });

  it('explains an empty job and ends with 0, or with 6 where that is asked for', async () => {
    for (const [flags, expected] of [
      [[], 0],
      [['--fail-on-empty'], 6],
    ] as const) {
      const given = setup();
      bucketIn(given, 'src').versions.push(
        { key: 'folder/a', replicationStatus: 'COMPLETED' },
        { key: 'folder/b', replicationStatus: 'COMPLETED' },
      );
      bucketIn(given, 'dst').versions.push(
        { key: 'folder/a', replicationStatus: 'REPLICA' },
        { key: 'folder/b', replicationStatus: 'REPLICA' },
      );
      bucketIn(given, 'dst').versions.push(
        { key: 'folder/a', replicationStatus: 'REPLICA' },
        { key: 'folder/b', replicationStatus: 'REPLICA' },
      );
      given.jobs.fates.push(NO_KEYS);
      const { code, stdout } = await runProgram(given, ...flags);
      expect(code).toBe(expected);
      expect(stdout).toContain("all 2 object versions looked at are COMPLETED; all 2 object versions are in 'dst'");
    }
  });

  it('stops watching with 130 when it is interrupted, and says that the job goes on', async () => {
    const given = setup();
    given.clock.afterSleep = () => given.abort.abort();
    const { code, stderr } = await runProgram(given);
    expect(code).toBe(130);
    expect(stderr).toContain('interrupted; job job-1 goes on in AWS');
    expect(stderr).toContain('come back with: s3-backfill watch job-1 --region eu-west-1');
  });

  it('makes one job for each prefix, at most six at a time, and ends with the gravest outcome', async () => {
    const given = setup();
    const prefixes = Array.from({ length: 8 }, (_, index) => `p${index}/`);
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ prefix: '' })] };
    given.jobs.fates.push(fate(), fate({ rows: [FAILED_ROW] }));
    let most = 0;
    given.clock.afterSleep = () => {
      const running = given.jobs.made.filter(({ createdMs }) => given.clock.now() - createdMs < 60_000);
      most = Math.max(most, running.length);
    };
    const { code } = await runProgram(given, ...prefixes.flatMap((prefix) => ['--prefix', prefix]));
    expect(code).toBe(1);
    expect(most).toBe(6);
    expect(
      given.jobs.made.map(
        ({ request }) =>
          request.ManifestGenerator?.S3JobManifestGenerator.Filter.KeyNameConstraint?.MatchAnyPrefix?.[0],
      ),
    ).toEqual(prefixes);
  });

  it('polls every 30 seconds by default', async () => {
    const given = setup();
    await runProgram(given);
    expect(given.clock.sleeps).toEqual([30_000, 30_000]);
  });

  it('works with flags alone', async () => {
    const given = holding({ key: 'folder/a' });
    bucketIn(given, 'dst').versions.push({ key: 'folder/a', replicationStatus: 'REPLICA' });
    const { code } = await program(
      given,
      'run',
      '--source-bucket',
      'src',
      '--role-arn',
      JOB_ROLE,
      '--report-bucket',
      'reports',
      '--prefix',
      'folder/',
    );
    expect(code).toBe(0);
    expect(given.jobs.sent[0]?.request.AccountId).toBe('111122223333');
  });

  it('keeps the escape sequences of keys away from the terminal', async () => {
    const given = setup();
    given.jobs.fates.push(fate({ rows: ['folder/%1B%5B2J%E2%80%AEx,v1,failed,403,AccessDenied,\u001b[31mno'] }));
    const text = await runProgram(given);
    expect(text.stdout).toContain("'folder/\\u{1b}[2J\\u{202e}x'");
    // eslint-disable-next-line no-control-regex -- that there are none is the point
    expect(text.stdout + text.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});
