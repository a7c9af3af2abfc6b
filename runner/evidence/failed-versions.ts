// The versions that a transfer has failed to copy, by whether another try can succeed. Bounded: a report may be larger than the memory.
import type { Retriable } from '../events/report-events';
import type { ObjectVersionId } from '../target/manifest-csv';

/** Versions that are kept for each kind; beyond it the service is asked to find them by their status. */
const MOST_KEPT = 100_000;

export interface FailedVersions {
  /** @param version its id is empty where the report has none */
  add(version: ObjectVersionId, retriable: Retriable): void;
  count(retriable: Retriable): number;
  /** Undefined when there were too many to keep, or one has no version id. */
  versions(retriable: Retriable): readonly ObjectVersionId[] | undefined;
}

interface Kept {
  count: number;
  whole: boolean;
  readonly versions: ObjectVersionId[];
}

const nothingKept = (): Kept => ({ count: 0, whole: true, versions: [] });

export function failedVersions(): FailedVersions {
  const kept: Readonly<Record<Retriable, Kept>> = {
    now: nothingKept(),
    'after-remedy': nothingKept(),
    never: nothingKept(),
    unknown: nothingKept(),
  };
  return {
    add({ key, versionId }, retriable) {
      const group = kept[retriable];
      group.count += 1;
      if (group.versions.length < MOST_KEPT && versionId !== '') group.versions.push({ key, versionId });
      else group.whole = false;
    },
    count: (retriable) => kept[retriable].count,
    versions: (retriable) => (kept[retriable].whole ? kept[retriable].versions : undefined),
  };
}
