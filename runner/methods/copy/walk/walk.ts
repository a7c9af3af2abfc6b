// Both sides, walked over in parts at once. There is one part to begin with, and a long one is cut: a small bucket costs no request more.
import type { Copying } from '../../../ports/s3/copying';
import { between } from '../../../survey/key-ranges';
import { defined } from '../../../text/defined';
import { pairsOf, type Pair } from '../../../verify/copies/pairs';
import type { KeysOf } from '../plan-copies';
import type { Part } from './part';
import { type Span, type Step } from './part';

/** A pair, and where it was met. */
export interface Walked extends Pair {
  readonly part: Part;
  readonly step: Step;
}

export interface Walk {
  readonly copying: Pick<Copying, 'objects'>;
  readonly from: KeysOf;
  readonly to: KeysOf;
  /** Told of each part that comes into being by a cut. */
  readonly begin: (span: Span) => Part;
}

const AT_ONCE = 8;
/** Pairs of a part before it is looked for a place to cut it. */
const BEFORE_CUT = 2_000;

async function* batchesOf(part: Part, { copying, from, to }: Walk): AsyncGenerator<readonly Walked[]> {
  const { after, until } = part;
  const side = ({ bucket, prefix }: KeysOf): Parameters<typeof pairsOf>[0] => ({
    bucket,
    prefix,
    pages: copying.objects(bucket, {
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

interface Walking {
  readonly part: Part;
  readonly batches: AsyncGenerator<readonly Walked[]>;
  next: Promise<{ readonly walking: Walking; readonly step: IteratorResult<readonly Walked[]> }>;
  walked: number;
}

/** In the middle of what is left of the part; undefined: there is no such place. */
function cutOf(part: Part, { from: { prefix } }: Walk): string | undefined {
  const { last = '' } = part;
  const until = part.until === undefined ? undefined : prefix + part.until;
  return between(prefix, prefix + last, until)?.slice(prefix.length);
}

/** Every pair of every part once; parts in no order, the pairs of a part in S3's. */
export async function* walk(parts: readonly Part[], given: Walk): AsyncGenerator<readonly Walked[]> {
  const waiting = [...parts];
  const active = new Set<Walking>();
  const advance = (walking: Walking): Walking['next'] => {
    const next = walking.batches.next().then((step) => ({ walking, step }));
    // It is waited for later, and may have failed by then.
    next.catch(() => undefined);
    return next;
  };
  function start(): void {
    while (active.size < AT_ONCE) {
      const part = waiting.shift();
      if (part === undefined) return;
      const walking = { part, batches: batchesOf(part, given), walked: 0 } as Walking;
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
