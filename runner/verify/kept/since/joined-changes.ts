// The changes between two runs of which one at least was by inventories, which are in no order: joined by the database.
import { join } from 'node:path';
import type { NoteEvent } from '../../../events/events';
import type { VersionExample } from '../../../events/comparisons/finding';
import { literal } from '../../../evidence/tables/dialect';
import { DUCKDB, DUCKDB_TEXT, rowsOf } from '../../../evidence/tables/duckdb-dialect';
import { keptRows } from '../../../evidence/kept/kept-rows';
import { filled } from '../../../evidence/tables/filled';
import type { VersionEntry } from '../../../ports/s3/objects';
import type { Row, Tables, Value, Workshop } from '../../../ports/workshop';
import { counted } from '../../../text/figures';
import { visible } from '../../../text/safe-text';
import { groupsIn, type Group } from '../../inventories/group';
import { isUsable } from '../../inventories/told-of-tables';
import { joinedBy } from '../../inventories/duckdb-sides';
import { areaOfSource, areasOf, lengthOf, sideQuery } from '../../inventories/read-sides';
import type { TablePair } from '../../inventories/side-table';
import CHANGES from '../../sql/changes.sql';
import STOOD from '../../sql/stood.sql';
import type { Stood } from '../changes';
import { groupRow } from '../inventories/held-groups';
import { sidesOf } from '../inventories/verify-kept-inventories';
import { rowsName, SIDES, type SideName } from '../keep-comparison';
import type { ChangeCounts } from './change-counts';
import type { ComparedThen, KeptRun } from './compared-then';

const EXAMPLES = 5;

interface Both {
  readonly before: KeptRun;
  readonly after: KeptRun;
  readonly earlier: ComparedThen;
  readonly later: ComparedThen;
}

function parquet(path: string): string {
  return rowsOf({ format: 'Parquet', columns: [], files: [path] });
}

/** A listing that was kept, with the names that sides have. Of copies without what filters have left out, which nobody expects. */
function listed(directory: string, side: SideName, compared: ComparedThen): string {
  const { index, pair } = compared;
  const path = (name: SideName): string => join(directory, rowsName(index, name));
  const expected =
    pair === undefined
      ? ''
      : ` where ${keyOf(side, compared)} not in (select key from ${parquet(path('source'))} where not selected)`;
  return `select key, version_id, is_delete_marker as marker, cast(size as varchar) as size, ${DUCKDB.printOf('e_tag')} as etag_print, case when is_latest then 'true' else 'false' end as latest, null as damage from ${parquet(path(side))}${expected}`;
}

/** The key as the source has it: of copies with the prefix of the source in place of the other. */
function keyOf(side: SideName, { pair }: ComparedThen): string {
  if (pair === undefined || side === 'source') return 'key';
  return `${literal(pair.from.prefix)} || substr(key, ${lengthOf(pair.to.prefix) + 1})`;
}

/** Makes the views of both sides. @returns those of inventories */
async function viewsOf(
  when: 'before' | 'after',
  run: KeptRun,
  compared: ComparedThen,
  areas: readonly string[],
  tables: Tables,
  workshop: Workshop,
): Promise<TablePair | undefined> {
  const { directory, of, kept } = run;
  const both = of.compared === 'inventories' ? await sidesOf({ directory, of, kept }, workshop) : undefined;
  const { pair, scope, index } = compared;
  const isNewest = pair !== undefined;
  const isNumbered = both !== undefined && (await groupsOf(run, index, workshop)).some(isListedTwice);
  for (const side of SIDES) {
    const prefixes = pair === undefined ? scope.prefixes : [side === 'source' ? pair.from.prefix : pair.to.prefix];
    const rows =
      both === undefined
        ? listed(directory, side, compared)
        : sideQuery(
            { table: both[side], prefixes, areas: isNewest ? [] : areas, what: isNewest ? 'newest' : 'versions' },
            DUCKDB_TEXT,
            isNumbered,
          );
    await tables.run(
      filled(STOOD, {
        name: `${when}_${side}`,
        rows,
        key: keyOf(side, compared),
        version_id: isNewest ? "''" : 'version_id',
        which: isNewest ? "latest = 'true' and not marker" : 'true',
      }),
    );
  }
  return both;
}

const PLAIN: VersionEntry = {
  ...{ key: '', versionId: '', deleteMarker: false, latest: true },
  ...{ lastModifiedMs: 0, sizeBytes: 0, etag: '', storageClass: '' },
};

/** What both sides have of a group, as far as a change depends on it. */
function stoodIn(row: Row, when: 'before' | 'after', key: string, etag: string): Stood {
  const source = { ...PLAIN, key, etag, deleteMarker: row[`${when}_marker`] === true };
  const destination = row[`${when}_same`] === true ? source : { ...source, sizeBytes: 1 };
  return {
    source: row[`${when}_source`] === true ? source : undefined,
    destination: row[`${when}_destination`] === true ? destination : undefined,
  };
}

function exampleIn(value: Value | undefined): VersionExample {
  const { key, version_id: versionId } = (value ?? {}) as Row;
  return {
    key: typeof key === 'string' ? key : '',
    ...(typeof versionId === 'string' && versionId !== '' ? { versionId } : {}),
  };
}

function examplesIn(value: Value | undefined): readonly VersionExample[] {
  return Array.isArray(value) ? (value as readonly Value[]).map(exampleIn) : [];
}

/** What the join has told. */
async function groupsOf({ directory, kept }: KeptRun, index: number, workshop: Workshop): Promise<readonly Group[]> {
  const name = rowsName(index, 'groups');
  const size = kept.files.find((file) => file.name === name)?.bytes ?? 0;
  const all: Row[] = [];
  for await (const page of keptRows(join(directory, name), size, ['group'], workshop)) all.push(...page.map(groupRow));
  return groupsIn(all);
}

function isListedTwice({ source, destination }: Group): boolean {
  return [source.damage, destination.damage].includes('listed-twice');
}

/** Rows of its groups that could not be used. */
async function unusable(run: KeptRun, index: number, workshop: Workshop): Promise<number> {
  let rows = 0;
  for (const { side, source, destination, versions } of await groupsOf(run, index, workshop)) {
    if (side !== 'destination' && !isUsable(source.damage)) rows += versions;
    if (side !== 'source' && !isUsable(destination.damage)) rows += versions;
  }
  return rows;
}

/** Rows that could not be read are in neither run. */
async function* unread(
  run: KeptRun,
  index: number,
  both: TablePair | undefined,
  tables: Tables,
  workshop: Workshop,
): AsyncGenerator<NoteEvent> {
  if (both === undefined) return;
  const rows = (await joinedBy(tables, both).rejected()).length + (await unusable(run, index, workshop));
  if (rows === 0) return;
  const detail = `${counted(rows, 'row')} of the inventories in '${visible(run.directory)}' could not be read: what has become of them is not known`;
  yield { kind: 'note', detail };
}

/** @throws RunnerError `unavailable` when memory or disk do not suffice */
export async function* joinedChanges(
  { before, after, earlier, later }: Both,
  counts: ChangeCounts,
  tables: Tables,
  workshop: Workshop,
): AsyncGenerator<NoteEvent> {
  const areas = [...new Set([...areasOf(earlier.scope), ...areasOf(later.scope)])].sort((a, b) => b.length - a.length);
  const old = await viewsOf('before', before, earlier, areas, tables, workshop);
  const now = await viewsOf('after', after, later, areas, tables, workshop);
  const query = filled(CHANGES, {
    area: areaOfSource(areas),
    example: DUCKDB.together({ key: 'source_key', version_id: 'version_id' }),
    examples: String(EXAMPLES),
  });
  for (const row of await tables.rows(query)) {
    const { key } = exampleIn(row['example']);
    const isRewritten = row['rewritten'] === true;
    const [then, since] = [stoodIn(row, 'before', key, ''), stoodIn(row, 'after', key, isRewritten ? 'other' : '')];
    counts.add(then, since, Number(row['versions']), examplesIn(row['examples']));
  }
  yield* unread(before, earlier.index, old, tables, workshop);
  yield* unread(after, later.index, now, tables, workshop);
}
