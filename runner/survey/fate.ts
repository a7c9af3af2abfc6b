// What a job does with one version: copies it, or not, for one reason. As much as is known of the version decides; what
// is not known and would decide leaves it open.
import type { NotCopiedReason, UnknownReason } from '../events/estimate-events';
import type { SelectableEncryption } from '../target/selection';
import type { ReplicationRule } from '../ports/replication';
import { DEFAULT_STATUSES, type Selection } from '../target/selection';
import type { Encryption, Status, SurveyedVersion } from '../evidence/surveyed-version';

export type Fate =
  /** By these rules, one for each destination bucket. */
  | { readonly kind: 'copied'; readonly by: readonly ReplicationRule[] }
  | { readonly kind: 'not-copied'; readonly reason: NotCopiedReason }
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

const ARCHIVE_CLASSES: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);
const KMS: ReadonlySet<Encryption> = new Set(['SSE-KMS', 'DSSE-KMS']);
const SELECTED_BY: Readonly<Record<SelectableEncryption, Encryption>> = {
  SSES3: 'SSE-S3',
  SSEKMS: 'SSE-KMS',
  DSSEKMS: 'DSSE-KMS',
  SSEC: 'SSE-C',
  NOTSSE: 'NOT-SSE',
};
const REASON_OF_STATUS: Readonly<Record<Status, NotCopiedReason>> = {
  NONE: 'not-selected',
  FAILED: 'not-selected',
  COMPLETED: 'already-replicated',
  PENDING: 'in-progress',
  REPLICA: 'replica',
};
const OPEN: Fate = { kind: 'open' };

function notCopied(reason: NotCopiedReason): Fate {
  return { kind: 'not-copied', reason };
}

function hasTags(tags: Readonly<Record<string, string>>, rule: ReplicationRule): boolean {
  return Object.entries(rule.tags).every(([key, value]) => tags[key] === value);
}

/** Of the enabled rules that select the version, for each destination the one with the highest priority. */
function decidingRules(
  key: string,
  tags: Readonly<Record<string, string>>,
  rules: readonly ReplicationRule[],
): readonly ReplicationRule[] {
  const selecting = rules.filter((rule) => rule.enabled && key.startsWith(rule.prefix) && hasTags(tags, rule));
  return selecting.filter(
    (rule) =>
      !selecting.some((other) => other.destinationBucket === rule.destinationBucket && other.priority > rule.priority),
  );
}

/** Whether the filter lets pass what a listing tells of the version. */
export function passesByListing(version: SurveyedVersion, selection: Selection): boolean {
  const { createdAfterMs = -Infinity, createdBeforeMs = Infinity, suffix = '', substring = '' } = selection;
  const { largerThanBytes = -1, smallerThanBytes = Infinity, storageClasses } = selection;
  return (
    version.lastModifiedMs > createdAfterMs &&
    version.lastModifiedMs < createdBeforeMs &&
    version.sizeBytes > largerThanBytes &&
    version.sizeBytes < smallerThanBytes &&
    version.key.endsWith(suffix) &&
    version.key.includes(substring) &&
    (storageClasses === undefined || storageClasses.includes(version.storageClass))
  );
}

function deleteMarkerFate({ key }: SurveyedVersion, scope: Scope): Fate {
  const carried = decidingRules(key, {}, scope.rules).some((rule) => rule.deleteMarkers);
  return carried ? { kind: 'unknown', reason: 'delete-marker-status' } : notCopied('delete-marker');
}

/** Whether a rule asks for tags before it can be said which rules select the key. */
function tagsDecide(key: string, rules: readonly ReplicationRule[]): boolean {
  return rules.some((rule) => rule.enabled && key.startsWith(rule.prefix) && Object.keys(rule.tags).length > 0);
}

export function fateOf(version: SurveyedVersion, scope: Scope): Fate {
  const { key, encryption, status, archivedTier } = version;
  const { rules, selection } = scope;
  if (scope.prefixes?.some((prefix) => key.startsWith(prefix)) === false) return notCopied('outside-prefixes');
  if (version.deleteMarker) return deleteMarkerFate(version, scope);
  if (ARCHIVE_CLASSES.has(version.storageClass)) return notCopied('archived');
  if (!rules.some((rule) => rule.enabled && key.startsWith(rule.prefix))) return notCopied('outside-rules');
  if (selection !== undefined && !passesByListing(version, selection)) return notCopied('not-selected');
  if (version.tags === undefined && tagsDecide(key, rules)) return OPEN;
  const deciding = decidingRules(key, version.tags ?? {}, rules);
  if (deciding.length === 0) return notCopied('outside-rules');
  if (encryption === undefined) return OPEN;
  const by = KMS.has(encryption) ? deciding.filter((rule) => rule.kmsObjects) : deciding;
  if (by.length === 0) return notCopied('kms-not-opted-in');
  if (version.storageClass === 'INTELLIGENT_TIERING') {
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
