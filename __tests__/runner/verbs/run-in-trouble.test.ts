// AWS refuses, is not ready yet, asks to slow down, or is out of reach.
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../runner/ports/errors';
import { fate } from '../fakes/fake-jobs';
import { JOB_ROLE, runProgram, setup } from '../fakes/fake-world';

describe('run, when AWS does not do at once what it is asked,', () => {
  it('ends with 5 when AWS refuses, and names the permission', async () => {
    const given = setup();
    given.jobs.createErrors.push(
      new RunnerError(
        'denied',
        'S3 Control CreateJob: AccessDenied: User: x is not authorized to perform: s3:CreateJob',
        'see docs',
      ),
    );
    const { code, stderr } = await runProgram(given);
    expect(code).toBe(5);
    expect(stderr).toContain('not authorized to perform: s3:CreateJob');
    expect(given.jobs.sent).toHaveLength(1);
  });

  it('waits for a role that was just created, and for AWS when it asks to slow down', async () => {
    const given = setup();
    given.roles.set(JOB_ROLE, {
      trustPolicy: given.roles.get(JOB_ROLE)?.trustPolicy ?? '',
      createdMs: given.clock.now() - 5_000,
    });
    given.jobs.createErrors.push(
      new RunnerError('refused', 'S3 Control CreateJob: InvalidRequest: Invalid role arn'),
      new RunnerError('denied', 'S3 Control CreateJob: AccessDenied: Access Denied'),
      new RunnerError('throttled', 'S3 Control CreateJob: TooManyRequestsException'),
    );
    const { code, stderr } = await runProgram(given);
    expect(code).toBe(0);
    expect(given.jobs.sent).toHaveLength(4);
    expect(stderr).toContain('S3 may not see the job role yet');
  });

  it('gives up on a young role after two minutes', async () => {
    const given = setup();
    given.roles.set(JOB_ROLE, {
      trustPolicy: given.roles.get(JOB_ROLE)?.trustPolicy ?? '',
      createdMs: given.clock.now(),
    });
    const refusals = Array.from(
      { length: 100 },
      () => new RunnerError('refused', 'S3 Control CreateJob: InvalidRequest: Invalid role arn'),
    );
    given.jobs.createErrors.push(...refusals);
    const { code } = await runProgram(given);
    expect(code).toBe(5);
    expect(given.clock.sleeps.reduce((sum, sleep) => sum + sleep, 0)).toBe(120_000);
  });

  it('takes the refusal of an old role at its word', async () => {
    const given = setup();
    given.jobs.createErrors.push(new RunnerError('denied', 'S3 Control CreateJob: AccessDenied: Access Denied'));
    expect((await runProgram(given)).code).toBe(5);
    expect(given.jobs.sent).toHaveLength(1);
  });

  it('asks again when S3 does not know the job that it has just created', async () => {
    const given = setup();
    given.jobs.describeErrors.push(
      new RunnerError('not-found', 'NotFoundException'),
      new RunnerError('not-found', 'NotFoundException'),
    );
    expect((await runProgram(given)).code).toBe(0);
  });

  it('sits out throttling while it watches', async () => {
    const given = setup();
    given.clock.afterSleep = () => {
      if (given.clock.sleeps.length === 1) given.jobs.describeErrors.push(new RunnerError('throttled', 'SlowDown'));
    };
    const { code, stderr } = await runProgram(given);
    expect(code).toBe(0);
    expect(stderr).toContain('SlowDown; the job goes on');
  });

  it('ends with 5 and the way back when AWS stays out of reach', async () => {
    const given = setup();
    given.clock.afterSleep = () =>
      given.jobs.describeErrors.push(new RunnerError('unreachable', 'no answer (ECONNREFUSED)'));
    const { code, stderr } = await runProgram(given);
    expect(code).toBe(5);
    expect(stderr).toContain('job job-1 goes on in AWS; come back with: s3-backfill watch job-1');
  });

  it('waits for a report that is late', async () => {
    const given = setup();
    given.jobs.fates.push(fate({ reportLateSeconds: Infinity }));
    const { code, stdout, stderr } = await runProgram(given, '--report-wait-seconds', '20');
    expect(code).toBe(5);
    expect(stderr).toContain('the completion report is not there yet: s3://reports/backfill/job-job-1/manifest.json');
    expect(stdout).toContain('no completion report tells what became of');
  });
});
