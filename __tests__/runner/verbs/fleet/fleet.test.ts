// Many backfills: who is asked, what is told, and what each comes to.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Telling } from '../../../../runner/events/events';
import type { Outcome } from '../../../../runner/events/exit-code';
import { RunnerError } from '../../../../runner/ports/errors';
import { fleetVerb } from '../../../../runner/verbs/fleet/fleet';
import type { Member } from '../../../../runner/verbs/fleet/member';
import type { Turn } from '../../../../runner/verbs/run-options';
import { fakeBucket } from '../../fakes/fake-buckets';
import {
  bucketIn,
  handoff,
  holding,
  program,
  REPLICATION_ROLE,
  rule,
  type Ran,
  type Setup,
} from '../../fakes/fake-world';

let given: Setup;
beforeEach(() => {
  given = holding({ key: 'folder/a', sizeBytes: 10 }, { key: 'folder/b', sizeBytes: 10 });
  given.buckets.set('other', fakeBucket({ replication: { roleArn: REPLICATION_ROLE, rules: [rule()] } }));
  bucketIn(given, 'other').versions.push({ key: 'folder/c', sizeBytes: 10 });
  const other = handoff({ source: { bucket: 'other', region: 'eu-west-1', accountId: '111122223333' } });
  given.files.set('/here/other.json', JSON.stringify({ s3_backfill: { value: other } }));
  given.files.set('/here/fleet.txt', 'outputs.json\nother.json\n');
});

const run = (...argv: readonly string[]): Promise<Ran> =>
  program(given, 'run', '--fleet', 'fleet.txt', '--checks', 'basic', '--verify', 'never', ...argv);

describe('somebody at a terminal', () => {
  it('is asked once, of all of it, and nothing is sent when the answer is no', async () => {
    const asked: string[] = [];
    given.ask = (question) => {
      asked.push(question);
      return Promise.resolve(false);
    };
    const { code, stderr } = await run();
    expect(asked).toEqual([expect.stringMatching(/^Begin 2 backfills: 3 object versions, 30 B; \$0\.50 once and/)]);
    expect(code).toBe(2);
    expect(stderr).toContain('nothing was sent: the answer was no');
    expect(given.jobs.sent).toEqual([]);
  });

  it('says yes to all of it, and sees a table meanwhile', async () => {
    given.terminal = true;
    given.ask = () => Promise.resolve(true);
    const { stderr } = await run();
    expect(given.jobs.sent).toHaveLength(2);
    expect(stderr).toContain('2 backfills: ');
    expect(stderr).toContain('running');
  });

  it('with --yes is not asked', async () => {
    given.ask = () => Promise.reject(new Error('nobody is to be asked'));
    await run('--yes');
    expect(given.jobs.sent).toHaveLength(2);
  });
});

it.each([
  ['--max-objects', '2', 'the number of object versions may be 3, and --max-objects allows 2'],
  ['--max-cost', '0.4', 'the cost may be $0.50, and --max-cost allows $0.40'],
])('holds %s for the sum', async (flag, value, message) => {
  const { code, stderr } = await run(flag, value);
  expect(code).toBe(2);
  expect(stderr).toContain(`nothing was sent: ${message}`);
  expect(given.jobs.sent).toEqual([]);
});

it('begins with the smallest', async () => {
  const { events } = await run('--output', 'json');
  const running = events.filter(({ kind, state }) => kind === 'fleet-member' && state === 'running');
  expect([...new Set(running.map(({ member }) => member))]).toEqual(['other', 'outputs']);
});

it('counts each plan once: those that would send something do not need nothing', async () => {
  const { stdout } = await program(given, 'plan', '--fleet', 'fleet.txt', '--checks', 'basic');
  expect(stdout).toContain('2 backfills: 2 would send something, 0 would send nothing');
});

it('begins the others where one names a method that is not there', async () => {
  given.files.set('/here/fleet.txt', JSON.stringify(['other.json', { outputs: 'outputs.json', method: 'magic' }]));
  const { code, stdout } = await run();
  expect(code).toBe(2);
  expect(given.jobs.sent).toHaveLength(1);
  expect(stdout).toContain('\'outputs\': method: got "magic"');
});

/** A backfill that says what it does, and takes a while for it. */
function member(name: string, worksHere: boolean, said: string[]): Member {
  async function* tell(turn: Turn): Telling {
    yield {
      kind: 'target',
      source: { bucket: name, region: 'eu-west-1', accountId: '111122223333' },
      destinations: [],
    };
    if (!(await turn.begins(1, 0))) throw new RunnerError('usage', 'nothing was sent for it');
    said.push(`${name} begins`);
    for (let step = 0; step < 5; step += 1) yield { kind: 'note', detail: `step ${step}` };
    said.push(`${name} ends`);
    return { outcome: 'done', summary: 'done', transferIds: [] };
  }
  return { name, worksHere, hasOwnIdentity: false, tell: (turn) => Promise.resolve(tell(turn)) };
}

/** A backfill that is over at once. */
function ended(name: string, outcome: Outcome): Member {
  async function* tell(): Telling {
    yield await Promise.resolve({ kind: 'note' as const, detail: name });
    return { outcome, summary: outcome, transferIds: [] };
  }
  return { name, worksHere: false, hasOwnIdentity: false, tell: () => Promise.resolve(tell()) };
}

it.each<readonly [Outcome, readonly Outcome[]]>([
  ['some-failed', ['still-running', 'some-failed', 'done']],
  ['not-begun', ['still-running', 'not-begun']],
  ['still-running', ['done', 'still-running', 'nothing-to-do']],
  ['done', ['nothing-to-do', 'done']],
])('ends with %s where its backfills end with %j: that one still runs hides nothing', async (whole, outcomes) => {
  const members = outcomes.map((outcome, index) => ended(`m${index}`, outcome));
  const stops = { interrupted: new AbortController().signal, stopping: new AbortController() };
  const telling = fleetVerb(members, { verb: 'run', clock: given.clock, again: 'again', ...stops });
  let step = await telling.next();
  for (; step.done !== true; step = await telling.next());
  expect(step.value.outcome).toBe(whole);
});

async function course(worksHere: boolean): Promise<readonly string[]> {
  const said: string[] = [];
  const members = ['a', 'b', 'c'].map((name) => member(name, worksHere, said));
  const stops = { interrupted: new AbortController().signal, stopping: new AbortController() };
  const telling = fleetVerb(members, { verb: 'run', clock: given.clock, again: 'again', ...stops });
  for (let step = await telling.next(); step.done !== true; step = await telling.next());
  return said;
}

it('makes copies of this machine one backfill after the other, and those of S3 at once', async () => {
  const after = ['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]);
  expect(await course(true)).toEqual(after);
  expect((await course(false)).slice(0, 3)).toEqual(['a begins', 'b begins', 'c begins']);
});
