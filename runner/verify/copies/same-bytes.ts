// Whether two objects hold the same bytes, by what S3 tells of them: sizes, ETags and checksums. Pure.
import { createHash } from 'node:crypto';
import type { ListedObject } from '../../ports/s3/copying';
import type { VersionHead } from '../../ports/s3/objects';
import { encryptionOf } from '../../replication/surveyed-version';

/** `unknown`: what S3 tells of both cannot be compared. */
export type Bytes = 'same' | 'different' | 'unknown';

type Listed = Pick<ListedObject, 'sizeBytes' | 'etag'>;
type Seen = Pick<VersionHead, 'sizeBytes' | 'etag' | 'encryption' | 'checksums'>;

/** An ETag that is the MD5 of the bytes, or may be; one of several parts, and some of encrypted objects, are something else. */
const MD5 = /^[0-9a-f]{32}$/;
/** What is made of the hashes of parts ends with their number. */
const OF_PARTS = /-(\d+)$/;

/** Whether an ETag can be the MD5 of the bytes, so that what is known of the encryption settles it. */
export function mayBeMd5(etag: string): boolean {
  return MD5.test(etag);
}

/** Of how many parts an ETag says that it is made. */
export function partsInEtag(etag: string): number {
  return Number(OF_PARTS.exec(etag)?.[1] ?? 1);
}

/**
 * What ETags and sizes of the listings say of the bytes. Two that are equal are of equal bytes, whatever they are made of. Two that differ
 * tell nothing: objects under SSE-KMS, and those of several parts, have ETags that are not made of their bytes alone.
 */
export function comparedByListing(source: Listed, destination: Listed): Bytes {
  if (source.sizeBytes !== destination.sizeBytes) return 'different';
  if (source.sizeBytes === 0) return 'same';
  if (source.etag !== '' && source.etag === destination.etag) return 'same';
  return 'unknown';
}

/** `parts`: they differ, and were made of equally many parts, so that the sizes of the parts decide. */
type Told = Bytes | 'parts';

/** Of two hashes of the same kind. */
function comparedHashes(source: string, destination: string): Told {
  if (source === destination) return 'same';
  const [here, there] = [OF_PARTS.exec(source)?.[1], OF_PARTS.exec(destination)?.[1]];
  if (here === undefined && there === undefined) return 'different';
  return here === there ? 'parts' : 'unknown';
}

/** Where S3 is silent about the type, an object of parts has the checksum of its parts. */
function isComposite({ etag, checksums }: Seen): boolean {
  return checksums?.type === undefined ? OF_PARTS.test(etag) : checksums.type !== 'FULL_OBJECT';
}

function comparedByChecksums(source: Seen, destination: Seen): readonly Told[] {
  const [here, there] = [source.checksums?.values ?? {}, destination.checksums?.values ?? {}];
  const composite = isComposite(source);
  if (composite !== isComposite(destination)) return [];
  return Object.keys(here).flatMap((algorithm): readonly Told[] => {
    const [mine, theirs] = [here[algorithm], there[algorithm]];
    if (mine === undefined || theirs === undefined) return [];
    const told = comparedHashes(mine, theirs);
    // Of parts, and nobody says of how many.
    return composite && told === 'different' ? [] : [told];
  });
}

/** Under SSE-S3, and without encryption, an ETag is the MD5 of the bytes, or is made of the MD5s of the parts. */
function hasPlainEtag({ etag, encryption }: Seen): boolean {
  const known = encryptionOf(encryption);
  return (known === 'SSE-S3' || known === 'NOT-SSE') && MD5.test(etag.replace(OF_PARTS, ''));
}

/** What the ETag of one piece is where the same bytes are uploaded as the only part, as many programs do. */
function asOnlyPart(etag: string): string {
  return `${createHash('md5').update(Buffer.from(etag, 'hex')).digest('hex')}-1`;
}

function comparedEtags(source: string, destination: string): Told {
  const [whole, part] = MD5.test(source) ? [source, destination] : [destination, source];
  if (!MD5.test(whole) || !part.endsWith('-1')) return comparedHashes(source, destination);
  return asOnlyPart(whole) === part ? 'same' : 'different';
}

/**
 * What S3 tells of both by HeadObject.
 * @param haveSameParts whether both were made of parts of the same sizes. @default - nobody has looked: where that decides, `parts` is told
 */
export function comparedByHeads(source: Seen, destination: Seen): Told;
export function comparedByHeads(source: Seen, destination: Seen, haveSameParts: boolean): Bytes;
export function comparedByHeads(source: Seen, destination: Seen, haveSameParts?: boolean): Told {
  const listed = comparedByListing(source, destination);
  if (listed !== 'unknown') return listed;
  const told = comparedByChecksums(source, destination).concat(
    hasPlainEtag(source) && hasPlainEtag(destination) ? comparedEtags(source.etag, destination.etag) : [],
  );
  const depends = told.includes('parts');
  if (told.includes('different') || (depends && haveSameParts === true)) return 'different';
  if (told.includes('same')) return 'same';
  return depends && haveSameParts === undefined ? 'parts' : 'unknown';
}

/** How many parts both were made of, where it is the same number; undefined: it is not, or nobody says. */
export function partsOfBoth(source: Seen, destination: Seen): number | undefined {
  const [here, there] = [source, destination].map(({ etag, checksums }) =>
    [etag, ...Object.values(checksums?.values ?? {})].flatMap((hash) => OF_PARTS.exec(hash)?.[1] ?? []),
  );
  const [count] = here ?? [];
  return count !== undefined && there?.[0] === count ? Number(count) : undefined;
}
