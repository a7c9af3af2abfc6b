// Inventories that are fetched, checked and joined on this machine, by DuckDB.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  DUCKDB,
  HAS_REJECTED,
  REJECTED,
  rowsOf,
  rowsToJoin,
  TELLING,
  told,
} from '../../evidence/tables/duckdb-dialect';
import { isOtherWord, wordTypes } from '../../evidence/tables/duckdb-words';
import { fetchedTable, UNPACKED, type FetchedTable } from '../../evidence/tables/fetched-table';
import type { RowDamage } from '../../events/comparisons/compared-tables';
import type { Engine } from '../../ports/engine';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Row, Tables, Workshop } from '../../ports/workshop';
import { visible } from '../../text/safe-text';
import { rowsOfSide } from './group';
import type { Joined, JoiningEngine, JoinQueries, Needed, Rejected } from './joined';
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

const SIDES = ['source', 'destination'] as const;
const OTHER_WORDS = 'a storage class, status or encryption is one that is not known here';
const LISTED_TWICE = 'an inventory lists a version more than once';

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

/** Words of either side, in what is told of groups. */
const WORDS = ['class', 'status', 'encryption', 'tier', 'd_class', 'd_status', 'd_encryption'];

function hasOtherWords(groups: readonly Row[]): boolean {
  return groups.some((group) => WORDS.some((name) => isOtherWord(group[name])));
}

/** Whether rows of a side have met more than one of the other: it names a version twice. No side can have fewer rows for that. */
function hasListedTwice({ groups, brought }: Compared): boolean {
  return SIDES.reduce((sum, side) => sum + rowsOfSide(groups, side), 0) !== brought;
}

/** How it is joined: as is usual of inventories, until they turn out to be otherwise. */
interface Way {
  readonly words: 'known' | 'any';
  readonly isNumbered: boolean;
}

interface Compared {
  readonly groups: readonly Row[];
  /** Rows of both sides, before they were joined; undefined: nobody knows. */
  readonly brought: number | undefined;
}

async function comparedBy(tables: Tables, queries: JoinQueries, { words, isNumbered }: Way): Promise<Compared> {
  const statements = [
    ...[...TELLING, ...wordTypes(words)],
    ...SIDES.map((side) => `create or replace view ${side}_side as ${queries[side](isNumbered)}`),
  ];
  for (const statement of statements) await tables.run(statement);
  const steps = await tables.rows(told(`create or replace table compared as ${queries.compared(isNumbered)}`));
  return { groups: await tables.rows(queries.groups('')), brought: rowsToJoin(steps) };
}

/** Both sides by a database on this machine. */
export function joinedBy(tables: Tables, both: TablePair): Joined {
  let way: Way = { words: 'known', isNumbered: false };
  return {
    dialect: DUCKDB,
    async *groups(queries) {
      for (;;) {
        const compared = await comparedBy(tables, queries, way);
        const isOtherwise = way.words === 'known' && hasOtherWords(compared.groups);
        const isTwice = !way.isNumbered && hasListedTwice(compared);
        if (!isOtherwise && !isTwice) return compared.groups;
        way = { words: isOtherwise ? 'any' : way.words, isNumbered: isTwice || way.isNumbered };
        const why = [...(isOtherwise ? [OTHER_WORDS] : []), ...(isTwice ? [LISTED_TWICE] : [])].join(', and ');
        yield { kind: 'note', detail: `${why}: the inventories are joined once more` };
      }
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
