// All versions of each key, oldest first: the versions of a key one after the other, and keys at once. A version is copied when the one
// before it is there; what keeps one from being copied keeps the newer ones, for nothing can be put below them later.
import { RunnerError } from '../../../ports/errors';
import type { VersionEntry } from '../../../ports/s3/objects';
import type { Pacer } from '../../../pacing/patiently';
import type { Overwrite } from '../../../plan/copy-options';
import type { PairOf } from '../../../verify/copies/pairs';
import type { Bytes } from '../../../verify/copies/same-bytes';
import { align } from '../../../verify/copies/version-chains/align';
import type { Chain } from '../../../verify/copies/version-chains/chain';
import { sameByListing } from '../../../verify/copies/version-chains/match';
import { copyOne, failing, heardOf, type CopyWay } from '../engine/copy-one';
import { MOST_CHANGES } from '../engine/copy-pairs';
import { insist } from '../engine/insist';
import { mayBeGone, type CopyOutcome } from '../engine/outcome';
import { nameless } from '../engine/senseless';
import { folderOf } from '../engine/spread';
import { inTurns, type Tools } from '../engine/turns';
import { decideChain, topOf, type Top } from './decide-chain';
import { placeMarker } from './place-marker';

/** @typeParam Met what the caller knows a pair by */
export interface ChainRun<Met extends PairOf<Chain> = PairOf<Chain>> extends CopyWay {
  readonly pacer: Pacer;
  readonly overwrite: Overwrite;
  readonly to: { readonly bucket: string; readonly prefix: string };
  /** Settles what the listings leave open. */
  look(source: VersionEntry, destination: VersionEntry): Promise<Bytes>;
  /** Gives the copy of a version what an attempt before may have left undone. Undefined: no version of the key lacks anything. @default - none does */
  mend?(pair: Met): ((source: VersionEntry, destination: VersionEntry) => Promise<void>) | undefined;
  /** The pair as it is now, without its source where that is gone. */
  refresh(pair: Met): Promise<Met>;
  /** What became of one version, as it happens: it was copied, a delete marker was placed, or the source has not got it any more. */
  became(what: 'copied' | 'gone', version: VersionEntry, pair: Met): void;
  /** What became of a key; called once for each. */
  told(settled: SettledChain, pair: Met): void;
}

/** Why versions of a key are left as they are. */
export type LeftChain = 'kept' | 'extra' | 'not-comparable';

export type SettledChain = {
  /** Versions that were there when it was begun. */
  readonly there: number;
} & (
  { readonly became: 'whole' } | { readonly became: 'left'; readonly why: LeftChain; readonly left: number } | Stopped
);

/** The versions of a key are not all there, and nothing more can be done about it now. */
export interface Stopped {
  readonly became: 'stopped';
  /** The oldest version that is not copied. */
  readonly at: VersionEntry;
  /** `different`: what is there is no beginning of it, since this run has copied so many. `unknown`: nobody knows what is there. */
  readonly why:
    | Extract<CopyOutcome, { readonly became: 'archived' | 'failed' | 'changed' }>
    | { readonly became: 'different'; readonly copied: number }
    | { readonly became: 'unknown'; readonly error: RunnerError };
  /** Versions that are not copied: that one, and all that are newer. */
  readonly left: number;
}

/** Entries of listings that weigh as much as one object that is copied by itself. */
const ENTRIES = 8;
const FIRST_PAUSE_MS = 100;

function weightOf({ source, destination }: PairOf<Chain>): number {
  return 1 + Math.floor(((source?.versions.length ?? 0) + (destination?.versions.length ?? 0)) / ENTRIES);
}

type Written = { readonly became: 'written'; readonly top: Top } | Exclude<CopyOutcome, { readonly became: 'copied' }>;

/** `copied` versions were, before something had changed. */
type Gone = Stopped | { readonly became: 'whole' } | { readonly became: 'changed'; readonly copied: number };

/** @throws RunnerError what makes going on senseless; of what is under way the version is finished before */
export async function copyChains<Met extends PairOf<Chain>>(
  batches: AsyncIterable<readonly Met[]>,
  run: ChainRun<Met>,
): Promise<void> {
  const { to } = run;

  async function write(version: VersionEntry, key: string, top: Top, tools: Tools): Promise<Written> {
    if (version.deleteMarker) {
      const heard = heardOf(version.key, key, run, tools);
      const placed = await placeMarker(top, { bucket: to.bucket, key }, run.copying, tools.pacer, heard);
      heard.answered();
      return placed.became === 'placed' ? { became: 'written', top: 'marker' } : placed;
    }
    // Over a delete marker S3 sees nothing.
    const outcome = await copyOne(version, key, top === 'marker' ? 'nothing' : top, run, tools);
    return outcome.became === 'copied' ? { became: 'written', top: { etag: outcome.copied.etag } } : outcome;
  }

  /** What was refused is looked for in the listing: it may have been deleted under way. */
  async function isGoneAlthough(written: Written, { versionId }: VersionEntry, pair: Met): Promise<boolean> {
    if (written.became !== 'failed' || !mayBeGone(written.error)) return false;
    const now = await failing(run.refresh(pair));
    if (now instanceof RunnerError) return false;
    return now.source?.versions.some((one) => one.versionId === versionId) !== true;
  }

  /** Its versions as they are now, where some of those that were listed are gone. */
  async function withoutGone(pair: Met): Promise<Met | undefined> {
    const now = await failing(run.refresh(pair));
    if (now instanceof RunnerError) return undefined;
    const there = new Set(now.source?.versions.map(({ versionId }) => versionId));
    const gone = (pair.source?.versions ?? []).filter(({ versionId }) => !there.has(versionId));
    for (const version of gone) run.became('gone', version, pair);
    return gone.length === 0 ? undefined : now;
  }

  async function goOn(pair: Met, versions: readonly VersionEntry[], first: Top, tools: Tools): Promise<Gone> {
    let top = first;
    for (const [at, version] of versions.entries()) {
      if (tools.isStopping()) throw new RunnerError('interrupted', 'interrupted');
      const written = await write(version, to.prefix + pair.rest, top, tools);
      if (written.became === 'written') {
        run.became('copied', version, pair);
        ({ top } = written);
        continue;
      }
      const isGone = written.became === 'gone' || (await isGoneAlthough(written, version, pair));
      if (isGone) run.became('gone', version, pair);
      if (isGone || written.became === 'changed') return { became: 'changed', copied: at };
      return { became: 'stopped', at: version, why: written, left: versions.length - at };
    }
    return { became: 'whole' };
  }

  /** @param common versions that are there. @returns the first that lacks something */
  async function mended(pair: Met, common: number): Promise<{ at: number; error: RunnerError } | undefined> {
    const mend = run.mend?.(pair);
    if (mend === undefined) return undefined;
    const there = pair.destination?.versions.slice(-common) ?? [];
    for (const [at, source] of (pair.source?.versions ?? []).slice(0, common).entries()) {
      const destination = there[at];
      if (destination === undefined || source.deleteMarker) continue;
      const found = await failing(mend(source, destination));
      if (found instanceof RunnerError) return { at, error: found };
    }
    return undefined;
  }

  /** By how both sides are now: what has changed under way is decided anew. */
  async function work(first: Met, tools: Tools): Promise<SettledChain> {
    const { clock, random, signal } = tools.pacer;
    let pair = first;
    let there: number | undefined;
    let made = 0;
    for (let changes = 0; ;) {
      const source = pair.source?.versions ?? [];
      const destination = pair.destination?.versions ?? [];
      const [oldest] = source;
      // All of them were deleted under way.
      if (oldest === undefined) return { there: there ?? 0, became: 'whole' };
      const alignment = await failing(align(source, destination, (mine, theirs) => run.look(mine, theirs)));
      const lost = (at: number, error: RunnerError): SettledChain => ({
        there: there ?? 0,
        ...{ became: 'stopped', at: source[at] ?? oldest, why: { became: 'unknown', error }, left: source.length - at },
      });
      if (alignment instanceof RunnerError) {
        const now = mayBeGone(alignment) ? await withoutGone(pair) : undefined;
        if (now === undefined) return lost(0, alignment);
        pair = now;
        continue;
      }
      const decision = decideChain(source.length, alignment, run.overwrite);
      const common = decision.does === 'copy' ? decision.from : alignment.is === 'aligned' ? alignment.common : 0;
      if (decision.does === 'leave' && decision.why === 'kept') {
        // As the comparison at the end counts them.
        const same = sameByListing(pair);
        return { there: there ?? same, became: 'left', why: 'kept', left: source.length - same };
      }
      const lacking = common === 0 ? undefined : await mended(pair, common);
      if (lacking !== undefined) return lost(lacking.at, lacking.error);
      there ??= common;
      if (decision.does === 'leave') {
        if (decision.why === 'same') return { there, became: 'whole' };
        if (decision.why === 'not-comparable')
          return { there, became: 'left', why: decision.why, left: source.length - common };
        // Those of this run are among what is there, and something else is too.
        const done = Math.min(there + made, source.length - 1);
        const why = { became: 'different', copied: made } as const;
        return { there, became: 'stopped', at: source[done] ?? oldest, why, left: source.length - done };
      }
      const gone = await goOn(pair, source.slice(common), topOf(destination), tools);
      if (gone.became !== 'changed') return { there, ...gone };
      const at = common + gone.copied;
      made += gone.copied;
      changes = gone.copied > 0 ? 1 : changes + 1;
      const next = source[at] ?? oldest;
      if (changes > MOST_CHANGES)
        return { there, became: 'stopped', at: next, why: { became: 'changed' }, left: source.length - at };
      if (changes > 1) await clock.sleep(FIRST_PAUSE_MS * 2 ** changes * (0.5 + random()), signal);
      const heard = heardOf(next.key, to.prefix + pair.rest, run, tools);
      const now = await insist(() => run.refresh(pair), tools.pacer, heard);
      if (now.error !== undefined) return lost(at, now.error);
      pair = now.answer;
    }
  }

  await inTurns(batches, run, (pair, tools) => {
    const versions = pair.source?.versions ?? [];
    const [oldest] = versions;
    if (oldest === undefined) {
      run.told({ there: 0, became: 'left', why: 'extra', left: 1 }, pair);
      return undefined;
    }
    const key = to.prefix + pair.rest;
    if (key === '') {
      const why = { became: 'unknown', error: nameless(oldest.key) } as const;
      run.told({ there: 0, became: 'stopped', at: oldest, why, left: versions.length }, pair);
      return undefined;
    }
    const turn = async (): Promise<void> => run.told(await work(pair, tools), pair);
    return { folder: folderOf(key), weight: weightOf(pair), work: turn };
  });
}
