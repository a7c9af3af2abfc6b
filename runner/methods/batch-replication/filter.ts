// The selection as S3's manifest generator takes it, and back.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobManifestGeneratorFilter.html
import type { ManifestFilter, ShownFilter } from '../../ports/batch/job-request';
import { DEFAULT_STATUSES, EVERY_STATUS, type SelectableEncryption, type Selection } from '../../target/selection';
import { defined } from '../../text/defined';

/** The filter that S3 is given; absent members are left out, so that equal selections have equal requests. */
export function filterOf(prefix: string | undefined, selection: Selection): ManifestFilter {
  const { statuses = DEFAULT_STATUSES, suffix, substring, encryption } = selection;
  const names = {
    ...(prefix === undefined ? {} : { MatchAnyPrefix: [prefix] as [string] }),
    ...(suffix === undefined ? {} : { MatchAnySuffix: [suffix] as [string] }),
    ...(substring === undefined ? {} : { MatchAnySubstring: [substring] as [string] }),
  };
  return {
    EligibleForReplication: true,
    ObjectReplicationStatuses: [...statuses],
    ...(Object.keys(names).length === 0 ? {} : { KeyNameConstraint: names }),
    ...(selection.createdAfterMs === undefined ? {} : { CreatedAfter: iso(selection.createdAfterMs) }),
    ...(selection.createdBeforeMs === undefined ? {} : { CreatedBefore: iso(selection.createdBeforeMs) }),
    ...defined({
      ObjectSizeGreaterThanBytes: selection.largerThanBytes,
      ObjectSizeLessThanBytes: selection.smallerThanBytes,
    }),
    ...(selection.storageClasses === undefined ? {} : { MatchAnyStorageClass: [...selection.storageClasses] }),
    ...(encryption === undefined ? {} : { MatchAnyObjectEncryption: [{ [encryption]: {} }] as const }),
  };
}

/** The selection that a filter was made from; one without statuses takes every one. */
export function selectionIn(filter: ShownFilter): Selection {
  const { ObjectReplicationStatuses, KeyNameConstraint = {}, MatchAnyObjectEncryption } = filter;
  const [encryption] = Object.keys(MatchAnyObjectEncryption?.[0] ?? {}) as SelectableEncryption[];
  const members: { readonly [Member in keyof Selection]: Selection[Member] | undefined } = {
    statuses: ObjectReplicationStatuses ?? EVERY_STATUS,
    createdAfterMs: milliseconds(filter.CreatedAfter),
    createdBeforeMs: milliseconds(filter.CreatedBefore),
    largerThanBytes: filter.ObjectSizeGreaterThanBytes,
    smallerThanBytes: filter.ObjectSizeLessThanBytes,
    storageClasses: filter.MatchAnyStorageClass,
    suffix: KeyNameConstraint.MatchAnySuffix?.[0],
    substring: KeyNameConstraint.MatchAnySubstring?.[0],
    encryption,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function milliseconds(moment: Date | string | undefined): number | undefined {
  return typeof moment === 'string' ? Date.parse(moment) : moment?.getTime();
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
