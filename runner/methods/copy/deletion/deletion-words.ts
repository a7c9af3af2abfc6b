// What a deletion comes to, in words and as an outcome. Pure.
import type { DeletionEvent } from '../../../events/deletion-events';
import type { Outcome } from '../../../events/exit-code';
import type { Versioning } from '../../../ports/s3/buckets';
import { count as figure, counted } from '../../../text/figures';
import { visible } from '../../../text/safe-text';
import type { KeysOf } from '../plan-copies';

export interface DeletionCounts {
  /** What the destination has and the source has not. */
  readonly objects: number;
  readonly deleted: number;
  /** Of these, by delete markers. */
  readonly markers: number;
  /** Of the markers, those with the version id `null`, as where versioning is suspended. */
  readonly nullMarkers: number;
  /** Of those deleted, in which way is not known: the answer was lost. */
  readonly unclear: number;
  /** Written or deleted by somebody else meanwhile. */
  readonly changed: number;
  readonly failed: number;
  /** Why nothing was deleted. @default - it was done */
  readonly why?: string;
}

export const NOTHING_DELETED: DeletionCounts = {
  objects: 0,
  deleted: 0,
  markers: 0,
  nullMarkers: 0,
  unclear: 0,
  changed: 0,
  failed: 0,
};

export function sumOfDeletions(all: readonly DeletionCounts[]): DeletionCounts {
  const sum = (name: Exclude<keyof DeletionCounts, 'why'>): number => all.reduce((total, one) => total + one[name], 0);
  const why = all.flatMap((one) => one.why ?? [])[0];
  return {
    objects: sum('objects'),
    deleted: sum('deleted'),
    markers: sum('markers'),
    nullMarkers: sum('nullMarkers'),
    unclear: sum('unclear'),
    changed: sum('changed'),
    failed: sum('failed'),
    ...(why === undefined ? {} : { why }),
  };
}

/** Undefined: it adds nothing to what the copies come to. */
export function outcomeOfDeletion({ deleted, changed, failed, why }: DeletionCounts): Outcome | undefined {
  if (failed > 0) return 'some-failed';
  if (why !== undefined || changed > 0) return 'differs';
  return deleted > 0 ? 'done' : undefined;
}

/** In which ways, and how many in each: whether somebody has them back. */
function waysOf({ deleted, markers, nullMarkers, unclear }: DeletionCounts): string {
  const ways = [
    [markers - nullMarkers, 'by delete markers, which hide them and can be removed again'],
    [
      nullMarkers,
      'by delete markers with the version id null, since versioning is suspended: what had that id is gone for good, and versions with ids of their own are behind the markers',
    ],
    [deleted - markers - unclear, 'for good: there are no versions'],
    [unclear, 'in a way that is not known, since the answer was lost: look whether there are delete markers'],
  ] as const;
  const taken = ways.filter(([many]) => many > 0);
  const [only] = taken;
  if (taken.length === 1 && only !== undefined) return ` ${only[1]}`;
  return taken.map(([many, how]) => `, ${figure(many)} ${how}`).join('');
}

export function deletionSummary(counts: DeletionCounts): string {
  const { objects, deleted, changed, failed, why } = counts;
  if (why !== undefined) return `nothing was deleted at the destination: ${why}`;
  if (objects === 0) return 'nothing to delete at the destination';
  return [
    `${counted(deleted, 'object')} deleted at the destination${waysOf(counts)}`,
    ...(changed > 0 ? [`${figure(changed)} left there, since somebody else has changed them meanwhile`] : []),
    ...(failed > 0 ? [`${figure(failed)} could not be deleted`] : []),
  ].join(', ');
}

const HOW: Readonly<Record<Versioning | 'unknown', string>> = {
  Enabled: 'by delete markers, which hide them and can be removed again',
  Suspended:
    'with versioning suspended: those written since, or before there was versioning, for good, and the others by delete markers, behind which they are still',
  'never enabled': 'for good: the bucket keeps no versions',
  unknown: 'and whether the bucket keeps versions is not known: it may be for good',
};

/** Before anything is sent. */
export function foreseenDeletion(
  { bucket, prefix }: KeysOf,
  objects: number,
  examples: readonly string[],
  versioning: Versioning | undefined,
): DeletionEvent {
  const place = `'s3://${bucket}/${visible(prefix)}'`;
  const more = objects > examples.length ? `, and ${figure(objects - examples.length)} more` : '';
  const names = examples.map((key) => `'${visible(key)}'`).join(', ');
  const detail =
    objects === 0
      ? `${place} has nothing that the source has not: nothing would be deleted`
      : `${counted(objects, 'object')} of ${place} that the source has not would be deleted after the copies, ${HOW[versioning ?? 'unknown']}: ${names}${more}`;
  const nothing = { deleted: 0, markers: 0, changed: 0, failed: 0 };
  return { kind: 'deletion', stage: 'foreseen', bucket, prefix, ...nothing, objects, examples, detail };
}

/** @param examples of what was deleted, and of what failed */
export function endedDeletion(
  { bucket, prefix }: KeysOf,
  counts: DeletionCounts,
  examples: readonly string[],
  errors: readonly string[] = [],
): DeletionEvent {
  const { objects, deleted, markers, nullMarkers, unclear, changed, failed, why } = counts;
  const stage = why === undefined ? 'done' : 'left-out';
  const said = errors.length === 0 ? '' : `: ${errors.join('; ')}`;
  const detail = `s3://${bucket}/${visible(prefix)}: ${deletionSummary(counts)}${said}`;
  return {
    ...{ kind: 'deletion', stage, bucket, prefix, objects, deleted, markers, changed, failed, examples, detail },
    ...(nullMarkers === 0 ? {} : { nullMarkers }),
    ...(unclear === 0 ? {} : { unclear }),
  };
}
