// A copy from beginning to end: what it tells, what it remembers, and how it goes on where it was ended.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RunnerEvent } from '../../../../../runner/events/events';
import { firstIdOf, whereaboutsOf } from '../../../../../runner/methods/copy/journal/copy-ids';
import { readCopy } from '../../../../../runner/methods/copy/journal/copy-journal';
import { ownRun } from '../../../../../runner/methods/copy/journal/own-run';
import type { CopyRequest } from '../../../../../runner/methods/copy/plan-copies';
import { RunningCopy, type CopyEnd, type CopyRunOptions } from '../../../../../runner/methods/copy/running/run-copy';
import { shortHash } from '../../../../../runner/plan/canonical';
import type { Engine } from '../../../../../runner/ports/engine';
import { RunnerError } from '../../../../../runner/ports/errors';
import { fakeCopying, listed, refusal, SLOW_DOWN, type FakeCopying } from '../../../fakes/fake-copying';
import { fakeJournal } from '../../../fakes/fake-journal';
import { fakeEngine, setup } from '../../../fakes/fake-world';

const REQUEST: CopyRequest = { from: { bucket: 'src', prefix: 'f/' }, to: { bucket: 'dst', prefix: 'g/' } };
const HASH = shortHash(REQUEST);
const idOf = (engine: Engine): string => firstIdOf('copy', HASH, whereaboutsOf(engine));
const keys = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `f/${String(n).padStart(4, '0')}`);

function world(
  count: number,
  there: readonly string[] = [],
): { readonly copying: FakeCopying; readonly engine: Engine; readonly abort: AbortController } {
  const copying = fakeCopying({
    src: keys(count).map((key) => listed(key, { etag: key })),
    dst: there.map((key) => listed(key.replace('f/', 'g/'), { etag: key })),
  });
  const abort = new AbortController();
  const engine = fakeEngine(setup());
  return {
    copying,
    abort,
    engine: { ...engine, aws: { ...engine.aws, copying }, signal: abort.signal, journal: fakeJournal() },
  };
}

async function ran(
  engine: Engine,
  request: CopyRequest = REQUEST,
  options: CopyRunOptions = {},
): Promise<{ readonly end: CopyEnd; readonly events: readonly RunnerEvent[] }> {
  const running = new RunningCopy(
    { hash: shortHash(request), request },
    engine,
    await ownRun('copy', shortHash(request), engine),
    options,
  ).run();
  const events: RunnerEvent[] = [];
  for (;;) {
    const step = await running.next();
    if (step.done === true) return { end: step.value, events };
    events.push(step.value);
  }
}

describe('a copy', () => {
  it('copies what is missing, counts the rest, and is remembered as ended', async () => {
    const { engine, copying } = world(10, keys(4));
    const { end, events } = await ran(engine);
    expect(end).toMatchObject({ phase: 'ended', counts: { copied: 6, same: 4, failed: 0, copiedBytes: 18 } });
    expect(copying.made).toHaveLength(6);
    expect(events[0]).toMatchObject({ kind: 'transfer', how: 'created', transferId: idOf(engine) });
    expect((await readCopy(engine.journal, idOf(engine)))?.checkpoint).toMatchObject({ phase: 'ended', open: [] });
  });

  it('copies what is larger than it was told in parts of no more than that, and the rest in one piece', async () => {
    const { engine, copying } = world(2);
    const MIB = 1024 ** 2;
    copying.buckets.get('src')?.set('f/large', listed('f/large', { sizeBytes: 20 * MIB }));
    const { end } = await ran(engine, { ...REQUEST, partsAboveBytes: 8 * MIB });
    expect(end.counts).toMatchObject({ copied: 3, failed: 0 });
    expect(copying.orders.map(({ to }) => to.key)).toEqual(['g/0000', 'g/0001']);
    const parts = copying.completed.flatMap((one) => one.parts);
    expect(parts.map(({ firstByte, lastByte }) => (lastByte - firstByte + 1) / MIB)).toEqual([8, 8, 4]);
  });

  it('that has ended is begun anew, and finds nothing to do', async () => {
    const { engine, copying } = world(10);
    await ran(engine);
    const { end, events } = await ran(engine);
    expect(events[0]).toMatchObject({ how: 'created' });
    expect(end.counts).toMatchObject({ copied: 0, same: 10 });
    expect(copying.made).toHaveLength(10);
  });

  it('that is ended by what makes going on senseless goes on where it stopped, and copies nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 4 }), async (stops) => {
        const { engine, copying } = world(300);
        for (const stop of stops) {
          const until = copying.orders.length + stop;
          copying.fault = () =>
            copying.orders.length >= until ? { error: new RunnerError('expired', 'ExpiredToken') } : undefined;
          await ran(engine, REQUEST, { mostAtOnce: 8 }).catch((error: unknown) => {
            expect(error).toMatchObject({ kind: 'expired' });
          });
        }
        copying.fault = () => undefined;
        const { end } = await ran(engine);
        const { copied, same, failed } = end.counts;
        expect(copying.made).toHaveLength(300);
        expect(new Set(copying.made).size).toBe(300);
        expect(copied + same).toBe(300);
        expect(failed).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('finishes what is under way when it is stopped, and begins nothing new', async () => {
    const { engine, copying, abort } = world(500);
    copying.fault = () => {
      if (copying.orders.length === 100) abort.abort();
      return undefined;
    };
    await expect(ran(engine, REQUEST, { mostAtOnce: 4 })).rejects.toMatchObject({ kind: 'interrupted' });
    expect(copying.made.length).toBe(copying.orders.length);
    expect(copying.orders.length).toBeLessThan(120);
    const remembered = await readCopy(engine.journal, idOf(engine));
    expect(remembered?.checkpoint).toMatchObject({ phase: 'waiting-for-you', counts: { copied: copying.made.length } });
  });

  it('tells of failures by cause, and remembers their keys', async () => {
    const { engine, copying } = world(10);
    copying.fault = ({ from }) => (from.key.endsWith('3') ? { error: refusal('SomethingElse') } : undefined);
    const { end } = await ran(engine);
    expect(end.counts).toMatchObject({ copied: 9, failed: 1 });
    expect(end.tally.causes()).toMatchObject([{ code: 'SomethingElse', count: 1, examples: ['f/0003'] }]);
    expect((await readCopy(engine.journal, idOf(engine)))?.failed).toMatchObject([{ key: 'f/0003' }]);
  });

  it('decides anew about an object that was changed under way', async () => {
    const { engine, copying } = world(3);
    copying.fault = ({ from }) => {
      if (copying.orders.length === 1) copying.buckets.get('src')?.set(from.key, listed(from.key, { etag: 'new' }));
      return undefined;
    };
    const { end } = await ran(engine, REQUEST, { mostAtOnce: 1 });
    expect(end.counts).toMatchObject({ copied: 3, failed: 0 });
    expect(copying.buckets.get('dst')?.get('g/0000')?.etag).toBe('new');
  });

  it('counts what was deleted under way as gone', async () => {
    const { engine, copying } = world(3);
    copying.fault = () => {
      if (copying.orders.length === 1) copying.buckets.get('src')?.delete('f/0002');
      return undefined;
    };
    const { end } = await ran(engine, REQUEST, { mostAtOnce: 1 });
    expect(end.counts).toMatchObject({ copied: 2, gone: 1, failed: 0 });
  });

  it('takes only what the filters let pass, and only the keys that were chosen', async () => {
    const { engine, copying } = world(20);
    const { end } = await ran(engine, { ...REQUEST, selection: { match: '[02468]$' } });
    expect(end.counts).toMatchObject({ copied: 10, leftOut: 10 });
    const chosen = await ran(engine, { ...REQUEST, keys: ['f/0001', 'f/0002'] });
    expect(chosen.end.counts).toMatchObject({ copied: 1, same: 1 });
    expect(copying.made).toHaveLength(11);
  });

  it('ends when somebody cancels it', async () => {
    const { engine, copying } = world(5_000);
    await engine.journal.write(`${idOf(engine)}.cancel`, `${String(engine.clock.now() - 1)}\n`);
    expect((await ran(world(3).engine)).end.phase).toBe('ended');
    const mark = (says: number): Promise<boolean> =>
      engine.journal.write(`${idOf(engine)}.cancel`, `${String(says)}\n`);
    // Of an earlier run, by a clock that is ahead.
    await mark(engine.clock.now() + 86_400_000);
    copying.fault = () => {
      if (copying.orders.length === 50) void mark(1);
      return undefined;
    };
    const { end } = await ran(engine, REQUEST, { mostAtOnce: 2 });
    expect(end.phase).toBe('waiting-for-you');
    expect(copying.made.length).toBeGreaterThanOrEqual(49);
    expect(copying.made.length).toBeLessThan(5_000);
  });

  it('says when nothing can be remembered', async () => {
    const { engine } = world(3);
    const { events } = await ran({ ...engine, journal: fakeJournal(false) });
    expect(events).toContainEqual({ kind: 'note', detail: expect.stringContaining('nothing can be written to') });
  });
});

describe('a copy that S3 slows down', () => {
  it('tells in which folder', async () => {
    const { engine, copying } = world(3);
    let slow = 2;
    copying.fault = () => (slow-- > 0 ? { error: SLOW_DOWN } : undefined);
    const { end } = await ran(engine);
    expect(end.tally.byPrefix()).toMatchObject([{ prefix: 'f/', succeeded: 3, bytes: 9, retries: 2, slowdowns: 2 }]);
  });
});

describe('a copy of keys that were chosen', () => {
  it('fails for one that is not there: nothing is left out silently', async () => {
    const { engine, copying } = world(3);
    const { end } = await ran(engine, { ...REQUEST, keys: ['f/0001', 'f/nosuch'] });
    expect(copying.made).toEqual(['g/0001']);
    expect(end.counts).toMatchObject({ copied: 1, failed: 1, extra: 0 });
    expect(end.tally.causes()).toMatchObject([{ code: 'NoSuchKey', retriable: 'never', examples: ['f/nosuch'] }]);
  });
});

describe('a copy of what has a tag', () => {
  const TAGGED: CopyRequest = { ...REQUEST, selection: { tags: { team: 'a', kind: 'x=y' } } };
  const denied = { error: new RunnerError('refused', 'S3 GetObjectTagging: AccessDenied', undefined, 'AccessDenied') };

  it('asks only about what would be copied, and leaves out what has another', async () => {
    const { engine, copying } = world(6, keys(2));
    copying.tagsOf.set('src/f/0002', { team: 'a', kind: 'x=y', more: '' });
    copying.tagsOf.set('src/f/0003', { team: 'a' });
    copying.tagsOf.set('src/f/0004', { team: 'b', kind: 'x=y' });
    const { end } = await ran(engine, TAGGED);
    expect(copying.made).toEqual(['g/0002']);
    expect(end.counts).toMatchObject({ copied: 1, same: 2, leftOut: 3, failed: 0 });
    expect(copying.calls.map(({ operation, key }) => `${operation} ${key}`).sort()).toEqual(
      ['f/0002', 'f/0003', 'f/0004', 'f/0005'].map((key) => `tags ${key}`),
    );
  });

  it('tells what may not be asked about as failed, with the cause, and what has gone as gone', async () => {
    const { engine, copying } = world(3);
    for (const key of keys(3)) copying.tagsOf.set(`src/${key}`, { team: 'a', kind: 'x=y' });
    copying.uploadFault = ({ key }) =>
      key === 'f/0001'
        ? denied
        : key === 'f/0002'
          ? { error: new RunnerError('not-found', 'S3 GetObjectTagging: NoSuchKey', undefined, 'NoSuchKey') }
          : undefined;
    const { end } = await ran(engine, TAGGED);
    expect(end.counts).toMatchObject({ copied: 1, failed: 1, gone: 1, leftOut: 0 });
    expect(end.tally.causes()).toMatchObject([{ code: 'AccessDenied', count: 1, examples: ['f/0001'] }]);
  });
});
