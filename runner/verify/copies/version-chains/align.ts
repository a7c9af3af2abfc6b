// Where the versions of a key at the destination stand in those of the source: what an earlier copy has made of them is found again by what
// it holds, since version ids and times are new with every copy. Pure, but for the looks that it asks for.
import type { VersionEntry } from '../../../ports/s3/objects';
import { comparedByListing, type Bytes } from '../same-bytes';

export type ChainVersion = Pick<VersionEntry, 'deleteMarker' | 'sizeBytes' | 'etag'>;

/** Looks at both, where the listings leave it open. Of two versions, never of delete markers. */
export type LookAtVersions<Version> = (source: Version, destination: Version) => Promise<Bytes>;

export type Alignment =
  /** The newest `common` versions of the destination are the oldest ones of the source, in their order; `older` ones lie below. */
  | { readonly is: 'aligned'; readonly common: number; readonly older: number }
  /** The destination has something newer, or something between, that the source has not. */
  | { readonly is: 'different' }
  /** They may be: of some that have the same size nothing else tells whether they are the same. */
  | { readonly is: 'unknown' };

/** Alignments that are looked at before the chains are taken for different. */
const MOST_LOOKED_AT = 16;

/** What the listings say of two versions at the same place. */
function comparedVersions(source: ChainVersion, destination: ChainVersion): Bytes {
  if (source.deleteMarker || destination.deleteMarker)
    return source.deleteMarker === destination.deleteMarker ? 'same' : 'different';
  return comparedByListing(source, destination);
}

/** Of each place, how long a beginning of the chain ends there that is no more than a part of it (Knuth, Morris, Pratt). */
function bordersOf(chain: readonly string[]): readonly number[] {
  const borders = [0];
  let length = 0;
  for (let at = 1; at < chain.length; at += 1) {
    while (length > 0 && chain[at] !== chain[length]) length = borders[length - 1] ?? 0;
    if (chain[at] === chain[length]) length += 1;
    borders.push(length);
  }
  return borders;
}

/** How many of the newest at the destination can be the oldest of the source: every number but zero, the largest first. */
function commonOf(source: readonly string[], destination: readonly string[]): readonly number[] {
  const borders = bordersOf(source);
  let length = 0;
  for (const one of destination) {
    while (length > 0 && source[length] !== one) length = borders[length - 1] ?? 0;
    if (source[length] === one) length += 1;
  }
  const all: number[] = [];
  for (; length > 0; length = borders[length - 1] ?? 0) all.push(length);
  return all;
}

/** Two that are equal may be the same: nothing that the listings say is against it. */
function roughly({ deleteMarker, sizeBytes }: ChainVersion): string {
  return deleteMarker ? 'marker' : String(sizeBytes);
}

/** Two that are equal are the same. @param side of which an ETag that nobody has told is like no other */
function exactly({ deleteMarker, sizeBytes, etag }: ChainVersion, side: string): string {
  if (deleteMarker) return 'marker';
  if (sizeBytes === 0) return '0';
  return etag === '' ? side : `${sizeBytes} ${etag}`;
}

interface Candidates {
  /** Beyond doubt, by the listings. */
  readonly sure: number;
  /** More than that, the largest first. */
  readonly possible: readonly number[];
}

function candidatesOf(source: readonly ChainVersion[], destination: readonly ChainVersion[]): Candidates {
  const all = destination.length;
  // Which is nearly always.
  if (
    all <= source.length &&
    source.slice(0, all).every((one, at) => exactly(one, 's') === exactly(destination[at] as ChainVersion, 'd'))
  )
    return { sure: all, possible: [] };
  const [sure = 0] = commonOf(
    source.map((one) => exactly(one, 's')),
    destination.map((one) => exactly(one, 'd')),
  );
  const possible = commonOf(source.map(roughly), destination.map(roughly)).filter((one) => one > sure);
  return { sure, possible };
}

/**
 * What the listings alone say; `unknown` where a look decides.
 * @param source oldest first
 * @param destination oldest first
 */
export function alignedByListing(source: readonly ChainVersion[], destination: readonly ChainVersion[]): Alignment {
  const { sure, possible } = candidatesOf(source, destination);
  if (possible.length > 0) return { is: 'unknown' };
  if (sure === 0 && destination.length > 0) return { is: 'different' };
  return { is: 'aligned', common: sure, older: destination.length - sure };
}

/** The newest first: where they differ, that is where. */
async function lookedAt<Version extends ChainVersion>(
  source: readonly Version[],
  destination: readonly Version[],
  common: number,
  look: LookAtVersions<Version>,
): Promise<Bytes> {
  let isUnknown = false;
  for (let at = common - 1; at >= 0; at -= 1) {
    const [here, there] = [source[at], destination[destination.length - common + at]] as [Version, Version];
    const listed = comparedVersions(here, there);
    const found = listed === 'unknown' ? await look(here, there) : listed;
    if (found === 'different') return found;
    isUnknown ||= found === 'unknown';
  }
  return isUnknown ? 'unknown' : 'same';
}

/**
 * @param source oldest first
 * @param destination oldest first
 * @throws what a look throws
 */
export async function align<Version extends ChainVersion>(
  source: readonly Version[],
  destination: readonly Version[],
  look: LookAtVersions<Version>,
): Promise<Alignment> {
  const { sure, possible } = candidatesOf(source, destination);
  const aligned = (common: number): Alignment => ({ is: 'aligned', common, older: destination.length - common });
  for (const common of possible.slice(0, MOST_LOOKED_AT)) {
    const found = await lookedAt(source, destination, common, look);
    if (found === 'same') return aligned(common);
    // To go on from a smaller one might write a second time what is there.
    if (found === 'unknown') return { is: 'unknown' };
  }
  if (possible.length > MOST_LOOKED_AT || (sure === 0 && destination.length > 0)) return { is: 'different' };
  return aligned(sure);
}
