// What HeadObject of both sides says of their bytes, where the listings leave it open.
import type { Copying } from '../../../ports/s3/copying';
import type { ObjectHead } from '../../../ports/s3/object-head';
import type { VersionPlace } from '../../../ports/s3/uploads';
import { comparedByHeads, partsInEtag, type Bytes } from '../../../verify/copies/same-bytes';

/** As the comparison knows it. S3 has the checksums of an object all of the bytes, or all of the parts. */
function seen({ sizeBytes, etag, encryption, checksums }: ObjectHead): Parameters<typeof comparedByHeads>[0] {
  const [first] = checksums;
  const values = Object.fromEntries(checksums.map(({ algorithm, value }) => [algorithm, value]));
  return {
    sizeBytes,
    etag,
    encryption: encryption === 'none' ? 'NOT-SSE' : encryption,
    ...(first === undefined ? {} : { checksums: { type: first.type, values } }),
  };
}

/** `parts`: whether they were cut alike decides. */
export function compareHeads(left: ObjectHead, right: ObjectHead): Bytes | 'parts' {
  return comparedByHeads(seen(left), seen(right));
}

/**
 * Sizes that tell whether two objects of as many parts were cut alike: those of the first and of the last. Undefined from servers that
 * tell of no parts, which answer with the whole object.
 */
async function endsOf(copying: Copying, place: VersionPlace, { etag }: ObjectHead): Promise<string | undefined> {
  const first = await copying.part({ ...place, etag }, 1);
  if (first.count !== partsInEtag(etag)) return undefined;
  const last = await copying.part({ ...place, etag }, first.count);
  return `${first.count} ${first.sizeBytes} ${last.sizeBytes}`;
}

/** @throws RunnerError what could not be looked at */
export async function lookAt(copying: Copying, source: VersionPlace, destination: VersionPlace): Promise<Bytes> {
  const [left, right] = await Promise.all([source, destination].map((place) => copying.head(place, place.versionId)));
  // One that has gone since it was listed: the copy finds out, by its conditions.
  if (left === undefined || right === undefined) return 'different';
  const compared = compareHeads(left, right);
  if (compared !== 'parts') return compared;
  const [mine, theirs] = await Promise.all([endsOf(copying, source, left), endsOf(copying, destination, right)]);
  return mine !== undefined && mine === theirs ? 'different' : 'unknown';
}
