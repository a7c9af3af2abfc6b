// AWS refuses, is not ready yet, asks to slow down, or is out of reach.
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../runner/ports/errors';
import { fate } from '../fakes/fake-jobs';
import { JOB_ROLE, runProgram, setup, TRUST } from '../fakes/fake-world';

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

  it.each([
    ['iam:PassRole', JOB_ROLE, `allow iam:PassRole on ${JOB_ROLE} (without a condition on iam:PassedToService`],
    ['s3:PutJobTagging', 'arn:aws:s3:eu-west-1:111122223333:job/*', 'or run with --no-job-tags'],
    ['s3:CreateJob', 'arn:aws:s3:eu-west-1:111122223333:job/*', 'allow s3:CreateJob on * for'],
  ])('names %s and what has to be known of it, at once, and fears no job', async (action, resource, says) => {
    const given = setup();
    given.roles.set(JOB_ROLE, { trustPolicy: TRUST, createdMs: given.clock.now() });
    const user = 'arn:aws:iam::111122223333:user/somebody';
    const message = `S3 Control CreateJob: AccessDenied: User: ${user} is not authorized to perform: ${action} on resource: ${resource}`;
    given.jobs.createErrors.push(new RunnerError('denied', message, 'a page', 'AccessDenied'));
    const { code, stderr } = await runProgram(given, '--profile', 'ci', '--prefix', 'folder/');
    expect(code).toBe(5);
    expect(given.jobs.sent).toHaveLength(1);
    expect(stderr).toContain(says);
    expect(stderr).toContain('s3-backfill doctor --outputs outputs.json --profile ci --prefix folder/');
    expect(stderr).not.toMatch(/may have been created|come back with|may not see the job role|a page/);
  });

  it('names all that CreateJob asks for where AWS names nothing', async () => {
    const given = setup();
    given.jobs.createErrors.push(new RunnerError('denied', 'S3 Control CreateJob: AccessDenied: Access Denied'));
    const { stderr } = await runProgram(given);
    for (const action of ['s3:CreateJob on *', `iam:PassRole on ${JOB_ROLE}`, 's3:PutJobTagging on arn:aws:s3:'])
      expect(stderr).toContain(action);
  });

  it('does not wait for a role of another account', async () => {
    const given = setup();
    given.roles.set(JOB_ROLE, { trustPolicy: TRUST, createdMs: given.clock.now() });
    const message = 'S3 Control CreateJob: InvalidRequest: Cross-account pass role is not allowed';
    given.jobs.createErrors.push(new RunnerError('refused', message));
    const { stderr } = await runProgram(given);
    expect(given.jobs.sent).toHaveLength(1);
    expect(stderr).toContain('name a job role of the account that the job is created in');
  });

  it('fears a job that an answer which was lost may have made, although AWS has refused since', async () => {
    const given = setup();
    given.jobs.createErrors.push(
      new RunnerError('unreachable', 'no answer (ECONNRESET)'),
      new RunnerError('denied', 'AccessDenied: User: x is not authorized to perform: s3:CreateJob'),
    );
    expect((await runProgram(given)).stderr).toContain('a job may have been created');
  });

  it('fears no job in the next run either, when AWS has refused one', async () => {
    const given = setup();
    const denied = new RunnerError('denied', 'AccessDenied: User: x is not authorized to perform: s3:CreateJob');
    given.jobs.createErrors.push(denied, denied);
    await runProgram(given);
    expect((await runProgram(given)).stderr).not.toContain('may have been created');
    expect((await runProgram(given)).code).toBe(0);
    expect(given.jobs.made).toHaveLength(1);
  });

  it('names the doctor with the flags that were given when a job fails', async () => {
    const given = setup();
    const text = 'The job report could not be written to your report bucket. Please check your permissions.';
    given.jobs.fates.push(fate({ status: 'Failed', rows: [], reasons: [{ code: 'ReportNotDelivered', text }] }));
    given.clock.afterSleep = () => given.buckets.delete('reports');
    const { code, stdout, stderr } = await runProgram(given, '--profile', 'ci');
    expect(code).toBe(3);
    expect(stdout).toContain('s3-backfill doctor --outputs outputs.json --profile ci');
    expect(stderr).toContain("the report bucket 'reports' is not there: it was deleted after the job was created");
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
