// Multipart uploads: begin, upload and copy parts, abort. How one is completed is in complete-upload.ts.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
import { checksumName, checksumOf } from '../../http/checksum';
import { partOfBody } from '../../http/hollow-body';
import { notEmulated, ServiceError, type ServiceResponse } from '../../http/service';
import { element, leaf, xmlDocument } from '../../http/xml';
import { authorize } from '../access/caller-access';
import type { MultipartUpload, UploadedPart } from '../../world/bucket';
import { completeUpload } from './complete-upload';
import { copyObject, copySourceVersionHeader, findCopySource } from '../objects/copy';
import { checkPartKey, encryptionHeaders } from '../versions/encryption';
import { invalidArgument, invalidRequest } from '../operation/faults';
import { listParts } from './list-parts';
import { listMultipartUploads } from './list-uploads';
import { readAttributes, readChecksums } from '../versions/object-attributes';
import { checksumElements } from '../versions/object-headers';
import { requireChecksum } from '../versions/object-lock';
import { NO_CONTENT, S3_NAMESPACE, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';
import { isoDate } from '../operation/timestamp';
import { findUpload, PART_NUMBER_MAX } from './upload';
import { newVersionId } from '../versions/version-id';
import { etagOf, keptBody, NOTHING } from '../versions/write-object';

function createMultipartUpload(call: BucketCall): ServiceResponse {
  const { world, request, bucket, key } = call;
  if (request.headers['x-amz-tagging']) authorize({ ...call, action: 's3:PutObjectTagging' });
  const upload: MultipartUpload = {
    uploadId: newVersionId(world) + newVersionId(world),
    key,
    startedMs: world.clock.now(),
    initiator: { accountId: request.caller.accountId, arn: request.caller.arn },
    attributes: readAttributes(call),
    ...readChecksumChoice(request.headers),
    parts: new Map(),
  };
  bucket.uploads.set(upload.uploadId, upload);
  const result = element(
    'InitiateMultipartUploadResult',
    [leaf('Bucket', bucket.name), leaf('Key', key), leaf('UploadId', upload.uploadId)],
    S3_NAMESPACE,
  );
  const chosen = upload.checksumName;
  return xmlResponse(xmlDocument(result), {
    ...encryptionHeaders(upload.attributes.encryption),
    ...(chosen === undefined
      ? {}
      : {
          'x-amz-checksum-algorithm': chosen.toUpperCase(),
          'x-amz-checksum-type': upload.fullObjectChecksum ? 'FULL_OBJECT' : 'COMPOSITE',
        }),
  });
}

/** Algorithms that S3 has and the emulator has not. */
const NOT_EMULATED = ['XXHASH64', 'XXHASH3', 'XXHASH128'];

function unknownChecksum(algorithm: string): ServiceError {
  if (NOT_EMULATED.includes(algorithm.toUpperCase())) return notEmulated(`The checksum ${algorithm}`);
  return invalidRequest(
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  );
}

function readChecksumChoice(
  headers: Readonly<Record<string, string>>,
): Pick<MultipartUpload, 'checksumName' | 'fullObjectChecksum'> {
  const algorithm = headers['x-amz-checksum-algorithm'];
  const type = headers['x-amz-checksum-type'];
  if (algorithm === undefined) {
    if (type === undefined) return { fullObjectChecksum: false };
    throw invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
  }
  const name = checksumName(algorithm);
  if (name === undefined) throw unknownChecksum(algorithm);
  const fullObjectChecksum = type === undefined ? name === 'crc64nvme' : type === 'FULL_OBJECT';
  // Checksums of parts can be joined to that of the whole only for CRCs, and CRC64NVME knows nothing else.
  if (fullObjectChecksum !== (name === 'crc64nvme') && !name.startsWith('crc32')) {
    throw invalidRequest(`The ${String(type)} checksum type cannot be used with the ${name} checksum algorithm.`);
  }
  return { checksumName: name, fullObjectChecksum };
}

function partNumberOf({ request }: BucketCall): number {
  const text = request.query.get('partNumber') ?? '';
  const partNumber = Number(text);
  if (/^\d+$/.test(text) && partNumber >= 1 && partNumber <= PART_NUMBER_MAX) return partNumber;
  throw invalidArgument(
    `Part number must be an integer between 1 and ${PART_NUMBER_MAX}, inclusive`,
    'partNumber',
    text,
  );
}

function uploadPart(call: BucketCall): ServiceResponse {
  const partNumber = partNumberOf(call);
  const upload = findUpload(call);
  checkPartKey(call, upload.attributes.encryption);
  if (call.request.headers['x-amz-copy-source'] !== undefined) return copyPart(call, upload, partNumber);
  const given = readChecksums(call.request.headers);
  refuseOtherChecksum(upload, given);
  requireChecksum(call, upload.attributes, 'Put Part');
  const part = storePart(call, upload, partNumber, keptBody(call.request.body));
  return {
    status: 200,
    headers: { etag: part.etag, ...encryptionHeaders(upload.attributes.encryption), ...given, ...part.checksums },
  };
}

/** An upload that began with an algorithm takes parts with no other; its own it computes only for the full object. */
function refuseOtherChecksum(
  { checksumName: expected, fullObjectChecksum }: MultipartUpload,
  given: UploadedPart['checksums'],
): void {
  if (expected === undefined) return;
  const [actual] = Object.keys(given).map((header) => header.slice('x-amz-checksum-'.length));
  if (actual === expected || (actual === undefined && fullObjectChecksum)) return;
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual ?? 'null'}`,
  );
}

function storePart(call: BucketCall, upload: MultipartUpload, partNumber: number, body: Buffer): UploadedPart {
  const name = upload.checksumName;
  const part: UploadedPart = {
    etag: etagOf(body, upload.attributes.encryption),
    body,
    lastModifiedMs: call.world.clock.now(),
    // Without an algorithm of the upload the checksum of a part is compared and forgotten.
    checksums: name === undefined ? NOTHING : { [`x-amz-checksum-${name}`]: checksumOf(name, body) },
  };
  upload.parts.set(partNumber, part);
  return part;
}

function copyPart(call: BucketCall, upload: MultipartUpload, partNumber: number): ServiceResponse {
  const source = findCopySource(call);
  const part = storePart(call, upload, partNumber, copiedBytes(call, source.version.body));
  const result = element(
    'CopyPartResult',
    [leaf('LastModified', isoDate(part.lastModifiedMs)), leaf('ETag', part.etag), ...checksumElements(part.checksums)],
    S3_NAMESPACE,
  );
  return xmlResponse(xmlDocument(result), {
    ...encryptionHeaders(upload.attributes.encryption),
    ...copySourceVersionHeader(source),
  });
}

function copiedBytes({ request }: BucketCall, body: Buffer): Buffer {
  const header = 'x-amz-copy-source-range';
  const range = request.headers[header];
  if (range === undefined) return body;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  const [start, end] = [Number(first), Number(last)];
  if (!(start <= end)) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      header,
      range,
    );
  }
  if (start >= body.length) throw invalidRequest('The specified copy range is invalid for the source object size');
  if (end >= body.length) {
    throw invalidArgument(`Range specified is not valid for source object of size: ${body.length}`, header, range);
  }
  return partOfBody(body, start, end + 1);
}

function abortUpload(call: BucketCall): ServiceResponse {
  const upload = findUpload(call);
  call.bucket.uploads.delete(upload.uploadId);
  return NO_CONTENT;
}

/** PUT of an object is a copy if a header says so. */
function putPartWithoutUpload(): never {
  throw new ServiceError(
    400,
    'InvalidArgument',
    'This operation does not accept a query-string parameter: partNumber without uploadId.',
  );
}

export const MULTIPART_OPERATIONS: OperationTable = {
  'PUT object copy': { on: 'bucket', actions: ['s3:PutObject'], handle: copyObject },
  'POST object uploads': { on: 'bucket', actions: ['s3:PutObject'], handle: createMultipartUpload },
  'PUT object uploadId': { on: 'bucket', actions: ['s3:PutObject'], parameters: ['partNumber'], handle: uploadPart },
  'PUT object partNumber': { on: 'bucket', actions: ['s3:PutObject'], handle: putPartWithoutUpload },
  'POST object uploadId': { on: 'bucket', actions: ['s3:PutObject'], handle: completeUpload },
  'DELETE object uploadId': { on: 'bucket', actions: ['s3:AbortMultipartUpload'], handle: abortUpload },
  'GET object uploadId': {
    on: 'bucket',
    actions: ['s3:ListMultipartUploadParts'],
    parameters: ['max-parts', 'part-number-marker', 'encoding-type'],
    handle: listParts,
  },
  'GET bucket uploads': {
    on: 'bucket',
    actions: ['s3:ListBucketMultipartUploads'],
    parameters: ['prefix', 'delimiter', 'max-uploads', 'key-marker', 'upload-id-marker', 'encoding-type'],
    handle: listMultipartUploads,
  },
};
