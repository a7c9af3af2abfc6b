// One object through trouble: what passes is tried again, what does not is told, and what a lost answer has done is found out.
import { describe, expect, it } from '@jest/globals';
import { copyObject } from '../../../../../runner/methods/copy/engine/copy-object';
import type { Heard } from '../../../../../runner/methods/copy/engine/insist';
import type { CopyOutcome } from '../../../../../runner/methods/copy/engine/outcome';
import { RunnerError, type ErrorKind } from '../../../../../runner/ports/errors';
import type { CopyOrder, Standing } from '../../../../../runner/ports/s3/copying';
import type { ObjectChecksum, ObjectHead } from '../../../../../runner/ports/s3/object-head';
import { fakeClock, START_MS } from '../../../fakes/fake-clock';
import { fakeCopying, INTERNAL, listed, refusal, SLOW_DOWN, type FakeCopying } from '../../../fakes/fake-copying';
import { NO_ANSWER } from '../../../fakes/outage';

interface Tried {
  readonly outcome: CopyOutcome;
  readonly again: readonly RunnerError[];
  readonly throttled: readonly number[];
  readonly sleeps: readonly number[];
}

const abort = new AbortController();

async function tried(
  copying: FakeCopying,
  onto: Standing = 'nothing',
  changes: Partial<Heard> = {},
  etag = 'e1',
): Promise<Tried> {
  const order: CopyOrder = {
    from: { bucket: 'src', key: 'k', etag },
    to: { bucket: 'dst', key: 'k' },
    onto,
    storageClass: 'STANDARD',
    annotations: 'copy',
  };
  const clock = fakeClock();
  const again: RunnerError[] = [];
  const throttled: number[] = [];
  const outcome = await copyObject(
    order,
    copying,
    { clock, random: () => 0.5, signal: abort.signal },
    {
      throttled: (pauseMs) => throttled.push(pauseMs),
      again: (error) => again.push(error),
      ...changes,
    },
  );
  return { outcome, again, throttled, sleeps: clock.sleeps };
}

/** A source with one object, whose first requests fail so. */
function failing(errors: readonly RunnerError[], { after = false } = {}): FakeCopying {
  const left = [...errors];
  const copying = fakeCopying({ src: [listed('k')], dst: [] });
  copying.fault = () => {
    const error = left.shift();
    return error === undefined ? undefined : { error, after };
  };
  return copying;
}

describe('a copy', () => {
  it.each([
    ['an error of S3', INTERNAL],
    ['no answer', NO_ANSWER],
    ['a conflict with another write', refusal('ConditionalRequestConflict')],
    ['SlowDown', SLOW_DOWN],
  ])('is tried again after %s', async (_title, error) => {
    const { outcome, again } = await tried(failing([error, error, error]));
    expect(outcome).toEqual({ became: 'copied', copied: { etag: 'e1' } });
    expect(again).toEqual([error, error, error]);
  });

  it('pauses longer and longer, and says so where S3 has asked for it', async () => {
    const { sleeps, throttled } = await tried(failing([SLOW_DOWN, INTERNAL, SLOW_DOWN]));
    expect(sleeps).toEqual([100, 200, 400]);
    expect(throttled).toEqual([100, 400]);
  });

  it('fails after eight errors of S3, and sits out SlowDown for minutes', async () => {
    const broken = failing(Array.from({ length: 100 }, () => INTERNAL));
    expect((await tried(broken)).outcome).toEqual({ became: 'failed', error: INTERNAL });
    expect(broken.orders).toHaveLength(8);
    const storm = await tried(failing(Array.from({ length: 15 }, () => SLOW_DOWN)));
    expect(storm.outcome.became).toBe('copied');
    const endless = await tried(failing(Array.from({ length: 1_000 }, () => SLOW_DOWN)));
    expect(endless.outcome).toEqual({ became: 'failed', error: SLOW_DOWN });
    const waitedMs = endless.sleeps.reduce((sum, one) => sum + one, 0);
    expect(waitedMs).toBeGreaterThanOrEqual(300_000);
    expect(waitedMs).toBeLessThan(330_000);
  });

  it('whose answer was lost is found at the destination, and not made again', async () => {
    const lost = failing([NO_ANSWER], { after: true });
    expect((await tried(lost)).outcome).toEqual({ became: 'copied', copied: { etag: 'e1' } });
    expect(lost.made).toEqual(['k']);
    const over = fakeCopying({ src: [listed('k')], dst: [listed('k', { etag: 'old' })] });
    over.fault = () => (over.orders.length === 1 ? { error: INTERNAL, after: true } : undefined);
    expect((await tried(over, { etag: 'old' })).outcome.became).toBe('copied');
    expect(over.made).toEqual(['k']);
  });

  it.each([
    ['another object', { etag: 'theirs' }],
    ['an object with this ETag and another size', { sizeBytes: 4 }],
  ])('does not take %s, written meanwhile, for its own', async (_title, changes) => {
    const copying = failing([NO_ANSWER]);
    const { outcome } = await tried(copying, 'nothing', {
      again: () => copying.buckets.get('dst')?.set('k', listed('k', changes)),
    });
    expect(outcome).toEqual({ became: 'changed' });
    expect(copying.made).toEqual([]);
  });

  it('of parts whose answer was lost is found by its checksum, its time and its metadata, and by nothing less', async () => {
    const sum: ObjectChecksum = { algorithm: 'CRC64NVME', type: 'FULL_OBJECT', value: 'a' };
    const metadata = { of: 'it' };
    const ours = { checksums: [sum], metadata, contentHeaders: { 'content-type': 'a/b' } };
    const after = async (there: Partial<ObjectHead>): Promise<string> => {
      const copying = failing([NO_ANSWER]);
      copying.buckets.get('src')?.set('k', listed('k', { etag: 'e-2' }));
      copying.heads.set('src/k', ours).set('dst/k', { ...ours, ...there });
      const again = () => copying.buckets.get('dst')?.set('k', listed('k', { etag: 'f', lastModifiedMs: START_MS }));
      return (await tried(copying, 'nothing', { again }, 'e-2')).outcome.became;
    };
    expect(await after({})).toBe('copied');
    expect(await after({ checksums: [{ ...sum, value: 'b' }] })).toBe('changed');
    expect(await after({ checksums: [] })).toBe('changed');
    expect(await after({ metadata: { of: 'other' } })).toBe('changed');
    expect(await after({ contentHeaders: {} })).toBe('changed');
    expect(await after({ lastModifiedMs: START_MS - 60_000 })).toBe('changed');
    // By the server's clock, which is an hour ahead, that was before.
    expect(await after({ serverMs: START_MS + 3_600_000 })).toBe('changed');
    expect(await after({ serverMs: START_MS + 3_600_000, lastModifiedMs: START_MS + 3_599_000 })).toBe('copied');
  });

  it('onto what has been deleted since is changed, and not gone', async () => {
    const copying = fakeCopying({ src: [listed('k')], dst: [] });
    expect((await tried(copying, { etag: 'old' })).outcome).toEqual({ became: 'changed' });
    copying.buckets.get('src')?.clear();
    expect((await tried(copying, { etag: 'old' })).outcome).toEqual({ became: 'gone' });
  });

  it.each(['InvalidObjectState', 'ObjectNotInActiveTierError'])('of what is archived says so: %s', async (code) => {
    const copying = failing([refusal(code)]);
    expect((await tried(copying)).outcome).toEqual({ became: 'archived' });
    expect(copying.orders).toHaveLength(1);
  });

  it('of which nobody can see whether it was made has failed, not changed', async () => {
    const denied = new RunnerError('denied', 'S3 HeadObject: AccessDenied');
    const lost = failing([NO_ANSWER], { after: true });
    expect((await tried({ ...lost, head: () => Promise.reject(denied) })).outcome).toEqual({
      became: 'failed',
      error: denied,
    });
  });

  it('never takes the place of what was written since the listing', async () => {
    const copying = fakeCopying({ src: [listed('k')], dst: [listed('k', { etag: 'newer' })] });
    expect((await tried(copying)).outcome).toEqual({ became: 'changed' });
    expect((await tried(copying, { etag: 'listed' })).outcome).toEqual({ became: 'changed' });
    expect(copying.buckets.get('dst')?.get('k')?.etag).toBe('newer');
  });

  it('that is refused without any lost answer looks at nothing', async () => {
    const copying = fakeCopying({ src: [listed('k')], dst: [listed('k')] });
    expect((await tried(copying)).outcome).toEqual({ became: 'changed' });
    expect(copying.looked).toEqual([]);
  });

  it('of a source that was changed or deleted meanwhile says so', async () => {
    const changed = fakeCopying({ src: [listed('k', { etag: 'e2' })], dst: [] });
    expect((await tried(changed)).outcome).toEqual({ became: 'changed' });
    expect((await tried(fakeCopying({ src: [], dst: [] }))).outcome).toEqual({ became: 'gone' });
    expect(changed.buckets.get('dst')?.size).toBe(0);
  });

  it.each([
    new RunnerError('denied', 'AccessDenied', undefined, 'AccessDenied'),
    new RunnerError('not-found', 'NoSuchBucket', undefined, 'NoSuchBucket'),
    refusal('KeyTooLongError'),
  ])('fails at once with $code', async (error) => {
    const copying = failing([error]);
    expect((await tried(copying)).outcome).toEqual({ became: 'failed', error });
    expect(copying.orders).toHaveLength(1);
  });

  it.each<ErrorKind>(['interrupted', 'credentials', 'expired'])('ends all where it is %s', async (kind) => {
    const error = new RunnerError(kind, kind);
    await expect(tried(failing([error]))).rejects.toBe(error);
    const lost = failing([NO_ANSWER], { after: true });
    await expect(tried({ ...lost, head: () => Promise.reject(error) })).rejects.toBe(error);
  });
});
