// Inventories that lie in S3 and are joined there, by Athena: one query for each comparison, whose groups are read here.
import type { RunnerEvent } from '../../events/events';
import { inventoryTable, type AskedTable, type InventoryTable } from '../../evidence/athena/inventory-table';
import { nested, rowsOfQuery } from '../../evidence/athena/query-rows';
import { runQuery, withNeeds, type AthenaQuery } from '../../evidence/athena/run-query';
import { ATHENA } from '../../evidence/tables/athena-dialect';
import { queryCostOf } from '../../estimate/query-cost';
import type { Engine } from '../../ports/engine';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { QueryPlace } from '../../ports/serverless/queries';
import type { Row } from '../../ports/workshop';
import { counted } from '../../text/figures';
import { exactly, times } from '../../text/interval';
import { bytes, dollars } from '../../text/interval-figures';
import { visible } from '../../text/safe-text';
import { groupsIn, rowsOfSide } from './group';
import type { Joined, JoiningEngine, JoinQueries } from './joined';
import type { SideTable } from './side-table';

export interface AthenaInventories {
  readonly engine: 'athena';
  readonly place: QueryPlace;
  readonly source: AskedTable;
  readonly destination: AskedTable;
  /** `s3://…`, where the workgroup says none. @default - the workgroup says it */
  readonly resultsLocation?: string;
  /** Nothing is queried when more may be paid. @default - whatever it costs */
  readonly maxCostUsd?: number;
}

/** `before` of the groups: sides and comparison, which Athena keeps nowhere. Rows are numbered at once: another query would be paid for. */
function before({ source, destination, compared }: JoinQueries): string {
  return `source_side as (${source(true)}),\ndestination_side as (${destination(true)}),\ncompared as (${compared(true)}),\n`;
}

/** Whether both are one folder, with a slash behind it or without. */
function isSamePlace(one: string, other: string | undefined): boolean {
  return other !== undefined && one.replace(/\/+$/, '') === other.replace(/\/+$/, '');
}

function asSide(table: InventoryTable): SideTable {
  return { ...table, kind: 'inventory', paths: [], delivered: [] };
}

function bytesOf({ files }: SideTable): number | undefined {
  let sum = 0;
  for (const { bytes: size } of files) {
    if (size === undefined) return undefined;
    sum += size;
  }
  return sum;
}

class AthenaSides implements JoiningEngine {
  #cutoffBytes: number | undefined;

  constructor(
    private readonly inventories: AthenaInventories,
    private readonly engine: Engine,
  ) {}

  async *read(asked: Parameters<JoiningEngine['read']>[0]): ReturnType<JoiningEngine['read']> {
    const { place } = this.inventories;
    yield* this.#checkWorkgroup();
    const { bucket, with: sidesWith, needed, configured } = asked;
    const { aws } = this.engine;
    const wanted = { needed, configured };
    const tables = await Promise.all([
      inventoryTable(this.inventories.source, place, { ...wanted, flag: 'source-inventory' }, aws),
      inventoryTable(this.inventories.destination, place, { ...wanted, flag: 'destination-inventory' }, aws),
    ]).catch((error: unknown) => {
      throw isRunnerError(error) ? withNeeds(error) : error;
    });
    const [source, destination] = tables;
    if (source.bucket !== bucket)
      throw new RunnerError(
        'usage',
        `the table ${visible(source.table)} is over inventories of the bucket '${visible(source.bucket)}', and the source is '${visible(bucket)}'`,
        `name a table over inventories of '${visible(bucket)}' with --source-inventory`,
      );
    for (const { table, partition, location } of tables)
      yield {
        kind: 'note',
        detail: `Athena reads the partition ${partition} of ${visible(table)}, whose manifest is ${visible(location)}`,
      };
    const both = { source: asSide(source), destination: asSide(destination) };
    sidesWith(both.destination);
    yield* this.#tellCost([both.source, both.destination], asked.comparisons);
    return both;
  }

  join({ source, destination }: Parameters<JoiningEngine['join']>[0]): Promise<Joined> {
    const sides = [
      { name: 'source' as const, side: source },
      { name: 'destination' as const, side: destination },
    ];
    const groups = async function* (self: AthenaSides, queries: JoinQueries): ReturnType<Joined['groups']> {
      const rows = yield* self.#query(queries.groups(before(queries)), 'groups_told', [source, destination]);
      // Before a side that seems empty is asked for any row.
      if (rows.length === 0) groupsIn(rows);
      for (const { name, side } of sides) if (rowsOfSide(rows, name) === 0) yield* self.#checkNotEmpty(side);
      return rows.map((row) => ({ ...row, examples: nested(row['examples']), looks: nested(row['looks']) }));
    };
    return Promise.resolve({
      dialect: ATHENA,
      groups: (queries) => groups(this, queries),
      rejected: () => Promise.resolve([]),
      close: () => Promise.resolve(),
    });
  }

  done(): Promise<void> {
    return Promise.resolve();
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  /** Before anything is paid: whether there is a workgroup, and what it allows. */
  async *#checkWorkgroup(): AsyncGenerator<RunnerEvent> {
    const { place, resultsLocation } = this.inventories;
    const name = `the workgroup '${visible(place.workgroup)}'`;
    try {
      const found = await this.engine.aws.queries.workgroup(place);
      if (found === undefined)
        throw new RunnerError(
          'usage',
          `there is no workgroup '${visible(place.workgroup)}' in ${visible(place.region)}; nothing was queried`,
          'name one that is there with --athena-workgroup: aws athena list-work-groups',
        );
      if (!found.isEnabled)
        throw new RunnerError(
          'preflight',
          `${name} is disabled; nothing was queried`,
          `enable it (aws athena update-work-group --work-group ${visible(place.workgroup)} --state ENABLED), or name another one with --athena-workgroup`,
        );
      if (resultsLocation !== undefined && found.isEnforced && !isSamePlace(resultsLocation, found.resultsLocation))
        throw new RunnerError(
          'usage',
          `${name} enforces its own settings${found.resultsLocation === undefined ? '' : ` (results go to ${visible(found.resultsLocation)})`}, and does not heed --athena-results '${visible(resultsLocation)}'; nothing was queried`,
          'leave --athena-results out, or name a workgroup that leaves it to the query with --athena-workgroup',
        );
      if (!found.hasResults && resultsLocation === undefined)
        throw new RunnerError(
          'usage',
          `${name} does not say where results go; nothing was queried`,
          'name a place that this caller may write: --athena-results s3://bucket/folder/',
        );
      this.#cutoffBytes = found.cutoffBytes;
    } catch (error) {
      if (!isRunnerError(error, 'denied')) throw error;
      yield {
        kind: 'note',
        detail: `${name} could not be looked at, and what it allows is not known: ${error.message}`,
      };
    }
  }

  /** What the queries may scan, and what that costs. @throws RunnerError `preflight` when more may be paid than is allowed */
  async *#tellCost(sides: readonly SideTable[], queries: number): AsyncGenerator<RunnerEvent> {
    await Promise.resolve();
    const { place, maxCostUsd } = this.inventories;
    const sizes = sides.map(bytesOf);
    const isKnown = sizes.every((size) => size !== undefined);
    const all = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
    const isExact = sides.every(({ format }) => format === 'CSV');
    // Of Parquet and ORC only the columns that are named are read.
    const scannedBytes = isExact ? exactly(all) : { value: all, low: 0, high: all };
    const cost = queryCostOf({ region: place.region, scannedBytes, queries });
    if (isKnown) {
      yield {
        kind: 'note',
        detail: `the files of both inventories have ${bytes(all)} packed: ${isExact ? 'so much' : 'at most so much'} is scanned by ${queries === 1 ? 'the query' : `each of ${queries} queries`}`,
      };
      yield cost;
      if (this.#cutoffBytes !== undefined && all > this.#cutoffBytes)
        yield {
          kind: 'note',
          detail: `the workgroup '${visible(place.workgroup)}' stops a query that scans more than ${bytes(this.#cutoffBytes)}`,
        };
    } else
      yield {
        kind: 'note',
        detail: 'the manifests do not say how large their files are: what is scanned is told afterwards',
      };
    if (maxCostUsd === undefined) return;
    const high = isKnown ? cost.once.high : undefined;
    if (high !== undefined && high <= maxCostUsd) return;
    throw new RunnerError(
      'preflight',
      high === undefined
        ? `what the query may cost is not known, and --max-cost allows ${dollars(maxCostUsd)}; nothing was queried`
        : `the query may cost up to ${dollars(high)}, and --max-cost allows ${dollars(maxCostUsd)}; nothing was queried`,
      'raise --max-cost, or have inventories delivered in Parquet, of which fewer bytes are read',
    );
  }

  /** @param column that it asks for */
  async *#query(sql: string, column: string, sides: readonly SideTable[]): AsyncGenerator<RunnerEvent, readonly Row[]> {
    const { place, resultsLocation } = this.inventories;
    const { queries } = this.engine.aws;
    const query: AthenaQuery = {
      place,
      sql,
      of: sides.flatMap(({ location, sha256 }) => [location, sha256]),
      ...(resultsLocation === undefined ? {} : { resultsLocation }),
      ...(this.#cutoffBytes === undefined ? {} : { cutoffBytes: this.#cutoffBytes }),
    };
    const { id, scannedBytes, rows } = yield* runQuery(query, this.engine, async (ended) => ({
      ...ended,
      rows: await rowsOfQuery(queries, place, ended.id, column),
    }));
    const { once } = queryCostOf({ region: place.region, scannedBytes: exactly(scannedBytes), queries: 1 });
    const paid = times(once, 1).value;
    yield {
      kind: 'note',
      detail: `Athena's query ${visible(id)} has scanned ${bytes(scannedBytes)}: ${dollars(paid)}`,
    };
    return rows;
  }

  /** A table without the partition has no rows, and that is no error to Athena. */
  async *#checkNotEmpty(side: SideTable): AsyncGenerator<RunnerEvent> {
    const { rows, location, files, format } = side;
    if (files.length === 0 || bytesOf(side) === 0) return;
    const [one] = yield* this.#query(`select 1 as one from ${rows} as rows_of_side limit 1`, 'one', [side]);
    if (one !== undefined) return;
    throw new RunnerError(
      'unavailable',
      `Athena finds no row at all where the manifest ${visible(location)} has ${counted(files.length, 'file')} of ${format}: the table does not have that partition`,
      'load it (MSCK REPAIR TABLE, or ALTER TABLE ADD PARTITION), or let range, format and interval of the partition projection have it',
    );
  }
}

export function athenaSides(inventories: AthenaInventories, engine: Engine): JoiningEngine {
  return new AthenaSides(inventories, engine);
}
