// What becomes of all versions of a key. What is at the destination is never removed, and nothing can be put below it: a chain is gone on
// with, put on top as a whole, or left alone.
import type { Overwrite } from '../../../plan/copy-options';
import type { VersionEntry } from '../../../ports/s3/objects';
import type { Alignment } from '../../../verify/copies/version-chains/align';

/** What is current at the destination when the next version is written. */
export type Top = { readonly etag: string } | 'nothing' | 'marker';

export type ChainDecision =
  /** The versions of the source from this one on, oldest first. */
  | { readonly does: 'copy'; readonly from: number }
  | { readonly does: 'leave'; readonly why: 'same' | 'kept' | 'not-comparable' | 'different' };

/**
 * @param versions of the source
 * @param alignment of the chain at the destination with that of the source
 */
export function decideChain(versions: number, alignment: Alignment, overwrite: Overwrite): ChainDecision {
  if (alignment.is !== 'aligned') {
    if (overwrite === 'always') return { does: 'copy', from: 0 };
    if (overwrite === 'never') return { does: 'leave', why: 'kept' };
    return { does: 'leave', why: alignment.is === 'unknown' ? 'not-comparable' : 'different' };
  }
  const { common, older } = alignment;
  if (common === versions) return { does: 'leave', why: 'same' };
  // An earlier run may have been ended within the key: that is gone on with. What somebody else has put there is not.
  if (overwrite === 'never' && older > 0) return { does: 'leave', why: 'kept' };
  return { does: 'copy', from: common };
}

/** @param destination oldest first */
export function topOf(destination: readonly Pick<VersionEntry, 'deleteMarker' | 'etag'>[]): Top {
  const top = destination.at(-1);
  if (top === undefined) return 'nothing';
  return top.deleteMarker ? 'marker' : { etag: top.etag };
}
