// How a large object is cut: as its source was, where that keeps its ETag or its checksum; else into parts that S3 takes.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
import type { CopySource, Copying } from '../../../../ports/s3/copying';
import type { ObjectHead } from '../../../../ports/s3/object-head';
import { concurrently } from '../../../../pacing/concurrently';
import { partsInEtag } from '../../../../verify/copies/same-bytes';

const MIB = 1024 ** 2;
/** The last one may be smaller. */
const SMALLEST = 5 * MIB;
const LARGEST = 5 * 1024 * MIB;
const MOST = 10_000;
/** Parts of the source that are asked for at once. */
const AT_ONCE = 16;

/** @param wishedBytes of a part; larger where there would be too many */
export function evenSizes(sizeBytes: number, wishedBytes: number): readonly number[] {
  const needed = Math.ceil(sizeBytes / MOST / MIB) * MIB;
  const each = Math.min(LARGEST, Math.max(SMALLEST, wishedBytes, needed));
  const count = Math.max(1, Math.ceil(sizeBytes / each));
  return Array.from({ length: count }, (_, index) => (index < count - 1 ? each : sizeBytes - each * (count - 1)));
}

function canBeParts(sizes: readonly number[], sizeBytes: number): boolean {
  const sum = sizes.reduce((all, one) => all + one, 0);
  return (
    sum === sizeBytes &&
    sizes.every((size, index) => size <= LARGEST && (size >= SMALLEST || index === sizes.length - 1))
  );
}

/** Of an ETag that is made of those of parts. */
const OF_PARTS = /-\d{1,5}$/;

/** Whether the same parts keep something: an ETag that is made of theirs, or a checksum. */
function isWorthIt({ etag, encryption, checksums }: ObjectHead): boolean {
  // Under KMS an ETag is no digest of the bytes.
  const isDigest = encryption === 'AES256' || encryption === 'none';
  return OF_PARTS.test(etag) && (isDigest || checksums.some(({ type }) => type === 'COMPOSITE'));
}

/** Two requests where all but the last are as large as the first, which is usual; else one for each. */
async function sizesOf(copying: Copying, from: CopySource, sizeBytes: number): Promise<readonly number[]> {
  const first = await copying.part(from, 1);
  const { count } = first;
  const last = count === 1 ? first : await copying.part(from, count);
  const sizes = Array.from({ length: count }, (_, index) => (index < count - 1 ? first.sizeBytes : last.sizeBytes));
  if (canBeParts(sizes, sizeBytes)) return sizes;
  await concurrently(
    sizes.map((_, index) => index),
    AT_ONCE,
    async (index) => {
      sizes[index] = (await copying.part(from, index + 1)).sizeBytes;
    },
  );
  return sizes;
}

/** Sizes of the parts of the copy, in their order. */
export async function partSizes(
  copying: Copying,
  from: CopySource,
  head: ObjectHead,
  wishedBytes: number,
): Promise<readonly number[]> {
  const even = evenSizes(head.sizeBytes, wishedBytes);
  if (!isWorthIt(head)) return even;
  const sizes = await sizesOf(copying, from, head.sizeBytes);
  // Servers that tell of no parts answer with the whole object as one.
  const isWhole = sizes.length === partsInEtag(head.etag);
  return isWhole && canBeParts(sizes, head.sizeBytes) ? sizes : even;
}
