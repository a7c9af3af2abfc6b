// ACLs: off in new buckets, where they can be read and say that the owner may do all. Where the bucket's ownership
// controls switch them on, objects have one of the canned ACLs. They open nothing here: requests are decided by policies.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
import { notEmulated, ServiceError, type ServiceResponse } from '../../http/service';
import { child, childrenNamed, childText, element, leaf, parseXml, xmlDocument, XmlError } from '../../http/xml';
import type { Markup, XmlElement } from '../../http/xml';
import { any, anyText, checkSchema, holding, maybe, one, oneOf } from '../buckets/schemas/schema';
import type { Bucket, CannedAcl } from '../../world/bucket';
import { findVersion } from '../versions/find-version';
import { canonicalUserId, ownerElement } from '../operation/list-parameters';
import { invalidRequest, malformedXml } from '../operation/faults';
import { aclsNotSupported, cannedAcl, hasAcls, ownerOf, refuseIfPublic, saysNothingNew } from '../versions/object-acl';
import { versionHeader } from '../versions/object-headers';
import { byVersion, S3_NAMESPACE, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';
import { versionChanged } from '../versions/store-version';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

function grantTo(grantee: Markup, type: 'CanonicalUser' | 'Group', permission: string): Markup {
  const attributes = { 'xmlns:xsi': XSI, 'xsi:type': type };
  return element('Grant', [element('Grantee', grantee, attributes), leaf('Permission', permission)]);
}

function grantToAccount(accountId: string, permission: string): Markup {
  const grantee = [leaf('ID', canonicalUserId(accountId)), leaf('DisplayName', accountId)];
  return grantTo(grantee.join('') as Markup, 'CanonicalUser', permission);
}

function grantToGroup(name: 'AllUsers' | 'AuthenticatedUsers', permission: string): Markup {
  return grantTo(leaf('URI', `http://acs.amazonaws.com/groups/global/${name}`), 'Group', permission);
}

/** What each canned ACL grants, beside full control to the owner of the object. */
const GRANTS: Readonly<Record<CannedAcl, (bucket: Bucket) => readonly Markup[]>> = {
  private: () => [],
  'public-read': () => [grantToGroup('AllUsers', 'READ')],
  'public-read-write': () => [grantToGroup('AllUsers', 'READ'), grantToGroup('AllUsers', 'WRITE')],
  'authenticated-read': () => [grantToGroup('AuthenticatedUsers', 'READ')],
  'bucket-owner-read': ({ accountId }) => [grantToAccount(accountId, 'READ')],
  'bucket-owner-full-control': ({ accountId }) => [grantToAccount(accountId, 'FULL_CONTROL')],
};

function aclDocument(bucket: Bucket, ownerAccountId: string, canned: CannedAcl): string {
  const granted = GRANTS[canned](bucket);
  const own = grantToAccount(ownerAccountId, 'FULL_CONTROL');
  const grants = [own, ...granted.filter((grant) => grant !== own)];
  const children = [ownerElement('Owner', ownerAccountId), element('AccessControlList', grants)];
  return xmlDocument(element('AccessControlPolicy', children, S3_NAMESPACE));
}

function getObjectAcl(call: BucketCall): ServiceResponse {
  const { bucket } = call;
  const version = findVersion(call);
  const canned = hasAcls(bucket) ? (version.acl?.canned ?? 'private') : 'private';
  return xmlResponse(aclDocument(bucket, ownerOf(bucket, version), canned), versionHeader(bucket, version.versionId));
}

function putObjectAcl(call: BucketCall): ServiceResponse {
  const { world, bucket } = call;
  const version = findVersion(call);
  const canned = wantedAcl(call);
  if (canned !== undefined) {
    refuseIfPublic(bucket, canned);
    version.acl = { ownerAccountId: ownerOf(bucket, version), canned };
    versionChanged(world, bucket, version);
  }
  return { status: 200 };
}

/**
 * @returns undefined if the bucket has no ACLs and the request asks for nothing that needs them
 * @throws ServiceError `AccessControlListNotSupported`, `MissingSecurityHeader`, `InvalidArgument`, `NotImplemented`
 */
function wantedAcl({ request, bucket }: BucketCall): CannedAcl | undefined {
  const { headers, body } = request;
  const given = headers['x-amz-acl'];
  const hasGrants = Object.keys(headers).some((name) => name.startsWith('x-amz-grant-'));
  if (given === undefined && !hasGrants && body.length === 0) {
    throw new ServiceError(400, 'MissingSecurityHeader', 'Your request was missing a required header', {
      MissingHeaderName: 'x-amz-acl',
    });
  }
  if (given !== undefined && hasGrants) {
    throw invalidRequest('Specifying both Canned ACLs and Header Grants is not allowed');
  }
  if ((given !== undefined || hasGrants) && body.length > 0) {
    throw new ServiceError(400, 'UnexpectedContent', 'This request does not support content');
  }
  const document = body.length === 0 ? undefined : readAcl(body);
  if (hasAcls(bucket)) {
    if (hasGrants || body.length > 0) throw notEmulated('An ACL of single grants');
    return cannedAcl(given ?? 'private');
  }
  if (hasGrants || !saysNothingNew(given) || (document !== undefined && !isOwnerAlone(document, bucket)))
    throw aclsNotSupported();
  return undefined;
}

const OWNER = { ID: maybe(anyText), DisplayName: maybe(anyText) };
const PERMISSION = oneOf('FULL_CONTROL', 'WRITE', 'WRITE_ACP', 'READ', 'READ_ACP');

const SCHEMA = holding({
  Owner: one(holding({ ...OWNER, ID: one(anyText) })),
  AccessControlList: one(
    holding({
      Grant: any(
        holding({
          Grantee: one(holding({ ...OWNER, URI: maybe(anyText), EmailAddress: maybe(anyText) })),
          Permission: one(PERMISSION),
        }),
      ),
    }),
  ),
});

/** @throws ServiceError `MalformedACLError`: of ACLs S3 has a code of its own */
function readAcl(document: Buffer): XmlElement {
  try {
    const root = parseXml(document.toString('utf8'));
    if (root.name !== 'AccessControlPolicy') throw malformedXml();
    checkSchema(root, SCHEMA);
    return root;
  } catch (error) {
    const isMalformed = error instanceof XmlError || (error instanceof ServiceError && error.code === 'MalformedXML');
    throw isMalformed ? new ServiceError(400, 'MalformedACLError', malformedXml().message) : error;
  }
}

/** Whether the document says what `bucket-owner-full-control` says: full control for the owner, and nothing else. */
function isOwnerAlone(document: XmlElement, { accountId }: Bucket): boolean {
  const list = child(document, 'AccessControlList');
  const owner = canonicalUserId(accountId);
  const grants = (list === undefined ? [] : childrenNamed(list, 'Grant')).map((grant) => {
    const grantee = child(grant, 'Grantee');
    return { id: grantee && childText(grantee, 'ID'), permission: childText(grant, 'Permission') };
  });
  return grants.length === 1 && grants[0]?.id === owner && grants[0].permission === 'FULL_CONTROL';
}

function putBucketAcl(call: BucketCall): ServiceResponse {
  const canned = wantedAcl(call);
  if (canned !== undefined && canned !== 'private') throw notEmulated(`The ACL ${canned} of a bucket`);
  return { status: 200 };
}

export const ACL_OPERATIONS: OperationTable = {
  'GET bucket acl': {
    on: 'bucket',
    actions: ['s3:GetBucketAcl'],
    handle: ({ bucket }) => xmlResponse(aclDocument(bucket, bucket.accountId, 'private')),
  },
  'PUT bucket acl': { on: 'bucket', actions: ['s3:PutBucketAcl'], handle: putBucketAcl },
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
    handle: putObjectAcl,
  },
};
