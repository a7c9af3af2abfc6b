// Results, page by page. They are read from the file in S3, with the permissions of who asks.
// https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html
import * as z from 'zod';
import { ServiceError } from '../http/service';
import { pageOf, readInput } from '../monitoring/monitoring-call';
import { performRequest } from '../s3/s3-service';
import type { Query, ResultColumn } from '../world/serverless/athena-query';
import { inTheNameOf, invalidRequest, openQuery, s3Place, type Answer, type AthenaCall } from './athena-call';
import { readResult, type ResultRow } from './engine/result-file';

/** The first row of the first page has the names of the columns. */
export function results(call: AthenaCall): Answer {
  const { QueryExecutionId, MaxResults, NextToken } = readInput(
    call,
    z.strictObject({
      QueryExecutionId: z.string().min(1).max(128),
      MaxResults: z.int().min(1).max(1000).default(1000),
      NextToken: z.string().optional(),
      QueryResultType: z.literal('DATA_ROWS').optional(),
    }),
  );
  const query = openQuery(call, QueryExecutionId);
  checkState(query);
  const rows = readResult(fileOf(call, query));
  const wrong = (): ServiceError => invalidRequest('NextToken is not valid');
  const { items, ...rest } = pageOf(rows, MaxResults, NextToken, wrong);
  return {
    UpdateCount: 0,
    ResultSet: {
      Rows: items.map(toldRow),
      ResultSetMetadata: { ColumnInfo: (query.columns ?? []).map(toldColumn) },
    },
    ...rest,
  };
}

function checkState({ state }: Query): void {
  if (state === 'SUCCEEDED') return;
  if (state === 'CANCELLED') throw invalidRequest('Could not find results', 'RESULT_NOT_FOUND');
  const message =
    state === 'FAILED'
      ? 'Query did not finish successfully. Final query state: FAILED'
      : `Query has not yet finished. Current state: ${state}`;
  throw invalidRequest(message, 'INVALID_QUERY_EXECUTION_STATE');
}

function fileOf({ world, request }: AthenaCall, { result, region }: Query): string {
  const { bucket = '', key = '' } = s3Place(result.OutputLocation ?? '') ?? {};
  try {
    const { body = '' } = performRequest(world, {
      ...inTheNameOf(request.caller, region),
      method: 'GET',
      path: `/${bucket}/${key}`,
    });
    return body.toString('utf8');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.code === 'NoSuchKey') throw invalidRequest('Could not find results', 'RESULT_NOT_FOUND');
    throw invalidRequest(`Access denied when reading the results of the query at ${result.OutputLocation ?? ''}`);
  }
}

function toldRow(row: ResultRow): Answer {
  return { Data: row.map((value) => (value === null ? {} : { VarCharValue: value })) };
}

function toldColumn({ name, type, precision, scale }: ResultColumn): Answer {
  return {
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: name,
    Label: name,
    Type: type,
    Precision: precision,
    Scale: scale,
    Nullable: 'UNKNOWN',
    CaseSensitive: type === 'varchar',
  };
}
