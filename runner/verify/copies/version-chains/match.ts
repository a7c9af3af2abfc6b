// Versions of a key and of its copy, each with the one that is as far from the newest: what lies below them at the destination is extra.
import type { VersionEntry } from '../../../ports/s3/objects';
import type { Pair, PairOf } from '../pairs';
import type { Chain } from './chain';

/** Is told what became of delete markers. */
export interface Markers {
  addMarker(which: 'same' | 'missing' | 'extra'): void;
}

/** Versions as pairs; of two that cannot be pairs, since one is a delete marker, one is missing and the other is extra. */
export function matchFromNewest({ rest, source, destination }: PairOf<Chain>, markers: Markers): readonly Pair[] {
  const [here, there] = [source?.versions ?? [], destination?.versions ?? []];
  const pairs: Pair[] = [];
  const single = (side: 'source' | 'destination', version: VersionEntry): void => {
    if (!version.deleteMarker) pairs.push({ rest, [side]: version });
    else markers.addMarker(side === 'source' ? 'missing' : 'extra');
  };
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
