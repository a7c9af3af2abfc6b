// A copy asks S3 no faster than it was told to: requests of every kind, and bytes; in time that passes only when somebody waits.
import { describe, expect, it } from '@jest/globals';
import { limitedEngine } from '../../../../../runner/methods/copy/running/limited-copying';
import type { CopyRequest } from '../../../../../runner/methods/copy/plan-copies';
import { ownRun } from '../../../../../runner/methods/copy/journal/own-run';
import { RunningCopy, type CopyEnd, type CopyRunOptions } from '../../../../../runner/methods/copy/running/run-copy';
import { shortHash } from '../../../../../runner/plan/canonical';
import type { Engine } from '../../../../../runner/ports/engine';
import type { ListedObject } from '../../../../../runner/ports/s3/copying';
import { fakeClock, type FakeClock } from '../../../fakes/fake-clock';
import { fakeCopying, listed, type FakeCopying } from '../../../fakes/fake-copying';
import { fakeJournal } from '../../../fakes/fake-journal';
import { fakeEngine, setup } from '../../../fakes/fake-world';

const REQUEST: CopyRequest = { from: { bucket: 'src', prefix: '' }, to: { bucket: 'dst', prefix: '' } };

interface World {
  readonly engine: Engine;
  readonly copying: FakeCopying;
  readonly clock: FakeClock;
}

function world(src: readonly ListedObject[]): World {
  const copying = fakeCopying({ src, dst: [] });
  const clock = fakeClock();
  const engine = fakeEngine(setup());
  return { copying, clock, engine: { ...engine, clock, aws: { ...engine.aws, copying }, journal: fakeJournal() } };
}

async function ended(engine: Engine, options: CopyRunOptions): Promise<CopyEnd> {
  const running = new RunningCopy(
    { hash: shortHash(REQUEST), request: REQUEST },
    engine,
    await ownRun('copy', shortHash(REQUEST), engine),
    options,
  ).run();
  for (;;) {
    const step = await running.next();
    if (step.done === true) return step.value;
  }
}

describe('a copy with a limit', () => {
  const many = Array.from({ length: 40 }, (_, number) =>
    listed(`k${number}`, { sizeBytes: 1_000, etag: `e${number}` }),
  );

  it('of requests begins no more in a second', async () => {
    const { engine, copying, clock } = world(many);
    const at: number[] = [];
    const copy = copying.copy.bind(copying);
    copying.copy = (order) => {
      at.push(clock.now());
      return copy(order);
    };
    expect((await ended(limitedEngine(engine, { requestsPerSecond: 10 }), { mostAtOnce: 1 })).counts.copied).toBe(40);
    for (const fromMs of at)
      expect(at.filter((ms) => ms >= fromMs && ms < fromMs + 1_000).length).toBeLessThanOrEqual(12);
  });

  it('of bytes has S3 copy no more in a second, parts of large objects too', async () => {
    const large = listed('large', { sizeBytes: 6 * 1024 ** 3, etag: '0'.repeat(32) });
    const { engine, copying, clock } = world([large, ...many]);
    const beganMs = clock.now();
    const parts: number[] = [];
    const copyPart = copying.copyPart.bind(copying);
    copying.copyPart = (part) => {
      parts.push(clock.now());
      return copyPart(part);
    };
    await ended(engine, { bytesPerSecond: 1024 ** 3, mostAtOnce: 4 });
    expect(copying.made).toHaveLength(41);
    expect(parts.length).toBeGreaterThan(40);
    // The last part is paid for by nobody.
    expect((parts.at(-1) ?? 0) - beganMs).toBeGreaterThan(5_000);
  });

  it('waits for nothing that ends what was begun', async () => {
    const { engine, clock } = world([]);
    const { copying } = limitedEngine(engine, { requestsPerSecond: 1 }).aws;
    const place = { bucket: 'src', key: 'a' };
    for (let times = 0; times < 5; times += 1) await copying.abort({ ...place, uploadId: 'none' });
    expect(clock.sleeps).toEqual([]);
    await copying.tags(place);
    expect(clock.sleeps).toHaveLength(1);
  });

  it('is the same engine where there is none', () => {
    const { engine } = world([]);
    expect(limitedEngine(engine, { mostAtOnce: 3 })).toBe(engine);
  });
});
