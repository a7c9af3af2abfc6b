// The judgement of one version: pure, from what listings and looks have shown.
import type { DifferentReason, MissingReason } from '../events/certificate';
import type { VersionEntry, VersionHead } from '../ports/objects';
import { isSeen, type Head, type PairLook, type Tags } from './look';
import { hasTags, selectsTags, type ScopeRule } from './scope';

export type Judgement =
  | { readonly outcome: 'same'; readonly etagNotComparable?: boolean }
  | { readonly outcome: 'missing'; readonly reason: MissingReason }
  | { readonly outcome: 'different'; readonly reasons: readonly DifferentReason[] }
  | { readonly outcome: 'pending' }
  /** No rule selects it, or it was deleted since it was listed. */
  | { readonly outcome: 'outside' };

const ARCHIVED: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** Whether the listings alone show two equal versions. */
export function looksEqual(source: VersionEntry, destination: VersionEntry): boolean {
  return (
    source.deleteMarker === destination.deleteMarker &&
    source.sizeBytes === destination.sizeBytes &&
    source.etag === destination.etag
  );
}

/** Under SSE-KMS and SSE-C the ETag is no checksum of the content, and a replica gets another one. */
function hasOpaqueEtag(head: Head): boolean {
  return isSeen(head) && (head.encryption.startsWith('aws:kms') || head.encryption === 'SSE-C');
}

function isEqual(a: Tags, b: Tags): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
}

export interface ReadablePair extends PairLook {
  readonly source: VersionHead;
  readonly destination: VersionHead;
}

/** Whether both sides could be looked at. */
export function isReadable(look: PairLook): look is ReadablePair {
  return isSeen(look.source) && isSeen(look.destination);
}

/** What the source says of retention and legal hold has to hold at the destination; its own defaults may add to it. */
function hasSameLock(source: VersionHead, destination: VersionHead): boolean {
  const isHeld = (head: VersionHead): boolean => head.legalHold === 'ON';
  return (
    isHeld(source) === isHeld(destination) &&
    (source.lockMode === undefined || source.lockMode === destination.lockMode)
  );
}

function differences({ source, destination, tags }: ReadablePair): DifferentReason[] {
  return [
    ...(source.contentType === destination.contentType && isEqual(source.headers, destination.headers)
      ? []
      : ['headers' as const]),
    ...(isEqual(source.metadata, destination.metadata) ? [] : ['metadata' as const]),
    ...(tags === undefined || isEqual(...tags) ? [] : ['tags' as const]),
    ...(hasSameLock(source, destination) ? [] : ['object-lock' as const]),
    ...(destination.replicationStatus === undefined ? ['not-a-replica' as const] : []),
  ];
}

/** A version that both sides have, and that was looked at on both. */
export function judgePair(source: VersionEntry, destination: VersionEntry, look: PairLook): Judgement {
  if (look.source === 'gone' || look.destination === 'gone') return { outcome: 'outside' };
  if (source.deleteMarker !== destination.deleteMarker) return { outcome: 'different', reasons: ['kind'] };
  const isOpaque = hasOpaqueEtag(look.source) || hasOpaqueEtag(look.destination);
  const hasOtherEtag = source.etag !== destination.etag;
  const reasons: DifferentReason[] = [
    ...(source.sizeBytes === destination.sizeBytes ? [] : ['size' as const]),
    ...(hasOtherEtag && !isOpaque ? ['etag' as const] : []),
    ...(isReadable(look) ? differences(look) : []),
  ];
  if (reasons.length === 0) return { outcome: 'same', etagNotComparable: hasOtherEtag };
  // S3 is bringing a change of tags, lock or content to the replica.
  if (isSeen(look.source) && look.source.replicationStatus === 'PENDING') return { outcome: 'pending' };
  return { outcome: 'different', reasons };
}

/** Rules of `rules` that select a version with these tags; undefined when that hangs on tags that may not be read. */
function selecting(rules: readonly ScopeRule[], tags: Tags | undefined): readonly ScopeRule[] | undefined {
  if (tags !== undefined) return rules.filter((rule) => selectsTags(rule, tags));
  const untagged = rules.filter((rule) => !hasTags(rule));
  return untagged.length > 0 ? untagged : undefined;
}

/**
 * A version of the source that the destination has not.
 * @param rules enabled rules whose prefix covers its key; undefined: nobody knows the rules
 * @param tags of the version; undefined: not needed, or not readable
 */
export function judgeMissing(
  source: VersionEntry,
  head: Head,
  rules: readonly ScopeRule[] | undefined,
  tags: Tags | undefined,
): Judgement {
  if (head === 'gone') return { outcome: 'outside' };
  const missing = (reason: MissingReason): Judgement => ({ outcome: 'missing', reason });
  const selected = rules === undefined ? [] : selecting(rules, tags);
  if (selected === undefined) return missing('unknown');
  if (rules !== undefined && selected.length === 0) return { outcome: 'outside' };
  if (head === 'unreadable') return missing('unknown');
  const { replicationStatus, encryption, archiveStatus } = head;
  if (replicationStatus === 'PENDING') return { outcome: 'pending' };
  // The SDK's older models spell it COMPLETE.
  if (replicationStatus === 'COMPLETED' || replicationStatus === 'COMPLETE') return missing('completed');
  if (ARCHIVED.has(source.storageClass) || archiveStatus !== undefined) return missing('archived');
  if (encryption.startsWith('aws:kms') && rules !== undefined && !selected.some(({ kmsObjects }) => kmsObjects))
    return missing('kms-not-opted-in');
  if (replicationStatus === 'FAILED') return missing('failed');
  return missing(replicationStatus === 'REPLICA' ? 'replica' : 'never-tried');
}
