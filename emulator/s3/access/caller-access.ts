// Whether the caller may do what it asks: its own policies, and the bucket's.
import { withReason, type Caller, type ServiceRequest } from '../../http/service';
import type { World } from '../../world/world';
import type { Bucket } from '../../world/bucket';
import { accessDenied } from '../operation/faults';
import { isCallerAllowed, notAuthorized, whyNotAllowed, type MoreOnAccess } from '../../iam/access/caller-permission';
import type { ConditionValues } from '../../iam/policy-language/policy-variables';
import { s3Arn } from '../../world/arn';
import { keepsOut } from '../bucket-policies/public-policy';
import { s3Keys } from './s3-keys';

/** One question: may this caller do `action` on the bucket, or on the object if a key is given? */
export interface AccessRequest {
  readonly world: World;
  readonly request: ServiceRequest;
  readonly bucket: Bucket;
  readonly action: string;
  readonly key?: string | undefined;
  /** Version that the action is on. @default - the one that the query of the request names */
  readonly versionId?: string | undefined;
}

/** @throws ServiceError `AccessDenied` */
export function authorize(question: AccessRequest): void {
  if (isPermitted(question)) return;
  const { world, request, bucket, action, key } = question;
  const resource = s3Arn(world, bucket.name, key);
  const reason = whyNotAllowed(world, request, action, resource, moreOn(question)) ?? '';
  throw withReason(accessDenied(notAuthorized(request, action, `"${resource}"`)), reason);
}

/** Who is to pay has to say that it will: the header of a copy counts for its source, too. */
function paysForRequest({ request: { caller, headers }, bucket }: AccessRequest): boolean {
  const payment = bucket.documents.get('requestPayment') ?? '';
  if (caller.accountId === bucket.accountId || !payment.includes('<Payer>Requester</Payer>')) return true;
  return headers['x-amz-request-payer'] === 'requester';
}

export function isPermitted(question: AccessRequest): boolean {
  const { world, request, bucket, action, key } = question;
  if (!paysForRequest(question) || keepsOut(bucket, request.caller.accountId)) return false;
  // The owner's root user needs no policy; only a Deny in the bucket's can stop it, and it can always mend that.
  if (request.caller.accountId === bucket.accountId && isRoot(request.caller)) {
    if (!bucket.documents.has('policy') || action.endsWith('BucketPolicy')) return true;
  }
  return isCallerAllowed(world, request, action, s3Arn(world, bucket.name, key), moreOn(question));
}

function moreOn({ world, request, bucket, action, key, versionId }: AccessRequest): MoreOnAccess {
  const resourcePolicy = bucket.documents.get('policy');
  const ownerAccountId = bucket.accountId;
  return {
    resourceAccountId: ownerAccountId,
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    context: () => s3Keys({ world, request, action, ownerAccountId, bucket, key, versionId }),
  };
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
  known: ConditionValues = {},
): void {
  const { caller } = request;
  if (isRoot(caller)) return;
  const ownerAccountId = caller.accountId;
  const context = (): ConditionValues => ({ ...s3Keys({ world, request, action, ownerAccountId }), ...known });
  const reason = whyNotAllowed(world, request, action, resource, { context });
  if (reason === undefined) return;
  throw withReason(accessDenied(notAuthorized(request, action, `"${resource}"`)), reason);
}

function isRoot(caller: Caller): boolean {
  return caller.arn.endsWith(':root');
}
