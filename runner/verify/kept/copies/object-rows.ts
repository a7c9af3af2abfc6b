// Objects of a listing, and whether a copy was to have them, as rows that are kept.
import { VERSION_COLUMNS, versionIn, versionRow } from '../../../evidence/kept/version-rows';
import type { Cell, Column } from '../../../evidence/kept/write-parquet';
import type { ParquetRow } from '../../../evidence/parquet-rows';
import type { ListedObject } from '../../../ports/s3/copying';
import type { VersionEntry } from '../../../ports/s3/objects';

export const OBJECT_COLUMNS: readonly Column[] = [
  ...VERSION_COLUMNS,
  /** Whether the filters of the copy let it pass. */
  { name: 'selected', type: 'flag' },
];

/** A version, or an object that is the newest: it has no version id then. */
export type Listed = ListedObject & Partial<Pick<VersionEntry, 'deleteMarker' | 'latest'>>;

export function objectRow(bucket: string, object: Listed, selected: boolean): readonly Cell[] {
  const { versionId = '', deleteMarker = false, latest = true, ...rest } = object;
  return [...versionRow(bucket, { ...rest, versionId, deleteMarker, latest }), selected];
}

export interface KeptObject {
  readonly entry: VersionEntry;
  readonly selected: boolean;
}

export function objectIn(row: ParquetRow): KeptObject {
  return { entry: versionIn(row), selected: row['selected'] !== false };
}
