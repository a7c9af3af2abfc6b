// Brings the rows of Glue's tables into the engine, as Athena's readers of CSV and Parquet see them.
// https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isCallerAllowed, notAuthorized } from '../../iam/access/caller-permission';
import type { Query } from '../../world/serverless/athena-query';
import type { GlueColumn, GlueTable } from '../../world/serverless/glue-catalog';
import type { World } from '../../world/world';
import { inTheNameOf } from '../athena-call';
import { identifier, literal, messageOf, type Connection } from './duckdb';
import { qualified, type TableUse } from './parse-query';
import { badData, insufficient, noDatabase, noTable } from './query-failure';
import { partitionsOf, type Partition } from './table-files';

const SERDES: Readonly<Record<string, 'CSV' | 'Parquet'>> = {
  'org.apache.hadoop.hive.serde2.OpenCSVSerde': 'CSV',
  'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe': 'Parquet',
};

/** By type of Hive. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'varchar',
  boolean: 'boolean',
  int: 'integer',
  bigint: 'bigint',
  double: 'double',
  timestamp: 'timestamp',
  date: 'date',
};

export interface OpenedTable {
  readonly table: GlueTable;
  readonly partitions: readonly Partition[];
}

/** Looks the tables up, and reads their objects. @throws QueryFailure */
export function openTables(world: World, query: Query, uses: readonly TableUse[]): readonly OpenedTable[] {
  const merged = new Map<string, { readonly table: GlueTable; equal: TableUse['equal'] }>();
  for (const { database, table: name, equal } of uses) {
    const table = tableOf(world, query, database === '' ? (query.database ?? 'default') : database, name);
    const known = merged.get(table.arn);
    merged.set(table.arn, { table, equal: known === undefined ? equal : either(known.equal, equal) });
  }
  return [...merged.values()].map(({ table, equal }) => ({
    table,
    partitions: partitionsOf(world, query, table, equal),
  }));
}

/** What both ask for; a column that one of them says nothing of is not limited. */
function either(one: TableUse['equal'], other: TableUse['equal']): TableUse['equal'] {
  return new Map(
    [...one].flatMap(([column, values]) => {
      const more = other.get(column);
      return more === undefined ? [] : [[column, new Set([...values, ...more])] as const];
    }),
  );
}

/** The caller needs the permissions of Glue, on the catalog, the database and the table. */
function tableOf(world: World, query: Query, databaseName: string, name: string): GlueTable {
  const { partition } = world;
  const { region, accountId, caller } = query;
  const arn = (rest: string): string => `arn:${partition}:glue:${region}:${accountId}:${rest}`;
  const database = databaseName.toLowerCase();
  const needed = [
    ['glue:GetDatabase', ['catalog', `database/${database}`]],
    ['glue:GetTable', ['catalog', `database/${database}`, `table/${database}/${name}`]],
  ] as const;
  const request = { ...inTheNameOf(caller, region), method: 'POST', path: '/' };
  for (const [action, resources] of needed)
    for (const resource of resources.map(arn))
      if (!isCallerAllowed(world, request, action, resource))
        throw insufficient(notAuthorized(request, action, resource));
  if (!world.glueDatabases.has(arn(`database/${database}`))) throw noDatabase(database);
  const found = world.glueTables.get(arn(`table/${database}/${name}`));
  if (found === undefined) throw noTable(database, name);
  return found;
}

export const scannedBytes = (tables: readonly OpenedTable[]): number =>
  tables
    .flatMap(({ partitions }) => partitions)
    .flatMap(({ files }) => files)
    .reduce((sum, { size }) => sum + size, 0);

/** Each as a table of the engine; afterwards nothing is left on the disk, and the engine looks at no file any more. */
export async function loadTables(connection: Connection, tables: readonly OpenedTable[]): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-query-'));
  try {
    for (const [index, one] of tables.entries()) await load(connection, one, path.join(folder, String(index)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await connection.run('set enable_external_access = false');
  await connection.run('set lock_configuration = true');
}

async function load(connection: Connection, { table, partitions }: OpenedTable, stem: string): Promise<void> {
  const { StorageDescriptor: { Columns: columns = [], SerdeInfo: serde } = {}, PartitionKeys: keys = [] } = table.input;
  const format = SERDES[serde?.SerializationLibrary ?? ''];
  if (format === undefined) throw badData(`the SerDe ${serde?.SerializationLibrary ?? ''} is not emulated`);
  const name = qualified(table.databaseName, table.name);
  await connection.run(`create schema if not exists ${identifier(table.databaseName)}`);
  await connection.run(
    `create table ${name} (${[...columns, ...keys].map((one) => `${nameOf(one)} ${typeOf(one)}`).join(', ')})`,
  );
  let count = 0;
  for (const { values, files } of partitions) {
    const partition = keys.map((key) => literal(values.get(key.Name.toLowerCase()) ?? ''));
    for (const { url, body } of files) {
      if (body.length === 0) continue;
      const file = `${stem}-${count++}`;
      // What is no UTF-8 becomes U+FFFD, as in Java.
      writeFileSync(file, format === 'CSV' ? body.toString('utf8') : body);
      try {
        const source = format === 'CSV' ? csv(columns, file) : await parquet(connection, columns, file);
        await connection.run(
          `insert into ${name} select ${[source.select, ...partition].join(', ')} from ${source.from}`,
        );
      } catch (error) {
        throw badData(`Error reading ${url}: ${messageOf(error)}`);
      }
    }
  }
}

const nameOf = ({ Name }: GlueColumn): string => identifier(Name.toLowerCase());

function typeOf({ Name, Type = 'string' }: GlueColumn): string {
  const type = TYPES[Type.toLowerCase()];
  if (type === undefined) throw badData(`the type ${Type} of the column ${Name} is not emulated`);
  return type;
}

interface Source {
  readonly select: string;
  readonly from: string;
}

/** A row with too few fields has null in the others; what it has too many is left out; empty is not null. */
function csv(columns: readonly GlueColumn[], file: string): Source {
  const named = columns.map((one) => `${literal(one.Name.toLowerCase())}: 'VARCHAR'`).join(', ');
  const options = [
    'header = false',
    'auto_detect = false',
    "delim = ','",
    `quote = '"'`,
    `escape = '"'`,
    "nullstr = '\u0001'",
    'null_padding = true',
    'strict_mode = false',
    'parallel = false',
  ];
  return {
    select: columns.map((one) => `cast(${nameOf(one)} as ${typeOf(one)})`).join(', '),
    from: `read_csv(${literal(file)}, ${options.join(', ')}, columns = {${named}})`,
  };
}

/** Columns are found by their names. */
async function parquet(connection: Connection, columns: readonly GlueColumn[], file: string): Promise<Source> {
  const schema = await connection.runAndReadAll(`select name from parquet_schema(${literal(file)})`);
  const there = new Set(schema.getRows().map(([name]) => String(name).toLowerCase()));
  return {
    select: columns
      .map((one) => (there.has(one.Name.toLowerCase()) ? `cast(${nameOf(one)} as ${typeOf(one)})` : 'null'))
      .join(', '),
    from: `read_parquet(${literal(file)})`,
  };
}
