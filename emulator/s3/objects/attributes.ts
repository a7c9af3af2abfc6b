// GetObjectAttributes.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html
import type { ServiceResponse } from '../../http/service';
import { element, leaf, NO_MARKUP, xmlDocument, type Markup } from '../../http/xml';
import type { ObjectVersion } from '../../world/bucket';
import { invalidArgument } from '../operation/faults';
import { readLimit, readNumber } from '../operation/list-parameters';
import { S3_NAMESPACE, xmlResponse, type BucketCall, type OperationTable } from '../operation/operation';
import { httpDate } from '../operation/timestamp';
import { checkCustomerKey } from '../versions/encryption';
import { findVersion } from '../versions/find-version';
import { checksumElements, checksumType, versionHeader } from '../versions/object-headers';

type Attribute = (version: ObjectVersion, call: BucketCall) => Markup;

const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  ETag: ({ etag }) => leaf('ETag', etag.replaceAll('"', '')),
  Checksum: (version) => {
    const type = checksumType(version);
    if (type === undefined) return NO_MARKUP;
    // The number of parts behind a composite checksum is left out here, and only here.
    const bare = Object.entries(version.checksums).map(([name, value]) => [name, value.replace(/-\d+$/, '')] as const);
    const checksums: Readonly<Record<string, string>> = Object.fromEntries(bare);
    return element('Checksum', [...checksumElements(checksums), leaf('ChecksumType', type)]);
  },
  ObjectParts: objectParts,
  StorageClass: ({ storageClass }) => leaf('StorageClass', storageClass),
  ObjectSize: ({ body }) => leaf('ObjectSize', body.length),
};

/** Parts are listed if the upload checked them; otherwise they are only counted. */
function objectParts({ partSizes, partChecksums }: ObjectVersion, { request }: BucketCall): Markup {
  if (partSizes === undefined) return NO_MARKUP;
  const count = leaf('PartsCount', partSizes.length);
  if (partChecksums === undefined) return element('ObjectParts', [count]);
  const limit = readLimit(request.headers['x-amz-max-parts'] ?? null, 'x-amz-max-parts');
  const header = 'x-amz-part-number-marker';
  const marker = readNumber(request.headers[header] ?? null, header) ?? 0;
  const end = Math.min(marker + limit, partSizes.length);
  const parts = partSizes.slice(marker, end).map((size, index) => {
    const number = marker + index + 1;
    const checksums = checksumElements(partChecksums[number - 1] ?? {});
    return element('Part', [leaf('PartNumber', number), leaf('Size', size), ...checksums]);
  });
  return element('ObjectParts', [
    count,
    leaf('PartNumberMarker', marker),
    leaf('NextPartNumberMarker', parts.length === 0 ? 0 : end),
    leaf('MaxParts', limit),
    leaf('IsTruncated', end < partSizes.length),
    ...parts,
  ]);
}

function getObjectAttributes(call: BucketCall): ServiceResponse {
  const version = findVersion(call);
  checkCustomerKey(call, version);
  const header = 'x-amz-object-attributes';
  const wanted = (call.request.headers[header] ?? '').split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => ATTRIBUTES[name] === undefined);
  if (unknown !== undefined) throw invalidArgument('Invalid attribute name specified.', header, unknown);
  const given = Object.entries(ATTRIBUTES)
    .filter(([name]) => wanted.includes(name))
    .map(([, attribute]) => attribute(version, call));
  return xmlResponse(xmlDocument(element('GetObjectAttributesResponse', given, S3_NAMESPACE)), {
    'last-modified': httpDate(version.lastModifiedMs),
    ...versionHeader(call.bucket, version.versionId),
  });
}

export const ATTRIBUTE_OPERATIONS: OperationTable = {
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
