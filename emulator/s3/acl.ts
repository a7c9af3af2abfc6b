// ACLs are off in every bucket, as in buckets that S3 creates today: they can be read, and say that the owner may do all.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
import type { ServiceResponse } from '../service';
import { ServiceError } from '../service';
import { element, leaf, xmlDocument } from '../xml';
import { findVersion } from './find-version';
import { canonicalUserId, ownerElement } from './list-parameters';
import { refuseAclsAndLocks } from './object-attributes';
import { versionHeader } from './object-headers';
import { byVersion, S3_NAMESPACE, xmlResponse, type BucketCall, type OperationTable } from './operation';

function ownerOnly(accountId: string): string {
  const grantee = element('Grantee', [leaf('ID', canonicalUserId(accountId)), leaf('DisplayName', accountId)], {
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    'xsi:type': 'CanonicalUser',
  });
  const grant = element('Grant', [grantee, leaf('Permission', 'FULL_CONTROL')]);
  const children = [ownerElement('Owner', accountId), element('AccessControlList', [grant])];
  return xmlDocument(element('AccessControlPolicy', children, S3_NAMESPACE));
}

function getObjectAcl(call: BucketCall): ServiceResponse {
  const version = findVersion(call);
  return xmlResponse(ownerOnly(call.bucket.accountId), versionHeader(call.bucket, version.versionId));
}

function putAcl({ request }: BucketCall): ServiceResponse {
  refuseAclsAndLocks(request.headers);
  if (request.body.length === 0) return { status: 200 };
  throw new ServiceError(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs');
}

export const ACL_OPERATIONS: OperationTable = {
  'GET bucket acl': {
    on: 'bucket',
    actions: ['s3:GetBucketAcl'],
    handle: ({ bucket }) => xmlResponse(ownerOnly(bucket.accountId)),
  },
  'PUT bucket acl': { on: 'bucket', actions: ['s3:PutBucketAcl'], handle: putAcl },
  'GET object acl': {
    on: 'bucket',
    actions: byVersion('s3:GetObjectAcl', 's3:GetObjectVersionAcl'),
    parameters: ['versionId'],
    handle: getObjectAcl,
  },
  'PUT object acl': {
    on: 'bucket',
    actions: byVersion('s3:PutObjectAcl', 's3:PutObjectVersionAcl'),
    parameters: ['versionId'],
    handle: (call) => {
      findVersion(call);
      return putAcl(call);
    },
  },
};
