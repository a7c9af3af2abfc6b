// What the actions of one lifecycle rule will do to what a run takes. Pure.
import type { LifecycleMoment, LifecycleRule, NoncurrentAge } from '../../ports/s3/lifecycle-rule';
import type { ReplicationRule } from '../../ports/s3/replication';
import { isArchivedClass } from '../../replication/archived-classes';
import type { Selection } from '../../target/selection';
import type { Sample } from '../asked/sampled-versions';
import { movable, reachOfCurrent, reachOfNoncurrent, type Reach } from './lifecycle-reach';

export type Side = 'source' | 'destination';

export type Effect =
  | { readonly does: 'expire'; readonly when: LifecycleMoment; readonly reach?: Reach }
  | { readonly does: 'archive'; readonly when: LifecycleMoment; readonly storageClass: string; readonly reach?: Reach }
  | { readonly does: 'delete-noncurrent'; readonly age: NoncurrentAge; readonly reach?: Reach }
  | {
      readonly does: 'archive-noncurrent';
      readonly age: NoncurrentAge;
      readonly storageClass: string;
      readonly reach?: Reach;
    }
  | { readonly does: 'remove-lone-markers' }
  | { readonly does: 'unknown'; readonly elements: readonly string[] };

export interface ReachedBy {
  readonly replication: readonly ReplicationRule[];
  readonly selection: Selection;
  /** @default - nothing was listed */
  readonly sample?: Sample;
  /** Whether nothing is there beside what was listed. */
  readonly isAll: boolean;
}

/** Classes that are no archive: replicas and sources in them are read and replicated as they are. */
const NO_ARCHIVE: ReadonlySet<string> = new Set(['STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR']);

/** A class that is not known here may be an archive. */
function mayArchive({ storageClass }: { readonly storageClass: string }): boolean {
  return isArchivedClass(storageClass) || !NO_ARCHIVE.has(storageClass);
}

/** S3 holds lifecycle rules back from versions whose replication has failed, until it succeeds. */
function isHeldBack({ statuses = [] }: Selection): boolean {
  return statuses.length > 0 && statuses.every((status) => status === 'FAILED');
}

export function effectsOf(rule: LifecycleRule, side: Side, by: ReachedBy, nowMs: number): readonly Effect[] {
  const { filter, expires, deletesNoncurrent, moves, movesNoncurrent, notUnderstood, removesLoneMarkers } = rule;
  const { sample, isAll, selection, replication } = by;
  if (side === 'source' && isHeldBack(selection)) return [];
  const listed = sample?.listed;
  const current = (when: LifecycleMoment, of = listed): { readonly reach?: Reach } =>
    of === undefined ? {} : { reach: reachOfCurrent(of, filter, when, nowMs) };
  const noncurrent = (age: NoncurrentAge, of = listed): { readonly reach?: Reach } =>
    of === undefined ? {} : { reach: reachOfNoncurrent(of, filter, age, nowMs) };
  const left = listed === undefined ? undefined : movable(listed, filter);
  const ofCurrent: readonly Effect[] = [
    ...(expires === undefined ? [] : [{ does: 'expire' as const, when: expires, ...current(expires) }]),
    ...moves
      .filter(mayArchive)
      .map((one) => ({ does: 'archive' as const, when: one, storageClass: one.storageClass, ...current(one, left) })),
  ];
  const ofNoncurrent: readonly Effect[] = [
    ...(deletesNoncurrent === undefined
      ? []
      : [{ does: 'delete-noncurrent' as const, age: deletesNoncurrent, ...noncurrent(deletesNoncurrent) }]),
    ...movesNoncurrent.filter(mayArchive).map((one) => ({
      does: 'archive-noncurrent' as const,
      age: one,
      storageClass: one.storageClass,
      ...noncurrent(one, left),
    })),
  ];
  const isReached = (effect: Effect): boolean => !isAll || !('reach' in effect) || (effect.reach?.of ?? 1) > 0;
  return [
    ...ofCurrent.filter(isReached),
    // Of versions that are current now some are noncurrent later.
    ...(selection.latestOnly === true && side === 'source' ? [] : ofNoncurrent),
    ...(side === 'destination' && removesLoneMarkers === true && replication.some(({ deleteMarkers }) => deleteMarkers)
      ? [{ does: 'remove-lone-markers' as const }]
      : []),
    ...(notUnderstood === undefined ? [] : [{ does: 'unknown' as const, elements: notUnderstood }]),
  ];
}
