// PutObjectAnnotation, GetObjectAnnotation, ListObjectAnnotations, DeleteObjectAnnotation.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/annotations-overview.html
import { isUtf8 } from 'node:buffer';
import { CHECKSUM_NAMES, checksumOf } from '../../http/checksum';
import { listPage } from '../../http/list-page';
import { notEmulated, ServiceError, type ServiceResponse } from '../../http/service';
import { element, leaf, xmlDocument, type Markup } from '../../http/xml';
import type { Annotation, ObjectVersion } from '../../world/bucket';
import { checkKeyUse } from '../access/key-use';
import { matches } from '../objects/conditions';
import { invalidArgument, invalidRequest, preconditionFailed } from '../operation/faults';
import { byVersion, S3_NAMESPACE, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';
import { httpDate, isoDate } from '../operation/timestamp';
import { findVersion } from '../versions/find-version';
import { readChecksums } from '../versions/object-attributes';
import { versionHeader } from '../versions/object-headers';
import { refuseIfLocked } from '../versions/object-lock';
import { versionAnnotated } from '../versions/store-version';
import { etagOf, keptBody } from '../versions/write-object';
import { requestedName, requestedPrefix } from './annotation-name';

const ANNOTATIONS_MAX = 1000;
const PAYLOAD_MAX_BYTES = 1024 ** 2;
const NONE: ReadonlyMap<string, Annotation> = new Map();

function putAnnotation(call: BucketCall): ServiceResponse {
  const { world, request, bucket, key } = call;
  const name = requestedName(call);
  const version = findVersion(call);
  checkObject(call, version);
  if (version.encryption.customerKeyMd5 !== undefined) {
    throw invalidRequest('Annotations are not supported for objects that are encrypted with customer-provided keys.');
  }
  const { annotations = NONE } = version;
  if (!annotations.has(name) && annotations.size >= ANNOTATIONS_MAX) {
    throw new ServiceError(
      400,
      'AnnotationLimitExceeded',
      'The request would exceed the maximum number of annotations allowed per object.',
    );
  }
  const body = readPayload(request.body);
  checkKeyUse(call, version.encryption, 'kms:GenerateDataKey');
  const annotation: Annotation = {
    body,
    etag: etagOf(body, version.encryption),
    lastModifiedMs: world.clock.now(),
    checksums: payloadChecksums(call, body),
  };
  version.annotations = new Map(annotations).set(name, annotation);
  versionAnnotated(world, bucket, version, name);
  const document = element('PutObjectAnnotationOutput', [leaf('Key', key), leaf('AnnotationName', name)], S3_NAMESPACE);
  return xmlResponse(xmlDocument(document), {
    ...objectVersionHeader(call, version),
    ...encryptionHeader(version),
    etag: annotation.etag,
    ...checksumHeaders(annotation),
  });
}

/** @throws ServiceError if it is no text, or of a size that S3 does not take */
function readPayload(body: Buffer): Buffer {
  if (body.length === 0) throw invalidRequest('The annotation payload must not be empty.');
  if (body.length > PAYLOAD_MAX_BYTES) {
    throw new ServiceError(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
      ProposedSize: String(body.length),
      MaxSizeAllowed: String(PAYLOAD_MAX_BYTES),
    });
  }
  if (!isUtf8(body)) {
    throw new ServiceError(415, 'UnsupportedMediaType', 'The annotation payload is not valid UTF-8 encoded text.');
  }
  return keptBody(body);
}

/** Those that the request brings; without any S3 computes one. */
function payloadChecksums({ request: { headers } }: BucketCall, body: Buffer): Annotation['checksums'] {
  for (const name in headers) {
    const algorithm = /^x-amz-checksum-(xxhash\d+)$/.exec(name)?.[1];
    if (algorithm !== undefined) throw notEmulated(`The checksum ${algorithm} of an annotation`);
  }
  const given = readChecksums(headers);
  return CHECKSUM_NAMES.some((name) => given[`x-amz-checksum-${name}`] !== undefined)
    ? given
    : { 'x-amz-checksum-crc64nvme': checksumOf('crc64nvme', body) };
}

function getAnnotation(call: BucketCall): ServiceResponse {
  const name = requestedName(call);
  const version = findVersion(call);
  const annotation = version.annotations?.get(name);
  if (annotation === undefined) throw noSuchAnnotation();
  checkKeyUse(call, version.encryption, 'kms:Decrypt');
  const { replicationStatus: status } = annotation;
  return {
    status: 200,
    headers: {
      ...objectVersionHeader(call, version),
      ...encryptionHeader(version),
      etag: annotation.etag,
      'last-modified': httpDate(annotation.lastModifiedMs),
      'content-length': String(annotation.body.length),
      ...(status === undefined ? {} : { 'x-amz-replication-status': status }),
      ...(call.request.headers['x-amz-checksum-mode'] === 'ENABLED' ? checksumHeaders(annotation) : {}),
    },
    body: annotation.body,
  };
}

function listAnnotations(call: BucketCall): ServiceResponse {
  const { request, bucket, key } = call;
  const prefix = requestedPrefix(call);
  const limit = requestedLimit(request.query.get('max-annotation-results'));
  const token = request.query.get('continuation-token') ?? undefined;
  const version = findVersion(call);
  const all = [...(version.annotations ?? NONE)]
    .filter(([name]) => name.startsWith(prefix))
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const page = listPage(all, limit, token, () =>
    invalidArgument('The continuation token provided is incorrect', 'continuation-token', token ?? ''),
  );
  const document = element(
    'ListObjectAnnotationsOutput',
    [
      element('Annotations', page.items.map(entry)),
      leaf('Bucket', bucket.name),
      leaf('Key', key),
      leaf('AnnotationPrefix', prefix === '' ? undefined : prefix),
      leaf('MaxAnnotationResults', limit),
      leaf('AnnotationCount', page.items.length),
      leaf('ContinuationToken', token),
      leaf('NextContinuationToken', page.nextToken),
    ],
    S3_NAMESPACE,
  );
  return xmlResponse(xmlDocument(document), objectVersionHeader(call, version));
}

function entry([name, { etag, lastModifiedMs, checksums, body, replicationStatus }]: readonly [
  string,
  Annotation,
]): Markup {
  return element('AnnotationEntry', [
    leaf('AnnotationName', name),
    leaf('LastModified', isoDate(lastModifiedMs)),
    leaf('ETag', etag),
    ...Object.keys(checksums).map((header) => leaf('ChecksumAlgorithm', algorithmOf(header))),
    leaf('Size', body.length),
    leaf('ReplicationStatus', replicationStatus),
  ]);
}

function algorithmOf(header: string): string {
  return header.slice('x-amz-checksum-'.length).toUpperCase();
}

function requestedLimit(text: string | null): number {
  if (text === null) return ANNOTATIONS_MAX;
  const limit = Number(text);
  if (/^\d{1,4}$/.test(text) && limit >= 1 && limit <= ANNOTATIONS_MAX) return limit;
  throw invalidArgument('The number of annotations must be between 1 and 1000', 'max-annotation-results', text);
}

function deleteAnnotation(call: BucketCall): ServiceResponse {
  const name = requestedName(call);
  const version = findVersion(call);
  checkObject(call, version);
  refuseIfLocked(call, version);
  const { annotations } = version;
  if (annotations?.has(name) !== true) throw noSuchAnnotation();
  const left = new Map(annotations);
  left.delete(name);
  if (left.size === 0) delete version.annotations;
  else version.annotations = left;
  call.bucket.versions.changed(version);
  return { status: 204, headers: objectVersionHeader(call, version) };
}

/** `x-amz-object-if-match` is about the object, not about the annotation. */
function checkObject({ request: { headers } }: BucketCall, { etag }: ObjectVersion): void {
  const wanted = headers['x-amz-object-if-match'];
  if (wanted !== undefined && !matches(wanted, etag)) throw preconditionFailed('x-amz-object-if-match');
}

function objectVersionHeader({ bucket }: BucketCall, { versionId }: ObjectVersion): Record<string, string> {
  const id = versionHeader(bucket, versionId)['x-amz-version-id'];
  return id === undefined ? {} : { 'x-amz-object-version-id': id };
}

/** Annotations are encrypted as their object is. */
function encryptionHeader({ encryption }: ObjectVersion): Record<string, string> {
  return { 'x-amz-server-side-encryption': encryption.algorithm };
}

function checksumHeaders({ checksums }: Annotation): Record<string, string> {
  return { ...checksums, 'x-amz-checksum-type': 'FULL_OBJECT' };
}

function noSuchAnnotation(): ServiceError {
  return new ServiceError(404, 'NoSuchAnnotation', 'The specified annotation does not exist on this object.');
}

function isList({ request: { query } }: Pick<BucketCall, 'request'>): boolean {
  return !query.has('annotationName');
}

const TO_LIST = byVersion('s3:ListObjectAnnotations', 's3:ListObjectVersionAnnotations');
const TO_GET = byVersion('s3:GetObjectAnnotation', 's3:GetObjectVersionAnnotation');

export const ANNOTATION_OPERATIONS: OperationTable = {
  'PUT object annotation': {
    on: 'bucket',
    actions: byVersion('s3:PutObjectAnnotation', 's3:PutObjectVersionAnnotation'),
    parameters: ['annotationName', 'versionId'],
    handle: putAnnotation,
  },
  'GET object annotation': {
    on: 'bucket',
    actions: (call) => (isList(call) ? TO_LIST(call) : TO_GET(call)),
    parameters: ['annotationName', 'versionId', 'annotation-prefix', 'max-annotation-results', 'continuation-token'],
    handle: (call) => (isList(call) ? listAnnotations(call) : getAnnotation(call)),
  },
  'DELETE object annotation': {
    on: 'bucket',
    actions: byVersion('s3:DeleteObjectAnnotation', 's3:DeleteObjectVersionAnnotation'),
    parameters: ['annotationName', 'versionId'],
    handle: deleteAnnotation,
  },
};
