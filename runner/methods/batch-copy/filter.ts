// What a job copies, as S3's manifest generator takes it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobManifestGeneratorFilter.html
import { COPY_CLASSES, type CopyClass, type ManifestFilter } from '../../ports/batch/job-request';
import { isArchivedClass } from '../../replication/archived-classes';
import { isSearch, type Selection } from '../../target/selection';
import { defined } from '../../text/defined';
import { LARGEST_COPY_BYTES } from './keeps';

/** Whether the generator has all of these filters. */
export function isSaidByGenerator(selection: Selection): boolean {
  return !isSearch(selection) && selection.globs === undefined;
}

/** Classes whose objects are read at once. */
export const READ_AT_ONCE = COPY_CLASSES.filter((name) => !isArchivedClass(name));

/** What a job copies of what was selected. */
export function copyableOf(
  selection: Selection,
): Selection & Required<Pick<Selection, 'smallerThanBytes' | 'storageClasses'>> {
  const { smallerThanBytes = Infinity, storageClasses } = selection;
  return {
    ...selection,
    smallerThanBytes: Math.min(smallerThanBytes, LARGEST_COPY_BYTES + 1),
    storageClasses: READ_AT_ONCE.filter((name) => storageClasses?.includes(name) ?? true),
  };
}

/**
 * Objects that one request copies.
 * @param storageClass of all of them. @default - any that is read at once, as far as they are selected
 */
export function filterOf(prefix: string, storageClass: CopyClass | undefined, asked: Selection): ManifestFilter {
  const selection = copyableOf(asked);
  const { suffix, substring, createdAfterMs, createdBeforeMs, largerThanBytes, smallerThanBytes, storageClasses } =
    selection;
  const names = {
    ...(prefix === '' ? {} : { MatchAnyPrefix: [prefix] as [string] }),
    ...(suffix === undefined ? {} : { MatchAnySuffix: [suffix] as [string] }),
    ...(substring === undefined ? {} : { MatchAnySubstring: [substring] as [string] }),
  };
  return {
    ...(Object.keys(names).length === 0 ? {} : { KeyNameConstraint: names }),
    ...defined({
      CreatedAfter: createdAfterMs === undefined ? undefined : new Date(createdAfterMs).toISOString(),
      CreatedBefore: createdBeforeMs === undefined ? undefined : new Date(createdBeforeMs).toISOString(),
      ObjectSizeGreaterThanBytes: largerThanBytes,
    }),
    ObjectSizeLessThanBytes: smallerThanBytes,
    MatchAnyStorageClass: storageClass === undefined ? [...storageClasses] : [storageClass],
  };
}
