// PutObject, GetObject, HeadObject.
import { isHollow } from '../../http/hollow-body';
import { notEmulated, ServiceError, type ServiceResponse } from '../../http/service';
import { authorize } from '../access/caller-access';
import { archiveHeaders, archiveTier, isArchived } from '../versions/archive';
import type { ObjectVersion } from '../../world/bucket';
import { requestedRange, type ByteRange } from './byte-range';
import { checkReadConditions, checkWriteConditions } from './conditions';
import { checkCustomerKey } from '../versions/encryption';
import { invalidArgument } from '../operation/faults';
import { findVersion } from '../versions/find-version';
import { checkKeyUse } from '../access/key-use';
import { readAttributes, readChecksums } from '../versions/object-attributes';
import { checksumHeaders, checksumType, describingHeaders, writtenHeaders } from '../versions/object-headers';
import { lockHeaders, requireChecksum } from '../versions/object-lock';
import { byVersion, type BucketCall, type OperationTable } from '../operation/operation';
import { storeVersion } from '../versions/store-version';
import { etagOf, keptBody, nextVersionId, NOTHING, ownChecksum } from '../versions/write-object';

function putObject(call: BucketCall): ServiceResponse {
  const { world, request, bucket, key } = call;
  if (request.headers['x-amz-tagging']) authorize({ ...call, action: 's3:PutObjectTagging' });
  const attributes = readAttributes(call);
  requireChecksum(call, attributes, 'Put Object');
  checkWriteConditions(call);
  const body = keptBody(request.body);
  const version: ObjectVersion = {
    key,
    versionId: nextVersionId(world, bucket),
    deleteMarker: false,
    lastModifiedMs: world.clock.now(),
    etag: etagOf(body, attributes.encryption),
    body,
    ...attributes,
    checksums: checksumsOfPut(request.headers, body),
  };
  storeVersion(world, bucket, version, { reason: 'PutObject', requester: request.caller.accountId });
  return { status: 200, headers: { etag: version.etag, ...writtenHeaders(bucket, version) } };
}

/** The one that came with the body, or the one that S3 computes. */
function checksumsOfPut(headers: BucketCall['request']['headers'], body: Buffer): ObjectVersion['checksums'] {
  const given = readChecksums(headers);
  return given === NOTHING ? ownChecksum(body) : given;
}

/** Headers of the answer that the query may override, by parameter. */
const OVERRIDES: Readonly<Record<string, string>> = {
  'response-cache-control': 'cache-control',
  'response-content-disposition': 'content-disposition',
  'response-content-encoding': 'content-encoding',
  'response-content-language': 'content-language',
  'response-content-type': 'content-type',
  'response-expires': 'expires',
};

function getObject(call: BucketCall): ServiceResponse {
  const version = readableVersion(call);
  if (isArchived(call.world, call.bucket, version)) {
    const tier = archiveTier(call.world, call.bucket, version);
    throw new ServiceError(403, 'InvalidObjectState', "The operation is not valid for the object's storage class", {
      StorageClass: version.storageClass,
      ...(tier === undefined ? {} : { AccessTier: tier }),
    });
  }
  checkKeyUse(call, version.encryption, 'kms:Decrypt');
  const range = requestedRange(call, version);
  if (isHollow(version.body)) throw notEmulated(`What is in ${version.body.length} bytes that a seed gave no text`);
  const body = range === undefined ? version.body : version.body.subarray(range.start, range.end);
  return { status: range === undefined ? 200 : 206, headers: answerHeaders(call, version, range), body };
}

function headObject(call: BucketCall): ServiceResponse {
  const version = readableVersion(call);
  const range = requestedRange(call, version);
  return { status: range === undefined ? 200 : 206, headers: answerHeaders(call, version, range) };
}

const ENCRYPTION = 'x-amz-server-side-encryption';

function readableVersion(call: BucketCall): ObjectVersion {
  const encryption = call.request.headers[ENCRYPTION];
  // Whoever reads has nothing to choose.
  if (encryption !== undefined) {
    throw invalidArgument(`${ENCRYPTION} header is not supported for this operation.`, ENCRYPTION, encryption);
  }
  const version = findVersion(call);
  checkCustomerKey(call, version);
  checkReadConditions(call, version);
  return version;
}

function answerHeaders(call: BucketCall, version: ObjectVersion, range: ByteRange | undefined): Record<string, string> {
  const { world, request, bucket } = call;
  const headers = describingHeaders(bucket, version);
  Object.assign(headers, lockHeaders(call, version), archiveHeaders(world, bucket, version));
  const size = version.body.length;
  headers['content-length'] = String(range === undefined ? size : range.end - range.start);
  if (range !== undefined)
    headers['content-range'] = `bytes ${range.start}-${Math.max(range.start, range.end - 1)}/${size}`;
  if (request.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED')
    Object.assign(headers, checksumsOfAnswer(call, version, range));
  if (version.partSizes !== undefined && request.query.has('partNumber')) {
    headers['x-amz-mp-parts-count'] = String(version.partSizes.length);
  }
  for (const [parameter, name] of Object.entries(OVERRIDES)) {
    const value = request.query.get(parameter);
    if (value === null) continue;
    if (!/^[\x20-\x7e\t]*$/.test(value))
      throw invalidArgument('Header value cannot be represented using ISO-8859-1.', parameter, value);
    headers[name] = value;
  }
  return headers;
}

/** Those of the whole object if all of it is asked for; of a part, those that the part had. */
function checksumsOfAnswer(
  { request }: BucketCall,
  version: ObjectVersion,
  range: ByteRange | undefined,
): Record<string, string> {
  const part = version.partChecksums?.[Number(request.query.get('partNumber')) - 1];
  if (part !== undefined) return { ...part, 'x-amz-checksum-type': checksumType(version) ?? '' };
  const isWhole = range === undefined || (range.start === 0 && range.end === version.body.length);
  return isWhole ? checksumHeaders(version) : {};
}

const READ_PARAMETERS = ['versionId', 'partNumber', ...Object.keys(OVERRIDES)];

export const OBJECT_OPERATIONS: OperationTable = {
  'PUT object': { on: 'bucket', actions: ['s3:PutObject'], handle: putObject },
  'GET object': {
    on: 'bucket',
    actions: byVersion('s3:GetObject', 's3:GetObjectVersion'),
    parameters: READ_PARAMETERS,
    handle: getObject,
  },
  'HEAD object': {
    on: 'bucket',
    actions: byVersion('s3:GetObject', 's3:GetObjectVersion'),
    parameters: READ_PARAMETERS,
    handle: headObject,
  },
};
