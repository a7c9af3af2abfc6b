// The judgement of one object and its copy: pure, from what listings and looks have shown.
import type { CopyDifferentReason, CopyMissingReason } from '../../events/comparisons/finding';
import type { ListedObject, NewMetadata } from '../../ports/s3/copying';
import type { VersionHead } from '../../ports/s3/objects';
import { isArchivedClass } from '../../replication/archived-classes';
import type { Tags } from '../../evidence/tag-reader';
import type { Bytes } from './same-bytes';

/** `gone`: deleted since it was listed. `denied`: a permission is missing. `customer-key`: under SSE-C, it is shown to those with the key. */
export type CopyHead = VersionHead | 'gone' | 'denied' | 'customer-key';

export interface CopyLook {
  readonly source: CopyHead;
  readonly destination: CopyHead;
  /** By what was seen of both; `unknown` where one was not seen. */
  readonly bytes: Bytes;
  /** Of source and destination. @default - they may not be read, or one side was not seen */
  readonly tags?: readonly [source: Tags, destination: Tags];
}

/** What the copy was to keep beside the bytes, content headers, metadata and tags. */
export interface Kept {
  /** @default true */
  readonly redirects?: boolean;
  /** Retention and legal hold. @default false */
  readonly lock?: boolean;
  /** Headers that are compared, beside Content-Type. @default - all */
  readonly headers?: readonly string[];
  /** User metadata that whoever copies adds: it is not compared. @default - none */
  readonly addedMetadata?: readonly string[];
  /** Of which class the copies were to be: smaller ones are in STANDARD. @default - all are of it */
  readonly smallestBytes?: number;
  /** Nobody knows of which class the copies were to be: none is wrong. @default false */
  readonly anyClass?: boolean;
}

export interface Expected extends Kept {
  /** Of the copies. @default - that of the source object */
  readonly storageClass?: string;
  /** Of the copies. @default - that of the source object */
  readonly newMetadata?: NewMetadata;
  /** Of the copies. @default - those of the source object */
  readonly newTags?: Tags;
}

export type CopyJudgement =
  /** @property by what the bytes are the same; `size`: nothing else can be compared */
  | { readonly outcome: 'same'; readonly by: 'etag' | 'checksum' | 'size' }
  | { readonly outcome: 'missing'; readonly reason: CopyMissingReason }
  | { readonly outcome: 'different'; readonly reasons: readonly CopyDifferentReason[] }
  /** Its ETag is another one, and one side may not be looked at. */
  | { readonly outcome: 'unread' }
  /** The source object was deleted since it was listed. */
  | { readonly outcome: 'outside' };

export function isSeen(head: CopyHead): head is VersionHead {
  return typeof head === 'object';
}

const REDIRECT = 'Website-Redirect-Location';

function isEqual(a: Tags, b: Tags): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
}

/** By name in small letters, without the redirect. */
function contentHeaders({ contentType, headers }: VersionHead): Tags {
  const others = Object.entries(headers).filter(([name]) => name !== REDIRECT);
  return {
    'content-type': contentType,
    ...Object.fromEntries(others.map(([name, value]) => [name.toLowerCase(), value])),
  };
}

/** Those that the copy was to keep, beside Content-Type. */
function keptOf(headers: Tags, kept: readonly string[] | undefined): Tags {
  if (kept === undefined) return headers;
  const names = ['content-type', ...kept.map((name) => name.toLowerCase())];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));
}

function without(metadata: Tags, added: readonly string[]): Tags {
  if (added.length === 0) return metadata;
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !added.includes(name)));
}

/** The destination's own defaults may add to the lock. */
function hasLockOf(source: VersionHead, destination: VersionHead): boolean {
  const isHeld = source.legalHold !== 'ON' || destination.legalHold === 'ON';
  if (source.lockMode === undefined) return isHeld;
  return (
    isHeld &&
    source.lockMode === destination.lockMode &&
    (destination.lockedUntilMs ?? 0) >= (source.lockedUntilMs ?? 0)
  );
}

function differences(
  source: VersionHead,
  destination: VersionHead,
  tags: CopyLook['tags'],
  expected: Expected,
): CopyDifferentReason[] {
  const { redirects = true, lock = false, headers: kept, addedMetadata = [], newMetadata } = expected;
  const { newTags = tags?.[0] ?? {} } = expected;
  const { headers = contentHeaders(source), user = source.metadata } = newMetadata ?? {};
  const differ: readonly (readonly [reason: CopyDifferentReason, isSo: boolean])[] = [
    ['headers', !isEqual(keptOf(headers, kept), keptOf(contentHeaders(destination), kept))],
    ['metadata', !isEqual(without(user, addedMetadata), without(destination.metadata, addedMetadata))],
    ['tags', tags !== undefined && !isEqual(newTags, tags[1])],
    ['website-redirect', redirects && source.headers[REDIRECT] !== destination.headers[REDIRECT]],
    ['object-lock', lock && !hasLockOf(source, destination)],
  ];
  return differ.flatMap(([reason, isSo]) => (isSo ? [reason] : []));
}

type Compared = Pick<ListedObject, 'sizeBytes' | 'etag' | 'lastModifiedMs' | 'storageClass'>;

/** By what the listings show; whether its class is the one that the copy was to have. */
export function hasExpectedClass(source: Compared, destination: Compared, expected: Expected): boolean {
  const { storageClass, smallestBytes = 0, anyClass = false } = expected;
  if (anyClass || (source.sizeBytes < smallestBytes && destination.storageClass === 'STANDARD')) return true;
  return destination.storageClass === (storageClass ?? source.storageClass);
}

/** HeadObject tells no less than seconds. */
function isNewer(source: Compared, destination: Compared): boolean {
  return Math.floor(source.lastModifiedMs / 1000) > Math.floor(destination.lastModifiedMs / 1000);
}

/** What is wrong with the bytes; a copy is written after its source, so that an older one is of something else. */
function wrongBytes(source: Compared, destination: Compared, bytes: Bytes): CopyDifferentReason[] {
  if (bytes === 'same') return [];
  if (isNewer(source, destination)) return ['source-newer'];
  if (source.sizeBytes !== destination.sizeBytes) return ['size'];
  return bytes === 'different' ? ['content'] : [];
}

/** An object that both sides have, and that was looked at on both; what was seen is newer than what was listed. */
export function judgeCopy(
  source: ListedObject,
  destination: ListedObject,
  { bytes, tags, ...seen }: CopyLook,
  expected: Expected,
): CopyJudgement {
  if (seen.source === 'gone') return { outcome: 'outside' };
  if (seen.destination === 'gone') return { outcome: 'missing', reason: 'gone' };
  const here = isSeen(seen.source) ? seen.source : source;
  const there = isSeen(seen.destination) ? seen.destination : destination;
  const reasons = [
    ...wrongBytes(here, there, bytes),
    ...(hasExpectedClass(here, there, expected) ? [] : ['storage-class' as const]),
    ...(isSeen(seen.source) && isSeen(seen.destination)
      ? differences(seen.source, seen.destination, tags, expected)
      : []),
  ];
  if (reasons.length > 0) return { outcome: 'different', reasons };
  if (bytes === 'unknown') {
    const isDenied = seen.source === 'denied' || seen.destination === 'denied';
    return isDenied ? { outcome: 'unread' } : { outcome: 'same', by: 'size' };
  }
  return { outcome: 'same', by: here.etag === there.etag || here.sizeBytes === 0 ? 'etag' : 'checksum' };
}

/** The header x-amz-restore of an archived object that can be read for a while. */
const RESTORED = /ongoing-request="false"/;

/** An object of the source that the destination has not. */
export function judgeMissingCopy(source: ListedObject, head: CopyHead): CopyJudgement {
  if (head === 'gone') return { outcome: 'outside' };
  if (head === 'customer-key') return { outcome: 'missing', reason: 'customer-key' };
  const isArchived = isArchivedClass(source.storageClass) || (isSeen(head) && head.archiveStatus !== undefined);
  const isRestored = isSeen(head) && RESTORED.test(head.restore ?? '');
  if (isArchived && !isRestored) return { outcome: 'missing', reason: 'archived' };
  return { outcome: 'missing', reason: head === 'denied' ? 'unreadable' : 'not-copied' };
}
