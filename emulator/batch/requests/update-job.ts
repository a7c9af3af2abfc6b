// UpdateJobStatus, UpdateJobPriority and the tags of a job.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateJobStatus.html
import { malformedXml } from '../../s3/operation/faults';
import { ServiceError, type ServiceResponse } from '../../http/service';
import { child, element, leaf, parseXml } from '../../http/xml';
import { controlResponse, findJob, type ControlCall } from './control-call';
import { isOver, type Job } from '../../world/batch-job';
import { readTags } from './read-order';
import { invalidRequest } from './request-xml';
import { cancelJob, confirmJob } from '../run/run-job';
import { requestTagKeys } from '../../iam/access/request-keys';

export function updateJobStatus(call: ControlCall): ServiceResponse {
  const job = findJob(call, 's3:UpdateJobStatus');
  const { query } = call.request;
  const requested = query.get('requestedJobStatus');
  const reason = query.get('statusUpdateReason');
  if (reason !== null && (reason === '' || reason.length > 256)) {
    throw invalidRequest('The reason for a status update has 1 to 256 characters');
  }
  if (requested === 'Ready') {
    if (job.status !== 'Suspended') throw wrongStatus(job, requested);
    confirmJob(call.world, job);
  } else if (requested === 'Cancelled') {
    if (isOver(job) || job.status === 'Failing' || job.status === 'Completing') throw wrongStatus(job, requested);
    cancelJob(call.world, job);
  } else {
    throw invalidRequest(`The requested status is Ready or Cancelled, not ${requested ?? 'missing'}`);
  }
  if (reason !== null) job.statusUpdateReason = reason;
  return controlResponse('UpdateJobStatusResult', [
    leaf('JobId', job.jobId),
    leaf('Status', job.cancelRequested ? 'Cancelling' : job.status),
    leaf('StatusUpdateReason', job.statusUpdateReason),
  ]);
}

function wrongStatus({ status }: Job, requested: string): ServiceError {
  return new ServiceError(400, 'JobStatusException', `A job that is ${status} cannot become ${requested}`);
}

export function updateJobPriority(call: ControlCall): ServiceResponse {
  const text = call.request.query.get('priority') ?? '';
  const job = findJob(call, 's3:UpdateJobPriority', { 's3:RequestJobPriority': text });
  if (!/^\d{1,10}$/.test(text) || Number(text) >= 2 ** 31)
    throw invalidRequest('Priority is a number from 0 to 2147483647');
  if (isOver(job)) throw new ServiceError(400, 'JobStatusException', `The job is ${job.status}`);
  job.priority = Number(text);
  return controlResponse('UpdateJobPriorityResult', [leaf('JobId', job.jobId), leaf('Priority', job.priority)]);
}

export function getJobTagging(call: ControlCall): ServiceResponse {
  const { tags } = findJob(call, 's3:GetJobTagging');
  const entries = [...tags].map(([key, value]) => element('member', [leaf('Key', key), leaf('Value', value)]));
  return controlResponse('GetJobTaggingResult', [element('Tags', entries)]);
}

export function putJobTagging(call: ControlCall): ServiceResponse {
  const root = parseXml(call.request.body.toString('utf8'));
  if (root.name !== 'PutJobTaggingRequest') throw malformedXml();
  const tags = readTags(child(root, 'Tags'));
  findJob(call, 's3:PutJobTagging', requestTagKeys(tags)).tags = tags;
  return controlResponse('PutJobTaggingResult', []);
}

export function deleteJobTagging(call: ControlCall): ServiceResponse {
  findJob(call, 's3:DeleteJobTagging').tags = new Map();
  return { status: 204 };
}
