// The versions that a transfer has failed to copy, by whether another try can succeed. Bounded: a report may be larger than the memory.
import type { Cause, Retriable } from '../events/report-events';
import { LeftGroups, type LeftGroup } from '../routes/left-groups';
import type { ObjectVersionId } from '../target/manifest-csv';
import { PackedTexts, TextReader } from './packed-texts';

/** Versions that are kept for each kind; beyond it the service is asked to find them by their status. */
const MOST_KEPT = 100_000;

export interface FailedFor extends Pick<Cause, 'retriable' | 'route'> {
  /** Whether a newer version of the key is there, where that is known. @default false */
  readonly older?: boolean;
}

export interface FailedVersions {
  /** @param version its id is empty where the report has none */
  add(version: ObjectVersionId, cause: FailedFor): void;
  count(retriable: Retriable): number;
  /** Of them, those that another method copies. */
  routed(retriable: Retriable): number;
  /** Undefined when there were too many to keep, or one has no version id. */
  versions(retriable: Retriable): readonly ObjectVersionId[] | undefined;
  /** What other methods copy. */
  readonly groups: readonly LeftGroup[];
}

interface Kept {
  count: number;
  routed: number;
  whole: boolean;
  /** Key and version id by turns. */
  versions: PackedTexts;
}

const nothingKept = (): Kept => ({ count: 0, routed: 0, whole: true, versions: new PackedTexts() });

function versionsIn({ blocks }: PackedTexts): readonly ObjectVersionId[] {
  const texts = new TextReader(blocks);
  const found: ObjectVersionId[] = [];
  while (texts.goesOn) found.push({ key: texts.next(), versionId: texts.next() });
  return found;
}

export function failedVersions(): FailedVersions {
  const kept: Readonly<Record<Retriable, Kept>> = {
    now: nothingKept(),
    'after-remedy': nothingKept(),
    never: nothingKept(),
    unknown: nothingKept(),
  };
  const left = new LeftGroups();
  return {
    add({ key, versionId }, { retriable, route, older }) {
      const group = kept[retriable];
      group.count += 1;
      if (route !== undefined) {
        group.routed += 1;
        left.add(route, { key, versionId }, older);
      }
      if (group.whole && group.count <= MOST_KEPT && versionId !== '') {
        group.versions.add(key);
        group.versions.add(versionId);
      } else if (group.whole) {
        // Some of them are of use to nobody.
        group.whole = false;
        group.versions = new PackedTexts();
      }
    },
    count: (retriable) => kept[retriable].count,
    routed: (retriable) => kept[retriable].routed,
    versions: (retriable) => (kept[retriable].whole ? versionsIn(kept[retriable].versions) : undefined),
    get groups() {
      return left.all;
    },
  };
}
