// Pairs in, counts out: decides about each, and copies as many at once as the pace allows.
import type { ListedObject, Standing } from '../../../ports/s3/copying';
import { RunnerError } from '../../../ports/errors';
import type { Pacer } from '../../../pacing/patiently';
import type { Overwrite } from '../../../plan/copy-options';
import type { Pair } from '../../../verify/copies/pairs';
import { copyOne, failing, type CopyWay } from './copy-one';
import { decide, type Decision } from './decide';
import { mayBeGone, outcomeOf, type CopyOutcome } from './outcome';
import { nameless } from './senseless';
import { folderOf } from './spread';
import { inTurns, type Tools } from './turns';

/** @throws RunnerError what the copy lacks, and why */
export type Mending = () => Promise<void>;

/** @typeParam Met what the caller knows a pair by */
export interface CopyRun<Met extends Pair = Pair> extends CopyWay {
  readonly pacer: Pacer;
  readonly overwrite: Overwrite;
  readonly to: { readonly bucket: string; readonly prefix: string };
  /** Whether one that would be copied, or looked at, is wanted, where that takes a request. @default - all are */
  selects?(source: ListedObject): Promise<boolean>;
  /** Settles what the listings leave open. */
  look(source: ListedObject, destination: ListedObject): Promise<'same' | 'different' | 'unknown'>;
  /** The pair as it is now, without its source where that is gone. @default - what has changed under way stays as it is */
  refresh?(pair: Met): Promise<Met>;
  /** What gives a copy that is there, the same, what an attempt before may have left undone. Undefined: it lacks nothing. @default - none does */
  mend?(pair: Met): Mending | undefined;
  /** Whether what stands at its destination may be written over where it is different. @default - it may */
  yields?(pair: Met): boolean;
  /** What became of one; called once for each pair. */
  told(settled: Settled, pair: Met): void;
}

export type Settled =
  | ({ readonly source: ListedObject; readonly why: 'missing' | 'different' | 'asked' } & CopyOutcome)
  | { readonly became: 'left'; readonly why: 'same' | 'kept' | 'extra' | 'not-comparable' | 'left-out' }
  /** Somebody has written something else to its place since that was listed: it stays. */
  | { readonly became: 'taken'; readonly source: ListedObject }
  /** It is not copied: it could not be found out whether it is to be, or it cannot have a key there. */
  | { readonly became: 'unknown'; readonly source: ListedObject; readonly error: RunnerError };

interface Work<Met> {
  readonly pair: Met;
  readonly decision: Exclude<Decision, { does: 'leave' }>;
}

/** Whether the destination has what it had not when it was listed. */
function isTaken(before: Pair, { destination }: Pair): boolean {
  return destination !== undefined && destination.etag !== before.destination?.etag;
}

const SAME: Settled = { became: 'left', why: 'same' };

function isSame(settled: Settled): boolean {
  return settled.became === 'left' && settled.why === 'same';
}

/** An object that changes under way again and again is left to another time. */
export const MOST_CHANGES = 5;

/**
 * @param batches of pairs
 * @throws RunnerError what makes going on senseless; what is under way is finished before
 */
export async function copyPairs<Met extends Pair>(
  batches: AsyncIterable<readonly Met[]>,
  run: CopyRun<Met>,
): Promise<void> {
  const { to } = run;

  async function copy(
    { rest }: Met,
    source: ListedObject,
    onto: Standing,
    why: 'missing' | 'different' | 'asked',
    tools: Tools,
  ): Promise<Settled> {
    return { source, why, ...(await copyOne(source, to.prefix + rest, onto, run, tools)) };
  }

  /** What became of it, by one decision. @param taken whether somebody has written to its place: that is not written over then */
  async function act({ pair, decision }: Work<Met>, tools: Tools, taken = false): Promise<Settled> {
    const { source } = decision;
    const selected = run.selects === undefined || (await failing(run.selects(source)));
    if (selected === false) return { became: 'left', why: 'left-out' };
    if (selected !== true) {
      const isGone = outcomeOf(selected).became === 'gone';
      return isGone ? { source, why: 'missing', became: 'gone' } : { became: 'unknown', source, error: selected };
    }
    if (decision.does === 'copy' && taken) return { became: 'taken', source };
    if (decision.does === 'copy') return copy(pair, source, decision.onto, decision.why, tools);
    const { destination } = decision;
    const found = await failing(run.look(source, destination));
    if (found instanceof RunnerError) return { became: 'unknown', source, error: found };
    if (found === 'different' && taken) return { became: 'taken', source };
    if (found === 'different') return copy(pair, source, { etag: destination.etag }, 'different', tools);
    return { became: 'left', why: found === 'same' ? 'same' : 'not-comparable' };
  }

  /** What is there, the same, as long as nothing is lacking. */
  async function mended(source: ListedObject, mend: Mending | undefined): Promise<Settled> {
    const found = await failing(mend?.() ?? Promise.resolve());
    return found instanceof RunnerError ? { became: 'unknown', source, error: found } : SAME;
  }

  /** What has changed under way is decided anew, by how it is then. */
  async function work({ pair, decision }: Work<Met>, tools: Tools): Promise<void> {
    let met = pair;
    const isKept = (one: Met): boolean => one.destination !== undefined && run.yields?.(one) === false;
    let settled = await act({ pair, decision }, tools, isKept(pair));
    for (let times = 0; settled.became === 'changed' && times < MOST_CHANGES; times += 1) {
      const { source, why } = settled;
      const now = await failing(run.refresh?.(pair) ?? Promise.resolve(undefined));
      if (now === undefined) break;
      if (now instanceof RunnerError) settled = { became: 'unknown', source, error: now };
      else {
        met = now;
        const anew = decide(now, run.overwrite);
        const taken = isKept(now) || (run.overwrite !== 'always' && isTaken(pair, now));
        if (anew.does !== 'leave') settled = await act({ pair: now, decision: anew }, tools, taken);
        else if (anew.why === 'extra') settled = { became: 'gone', source, why };
        else settled = { became: 'left', why: anew.why };
      }
    }
    if (isSame(settled)) settled = await mended(decision.source, run.mend?.(met));
    run.told(await unlessGone(settled, pair), pair);
  }

  /** What was refused is looked for in the listing: it may have been deleted under way. */
  async function unlessGone(settled: Settled, pair: Met): Promise<Settled> {
    if (settled.became !== 'failed' && settled.became !== 'unknown') return settled;
    if (!mayBeGone(settled.error)) return settled;
    const now = await failing(run.refresh?.(pair) ?? Promise.resolve(undefined));
    if (now === undefined || now instanceof RunnerError || now.source !== undefined) return settled;
    return { became: 'gone', source: settled.source, why: 'missing' };
  }

  await inTurns(batches, run, (pair, tools) => {
    const decision = decide(pair, run.overwrite);
    const key = to.prefix + pair.rest;
    if (decision.does === 'leave') {
      const { source } = pair;
      const mend = decision.why === 'same' ? run.mend?.(pair) : undefined;
      if (mend === undefined || source === undefined) {
        run.told({ became: 'left', why: decision.why }, pair);
        return undefined;
      }
      return { folder: folderOf(key), weight: 1, work: async () => run.told(await mended(source, mend), pair) };
    }
    if (key === '') {
      run.told({ became: 'unknown', source: decision.source, error: nameless(decision.source.key) }, pair);
      return undefined;
    }
    return { folder: folderOf(key), weight: 1, work: () => work({ pair, decision }, tools) };
  });
}
