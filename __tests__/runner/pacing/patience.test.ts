// AWS or the network is in trouble for a while: every request of every verb is patient, and says so while it waits.
import { describe, expect, it } from '@jest/globals';
import { RunnerError } from '../../../runner/ports/errors';
import {
  bucketIn,
  program,
  REPLICATION_ROLE,
  rule,
  runProgram,
  setup,
  type Ran,
  type Setup,
} from '../fakes/fake-world';
import { START_MS } from '../fakes/fake-clock';
import { fate } from '../fakes/fake-jobs';
import { broken, outage, NO_ANSWER, type Outage } from '../fakes/outage';

const SLOW_DOWN = new RunnerError('throttled', 'SlowDown: Please reduce your request rate');

function replicated(): Setup {
  const given = setup();
  bucketIn(given, 'src').versions.push({ key: 'folder/a', replicationStatus: 'COMPLETED' });
  bucketIn(given, 'dst').versions.push({ key: 'folder/a', replicationStatus: 'REPLICA' });
  return given;
}

async function runIn(trouble: Outage, ...flags: readonly string[]): Promise<Ran & { readonly given: Setup }> {
  const given = replicated();
  given.between = outage(given.clock, trouble);
  return { ...(await runProgram(given, ...flags)), given };
}

const CALLS = [
  'identity.whoAmI',
  'buckets.regionOf',
  'buckets.versioning',
  'buckets.replication',
  'roles.find',
  'batchOperations.list',
  'batchOperations.create',
  'batchOperations.describe',
  'batchOperations.tags',
  'buckets.readPart',
  'objects.versions',
  'objects.head',
];

describe('a run', () => {
  it.each(CALLS)('sits out 20 seconds without network at %s, and tells of it', async (call) => {
    const { code, stderr, given } = await runIn({ call, seconds: 20 });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    // Who is not asked for the account, since the handoff says it, or for tags, since there is no earlier job, does not wait.
    if (given.clock.now() > START_MS + 80_000) expect(stderr).toMatch(/^waiting \d+ seconds?: .*no answer/m);
    expect(given.jobs.made).toHaveLength(1);
  });

  it.each(['identity.whoAmI', 'buckets.regionOf', 'batchOperations.list', 'buckets.readPart', 'objects.versions'])(
    'sits out being asked to slow down at %s',
    async (call) => {
      expect((await runIn({ call, seconds: 20, error: SLOW_DOWN })).code).toBe(0);
    },
  );

  it('gives up after two minutes before a job is there, and after five once one is', async () => {
    const before = await runIn({ call: 'batchOperations.list', seconds: Infinity });
    expect(before).toMatchObject({ code: 5 });
    expect(before.given.clock.now() - START_MS).toBe(120_000);
    const after = await runIn({ call: 'buckets.readPart', seconds: Infinity });
    expect(after).toMatchObject({ code: 5 });
    expect(after.given.clock.now() - START_MS).toBe(60_000 + 300_000);
  });

  it('does not wait for what the endpoint does not have', async () => {
    const error = new RunnerError('unavailable', 'NotImplemented: is not there', undefined, 'NotImplemented');
    const { code, stderr, given } = await runIn({ call: 'batchOperations.list', seconds: Infinity, error });
    expect([code, stderr]).toEqual([5, expect.stringContaining('NotImplemented: is not there')]);
    expect(given.clock.now()).toBe(START_MS);
  });

  it('waits as long as it is told to, and not at all with --patience-seconds 0', async () => {
    const long = await runIn({ call: 'batchOperations.list', seconds: 900 }, '--patience-seconds', '1000');
    expect(long.code).toBe(0);
    const none = await runIn({ call: 'batchOperations.list', seconds: 1 }, '--patience-seconds', '0');
    expect(none.code).toBe(5);
    expect(none.given.clock.sleeps).toEqual([]);
  });

  it('tells what to look at before the first wait, and is never silent for half a minute', async () => {
    const { given, ...ran } = await runIn({ seconds: Infinity }, '--output', 'json');
    const waits = ran.events.filter(({ kind }) => kind === 'waiting');
    expect(waits[0]?.['detail']).toBe('no answer (ENOTFOUND); check the network');
    expect(given.clock.sleeps.slice(0, waits.length).every((sleep) => sleep <= 20_000)).toBe(true);
    expect(waits).toHaveLength(given.clock.sleeps.length);
  });

  it('loses no patience twice on a service that does not come back', async () => {
    const error = new RunnerError('unavailable', 'IAM GetRole: InternalFailure');
    const unsure = await runIn({ call: 'roles.find', seconds: Infinity, error });
    expect(unsure).toMatchObject({ code: 0 });
    // Two minutes for the role, and the minute that the job takes.
    expect(unsure.given.clock.now() - START_MS).toBeLessThan(120_000 + 90_000);
  });

  it('ends at once when it is interrupted while it waits', async () => {
    const given = replicated();
    given.between = outage(given.clock, { seconds: Infinity });
    given.clock.afterSleep = () => given.abort.abort();
    const { code } = await runProgram(given);
    expect(code).toBe(130);
    expect(given.clock.sleeps).toHaveLength(1);
  });

  it('keeps its deadline while AWS is out of reach', async () => {
    const given = replicated();
    given.jobs.fates.push(fate({ seconds: 600 }));
    let looks = 0;
    given.between = (aws) => {
      const jobs = aws.batchOperations;
      const describe: typeof jobs.describe = (account, jobId) =>
        (looks += 1) > 2 ? Promise.reject(NO_ANSWER) : jobs.describe(account, jobId);
      return { ...aws, batchOperations: Object.assign(Object.create(jobs) as typeof jobs, { describe }) };
    };
    expect((await runProgram(given, '--timeout', '100')).code).toBe(4);
    expect(given.clock.now() - START_MS).toBeLessThanOrEqual(101_000);
  });
});

describe('other verbs', () => {
  it.each([
    ['verify', ['verify', '--outputs', 'outputs.json']],
    ['doctor', ['doctor', '--outputs', 'outputs.json']],
    ['plan', ['plan', '--outputs', 'outputs.json']],
    ['list', ['list', '--outputs', 'outputs.json']],
  ])('sit out 20 seconds without network, too: %s', async (_verb, argv) => {
    const undisturbed = await program(replicated(), ...argv);
    const given = replicated();
    given.between = outage(given.clock, { seconds: 20 });
    const { code, stderr } = await program(given, ...argv);
    expect({ code, stderr }).toMatchObject({ code: undisturbed.code });
    expect(stderr).toMatch(/^waiting 2 seconds: no answer \(ENOTFOUND\); check the network$/m);
  });
});

describe('what is said when AWS stays out of reach', () => {
  it('counts the jobs that were never created', async () => {
    const given = setup();
    bucketIn(given, 'src').replication = { roleArn: REPLICATION_ROLE, rules: [rule({ prefix: '' })] };
    const prefixes = Array.from({ length: 8 }, (_, index) => ['--prefix', `p${index}/`]).flat();
    let isOut = false;
    given.clock.afterSleep = () => {
      isOut = given.jobs.made.length === 6 && given.clock.now() - START_MS >= 30_000;
    };
    given.between = (aws) => {
      const jobs = aws.batchOperations;
      const list: typeof jobs.list = (account) => (isOut ? broken(NO_ANSWER) : jobs.list(account));
      return { ...aws, batchOperations: Object.assign(Object.create(jobs) as typeof jobs, { list }) };
    };
    const { code, stderr } = await runProgram(given, ...prefixes);
    expect(code).toBe(5);
    expect(stderr).toContain('6 jobs of this run are over in AWS; 2 jobs not created yet; the same command goes on');
    expect(stderr).not.toContain('tells what became of them');
  });
});
