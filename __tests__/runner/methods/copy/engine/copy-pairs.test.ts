// The pipeline: every pair is told of once, no more is under way than the pace allows, and nothing goes on when it has ended.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { copyPairs, type CopyRun, type Settled } from '../../../../../runner/methods/copy/engine/copy-pairs';
import { Pace } from '../../../../../runner/methods/copy/engine/pace';
import { pairsOf, type Pair } from '../../../../../runner/verify/copies/pairs';
import { RunnerError } from '../../../../../runner/ports/errors';
import type { ListedObject } from '../../../../../runner/ports/s3/copying';
import { fakeClock } from '../../../fakes/fake-clock';
import { fakeCopying, INTERNAL, listed, refusal, SLOW_DOWN, type FakeCopying } from '../../../fakes/fake-copying';
import { NO_ANSWER } from '../../../fakes/outage';

interface Ran {
  readonly run: CopyRun;
  readonly settled: Settled[];
  readonly abort: AbortController;
  readonly sleeps: readonly number[];
  readonly begin: (pairs?: AsyncIterable<readonly Pair[]>) => Promise<void>;
}

function running(copying: FakeCopying, changes: Partial<CopyRun> = {}, prefix = ''): Ran {
  const settled: Settled[] = [];
  const abort = new AbortController();
  const clock = fakeClock();
  const run: CopyRun = {
    copying,
    pacer: { clock, random: () => 0.5, signal: abort.signal },
    pace: new Pace({ most: 8 }),
    overwrite: 'different',
    from: { bucket: 'src' },
    to: { bucket: 'dst', prefix: '' },
    traits: ({ storageClass }) => ({ storageClass, annotations: 'copy' }),
    look: () => Promise.resolve('different'),
    told: (one) => settled.push(one),
    ...changes,
  };
  const side = (bucket: string, beginning: string) => ({
    bucket,
    prefix: beginning,
    pages: copying.objects(bucket, { prefix: beginning }),
  });
  const pairs = () => pairsOf(side('src', prefix), side('dst', run.to.prefix));
  return { run, settled, abort, sleeps: clock.sleeps, begin: (given = pairs()) => copyPairs(given, run) };
}

const many = (count: number, folder = 'a/'): readonly ListedObject[] =>
  Array.from({ length: count }, (_, number) => listed(`${folder}${String(number).padStart(6, '0')}`));
const became = (settled: readonly Settled[]): readonly string[] =>
  settled.map((one) => ('source' in one ? `${one.source.key} ${one.became}` : `${one.became} ${one.why}`)).sort();

describe('pairs', () => {
  it('that are larger than one request copies are copied in parts, which have half of the pace while others wait', async () => {
    const large = listed('z/large', { sizeBytes: 400 * 1024 ** 2, etag: '0'.repeat(32) });
    const copying = fakeCopying({ src: [listed('a/first', { sizeBytes: 8 }), large, ...many(40, 'zz/')], dst: [] });
    const copy = copying.copy.bind(copying);
    const copyPart = copying.copyPart.bind(copying);
    let [parts, mostParts, most, all] = [0, 0, 0, 0];
    const slowly = async <Result>(act: () => Promise<Result>): Promise<Result> => {
      most = Math.max(most, (all += 1));
      await new Promise((resolve) => setImmediate(resolve));
      all -= 1;
      return act();
    };
    copying.copy = (order) => slowly(() => copy(order));
    copying.copyPart = async (order) => {
      mostParts = Math.max(mostParts, (parts += 1));
      const part = await slowly(() => copyPart(order));
      parts -= 1;
      return part;
    };
    const ended: string[] = [];
    const uploads = {
      uploadIntended: () => undefined,
      uploadBegun: () => undefined,
      uploadEnded: ({ key }: { key: string }, how: { ended: string }) => void ended.push(`${how.ended} ${key}`),
    };
    const { begin, settled } = running(copying, { parts: { aboveBytes: 8, partBytes: 5 * 1024 ** 2 }, uploads });
    await begin();
    expect(settled.filter((one) => one.became === 'copied')).toHaveLength(42);
    expect(copying.completed).toHaveLength(1);
    expect(ended).toEqual(['completed z/large']);
    expect(most).toBe(8);
    expect(mostParts).toBeGreaterThanOrEqual(5);
  });

  it('that are missing or different are copied with their class, and the others are counted', async () => {
    const copying = fakeCopying({
      src: [listed('f/new', { storageClass: 'GLACIER_IR' }), listed('f/other', { sizeBytes: 9 }), listed('f/same')],
      dst: [listed('to/extra'), listed('to/other'), listed('to/same')],
    });
    const { begin, settled } = running(copying, { to: { bucket: 'dst', prefix: 'to/' } }, 'f/');
    await begin();
    expect(became(settled)).toEqual(['f/new copied', 'f/other copied', 'left extra', 'left same']);
    expect(copying.made.sort()).toEqual(['to/new', 'to/other']);
    expect(copying.buckets.get('dst')?.get('to/new')?.storageClass).toBe('GLACIER_IR');
  });

  it.each([
    ['same', 'left same', 0],
    ['unknown', 'left not-comparable', 0],
    ['different', 'k copied', 1],
  ] as const)('that were looked at and are %s are told as that', async (found, expected, copies) => {
    const copying = fakeCopying({ src: [listed('k')], dst: [listed('k', { etag: 'e-2' })] });
    const { begin, settled } = running(copying, { look: () => Promise.resolve(found) });
    await begin();
    expect(became(settled)).toEqual([expected]);
    expect(copying.made).toHaveLength(copies);
  });

  it('that cannot be looked at are unknown, and the others are copied', async () => {
    const copying = fakeCopying({ src: [listed('j'), listed('k')], dst: [listed('j', { etag: 'e-2' })] });
    const denied = new RunnerError('denied', 'S3 HeadObject: AccessDenied');
    const { begin, settled } = running(copying, { look: () => Promise.reject(denied) });
    await begin();
    expect(became(settled)).toEqual(['j unknown', 'k copied']);
  });

  it('whose traits take a request have them, and those of which it fails are told, with the others copied', async () => {
    const copying = fakeCopying({ src: [listed('j'), listed('k'), listed('l')], dst: [] });
    const denied = new RunnerError('denied', 'S3 HeadObject: AccessDenied');
    const traits: CopyRun['traits'] = async ({ key }) => {
      await Promise.resolve();
      if (key === 'j') throw denied;
      return { storageClass: 'STANDARD', annotations: 'copy', websiteRedirect: `/${key}` };
    };
    const { begin, settled } = running(copying, { traits });
    await begin();
    expect(became(settled)).toEqual(['j failed', 'k copied', 'l copied']);
    expect(copying.orders.map(({ websiteRedirect }) => websiteRedirect)).toEqual(['/k', '/l']);
  });

  it('of archived objects are told without a request, until they are said to be restored', async () => {
    const cold = ['GLACIER', 'DEEP_ARCHIVE'].map((storageClass) => listed(storageClass, { storageClass }));
    const copying = fakeCopying({ src: [...cold, listed('k', { storageClass: 'GLACIER_IR' })], dst: [] });
    const { begin, settled } = running(copying);
    await begin();
    expect(became(settled)).toEqual(['DEEP_ARCHIVE archived', 'GLACIER archived', 'k copied']);
    expect(copying.orders).toHaveLength(1);
    const restored = running(copying, { restored: true });
    copying.fault = ({ to }) => (to.key === 'GLACIER' ? { error: refusal('InvalidObjectState') } : undefined);
    await restored.begin();
    expect(became(restored.settled)).toEqual(['DEEP_ARCHIVE copied', 'GLACIER archived', 'left same']);
  });

  it('onto themselves are refused without a request, unless something changes', async () => {
    const copying = fakeCopying({ src: [listed('k')] });
    const inPlace = { to: { bucket: 'src', prefix: '' }, overwrite: 'always' } as const;
    const pairs = (): AsyncIterable<readonly Pair[]> =>
      // eslint-disable-next-line @typescript-eslint/require-await -- a listing of one
      (async function* () {
        yield [{ rest: 'k', source: listed('k'), destination: listed('k') }];
      })();
    const same = running(copying, inPlace);
    await same.begin(pairs());
    expect(became(same.settled)).toEqual(['k failed']);
    expect(copying.orders).toEqual([]);
    const other = running(copying, {
      ...inPlace,
      traits: () => ({ storageClass: 'STANDARD_IA', annotations: 'copy' }),
    });
    await other.begin(pairs());
    expect(became(other.settled)).toEqual(['k copied']);
  });

  it('without a name at the destination are told, and no request is made to the bucket', async () => {
    const copying = fakeCopying({ src: [listed('f/'), listed('f/a')], dst: [] });
    const { begin, settled } = running(copying, {}, 'f/');
    await begin();
    expect(became(settled)).toEqual(['f/ unknown', 'f/a copied']);
    expect(copying.orders.map(({ to }) => to.key)).toEqual(['a']);
  });

  it.each<[string, Partial<CopyRun>, number, string]>([
    ['stay', {}, 4, 'k taken'],
    ['stay, of the same size', {}, 3, 'k taken'],
    ['that are the same are found', { look: () => Promise.resolve('same') }, 3, 'left same'],
    ['that may be the same are told', { look: () => Promise.resolve('unknown') }, 3, 'left not-comparable'],
    ['stay where nothing is to be overwritten', { overwrite: 'never' }, 4, 'left kept'],
    ['are overwritten where everything is to be', { overwrite: 'always' }, 4, 'k copied'],
  ])('onto objects that somebody else writes meanwhile: these %s', async (_title, changes, sizeBytes, expected) => {
    for (const dst of [[], [listed('k', { etag: 'e0', sizeBytes: 5 })]]) {
      // What was listed is left from the beginning.
      if (changes.overwrite === 'never' && dst.length > 0) continue;
      const copying = fakeCopying({ src: [listed('k')], dst });
      const theirs = listed('k', { etag: 'e9', sizeBytes });
      copying.fault = () => {
        if (copying.orders.length === 1) copying.buckets.get('dst')?.set('k', theirs);
        return undefined;
      };
      const refresh: CopyRun['refresh'] = (pair) =>
        Promise.resolve({ ...pair, destination: copying.buckets.get('dst')?.get('k') ?? theirs });
      const { begin, settled } = running(copying, { refresh, ...changes });
      await begin();
      expect(became(settled)).toEqual([expected]);
      expect(copying.buckets.get('dst')?.get('k')?.etag).toBe(expected === 'k copied' ? 'e1' : 'e9');
    }
  });

  it('are told once and copied once in any trouble that passes', async () => {
    const errors = [SLOW_DOWN, INTERNAL, NO_ANSWER, refusal('ConditionalRequestConflict')];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.record({ error: fc.constantFrom(...errors), after: fc.boolean() })), { maxLength: 60 }),
        fc.integer({ min: 1, max: 60 }),
        async (faults, count) => {
          const copying = fakeCopying({ src: [...many(count), ...many(count, 'b/')], dst: many(3) });
          const left = [...faults];
          const faulty = new Map<string, number>();
          copying.fault = ({ to: { key } }) => {
            // No more than a copy sits out.
            const times = (faulty.get(key) ?? 0) + 1;
            faulty.set(key, times);
            const fault = times > 6 ? undefined : (left.shift() ?? undefined);
            // What S3 throttles, and what it finds in conflict, it has not done.
            return fault === undefined || !['throttled', 'refused'].includes(fault.error.kind)
              ? fault
              : { error: fault.error };
          };
          const { begin, settled } = running(copying);
          await begin();
          expect(settled).toHaveLength(count + Math.max(count, 3));
          expect(settled.filter((one) => one.became === 'copied')).toHaveLength(copying.made.length);
          expect(new Set(copying.made).size).toBe(copying.made.length);
          expect(copying.buckets.get('dst')?.size).toBe(count + Math.max(count, 3));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are copied as many at once as the pace allows, and no more', async () => {
    const copying = fakeCopying({ src: many(300), dst: [] });
    let underway = 0;
    let most = 0;
    const { begin } = running({
      ...copying,
      copy: async (order) => {
        most = Math.max(most, (underway += 1));
        await new Promise((resolve) => setImmediate(resolve));
        underway -= 1;
        return copying.copy(order);
      },
    });
    await begin();
    expect(most).toBe(8);
  });

  it('are read ahead no further than to 4,000 that wait', async () => {
    const copying = fakeCopying({ src: [], dst: [] });
    let read = 0;
    async function* endless(): AsyncGenerator<readonly Pair[]> {
      await Promise.resolve();
      for (; read < 30_000; read += 1) yield [{ rest: `k${read}`, source: listed(`k${read}`) }];
    }
    let copies = 0;
    let furthest = 0;
    const { begin } = running({
      ...copying,
      copy: () => {
        furthest = Math.max(furthest, read - copies);
        copies += 1;
        return Promise.resolve({ etag: 'e1' });
      },
    });
    await begin(endless());
    expect(copies).toBe(30_000);
    expect(furthest).toBeLessThanOrEqual(4_010);
  });

  it('of a folder that S3 throttles wait, and those of others do not, even where one at a time is copied', async () => {
    const copying = fakeCopying({ src: [...many(50), ...many(50, 'b/')], dst: [] });
    copying.fault = ({ to: { key } }) =>
      key.startsWith('a/') && copying.made.filter((one) => one.startsWith('b/')).length < 4
        ? { error: SLOW_DOWN }
        : undefined;
    // Time that passes for all at once, a hundred times faster.
    const clock = {
      now: () => performance.now() * 100,
      sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds / 100)),
    };
    const pacer = { clock, random: () => 0.5, signal: new AbortController().signal };
    const { begin, settled } = running(copying, { pacer, pace: new Pace({ most: 1 }) });
    await begin();
    expect(settled.filter((one) => one.became === 'copied')).toHaveLength(100);
  });
});

describe('a copy that ends early', () => {
  it('by credentials that traits have met begins nothing more', async () => {
    const error = new RunnerError('expired', 'expired');
    const copying = fakeCopying({ src: many(50), dst: [] });
    const { begin } = running(copying, { traits: () => Promise.reject(error) });
    await expect(begin()).rejects.toBe(error);
    expect(copying.orders).toEqual([]);
  });

  it.each(['credentials', 'expired', 'interrupted'] as const)(
    'by %s finishes what is under way and begins nothing',
    async (kind) => {
      const error = new RunnerError(kind, kind);
      const copying = fakeCopying({ src: many(500), dst: [] });
      const twentieth = many(500)[19]?.key;
      copying.fault = ({ to }) => (to.key === twentieth ? { error } : undefined);
      const { begin, settled } = running(copying);
      await expect(begin()).rejects.toBe(error);
      const ordered = copying.orders.length;
      expect(ordered).toBeLessThan(40);
      expect(settled.filter((one) => one.became === 'copied')).toHaveLength(copying.made.length);
      await new Promise((resolve) => setImmediate(resolve));
      expect(copying.orders).toHaveLength(ordered);
    },
  );

  it('by a listing that breaks finishes what is under way, and begins nothing of what waits', async () => {
    const copying = fakeCopying({ src: many(500), dst: [] });
    async function* breaking(): AsyncGenerator<readonly Pair[]> {
      yield many(500).map((source) => ({ rest: source.key, source }));
      await Promise.resolve();
      throw NO_ANSWER;
    }
    const slowly: FakeCopying = {
      ...copying,
      copy: async (order) => {
        await new Promise((resolve) => setImmediate(resolve));
        return copying.copy(order);
      },
    };
    const { begin, settled } = running(slowly);
    await expect(begin(breaking())).rejects.toBe(NO_ANSWER);
    const ordered = copying.orders.length;
    expect(ordered).toBe(8);
    expect(settled).toHaveLength(8);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(copying.orders).toHaveLength(ordered);
  });

  it('by an interruption while every folder is paused ends at once, without the rest', async () => {
    const copying = fakeCopying({ src: many(5), dst: [] });
    copying.fault = () => ({ error: SLOW_DOWN });
    const { begin, abort, run } = running(copying);
    (run.pacer.clock as ReturnType<typeof fakeClock>).afterSleep = () => abort.abort();
    await expect(begin()).rejects.toMatchObject({ kind: 'interrupted' });
    expect(copying.made).toEqual([]);
  });
});
