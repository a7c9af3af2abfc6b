// Which of the versions that were listed a lifecycle rule takes, and when. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
import { isArchivedClass } from '../../replication/archived-classes';
import type { VersionEntry } from '../../ports/s3/objects';
import type { LifecycleFilter, LifecycleMoment, NoncurrentAge } from '../../ports/s3/lifecycle-rule';

const DAY_MS = 86_400_000;

export interface Reach {
  /** Versions that the action is for, of those that were listed. */
  readonly of: number;
  /** Those whose time has come. */
  readonly due: number;
  /** When it comes to the next one. @default - all are due, or there are none */
  readonly nextMs?: number;
}

/** S3 rounds up to the next midnight, UTC. */
function afterDays(fromMs: number, days: number): number {
  return Math.ceil((fromMs + days * DAY_MS) / DAY_MS) * DAY_MS;
}

/** Tags aside, which a listing does not tell. */
function passes({ key, sizeBytes, deleteMarker }: VersionEntry, filter: LifecycleFilter): boolean {
  const { prefix, largerThanBytes = -1, smallerThanBytes = Infinity } = filter;
  return !deleteMarker && key.startsWith(prefix) && sizeBytes > largerThanBytes && sizeBytes < smallerThanBytes;
}

function reachOf(moments: readonly number[], nowMs: number): Reach {
  const later = moments.filter((moment) => moment > nowMs);
  const due = moments.length - later.length;
  return { of: moments.length, due, ...(later.length === 0 ? {} : { nextMs: Math.min(...later) }) };
}

/** Of current versions. */
export function reachOfCurrent(
  listed: readonly VersionEntry[],
  filter: LifecycleFilter,
  when: LifecycleMoment,
  nowMs: number,
): Reach {
  const moments = listed
    .filter((entry) => entry.latest && passes(entry, filter))
    .map(({ lastModifiedMs }) => ('atMs' in when ? when.atMs : afterDays(lastModifiedMs, when.days)));
  return reachOf(moments, nowMs);
}

/**
 * Of noncurrent versions: each has become noncurrent when the one after it was made.
 * @param listed in S3's order, the newest version of a key first
 */
export function reachOfNoncurrent(
  listed: readonly VersionEntry[],
  filter: LifecycleFilter,
  { days, keepsNewest = 0 }: NoncurrentAge,
  nowMs: number,
): Reach {
  const moments: number[] = [];
  let newer: VersionEntry | undefined;
  let noncurrent = 0;
  for (const entry of listed) {
    if (entry.key !== newer?.key) {
      noncurrent = 0;
      newer = undefined;
    }
    if (!entry.latest) {
      noncurrent += 1;
      if (noncurrent > keepsNewest && passes(entry, filter) && newer !== undefined)
        moments.push(afterDays(newer.lastModifiedMs, days));
    }
    newer = entry;
  }
  return reachOf(moments, nowMs);
}

/** Those that an action which moves to another class leaves to be moved. */
export function movable(listed: readonly VersionEntry[], { smallestMovedBytes = 0 }: LifecycleFilter) {
  // What stays where it is keeps its place: it tells when the version before it became noncurrent.
  return listed.map((entry) =>
    isArchivedClass(entry.storageClass) || entry.sizeBytes < smallestMovedBytes
      ? { ...entry, deleteMarker: true }
      : entry,
  );
}
