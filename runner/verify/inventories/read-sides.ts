// Both sides as views of the database, and what of their rows could not be read.
import { asNumber, literal, type Dialect } from '../../evidence/tables/dialect';
import { filled } from '../../evidence/tables/filled';
import type { ColumnName } from '../../evidence/tables/table-manifest';
import type { DamagedRows, RowDamage } from '../../events/certificate';
import type { Scope } from '../scope';
import SIDE from '../sql/side.sql';
import type { Joined } from './joined';
import type { SideTable } from './side-table';

const MOST_EXAMPLES = 5;

/** Prefixes that rules name, or that are compared: below which of them a key lies decides all about it. */
export function areasOf({ prefixes, rules }: Pick<Scope, 'prefixes' | 'rules'>): readonly string[] {
  const named = rules.flatMap(({ prefix, excluded }) => [prefix, ...(excluded?.prefixes ?? [])]);
  return [...new Set([...prefixes, ...named])].sort((a, b) => b.length - a.length);
}

export function startsWith(prefix: string): string {
  return prefix === '' ? 'true' : `starts_with(key, ${literal(prefix)})`;
}

/** Of characters, as SQL counts them. */
export function lengthOf(prefix: string): number {
  return Array.from(prefix).length;
}

/** The first that is so, of the longest first. */
function cases(prefixes: readonly string[], value: (prefix: string, index: number) => number): string {
  const [only] = prefixes;
  if (prefixes.length === 1 && only === '') return String(value(only, 0));
  const whens = prefixes.map((prefix, index) => `when ${startsWith(prefix)} then ${value(prefix, index)}`);
  return `case ${whens.join(' ')} else -1 end`;
}

/** @param areas longest first */
export function sideQuery(
  table: SideTable,
  prefixes: readonly string[],
  areas: readonly string[],
  { text, decoded, brokenPercent, unreadable }: Dialect,
): string {
  const named = (name: ColumnName): string | undefined => {
    const own = table.names[name];
    return own === undefined ? undefined : text(own, table.format);
  };
  const has = (name: ColumnName): string => named(name) ?? 'cast(null as varchar)';
  const key = has('Key');
  const isCsv = table.format === 'CSV';
  const longestFirst = [...prefixes].sort((a, b) => b.length - a.length);
  return filled(SIDE, {
    rows: table.rows,
    unreadable: unreadable(table.columns, table.format),
    key: isCsv ? decoded(key) : key,
    raw_key: key,
    broken_percent: isCsv ? brokenPercent(key) : 'false',
    version_id: has('VersionId'),
    marker: named('IsDeleteMarker') ?? "'false'",
    latest: named('IsLatest') ?? "'true'",
    size: has('Size'),
    size_number: asNumber(has('Size')),
    etag: has('ETag'),
    class: has('StorageClass'),
    status: has('ReplicationStatus'),
    encryption: has('EncryptionStatus'),
    tier: has('IntelligentTieringAccessTier'),
    // Seconds: HeadObject tells no less. Both forms have the same places.
    modified: `replace(substr(${has('LastModifiedDate')}, 1, 19), 'T', ' ')`,
    bucket: has('Bucket'),
    expected_bucket: literal(table.bucket),
    area: cases(areas, (_prefix, index) => index),
    depth: cases(longestFirst, lengthOf),
    listed: longestFirst.map(startsWith).join(' or '),
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
