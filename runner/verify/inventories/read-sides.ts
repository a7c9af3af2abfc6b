// Both sides as views of the database, and what of their rows could not be read.
import { asNumber, literal, type Dialect } from '../../evidence/tables/dialect';
import { filled } from '../../evidence/tables/filled';
import type { ColumnName } from '../../evidence/tables/table-manifest';
import type { DamagedRows, RowDamage } from '../../events/comparisons/compared-tables';
import type { Scope } from '../scope';
import SIDE from '../sql/side.sql';
import type { Joined } from './joined';
import type { SideTable } from './side-table';

const MOST_EXAMPLES = 5;

/** Prefixes that rules name, or that are compared: below which of them a key lies decides all about it. */
export function areasOf({ prefixes, rules }: Pick<Scope, 'prefixes' | 'rules'>): readonly string[] {
  const named = rules.flatMap(({ prefix, excluded }) => [prefix, ...(excluded?.prefixes ?? [])]);
  return longestFirst([...new Set([...prefixes, ...named])]);
}

export function startsWith(prefix: string, key = 'key'): string {
  return prefix === '' ? 'true' : `starts_with(${key}, ${literal(prefix)})`;
}

/** Of characters, as SQL counts them. */
export function lengthOf(prefix: string): number {
  return Array.from(prefix).length;
}

function longestFirst(prefixes: readonly string[]): readonly string[] {
  return [...prefixes].sort((a, b) => b.length - a.length);
}

/** What is said of the first that a key of the source begins with. It is said after the join, through which it would be carried. */
function ofSourceKey(
  prefixes: readonly string[],
  said: (prefix: string, index: number) => string,
  otherwise: string,
): string {
  const [only] = prefixes;
  if (prefixes.length === 1 && only === '') return said(only, 0);
  const whens = prefixes.map((prefix, index) => `when ${startsWith(prefix, 'source_key')} then ${said(prefix, index)}`);
  return `case ${whens.join(' ')} else ${otherwise} end`;
}

/** @param areas longest first */
export function areaOfSource(areas: readonly string[]): string {
  return ofSourceKey(areas, (_prefix, index) => String(index), '-1');
}

/** @param prefixes that are listed: folders below them are told apart */
export function folderOfSource(prefixes: readonly string[]): string {
  const folder = (prefix: string): string => {
    const length = lengthOf(prefix);
    const below = length === 0 ? 'source_key' : `substr(source_key, ${length + 1})`;
    return `substr(source_key, 1, ${length} + strpos(${below}, '/'))`;
  };
  return ofSourceKey(longestFirst(prefixes), folder, 'cast(null as varchar)');
}

/** Of rows that name the same, the first is one that can be used, and the latest; whatever the order in the files is, it is the same one. */
const FIRST = `case when damage is null then 0 else 1 end, modified desc, size, etag, class, status, encryption`;

/** The newest objects, and what does not rightly say whether it is one. */
const NEWEST = `(latest = 'true' and not marker) or damage in ('columns', 'no-key', 'other-bucket', 'unreadable')`;

/**
 * Of a key that cannot be decoded: whether it would be under a prefix is known by what stands before the first sign that encodes something.
 * @param areas prefixes that tell apart what is compared, and what rules select
 */
function unplacedBy(areas: readonly string[], key: string, written: string, brokenPercent: string): string {
  const named = areas.filter((area) => area !== '');
  if (named.length === 0) return 'false';
  const plain = `split_part(replace(${written}, '+', '%'), '%', 1)`;
  const perhaps = named.map((area) => `(not ${startsWith(area, key)} and starts_with(${literal(area)}, ${plain}))`);
  return `(${brokenPercent}) and (${perhaps.join(' or ')})`;
}

/** Whether what a side names again meets what the other one does; a join by more than it needs takes longer. */
export function sameNth(isNumbered: boolean): string {
  return isNumbered ? 's.nth = d.nth' : 'true';
}

export interface SideOf {
  readonly table: SideTable;
  /** That are compared. */
  readonly prefixes: readonly string[];
  /** Prefixes that rules name, beside those. */
  readonly areas: readonly string[];
  /** What is compared: versions, or the newest object of each key. */
  readonly what: 'versions' | 'newest';
}

/** @param isNumbered whether rows that name the same are told apart, which costs more than the join */
export function sideQuery(
  { table, prefixes, areas, what }: SideOf,
  { text, decoded, brokenPercent, unreadable, printOf, word, damageType }: Dialect,
  isNumbered: boolean,
): string {
  const named = (name: ColumnName): string | undefined => {
    const own = table.names[name];
    return own === undefined ? undefined : text(own, table.format);
  };
  const has = (name: ColumnName): string => named(name) ?? 'cast(null as varchar)';
  const key = has('Key');
  const isCsv = table.format === 'CSV';
  const marker = named('IsDeleteMarker');
  const latest = named('IsLatest');
  const broken = isCsv ? brokenPercent(key) : 'false';
  const seconds = `substr(${has('LastModifiedDate')}, 1, 19)`;
  return filled(SIDE, {
    rows: table.rows,
    unreadable: unreadable(table.columns, table.format),
    key: isCsv ? decoded(key) : key,
    raw_key: key,
    broken_percent: broken,
    unplaced: isCsv ? unplacedBy([...new Set([...prefixes, ...areas])], decoded(key), key, broken) : 'false',
    flags: [
      ...(latest === undefined ? [] : [`${latest} not in ('true', 'false')`]),
      ...(marker === undefined ? [] : [`${marker} not in ('true', 'false', '')`]),
      'false',
    ].join(' or '),
    version_id: has('VersionId'),
    marker: marker === undefined ? 'false' : `${marker} = 'true'`,
    latest: latest ?? "'true'",
    size: has('Size'),
    size_number: asNumber(has('Size')),
    etag: has('ETag'),
    etag_print: printOf(has('ETag')),
    class: word(has('StorageClass'), 'storage_class'),
    status: word(has('ReplicationStatus'), 'replication_status'),
    encryption: word(has('EncryptionStatus'), 'encryption_status'),
    tier: word(has('IntelligentTieringAccessTier'), 'access_tier'),
    damage_type: damageType,
    // HeadObject tells no less than seconds. Both forms have the same places.
    modified: isCsv ? seconds : `replace(${seconds}, ' ', 'T')`,
    bucket: has('Bucket'),
    expected_bucket: literal(table.bucket),
    listed: longestFirst(prefixes)
      .map((prefix) => startsWith(prefix))
      .join(' or '),
    kept: what === 'newest' ? NEWEST : 'true',
    nth: isNumbered
      ? `row_number() over (partition by ${what === 'newest' ? 'key' : 'key, version_id'} order by ${FIRST})`
      : '1',
  });
}

/** Damage by side, gathered row by row or many at once. */
export class Damage {
  readonly #found = new Map<RowDamage, { count: number; readonly examples: string[] }>();

  add(damage: RowDamage, count: number, examples: readonly string[]): void {
    const known = this.#found.get(damage) ?? { count: 0, examples: [] };
    known.count += count;
    known.examples.push(...examples.slice(0, MOST_EXAMPLES - known.examples.length));
    this.#found.set(damage, known);
  }

  get rows(): readonly DamagedRows[] {
    return [...this.#found].map(([damage, found]) => ({ damage, ...found }));
  }
}

/** Adds the rows that could not be read at all to the side that they are of. */
export async function addRejected(
  joined: Joined,
  damage: Readonly<Record<'source' | 'destination', Damage>>,
): Promise<void> {
  for (const { side, damage: why, text } of await joined.rejected())
    damage[side].add(why, 1, text === '' ? [] : [text]);
}
