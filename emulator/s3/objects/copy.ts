// CopyObject, and what it shares with UploadPartCopy: finding the source.
import { checksumName, checksumOf } from '../../http/checksum';
import { notEmulated, ServiceError, type ServiceResponse } from '../../http/service';
import { element, leaf, xmlDocument } from '../../http/xml';
import { authorize } from '../access/caller-access';
import { isBucketName } from '../buckets/bucket-name';
import { copiedAnnotations } from '../annotations/copied-annotations';
import { isArchived } from '../versions/archive';
import type { Bucket, ObjectVersion } from '../../world/bucket';
import { checkCopySourceConditions, checkWriteConditions } from './conditions';
import { checkCustomerKey, encryptionHeaders, requestedEncryption } from '../versions/encryption';
import { invalidArgument, invalidRequest, noSuchBucket } from '../operation/faults';
import { expirationHeader } from '../versions/expiration';
import { findVersion } from '../versions/find-version';
import { checkKeyUse } from '../access/key-use';
import { readDirective, readMetadata, readStorageClass, readSystemMetadata } from '../versions/object-attributes';
import { requestedAcl } from '../versions/object-acl';
import { checksumElements, checksumType, versionHeader } from '../versions/object-headers';
import { requestedLock } from '../versions/object-lock';
import { S3_NAMESPACE, xmlResponse, type BucketCall } from '../operation/operation';
import { storeVersion } from '../versions/store-version';
import { parseTagHeader } from '../versions/tag-set';
import { isoDate } from '../operation/timestamp';
import { NULL_VERSION_ID } from '../versions/version-id';
import { etagOf, nextVersionId, ownChecksum } from '../versions/write-object';

const COPY_MAX_BYTES = 5 * 1024 ** 3;

export interface CopySource {
  readonly bucket: Bucket;
  readonly version: ObjectVersion;
  /** Whether the request named the version. */
  readonly named: boolean;
}

/** @throws ServiceError if there is no such source, or the caller may not read it, or its conditions do not hold */
export function findCopySource(call: BucketCall): CopySource {
  const header = call.request.headers['x-amz-copy-source'] ?? '';
  const { bucketName, key, versionId } = parseCopySource(header);
  const bucket = call.world.buckets.get(bucketName);
  if (bucket === undefined) throw noSuchBucket(bucketName);
  const expectedOwner = call.request.headers['x-amz-source-expected-bucket-owner'];
  if (expectedOwner !== undefined && expectedOwner !== bucket.accountId) {
    throw new ServiceError(403, 'AccessDenied', 'Access Denied');
  }
  const source: BucketCall = { ...call, bucket, bucketName, key };
  authorize({ ...source, action: versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', versionId });
  // Without an id in the source, one in the query of the copy itself must not be taken for it.
  const version = versionId === undefined ? currentVersion(source) : findNamedVersion(source, versionId);
  checkCustomerKey(call, version, 'copy source');
  checkKeyUse(source, version.encryption, 'kms:Decrypt');
  checkCopySourceConditions(call, version);
  if (isArchived(call.world, bucket, version)) {
    throw new ServiceError(
      403,
      'ObjectNotInActiveTierError',
      'The source object of the COPY action is not in the active tier and is only stored in Amazon S3 Glacier.',
    );
  }
  return { bucket, version, named: versionId !== undefined };
}

function currentVersion(source: BucketCall): ObjectVersion {
  return findVersion({ ...source, request: { ...source.request, method: 'GET', query: new URLSearchParams() } });
}

function findNamedVersion(source: BucketCall, versionId: string): ObjectVersion {
  const version = source.bucket.versions.find(source.key, versionId);
  if (version?.deleteMarker === true) {
    throw invalidRequest('The source of a copy request may not specifically refer to a delete marker by version id.');
  }
  return version ?? findVersion(source, versionId);
}

function parseCopySource(header: string): {
  readonly bucketName: string;
  readonly key: string;
  readonly versionId: string | undefined;
} {
  const name = 'x-amz-copy-source';
  if (/^\/?arn:/.test(header)) throw notEmulated('An access point as the source of a copy');
  const question = header.indexOf('?versionId=');
  const path = question < 0 ? header : header.slice(0, question);
  const versionId = question < 0 ? undefined : header.slice(question + '?versionId='.length);
  let decoded: string;
  try {
    // A plus is a space here, as in a form: keys with a plus have to come encoded.
    decoded = decodeURIComponent(path.replace(/^\//, '').replaceAll('+', ' '));
  } catch {
    throw invalidArgument('Copy Source must be URL encoded', name, header);
  }
  const slash = decoded.indexOf('/');
  if (slash < 1 || slash === decoded.length - 1) {
    throw invalidArgument('Invalid copy source object key', name, name);
  }
  const bucketName = decoded.slice(0, slash);
  // A URL, for example: `https:` is no bucket.
  if (!isBucketName(bucketName)) throw invalidArgument('Invalid copy source bucket name', name, name);
  return { bucketName, key: decoded.slice(slash + 1), versionId };
}

export function copyObject(call: BucketCall): ServiceResponse {
  const { world, request, bucket, key } = call;
  const { headers } = request;
  const acl = requestedAcl(call);
  const replaceMetadata = readDirective(headers, 'x-amz-metadata-directive', ['COPY', 'REPLACE']) === 'REPLACE';
  const replaceTags = readDirective(headers, 'x-amz-tagging-directive', ['COPY', 'REPLACE']) === 'REPLACE';
  const source = findCopySource(call);
  const from = source.version;
  refuseUnchangedCopy(call, source, replaceMetadata);
  if (from.body.length > COPY_MAX_BYTES) {
    throw invalidRequest(
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
    );
  }
  checkWriteConditions(call);
  authorizeTags(call, source, replaceTags);
  const encryption = requestedEncryption(call);
  const annotations = copiedAnnotations(call, source, encryption);
  const version: ObjectVersion = {
    key,
    versionId: nextVersionId(world, bucket),
    deleteMarker: false,
    lastModifiedMs: world.clock.now(),
    etag: etagOf(from.body, encryption),
    body: from.body,
    systemMetadata: replaceMetadata ? readSystemMetadata(headers) : copiedMetadata(call, from),
    metadata: replaceMetadata ? readMetadata(headers) : from.metadata,
    storageClass: readStorageClass(headers),
    encryption,
    checksums: checksumsOfCopy(call, from),
    tags: replaceTags ? parseTagHeader(headers['x-amz-tagging']) : from.tags,
    ...requestedLock(call),
    ...(acl === undefined ? {} : { acl }),
    ...annotations,
  };
  storeVersion(world, bucket, version, { reason: 'CopyObject', requester: call.request.caller.accountId });
  const result = element(
    'CopyObjectResult',
    [
      leaf('LastModified', isoDate(version.lastModifiedMs)),
      leaf('ETag', version.etag),
      ...checksumElements(version.checksums),
    ],
    S3_NAMESPACE,
  );
  return xmlResponse(xmlDocument(result), {
    // Unlike other writers, who copies is told of a null version.
    ...versionHeader(bucket, version.versionId),
    ...encryptionHeaders(version.encryption),
    ...expirationHeader(bucket, version),
    ...copySourceVersionHeader(source),
  });
}

export function copySourceVersionHeader({ bucket, version }: CopySource): Record<string, string> {
  if (version.versionId === NULL_VERSION_ID) return {};
  const id = versionHeader(bucket, version.versionId)['x-amz-version-id'];
  return id === undefined ? {} : { 'x-amz-copy-source-version-id': id };
}

const REDIRECT = 'x-amz-website-redirect-location';

const CHANGES = [
  'x-amz-storage-class',
  REDIRECT,
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-customer-algorithm',
];

/**
 * An object can be copied onto itself only if something may change; an older version becomes the newest that way. S3 does
 * not look whether it really changes: it counts a bucket that says how objects are encrypted, and a source that is not
 * under SSE-S3, as encryption that is given.
 */
function refuseUnchangedCopy({ bucket, key, request }: BucketCall, source: CopySource, replaceMetadata: boolean): void {
  if (source.bucket !== bucket || source.version.key !== key || source.named || replaceMetadata) return;
  if (CHANGES.some((name) => request.headers[name] !== undefined)) return;
  if (bucket.defaultEncryption !== undefined || isEncryptedOtherwise(source.version)) return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

function isEncryptedOtherwise({ encryption }: ObjectVersion): boolean {
  return encryption.algorithm !== 'AES256' || encryption.customerKeyMd5 !== undefined;
}

function authorizeTags(call: BucketCall, { bucket, version, named }: CopySource, replaceTags: boolean): void {
  const tagged = replaceTags ? call.request.headers['x-amz-tagging'] : Object.keys(version.tags)[0];
  if (!tagged) return;
  if (!replaceTags) {
    const action = named ? 's3:GetObjectVersionTagging' : 's3:GetObjectTagging';
    authorize({ ...call, bucket, key: version.key, action, versionId: version.versionId });
  }
  authorize({ ...call, action: 's3:PutObjectTagging' });
}

/** A redirect belongs to one object alone: the copy has that of the request, or none. */
function copiedMetadata({ request }: BucketCall, from: ObjectVersion): ObjectVersion['systemMetadata'] {
  const wanted = request.headers[REDIRECT];
  if (wanted === from.systemMetadata[REDIRECT]) return from.systemMetadata;
  const kept = Object.entries(from.systemMetadata).filter(([name]) => name !== REDIRECT);
  return Object.fromEntries(wanted === undefined ? kept : [...kept, [REDIRECT, wanted]]);
}

/** The one that the request asks for, or that of the source; the copy is one piece, and so is what its checksum is of. */
function checksumsOfCopy({ request }: BucketCall, from: ObjectVersion): Readonly<Record<string, string>> {
  const [header] = Object.keys(from.checksums);
  const asked = request.headers['x-amz-checksum-algorithm'];
  if (asked === undefined && checksumType(from) === 'FULL_OBJECT') return from.checksums;
  const wanted = asked ?? header?.slice('x-amz-checksum-'.length);
  if (wanted === undefined) return ownChecksum(from.body);
  const name = checksumName(wanted);
  if (name === undefined) throw notEmulated(`The checksum ${wanted}`);
  return { [`x-amz-checksum-${name}`]: checksumOf(name, from.body) };
}
