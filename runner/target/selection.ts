// Which of the eligible object versions under a prefix a job takes: all that S3's manifest generator can filter by, and what
// it cannot, which the runner filters by itself.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobManifestGeneratorFilter.html
import type { ManifestFilter, SelectableEncryption, SelectableStatus } from '../ports/job-request';

export interface Selection {
  /** Replication statuses. @default - NONE and FAILED: what was never replicated, or in vain */
  readonly statuses?: readonly SelectableStatus[];
  /** Milliseconds since 1970; versions that were created after it. @default - any age */
  readonly createdAfterMs?: number;
  /** Milliseconds since 1970; versions that were created before it. @default - any age */
  readonly createdBeforeMs?: number;
  /** Versions that are larger. @default - any size */
  readonly largerThanBytes?: number;
  /** Versions that are smaller. @default - any size */
  readonly smallerThanBytes?: number;
  /** Storage classes, as S3 writes them. @default - every class */
  readonly storageClasses?: readonly string[];
  /** End of the keys. @default - any */
  readonly suffix?: string;
  /** Somewhere in the keys. @default - any */
  readonly substring?: string;
  /** How the versions are encrypted, in S3's words. @default - any */
  readonly encryption?: SelectableEncryption;
  /** Regular expression, with the flag `u`, that is looked for in the whole key; S3 has no such filter. @default - any key */
  readonly match?: string;
  /** Tags that a version has to have, every one; S3 has no such filter. @default - any */
  readonly tags?: Readonly<Record<string, string>>;
  /** Only versions that are the current ones of their keys; S3 has no such filter. @default - every version */
  readonly latestOnly?: true;
}

export const DEFAULT_STATUSES: readonly SelectableStatus[] = ['NONE', 'FAILED'];
const EVERY_STATUS: readonly SelectableStatus[] = [...DEFAULT_STATUSES, 'COMPLETED', 'REPLICA'];

/** Whether S3's manifest generator lacks one of the filters, so that the runner has to find the versions itself. */
export function isSearch({ match, tags, latestOnly }: Selection): boolean {
  return match !== undefined || tags !== undefined || latestOnly !== undefined;
}

/** The filter that S3 is given; absent members are left out, so that equal selections have equal requests. */
export function filterOf(prefix: string, selection: Selection): ManifestFilter {
  const { statuses = DEFAULT_STATUSES, suffix, substring, encryption } = selection;
  const names = {
    ...(prefix === '' ? {} : { MatchAnyPrefix: [prefix] as [string] }),
    ...(suffix === undefined ? {} : { MatchAnySuffix: [suffix] as [string] }),
    ...(substring === undefined ? {} : { MatchAnySubstring: [substring] as [string] }),
  };
  return {
    EligibleForReplication: true,
    ObjectReplicationStatuses: [...statuses],
    ...(Object.keys(names).length === 0 ? {} : { KeyNameConstraint: names }),
    ...(selection.createdAfterMs === undefined ? {} : { CreatedAfter: iso(selection.createdAfterMs) }),
    ...(selection.createdBeforeMs === undefined ? {} : { CreatedBefore: iso(selection.createdBeforeMs) }),
    ...(selection.largerThanBytes === undefined ? {} : { ObjectSizeGreaterThanBytes: selection.largerThanBytes }),
    ...(selection.smallerThanBytes === undefined ? {} : { ObjectSizeLessThanBytes: selection.smallerThanBytes }),
    ...(selection.storageClasses === undefined ? {} : { MatchAnyStorageClass: [...selection.storageClasses] }),
    ...(encryption === undefined ? {} : { MatchAnyObjectEncryption: [{ [encryption]: {} }] as const }),
  };
}

/** A filter as S3 shows it; whoever has made it may have given longer lists than we do. */
interface ShownFilter {
  readonly ObjectReplicationStatuses?: readonly SelectableStatus[] | undefined;
  readonly KeyNameConstraint?:
    | {
        readonly MatchAnySuffix?: readonly string[] | undefined;
        readonly MatchAnySubstring?: readonly string[] | undefined;
      }
    | undefined;
  readonly CreatedAfter?: Date | string | undefined;
  readonly CreatedBefore?: Date | string | undefined;
  readonly ObjectSizeGreaterThanBytes?: number | undefined;
  readonly ObjectSizeLessThanBytes?: number | undefined;
  readonly MatchAnyStorageClass?: readonly string[] | undefined;
  readonly MatchAnyObjectEncryption?: readonly object[] | undefined;
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
