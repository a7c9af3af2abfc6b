// The failed versions of a completion report, by whether a new job can succeed. Bounded: a report may be larger than the memory.
import { causeOf, type Retriable } from './causes';
import type { ObjectVersionId } from '../../../target/manifest-csv';
import type { ReportRow } from './report-rows';

/** Versions that are kept for each kind; beyond it S3 is asked to find them by their status. */
const MOST_KEPT = 100_000;

export interface FailedVersions {
  add(row: ReportRow): void;
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
  };
  return {
    add({ succeeded, code, key, versionId }) {
      if (succeeded) return;
      const group = kept[causeOf(code).retriable];
      group.count += 1;
      if (group.versions.length < MOST_KEPT && versionId !== '') group.versions.push({ key, versionId });
      else group.whole = false;
    },
    count: (retriable) => kept[retriable].count,
    versions: (retriable) => (kept[retriable].whole ? kept[retriable].versions : undefined),
  };
}
