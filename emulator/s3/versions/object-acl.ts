// The ACL of an object where its bucket has ACLs at all: one of S3's canned ones, and who owns the object.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
import { notEmulated, ServiceError } from '../../http/service';
import { childText, parseXml } from '../../http/xml';
import { authorize } from '../access/caller-access';
import type { Bucket, CannedAcl, ObjectAcl, ObjectVersion } from '../../world/bucket';
import { accessDenied, invalidArgument } from '../operation/faults';
import type { BucketCall } from '../operation/operation';

const CANNED: readonly CannedAcl[] = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
];

const PUBLIC: readonly CannedAcl[] = ['public-read', 'public-read-write', 'authenticated-read'];

/** ACLs are off in a bucket unless somebody has switched them on: so it is since April 2023. */
export function hasAcls(bucket: Bucket): boolean {
  return bucket.documents.get('ownershipControls')?.includes('BucketOwnerEnforced') !== true;
}

/**
 * The ACL that the object of a writing request has; undefined: private to the owner of the bucket.
 * @throws ServiceError `AccessControlListNotSupported`, `AccessDenied`, `InvalidArgument`, `NotImplemented`
 */
export function requestedAcl(call: BucketCall): ObjectAcl | undefined {
  const { headers, caller } = call.request;
  const given = headers['x-amz-acl'];
  const grant = Object.keys(headers).find((name) => name.startsWith('x-amz-grant-'));
  if (!hasAcls(call.bucket)) {
    if (grant !== undefined || !saysNothingNew(given)) throw aclsNotSupported();
    return undefined;
  }
  if (grant !== undefined) throw notEmulated(`The header ${grant}`);
  const canned = given === undefined ? 'private' : cannedAcl(given);
  if (given !== undefined) authorize({ ...call, action: 's3:PutObjectAcl' });
  refuseIfPublic(call.bucket, canned);
  const goesToBucketOwner = canned === 'bucket-owner-full-control' && prefersBucketOwner(call.bucket);
  const ownerAccountId = goesToBucketOwner ? call.bucket.accountId : caller.accountId;
  if (canned === 'private' && ownerAccountId === call.bucket.accountId) return undefined;
  return { ownerAccountId, canned };
}

/** Without ACLs a request may name none, or the one that all objects there have; `private` is refused like any other. */
export function saysNothingNew(canned: string | undefined): boolean {
  return canned === undefined || canned === 'bucket-owner-full-control';
}

export function aclsNotSupported(): ServiceError {
  return new ServiceError(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs');
}

/** @throws ServiceError `InvalidArgument` */
export function cannedAcl(text: string): CannedAcl {
  const known = CANNED.find((name) => name === text);
  // S3 says no more than that.
  if (known === undefined) throw invalidArgument('', 'x-amz-acl', text);
  return known;
}

/** @throws ServiceError `AccessDenied` where the bucket blocks public ACLs */
export function refuseIfPublic(bucket: Bucket, canned: CannedAcl): void {
  if (blocksAcl(bucket, canned)) throw accessDenied();
}

/** Whether Block Public Access keeps an object with this ACL out of the bucket. */
export function blocksAcl({ documents }: Bucket, canned: CannedAcl): boolean {
  const block = documents.get('publicAccessBlock');
  return PUBLIC.includes(canned) && block !== undefined && childText(parseXml(block), 'BlockPublicAcls') === 'true';
}

function prefersBucketOwner({ documents }: Bucket): boolean {
  return documents.get('ownershipControls')?.includes('BucketOwnerPreferred') === true;
}

/** The account that owns the object. */
export function ownerOf(bucket: Bucket, { acl }: Pick<ObjectVersion, 'acl'>): string {
  return hasAcls(bucket) && acl !== undefined ? acl.ownerAccountId : bucket.accountId;
}

/** Whether the owner of the bucket may read the object and its ACL, which replication acts for. */
export function isOpenToBucketOwner(bucket: Bucket, version: ObjectVersion): boolean {
  return ownerOf(bucket, version) === bucket.accountId || version.acl?.canned === 'bucket-owner-full-control';
}
