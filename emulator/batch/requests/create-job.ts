// CreateJob.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html
import { createHash } from 'node:crypto';
import { visibleRole } from '../../iam/access/propagation';
import { authorizeOnAccount } from '../../s3/access/caller-access';
import { accountOfArn } from '../../world/arn';
import { accessDenied } from '../../s3/operation/faults';
import { ServiceError, type ServiceResponse } from '../../http/service';
import { leaf } from '../../http/xml';
import type { World } from '../../world/world';
import { controlResponse, jobArn, type ControlCall } from './control-call';
import type { Job, JobOrder } from '../../world/batch-job';
import { readOrder } from './read-order';
import { invalidRequest } from './request-xml';
import { startJob } from '../run/run-job';
import { requestTagKeys } from '../../iam/access/request-keys';

export function createJob(call: ControlCall): ServiceResponse {
  const { world, request, accountId } = call;
  const order = readOrder(request.body);
  authorizeOnAccount(world, request, 's3:CreateJob', jobArn(world, request.region, accountId, '*'), {
    's3:RequestJobOperation': order.operation.kind,
    's3:RequestJobPriority': String(order.priority),
    ...requestTagKeys(order.tags),
  });
  const digest = digestOf(request.body);
  const before = jobWithToken(world, call, order.clientRequestToken);
  if (before !== undefined) {
    if (before.digest === digest) return created(before);
    throw new ServiceError(
      400,
      'IdempotencyException',
      `The token ${order.clientRequestToken} was used before, for another request`,
    );
  }
  checkTags(call, order);
  checkRole(call, order.roleArn);
  const job: Job = {
    jobId: newJobId(world),
    accountId,
    region: request.region,
    createdMs: world.clock.now(),
    order,
    digest,
    priority: order.priority,
    tags: order.tags,
    status: 'New',
    cancelRequested: false,
    counts: { total: 0, succeeded: 0, failed: 0 },
    activeMs: 0,
  };
  world.jobs.set(job.jobId, job);
  startJob(world, job);
  return created(job);
}

function created({ jobId }: Job): ServiceResponse {
  return controlResponse('CreateJobResult', [leaf('JobId', jobId)]);
}

function digestOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

function jobWithToken(world: World, { request, accountId }: ControlCall, token: string): Job | undefined {
  return [...world.jobs.values()].find(
    (job) => job.order.clientRequestToken === token && job.accountId === accountId && job.region === request.region,
  );
}

function checkTags({ world, request, accountId }: ControlCall, { tags }: JobOrder): void {
  if (tags.size === 0) return;
  const arn = jobArn(world, request.region, accountId, '*');
  authorizeOnAccount(world, request, 's3:PutJobTagging', arn, requestTagKeys(tags));
}

/** The role is of the caller's account, the caller may pass it, and S3 sees it already. */
function checkRole({ world, request, accountId }: ControlCall, roleArn: string): void {
  if (accountOfArn(roleArn) !== accountId) throw invalidRequest('Cross-account pass role is not allowed.');
  // No iam:PassedToService: CreateJob does not give it, so that a statement that asks for it never allows.
  authorizeOnAccount(world, request, 'iam:PassRole', roleArn);
  const role = world.roles.get(roleArn);
  if (role === undefined || visibleRole(world, role) === undefined)
    throw accessDenied(`The role ${roleArn} cannot be assumed`);
}

/** As UUIDs are written, from the emulator's own source of chance. */
function newJobId(world: World): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(world.random() * 16).toString(16)).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
