// Versions of a key and of its copy, each with the one that is as far from the newest that both have: what is newer is missing at the
// destination, and what lies below them there is extra.
import type { VersionEntry } from '../../../ports/s3/objects';
import type { Pair, PairOf } from '../pairs';
import { comparedByListing } from '../same-bytes';
import { alignedByListing } from './align';
import type { Chain } from './chain';

/** Is told what became of delete markers. */
export interface Markers {
  addMarker(which: 'same' | 'missing' | 'extra'): void;
}

/** The newest ones that the destination has not got, where it ends with a beginning of the chain. */
function newerOf(here: readonly VersionEntry[], there: readonly VersionEntry[]): number {
  if (there.length === 0) return 0;
  const alignment = alignedByListing(here, there);
  return alignment.is === 'aligned' ? here.length - alignment.common : 0;
}

/** Versions as pairs; of two that cannot be pairs, since one is a delete marker, one is missing and the other is extra. */
export function matchFromNewest({ rest, source, destination }: PairOf<Chain>, markers: Markers): readonly Pair[] {
  const [all, there] = [source?.versions ?? [], destination?.versions ?? []];
  const here = all.slice(0, all.length - newerOf(all, there));
  const pairs: Pair[] = [];
  const single = (side: 'source' | 'destination', version: VersionEntry): void => {
    if (!version.deleteMarker) pairs.push({ rest, [side]: version });
    else markers.addMarker(side === 'source' ? 'missing' : 'extra');
  };
  for (const version of all.slice(here.length).reverse()) single('source', version);
  for (let down = 1; down <= Math.max(here.length, there.length); down += 1) {
    const [mine, theirs] = [here.at(-down), there.at(-down)];
    if (mine === undefined || theirs === undefined || mine.deleteMarker !== theirs.deleteMarker) {
      if (mine !== undefined) single('source', mine);
      if (theirs !== undefined) single('destination', theirs);
    } else if (mine.deleteMarker) markers.addMarker('same');
    else pairs.push({ rest, source: mine, destination: theirs });
  }
  return pairs;
}

/** How many versions of the source, delete markers included, are the same as those that they are matched with, by the listings. */
export function sameByListing(pair: PairOf<Chain>): number {
  let same = 0;
  const addMarker = (which: 'same' | 'missing' | 'extra'): void => {
    if (which === 'same') same += 1;
  };
  for (const { source, destination } of matchFromNewest(pair, { addMarker }))
    if (source !== undefined && destination !== undefined && comparedByListing(source, destination) === 'same')
      same += 1;
  return same;
}
