// One task of a copy job: the CopyObject that the role of the job asks for, in the Region of the job.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-copy-object.html
import { ServiceError, type ServiceRequest } from '../../http/service';
import { uriEncodePath } from '../../http/uri-encode';
import { MISSING_VERSION_ID, type Failure } from '../../replication/failure';
import { performRequest } from '../../s3/s3-service';
import { EMPTY_BODY } from '../../s3/versions/write-object';
import { accountOfArn } from '../../world/arn';
import { BATCH_SERVICE, type CopyOrder, type Job, type Task } from '../../world/batch-job';
import type { World } from '../../world/world';

/** @returns why nothing was copied; undefined if there is a copy now */
export function copyTask(world: World, job: Job, copy: CopyOrder, task: Task): Failure | undefined {
  if (task.lacksVersionId === true) return MISSING_VERSION_ID;
  const request = requestOf(world, job, copy, task);
  try {
    performRequest(world, request);
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return failureOf(error, request.id);
    throw error;
  }
}

function requestOf(world: World, job: Job, copy: CopyOrder, { bucket, key, versionId }: Task): ServiceRequest {
  const { roleArn } = job.order;
  const named = versionId === undefined ? '' : `?versionId=${versionId}`;
  return {
    id: requestId(world),
    method: 'PUT',
    path: `/${copy.targetBucket}/${copy.keyPrefix}${key}`,
    query: new URLSearchParams(),
    headers: { ...copy.headers, 'x-amz-copy-source': `${bucket}/${uriEncodePath(key)}${named}` },
    body: EMPTY_BODY,
    region: job.region,
    caller: { arn: roleArn, accountId: accountOfArn(roleArn), accessKeyId: '', actingService: BATCH_SERVICE },
  };
}

/** The message ends as errors end in the SDK for Java, which tells what it was an error of. */
function failureOf({ code, status, message }: ServiceError, id: string): Failure {
  const tail = `Service: Amazon S3; Status Code: ${status}; Error Code: ${code}; Request ID: ${id}`;
  return { code, httpStatus: status, message: `${message} (${tail}; S3 Extended Request ID: ${id}; Proxy: null)` };
}

function requestId(world: World): string {
  return Math.floor(world.random() * 2 ** 48)
    .toString(16)
    .toUpperCase()
    .padStart(16, '0');
}
