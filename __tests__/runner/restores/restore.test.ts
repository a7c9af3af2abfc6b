import { describe, expect, it } from '@jest/globals';
import type { Engine } from '../../../runner/ports/engine';
import { RunnerError } from '../../../runner/ports/errors';
import type { RestoreOrder, VersionHead } from '../../../runner/ports/s3/objects';
import { restoring, type Restored, type RestoreOptions } from '../../../runner/restores/restore';
import type { RunnerEvent } from '../../../runner/events/events';
import { ACCOUNT, fakeEngine, setup } from '../fakes/fake-world';

const HOUR_MS = 3_600_000;
const SOURCE = { bucket: 'src', region: 'us-east-1', accountId: ACCOUNT };
const GIB = 1024 ** 3;

/** A version of so many GiB, which S3 restores in some hours. */
interface Archived {
  readonly storageClass: string;
  readonly archiveStatus?: string;
  readonly hours?: number;
  /** After which it is archived again. @default - longer than anybody waits */
  readonly stayHours?: number;
  /** What S3 answers to a restore in place of doing it. */
  readonly refuses?: RunnerError;
}

interface World {
  readonly engine: Engine;
  readonly asked: (RestoreOrder & { readonly key: string })[];
  readonly sleeps: readonly number[];
  /** What looking at any object throws. */
  fails: RunnerError | undefined;
  /** Milliseconds since 1970 when each was asked for. */
  readonly since: Map<string, number>;
}

function worldOf(all: Readonly<Record<string, Archived>>): World {
  const given = setup();
  const engine = fakeEngine(given);
  const since = new Map<string, number>();
  const asked: World['asked'] = [];
  const world: World = { engine, asked, sleeps: given.clock.sleeps, fails: undefined, since };
  const head = (key: string): VersionHead | undefined => {
    const one = all[key];
    if (world.fails !== undefined) throw world.fails;
    if (one === undefined) return undefined;
    const askedMs = since.get(key);
    const agoHours = askedMs === undefined ? -1 : (given.clock.now() - askedMs) / HOUR_MS;
    const isReady = agoHours >= (one.hours ?? 1);
    const isOver = agoHours >= (one.stayHours ?? Infinity);
    const isTiered = one.archiveStatus !== undefined;
    return {
      ...({
        versionId: 'v',
        sizeBytes: GIB,
        etag: 'e',
        lastModifiedMs: 0,
        encryption: 'AES256',
        bucketKey: false,
      } as const),
      ...({ contentType: '', headers: {}, metadata: {}, tagCount: 0, storageClass: one.storageClass } as const),
      ...(isTiered && !isReady ? { archiveStatus: one.archiveStatus } : {}),
      ...(askedMs === undefined || isOver || (isTiered && isReady)
        ? {}
        : { restore: isReady ? 'ongoing-request="false", expiry-date="x"' : 'ongoing-request="true"' }),
    };
  };
  const objects: Engine['aws']['objects'] = {
    ...engine.aws.objects,
    head: async (_, key) => Promise.resolve(head(key)),
    async restore(_, key, order) {
      await Promise.resolve();
      const { refuses } = all[key] ?? {};
      if (refuses !== undefined) throw refuses;
      asked.push({ key, ...order });
      since.set(key, given.clock.now());
    },
  };
  Object.assign(world, { engine: { ...engine, aws: { ...engine.aws, objects } } });
  return world;
}

async function restored(
  { engine }: World,
  keys: readonly string[],
  options: Partial<RestoreOptions> = {},
): Promise<{ readonly events: readonly RunnerEvent[]; readonly restored: Restored }> {
  const telling = restoring(keys, SOURCE, engine, { pollSeconds: 30, ...options });
  const events: RunnerEvent[] = [];
  for (;;) {
    const step = await telling.next();
    if (step.done === true) return { events, restored: step.value };
    events.push(step.value);
  }
}

const dollarsOf = (events: readonly RunnerEvent[]): number | undefined =>
  events.flatMap((event) => (event.kind === 'cost' ? [event.once.value] : []))[0];

describe('restoring', () => {
  it('asks for each object once, with days where its copy goes again, and waits for the last one', async () => {
    const world = worldOf({
      ice: { storageClass: 'GLACIER', hours: 3 },
      deep: { storageClass: 'DEEP_ARCHIVE', hours: 40 },
      tier: { storageClass: 'INTELLIGENT_TIERING', archiveStatus: 'ARCHIVE_ACCESS', hours: 4 },
      warm: { storageClass: 'STANDARD' },
    });
    const { events, restored: end } = await restored(world, ['ice', 'deep', 'tier', 'warm', 'gone']);
    expect(world.asked).toEqual([
      { key: 'ice', tier: 'Bulk', days: 7 },
      { key: 'deep', tier: 'Bulk', days: 7 },
      { key: 'tier', tier: 'Bulk' },
    ]);
    expect(end).toEqual({
      readable: ['warm', 'ice', 'tier', 'deep'],
      failed: [{ key: 'gone', why: 'it is not there any more' }],
      ongoing: 0,
    });
    // 40 hours in pauses that grow, up to ten minutes.
    expect([world.sleeps[0], Math.max(...world.sleeps), world.sleeps.length < 400]).toEqual([30_000, 600_000, true]);
    const told = events.flatMap((event) => (event.kind === 'restoring' ? [[event.readable, event.ongoing]] : []));
    expect([told[0], told.at(-1)]).toEqual([
      [1, 3],
      [4, 0],
    ]);
  });

  it('of what S3 is restoring, or has restored, asks nothing and costs nothing', async () => {
    const world = worldOf({ ice: { storageClass: 'GLACIER', hours: 3 }, old: { storageClass: 'GLACIER', hours: 0 } });
    for (const key of ['ice', 'old']) world.since.set(key, world.engine.clock.now());
    const agree = (): Promise<boolean> => Promise.reject(new Error('asked'));
    const { events, restored: end } = await restored(world, ['ice', 'old'], { agree });
    expect([world.asked, dollarsOf(events), end.readable]).toEqual([[], undefined, ['old', 'ice']]);
  });

  it('waits for what was asked for before as long as the slowest tier takes, and says that another one makes it no faster', async () => {
    const world = worldOf({ ice: { storageClass: 'GLACIER', hours: 9 } });
    world.since.set('ice', world.engine.clock.now());
    const { events, restored: end } = await restored(world, ['ice'], { restores: { tier: 'Expedited', days: 1 } });
    expect([world.asked, end.readable]).toEqual([[], ['ice']]);
    expect(events[0]).toMatchObject({ kind: 'note', detail: expect.stringContaining('Expedited makes none') });
  });

  it('names what was restored before, and has expired while others were waited for', async () => {
    const world = worldOf({
      old: { storageClass: 'GLACIER', stayHours: 3 },
      asked: { storageClass: 'GLACIER', hours: 2, stayHours: 5 },
      deep: { storageClass: 'DEEP_ARCHIVE', hours: 30 },
    });
    const nowMs = world.engine.clock.now();
    world.since.set('old', nowMs - 2 * HOUR_MS);
    world.since.set('asked', nowMs - HOUR_MS);
    const { restored: end } = await restored(world, ['old', 'asked', 'deep']);
    expect(end.readable).toEqual(['deep']);
    expect(end.failed.map(({ key }) => key).toSorted()).toEqual(['asked', 'old']);
    expect(end.failed[0]?.why).toMatch(/has expired while others were waited for: the same command restores it again/);
  });

  it('refuses days after which the first would be archived again before the last can be read', async () => {
    const world = worldOf({ a: { storageClass: 'DEEP_ARCHIVE' }, b: { storageClass: 'GLACIER' } });
    const restores = { tier: 'Bulk', days: 2 } as const;
    await expect(restored(world, ['a', 'b'], { restores })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/up to 48 h|up to 2 d/),
      hint: expect.stringContaining('at least 3'),
    });
    expect(world.asked).toEqual([]);
    await restored(world, ['b'], { restores: { tier: 'Bulk', days: 1 } });
    expect(world.asked).toMatchObject([{ key: 'b', days: 1 }]);
  });

  it('tells the cost before it asks, and asks S3 for nothing where the answer is no, or it is too much', async () => {
    const deep = worldOf({ a: { storageClass: 'DEEP_ARCHIVE' }, b: { storageClass: 'GLACIER' } });
    const questions: string[] = [];
    const agree = (question: string): Promise<boolean> => {
      questions.push(question);
      return Promise.resolve(false);
    };
    const restores = { tier: 'Standard', days: 30 } as const;
    await expect(restored(deep, ['a', 'b'], { agree, restores })).rejects.toMatchObject({ kind: 'usage' });
    // Two requests, two GiB, and two GiB for a month in STANDARD.
    expect(questions).toEqual([
      expect.stringMatching(
        /^Restore 2 archived objects \(2(\.0)? GiB\) of 'src' by Standard for 30 days, and wait up to 12 h: \$0\.08 once/,
      ),
    ]);
    await expect(restored(deep, ['a', 'b'], { estimate: { maxCostUsd: 0.05 }, restores })).rejects.toMatchObject({
      kind: 'preflight',
      message: expect.stringContaining('--max-cost allows $0.05'),
    });
    await expect(restored(deep, ['a', 'b'], { restores: { tier: 'Expedited', days: 1 } })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining("'a' lies in a deep archive"),
    });
    expect(deep.asked).toEqual([]);
  });

  it('names what S3 refuses, and restores the others', async () => {
    const refuses = new RunnerError('denied', 'S3 RestoreObject src: AccessDenied: no', undefined, 'AccessDenied');
    const world = worldOf({ a: { storageClass: 'GLACIER', refuses }, b: { storageClass: 'GLACIER' } });
    expect((await restored(world, ['a', 'b'])).restored).toEqual({
      readable: ['b'],
      failed: [{ key: 'a', why: 'S3 RestoreObject src: AccessDenied: no' }],
      ongoing: 0,
    });
  });

  it('waits through an outage, no longer than it may, and ends at once when it is stopped', async () => {
    const world = worldOf({ a: { storageClass: 'GLACIER', hours: 100 } });
    const deadlineMs = world.engine.clock.now() + HOUR_MS;
    const first = restoring(['a'], SOURCE, world.engine, { pollSeconds: 30, deadlineMs });
    let step = await first.next();
    while (step.done !== true) {
      if (step.value.kind === 'restoring') world.fails = new RunnerError('unreachable', 'no answer');
      step = await first.next();
    }
    expect([step.value, world.engine.clock.now()]).toEqual([{ readable: [], failed: [], ongoing: 1 }, deadlineMs]);
    world.fails = undefined;
    // Twice the twelve hours that S3 documents for this archive.
    const beganMs = world.engine.clock.now();
    expect((await restored(world, ['a'])).restored.ongoing).toBe(1);
    expect(world.engine.clock.now() - beganMs).toBe(24 * HOUR_MS);
    const stopped = { ...world, engine: { ...world.engine, signal: AbortSignal.abort() } };
    await expect(restored(stopped, ['a'])).rejects.toMatchObject({ kind: 'interrupted' });
  });
});
