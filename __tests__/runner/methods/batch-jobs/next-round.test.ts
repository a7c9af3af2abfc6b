// Further rounds, confirmation by S3, detaching, and what a run leaves for another one.
import { describe, expect, it } from '@jest/globals';
import type { JobState } from '../../../../runner/methods/batch-jobs/jobs/state-file';
import { fate, NO_KEYS } from '../../fakes/fake-jobs';
import {
  bucketIn,
  handoff,
  JOB_ROLE,
  program,
  REPLICATION_ROLE,
  rule,
  runProgram,
  setup,
  TRUST,
  type Setup,
} from '../../fakes/fake-world';

const failed = (key: string, code: string): string => `${key},v-${key.slice(-1)},failed,500,${code},why`;
const OK = (key: string): string => `${key},v-${key.slice(-1)},succeeded,200,,success`;

function withManifests(): Setup {
  const given = setup();
  given.files.set('/here/outputs.json', JSON.stringify(handoff({ manifest: { bucket: 'reports', prefix: 'm' } })));
  return given;
}

function manifestOf({ jobs, buckets }: Setup, index: number): string | undefined {
  const key = jobs.sent[index]?.request.Manifest?.Location.ObjectArn.replace('arn:aws:s3:::reports/', '') ?? '';
  return buckets.get('reports')?.files.get(key)?.toString();
}

describe('a further round', () => {
  it('takes exactly the versions that can succeed now, and the run ends with 0 when they do', async () => {
    const given = withManifests();
    given.jobs.fates.push(
      fate({ rows: [OK('folder/a'), failed('folder/b', 'PermanentFailure')] }),
      fate({ rows: [OK('folder/b')] }),
    );
    const { code, stderr } = await runProgram(given);
    expect(code).toBe(0);
    expect(stderr).toContain('round 1 of at most 2: 1 failed object version can succeed now');
    expect(given.jobs.sent).toHaveLength(2);
    expect(manifestOf(given, 1)).toBe('src,folder/b,v-b\n');
  });

  it('leaves what needs a remedy: the run ends with 1 although the retried versions succeed', async () => {
    const given = withManifests();
    given.jobs.fates.push(
      fate({ rows: [failed('folder/a', 'DstObjectHardDeleted'), failed('folder/b', 'PermanentFailure')] }),
      fate({ rows: [OK('folder/b')] }),
    );
    const { code, stdout } = await runProgram(given);
    expect(code).toBe(1);
    expect(stdout).toContain('1 failed object version no new job can mend as things are');
    expect(manifestOf(given, 1)).toBe('src,folder/b,v-b\n');
  });

  it('adds up with the rounds before it: all object versions that the run has replicated are told', async () => {
    const given = withManifests();
    given.jobs.fates.push(
      fate({ rows: [OK('folder/a'), OK('folder/c'), failed('folder/b', 'PermanentFailure')] }),
      fate({ rows: [OK('folder/b')] }),
    );
    const { stdout } = await runProgram(given, '--verify', 'never');
    expect(stdout).toContain("3 object versions replicated under 'folder/', none failed, by the completion reports");
  });

  it('is the last when it has changed nothing', async () => {
    const given = withManifests();
    const same = fate({ rows: [failed('folder/b', 'PermanentFailure')] });
    given.jobs.fates.push(same, same, same);
    const { code } = await runProgram(given, '--retries', '9');
    expect(code).toBe(1);
    expect(given.jobs.sent).toHaveLength(2);
  });

  it('is not made when nothing can succeed as things are, nor when --retries is 0', async () => {
    const given = withManifests();
    given.jobs.fates.push(fate({ rows: [failed('folder/a', 'DstPutObjectNotPermitted')] }));
    expect((await runProgram(given)).code).toBe(1);
    given.jobs.fates.push(fate({ rows: [failed('folder/b', 'PermanentFailure')] }));
    expect((await runProgram(given, '--retries', '0')).code).toBe(1);
    expect(given.jobs.sent).toHaveLength(2);
  });

  it('lets S3 find what failed where there is no place for a manifest', async () => {
    const given = setup();
    given.jobs.fates.push(fate({ rows: [failed('folder/b', 'PermanentFailure')] }), fate({ rows: [OK('folder/b')] }));
    expect((await runProgram(given)).code).toBe(0);
    const [first, second] = given.jobs.sent.map(({ request }) => request);
    expect(second).toEqual({ ...first, Description: `${first?.Description ?? ''} [round 2]` });
    expect(given.jobs.sent[1]?.token).not.toBe(given.jobs.sent[0]?.token);
  });

  it('waits once for a job role that is minutes old', async () => {
    const given = setup();
    given.roles.set(JOB_ROLE, { trustPolicy: TRUST, createdMs: given.clock.now() - 60_000 });
    const denied = fate({ status: 'Failed', rows: [], reasons: [{ code: '', text: 'AccessDenied: not allowed' }] });
    given.jobs.fates.push(denied, denied, denied);
    const { code, stderr } = await runProgram(given);
    expect(code).toBe(3);
    expect(stderr).toContain('in 60 seconds: the job role is minutes old');
    expect(given.jobs.sent).toHaveLength(2);
  });

  it('waits for a rule that S3 does not act on yet', async () => {
    const given = setup();
    bucketIn(given, 'src').versions.push({ key: 'folder/a' });
    given.jobs.fates.push(NO_KEYS, fate());
    const began = given.clock.now();
    const { code, stderr } = await runProgram(given, '--verify', 'never');
    expect(code).toBe(0);
    expect(stderr).toContain('in 60 seconds: S3 may not act on the replication rule yet');
    expect(given.clock.now() - began).toBeGreaterThan(60_000);
  });
});

describe('a verdict', () => {
  const prefixes = ['--prefix', 'a/', '--prefix', 'b/', '--retries', '0', '--verify', 'never'];
  const twoJobs = async (...codes: readonly string[]) => {
    const given = setup();
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ prefix: '' })] };
    const rows = ['x', 'y', 'z'].map((key, index) => failed(`folder/${key}`, codes[index] ?? ''));
    given.jobs.fates.push(fate({ rows }), fate({ rows }));
    return runProgram(given, ...prefixes);
  };

  it('adds up: two jobs of which 3 of 3 failed are 6 of 6', async () => {
    const { stdout } = await twoJobs('AccessDenied', 'AccessDenied', 'AccessDenied');
    expect(stdout).toContain('6 of 6 object versions under 2 prefixes failed, by the completion reports;');
    expect(stdout).not.toContain('3 of 3');
  });
});

describe('the comparison at the end', () => {
  const withVersion = (replica: boolean): Setup => {
    const given = setup();
    bucketIn(given, 'src').versions.push({ key: 'folder/a', replicationStatus: 'COMPLETED' });
    if (replica) bucketIn(given, 'dst').versions.push({ key: 'folder/a', replicationStatus: 'REPLICA' });
    return given;
  };
  const certificate = async (given: Setup, ...flags: readonly string[]) => {
    const { code, events } = await runProgram(given, ...flags, '--output', 'json');
    return { code, answer: events.find(({ kind }) => kind === 'certificate')?.['answer'] };
  };

  it('ends the run with 0 when every version has its replica', async () => {
    expect(await certificate(withVersion(true))).toEqual({ code: 0, answer: 'complete' });
  });

  it('ends it with 1 when a replica is not there, whatever the report says', async () => {
    expect(await certificate(withVersion(false))).toEqual({ code: 1, answer: 'incomplete' });
  });

  it('lets pass what S3 does not replicate, and says so', async () => {
    const given = withVersion(true);
    bucketIn(given, 'src').versions.push({ key: 'folder/old', storageClass: 'GLACIER' });
    const { code, stderr } = await runProgram(given);
    expect(code).toBe(0);
    expect(stderr).toContain('what is missing is what S3 does not replicate by these rules');
  });

  it('is left out with --verify never, and where a filter has chosen', async () => {
    expect(await certificate(withVersion(false), '--verify', 'never')).toEqual({ code: 0, answer: undefined });
    expect(await certificate(withVersion(false), '--suffix', '.jpg')).toEqual({ code: 0, answer: undefined });
  });
});

describe('confirmation by S3', () => {
  it('confirms a job that is not larger than was allowed', async () => {
    const given = setup();
    const { code, stderr } = await runProgram(given, '--confirm-up-to', '1');
    expect(code).toBe(0);
    expect(given.jobs.sent[0]?.request.ConfirmationRequired).toBe(true);
    expect(stderr).toContain('is confirmed: S3 has counted 1 object version');
  });

  it('holds a larger one, ends with 4, and says how to confirm or end it', async () => {
    const given = setup();
    const { code, stdout, stderr } = await runProgram(given, '--confirm-up-to', '0');
    expect(code).toBe(4);
    expect(stdout).toContain('S3 has counted more than was allowed; 1 job waits to be confirmed or cancelled');
    expect(stderr).toMatch(/confirm it with: s3-backfill confirm job-1 .*end it with: s3-backfill cancel job-1 /);
    expect(given.jobs.made[0]?.confirmedMs).toBeUndefined();
  });
});

describe('a job whose counters S3 does not tell', () => {
  it('is not confirmed, for nobody knows how large it is', async () => {
    const given = setup();
    given.jobs.fates.push(fate({ uncounted: true }));
    const { code, stdout } = await runProgram(given, '--confirm-up-to', '1000');
    expect([code, stdout]).toEqual([4, expect.stringContaining('S3 does not tell how many it has counted')]);
    expect(given.jobs.made[0]?.confirmedMs).toBeUndefined();
  });

  it('is not taken for one that matched nothing', async () => {
    const given = setup();
    given.jobs.fates.push(fate({ uncounted: true }));
    const { events } = await runProgram(given, '--verify', 'never', '--output', 'json');
    expect(events.map(({ kind }) => kind)).not.toContain('nothing-matched');
  });
});

describe('--detach', () => {
  it('ends with 0 when the jobs are created, and tells the way back', async () => {
    const given = setup();
    const { code, stdout } = await runProgram(given, '--detach');
    expect(code).toBe(0);
    expect(stdout).toContain('1 job goes on in AWS');
    expect(stdout).toContain('come back with: s3-backfill watch job-1');
    expect((await runProgram(given)).code).toBe(0);
    expect(given.jobs.made).toHaveLength(1);
  });
});

describe('--detach from a job that S3 counts first', () => {
  it('says what lets it begin, and does not say that it goes on where it waits', async () => {
    const given = setup();
    const held = ['--detach', '--confirm-up-to', '0'];
    const first = await runProgram(given, ...held);
    expect([first.code, first.stdout]).toEqual([0, expect.stringContaining('it waits then to be told to begin')]);
    expect(first.stdout).toContain('come back with: s3-backfill run');
    await given.clock.sleep(60_000, new AbortController().signal);
    expect(await runProgram(given, ...held)).toMatchObject({ code: 4 });
    const { code, stdout } = await runProgram(given, '--detach');
    expect([code, stdout]).toEqual([0, expect.stringContaining('1 job waits to be confirmed or cancelled')]);
    expect(stdout).not.toContain('goes on in AWS');
    const late = await runProgram(given, '--timeout', '1');
    expect([late.code, late.stdout]).toEqual([4, expect.stringContaining('time is up; 1 job waits to be confirmed')]);
  });
});

describe('--detach from several jobs', () => {
  it('names watch with all of them, and what the others that do not fit in at once need', async () => {
    const given = setup();
    const prefixes = Array.from({ length: 8 }, (_, index) => ['--prefix', `folder/${index}/`]).flat();
    const { stdout } = await runProgram(given, '--detach', '--allow-empty', ...prefixes.slice(0, 4));
    expect(stdout).toContain('come back with: s3-backfill watch job-1 job-2 --region');
    const more = setup();
    const many = await runProgram(more, '--detach', '--allow-empty', ...prefixes);
    expect(many.stdout).toMatch(
      /2 jobs not created yet, which the same command does when some of these are over: s3-backfill run/,
    );
    expect(many.stdout).toContain('come back with: s3-backfill watch job-1 job-2 job-3 job-4 job-5 job-6 --region');
    expect(many.code).toBe(4);
  });
});

describe('--detach where a job of before is over, and nobody has read its report', () => {
  it('names that job, too, so that what has failed in it is told', async () => {
    const given = setup();
    const rows = [failed('folder/0/a', 'DstPutObjectNotPermitted')];
    given.jobs.fates.push(fate({ rows }), fate({ seconds: 100_000 }));
    const flags = ['--detach', '--allow-empty', '--prefix', 'folder/0/', '--prefix', 'folder/1/'];
    await runProgram(given, ...flags);
    await given.clock.sleep(600_000, new AbortController().signal);
    const { stdout } = await runProgram(given, ...flags);
    expect(stdout).toContain('come back with: s3-backfill watch job-1 job-2 --region');
    expect(stdout).toContain('1 job goes on in AWS; 1 job is over, and its report is not read yet');
  });
});

describe('the question on a terminal', () => {
  const asked = async (answer: boolean, ...flags: readonly string[]) => {
    const given = setup();
    const questions: string[] = [];
    given.ask = (question) => {
      questions.push(question);
      return Promise.resolve(answer);
    };
    const { code } = await runProgram(given, ...flags);
    return { code, questions, sent: given.jobs.sent.length };
  };

  it('is asked once, after the checks; a no ends with 2 and sends nothing', async () => {
    expect(await asked(false)).toEqual({
      code: 2,
      questions: [
        "Create a Batch Replication job for 'src' in account 111122223333, to 'dst': 0 object versions, 0 B; $0.25 once and $0.00 a month?",
      ],
      sent: 0,
    });
    expect(await asked(true)).toMatchObject({ code: 0, sent: 1 });
  });

  it('says how many object versions there are, and what they cost', async () => {
    const given = setup();
    bucketIn(given, 'src').versions.push({ key: 'folder/a', sizeBytes: 2048 }, { key: 'folder/b', sizeBytes: 2048 });
    const questions: string[] = [];
    given.ask = (question) => {
      questions.push(question);
      return Promise.resolve(false);
    };
    await program(given, 'run', '--outputs', 'outputs.json');
    expect(questions).toEqual([
      expect.stringMatching(
        /'src' in account 111122223333, to 'dst': 2 object versions, 4\.0 KiB; \$0\.25 once and under \$0\.01 a month/,
      ),
    ]);
    await program(given, 'run', '--outputs', 'outputs.json', '--survey', 'none');
    expect(questions.at(-1)).toContain('how many object versions, and what they cost, was not counted?');
  });

  it('is not asked with --yes', async () => {
    expect(await asked(false, '--yes')).toEqual({ code: 0, questions: [], sent: 1 });
  });
});

describe('a run after one that was killed', () => {
  const stateOf = (given: Setup): [path: string, state: JobState] => {
    const [path] = [...given.files.keys()].filter((name) => name.includes('.s3-backfill/'));
    return [path ?? '', JSON.parse(given.files.get(path ?? '') ?? '{}') as JobState];
  };
  const elapse = ({ clock }: Setup, seconds: number) => clock.sleep(seconds * 1000, AbortSignal.timeout(9_999));

  it('asks for the same job again when the answer to CreateJob was not seen, even if that job has ended', async () => {
    const given = setup();
    await runProgram(given, '--timeout', '0');
    const [path, state] = stateOf(given);
    const { version, prefix, token } = state;
    given.files.set(path, JSON.stringify({ version, prefix, token, told: false }));
    await elapse(given, 600);
    const { code, stdout } = await runProgram(given);
    expect(code).toBe(0);
    expect(stdout).toContain('1 object version replicated');
    expect(given.jobs.made).toHaveLength(1);
  });

  it('tells the outcome on another machine, which has no state, and only once', async () => {
    const given = setup();
    given.jobs.fates.push(fate({ rows: [failed('folder/a', 'DstPutObjectNotPermitted')] }));
    await runProgram(given, '--timeout', '0');
    given.files.delete(stateOf(given)[0]);
    await elapse(given, 600);
    const elsewhere = await runProgram(given);
    expect(elsewhere.code).toBe(1);
    expect(elsewhere.stdout).toContain('DstPutObjectNotPermitted');
    expect(given.jobs.made).toHaveLength(1);
    given.files.delete(stateOf(given)[0]);
    expect((await runProgram(given)).code).toBe(0);
    expect(given.jobs.made).toHaveLength(2);
  });

  it('makes a new job when somebody has watched the old one to its end', async () => {
    const given = setup();
    await runProgram(given, '--detach');
    await program(given, 'watch', 'job-1', '--account-id', '111122223333', '--region', 'eu-west-1');
    given.files.delete(stateOf(given)[0]);
    await runProgram(given);
    expect(given.jobs.made).toHaveLength(2);
  });
});
