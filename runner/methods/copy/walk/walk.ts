// Both sides, walked over in parts at once. There is one part to begin with, and a long one is cut: a small bucket costs no request more.
import type { Copying, ListedObject } from '../../../ports/s3/copying';
import type { KeyRange } from '../../../ports/s3/objects';
import { between } from '../../../survey/key-ranges';
import { defined } from '../../../text/defined';
import { pairsOf, type PairOf } from '../../../verify/copies/pairs';
import { chainsOf, type Chain } from '../../../verify/copies/version-chains/chain';
import type { KeysOf } from '../plan-copies';
import type { Part } from './part';
import { type Span, type Step } from './part';

/**
 * A pair, and where it was met.
 * @typeParam Listed what a side has of one key
 */
export type Walked<Listed = ListedObject> = PairOf<Listed> & {
  readonly part: Part;
  readonly step: Step;
};

/** One side, page by page. */
export type Listing<Listed> = (bucket: string, range: KeyRange) => AsyncIterable<readonly Listed[]>;

/** The current objects. */
export function currentOnes(copying: Pick<Copying, 'objects'>): Listing<ListedObject> {
  return (bucket, range) => copying.objects(bucket, range);
}

/** The current objects, each by the id of its version: so S3 copies one onto itself, which makes another version of it. */
export function currentVersions(copying: Pick<Copying, 'versions'>): Listing<ListedObject> {
  return async function* (bucket, range) {
    for await (const page of copying.versions(bucket, range))
      yield page.filter(({ latest, deleteMarker }) => latest && !deleteMarker);
  };
}

/** All versions, key by key. */
export function allVersions(copying: Pick<Copying, 'versions'>): Listing<Chain> {
  return (bucket, range) => chainsOf(copying.versions(bucket, range), bucket);
}

export interface Walk<Listed extends { readonly key: string }> {
  readonly listing: Listing<Listed>;
  readonly from: KeysOf;
  readonly to: KeysOf;
  /** Told of each part that comes into being by a cut. */
  readonly begin: (span: Span) => Part;
}

const AT_ONCE = 8;
/** Pairs of a part before it is looked for a place to cut it. */
const BEFORE_CUT = 2_000;

async function* batchesOf<Listed extends { readonly key: string }>(
  part: Part,
  { listing, from, to }: Walk<Listed>,
): AsyncGenerator<readonly Walked<Listed>[]> {
  const { after, until } = part;
  const side = ({ bucket, prefix }: KeysOf): Parameters<typeof pairsOf<Listed>>[0] => ({
    bucket,
    prefix,
    pages: listing(bucket, {
      prefix,
      ...defined({
        after: after === undefined ? undefined : prefix + after,
        until: until === undefined ? undefined : prefix + until,
      }),
    }),
  });
  for await (const pairs of pairsOf(side(from), side(to))) {
    // It may have been cut meanwhile.
    const inside = part.holds(pairs.at(-1)?.rest ?? '') ? pairs : pairs.filter(({ rest }) => part.holds(rest));
    if (inside.length > 0) yield inside.map((pair) => ({ ...pair, part, step: part.step(pair.rest) }));
    if (inside.length < pairs.length) return;
  }
}

interface Walking<Listed> {
  readonly part: Part;
  readonly batches: AsyncGenerator<readonly Walked<Listed>[]>;
  next: Promise<{ readonly walking: Walking<Listed>; readonly step: IteratorResult<readonly Walked<Listed>[]> }>;
  walked: number;
}

/** In the middle of what is left of the part; undefined: there is no such place. */
function cutOf(part: Part, { from: { prefix } }: { readonly from: KeysOf }): string | undefined {
  const { last = '' } = part;
  const until = part.until === undefined ? undefined : prefix + part.until;
  return between(prefix, prefix + last, until)?.slice(prefix.length);
}

/** Every pair of every part once; parts in no order, the pairs of a part in S3's. */
export async function* walk<Listed extends { readonly key: string }>(
  parts: readonly Part[],
  given: Walk<Listed>,
): AsyncGenerator<readonly Walked<Listed>[]> {
  const waiting = [...parts];
  const active = new Set<Walking<Listed>>();
  const advance = (walking: Walking<Listed>): Walking<Listed>['next'] => {
    const next = walking.batches.next().then((step) => ({ walking, step }));
    // It is waited for later, and may have failed by then.
    next.catch(() => undefined);
    return next;
  };
  function start(): void {
    while (active.size < AT_ONCE) {
      const part = waiting.shift();
      if (part === undefined) return;
      const walking = { part, batches: batchesOf(part, given), walked: 0 } as Walking<Listed>;
      walking.next = advance(walking);
      active.add(walking);
    }
  }
  start();
  try {
    while (active.size > 0) {
      const { walking, step } = await Promise.race([...active].map(({ next }) => next));
      if (step.done === true) {
        walking.part.end();
        active.delete(walking);
        start();
        continue;
      }
      walking.next = advance(walking);
      walking.walked += step.value.length;
      yield step.value;
      if (walking.walked < BEFORE_CUT || waiting.length > 0 || active.size >= AT_ONCE) continue;
      const cut = cutOf(walking.part, given);
      walking.walked = 0;
      if (cut === undefined) continue;
      const { until } = walking.part;
      walking.part.cutAt(cut);
      waiting.push(given.begin(defined({ after: cut, until })));
      start();
    }
  } finally {
    await Promise.allSettled([...active].map(({ batches }) => batches.return(undefined)));
  }
}
