// One object on its way: read at the source, written at the destination; or only its metadata, by a copy in place.
// https://docs.aws.amazon.com/datasync/latest/userguide/create-s3-location.html#create-s3-location-s3-requests-made
import { checksumOf } from '../../http/checksum';
import { isHollow, partOfBody } from '../../http/hollow-body';
import { uriEncodePath } from '../../http/uri-encode';
import type { ObjectVersion } from '../../world/bucket';
import { type Carried, carriedOf } from './carried-object';
import type { Prepared, Route } from './prepare-object';
import { failureOf, type S3Session, type SyncFailure } from './s3-session';
import type { SourceObject } from './source-objects';

type ToTransfer = Extract<Prepared, { readonly kind: 'to transfer' }>;

/** @returns the version that is there now, or why there is none */
export function transferObject(
  route: Route,
  { path, key, versionId }: SourceObject,
  { version, type, existing }: ToTransfer,
): ObjectVersion | SyncFailure {
  const { source, destination, to, options } = route;
  const carried = carriedOf(version, options);
  const target = `${to.prefix}${path}`;
  let failure: SyncFailure | undefined;
  if (type === 'METADATA') {
    failure = failureOf('Copy Object', () => copyInPlace(destination, target, carried, existing));
  } else {
    const query = versionId === undefined ? {} : { versionId };
    failure =
      failureOf('Get Object', () => source.send({ method: 'GET', key, query })) ??
      failureOf('Put Object', () => write(route, target, version, carried, existing));
    // A seed gave the object a size and no bytes: that they cannot be read is the emulator's matter alone.
    if (failure?.code === 'NotImplemented' && isHollow(version.body)) {
      failure = failureOf('Put Object', () => write(route, target, version, carried, existing));
    }
  }
  if (failure !== undefined) return failure;
  return destination.bucket.versions.current(target) ?? { code: 'FileNotAtDestination', detail: `${target} is gone` };
}

/** Objects of S3's largest request, and beyond it in parts. */
const LARGEST_PUT = 5 * 1024 ** 3;
const PART_BYTES = 1024 ** 3;
const MOST_PARTS = 10_000;

function write(route: Route, key: string, { body }: ObjectVersion, carried: Carried, existing?: ObjectVersion): void {
  const headers = {
    ...headersOf(carried),
    ...classHeader(classFor(route, body.length, existing)),
    ...tagHeader(carried),
  };
  const { destination } = route;
  if (body.length > LARGEST_PUT) {
    writeInParts(destination, key, body, headers);
    return;
  }
  const checksum = { 'x-amz-checksum-sha256': checksumOf('sha256', body) };
  destination.send({ method: 'PUT', key, headers: { ...headers, ...checksum }, body });
}

function writeInParts(session: S3Session, key: string, body: Buffer, headers: Readonly<Record<string, string>>): void {
  const begun = String(session.send({ method: 'POST', key, query: { uploads: '' }, headers }).body ?? '');
  const uploadId = /<UploadId>([^<]+)</.exec(begun)?.[1] ?? '';
  const size = Math.max(PART_BYTES, Math.ceil(body.length / MOST_PARTS));
  const parts: string[] = [];
  for (let start = 0; start < body.length; start += size) {
    const query = { uploadId, partNumber: String(parts.length + 1) };
    const part = partOfBody(body, start, Math.min(start + size, body.length));
    const etag = session.send({ method: 'PUT', key, query, body: part }).headers?.['etag'] ?? '';
    parts.push(`<Part><PartNumber>${parts.length + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  }
  const document = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  session.send({ method: 'POST', key, query: { uploadId }, body: Buffer.from(document) });
}

function copyInPlace(session: S3Session, key: string, carried: Carried, existing?: ObjectVersion): void {
  const headers = {
    ...headersOf(carried),
    ...classHeader(existing?.storageClass ?? 'STANDARD'),
    'x-amz-copy-source': `${session.bucket.name}/${uriEncodePath(key)}`,
    'x-amz-metadata-directive': 'REPLACE',
    ...(carried.tags === undefined ? {} : { 'x-amz-tagging-directive': 'REPLACE', ...tagHeader(carried) }),
  };
  session.send({ method: 'PUT', key, headers });
}

function headersOf({ headers, metadata }: Carried): Record<string, string> {
  const own = Object.entries(metadata).map(([name, value]) => {
    // As bytes travel in a header.
    return [`x-amz-meta-${name}`, Buffer.from(value, 'utf8').toString('latin1')];
  });
  return { ...headers, ...(Object.fromEntries(own) as Record<string, string>) };
}

function tagHeader({ tags = {} }: Carried): Record<string, string> {
  return Object.keys(tags).length === 0 ? {} : { 'x-amz-tagging': new URLSearchParams(tags).toString() };
}

function classHeader(storageClass: string): Record<string, string> {
  return storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': storageClass };
}

const KIB = 1024;

/** What smaller objects are kept in STANDARD for. */
const LEAST_BYTES: Readonly<Record<string, number>> = {
  STANDARD_IA: 128 * KIB,
  ONEZONE_IA: 128 * KIB,
  GLACIER_IR: 128 * KIB,
  GLACIER: 40 * KIB,
  DEEP_ARCHIVE: 40 * KIB,
};

/** Existing objects stay in their class, unless everything is transferred. */
function classFor({ to, options }: Route, sizeBytes: number, existing: ObjectVersion | undefined): string {
  if (existing !== undefined && options.TransferMode === 'CHANGED') return existing.storageClass;
  const wanted = to.storageClass === 'GLACIER_INSTANT_RETRIEVAL' ? 'GLACIER_IR' : to.storageClass;
  return sizeBytes < (LEAST_BYTES[wanted] ?? 0) ? 'STANDARD' : wanted;
}
