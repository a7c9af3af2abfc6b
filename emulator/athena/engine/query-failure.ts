// How queries fail, in Athena's words and numbers.
// https://docs.aws.amazon.com/athena/latest/ug/error-reference.html

export class QueryFailure extends Error {
  constructor(
    message: string,
    /** As AthenaError has it. */
    readonly errorType: number,
  ) {
    super(message);
  }
}

export const noDatabase = (name: string): QueryFailure =>
  new QueryFailure(`SCHEMA_NOT_FOUND: line 1:1: Schema '${name}' does not exist`, 1301);
export const noTable = (database: string, name: string): QueryFailure =>
  new QueryFailure(`TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.${database}.${name}' does not exist`, 1301);
export const noFunction = (name: string): QueryFailure =>
  new QueryFailure(`FUNCTION_NOT_FOUND: line 1:1: Function '${name}' not registered`, 1303);
export const insufficient = (message: string): QueryFailure =>
  new QueryFailure(`Insufficient permissions to execute the query. ${message}`, 1500);
export const deniedPath = (url: string): QueryFailure => new QueryFailure(`Permission denied on S3 path: ${url}`, 401);
export const noBucket = (name: string): QueryFailure =>
  new QueryFailure(`HIVE_METASTORE_ERROR: The specified bucket does not exist: ${name}`, 1301);
export const badData = (message: string): QueryFailure => new QueryFailure(`HIVE_BAD_DATA: ${message}`, 1400);
export const needsPartition = (column: string): QueryFailure =>
  new QueryFailure(
    `CONSTRAINT_VIOLATION: For the injected projected partition column ${column}, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.`,
    1001,
  );

/** What DuckDB says, in the words that come nearest. */
export function engineFailure(message: string): QueryFailure {
  const column = /Referenced column "([^"]+)" not found/.exec(message)?.[1];
  if (column !== undefined)
    return new QueryFailure(`COLUMN_NOT_FOUND: line 1:1: Column '${column}' cannot be resolved`, 1006);
  if (message.startsWith('Conversion Error')) return new QueryFailure(`INVALID_CAST_ARGUMENT: ${message}`, 1100);
  if (message.startsWith('Catalog Error') || message.startsWith('Binder Error'))
    return new QueryFailure(`SYNTAX_ERROR: line 1:1: ${message}`, 1000);
  return new QueryFailure(`GENERIC_INTERNAL_ERROR: ${message}`, 1000);
}
