// S3 Control, as far as Batch Operations go.
import { accessDenied, notImplemented } from '../s3/faults';
import type { Service, ServiceRequest, ServiceResponse } from '../service';
import type { World } from '../world';
import type { ControlCall } from './control-call';
import { createJob } from './create-job';
import { describeJob, listJobs } from './describe-job';
import { deleteJobTagging, getJobTagging, putJobTagging, updateJobPriority, updateJobStatus } from './update-job';

type Operation = (call: ControlCall) => ServiceResponse;

/** By method and path below `/v20180820`, with `{id}` for a job. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  'POST /jobs': createJob,
  'GET /jobs': listJobs,
  'GET /jobs/{id}': describeJob,
  'POST /jobs/{id}/status': updateJobStatus,
  'POST /jobs/{id}/priority': updateJobPriority,
  'GET /jobs/{id}/tagging': getJobTagging,
  'PUT /jobs/{id}/tagging': putJobTagging,
  'DELETE /jobs/{id}/tagging': deleteJobTagging,
};

export function s3ControlService(world: World): Service {
  return (request) => handle(world, request);
}

function handle(world: World, request: ServiceRequest): ServiceResponse {
  const accountId = request.headers['x-amz-account-id'] ?? '';
  const [, jobs = '', jobId = '', rest = ''] = /^\/v20180820(\/jobs)(?:\/([^/]+))?(\/[^/]+)?$/.exec(request.path) ?? [];
  const name = `${request.method} ${jobs}${jobId === '' ? '' : '/{id}'}${rest}`;
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation === undefined) throw notImplemented(`${request.method} ${request.path}`);
  if (accountId !== request.caller.accountId) throw accessDenied();
  return operation({ world, request, accountId, jobId });
}
