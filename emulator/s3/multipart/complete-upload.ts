// CompleteMultipartUpload: parts become one object.
import { createHash } from 'node:crypto';
import { CHECKSUM_NAMES, checksumOf } from '../../http/checksum';
import { joinBodies } from '../../http/hollow-body';
import { ServiceError, type ServiceResponse } from '../../http/service';
import { childText, childrenNamed, element, leaf, parseXml, xmlDocument, type XmlElement } from '../../http/xml';
import type { MultipartUpload, ObjectVersion, UploadedPart } from '../../world/bucket';
import { checkWriteConditions } from '../objects/conditions';
import { invalidRequest, malformedXml } from '../operation/faults';
import { checkKeyUse } from '../access/key-use';
import { checksumElementName, checksumElements, checksumType, writtenHeaders } from '../versions/object-headers';
import { S3_NAMESPACE, xmlResponse, type BucketCall } from '../operation/operation';
import { storeVersion } from '../versions/store-version';
import { findUpload } from './upload';
import { nextVersionId, ownChecksum } from '../versions/write-object';

const PART_MIN_BYTES = 5 * 1024 ** 2;

export function completeUpload(call: BucketCall): ServiceResponse {
  const { world, request, bucket, key } = call;
  const before = completedBefore(call);
  if (before !== undefined) return completedAnswer(call, before);
  const upload = findUpload(call);
  // The parts are read to make one object of them.
  checkKeyUse(call, upload.attributes.encryption, 'kms:Decrypt');
  const parts = chosenParts(upload, request.body.toString('utf8'));
  checkWriteConditions(call, upload.disturbed);
  const body = joinBodies(parts.map((part) => part.body));
  const version: ObjectVersion = {
    key,
    versionId: nextVersionId(world, bucket),
    deleteMarker: false,
    lastModifiedMs: world.clock.now(),
    etag: multipartEtag(parts),
    body,
    ...upload.attributes,
    checksums: objectChecksums(upload, parts, body),
    partSizes: parts.map((part) => part.body.length),
    ...(upload.checksumName === undefined ? {} : { partChecksums: parts.map((part) => part.checksums) }),
    uploadId: upload.uploadId,
  };
  checkDeclaredChecksum(request.headers, version);
  bucket.uploads.delete(upload.uploadId);
  storeVersion(world, bucket, version, { reason: 'CompleteMultipartUpload', requester: request.caller.accountId });
  return completedAnswer(call, version);
}

/** What this upload became: who asks once more, having lost the answer, gets it again. */
function completedBefore({ bucket, key, request }: BucketCall): ObjectVersion | undefined {
  const uploadId = request.query.get('uploadId') ?? '';
  return bucket.versions.versionsOf(key).find((version) => version.uploadId === uploadId);
}

function completedAnswer({ request, bucket, key }: BucketCall, version: ObjectVersion): ServiceResponse {
  const result = element(
    'CompleteMultipartUploadResult',
    [
      leaf('Location', `http://${request.headers['host'] ?? ''}/${bucket.name}/${encodeURIComponent(key)}`),
      leaf('Bucket', bucket.name),
      leaf('Key', key),
      leaf('ETag', version.etag),
      ...checksumElements(version.checksums),
      leaf('ChecksumType', checksumType(version)),
    ],
    S3_NAMESPACE,
  );
  return xmlResponse(xmlDocument(result), writtenHeaders(bucket, version));
}

function chosenParts(upload: MultipartUpload, document: string): readonly UploadedPart[] {
  if (document === '') throw invalidRequest('You must specify at least one part');
  const root = parseXml(document);
  const listed = childrenNamed(root, 'Part');
  if (root.name !== 'CompleteMultipartUpload' || listed.length === 0) throw malformedXml();
  let before = 0;
  const parts = listed.map((entry) => {
    const partNumber = Number(childText(entry, 'PartNumber'));
    if (!Number.isInteger(partNumber)) throw malformedXml();
    if (partNumber <= before) {
      throw new ServiceError(
        400,
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
        { UploadId: upload.uploadId },
      );
    }
    before = partNumber;
    return matchingPart(upload, partNumber, entry);
  });
  const small = parts.slice(0, -1).find((part) => part.body.length < PART_MIN_BYTES);
  if (small !== undefined) {
    throw new ServiceError(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
      ProposedSize: String(small.body.length),
      MinSizeAllowed: String(PART_MIN_BYTES),
      PartNumber: childText(listed[parts.indexOf(small)] as XmlElement, 'PartNumber') ?? '',
      ETag: small.etag.replaceAll('"', ''),
    });
  }
  return parts;
}

function matchingPart(upload: MultipartUpload, partNumber: number, entry: XmlElement): UploadedPart {
  const part = upload.parts.get(partNumber);
  const etag = childText(entry, 'ETag')?.replaceAll('"', '');
  const differs = CHECKSUM_NAMES.some((name) => {
    const header = `x-amz-checksum-${name}`;
    const given = childText(entry, checksumElementName(header));
    return given !== undefined && given !== part?.checksums[header];
  });
  if (part !== undefined && part.etag.replaceAll('"', '') === etag && !differs) {
    requirePartChecksum(upload, partNumber, entry);
    return part;
  }
  throw new ServiceError(
    400,
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { UploadId: upload.uploadId, PartNumber: String(partNumber), ETag: etag ?? '' },
  );
}

/** A composite checksum is made of those that the client names. */
function requirePartChecksum(
  { checksumName: name, fullObjectChecksum }: MultipartUpload,
  partNumber: number,
  entry: XmlElement,
): void {
  if (name === undefined || fullObjectChecksum) return;
  if (childText(entry, checksumElementName(`x-amz-checksum-${name}`)) !== undefined) return;
  throw invalidRequest(
    `The upload was created using a ${name} checksum. The complete request must include the checksum for each part. It was missing for part ${partNumber} in the request.`,
  );
}

/** `"<MD5 of the parts' digests>-<number of parts>"` */
function multipartEtag(parts: readonly UploadedPart[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(Buffer.from(part.etag.replaceAll('"', ''), 'hex'));
  return `"${hash.digest('hex')}-${parts.length}"`;
}

function objectChecksums(
  { checksumName: name, fullObjectChecksum }: MultipartUpload,
  parts: readonly UploadedPart[],
  body: Buffer,
): ObjectVersion['checksums'] {
  if (name === undefined) return ownChecksum(body);
  const header = `x-amz-checksum-${name}`;
  if (fullObjectChecksum) return { [header]: checksumOf(name, body) };
  const ofParts = parts.map((part) => Buffer.from(part.checksums[header] ?? '', 'base64'));
  return { [header]: `${checksumOf(name, Buffer.concat(ofParts))}-${parts.length}` };
}

/** @throws ServiceError `BadDigest` if the client named another checksum for the whole object */
function checkDeclaredChecksum(headers: Readonly<Record<string, string>>, { checksums, body }: ObjectVersion): void {
  for (const [header, value] of Object.entries(checksums)) {
    const declared = headers[header];
    // A composite checksum may be sent without the number of parts.
    if (declared === undefined || declared === value || declared === value.replace(/-\d+$/, '')) continue;
    throw new ServiceError(400, 'BadDigest', `The ${header} you specified did not match the calculated checksum.`);
  }
  const size = headers['x-amz-mp-object-size'];
  if (size !== undefined && Number(size) !== body.length) {
    throw new ServiceError(
      400,
      'InvalidRequest',
      'The provided x-amz-mp-object-size does not match the size of the object.',
    );
  }
}
