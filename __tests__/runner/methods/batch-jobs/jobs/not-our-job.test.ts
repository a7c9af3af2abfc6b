// A job that bears the mark of the plan, and does something else, where it may not be looked at in time.
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../../../runner/ports/errors';
import type { JobRequest } from '../../../../../runner/ports/batch/job-request';
import { fate } from '../../../fakes/fake-jobs';
import { runProgram, setup, type Setup } from '../../../fakes/fake-world';

/** The newest job with the plan's description; its report is another job's. */
async function foreignJob(change: (request: JobRequest) => JobRequest): Promise<Setup> {
  const given = setup();
  await runProgram(given, '--verify', 'never');
  const request = given.jobs.sent[0]?.request;
  if (request === undefined) throw new Error('no job was made');
  given.jobs.add({ jobId: 'foreign', createdMs: given.clock.now(), request: change(request), fate: fate({}) });
  return given;
}

const otherRole = (request: JobRequest): JobRequest => ({ ...request, RoleArn: `${request.RoleArn}-other` });

describe("a job with the plan's description and another role", () => {
  it('is not gone on with where only the second look at it is allowed', async () => {
    const given = await foreignJob(otherRole);
    given.jobs.describeErrors.push(new RunnerError('denied', 'AccessDenied'));
    const before = given.jobs.sent.length;
    const { code, stderr } = await runProgram(given, '--verify', 'never');
    expect(code).toBe(5);
    expect(stderr).toContain('job foreign bears the mark of this plan and is not its job: job role: ');
    expect(given.jobs.sent.length).toBe(before);
  });

  it('is left alone, and told, where it may be looked at', async () => {
    const given = await foreignJob(otherRole);
    const { stderr } = await runProgram(given, '--verify', 'never', '--always-create');
    expect(stderr).toContain('job foreign bears the mark of this plan and is not its job');
    expect(given.jobs.sent.at(-1)?.request.RoleArn).not.toContain('-other');
  });
});
