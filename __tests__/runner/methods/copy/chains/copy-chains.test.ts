// All versions of keys: in their order, each once, and never over what somebody else has written.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { copyChains, type ChainRun, type SettledChain } from '../../../../../runner/methods/copy/chains/copy-chains';
import { Pace } from '../../../../../runner/methods/copy/engine/pace';
import { lookAt } from '../../../../../runner/methods/copy/engine/look';
import { allVersions } from '../../../../../runner/methods/copy/walk/walk';
import { pairOfKey } from '../../../../../runner/methods/copy/walk/pairs-of-keys';
import { RunnerError } from '../../../../../runner/ports/errors';
import { pairsOf, type PairOf } from '../../../../../runner/verify/copies/pairs';
import type { Chain } from '../../../../../runner/verify/copies/version-chains/chain';
import { fakeClock } from '../../../fakes/fake-clock';
import { INTERNAL, refusal, SLOW_DOWN } from '../../../fakes/fake-copying';
import { fakeVersions, type FakeVersions, type Fault } from '../../../fakes/fake-versions';

interface Ran {
  readonly settled: readonly SettledChain[];
  /** ETags of what was copied, `!` for a delete marker, `-` before what was gone. */
  readonly became: readonly string[];
}

async function ran(fake: FakeVersions, changes: Partial<ChainRun> = {}): Promise<Ran> {
  const settled: SettledChain[] = [];
  const became: string[] = [];
  const listing = allVersions(fake);
  const side = (bucket: string) => ({ bucket, prefix: '', pages: listing(bucket, { prefix: '' }) });
  const run: ChainRun = {
    copying: fake,
    pacer: { clock: fakeClock(), random: () => 0.5, signal: new AbortController().signal },
    pace: new Pace({ most: 8 }),
    overwrite: 'different',
    from: { bucket: 'src' },
    to: { bucket: 'dst', prefix: '' },
    traits: ({ storageClass }) => ({ storageClass, annotations: 'copy' }),
    look: (source, destination) => lookAt(fake, { bucket: 'src', ...source }, { bucket: 'dst', ...destination }),
    refresh: ({ rest }: PairOf<Chain>) =>
      pairOfKey(rest, { listing, from: { bucket: 'src', prefix: '' }, to: { bucket: 'dst', prefix: '' } }),
    became: (what, { deleteMarker, etag }) => became.push(`${what === 'gone' ? '-' : ''}${deleteMarker ? '!' : etag}`),
    told: (one) => settled.push(one),
    ...changes,
  };
  await copyChains(pairsOf(side('src'), side('dst')), run);
  return { settled, became };
}

/** The same fault for the first request that `isMeant`. */
function once<Asked>(isMeant: (asked: Asked) => boolean, fault: Fault): (asked: Asked) => Fault {
  let isOver = false;
  return (asked) => {
    if (isOver || !isMeant(asked)) return undefined;
    isOver = true;
    return fault;
  };
}

describe('all versions of a key', () => {
  it('are copied by their ids, oldest first, with the delete markers between them', async () => {
    const fake = fakeVersions({ src: { k: 'a b ! c !', other: '! ! d' }, dst: {} });
    const { settled, became } = await ran(fake);
    expect(fake.said('dst', 'k')).toBe('a b ! c !');
    expect(fake.said('dst', 'other')).toBe('! ! d');
    expect(became).toHaveLength(8);
    expect(settled).toEqual([
      { there: 0, became: 'whole' },
      { there: 0, became: 'whole' },
    ]);
    const orders = fake.orders.filter(({ to }) => to.key === 'k');
    const ids = fake.chains.get('src')?.get('k') ?? [];
    expect(orders.map(({ from }) => from.versionId)).toEqual([0, 1, 3].map((at) => ids[at]?.versionId));
    // Over a delete marker there is nothing.
    expect(orders.map(({ onto }) => onto)).toEqual(['nothing', { etag: 'a' }, 'nothing']);
  });

  it('that are there are found again, and what is newer is added', async () => {
    const fake = fakeVersions({ src: { k: 'a b c' }, dst: { k: 'a b' } });
    expect((await ran(fake)).settled).toEqual([{ there: 2, became: 'whole' }]);
    expect((await ran(fake)).settled).toEqual([{ there: 3, became: 'whole' }]);
    expect(fake.orders).toHaveLength(1);
  });

  it('that are the same and follow each other are each copied once', async () => {
    const fake = fakeVersions({ src: { k: 'a a a' }, dst: { k: 'a' } });
    fake.fault = once(() => true, { error: INTERNAL, after: true });
    expect((await ran(fake)).settled).toEqual([{ there: 1, became: 'whole' }]);
    expect(fake.said('dst', 'k')).toBe('a a a');
  });

  it.each([
    ['before it', false],
    ['after it', true],
  ])('have one delete marker where the answer to it is lost, %s was written', async (_title, after) => {
    const fake = fakeVersions({ src: { k: 'a ! b !' }, dst: {} });
    fake.markerFault = once(() => true, { error: INTERNAL, after });
    await ran(fake);
    expect(fake.said('dst', 'k')).toBe('a ! b !');
  });

  it('are tried again where S3 asks to slow down, and where a copy has no answer', async () => {
    const fake = fakeVersions({ src: { k: 'a ! b' }, dst: {} });
    fake.fault = once(({ from }) => from.etag === 'b', { error: SLOW_DOWN });
    fake.markerFault = once(() => true, { error: SLOW_DOWN });
    await ran(fake);
    expect(fake.said('dst', 'k')).toBe('a ! b');
    const lost = fakeVersions({ src: { k: 'a b c' }, dst: {} });
    lost.fault = once(({ from }) => from.etag === 'b', { error: INTERNAL, after: true });
    await ran(lost);
    expect(lost.said('dst', 'k')).toBe('a b c');
  });

  it('end where one cannot be copied, and tell of the newer ones', async () => {
    const fake = fakeVersions({ src: { k: 'a b c d', l: 'x' }, dst: {} });
    fake.fault = ({ from }) => (from.etag === 'b' ? { error: refusal('InvalidRequest') } : undefined);
    const { settled } = await ran(fake);
    expect(fake.said('dst', 'k')).toBe('a');
    expect(fake.said('dst', 'l')).toBe('x');
    expect(settled).toContainEqual(
      expect.objectContaining({ became: 'stopped', at: expect.objectContaining({ etag: 'b' }) as object, left: 3 }),
    );
  });

  it('end at an archived one, unless it was restored', async () => {
    const fake = fakeVersions({ src: { k: 'a b c' }, dst: {} });
    const chain = fake.chains.get('src')?.get('k') ?? [];
    chain[1] = { ...(chain[1] as Chain['versions'][number]), storageClass: 'DEEP_ARCHIVE' };
    expect((await ran(fake)).settled).toMatchObject([{ became: 'stopped', why: { became: 'archived' }, left: 2 }]);
    expect((await ran(fake, { restored: true })).settled).toEqual([{ there: 1, became: 'whole' }]);
    expect(fake.said('dst', 'k')).toBe('a b c');
  });

  it.each([
    ['different', 'x', 'stopped'],
    ['never', 'x', 'left'],
    ['always', 'x a b', 'whole'],
  ] as const)('over something else are treated as --overwrite %s asks', async (overwrite, said, became) => {
    const fake = fakeVersions({ src: { k: 'a b' }, dst: { k: 'x' } });
    // As large, with bytes of its own.
    fake.head = ({ bucket }) =>
      Promise.resolve({
        ...{ sizeBytes: 3, lastModifiedMs: 0, etag: bucket === 'src' ? 'a'.repeat(32) : 'b'.repeat(32) },
        ...{ storageClass: 'STANDARD', encryption: 'AES256', bucketKey: false, contentHeaders: {}, metadata: {} },
        ...{ missingMetadata: 0, tagCount: 0, checksums: [] },
      });
    expect((await ran(fake, { overwrite })).settled).toMatchObject([{ became }]);
    expect(fake.said('dst', 'k')).toBe(said);
    // What was put on top once is there.
    await ran(fake, { overwrite });
    expect(fake.said('dst', 'k')).toBe(said);
  });

  it.each([
    ['a ! c', 'x a !', { there: 2, left: 1 }],
    ['a b c', 'x', { there: 0, left: 3 }],
    ['a b c', 'x b c', { there: 2, left: 1 }],
    ['a ! c', 'x !', { there: 0, left: 3 }],
  ])('%s over %s that are to stay are counted as the comparison counts them', async (mine, theirs, expected) => {
    const fake = fakeVersions({ src: { k: mine }, dst: { k: theirs } });
    const { settled } = await ran(fake, { overwrite: 'never', look: () => Promise.resolve('different') });
    expect(settled).toEqual([{ ...expected, became: 'left', why: 'kept' }]);
    expect(fake.said('dst', 'k')).toBe(theirs);
  });

  it('of which one is deleted under way go on without it', async () => {
    const fake = fakeVersions({ src: { k: 'a b c' }, dst: {} });
    fake.before = () => {
      const chain = fake.chains.get('src')?.get('k') ?? [];
      const at = chain.findIndex(({ etag }) => etag === 'b');
      if (at !== -1 && fake.said('dst', 'k') === 'a') chain.splice(at, 1);
    };
    const { settled, became } = await ran(fake);
    expect(fake.said('dst', 'k')).toBe('a c');
    expect(became).toEqual(['a', '-b', 'c']);
    expect(settled).toEqual([{ there: 0, became: 'whole' }]);
  });

  it('that are all deleted under way are done', async () => {
    const fake = fakeVersions({ src: { k: 'a b' }, dst: {} });
    fake.before = () => void fake.chains.get('src')?.get('k')?.splice(0);
    const { settled, became } = await ran(fake);
    expect(fake.said('dst', 'k')).toBe('');
    expect([settled, became]).toEqual([[{ there: 0, became: 'whole' }], ['-a']]);
  });

  it.each([
    ['an object', 'x', 'a', 'a x'],
    ['a delete marker', '!', 'a', 'a !'],
    ['an object before a delete marker', 'x', 'a b', 'a b x'],
  ])('are not put over %s that somebody else writes meanwhile', async (_title, theirs, after, expected) => {
    const fake = fakeVersions({ src: { k: 'a b ! c' }, dst: {} });
    let isWritten = false;
    fake.before = () => {
      if (isWritten || fake.said('dst', 'k') !== after) return;
      isWritten = true;
      fake.add('dst', 'k', theirs);
    };
    const different = await ran(fake, { look: () => Promise.resolve('different') });
    expect(fake.said('dst', 'k')).toBe(expected);
    expect(different.settled).toMatchObject([{ became: 'stopped', why: { became: 'different' } }]);
  });

  it('are not hidden by a marker where something has come to be there', async () => {
    const fake = fakeVersions({ src: { k: '! !' }, dst: {} });
    const objects = fake.objects.bind(fake);
    fake.objects = (bucket, range) => {
      if (fake.said('dst', 'k') === '!') fake.add('dst', 'k', 'x');
      return objects(bucket, range);
    };
    const { settled } = await ran(fake);
    expect(fake.said('dst', 'k')).toBe('! x');
    expect(settled).toMatchObject([{ became: 'stopped', why: { became: 'different', copied: 1 }, left: 1 }]);
  });

  it('that change again and again are left to another time', async () => {
    const fake = fakeVersions({ src: { k: 'a' }, dst: {} });
    fake.fault = () => ({ error: refusal('PreconditionFailed') });
    expect((await ran(fake)).settled).toMatchObject([{ became: 'stopped', why: { became: 'changed' }, left: 1 }]);
  });

  it('are not gone on with once nothing more may be begun', async () => {
    const fake = fakeVersions({ src: { k: 'a b c' }, dst: {} });
    const abort = new AbortController();
    fake.before = () => abort.abort();
    const pacer = { clock: fakeClock(), random: () => 0.5, signal: abort.signal };
    await expect(ran(fake, { pacer })).rejects.toThrow('interrupted');
    expect(fake.said('dst', 'k')).toBe('a');
  });

  it('of the destination alone are told, and nothing is done to them', async () => {
    const fake = fakeVersions({ src: {}, dst: { k: 'a !' } });
    expect((await ran(fake)).settled).toEqual([{ there: 0, became: 'left', why: 'extra', left: 1 }]);
    expect(fake.said('dst', 'k')).toBe('a !');
  });

  it('are 100,000, and take a run that is ended in the middle no second copy', async () => {
    const many = Array.from({ length: 100_000 }, (_, at) => `e${at % 7}`);
    const fake = fakeVersions({
      src: { k: many.join(' '), l: 'a' },
      dst: { k: many.slice(0, 99_990).join(' ') },
    });
    expect((await ran(fake)).settled).toContainEqual({ there: 99_990, became: 'whole' });
    expect(fake.chains.get('dst')?.get('k')).toHaveLength(100_000);
    expect(fake.said('dst', 'l')).toBe('a');
  });

  it('are whole after any number of lost answers and ends, and nothing is there twice', async () => {
    const chain = fc.string({ unit: fc.constantFrom('a', 'b', '!'), minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(chain, fc.infiniteStream(fc.nat(5)), async (letters, chances) => {
        const versions = Array.from(letters).join(' ');
        const fake = fakeVersions({ src: { k: versions }, dst: {} });
        const faulty = (): Fault => {
          const { value: chance } = chances.next() as IteratorYieldResult<number>;
          return chance > 1 ? undefined : { error: INTERNAL, after: chance === 1 };
        };
        fake.fault = faulty;
        fake.markerFault = faulty;
        for (let run = 0; run < 50 && fake.said('dst', 'k') !== versions; run += 1) {
          await ran(fake);
          expect(versions.startsWith(fake.said('dst', 'k'))).toBe(true);
        }
        expect(fake.said('dst', 'k')).toBe(versions);
      }),
      { numRuns: 60 },
    );
  });
});

it('what makes going on senseless ends all', async () => {
  const fake = fakeVersions({ src: { k: 'a b', l: 'a b' }, dst: {} });
  fake.fault = () => ({ error: new RunnerError('credentials', 'ExpiredToken') });
  await expect(ran(fake)).rejects.toThrow('ExpiredToken');
});
