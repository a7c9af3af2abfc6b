// S3 Control, as far as Batch Operations go.
import { accessDenied } from '../s3/operation/faults';
import {
  notEmulated,
  type PreparedOperation,
  type Service,
  type ServiceRequest,
  type ServiceResponse,
} from '../http/service';
import type { World } from '../world/world';
import type { ControlCall } from './requests/control-call';
import { createJob } from './requests/create-job';
import { describeJob, listJobs } from './requests/describe-job';
import {
  deleteJobTagging,
  getJobTagging,
  putJobTagging,
  updateJobPriority,
  updateJobStatus,
} from './requests/update-job';

interface Operation {
  readonly name: string;
  readonly handle: (call: ControlCall) => ServiceResponse;
}

/** By method and path below `/v20180820`, with `{id}` for a job. */
export const S3_CONTROL_OPERATIONS: Readonly<Record<string, Operation>> = {
  'POST /jobs': { name: 'CreateJob', handle: createJob },
  'GET /jobs': { name: 'ListJobs', handle: listJobs },
  'GET /jobs/{id}': { name: 'DescribeJob', handle: describeJob },
  'POST /jobs/{id}/status': { name: 'UpdateJobStatus', handle: updateJobStatus },
  'POST /jobs/{id}/priority': { name: 'UpdateJobPriority', handle: updateJobPriority },
  'GET /jobs/{id}/tagging': { name: 'GetJobTagging', handle: getJobTagging },
  'PUT /jobs/{id}/tagging': { name: 'PutJobTagging', handle: putJobTagging },
  'DELETE /jobs/{id}/tagging': { name: 'DeleteJobTagging', handle: deleteJobTagging },
};

export function s3ControlService(world: World): Service {
  return (request) => find(world, request);
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  const accountId = request.headers['x-amz-account-id'] ?? '';
  const [, jobs = '', jobId = '', rest = ''] = /^\/v20180820(\/jobs)(?:\/([^/]+))?(\/[^/]+)?$/.exec(request.path) ?? [];
  const name = `${request.method} ${jobs}${jobId === '' ? '' : '/{id}'}${rest}`;
  const operation = Object.hasOwn(S3_CONTROL_OPERATIONS, name) ? S3_CONTROL_OPERATIONS[name] : undefined;
  if (operation === undefined) throw notEmulated(`${request.method} ${request.path}`);
  const perform = (): ServiceResponse => {
    if (accountId !== request.caller.accountId) throw accessDenied();
    return operation.handle({ world, request, accountId, jobId });
  };
  return { name: operation.name, perform };
}
