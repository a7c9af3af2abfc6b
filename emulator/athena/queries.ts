// Queries: started, looked at, stopped.
// https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
import * as z from 'zod';
import { notEmulated, ServiceError } from '../http/service';
import { hexDigits, newKeyId } from '../kms/access/key-id';
import { isHere, pageOf, readInput } from '../monitoring/monitoring-call';
import { performRequest } from '../s3/s3-service';
import type { Query, ResultConfiguration, WorkGroup } from '../world/serverless/athena-query';
import {
  inTheNameOf,
  invalidRequest,
  NAME,
  openQuery,
  openWorkGroup,
  PAGE,
  PRIMARY,
  s3Place,
  seconds,
  type Answer,
  type AthenaCall,
  type AthenaOperations,
} from './athena-call';
import { isInstalled, parsed } from './engine/parse-query';
import { runQuery, stopQuery } from './engine/run-query';
import { results } from './query-results';
import { RESULT_CONFIGURATION } from './workgroups';

export const QUERY_OPERATIONS: AthenaOperations = {
  StartQueryExecution: start,
  GetQueryExecution: (call) => ({ QueryExecution: told(openQuery(call, readInput(call, QUERY).QueryExecutionId)) }),
  ListQueryExecutions: list,
  StopQueryExecution: stop,
  GetQueryResults: results,
};

const QUERY = z.strictObject({ QueryExecutionId: z.string().min(1).max(128) });
const NO_LOCATION =
  'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.';

const START = z.strictObject({
  QueryString: z.string().min(1).max(262_144),
  ClientRequestToken: z
    .string()
    .min(32, 'Member must have length greater than or equal to 32')
    .max(128, 'Member must have length less than or equal to 128')
    .optional(),
  QueryExecutionContext: z
    .strictObject({ Database: z.string().min(1).max(255).optional(), Catalog: z.string().min(1).max(256).optional() })
    .default({}),
  ResultConfiguration: RESULT_CONFIGURATION.default({}),
  WorkGroup: NAME.default(PRIMARY),
  ResultReuseConfiguration: z
    .strictObject({
      ResultReuseByAgeConfiguration: z
        .strictObject({ Enabled: z.literal(false).optional(), MaxAgeInMinutes: z.int().optional() })
        .optional(),
    })
    .optional(),
});

/** The same token with the same query is the same query, whatever has become of it. */
async function start(call: AthenaCall): Promise<Answer> {
  const { world, request } = call;
  const given = readInput(call, START);
  const { QueryString: sql, ClientRequestToken: token, QueryExecutionContext: context } = given;
  const group = openWorkGroup(call, given.WorkGroup);
  if (token === undefined) throw invalidRequest('clientRequestToken is null or empty');
  if (group.state === 'DISABLED') throw invalidRequest(`WorkGroup ${group.name} is disabled.`);
  if (context.Catalog !== undefined && context.Catalog.toLowerCase() !== 'awsdatacatalog')
    throw notEmulated(`The catalog ${context.Catalog}`);
  const before = [...world.queries.values()].find((one) => one.token === token && isHere(call, one));
  const askedLocation = given.ResultConfiguration.OutputLocation;
  if (before !== undefined) {
    if (before.sql === sql && before.database === context.Database && before.askedLocation === askedLocation)
      return { QueryExecutionId: before.id };
    throw invalidRequest('Idempotent parameters do not match', 'IDEMPOTENT_PARAMETER_MISMATCH');
  }
  if (!(await isInstalled()))
    throw notEmulated(
      'A query, without @duckdb/node-api beside the emulator (npm install @duckdb/node-api@1.5.6-r.1),',
    );
  const statement = await parsed(sql);
  if ('malformed' in statement) throw invalidRequest(statement.malformed, 'MALFORMED_QUERY');
  if ('notEmulated' in statement) throw notEmulated(statement.notEmulated);
  const asked = resultOf(group, given.ResultConfiguration);
  checkResultBucket(call, asked);
  const id = newKeyId(hexDigits(world, 32));
  const { BytesScannedCutoffPerQuery: mostBytes } = group.configuration;
  const query: Query = {
    id,
    accountId: request.caller.accountId,
    region: request.region,
    workGroupArn: group.arn,
    workGroup: group.name,
    caller: request.caller,
    token,
    sql,
    ...(context.Database === undefined ? {} : { database: context.Database }),
    ...(context.Catalog === undefined ? {} : { catalog: context.Catalog }),
    ...(askedLocation === undefined ? {} : { askedLocation }),
    result: { ...asked, OutputLocation: `${(asked.OutputLocation ?? '').replace(/\/$/, '')}/${id}.csv` },
    ...(mostBytes === undefined ? {} : { mostBytes }),
    submittedMs: world.clock.now(),
    state: 'QUEUED',
    scannedBytes: 0,
  };
  world.queries.set(id, query);
  runQuery(world, query);
  return { QueryExecutionId: id };
}

/** A workgroup that enforces what it says leaves nothing to the request. */
function resultOf({ configuration }: WorkGroup, asked: ResultConfiguration): ResultConfiguration {
  const { ResultConfiguration: own = {}, EnforceWorkGroupConfiguration: isEnforced } = configuration;
  const chosen = isEnforced || asked.OutputLocation === undefined ? own : asked;
  if (chosen.OutputLocation === undefined) throw invalidRequest(NO_LOCATION);
  return chosen;
}

/** Athena looks for the bucket with the permissions of the caller; it has to be in its own Region. */
function checkResultBucket(
  { world, request }: AthenaCall,
  { OutputLocation = '', ExpectedBucketOwner: owner }: ResultConfiguration,
): void {
  const place = s3Place(OutputLocation);
  if (place === undefined) throw invalidRequest('outputLocation is not a valid S3 path.');
  const region = world.buckets.get(place.bucket)?.region ?? request.region;
  try {
    performRequest(world, {
      ...inTheNameOf(request.caller, region),
      method: 'GET',
      path: `/${place.bucket}`,
      query: new URLSearchParams({ location: '' }),
      headers: owner === undefined ? {} : { 'x-amz-expected-bucket-owner': owner },
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw invalidRequest(`Unable to verify/create output bucket ${place.bucket}`);
  }
  if (region !== request.region)
    throw invalidRequest(
      'The S3 location provided to save your query results is invalid. Please check your S3 location is correct and is in the same region and try again. If you continue to see the issue, contact customer support for further assistance.',
    );
}

function told(query: Query): Answer {
  const { startedMs, completedMs, submittedMs, state, reason, errorType } = query;
  const engineMs = startedMs === undefined ? 0 : (completedMs ?? startedMs) - startedMs;
  const queueMs = (startedMs ?? completedMs ?? submittedMs) - submittedMs;
  return {
    QueryExecutionId: query.id,
    Query: query.sql,
    StatementType: 'DML',
    SubstatementType: 'SELECT',
    ResultConfiguration: query.result,
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
    QueryExecutionContext: { Database: query.database, Catalog: query.catalog },
    Status: {
      State: state,
      StateChangeReason: reason,
      SubmissionDateTime: seconds(submittedMs),
      ...(completedMs === undefined ? {} : { CompletionDateTime: seconds(completedMs) }),
      ...(errorType === undefined
        ? {}
        : {
            AthenaError: { ErrorCategory: 2, ErrorType: errorType, Retryable: false, ErrorMessage: reason },
          }),
    },
    Statistics: {
      EngineExecutionTimeInMillis: engineMs,
      DataScannedInBytes: query.scannedBytes,
      TotalExecutionTimeInMillis: engineMs + queueMs,
      QueryQueueTimeInMillis: queueMs,
      ResultReuseInformation: { ReusedPreviousResult: false },
    },
    WorkGroup: query.workGroup,
    EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
  };
}

/** The newest first. */
function list(call: AthenaCall): Answer {
  const { WorkGroup, MaxResults, NextToken } = readInput(
    call,
    z.strictObject({ ...PAGE, WorkGroup: NAME.default(PRIMARY) }),
  );
  const { arn } = openWorkGroup(call, WorkGroup);
  const ids = [...call.world.queries.values()].filter((one) => one.workGroupArn === arn).map(({ id }) => id);
  const wrong = (): ServiceError => invalidRequest('NextToken is not valid');
  const { items, ...rest } = pageOf(ids.reverse(), MaxResults, NextToken, wrong);
  return { QueryExecutionIds: items, ...rest };
}

/** One that is over stays as it is. */
function stop(call: AthenaCall): Answer {
  stopQuery(call.world, openQuery(call, readInput(call, QUERY).QueryExecutionId));
  return {};
}
