// Looking at jobs and steering them.
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../runner/ports/errors';
import { ACCOUNT, program, runProgram, setup, type Ran, type Setup } from '../fakes/fake-world';

const EXECUTION = `arn:aws:datasync:eu-west-1:${ACCOUNT}:task/task-0123456789abcdef0/execution/exec-0123456789abcdef0`;
const WHERE = ['--account-id', ACCOUNT, '--region', 'eu-west-1'];
const ask = (given: Setup, ...argv: readonly string[]): Promise<Ran> => program(given, ...argv, ...WHERE);

/** A job of ours that is under way, and one of somebody else. */
async function twoJobs(confirmation = false): Promise<Setup> {
  const given = setup();
  await runProgram(given, '--timeout', '0');
  const [ours] = given.jobs.made;
  if (ours === undefined) throw new Error('run made no job');
  ours.request.ConfirmationRequired = confirmation;
  given.jobs.add({ request: { ...ours.request, Description: 'of somebody else \u001b[2J' } });
  return given;
}

const elapse = ({ clock }: Setup, seconds: number): Promise<void> =>
  clock.sleep(seconds * 1000, AbortSignal.timeout(9_999));

describe('list', () => {
  it('shows our jobs, and those of others only when they are asked for', async () => {
    const given = await twoJobs();
    const own = await ask(given, 'list');
    expect(own.code).toBe(0);
    expect(own.stdout).toMatch(/^JOB +STATUS.*\njob-1 +New .*s3-backfill folder\/ -> dst/);
    expect(own.stdout).not.toContain('somebody else');
    const all = await ask(given, 'list', '--all');
    expect(all.stdout).toContain('S3ReplicateObject of somebody else \\u{1b}[2J');
    expect(all.stdout).toContain('2 jobs in account');
  });

  it('leaves out what is over when only active jobs are asked for', async () => {
    const given = await twoJobs();
    await elapse(given, 120);
    expect((await ask(given, 'list', '--active', '--all')).stdout).toContain('0 active jobs in account');
  });
});

describe('list, where something may not be looked at', () => {
  const given = async (): Promise<Setup> => {
    const world = await twoJobs();
    world.files.set('/here/.s3-backfill/datasync-0123456789abcdef.json', `{"executionArn":"${EXECUTION}"}`);
    world.between = (aws) => ({
      ...aws,
      dataSync: { ...aws.dataSync, execution: () => Promise.reject(new RunnerError('denied', 'AccessDenied')) },
    });
    return world;
  };

  it('tells the rest, and that there may be more', async () => {
    const { code, stdout, stderr } = await ask(await given(), 'list');
    expect([code, stdout]).toEqual([5, expect.stringContaining('1 job of s3-backfill in account')]);
    expect(stderr).toContain('there may be more: AccessDenied');
  });

  it('fails where there is nothing else', async () => {
    const world = await given();
    await elapse(world, 120);
    expect(await ask(world, 'list', '--active')).toMatchObject({ code: 5, stdout: '' });
  });
});

describe('status', () => {
  it('tells all that S3 says of a job, and the way back to it', async () => {
    const given = await twoJobs();
    await elapse(given, 30);
    const { code, stdout } = await ask(given, 'status', 'job-1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/status +Active/);
    expect(stdout).toMatch(/tasks +0\/1, by S3's counters/);
    expect(stdout).toContain('come back with: s3-backfill watch job-1');
  });

  it('names account and Region when there is no such job', async () => {
    const { code, stderr } = await ask(await twoJobs(), 'status', 'job-9');
    expect(code).toBe(5);
    expect(stderr).toContain(`no job 'job-9' in account ${ACCOUNT}, Region eu-west-1`);
  });
});

describe('confirm', () => {
  it('lets a suspended job begin, and says how much it will do', async () => {
    const given = await twoJobs(true);
    await elapse(given, 60);
    expect((await ask(given, 'status', 'job-1')).stdout).toMatch(/status +Suspended/);
    const { code, stdout } = await ask(given, 'confirm', 'job-1');
    expect(code).toBe(0);
    expect(stdout).toContain('1 object version to copy');
    expect(given.jobs.made[0]?.confirmedMs).toBeDefined();
  });

  it('is refused with 2, and nothing is sent, when the job does not wait', async () => {
    const given = await twoJobs();
    const { code, stderr } = await ask(given, 'confirm', 'job-1');
    expect(code).toBe(2);
    expect(stderr).toContain('job job-1 is New: it cannot be confirmed');
    expect(given.jobs.made[0]?.confirmedMs).toBeUndefined();
  });
});

describe('an order whose answer was lost, and which is refused when it is sent again', () => {
  it.each([
    ['confirm', true, 60],
    ['cancel', false, 30],
  ] as const)('%s was followed where the job says so', async (verb, confirmation, seconds) => {
    const given = await twoJobs(confirmation);
    await elapse(given, seconds);
    let isLost = false;
    given.between = (aws) => ({
      ...aws,
      batchOperations: {
        ...aws.batchOperations,
        async updateStatus(...order) {
          if (!isLost) await aws.batchOperations.updateStatus(...order);
          throw new RunnerError('refused', 'a job that is so cannot become so', undefined, 'JobStatusException');
        },
      },
    });
    expect((await ask(given, verb, 'job-1')).code).toBe(0);
    const again = await twoJobs(confirmation);
    await elapse(again, seconds);
    isLost = true;
    again.between = given.between;
    expect((await ask(again, verb, 'job-1')).code).toBe(5);
  });
});

describe('cancel and priority', () => {
  it('change a job that is not over', async () => {
    const given = await twoJobs();
    expect((await ask(given, 'priority', 'job-1', '42')).stdout).toContain('has priority 42 now (it was 10)');
    expect(given.jobs.made[0]?.priority).toBe(42);
    expect((await ask(given, 'cancel', 'job-1')).code).toBe(0);
    expect((await ask(given, 'status', 'job-1')).stdout).toMatch(/status +Cancelled/);
  });

  it.each([
    ['cancel', ['job-1']],
    ['priority', ['job-1', '3']],
  ])('%s is refused with 2 when the job is over', async (verb, rest) => {
    const given = await twoJobs();
    await elapse(given, 120);
    const { code, stderr } = await ask(given, verb, ...rest);
    expect(code).toBe(2);
    expect(stderr).toContain('job job-1 is Complete');
  });

  it('priority wants a whole number', async () => {
    const { code, stderr } = await ask(await twoJobs(), 'priority', 'job-1', 'high');
    expect(code).toBe(2);
    expect(stderr).toContain('a whole number from 0 to 2147483647');
  });
});
