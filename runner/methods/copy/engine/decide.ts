// Whether an object is copied. Never by time: a replica is younger than its source, whatever it holds.
import type { Overwrite } from '../../../plan/copy-options';
import type { ListedObject, Standing } from '../../../ports/s3/copying';
import type { Pair } from '../../../verify/copies/pairs';
import { comparedByListing } from '../../../verify/copies/same-bytes';

export type Decision =
  | {
      readonly does: 'copy';
      readonly source: ListedObject;
      readonly onto: Standing;
      readonly why: 'missing' | 'different' | 'asked';
    }
  | { readonly does: 'leave'; readonly why: 'same' | 'kept' | 'extra' }
  /** The listings do not tell: both are to be looked at. */
  | { readonly does: 'look'; readonly source: ListedObject; readonly destination: ListedObject };

export function decide({ source, destination }: Pair, overwrite: Overwrite): Decision {
  if (source === undefined) return { does: 'leave', why: 'extra' };
  if (destination === undefined) return { does: 'copy', source, onto: 'nothing', why: 'missing' };
  const onto = { etag: destination.etag };
  if (overwrite === 'always') return { does: 'copy', source, onto, why: 'asked' };
  const compared = comparedByListing(source, destination);
  if (compared === 'same') return { does: 'leave', why: 'same' };
  if (overwrite === 'never') return { does: 'leave', why: 'kept' };
  return compared === 'different'
    ? { does: 'copy', source, onto, why: 'different' }
    : { does: 'look', source, destination };
}
