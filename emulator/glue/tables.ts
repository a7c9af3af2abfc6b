// Tables of the Data Catalog. They are kept as they were put; Athena is who reads them.
// https://docs.aws.amazon.com/glue/latest/webapi/API_CreateTable.html
import * as z from 'zod';
import { arnHere, isHere, pageOf, readInput } from '../monitoring/monitoring-call';
import type { GlueTable } from '../world/serverless/glue-catalog';
import {
  authorizeIn,
  CATALOG,
  glueFault,
  NAME,
  notFound,
  openDatabase,
  PAGE,
  seconds,
  TEXTS,
  type Answer,
  type GlueCall,
  type GlueOperations,
} from './glue-call';

export const TABLE_OPERATIONS: GlueOperations = {
  CreateTable: create,
  GetTable: get,
  GetTables: list,
  UpdateTable: update,
  DeleteTable: remove,
  GetPartitionIndexes: partitionIndexes,
};

const COLUMN = z.strictObject({
  Name: NAME,
  Type: z.string().max(131_072).optional(),
  Comment: z.string().max(255).optional(),
  Parameters: TEXTS.optional(),
});
const STORAGE = z.strictObject({
  Columns: z.array(COLUMN).optional(),
  Location: z.string().max(2056).optional(),
  AdditionalLocations: z.array(z.never()).optional(),
  InputFormat: z.string().max(128).optional(),
  OutputFormat: z.string().max(128).optional(),
  Compressed: z.boolean().optional(),
  NumberOfBuckets: z.int().optional(),
  SerdeInfo: z
    .strictObject({
      Name: NAME.optional(),
      SerializationLibrary: NAME.optional(),
      Parameters: TEXTS.optional(),
    })
    .optional(),
  BucketColumns: z.array(NAME).optional(),
  SortColumns: z.array(z.strictObject({ Column: NAME, SortOrder: z.int() })).optional(),
  Parameters: TEXTS.optional(),
  StoredAsSubDirectories: z.boolean().optional(),
});
const TABLE_INPUT = z.strictObject({
  Name: NAME,
  Description: z.string().max(2048).optional(),
  Owner: NAME.optional(),
  Retention: z.int().min(0).optional(),
  StorageDescriptor: STORAGE.optional(),
  PartitionKeys: z.array(COLUMN).optional(),
  ViewOriginalText: z.string().optional(),
  ViewExpandedText: z.string().optional(),
  TableType: z.string().max(255).optional(),
  Parameters: TEXTS.optional(),
});
const IN_DATABASE = { ...CATALOG, DatabaseName: NAME };
const NAMED = z.strictObject({ ...IN_DATABASE, Name: NAME });

const arnOf = (call: GlueCall, database: string, name: string): string =>
  arnHere(call, 'glue', `table/${database.toLowerCase()}/${name.toLowerCase()}`);

function authorizeTable(call: GlueCall, catalogId: string | undefined, database: string, name: string): void {
  const rest = `table/${database.toLowerCase()}/${name.toLowerCase()}`;
  authorizeIn(call, `glue:${call.operation}`, catalogId, rest);
}

function openTable(call: GlueCall, database: string, name: string): GlueTable {
  openDatabase(call, database);
  const found = call.world.glueTables.get(arnOf(call, database, name));
  if (found === undefined) throw notFound(`Entity Not Found (Table ${name} not found)`);
  return found;
}

function create(call: GlueCall): Answer {
  const { world, request } = call;
  const { CatalogId, DatabaseName, TableInput } = readInput(
    call,
    z.strictObject({ ...IN_DATABASE, TableInput: TABLE_INPUT, PartitionIndexes: z.array(z.never()).optional() }),
  );
  authorizeTable(call, CatalogId, DatabaseName, TableInput.Name);
  const { name: databaseName } = openDatabase(call, DatabaseName);
  const arn = arnOf(call, DatabaseName, TableInput.Name);
  if (world.glueTables.has(arn)) throw glueFault('AlreadyExistsException', 'Table already exists.');
  const now = world.clock.now();
  world.glueTables.set(arn, {
    arn,
    accountId: request.caller.accountId,
    region: request.region,
    databaseName,
    name: TableInput.Name.toLowerCase(),
    createdMs: now,
    createdBy: request.caller.arn,
    updatedMs: now,
    versionId: 0,
    input: TableInput,
  });
  return {};
}

function told({ accountId, databaseName, name, createdMs, createdBy, updatedMs, versionId, input }: GlueTable): Answer {
  return {
    Retention: 0,
    PartitionKeys: [],
    ...input,
    Name: name,
    DatabaseName: databaseName,
    CreateTime: seconds(createdMs),
    UpdateTime: seconds(updatedMs),
    CreatedBy: createdBy,
    IsRegisteredWithLakeFormation: false,
    CatalogId: accountId,
    VersionId: String(versionId),
  };
}

function get(call: GlueCall): Answer {
  const { CatalogId, DatabaseName, Name } = readInput(call, NAMED);
  authorizeTable(call, CatalogId, DatabaseName, Name);
  return { Table: told(openTable(call, DatabaseName, Name)) };
}

function list(call: GlueCall): Answer {
  const { CatalogId, DatabaseName, MaxResults, NextToken } = readInput(
    call,
    z.strictObject({ ...IN_DATABASE, ...PAGE }),
  );
  authorizeTable(call, CatalogId, DatabaseName, '*');
  const { name } = openDatabase(call, DatabaseName);
  const all = [...call.world.glueTables.values()].filter((one) => isHere(call, one) && one.databaseName === name);
  const wrong = (): ReturnType<typeof call.invalid> => call.invalid('NextToken is not valid');
  const { items, ...rest } = pageOf(all.map(told), MaxResults, NextToken, wrong);
  return { TableList: items, ...rest };
}

function update(call: GlueCall): Answer {
  const { CatalogId, DatabaseName, TableInput } = readInput(
    call,
    z.strictObject({ ...IN_DATABASE, TableInput: TABLE_INPUT, SkipArchive: z.boolean().optional() }),
  );
  authorizeTable(call, CatalogId, DatabaseName, TableInput.Name);
  const table = openTable(call, DatabaseName, TableInput.Name);
  table.input = TableInput;
  table.updatedMs = call.world.clock.now();
  table.versionId += 1;
  return {};
}

function remove(call: GlueCall): Answer {
  const { CatalogId, DatabaseName, Name } = readInput(call, NAMED);
  authorizeTable(call, CatalogId, DatabaseName, Name);
  call.world.glueTables.delete(openTable(call, DatabaseName, Name).arn);
  return {};
}

/** There are none. */
function partitionIndexes(call: GlueCall): Answer {
  const { CatalogId, DatabaseName, TableName } = readInput(
    call,
    z.strictObject({ ...IN_DATABASE, TableName: NAME, NextToken: z.string().optional() }),
  );
  authorizeTable(call, CatalogId, DatabaseName, TableName);
  openTable(call, DatabaseName, TableName);
  return { PartitionIndexDescriptorList: [] };
}
