// A group of versions that are alike in all that a verdict depends on, as the query tells it.
import { literal, type Dialect } from '../../evidence/tables/dialect';
import { filled } from '../../evidence/tables/filled';
import { RunnerError } from '../../ports/errors';
import type { Row, Value } from '../../ports/workshop';
import type { VersionEntry, VersionHead } from '../../ports/s3/objects';
import { OTHER_PREFIXES } from '../../text/key-folder';
import { shownJson } from '../../text/safe-text';
import GROUPS from '../sql/groups.sql';

/** Folders, and days, that are told apart. */
const MOST = 200;
const OTHER_DAYS = '(other days)';

/**
 * The query for the groups of what was compared.
 * @param before what is said before it: of an engine that keeps no tables
 */
export function groupsOf(examples: number, looks: number, { firstOf }: Dialect, before: string): string {
  return filled(GROUPS, {
    before,
    most: String(MOST),
    other_folders: literal(OTHER_PREFIXES),
    other_days: literal(OTHER_DAYS),
    first_examples: firstOf('examples', examples),
    first_looks: firstOf('looks', Math.max(looks, 1)),
  });
}

export interface TableExample {
  readonly key: string;
  readonly versionId: string;
  readonly sizeBytes: number;
}

/** What an inventory says of one side; null: it has no such column. */
interface SideOfGroup {
  readonly marker: boolean;
  readonly storageClass: string | null;
  /** Empty: S3 has never tried to replicate it. */
  readonly status: string | null;
  readonly encryption: string | null;
  /** Why its rows cannot be used as they are. */
  readonly damage: string | null;
}

export interface Group {
  readonly side: 'both' | 'source' | 'destination';
  readonly sameSize: boolean;
  readonly sameEtag: boolean;
  /** Whether it may be another way since the inventories were made. */
  readonly doubtful: boolean;
  readonly area: number;
  /** Of copies: the source was written after its copy. */
  readonly newer: boolean;
  /** Of copies: nothing is left of the key. */
  readonly nameless: boolean;
  /** Of copies: below the size from which on they have a class of their own. */
  readonly small: boolean;
  readonly source: SideOfGroup & { readonly tier: string | null };
  readonly destination: SideOfGroup;
  readonly folder: string;
  readonly day: string;
  readonly versions: number;
  readonly bytes: number;
  /** A few, where there is something to tell. */
  readonly examples: readonly TableExample[];
  /** Those that can be looked at again. */
  readonly looks: readonly TableExample[];
}

function text(value: Value | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function examplesIn(value: Value | undefined): readonly TableExample[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly Row[]).map((one) => ({
    key: text(one['key']) ?? '',
    versionId: text(one['version_id']) ?? '',
    sizeBytes: Number(one['size'] ?? 0),
  }));
}

/** Undefined: no row has a size. */
function sideIn(row: Row, before: string): SideOfGroup {
  return {
    marker: row[`${before}marker`] === true,
    storageClass: text(row[`${before}class`]),
    status: text(row[`${before}status`]),
    encryption: text(row[`${before}encryption`]),
    damage: text(row[`${before}damage`]),
  };
}

const SIDES: readonly unknown[] = ['both', 'source', 'destination'] satisfies readonly Group['side'][];

/** Rows of a side that were joined; one that has met several of the other side is as many. */
export function rowsOfSide(rows: readonly Row[], side: 'source' | 'destination'): number {
  const other = side === 'source' ? 'destination' : 'source';
  return rows.reduce((sum, row) => sum + (row['side'] === other ? 0 : Number(row['versions'])), 0);
}

/** @throws RunnerError `unavailable` when some are missing, or are none */
export function groupsIn(rows: readonly Row[]): readonly Group[] {
  const [first] = rows;
  if (first === undefined) throw damaged('it has no row, and it has one even where there is no group');
  if (rows.length === 1 && first['side'] === null && first['groups_told'] === null) return [];
  for (const { side, versions, groups_told: told } of rows) {
    if (!SIDES.includes(side) || !Number.isSafeInteger(versions) || Number(versions) < 1)
      throw damaged('a row of it is no group of versions');
    if (told !== rows.length) throw damaged(`it has ${rows.length} of ${shownJson(told)} groups`);
  }
  return rows.map(groupOf);
}

function damaged(why: string): RunnerError {
  return new RunnerError(
    'unavailable',
    `what came of the comparison is not whole: ${why}`,
    'run the same command again',
  );
}

function groupOf(row: Row): Group {
  return {
    side: row['side'] as Group['side'],
    sameSize: row['same_size'] === true,
    sameEtag: row['same_etag'] === true,
    doubtful: row['doubtful'] === true,
    area: Number(row['area'] ?? -1),
    newer: row['newer'] === true,
    nameless: row['nameless'] === true,
    small: row['small'] === true,
    source: { ...sideIn(row, ''), tier: text(row['tier']) },
    destination: sideIn(row, 'd_'),
    folder: text(row['folder']) ?? '',
    day: text(row['day']) ?? '',
    versions: Number(row['versions']),
    bytes: Number(row['bytes'] ?? 0),
    examples: examplesIn(row['examples']),
    looks: examplesIn(row['looks']),
  };
}

/** The version as a listing would tell it, but for its ETag and its time, which only a look at it tells. */
export function entryOf(example: TableExample, { marker, storageClass }: SideOfGroup): VersionEntry {
  const { key, versionId, sizeBytes } = example;
  return {
    key,
    versionId,
    deleteMarker: marker,
    latest: false,
    lastModifiedMs: 0,
    sizeBytes,
    etag: '',
    storageClass: storageClass ?? '',
  };
}

const ARCHIVE_TIERS: Readonly<Record<string, string>> = {
  ARCHIVE: 'ARCHIVE_ACCESS',
  DEEP_ARCHIVE: 'DEEP_ARCHIVE_ACCESS',
};

/** The version as HeadObject would tell it, as far as an inventory knows; undefined: it has no status. */
export function headOf(
  { versionId, sizeBytes }: TableExample,
  { storageClass, status, encryption, tier = null }: SideOfGroup & { readonly tier?: string | null },
): VersionHead | undefined {
  if (status === null) return undefined;
  const archiveStatus = ARCHIVE_TIERS[tier ?? ''];
  return {
    versionId,
    sizeBytes,
    etag: '',
    lastModifiedMs: 0,
    storageClass: storageClass ?? '',
    ...(status === '' ? {} : { replicationStatus: status }),
    encryption: encryption ?? '',
    bucketKey: false,
    contentType: '',
    headers: {},
    metadata: {},
    tagCount: 0,
    ...(archiveStatus === undefined ? {} : { archiveStatus }),
  };
}
