// What comparisons of versions and of copies tell alike of the tables that they have read.
import type { ComparedTables, RowDamage, TableRead } from '../../events/comparisons/compared-tables';
import type { Comparison } from '../../events/comparisons/comparison';
import { RunnerError } from '../../ports/errors';
import { defined } from '../../text/defined';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { Group } from './group';
import type { Damage } from './read-sides';
import type { SideTable, TablePair } from './side-table';
import type { Tally } from './tally';

export interface BothDamages {
  readonly source: Damage;
  readonly destination: Damage;
}

/** Rows that were compared all the same. */
const COMPARED: ReadonlySet<string> = new Set<RowDamage>(['broken-percent']);

export function isUsable(damage: string | null): boolean {
  return damage === null || COMPARED.has(damage);
}

/** That an inventory has nothing where something was named: what was not looked at there is in no number. */
export function nothingUnder(prefix: string, { location }: SideTable): RunnerError {
  return new RunnerError(
    'preflight',
    `nothing was compared: there is no object under '${visible(prefix)}' in the inventory ${visible(location)}`,
    'letter case and slashes count; if there is to be none yet, --allow-empty',
  );
}

/** UTC, as the tables tell it. */
export function secondsOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19);
}

/** How many of those that are in doubt the query keeps of each group. */
export function keptLooks(most: number): string {
  return String(Math.min(Math.max(most, 1), 10_000));
}

/** Counts the rows of a group, and those that are damaged. */
export function countRows(
  { side, versions, source, destination, examples }: Group,
  rows: { source: number; destination: number },
  damage: BothDamages,
): void {
  const keys = examples.map(({ key }) => key);
  if (side !== 'destination') rows.source += versions;
  if (side !== 'source') rows.destination += versions;
  if (side !== 'destination' && source.damage !== null) damage.source.add(source.damage as RowDamage, versions, keys);
  if (side !== 'source' && destination.damage !== null)
    damage.destination.add(destination.damage as RowDamage, versions, keys);
}

/** Storage class and encryption of what both sides have. */
export function noteTraits({ versions, source, destination, examples }: Group, tally: Tally): void {
  const told = examples.map(({ key, versionId }) => ({ key, ...(versionId === '' ? {} : { versionId }) }));
  const traits = [
    ['storage-class', source.storageClass, destination.storageClass],
    ['encryption', source.encryption, destination.encryption],
  ] as const;
  for (const [trait, mine, theirs] of traits) {
    // A delete marker has neither.
    const areKnown = (mine ?? '') !== '' && (theirs ?? '') !== '';
    if (areKnown && mine !== theirs) tally.noteTrait(trait, mine ?? '', theirs ?? '', versions, told);
  }
}

/** Why nothing is green: what nobody knows, and what could not be used; undefined: nothing of the kind. */
export function openReason(unknown: number, damage: BothDamages, noun: string): string | undefined {
  const rows = [...damage.source.rows, ...damage.destination.rows];
  const unusable = rows.reduce((sum, one) => sum + (COMPARED.has(one.damage) ? 0 : one.count), 0);
  const open = [
    ...(unknown === 0
      ? []
      : [`${counted(unknown, noun)} may have changed since the inventories were made, and could not be looked at`]),
    ...(unusable === 0 ? [] : [`${counted(unusable, 'row')} of the inventories could not be used`]),
  ];
  return open.length === 0 ? undefined : `${open.join('; ')}; nothing is amiss with the rest`;
}

interface ReadSoFar {
  readonly rows: { readonly source: number; readonly destination: number };
  readonly damage: BothDamages;
  readonly doubtful: { readonly found: number; readonly looked: number; readonly unknown: number };
  readonly tally: Tally;
}

function readOf(table: SideTable, rows: number, damage: Damage): TableRead {
  const { kind, location, madeMs, files } = table;
  return { kind, location, madeAt: new Date(madeMs).toISOString(), files: files.length, rows, damaged: damage.rows };
}

/** @param why something could not be looked at. @default - there was too much of it */
export function tablesOf(
  { source, destination }: TablePair,
  { rows, damage, doubtful, tally }: ReadSoFar,
  most: number,
  why = `at most ${most} are looked at: --sample allows more`,
): Pick<Comparison, 'sourceDigest' | 'destinationDigest'> & { readonly tables: ComparedTables } {
  return {
    sourceDigest: { sha256: source.sha256, lines: rows.source },
    destinationDigest: { sha256: destination.sha256, lines: rows.destination },
    tables: {
      source: readOf(source, rows.source, damage.source),
      destination: readOf(destination, rows.destination, damage.destination),
      doubtful: { ...doubtful, ...defined({ why: doubtful.unknown === 0 ? undefined : why }) },
      otherTraits: tally.otherTraits(),
      byDay: tally.byDay(),
    },
  };
}

export const NOT_IN_INVENTORIES = 'inventories have neither metadata nor tags';
