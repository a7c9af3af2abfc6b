// The interface of the methods, with a second one: every verb that takes a method works with it, and none knows which it is.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Ending, RunnerEvent, Telling } from '../../../runner/events/events';
import type { Method } from '../../../runner/methods/method';
import type { Engine } from '../../../runner/ports/engine';
import { targetOfHandoff } from '../../../runner/target/target';
import { planVerb } from '../../../runner/verbs/plan';
import { reportVerb } from '../../../runner/verbs/report';
import { retryVerb } from '../../../runner/verbs/retry';
import { runVerb } from '../../../runner/verbs/run';
import type { RunOptions } from '../../../runner/verbs/run-options';
import { statusVerb } from '../../../runner/verbs/status';
import { cancelVerb, confirmVerb, priorityVerb } from '../../../runner/verbs/steer';
import { verifyVerb } from '../../../runner/verbs/verify';
import { watchVerb } from '../../../runner/verbs/watch';
import { bucketIn, fakeEngine, handoff, setup, type Setup } from '../fakes/fake-world';
import { fakeJournal } from '../fakes/fake-journal';
import { carrying } from './carried';

const TARGET = targetOfHandoff(handoff());
const OPTIONS: RunOptions = { pollSeconds: 1, reportWaitSeconds: 0, failOnEmpty: false, again: 's3-backfill run' };

let given: Setup;
let engine: Engine;
let method: Method;
let heavy: Set<string>;

beforeEach(() => {
  given = setup();
  engine = { ...fakeEngine(given), journal: fakeJournal() };
  heavy = new Set();
  method = carrying({ buckets: given.buckets, heavy });
  bucketIn(given, 'src').versions.push({ key: 'folder/a' }, { key: 'folder/b' }, { key: 'other/c' });
});

async function told(telling: Telling): Promise<{ readonly events: readonly RunnerEvent[]; readonly ending: Ending }> {
  const events: RunnerEvent[] = [];
  for (;;) {
    const step = await telling.next();
    if (step.done === true) return { events, ending: step.value };
    events.push(step.value);
  }
}

const keysAt = (bucket: string): readonly string[] => bucketIn(given, bucket).versions.map(({ key }) => key);

async function carried(): Promise<string> {
  const { ending } = await told(runVerb(method, TARGET, engine, OPTIONS));
  return ending.transferIds[0] ?? '';
}

describe('a second method', () => {
  it('is planned: its own requests, its name, its noun, and nothing is carried', async () => {
    const { events, ending } = await told(planVerb(method, TARGET, engine, {}));
    const plan = events.find(({ kind }) => kind === 'plan');
    expect(plan).toMatchObject({
      method: 'carried',
      transfers: [{ prefix: 'folder/', request: { carry: 'folder/' } }],
    });
    expect(ending.summary).toBe('nothing was sent; run would create 1 load');
    expect(keysAt('dst')).toEqual([]);
  });

  it('is run, reported and compared version by version', async () => {
    const { events, ending } = await told(runVerb(method, TARGET, engine, OPTIONS));
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['transfer', 'transfer-ended', 'report', 'certificate']),
    );
    expect(ending).toMatchObject({ outcome: 'done', transferIds: [expect.stringMatching(/^carried-/)] });
    expect(events.find(({ kind }) => kind === 'certificate')).toMatchObject({ answer: 'complete' });
    expect(keysAt('dst')).toEqual(['folder/a', 'folder/b']);
  });

  it('is compared, and not believed: what it has lost is missing', async () => {
    const liar = carrying({
      buckets: new Map([...given.buckets, ['dst', { ...bucketIn(given, 'dst'), versions: [] }]]),
    });
    const { ending } = await told(runVerb(liar, TARGET, engine, OPTIONS));
    expect(ending.outcome).toBe('differs');
  });

  it('proves what it has copied in its own way', async () => {
    const own: Method = {
      ...method,
      async *prove({ ending, versions }) {
        yield await Promise.resolve({ kind: 'note' as const, detail: `weighed ${String(versions)}` });
        return { ...ending, outcome: 'differs' };
      },
    };
    const { events, ending } = await told(runVerb(own, TARGET, engine, OPTIONS));
    expect(events).toContainEqual({ kind: 'note', detail: 'weighed 2' });
    expect(ending.outcome).toBe('differs');
    expect(events.some(({ kind }) => kind === 'certificate')).toBe(false);
  });

  it('is given what the runner has found where it lacks a filter', async () => {
    const { ending } = await told(runVerb(method, TARGET, engine, { ...OPTIONS, selection: { match: 'a$' } }));
    expect(ending.outcome).toBe('done');
    expect(keysAt('dst')).toEqual(['folder/a']);
  });

  it('is asked about by the name of its transfers', async () => {
    const { events } = await told(
      runVerb(method, TARGET, engine, {
        ...OPTIONS,
        agree: (question) => Promise.resolve(question.includes('a Carried load')),
      }),
    );
    expect(events.some(({ kind }) => kind === 'transfer')).toBe(true);
  });

  it('is watched, reported and looked at by the id of its transfer', async () => {
    const id = await carried();
    for (const telling of [watchVerb([id], engine, OPTIONS, method), reportVerb(id, engine, OPTIONS, method)]) {
      const { events, ending } = await told(telling);
      expect(events).toContainEqual(expect.objectContaining({ kind: 'report', transferId: id, succeeded: 2 }));
      expect(ending.outcome).toBe('done');
    }
    const { events, ending } = await told(statusVerb(id, engine, method));
    expect(events).toMatchObject([{ kind: 'transfer-status', transferId: id, method: 'carried', phase: 'ended' }]);
    expect(ending.summary).toBe(`load ${id} is ended`);
  });

  it('is tried again for what has failed', async () => {
    heavy.add('folder/b');
    const id = await carried();
    expect(keysAt('dst')).toEqual(['folder/a']);
    heavy.clear();
    const { ending } = await told(retryVerb(id, method, TARGET, engine, { ...OPTIONS, remedied: false }));
    expect(ending.outcome).toBe('done');
    expect(keysAt('dst')).toEqual(['folder/a', 'folder/b']);
  });

  it('is verified like any other', async () => {
    await carried();
    const { ending } = await told(verifyVerb(TARGET, engine, { failOnEmpty: false }));
    expect(ending.outcome).toBe('done');
  });

  it('refuses what its transfers have not: confirmation, priority, an end when they are over', async () => {
    const id = await carried();
    await expect(told(confirmVerb(id, engine, method))).rejects.toThrow(
      'a transfer by carried waits for no confirmation',
    );
    await expect(told(priorityVerb(id, 3, engine, method))).rejects.toThrow('a transfer by carried has no priority');
    await expect(told(cancelVerb(id, engine, method))).rejects.toThrow('is ended: it cannot be cancelled');
  });
});
