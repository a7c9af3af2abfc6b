// Athena over AWS's SDK. https://docs.aws.amazon.com/athena/latest/APIReference/API_Operations.html
import type { AthenaClient, ColumnInfo, ResultSet } from '@aws-sdk/client-athena';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { Queries, QueryPlace, QueryState, ResultPage } from '../../ports/serverless/queries';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import { guarded } from '../configuration/endpoints';
import { lazy, send, type Session } from '../session';

/** The catalog of Glue, under the name that Athena has for it. */
const CATALOG = 'AwsDataCatalog';
/** For how long the end of a query is asked for when the program is being interrupted. */
const STOP_MS = 10_000;

const STATES: Readonly<Record<string, QueryState>> = {
  QUEUED: 'queued',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

/** Athena says of what it does not know that the request is invalid. */
function isUnknown(error: unknown): boolean {
  if (isRunnerError(error, 'not-found')) return true;
  return isRunnerError(error, 'refused') && /not found|does not exist|EntityNotFound/i.test(error.message);
}

const DENIED = /access ?denied|not authorized|insufficient permissions|permission denied/i;

/** What is denied by the service behind Athena is told as metadata that is wrong. */
function denied(error: unknown): unknown {
  if (!isRunnerError(error, 'refused') || !DENIED.test(error.message)) return error;
  return new RunnerError('denied', error.message, error.hint, error.code);
}

function isNames(row: ResultPage['rows'][number] | undefined, columns: readonly ColumnInfo[]): boolean {
  return row?.length === columns.length && columns.every(({ Name }, index) => Name === row[index]);
}

function rowsIn({ Rows = [] }: ResultSet): ResultPage['rows'] {
  return Rows.map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null));
}

export function athenaQueries(session: Session): Queries & { close(): void } {
  const loaded = lazy(() => import('@aws-sdk/client-athena'));
  const clients = new Map<string, AthenaClient>();

  async function clientIn(region: string): Promise<AthenaClient> {
    const { AthenaClient: Client } = await loaded.get();
    const known = clients.get(region);
    if (known !== undefined) return known;
    const endpoint = session.endpoints.of('ATHENA');
    const client = guarded(
      new Client({ ...session.shared, region, ...defined({ endpoint }) }),
      session.endpoints.allowsHttp,
    );
    clients.set(region, client);
    return client;
  }

  async function ask<T>(
    operation: string,
    { region }: QueryPlace,
    request: (client: AthenaClient, signal: AbortSignal) => Promise<T>,
    own: Session = session,
  ): Promise<T> {
    const client = await clientIn(region);
    try {
      return await send(own, `Athena ${operation}`, (signal) => request(client, signal));
    } catch (error) {
      throw denied(error);
    }
  }

  return {
    async workgroup(place) {
      const { GetWorkGroupCommand } = await loaded.get();
      const command = new GetWorkGroupCommand({ WorkGroup: place.workgroup });
      try {
        const { WorkGroup } = await ask(`GetWorkGroup ${visible(place.workgroup)}`, place, (client, abortSignal) =>
          client.send(command, { abortSignal }),
        );
        const { BytesScannedCutoffPerQuery, ResultConfiguration, ManagedQueryResultsConfiguration, ...configuration } =
          WorkGroup?.Configuration ?? {};
        const keepsThem = ManagedQueryResultsConfiguration?.Enabled === true;
        const own = ResultConfiguration?.OutputLocation ?? '';
        const resultsLocation = own === '' || keepsThem ? undefined : own;
        return {
          isEnabled: WorkGroup?.State !== 'DISABLED',
          hasResults: resultsLocation !== undefined || keepsThem,
          isEnforced: keepsThem || configuration.EnforceWorkGroupConfiguration === true,
          ...defined({ cutoffBytes: BytesScannedCutoffPerQuery, resultsLocation }),
        };
      } catch (error) {
        if (isUnknown(error)) return undefined;
        throw error;
      }
    },

    async table(place, name) {
      const { GetTableMetadataCommand } = await loaded.get();
      const { database, workgroup } = place;
      const command = new GetTableMetadataCommand({
        CatalogName: CATALOG,
        DatabaseName: database,
        TableName: name,
        WorkGroup: workgroup,
      });
      try {
        const { TableMetadata } = await ask(
          `GetTableMetadata ${visible(database)}.${visible(name)}`,
          place,
          (client, abortSignal) => client.send(command, { abortSignal }),
        );
        const { Columns = [], PartitionKeys = [], Parameters = {} } = TableMetadata ?? {};
        return {
          columns: Columns.map(({ Name }) => Name ?? ''),
          partitionKeys: PartitionKeys.map(({ Name }) => Name ?? ''),
          location: Parameters['location'] ?? '',
          inputFormat: Parameters['inputformat'] ?? '',
          parameters: Parameters,
        };
      } catch (error) {
        if (isUnknown(error)) return undefined;
        throw error;
      }
    },

    async start(place, { sql, token, resultsLocation }) {
      const { StartQueryExecutionCommand } = await loaded.get();
      const command = new StartQueryExecutionCommand({
        QueryString: sql,
        ClientRequestToken: token,
        WorkGroup: place.workgroup,
        QueryExecutionContext: { Catalog: CATALOG, Database: place.database },
        ...(resultsLocation === undefined ? {} : { ResultConfiguration: { OutputLocation: resultsLocation } }),
      });
      const { QueryExecutionId } = await ask('StartQueryExecution', place, (client, abortSignal) =>
        client.send(command, { abortSignal }),
      );
      if (QueryExecutionId !== undefined) return QueryExecutionId;
      throw new RunnerError('unavailable', 'Athena StartQueryExecution: the answer names no query');
    },

    async execution(place, id) {
      const { GetQueryExecutionCommand } = await loaded.get();
      const { QueryExecution } = await ask(`GetQueryExecution ${visible(id)}`, place, (client, abortSignal) =>
        client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }), { abortSignal }),
      );
      const { State = '', StateChangeReason, AthenaError } = QueryExecution?.Status ?? {};
      return {
        state: STATES[State],
        word: State,
        reason: StateChangeReason ?? AthenaError?.ErrorMessage ?? '',
        scannedBytes: QueryExecution?.Statistics?.DataScannedInBytes ?? 0,
      };
    },

    async results(place, id, from) {
      const { GetQueryResultsCommand } = await loaded.get();
      const input = { QueryExecutionId: id, ...defined({ NextToken: from }) };
      const { ResultSet = {}, NextToken } = await ask(`GetQueryResults ${visible(id)}`, place, (client, abortSignal) =>
        client.send(new GetQueryResultsCommand(input), { abortSignal }),
      );
      const columns = ResultSet.ResultSetMetadata?.ColumnInfo ?? [];
      const rows = rowsIn(ResultSet);
      return {
        columns: columns.map(({ Name: name = '', Type: type = '' }) => ({ name, type })),
        // The first row of the first page has the names of the columns. What it is not is a row like the others.
        rows: from === undefined && isNames(rows[0], columns) ? rows.slice(1) : rows,
        ...defined({ next: NextToken }),
      };
    },

    async stop(place, id) {
      const { StopQueryExecutionCommand } = await loaded.get();
      const own = { ...session, signal: AbortSignal.timeout(STOP_MS) };
      await ask(
        `StopQueryExecution ${visible(id)}`,
        place,
        (client, abortSignal) => client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }), { abortSignal }),
        own,
      );
    },

    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}
