// What a job does with one version: copies it, or not, for one reason. As much as is known of the version decides; what
// is not known and would decide leaves it open.
import type { NotReplicatedReason, UnknownReason } from '../events/estimate-events';
import type { SelectableEncryption } from '../target/selection';
import type { ReplicationRule } from '../ports/s3/replication';
import { DEFAULT_STATUSES, type Selection } from '../target/selection';
import { isArchivedClass, isKnownClass } from './archived-classes';
import { replicatesEncryption } from './kms-objects';
import { decidingRules } from './rule-selects';
import type { Encryption, Status, SurveyedVersion } from './surveyed-version';

export type Fate =
  /** By these rules, one for each destination bucket. */
  | { readonly kind: 'copied'; readonly by: readonly ReplicationRule[] }
  | { readonly kind: 'not-copied'; readonly reason: NotReplicatedReason }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason }
  /** Its headers, and its tags where a rule asks for some, would decide. */
  | { readonly kind: 'open' };

export interface Scope {
  /** Beginnings of the keys, one for each transfer. @default - every key */
  readonly prefixes?: readonly string[];
  readonly rules: readonly ReplicationRule[];
  /** @default - the versions were chosen one by one, and S3 filters nothing */
  readonly selection?: Selection;
}

const SELECTED_BY: Readonly<Record<SelectableEncryption, Encryption>> = {
  SSES3: 'SSE-S3',
  SSEKMS: 'SSE-KMS',
  DSSEKMS: 'DSSE-KMS',
  SSEC: 'SSE-C',
  NOTSSE: 'NOT-SSE',
};
const REASON_OF_STATUS: Readonly<Record<Exclude<Status, 'UNKNOWN'>, NotReplicatedReason>> = {
  NONE: 'not-selected',
  FAILED: 'not-selected',
  COMPLETED: 'already-replicated',
  PENDING: 'in-progress',
  REPLICA: 'replica',
};
const OPEN: Fate = { kind: 'open' };
const UNKNOWN_FILTER: Fate = { kind: 'unknown', reason: 'unknown-filter' };
const UNKNOWN_WORD: Fate = { kind: 'unknown', reason: 'unknown-word' };

function notCopied(reason: NotReplicatedReason): Fate {
  return { kind: 'not-copied', reason };
}

/** Whether the filter asks for what is not known of the version yet. */
function asksForUnknown({ lastModifiedMs, storageClass }: SurveyedVersion, selection: Selection): boolean {
  const { createdAfterMs, createdBeforeMs, storageClasses } = selection;
  const byAge = createdAfterMs !== undefined || createdBeforeMs !== undefined;
  return (byAge && lastModifiedMs === undefined) || (storageClasses !== undefined && storageClass === undefined);
}

/** Whether the filter lets pass what a listing tells of the version; what is not known keeps none out. */
export function passesByListing(
  version: Pick<SurveyedVersion, 'key' | 'sizeBytes' | 'lastModifiedMs' | 'storageClass'>,
  selection: Selection,
): boolean {
  const { createdAfterMs = -Infinity, createdBeforeMs = Infinity, suffix = '', substring = '' } = selection;
  const { largerThanBytes = -1, smallerThanBytes = Infinity, storageClasses } = selection;
  const { lastModifiedMs, storageClass } = version;
  return (
    (lastModifiedMs === undefined || (lastModifiedMs > createdAfterMs && lastModifiedMs < createdBeforeMs)) &&
    version.sizeBytes > largerThanBytes &&
    version.sizeBytes < smallerThanBytes &&
    version.key.endsWith(suffix) &&
    version.key.includes(substring) &&
    (storageClasses === undefined || storageClass === undefined || storageClasses.includes(storageClass))
  );
}

/** Delete markers have no tags. */
function deleteMarkerFate({ key }: SurveyedVersion, scope: Scope): Fate {
  const decision = decidingRules({ key, tags: {} }, scope.rules);
  if (decision.is !== 'decided') return UNKNOWN_FILTER;
  return decision.rules.some((rule) => rule.deleteMarkers)
    ? { kind: 'unknown', reason: 'delete-marker-status' }
    : notCopied('delete-marker');
}

export function fateOf(version: SurveyedVersion, scope: Scope): Fate {
  const { key, encryption, status, archivedTier, tags, storageClass } = version;
  const { rules, selection } = scope;
  if (scope.prefixes?.some((prefix) => key.startsWith(prefix)) === false) return notCopied('outside-prefixes');
  if (version.deleteMarker) return deleteMarkerFate(version, scope);
  if (storageClass !== undefined && isArchivedClass(storageClass)) return notCopied('archived');
  const byKey = decidingRules({ key }, rules);
  if (byKey.is === 'decided' && byKey.rules.length === 0) return notCopied('outside-rules');
  if (selection !== undefined && !passesByListing(version, selection)) return notCopied('not-selected');
  if (storageClass === undefined || (selection !== undefined && asksForUnknown(version, selection))) return OPEN;
  const decision = tags === undefined ? byKey : decidingRules({ key, tags }, rules);
  if (decision.is === 'open') return OPEN;
  if (decision.is === 'unknown') return UNKNOWN_FILTER;
  if (decision.rules.length === 0) return notCopied('outside-rules');
  if (encryption === undefined) return OPEN;
  const isRead =
    encryption !== 'UNKNOWN' ||
    (decision.rules.every(({ kmsObjects }) => kmsObjects) && selection?.encryption === undefined);
  if (!isRead || status === 'UNKNOWN' || !isKnownClass(storageClass)) return UNKNOWN_WORD;
  const by = decision.rules.filter((rule) => replicatesEncryption(rule, encryption));
  if (by.length === 0) return notCopied('kms-not-opted-in');
  if (storageClass === 'INTELLIGENT_TIERING') {
    if (archivedTier === undefined) return OPEN;
    if (archivedTier) return notCopied('archived');
  }
  if (selection === undefined) return { kind: 'copied', by };
  if (selection.encryption !== undefined && SELECTED_BY[selection.encryption] !== encryption)
    return notCopied('not-selected');
  if (status === undefined) return OPEN;
  const { statuses = DEFAULT_STATUSES } = selection;
  return (statuses as readonly string[]).includes(status)
    ? { kind: 'copied', by }
    : notCopied(REASON_OF_STATUS[status]);
}
