// A job that neither replicates nor copies: its report may say that every task went well.
import { expect, it } from '@jest/globals';
import type { JobRequest } from '../../../runner/ports/batch/job-request';
import { fate, SUCCESS_ROW } from '../fakes/fake-jobs';
import { program, runProgram, setup } from '../fakes/fake-world';

it.each(['report', 'watch', 'retry'])(
  '%s tells no success of a job that sets tags, and names what it does',
  async (verb) => {
    const given = setup();
    await runProgram(given, '--verify', 'never');
    const request = given.jobs.sent[0]?.request;
    if (request === undefined) throw new Error('no job was made');
    const Operation = { S3PutObjectTagging: {} } as unknown as JobRequest['Operation'];
    given.jobs.add({
      jobId: 'tagging',
      createdMs: given.clock.now() - 3_600_000,
      request: { ...request, Operation },
      fate: fate({ rows: [SUCCESS_ROW], counts: { total: 1, succeeded: 1, failed: 0 } }),
    });
    const made = given.jobs.made.length;
    const { code, stdout, stderr } = await program(given, verb, 'tagging', '--outputs', 'outputs.json');
    expect([code, stderr]).toEqual([2, expect.stringContaining('job tagging does S3PutObjectTagging')]);
    expect(stdout).not.toContain('replicated');
    expect(given.jobs.made).toHaveLength(made);
    const seen = await program(given, 'status', 'tagging', '--outputs', 'outputs.json');
    expect(seen.code).toBe(0);
  },
);
