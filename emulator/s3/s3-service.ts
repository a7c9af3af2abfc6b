// S3: finds the operation of a request, its bucket, and whether the caller may.
import {
  notEmulated,
  type PreparedOperation,
  type Service,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
} from '../http/service';
import type { World } from '../world/world';
import { hostPrefix } from '../http/addressing';
import { authorize } from './access/caller-access';
import { ACL_OPERATIONS } from './objects/acl';
import { ANNOTATION_OPERATIONS } from './annotations/annotation-operations';
import { ATTRIBUTE_OPERATIONS } from './objects/attributes';
import { BUCKET_OPERATIONS } from './buckets/buckets';
import { POLICY_OPERATIONS } from './buckets/bucket-policy';
import type { Bucket } from '../world/bucket';
import { DELETE_OPERATIONS } from './objects/delete';
import { DOCUMENT_OPERATIONS } from './buckets/documents';
import { accessDenied, noSuchBucket } from './operation/faults';
import { LIST_OPERATIONS } from './listing/list-objects';
import { VERSION_LIST_OPERATIONS } from './listing/list-versions';
import { MULTIPART_OPERATIONS } from './multipart/multipart';
import { NAMED_DOCUMENT_OPERATIONS } from './buckets/named-documents';
import { OBJECT_LOCK_OPERATIONS } from './objects/object-lock-operations';
import { OBJECT_OPERATIONS } from './objects/objects';
import type { Operation, OperationTable, S3Call } from './operation/operation';
import { S3_PARAMETERS } from './query-parameters';
import { operationName } from './operation-names';
import { refuseHeaders } from './refused-headers';
import { REPLICATION_OPERATIONS } from './replication-rules/replication-configuration';
import { RESTORE_OPERATIONS } from './objects/restore';
import { TAGGING_OPERATIONS } from './objects/tagging';

/** By route. */
export const S3_OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  [
    ACL_OPERATIONS,
    ANNOTATION_OPERATIONS,
    ATTRIBUTE_OPERATIONS,
    BUCKET_OPERATIONS,
    POLICY_OPERATIONS,
    DELETE_OPERATIONS,
    DOCUMENT_OPERATIONS,
    LIST_OPERATIONS,
    VERSION_LIST_OPERATIONS,
    MULTIPART_OPERATIONS,
    NAMED_DOCUMENT_OPERATIONS,
    OBJECT_LOCK_OPERATIONS,
    OBJECT_OPERATIONS,
    REPLICATION_OPERATIONS,
    RESTORE_OPERATIONS,
    TAGGING_OPERATIONS,
  ].flatMap((table: OperationTable) => Object.entries(table)),
);

const KEY_MAX_BYTES = 1024;

export function s3Service(world: World): Service {
  return (request) => find(world, request);
}

function find(world: World, request: ServiceRequest): PreparedOperation {
  const { bucketName, key } = splitPath(request.path);
  const { route, operation } = findOperation(request, bucketName, key);
  const call: S3Call = { world, request, bucketName, key };
  return {
    name: operationName(route, request),
    ...(bucketName === '' ? {} : { bucket: bucketName }),
    ...(key === '' ? {} : { key }),
    perform: () => perform(call, operation),
  };
}

/** For a request that did not come over HTTP: a task of a job. */
export function performRequest(world: World, request: ServiceRequest): ServiceResponse {
  const { bucketName, key } = splitPath(request.path);
  const { operation } = findOperation(request, bucketName, key);
  return perform({ world, request, bucketName, key }, operation);
}

function perform(call: S3Call, operation: Operation): ServiceResponse {
  const { world, request, bucketName, key } = call;
  refuseHeaders(request.headers);
  if (operation.on === 'account') return operation.handle(call);
  const bucket = world.buckets.get(bucketName);
  if (bucket === undefined) throw noSuchBucket(bucketName);
  if (operation.anyRegion !== true) checkRegion(bucket, request);
  checkExpectedOwner(bucket, request);
  const { actions = [] } = operation;
  const object = key === '' ? {} : { key };
  for (const action of typeof actions === 'function' ? actions(call) : actions) {
    authorize({ world, request, bucket, action, ...object });
  }
  return operation.handle({ ...call, bucket });
}

/** `/bucket/a/b` → bucket `bucket`, key `a/b`; keys may begin with slashes. */
function splitPath(path: string): { readonly bucketName: string; readonly key: string } {
  const slash = path.indexOf('/', 1);
  const bucketName = slash < 0 ? path.slice(1) : path.slice(1, slash);
  const key = slash < 0 ? '' : path.slice(slash + 1);
  if (bucketName === '' && key !== '') {
    throw new ServiceError(400, 'InvalidBucketName', 'The specified bucket is not valid.', { BucketName: '' });
  }
  if (key.length > KEY_MAX_BYTES / 4 && Buffer.byteLength(key) > KEY_MAX_BYTES) {
    throw new ServiceError(400, 'KeyTooLongError', 'Your key is too long', {
      Size: String(Buffer.byteLength(key)),
      MaxSizeAllowed: String(KEY_MAX_BYTES),
    });
  }
  return { bucketName, key };
}

function findOperation(
  { method, query, headers }: ServiceRequest,
  bucketName: string,
  key: string,
): { readonly route: string; readonly operation: Operation } {
  const base = `${method} ${bucketName === '' ? 'account' : key === '' ? 'bucket' : 'object'}`;
  let subResource: string | undefined;
  for (const name of query.keys()) {
    if (!S3_OPERATIONS.has(`${base} ${name}`)) continue;
    // A part number alone is a mistake of its own; beside an upload id it is that upload's.
    if (subResource === undefined || name === 'uploadId') subResource = name;
  }
  const isCopy = base === 'PUT object' && subResource === undefined && headers['x-amz-copy-source'] !== undefined;
  const found = isCopy ? `${base} copy` : subResource === undefined ? base : `${base} ${subResource}`;
  const operation = S3_OPERATIONS.get(found);
  if (operation === undefined)
    throw notEmulated(`${found}${query.size > 0 ? ` with ${[...query.keys()].join(', ')}` : ''}`);
  for (const name of query.keys()) {
    if (name === subResource || operation.parameters?.includes(name) === true || isIgnored(name, method, query))
      continue;
    throw notEmulated(`The query parameter ${name} of ${found}`);
  }
  return { route: found, operation };
}

/**
 * Parameters that S3 takes for nothing: what begins with `x-` is for the access log. In the query of a presigned URL
 * `x-amz-…` is the signature and headers, and who reads by one may add what AWS has no name for.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html#LogFormatCustom
 */
function isIgnored(name: string, method: string, query: URLSearchParams): boolean {
  if (/^x-(?!amz-)/i.test(name)) return true;
  if (!query.has('X-Amz-Algorithm')) return false;
  return /^x-amz-/i.test(name) || (/^(GET|HEAD)$/.test(method) && !S3_PARAMETERS.has(name));
}

function checkRegion(bucket: Bucket, request: ServiceRequest): void {
  if (bucket.region === request.region) return;
  // A host that names the bucket leads to the bucket's Region: there the signature for another is what is wrong.
  if (hostPrefix(request.headers['host']) !== undefined) {
    throw new ServiceError(
      400,
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${request.region}' is wrong; expecting '${bucket.region}'`,
      { Region: bucket.region },
      { 'x-amz-bucket-region': bucket.region },
    );
  }
  throw new ServiceError(
    301,
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    {
      Endpoint: `s3.${bucket.region}.amazonaws.com`,
      Bucket: bucket.name,
      Region: bucket.region,
    },
    { 'x-amz-bucket-region': bucket.region },
  );
}

function checkExpectedOwner(bucket: Bucket, { headers }: ServiceRequest): void {
  const expected = headers['x-amz-expected-bucket-owner'];
  if (expected === undefined) return;
  if (!/^\d{12}$/.test(expected)) {
    throw new ServiceError(
      400,
      'InvalidBucketOwnerAWSAccountID',
      'The value of the expected bucket owner parameter must be an AWS account ID',
    );
  }
  if (expected !== bucket.accountId) throw accessDenied();
}
