// What HeadObject of both sides says of their bytes, where the listings leave it open.
import type { Copying, ObjectPlace } from '../../../ports/s3/copying';
import type { ObjectChecksum, ObjectHead } from '../../../ports/s3/object-head';
import { mayBeMd5 } from '../../../verify/copies/same-bytes';

export type Compared = 'same' | 'different' | 'unknown';

/** Under KMS an ETag is no digest of the bytes. */
export function isDigested(encryption: string): boolean {
  return encryption === 'AES256' || encryption === 'none';
}

/** The ETag of an object that is digested part by part, as if it were a checksum of S3's. */
function etagChecksum({ etag, encryption }: ObjectHead): readonly ObjectChecksum[] {
  if (!isDigested(encryption)) return [];
  if (mayBeMd5(etag)) return [{ algorithm: 'ETAG', type: 'FULL_OBJECT', value: etag }];
  return partsOf(etag) === undefined ? [] : [{ algorithm: 'ETAG', type: 'COMPOSITE', value: etag }];
}

/** Number of the parts that something was digested by. */
export function partsOf(value: string): number | undefined {
  const count = Number(/-(\d{1,5})$/.exec(value)?.[1] ?? NaN);
  return count >= 1 && count <= 10_000 ? count : undefined;
}

function verdict(mine: readonly ObjectChecksum[], theirs: readonly ObjectChecksum[]): Compared | 'by-parts' {
  const pairs = mine.flatMap((one) => {
    const other = theirs.find(({ algorithm, type }) => algorithm === one.algorithm && type === one.type);
    return other === undefined ? [] : [{ ...one, other: other.value }];
  });
  if (pairs.some(({ type, value, other }) => type === 'FULL_OBJECT' && value !== other)) return 'different';
  if (pairs.some(({ value, other }) => value === other)) return 'same';
  return pairs.some(({ value, other }) => partsOf(value) === partsOf(other)) ? 'by-parts' : 'unknown';
}

/** What their heads alone say; a pair of composite checksums that differ says something only where both were cut alike. */
export function compareHeads(left: ObjectHead, right: ObjectHead): Compared | 'by-parts' {
  if (left.sizeBytes !== right.sizeBytes) return 'different';
  if (left.sizeBytes === 0 || (left.etag !== '' && left.etag === right.etag)) return 'same';
  const bySums = verdict(left.checksums, right.checksums);
  return bySums === 'unknown' ? verdict(etagChecksum(left), etagChecksum(right)) : bySums;
}

/** Sizes that tell whether two objects of as many parts were cut alike: those of the first and of the last. */
async function endsOf(copying: Copying, place: ObjectPlace, { etag }: ObjectHead): Promise<string> {
  const first = await copying.part({ ...place, etag }, 1);
  const last = await copying.part({ ...place, etag }, first.count);
  return `${first.count} ${first.sizeBytes} ${last.sizeBytes}`;
}

/** @throws RunnerError what could not be looked at */
export async function lookAt(copying: Copying, source: ObjectPlace, destination: ObjectPlace): Promise<Compared> {
  const [left, right] = await Promise.all([copying.head(source), copying.head(destination)]);
  // One that has gone since it was listed: the copy finds out, by its conditions.
  if (left === undefined || right === undefined) return 'different';
  const compared = compareHeads(left, right);
  if (compared !== 'by-parts') return compared;
  const [mine, theirs] = await Promise.all([endsOf(copying, source, left), endsOf(copying, destination, right)]);
  return mine === theirs ? 'different' : 'unknown';
}
