// PutObject, GetObject, HeadObject, GetObjectAttributes.
import { element, leaf, xmlDocument } from '../../http/xml';
import { ServiceError, type ServiceResponse } from '../../http/service';
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
import {
  checksumElements,
  checksumHeaders,
  checksumType,
  describingHeaders,
  versionHeader,
  writtenHeaders,
} from '../versions/object-headers';
import { lockHeaders } from '../versions/object-lock';
import { byVersion, S3_NAMESPACE, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';
import { storeVersion } from '../versions/store-version';
import { httpDate } from '../operation/timestamp';
import { etagOf, keptBody, nextVersionId } from '../versions/write-object';

function putObject(call: BucketCall): ServiceResponse {
  const { world, request, bucket, key } = call;
  if (request.headers['x-amz-tagging']) authorize({ ...call, action: 's3:PutObjectTagging' });
  const attributes = readAttributes(call);
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
    checksums: readChecksums(request.headers),
  };
  storeVersion(world, bucket, version);
  return { status: 200, headers: { etag: version.etag, ...writtenHeaders(bucket, version) } };
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
  const body = range === undefined ? version.body : version.body.subarray(range.start, range.end);
  return { status: range === undefined ? 200 : 206, headers: answerHeaders(call, version, range), body };
}

function headObject(call: BucketCall): ServiceResponse {
  const version = readableVersion(call);
  const range = requestedRange(call, version);
  return { status: range === undefined ? 200 : 206, headers: answerHeaders(call, version, range) };
}

function readableVersion(call: BucketCall): ObjectVersion {
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
  else if (request.headers['x-amz-checksum-mode'] === 'ENABLED') Object.assign(headers, checksumHeaders(version));
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

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];

function getObjectAttributes(call: BucketCall): ServiceResponse {
  const version = findVersion(call);
  checkCustomerKey(call, version);
  const header = 'x-amz-object-attributes';
  const wanted = (call.request.headers[header] ?? '').split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !ATTRIBUTES.includes(name));
  if (unknown !== undefined) throw invalidArgument('Invalid attribute name specified.', header, unknown);
  const checksums = checksumElements(version.checksums);
  const all: Readonly<Record<string, ReturnType<typeof leaf> | false>> = {
    ETag: leaf('ETag', version.etag.replaceAll('"', '')),
    Checksum: checksums.length > 0 && element('Checksum', [...checksums, leaf('ChecksumType', checksumType(version))]),
    ObjectParts:
      version.partSizes !== undefined && element('ObjectParts', [leaf('PartsCount', version.partSizes.length)]),
    StorageClass: leaf('StorageClass', version.storageClass),
    ObjectSize: leaf('ObjectSize', version.body.length),
  };
  const given = ATTRIBUTES.filter((name) => wanted.includes(name)).map((name) => all[name] || leaf(name, undefined));
  return xmlResponse(xmlDocument(element('GetObjectAttributesResponse', given, S3_NAMESPACE)), {
    'last-modified': httpDate(version.lastModifiedMs),
    ...versionHeader(call.bucket, version.versionId),
  });
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
  'GET object attributes': {
    on: 'bucket',
    actions: (call) =>
      call.request.query.has('versionId')
        ? ['s3:GetObjectVersion', 's3:GetObjectVersionAttributes']
        : ['s3:GetObject', 's3:GetObjectAttributes'],
    parameters: ['versionId'],
    handle: getObjectAttributes,
  },
};
