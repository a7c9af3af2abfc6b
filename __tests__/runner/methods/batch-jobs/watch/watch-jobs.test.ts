import { describe, expect, it } from '@jest/globals';
import { outlookOf } from '../../../../../runner/methods/batch-jobs/watch/pace';
import { START_MS } from '../../../fakes/fake-clock';
import { fate, SUCCESS_ROW, type Fate } from '../../../fakes/fake-jobs';
import {
  bucketIn,
  program,
  REPLICATION_ROLE,
  rule,
  runProgram,
  setup,
  type Ran,
  type Setup,
} from '../../../fakes/fake-world';

const JSON_RUN = ['--output', 'json', '--verify', 'never'];
const MIB = 1024 ** 2;

function rows(amount: number): readonly string[] {
  return Array.from({ length: amount }, () => SUCCESS_ROW);
}

/** A source with versions of one size under each prefix, which some rule replicates. */
function counted(amounts: Readonly<Record<string, number>>, sizeBytes: number): Setup {
  const given = setup();
  bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ prefix: '' })] };
  for (const [prefix, amount] of Object.entries(amounts))
    for (let index = 0; index < amount; index += 1)
      bucketIn(given, 'src').versions.push({ key: `${prefix}${index}`, sizeBytes, latest: true });
  return given;
}

function runPrefixes(given: Setup, prefixes: readonly string[], ...more: readonly string[]): Promise<Ran> {
  return runProgram(given, ...prefixes.flatMap((prefix) => ['--prefix', prefix]), ...JSON_RUN, ...more);
}

type Told = Readonly<Record<string, unknown>>;
const ofKind = ({ events }: Ran, kind: string): readonly Told[] => events.filter((event) => event['kind'] === kind);
const jobsIn = (event: Told | undefined): readonly Told[] => event?.['transfers'] as readonly Told[];

const slow = (amount: number, seconds: number): Fate => fate({ rows: rows(amount), seconds });

describe('the states of a job', () => {
  it('are told as they change, with the time, the state before and how long it lasted', async () => {
    const given = setup();
    given.jobs.fates.push(fate({ seconds: 600 }));
    const ran = await runProgram(given, ...JSON_RUN);
    const states = ofKind(ran, 'transfer-state').map(({ status, atMs, formerStatus, formerSeconds }) => [
      status,
      Number(atMs) - START_MS,
      formerStatus,
      formerSeconds,
    ]);
    expect(states).toEqual([
      ['New', 0, undefined, undefined],
      ['Preparing', 60_000, 'New', 60],
      ['Active', 120_000, 'Preparing', 60],
      ['Complete', 600_000, 'Active', 480],
    ]);
  });

  it('are told together at the end, each with the time that it took', async () => {
    const given = setup();
    given.jobs.fates.push(fate({ seconds: 600 }));
    const { stderr } = await runProgram(given, '--verify', 'never');
    expect(stderr).toContain('job job-1 is Complete; it was New 1 min, Preparing 1 min, Active 8 min\n');
    expect(stderr).toContain('2026-01-15T12:02:00Z folder/: job job-1 Active 0/1, after 1 min Preparing\n');
  });

  it('do not claim a time for a state that was not seen to begin', async () => {
    const given = setup();
    given.jobs.fates.push(fate({ seconds: 600 }));
    await runProgram(given, '--timeout', '0');
    await given.clock.sleep(300_000, given.abort.signal);
    const ran = await program(
      given,
      'watch',
      'job-1',
      '--region',
      'eu-west-1',
      '--account-id',
      '111122223333',
      ...JSON_RUN.slice(0, 2),
    );
    expect(ofKind(ran, 'transfer-state')).toEqual([
      expect.not.objectContaining({ formerStatus: expect.anything() }),
      expect.objectContaining({ status: 'Complete', formerStatus: 'Active' }),
    ]);
    expect(ofKind(ran, 'transfer-state')[1]).not.toHaveProperty('formerSeconds');
    expect(ofKind(ran, 'transfer-ended')[0]).toMatchObject({ states: [] });
  });
});

describe('bytes', () => {
  it('are estimated from the mean size in the plan, for each job by its own prefix', async () => {
    const given = counted({ 'a/': 40 }, 3 * MIB);
    bucketIn(given, 'src').versions.push(...Array.from({ length: 10 }, (_, n) => ({ key: `b/${n}`, sizeBytes: MIB })));
    given.jobs.fates.push(slow(40, 600), slow(10, 600));
    const ran = await runPrefixes(given, ['a/', 'b/'], '--survey', 'exact');
    const [a, b] = jobsIn(ofKind(ran, 'progress').at(-1));
    expect(a).toMatchObject({ prefix: 'a/', estimatedBytesDone: 120 * MIB });
    expect(b).toMatchObject({ prefix: 'b/', estimatedBytesDone: 10 * MIB });
    expect(a?.['estimatedBytesPerSecond']).toBeGreaterThan(0);
  });

  it('are not told where no plan was counted: S3 counts none', async () => {
    const given = setup();
    given.jobs.fates.push(slow(10, 600));
    const { stdout } = await runProgram(given, ...JSON_RUN);
    expect(stdout).not.toContain('Bytes');
  });
});

describe('the time that is left', () => {
  it('replaces the range of the plan once, when the rate has settled', async () => {
    const given = counted({ 'a/': 3_600 }, MIB);
    given.jobs.fates.push(slow(3_600, 3_600));
    const ran = await runPrefixes(given, ['a/'], '--survey', 'exact');
    const [observed, ...more] = ofKind(ran, 'observed-rate');
    expect(more).toEqual([]);
    const range = ofKind(ran, 'duration')[0];
    expect(observed).toMatchObject({
      plannedLowSeconds: range?.['lowSeconds'],
      plannedHighSeconds: range?.['highSeconds'],
    });
    expect(observed?.['versionsPerSecond']).toBeCloseTo(3_600 / 2_880, 0);
    const after = ran.events.indexOf(observed ?? {});
    const active = ran.events.findIndex(({ kind, status }) => kind === 'transfer-state' && status === 'Active');
    const looks = ran.events.slice(active, after).filter(({ kind }) => kind === 'progress').length;
    // 180 seconds at 30 from look to look, and the one that began it.
    expect(looks).toBe(7);
  });

  it('is said in words, beside what the plan said', async () => {
    const given = counted({ 'a/': 3_600 }, MIB);
    given.jobs.fates.push(slow(3_600, 3_600));
    const { stderr } = await runProgram(given, '--prefix', 'a/', '--survey', 'exact', '--verify', 'never');
    expect(stderr).toMatch(
      /^at the observed rate, 1\.\d objects\/s: about \d+ min( \d+ s)? left \(the plan said .+ to .+ in all\)$/m,
    );
    expect(stderr).toMatch(/ objects\/s, about 1\.\d MiB\/s by the plan's mean size, about \d+ min/);
  });

  it('is not told in place of a range that nobody was told', async () => {
    const given = setup();
    given.jobs.fates.push(slow(3_600, 3_600));
    expect(ofKind(await runProgram(given, ...JSON_RUN), 'observed-rate')).toEqual([]);
  });

  it('counts the jobs that wait in the queue, where the plan knows them', async () => {
    const prefixes = Array.from({ length: 8 }, (_, index) => `p${index}/`);
    const amounts = Object.fromEntries(prefixes.map((prefix) => [prefix, 300]));
    const ends: (number | undefined)[] = [];
    for (const survey of ['exact', 'none']) {
      const given = counted(amounts, 1);
      given.jobs.fates.push(...prefixes.map(() => slow(300, 3_000)));
      const ran = await runPrefixes(given, prefixes, '--survey', survey, '--timeout', '1500');
      const last = ofKind(ran, 'progress').at(-1);
      expect(last).toMatchObject({ queued: 2 });
      ends.push(last?.['etaSeconds'] as number | undefined);
      // Each alone would be through in 1,500 seconds more.
      expect(jobsIn(last)[0]?.['etaSeconds']).toBeLessThan(1_600);
    }
    // 6 x 187 that are left and 2 x 300 that wait, at 6 x 0.125 a second.
    expect(ends[0]).toBeGreaterThan(2_000);
    expect(ends[0]).toBeLessThan(2_600);
    expect(ends[1]).toBeUndefined();
  });

  it('is that of the slowest job, where nothing waits', () => {
    const job = (prefix: string, total: number, tasksPerSecond: number): Parameters<typeof outlookOf>[0][number] => ({
      prefix,
      view: {
        ...{ jobId: prefix, status: 'Active', counts: { total, succeeded: 0, failed: 0 }, reasons: [], createdMs: 0 },
        ...{ description: '', priority: 10, roleArn: REPLICATION_ROLE, activeSeconds: 0 },
        order: { report: { enabled: true } },
      },
      pace: { tasksPerSecond, done: 0, atMs: 0, measuredSeconds: 600 },
    });
    const unknown = (): undefined => undefined;
    expect(outlookOf([job('a', 1_000, 1), job('b', 10, 9)], [], unknown)).toMatchObject({ etaSeconds: 1_000 });
    // A job that S3 has not counted yet may be as large as it likes.
    expect(outlookOf([job('a', 1_000, 1), job('b', 0, 0)], [], unknown)).toBeUndefined();
    expect(outlookOf([job('a', 1_000, 1), job('b', 0, 0)], [], () => 500)).toMatchObject({ etaSeconds: 1_500 });
  });
});
