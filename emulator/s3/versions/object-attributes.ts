// What the headers of a writing request say about the object: metadata, tags, storage class, encryption, checksums.
import { CHECKSUM_NAMES } from '../../http/checksum';
import { ServiceError } from '../../http/service';
import type { ObjectAttributes } from '../../world/bucket';
import { requestedEncryption } from './encryption';
import { invalidArgument } from '../operation/faults';
import { requestedAcl } from './object-acl';
import { requestedLock } from './object-lock';
import type { BucketCall } from '../operation/operation';
import { parseTagHeader } from './tag-set';
import { NOTHING } from './write-object';

type Headers = Readonly<Record<string, string>>;

/** Headers that are stored with the object and come back as they are. */
const SYSTEM_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
  'x-amz-website-redirect-location',
];

const STORAGE_CLASSES = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
];

export function isStorageClass(text: string): boolean {
  return STORAGE_CLASSES.includes(text);
}

const METADATA_PREFIX = 'x-amz-meta-';
const METADATA_MAX_BYTES = 2048;
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';

/** Shared by all objects that have nothing but a content type; only the usual ones are kept. */
const contentTypeOnly = new Map<string, Headers>();

/** @throws ServiceError if a header has a value that S3 refuses */
export function readAttributes(call: BucketCall): ObjectAttributes {
  const { headers } = call.request;
  const acl = requestedAcl(call);
  return {
    systemMetadata: readSystemMetadata(headers),
    metadata: readMetadata(headers),
    tags: parseTagHeader(headers['x-amz-tagging']),
    storageClass: readStorageClass(headers),
    encryption: requestedEncryption(call),
    ...requestedLock(call),
    ...(acl === undefined ? {} : { acl }),
  };
}

export function readSystemMetadata(headers: Headers): Headers {
  const contentType = headers['content-type'] ?? DEFAULT_CONTENT_TYPE;
  let own: Record<string, string> | undefined;
  for (const name of SYSTEM_HEADERS) {
    const value = name === 'content-encoding' ? withoutFraming(headers[name]) : headers[name];
    if (value === undefined) continue;
    own ??= { 'content-type': contentType };
    own[name] = value;
  }
  if (own !== undefined) return own;
  const known = contentTypeOnly.get(contentType);
  if (known !== undefined) return known;
  const created = Object.freeze({ 'content-type': contentType });
  if (contentTypeOnly.size < 100) contentTypeOnly.set(contentType, created);
  return created;
}

/** `aws-chunked` is how the body travelled; it is not stored. */
function withoutFraming(encoding: string | undefined): string | undefined {
  const rest = encoding
    ?.split(',')
    .filter((name) => name.trim() !== 'aws-chunked')
    .join(',')
    .trim();
  return rest === '' ? undefined : rest;
}

export function readMetadata(headers: Headers): Headers {
  let metadata: Record<string, string> | undefined;
  let bytes = 0;
  for (const name in headers) {
    if (!name.startsWith(METADATA_PREFIX)) continue;
    const value = headers[name] ?? '';
    metadata ??= {};
    bytes += name.length - METADATA_PREFIX.length + value.length;
    metadata[name.slice(METADATA_PREFIX.length)] = fromWire(value);
  }
  if (bytes > METADATA_MAX_BYTES) {
    throw new ServiceError(400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: String(bytes),
      MaxSizeAllowed: String(METADATA_MAX_BYTES),
    });
  }
  return metadata ?? NOTHING;
}

/** Header values arrive as bytes in latin1; clients mean UTF-8. */
function fromWire(value: string): string {
  return isAscii(value) ? value : Buffer.from(value, 'latin1').toString('utf8');
}

/** A metadata value as a header: S3 writes what is not ASCII as RFC 2047 says. */
export function toWire(value: string): string {
  return isAscii(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e\t]*$/.test(text);
}

export function readStorageClass(headers: Headers): string {
  const storageClass = headers['x-amz-storage-class'] ?? 'STANDARD';
  const known = STORAGE_CLASSES.find((name) => name === storageClass);
  if (known !== undefined) return known;
  throw new ServiceError(400, 'InvalidStorageClass', 'The storage class you specified is not valid', {
    StorageClassRequested: storageClass,
  });
}

/** The checksums that came with the body; the server has compared them already. */
export function readChecksums(headers: Headers): Headers {
  let checksums: Record<string, string> | undefined;
  for (const name of CHECKSUM_NAMES) {
    const header = `x-amz-checksum-${name}`;
    const value = headers[header];
    if (value === undefined) continue;
    checksums ??= {};
    checksums[header] = value;
  }
  return checksums ?? NOTHING;
}

/** @throws ServiceError `InvalidArgument` unless the header is absent or one of `allowed` */
export function readDirective<T extends string>(headers: Headers, name: string, allowed: readonly [T, ...T[]]): T {
  const value = headers[name];
  if (value === undefined) return allowed[0];
  const known = allowed.find((option) => option === value);
  if (known === undefined) throw invalidArgument(`Unknown ${name}.`, name, value);
  return known;
}
