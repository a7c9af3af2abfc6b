// What the commands for jobs that exist show, and say when the credentials are those of another account.
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../runner/ports/errors';
import { fate, NO_KEYS } from '../fakes/fake-jobs';
import { program, runProgram, setup } from '../fakes/fake-world';

const WHERE = ['--account-id', '111122223333', '--region', 'eu-west-1'];
const DENIED = new RunnerError('denied', 'S3 Control: AccessDenied', 'see the permissions', 'AccessDenied');

describe('list', () => {
  it('says of a job that failed before it was counted that it had no tasks, and of one at work that it is not counted yet', async () => {
    const given = setup();
    given.jobs.fates.push(NO_KEYS, fate());
    await runProgram(given);
    await runProgram(given, '--detach');
    const { stdout } = await program(given, 'list', ...WHERE);
    expect(stdout).toMatch(/^job-1 +Failed +.+ UTC +none +s3-backfill/m);
    expect(stdout).toMatch(/^job-2 +New +.+ UTC +not counted yet +s3-backfill/m);
    expect((await program(given, 'status', 'job-1', ...WHERE)).stdout).toMatch(/^tasks +none, by S3's counters$/m);
  });

  it('says from which bucket to which a job copies, whatever it copies, and what it does not know of jobs of others', async () => {
    const given = setup();
    await runProgram(given, '--detach');
    const [ours] = given.jobs.sent;
    if (ours === undefined) throw new Error('no job was sent');
    given.jobs.add({ request: { ...ours.request, Description: 'of somebody else' } });
    const { stdout } = await program(given, 'list', '--all', ...WHERE);
    expect(stdout).toMatch(/^JOB +STATUS +SOURCE +DESTINATION +CREATED/m);
    expect(stdout).toMatch(/^job-1 +New +src +dst +20/m);
    expect(stdout).toMatch(/ New +\? +\? +20.* of somebody else$/m);
    const { events } = await program(given, 'list', ...WHERE, '-o', 'json');
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'transfers',
        transfers: [expect.objectContaining({ sourceBucket: 'src', destination: 'dst' })],
      }),
    );
    expect((await program(given, 'status', 'job-1', ...WHERE)).stdout).toMatch(/^source +src\nto +dst$/m);
  });

  it('has its own flags under a heading of their own in --help', async () => {
    const { stdout } = await program(setup(), 'list', '--help');
    expect(stdout).toMatch(/Which jobs:\n +--all .*\n +--active /);
    expect(stdout).not.toContain('What is backfilled');
  });
});

describe('credentials of another account', () => {
  it.each([
    ['list', []],
    ['status', ['job-1']],
    ['watch', ['job-1']],
    ['report', ['job-1']],
    ['cancel', ['job-1']],
  ])('are named beside the account of the jobs: %s', async (verb, parameters) => {
    const given = setup();
    given.identity = { accountId: '999988887777', arn: 'arn:aws:iam::999988887777:user/x' };
    given.jobs.listError = DENIED;
    given.jobs.describeErrors.push(DENIED);
    const { code, stderr } = await program(given, verb, ...parameters, ...WHERE);
    expect(code).toBe(5);
    expect(stderr).toContain(
      'belong to account 999988887777, and the jobs that were asked for to account 111122223333',
    );
    expect(stderr).toContain(
      'use credentials of account 111122223333 (--profile, AWS_PROFILE), or correct --account-id',
    );
  });

  it('are no word where the account is the right one', async () => {
    const given = setup();
    given.jobs.listError = DENIED;
    const { code, stderr } = await program(given, 'list', ...WHERE);
    expect(code).toBe(5);
    expect(stderr).toContain('see the permissions');
    expect(stderr).not.toContain('belong to account');
  });
});
