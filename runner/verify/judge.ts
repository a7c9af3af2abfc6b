// The judgement of one version: pure, from what listings and looks have shown.
import type { DifferentReason, MissingReason } from '../events/comparisons/finding';
import type { VersionEntry, VersionHead } from '../ports/s3/objects';
import type { Tags } from '../evidence/tag-reader';
import { isSeen, type Head, type PairLook } from './look';
import type { ReplicationRule } from '../ports/s3/replication';
import { isArchivedClass, isKnownClass } from '../replication/archived-classes';
import { isUnderKms, replicatesEncryption } from '../replication/kms-objects';
import { decidingRules, rulesThatMaySelect, selects, type Selectable } from '../replication/rule-selects';
import { encryptionOf, statusOf } from '../replication/surveyed-version';
import { defined } from '../text/defined';

export type Judgement =
  | { readonly outcome: 'same'; readonly etagNotComparable?: boolean }
  | { readonly outcome: 'missing'; readonly reason: MissingReason }
  | { readonly outcome: 'different'; readonly reasons: readonly DifferentReason[] }
  | { readonly outcome: 'pending' }
  /** No rule selects it, or it was deleted since it was listed. */
  | { readonly outcome: 'outside' };

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
  if (!isSeen(head)) return false;
  const encryption = encryptionOf(head.encryption);
  return isUnderKms(encryption) || encryption === 'SSE-C';
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
  if (look.source === 'gone') return { outcome: 'outside' };
  // It was there, so that a rule has selected it, whichever that was.
  if (look.destination === 'gone') return judgeMissing(source, look.source, undefined, undefined);
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

/** Rules of which one decides about the version, all to one destination; `unknown`: perhaps none does. */
function rulesThatDecide(asked: Selectable, rules: readonly ReplicationRule[]): readonly ReplicationRule[] | 'unknown' {
  const decision = decidingRules(asked, rules);
  if (decision.is === 'decided') return decision.rules;
  return rules.some((rule) => selects(rule, asked) === 'yes') ? rulesThatMaySelect(asked.key, rules) : 'unknown';
}

/**
 * A version of the source that the destination has not.
 * @param rules enabled rules of the destination; undefined: nobody knows the rules
 * @param tags of the version; undefined: not needed, or not readable
 */
export function judgeMissing(
  source: VersionEntry,
  head: Head,
  rules: readonly ReplicationRule[] | undefined,
  tags: Tags | undefined,
): Judgement {
  if (head === 'gone') return { outcome: 'outside' };
  const missing = (reason: MissingReason): Judgement => ({ outcome: 'missing', reason });
  const asked = { key: source.key, ...defined({ tags }) };
  const selecting = rules === undefined ? undefined : rulesThatDecide(asked, rules);
  if (selecting === 'unknown') return missing('unknown');
  if (selecting?.length === 0) return { outcome: 'outside' };
  if (head === 'unreadable') return missing('unknown');
  const status = statusOf(head.replicationStatus);
  if (status === 'PENDING') return { outcome: 'pending' };
  if (status === 'COMPLETED') return missing('completed');
  if (status === 'UNKNOWN' || !isKnownClass(source.storageClass)) return missing('unknown');
  if (isArchivedClass(source.storageClass) || head.archiveStatus !== undefined) return missing('archived');
  const encryption = encryptionOf(head.encryption);
  if (encryption === 'UNKNOWN' && selecting?.every(({ kmsObjects }) => kmsObjects) === false) return missing('unknown');
  const carrying = selecting?.filter((rule) => replicatesEncryption(rule, encryption));
  if (carrying?.length === 0) return missing('kms-not-opted-in');
  if (carrying?.length !== selecting?.length) return missing('unknown');
  if (status === 'FAILED') return missing('failed');
  return missing(status === 'REPLICA' ? 'replica' : 'never-tried');
}
