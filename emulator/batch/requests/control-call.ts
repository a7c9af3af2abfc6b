// What an operation of S3 Control gets.
import { element, xmlDocument, type Markup } from '../../http/xml';
import { authorizeOnAccount } from '../../s3/access/caller-access';
import type { ConditionValues } from '../../iam/policy-language/policy-variables';
import { ServiceError, type ServiceRequest, type ServiceResponse } from '../../http/service';
import type { World } from '../../world/world';
import { isOver, type Job } from '../../world/batch-job';
import { tagKeys } from '../../iam/access/request-keys';

export interface ControlCall {
  readonly world: World;
  readonly request: ServiceRequest;
  /** From `x-amz-account-id`; the caller's own. */
  readonly accountId: string;
  /** Empty for an operation on all jobs. */
  readonly jobId: string;
}

const NAMESPACE = { xmlns: 'http://awss3control.amazonaws.com/doc/2018-08-20/' };

export function controlResponse(name: string, children: readonly Markup[]): ServiceResponse {
  return { status: 200, body: xmlDocument(element(name, children, NAMESPACE)) };
}

/** How long a job is kept after its end. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
/** How long a job waits to be confirmed. */
const SUSPENDED_MAX_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * The job that the request is about, if the caller may do `action` on it.
 * @throws ServiceError `AccessDenied`, `NoSuchJob` (of another account or Region too)
 */
export function findJob(call: ControlCall, action: string, known: ConditionValues = {}): Job {
  const { world, request, accountId, jobId } = call;
  const job = liveJobs(world).find(
    (candidate) =>
      candidate.jobId === jobId && candidate.accountId === accountId && candidate.region === request.region,
  );
  const context = { ...(job === undefined ? {} : jobContext(job)), ...known };
  authorizeOnAccount(world, request, action, jobArn(world, request.region, accountId, jobId), context);
  if (job !== undefined) return job;
  throw new ServiceError(404, 'NoSuchJob', 'The specified job does not exist.', { JobId: jobId });
}

/** What policies can ask about a job that is there. */
function jobContext({ tags, priority, status, order }: Job): ConditionValues {
  return {
    's3:ExistingJobOperation': order.operation.kind,
    's3:ExistingJobPriority': String(priority),
    ...(status === 'Suspended' ? { 's3:JobSuspendedCause': 'AWAITING_CONFIRMATION' } : {}),
    ...tagKeys('aws:ResourceTag', tags),
  };
}

/**
 * Jobs that can be seen: not those of a moment ago, nor those that time has removed. A job that nobody confirmed in
 * thirty days has failed by then.
 */
export function liveJobs(world: World): readonly Job[] {
  const now = world.clock.now();
  const jobs = [...world.jobs.values()];
  for (const job of jobs) {
    if (job.status !== 'Suspended' || job.suspendedMs === undefined || now - job.suspendedMs <= SUSPENDED_MAX_MS) {
      continue;
    }
    job.status = 'Failed';
    job.endedMs = job.suspendedMs + SUSPENDED_MAX_MS;
    job.failure = { code: 'JobExpired', reason: 'The job was suspended for more than 30 days.' };
  }
  return jobs.filter(
    (job) =>
      now - job.createdMs >= world.timing.jobVisibleMs && (!isOver(job) || now - (job.endedMs ?? now) <= KEPT_MS),
  );
}

export function jobArn(world: World, region: string, accountId: string, jobId: string): string {
  return `arn:${world.partition}:s3:${region}:${accountId}:job/${jobId}`;
}
