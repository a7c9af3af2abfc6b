import type {
  CreateJobCommandInput,
  JobDescriptor,
  JobProgressSummary,
  JobStatus as SdkJobStatus,
  S3ControlClientConfig,
} from '@aws-sdk/client-s3-control';
import { bucketInArn } from '../text/arn';
import { RunnerError } from '../ports/errors';
import {
  JOB_STATUSES,
  type BatchOperations,
  type JobCounts,
  type JobReason,
  type JobStatus,
  type JobView,
} from '../ports/batch/batch-operations';
import type { JobRequest } from '../ports/batch/job-request';
import { defined } from '../text/defined';
import { visible } from '../text/safe-text';
import { guarded, isLoopback } from './configuration/endpoints';
import { orderOf } from './job-order';
import { keepsBody } from './s3/kept-body';
import { lazy, send, type Session } from './session';
import { told, tokensOf } from './told';

/** Characters of a StatusUpdateReason. */
const LONGEST_REASON = 256;

/** `text` as a status, or undefined when this version does not know it. */
function jobStatus(text: string | undefined): JobStatus | undefined {
  return JOB_STATUSES.find((status) => status === text);
}

/** A status that this version does not know stops here, by name. */
function statusOf(status: SdkJobStatus | undefined, jobId: string): JobStatus {
  const known: JobStatus | undefined = jobStatus(status);
  if (known !== undefined) return known;
  throw new RunnerError(
    'unavailable',
    `job ${visible(jobId)} has the status '${visible(String(status))}', which this version of s3-backfill does not know`,
    'update s3-backfill; the job itself is not affected',
  );
}

function reasonsOf(job: JobDescriptor): readonly JobReason[] {
  const failures = (job.FailureReasons ?? []).map((failure) => ({
    code: failure.FailureCode ?? '',
    text: failure.FailureReason ?? '',
  }));
  const others = [job.StatusUpdateReason, job.SuspendedCause].flatMap((text) =>
    text === undefined || text === '' ? [] : [{ code: '', text }],
  );
  return [...failures, ...others];
}

/** Element of a page of jobs: to the SDK any other answer is a page without one. */
const LISTED = '<ListJobsResult';

/** Whether S3 tells every counter. */
function isCounted(summary: JobProgressSummary | undefined): boolean {
  const { TotalNumberOfTasks, NumberOfTasksSucceeded, NumberOfTasksFailed } = summary ?? {};
  return [TotalNumberOfTasks, NumberOfTasksSucceeded, NumberOfTasksFailed].every((counter) => counter !== undefined);
}

function countsOf(summary: JobProgressSummary | undefined): JobCounts {
  return {
    total: summary?.TotalNumberOfTasks ?? 0,
    succeeded: summary?.NumberOfTasksSucceeded ?? 0,
    failed: summary?.NumberOfTasksFailed ?? 0,
  };
}

function viewOf(job: JobDescriptor, jobId: string): JobView {
  const report = job.Report?.Enabled === true && job.Report.Bucket !== undefined ? job.Report : undefined;
  const generator = job.ManifestGenerator?.S3JobManifestGenerator;
  const prefix = generator?.Filter?.KeyNameConstraint?.MatchAnyPrefix?.[0];
  const sourceBucket = bucketInArn(generator?.SourceBucket ?? '');
  const reportBucket = report?.Bucket;
  const manifest = job.GeneratedManifestDescriptor?.Location?.ObjectArn;
  return {
    jobId,
    status: statusOf(job.Status, jobId),
    counts: countsOf(job.ProgressSummary),
    ...(isCounted(job.ProgressSummary) ? {} : { uncounted: true }),
    reasons: reasonsOf(job),
    createdMs: job.CreationTime?.getTime() ?? 0,
    order: orderOf(job),
    description: job.Description ?? '',
    priority: job.Priority ?? 0,
    roleArn: job.RoleArn ?? '',
    activeSeconds: job.ProgressSummary?.Timers?.ElapsedTimeInActiveSeconds ?? 0,
    ...(job.TerminationDate === undefined ? {} : { endedMs: job.TerminationDate.getTime() }),
    ...(manifest === undefined ? {} : { manifest: manifest.replace(/^arn:[^:]*:s3:::/, 's3://') }),
    ...(reportBucket === undefined
      ? {}
      : {
          report: {
            bucket: bucketInArn(reportBucket) ?? reportBucket,
            prefix: report?.Prefix ?? '',
            ...defined({ scope: report?.ReportScope }),
          },
        }),
    ...defined({ sourceBucket, prefix }),
    ...(generator === undefined ? {} : { filter: generator.Filter ?? {} }),
  };
}

/** AWS's SDK writes the account id in front of the endpoint's host, which no loopback address survives. */
function endpointConfiguration(session: Session): Pick<S3ControlClientConfig, 'endpoint' | 'endpointProvider'> {
  const endpoint = session.endpoints.of('S3_CONTROL');
  if (endpoint === undefined) return {};
  return isLoopback(endpoint) ? { endpointProvider: () => ({ url: new URL(endpoint) }) } : { endpoint };
}

function operationWithDate(operation: JobRequest['Operation']): NonNullable<CreateJobCommandInput['Operation']> {
  if (!('S3PutObjectCopy' in operation)) return operation;
  const { NewObjectMetadata: metadata, ...copy } = operation.S3PutObjectCopy;
  if (metadata === undefined) return { S3PutObjectCopy: copy };
  const { HttpExpiresDate: at, ...members } = metadata;
  const NewObjectMetadata = { ...members, ...(at === undefined ? {} : { HttpExpiresDate: new Date(at) }) };
  return { S3PutObjectCopy: { ...copy, NewObjectMetadata } };
}

/** The SDK wants moments as dates; a plan has them as text, so that it can be printed and compared. */
function withDates(request: JobRequest): Omit<CreateJobCommandInput, 'ClientRequestToken'> {
  const { ManifestGenerator: generated, Operation, ...others } = request;
  const rest = { ...others, Operation: operationWithDate(Operation) };
  if (generated === undefined) return rest;
  const generator = generated.S3JobManifestGenerator;
  const { CreatedAfter, CreatedBefore, ...filter } = generator.Filter;
  const Filter = {
    ...filter,
    ...(CreatedAfter === undefined ? {} : { CreatedAfter: new Date(CreatedAfter) }),
    ...(CreatedBefore === undefined ? {} : { CreatedBefore: new Date(CreatedBefore) }),
  };
  // The SDK names more encryptions in one element than S3 takes.
  const input = { S3JobManifestGenerator: { ...generator, Filter } } as CreateJobCommandInput['ManifestGenerator'];
  return { ...rest, ManifestGenerator: input };
}

export function s3ControlJobs(session: Session): BatchOperations & { close(): void } {
  const control = lazy(async () => {
    const sdk = await import('@aws-sdk/client-s3-control');
    return {
      sdk,
      client: guarded(
        new sdk.S3ControlClient({ ...session.shared, ...endpointConfiguration(session) }),
        session.endpoints.allowsHttp,
      ),
    };
  });
  return {
    async create(request: JobRequest, token: string) {
      const { sdk, client } = await control.get();
      const input: CreateJobCommandInput = { ...withDates(request), ClientRequestToken: token };
      const { JobId } = await send(session, 'S3 Control CreateJob', (abortSignal) =>
        client.send(new sdk.CreateJobCommand(input), { abortSignal }),
      );
      if (JobId === undefined) throw new RunnerError('unavailable', 'S3 Control CreateJob: the answer names no job');
      return JobId;
    },

    async describe(accountId, jobId) {
      const { sdk, client } = await control.get();
      const { Job } = await send(session, `S3 Control DescribeJob ${visible(jobId)}`, (abortSignal) =>
        client.send(new sdk.DescribeJobCommand({ AccountId: accountId, JobId: jobId }), { abortSignal }),
      );
      if (Job === undefined)
        throw new RunnerError('unavailable', `S3 Control DescribeJob ${visible(jobId)}: the answer holds no job`);
      return viewOf(Job, jobId);
    },

    async updateStatus(accountId, jobId, status, reason) {
      const { sdk, client } = await control.get();
      const input = {
        AccountId: accountId,
        JobId: jobId,
        RequestedJobStatus: status,
        StatusUpdateReason: reason.slice(0, LONGEST_REASON),
      };
      const order = `S3 Control UpdateJobStatus ${visible(jobId)}`;
      const answer = await send(session, order, (abortSignal) =>
        client.send(new sdk.UpdateJobStatusCommand(input), { abortSignal }),
      );
      told(answer.JobId, order, 'that it was done');
    },

    async updatePriority(accountId, jobId, priority) {
      const { sdk, client } = await control.get();
      const input = { AccountId: accountId, JobId: jobId, Priority: priority };
      const order = `S3 Control UpdateJobPriority ${visible(jobId)}`;
      const answer = await send(session, order, (abortSignal) =>
        client.send(new sdk.UpdateJobPriorityCommand(input), { abortSignal }),
      );
      told(answer.JobId, order, 'that it was done');
    },

    async tags(accountId, jobId) {
      const { sdk, client } = await control.get();
      const { Tags = [] } = await send(session, `S3 Control GetJobTagging ${visible(jobId)}`, (abortSignal) =>
        client.send(new sdk.GetJobTaggingCommand({ AccountId: accountId, JobId: jobId }), { abortSignal }),
      );
      return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    },

    async putTags(accountId, jobId, tags) {
      const { sdk, client } = await control.get();
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await send(session, `S3 Control PutJobTagging ${visible(jobId)}`, (abortSignal) =>
        client.send(new sdk.PutJobTaggingCommand({ AccountId: accountId, JobId: jobId, Tags }), { abortSignal }),
      );
    },

    async *list(accountId) {
      const { sdk, client } = await control.get();
      const next = tokensOf('S3 Control ListJobs');
      let NextToken: string | undefined;
      do {
        const input = { AccountId: accountId, MaxResults: 1000, ...defined({ NextToken }) };
        const body = { text: LISTED };
        const page = await send(session, 'S3 Control ListJobs', (abortSignal) => {
          const command = new sdk.ListJobsCommand(input);
          command.middlewareStack.add(keepsBody(body), { step: 'deserialize', priority: 'low' });
          return client.send(command, { abortSignal });
        });
        told(body.text.includes(LISTED) ? LISTED : undefined, 'S3 Control ListJobs', 'which jobs there are');
        for (const job of page.Jobs ?? []) {
          const status = jobStatus(job.Status);
          if (job.JobId === undefined) continue;
          yield {
            jobId: job.JobId,
            description: job.Description ?? '',
            status,
            ...(status === undefined ? { unknownStatus: job.Status ?? '' } : {}),
            createdMs: job.CreationTime?.getTime() ?? 0,
            operation: job.Operation ?? '',
            priority: job.Priority ?? 0,
            counts: countsOf(job.ProgressSummary),
          };
        }
        NextToken = next(page.NextToken);
      } while (NextToken !== undefined);
    },
    close: () => control.ifMade(({ client }) => client.destroy()),
  };
}
