// Inventories that are fetched, checked and joined on this machine, by DuckDB.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DUCKDB, HAS_REJECTED, REJECTED, rowsOf } from '../../evidence/tables/duckdb-dialect';
import { fetchedTable, UNPACKED, type FetchedTable } from '../../evidence/tables/fetched-table';
import type { RowDamage } from '../../events/comparisons/compared-tables';
import type { Engine } from '../../ports/engine';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Tables, Workshop } from '../../ports/workshop';
import { visible } from '../../text/safe-text';
import type { Joined, JoiningEngine, Needed, Rejected } from './joined';
import { listedTable } from './listed-table';
import type { SideTable, TablePair } from './side-table';

export interface DuckDbInventories {
  readonly engine: 'duckdb';
  /** manifest.json: `s3://…`, or a path of this machine. */
  readonly source: string;
  /** The same of the destination. @default - it is listed now */
  readonly destination?: string;
  /** That the join may use; what does not fit goes to disk. */
  readonly memoryMebibytes: number;
  /** @default - all processors */
  readonly threads?: number;
}

const DAMAGE_OF: Readonly<Record<string, RowDamage>> = {
  'MISSING COLUMNS': 'columns',
  'TOO MANY COLUMNS': 'columns',
  'INVALID ENCODING': 'encoding',
  'UNQUOTED VALUE': 'quotes',
};

async function rejectedIn(tables: Tables, { source, destination }: TablePair): Promise<readonly Rejected[]> {
  const isThere = await tables.rows(HAS_REJECTED);
  if (isThere.length === 0) return [];
  const placeIn = ({ paths }: SideTable, path: unknown): number => paths.indexOf(typeof path === 'string' ? path : '');
  const found = (await tables.rows(REJECTED)).flatMap(({ path, why, text }) => {
    const place = Math.max(placeIn(source, path), placeIn(destination, path));
    const side = placeIn(source, path) >= 0 ? ('source' as const) : ('destination' as const);
    const damage = DAMAGE_OF[typeof why === 'string' ? why : ''] ?? 'unreadable';
    return place < 0 ? [] : [{ place, rejected: { side, damage, text: typeof text === 'string' ? text : '' } }];
  });
  // In the order of the manifest, wherever the files lie, and whatever they are called there.
  return found.sort((a, b) => a.place - b.place).map(({ rejected }) => rejected);
}

/** Both sides by a database on this machine. */
export function joinedBy(tables: Tables, both: TablePair): Joined {
  return {
    dialect: DUCKDB,
    // eslint-disable-next-line require-yield -- what this machine does is over before there is something to tell
    async *groups({ source, destination, compared, groups }) {
      await tables.run(`create or replace view source_side as ${source}`);
      await tables.run(`create or replace view destination_side as ${destination}`);
      await tables.run(`create or replace table compared as ${compared}`);
      return tables.rows(groups(''));
    },
    rejected: () => rejectedIn(tables, both),
    tables,
    close: () => tables.close(),
  };
}

/** The same for the same inventories: whoever starts again finds what was fetched. */
function folderOf({ source, destination = '' }: DuckDbInventories, { journal }: Engine): string {
  const name = createHash('sha256')
    .update(JSON.stringify([source, destination]))
    .digest('hex')
    .slice(0, 16);
  return join(journal.directory, `inventories-${name}`);
}

type Place = Parameters<typeof fetchedTable>[2];

export function asSide(table: FetchedTable, kind: SideTable['kind']): SideTable {
  const { format, columns, paths } = table;
  return { ...table, kind, rows: rowsOf({ format, columns, files: paths }) };
}

async function sourceTable(location: string, bucket: string, needed: Needed, place: Place): Promise<SideTable> {
  const table = await fetchedTable(location, { ...needed, flag: 'source-inventory' }, place);
  if (table.bucket === bucket) return asSide(table, 'inventory');
  throw new RunnerError(
    'usage',
    `the inventory ${visible(location)} is of the bucket '${visible(table.bucket)}', and the source is '${visible(bucket)}'`,
    `name an inventory of '${visible(bucket)}' with --source-inventory`,
  );
}

async function destinationTable(
  location: string | undefined,
  needed: Needed,
  place: Place,
): Promise<SideTable | undefined> {
  if (location === undefined) return undefined;
  return asSide(await fetchedTable(location, { ...needed, flag: 'destination-inventory' }, place), 'inventory');
}

/** @param areCopies whether the newest objects are listed, and no versions */
export function duckDbSides(
  inventories: DuckDbInventories,
  areCopies: boolean,
  engine: Engine,
  workshop: Workshop,
): JoiningEngine {
  const folder = folderOf(inventories, engine);
  return {
    // eslint-disable-next-line require-yield -- what is told of both is told of them when they are there
    async *read({ needed, configured, bucket, with: sidesWith }) {
      const other = new AbortController();
      const place = { buckets: engine.aws.buckets, workshop, signal: other.signal };
      const wanted = { needed, configured };
      const reading = [
        sourceTable(inventories.source, bucket, wanted, { ...place, folder: join(folder, 'source') }),
        destinationTable(inventories.destination, wanted, { ...place, folder: join(folder, 'destination') }),
      ] as const;
      for (const side of reading) side.catch(() => other.abort());
      // Whoever removes what they have written waits for both.
      const [first] = await Promise.allSettled(reading);
      // It has ended since the other cannot be used, which says why.
      if (first.status === 'rejected' && isRunnerError(first.reason, 'interrupted')) await reading[1];
      const [source, given] = await Promise.all(reading);
      const sides = sidesWith(given);
      const destination =
        given ?? asSide(await listedTable(sides, areCopies, join(folder, 'destination'), workshop, engine), 'listing');
      return { source, destination };
    },
    async join(both) {
      const { memoryMebibytes, threads = workshop.processors } = inventories;
      return joinedBy(await workshop.open({ folder, memoryMebibytes, threads, signal: engine.signal }), both);
    },
    // What was fetched stays only where something has gone wrong, for whoever starts again.
    done: () => workshop.remove(folder),
    async end() {
      for (const side of ['source', 'destination']) await workshop.remove(join(folder, side, UNPACKED));
    },
  };
}
