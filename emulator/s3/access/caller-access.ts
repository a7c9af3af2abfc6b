// Whether the caller may do what it asks: its own policies, and the bucket's.
import { type AccessQuestion } from '../../iam/access/authorize';
import type { Caller, ServiceRequest } from '../../http/service';
import type { World } from '../../world/world';
import type { Bucket } from '../../world/bucket';
import { accessDenied } from '../operation/faults';
import { isCallerAllowed, notAuthorized } from '../../iam/access/caller-permission';
import { s3Arn } from '../../world/arn';

/** Condition keys and their values. */
export type Context = AccessQuestion['context'];

/** One question: may this caller do `action` on the bucket, or on the object if a key is given? */
export interface AccessRequest {
  readonly world: World;
  readonly request: ServiceRequest;
  readonly bucket: Bucket;
  readonly action: string;
  readonly key?: string | undefined;
}

/** @throws ServiceError `AccessDenied` */
export function authorize(question: AccessRequest): void {
  if (isPermitted(question)) return;
  const { world, request, bucket, action, key } = question;
  throw accessDenied(notAuthorized(request, action, `"${s3Arn(world, bucket.name, key)}"`));
}

export function isPermitted({ world, request, bucket, action, key }: AccessRequest): boolean {
  const bucketPolicy = bucket.documents.get('policy');
  // The owner's root user needs no policy; only a Deny in the bucket's can stop it, and it can always mend that.
  if (request.caller.accountId === bucket.accountId && isRoot(request.caller)) {
    if (bucketPolicy === undefined || action.endsWith('BucketPolicy')) return true;
  }
  return isCallerAllowed(world, request, action, s3Arn(world, bucket.name, key), {
    resourceAccountId: bucket.accountId,
    ...(bucketPolicy === undefined ? {} : { resourcePolicy: bucketPolicy }),
    context: s3Keys(request),
  });
}

/**
 * For actions on the account, which no bucket policy can allow.
 * @param known - condition keys beside those of every request
 */
export function authorizeOnAccount(
  world: World,
  request: ServiceRequest,
  action: string,
  resource: string,
  known: Context = {},
): void {
  const { caller } = request;
  if (isRoot(caller)) return;
  const context = { ...s3Keys(request), ...known };
  if (isCallerAllowed(world, request, action, resource, { context })) return;
  throw accessDenied(notAuthorized(request, action, `"${resource}"`));
}

function isRoot(caller: Caller): boolean {
  return caller.arn.endsWith(':root');
}

/** Headers that S3 offers as condition keys under their own names. */
const CONTEXT_HEADERS = [
  'x-amz-acl',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
];

const CONTEXT_PARAMETERS = ['prefix', 'delimiter', 'max-keys', 'versionId'];

/** Condition keys that S3 adds to those of every request. */
function s3Keys({ headers, query }: ServiceRequest): Readonly<Record<string, string>> {
  const context: Record<string, string> = { 's3:signatureversion': 'AWS4-HMAC-SHA256' };
  for (const name of CONTEXT_HEADERS) {
    const value = headers[name];
    if (value !== undefined) context[`s3:${name}`] = value;
  }
  for (const name of CONTEXT_PARAMETERS) {
    const value = query.get(name);
    if (value !== null) context[`s3:${name}`] = value;
  }
  return context;
}
