// DescribeJob and ListJobs.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DescribeJob.html
import { authorizeOnAccount } from '../../s3/access/caller-access';
import type { ServiceResponse } from '../../http/service';
import { element, leaf, NO_MARKUP, type Markup } from '../../http/xml';
import type { World } from '../../world/world';
import { controlResponse, findJob, jobArn, liveJobs, type ControlCall } from './control-call';
import { JOB_STATUSES, type Job } from '../../world/batch-job';
import { invalidRequest } from './request-xml';

export function describeJob(call: ControlCall): ServiceResponse {
  const job = findJob(call, 's3:DescribeJob');
  const { world } = call;
  const { order } = job;
  return controlResponse('DescribeJobResult', [
    element('Job', [
      leaf('JobId', job.jobId),
      leaf('ConfirmationRequired', order.confirmationRequired),
      leaf('Description', order.description),
      leaf('JobArn', jobArn(world, job.region, job.accountId, job.jobId)),
      leaf('Status', job.status),
      order.echo,
      leaf('Priority', job.priority),
      progress(world, job),
      leaf('StatusUpdateReason', job.statusUpdateReason),
      failureReasons(job),
      leaf('CreationTime', iso(job.createdMs)),
      leaf('TerminationDate', iso(job.endedMs)),
      leaf('RoleArn', order.roleArn),
      leaf('SuspendedDate', iso(job.suspendedMs)),
      leaf('SuspendedCause', job.status === 'Suspended' ? 'Awaiting confirmation' : undefined),
      generatedManifest(job),
    ]),
  ]);
}

function progress(world: World, { counts, activeMs }: Job): Markup {
  const { total } = counts;
  const { succeeded, failed } = world.quirks.unreliableFailedCount ? countedAsFailed(counts) : counts;
  return element('ProgressSummary', [
    leaf('TotalNumberOfTasks', total),
    leaf('NumberOfTasksSucceeded', succeeded),
    leaf('NumberOfTasksFailed', failed),
    element('Timers', [leaf('ElapsedTimeInActiveSeconds', Math.floor(activeMs / 1000))]),
  ]);
}

/** As people have seen it: one success, and all tasks counted as failed although they did not fail. */
function countedAsFailed({ succeeded, failed }: Job['counts']): Pick<Job['counts'], 'succeeded' | 'failed'> {
  return succeeded === 0 ? { succeeded, failed } : { succeeded: 1, failed: succeeded + failed };
}

function failureReasons({ failure }: Job): Markup {
  if (failure === undefined) return NO_MARKUP;
  const reason = element('member', [leaf('FailureCode', failure.code), leaf('FailureReason', failure.reason)]);
  return element('FailureReasons', [reason]);
}

function generatedManifest({ generatedManifest: manifest }: Job): Markup {
  if (manifest === undefined) return NO_MARKUP;
  const location = element('Location', [leaf('ObjectArn', manifest.objectArn), leaf('ETag', manifest.etag)]);
  return element('GeneratedManifestDescriptor', [leaf('Format', 'S3InventoryReport_CSV_20211130'), location]);
}

function iso(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}

const LIST_MAX = 1000;

export function listJobs({ world, request, accountId }: ControlCall): ServiceResponse {
  authorizeOnAccount(world, request, 's3:ListJobs', jobArn(world, request.region, accountId, '*'));
  const statuses = request.query.getAll('jobStatuses');
  const unknown = statuses.find((status) => !JOB_STATUSES.some((known) => known === status));
  if (unknown !== undefined) throw invalidRequest(`The job status ${unknown} does not exist`);
  const jobs = jobsOf(world, accountId, request.region).filter(
    ({ status }) => statuses.length === 0 || statuses.includes(status),
  );
  const limit = limitOf(request.query.get('maxResults'));
  const begin = beginOf(jobs, request.query.get('nextToken'));
  const page = jobs.slice(begin, begin + limit);
  const last = page.at(-1);
  const isMore = last !== undefined && begin + limit < jobs.length;
  return controlResponse('ListJobsResult', [
    isMore ? leaf('NextToken', last.jobId) : NO_MARKUP,
    element(
      'Jobs',
      page.map((job) => listEntry(world, job)),
    ),
  ]);
}

/** Newest first. */
function jobsOf(world: World, accountId: string, region: string): readonly Job[] {
  return liveJobs(world)
    .filter((job) => job.accountId === accountId && job.region === region)
    .reverse();
}

function limitOf(text: string | null): number {
  if (text === null) return LIST_MAX;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit > LIST_MAX) throw invalidRequest(`maxResults is a number from 0 to ${LIST_MAX}`);
  return limit;
}

function beginOf(jobs: readonly Job[], token: string | null): number {
  if (token === null) return 0;
  const index = jobs.findIndex(({ jobId }) => jobId === token);
  if (index < 0) throw invalidRequest('The token of the next page is not valid');
  return index + 1;
}

function listEntry(world: World, job: Job): Markup {
  return element('member', [
    leaf('JobId', job.jobId),
    leaf('Description', job.order.description),
    leaf('Operation', job.order.operation.kind),
    leaf('Priority', job.priority),
    leaf('Status', job.status),
    leaf('CreationTime', iso(job.createdMs)),
    leaf('TerminationDate', iso(job.endedMs)),
    progress(world, job),
  ]);
}
