// Whether an object is copied. Never by time: a replica is younger than its source, whatever it holds.
import type { Overwrite } from '../../plan/copy-options';
import type { ListedObject, Standing } from '../../ports/s3/copying';
import type { Pair } from './pairs';

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

/** An ETag that is the MD5 of the bytes, or may be; one of several parts, and some of encrypted objects, are something else. */
const MD5 = /^[0-9a-f]{32}$/;

/**
 * What ETags and sizes of the listings say of the bytes. Two that are equal are of equal bytes, whatever they are made of. Two that differ
 * tell nothing: objects under SSE-KMS, and those of several parts, have ETags that are not made of their bytes alone.
 */
function comparedByListing(source: ListedObject, destination: ListedObject): 'same' | 'different' | 'unknown' {
  if (source.sizeBytes !== destination.sizeBytes) return 'different';
  if (source.sizeBytes === 0) return 'same';
  if (source.etag !== '' && source.etag === destination.etag) return 'same';
  return 'unknown';
}

/** Whether an ETag can be the MD5 of the bytes, so that what is known of the encryption settles it. */
export function mayBeMd5(etag: string): boolean {
  return MD5.test(etag);
}

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
