// DataSync over AWS's SDK. https://docs.aws.amazon.com/datasync/latest/apireference/API_Operations.html
import type {
  DataSyncClient,
  DescribeTaskExecutionResponse,
  DescribeTaskResponse,
  FilterRule,
  ManifestConfig,
  StartTaskExecutionCommandInput,
  TaskReportConfig,
} from '@aws-sdk/client-datasync';
import {
  EXECUTION_STATUSES,
  type DataSync,
  type ExecutionCounts,
  type ExecutionView,
  type OrderView,
  type TaskReportView,
} from '../ports/datasync/datasync';
import { patternsIn } from '../ports/datasync/filter-patterns';
import { RunnerError } from '../ports/errors';
import { bucketInArn } from '../text/arn';
import { defined } from '../text/defined';
import { visible } from '../text/safe-text';
import { guarded } from './configuration/endpoints';
import { lazy, send, type Session } from './session';
import { tokensOf } from './told';

/** S3's word for each of DataSync's that is another one. */
const S3_CLASS: Readonly<Partial<Record<string, string>>> = { GLACIER_INSTANT_RETRIEVAL: 'GLACIER_IR' };

function allPatterns(filters: readonly FilterRule[] | undefined): readonly string[] {
  return (filters ?? []).flatMap(({ Value = '' }) => patternsIn(Value));
}

function manifestIn(config: ManifestConfig | undefined): OrderView['manifest'] {
  const { S3BucketArn = '', ManifestObjectPath = '' } = config?.Source?.S3 ?? {};
  const bucket = bucketInArn(S3BucketArn);
  return bucket === undefined ? undefined : { bucket, key: ManifestObjectPath.replace(/^\//, '') };
}

function reportIn(config: TaskReportConfig | undefined): TaskReportView | undefined {
  const { S3BucketArn = '', Subdirectory = '', BucketAccessRoleArn = '' } = config?.Destination?.S3 ?? {};
  const bucket = bucketInArn(S3BucketArn);
  if (bucket === undefined) return undefined;
  const prefix = Subdirectory.replace(/^\/+|\/+$/g, '');
  return {
    bucket,
    prefix: prefix === '' ? '' : `${prefix}/`,
    roleArn: BucketAccessRoleArn,
    isDetailed: config?.OutputType !== 'SUMMARY_ONLY',
  };
}

function orderIn(
  told: Pick<DescribeTaskResponse, 'Includes' | 'Excludes' | 'Options' | 'ManifestConfig' | 'TaskReportConfig'>,
): OrderView {
  const { OverwriteMode, TransferMode, VerifyMode, LogLevel, ObjectTags, PreserveDeletedFiles } = told.Options ?? {};
  return {
    includes: allPatterns(told.Includes),
    excludes: allPatterns(told.Excludes),
    // What the API does where nothing is said.
    overwriteMode: OverwriteMode ?? 'ALWAYS',
    transferMode: TransferMode ?? 'CHANGED',
    verifyMode: VerifyMode ?? 'POINT_IN_TIME_CONSISTENT',
    logLevel: LogLevel ?? 'OFF',
    objectTags: ObjectTags ?? 'PRESERVE',
    removesDeleted: PreserveDeletedFiles === 'REMOVE',
    ...defined({ manifest: manifestIn(told.ManifestConfig), report: reportIn(told.TaskReportConfig) }),
  };
}

/** Of folders nothing is counted: they are no objects, but for those whose keys end with a slash. */
function countsIn(told: DescribeTaskExecutionResponse): ExecutionCounts {
  const { Prepare = 0, Transfer = 0, Verify = 0, Delete = 0 } = told.FilesFailed ?? {};
  return {
    listed: told.FilesListed?.AtSource ?? 0,
    toTransfer: told.EstimatedFilesToTransfer ?? 0,
    transferred: told.FilesTransferred ?? 0,
    verified: told.FilesVerified ?? 0,
    skipped: told.FilesSkipped ?? 0,
    deleted: told.FilesDeleted ?? 0,
    failed: Prepare + Transfer + Verify + Delete,
    bytes: told.EstimatedBytesToTransfer ?? 0,
    bytesTransferred: told.BytesTransferred ?? 0,
  };
}

/** One that was told neither is in the mode that there was before there were two. */
function modeOf(told: string | undefined): 'BASIC' | 'ENHANCED' {
  return told === 'ENHANCED' ? 'ENHANCED' : 'BASIC';
}

function executionIn(executionArn: string, told: DescribeTaskExecutionResponse): ExecutionView {
  const { Status: word = '', Result = {}, ReportResult: report } = told;
  const { ErrorCode: code = '', ErrorDetail: detail = '' } = Result;
  return {
    executionArn,
    status: EXECUTION_STATUSES.find((status) => status === word) ?? 'unknown',
    word,
    mode: modeOf(told.TaskMode),
    startedMs: told.StartTime?.getTime() ?? 0,
    ...defined({ endedMs: told.EndTime?.getTime() }),
    counts: countsIn(told),
    order: orderIn(told),
    ...(code === '' && detail === '' ? {} : { failure: { code, detail } }),
    ...(report?.Status === undefined
      ? {}
      : {
          report: {
            status: report.Status,
            detail: [report.ErrorCode, report.ErrorDetail].filter((text) => text !== undefined).join(': '),
          },
        }),
  };
}

/** DataSync says of what it does not know that the request is invalid. */
function unknownAsNotFound(error: unknown): unknown {
  if (!(error instanceof RunnerError) || error.kind !== 'refused') return error;
  if (!/not found|does not exist|no such/i.test(error.message)) return error;
  return new RunnerError('not-found', error.message, error.hint, error.code);
}

export function dataSync(session: Session): DataSync & { close(): void } {
  const sdk = lazy(() => import('@aws-sdk/client-datasync'));
  const clients = new Map<string, DataSyncClient>();

  /** @param attempts - of what may be done twice the SDK tries more */
  async function clientFor(arn: string, attempts?: number): Promise<DataSyncClient> {
    const { DataSyncClient: Client } = await sdk.get();
    const region = arn.split(':')[3] ?? session.region;
    const name = `${region} ${attempts ?? ''}`;
    const known = clients.get(name);
    if (known !== undefined) return known;
    const endpoint = session.endpoints.of('DATASYNC');
    const client = guarded(
      new Client({ ...session.shared, region, ...defined({ endpoint, maxAttempts: attempts }) }),
      session.endpoints.allowsHttp,
    );
    clients.set(name, client);
    return client;
  }

  async function ask<T>(what: string, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await send(session, `DataSync ${what}`, request);
    } catch (error) {
      throw unknownAsNotFound(error);
    }
  }

  return {
    async task(taskArn) {
      const [{ DescribeTaskCommand }, client] = await Promise.all([sdk.get(), clientFor(taskArn)]);
      const told = await ask(`DescribeTask ${visible(taskArn)}`, (abortSignal) =>
        client.send(new DescribeTaskCommand({ TaskArn: taskArn }), { abortSignal }),
      );
      const { SourceLocationArn = '', DestinationLocationArn = '', ErrorCode, ErrorDetail } = told;
      const fault = [ErrorCode, ErrorDetail].filter((text) => text !== undefined && text !== '').join(': ');
      return {
        taskArn,
        status: told.Status ?? '',
        ...(fault === '' ? {} : { fault }),
        mode: modeOf(told.TaskMode),
        createdMs: told.CreationTime?.getTime() ?? 0,
        sourceLocationArn: SourceLocationArn,
        destinationLocationArn: DestinationLocationArn,
        ...defined({ logGroupArn: told.CloudWatchLogGroupArn }),
        order: orderIn(told),
      };
    },

    async location(locationArn) {
      const [{ DescribeLocationS3Command }, client] = await Promise.all([sdk.get(), clientFor(locationArn)]);
      const told = await ask(`DescribeLocationS3 ${visible(locationArn)}`, (abortSignal) =>
        client.send(new DescribeLocationS3Command({ LocationArn: locationArn }), { abortSignal }),
      );
      const [, bucket, path = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(told.LocationUri ?? '') ?? [];
      if (bucket === undefined)
        throw new RunnerError(
          'refused',
          `the location ${visible(locationArn)} is '${visible(told.LocationUri ?? '')}', which is no bucket of S3`,
          'name a task whose locations are both in S3',
        );
      const { S3StorageClass: storageClass = 'STANDARD', S3Config } = told;
      return {
        bucket,
        prefix: path === '' || path.endsWith('/') ? path : `${path}/`,
        storageClass: S3_CLASS[storageClass] ?? storageClass,
        roleArn: S3Config?.BucketAccessRoleArn ?? '',
      };
    },

    async start(request) {
      const [{ StartTaskExecutionCommand }, client] = await Promise.all([sdk.get(), clientFor(request.TaskArn, 1)]);
      const { TaskExecutionArn } = await ask('StartTaskExecution', (abortSignal) =>
        client.send(new StartTaskExecutionCommand(request as unknown as StartTaskExecutionCommandInput), {
          abortSignal,
        }),
      );
      if (TaskExecutionArn === undefined)
        throw new RunnerError('unavailable', 'DataSync StartTaskExecution: the answer names no execution');
      return TaskExecutionArn;
    },

    async execution(executionArn) {
      const [{ DescribeTaskExecutionCommand }, client] = await Promise.all([sdk.get(), clientFor(executionArn)]);
      const told = await ask(`DescribeTaskExecution ${visible(executionArn)}`, (abortSignal) =>
        client.send(new DescribeTaskExecutionCommand({ TaskExecutionArn: executionArn }), { abortSignal }),
      );
      return executionIn(executionArn, told);
    },

    async *executions(taskArn) {
      const [{ ListTaskExecutionsCommand }, client] = await Promise.all([sdk.get(), clientFor(taskArn)]);
      const next = tokensOf('DataSync ListTaskExecutions');
      let NextToken: string | undefined;
      do {
        const input = { TaskArn: taskArn, MaxResults: 100, ...defined({ NextToken }) };
        const page = await ask('ListTaskExecutions', (abortSignal) =>
          client.send(new ListTaskExecutionsCommand(input), { abortSignal }),
        );
        for (const { TaskExecutionArn, Status } of page.TaskExecutions ?? [])
          if (TaskExecutionArn !== undefined)
            yield { executionArn: TaskExecutionArn, isOver: Status === 'SUCCESS' || Status === 'ERROR' };
        NextToken = next(page.NextToken);
      } while (NextToken !== undefined);
    },

    async cancel(executionArn) {
      const [{ CancelTaskExecutionCommand }, client] = await Promise.all([sdk.get(), clientFor(executionArn)]);
      await ask(`CancelTaskExecution ${visible(executionArn)}`, (abortSignal) =>
        client.send(new CancelTaskExecutionCommand({ TaskExecutionArn: executionArn }), { abortSignal }),
      );
    },

    close: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}
