// ListParts and ListMultipartUploads.
import type { ServiceResponse } from '../../http/service';
import { element, leaf, xmlDocument, type Markup } from '../../http/xml';
import type { MultipartUpload } from '../../world/bucket';
import { compareKeys } from '../../world/key-index';
import { commonPrefixElement, ownerElement, readLimit, readListParameters } from '../operation/list-parameters';
import { checksumElements } from '../versions/object-headers';
import { S3_NAMESPACE, xmlResponse, type BucketCall } from '../operation/operation';
import { isoDate } from '../operation/timestamp';
import { findUpload } from './upload';

export function listParts(call: BucketCall): ServiceResponse {
  const { request, bucket, key } = call;
  const upload = findUpload(call);
  const limit = readLimit(request.query.get('max-parts'), 'max-parts');
  const marker = readLimit(request.query.get('part-number-marker') ?? '0', 'part-number-marker');
  const following = [...upload.parts].filter(([number]) => number > marker).sort(([a], [b]) => a - b);
  const page = following.slice(0, limit);
  const truncated = following.length > page.length;
  const result = element(
    'ListPartsResult',
    [
      leaf('Bucket', bucket.name),
      leaf('Key', key),
      leaf('UploadId', upload.uploadId),
      ownerElement('Initiator', bucket.accountId),
      ownerElement('Owner', bucket.accountId),
      leaf('StorageClass', upload.attributes.storageClass),
      leaf('PartNumberMarker', marker),
      leaf('NextPartNumberMarker', page.at(-1)?.[0] ?? 0),
      leaf('MaxParts', limit),
      leaf('IsTruncated', truncated),
      leaf('ChecksumAlgorithm', upload.checksumName?.toUpperCase()),
      ...page.map(([number, part]) =>
        element('Part', [
          leaf('PartNumber', number),
          leaf('LastModified', isoDate(part.lastModifiedMs)),
          leaf('ETag', part.etag),
          leaf('Size', part.body.length),
          ...checksumElements(part.checksums),
        ]),
      ),
    ],
    S3_NAMESPACE,
  );
  return xmlResponse(xmlDocument(result));
}

type Slot = { readonly upload: MultipartUpload } | { readonly commonPrefix: string };

export function listMultipartUploads({ request, bucket }: BucketCall): ServiceResponse {
  const parameters = readListParameters(request, 'max-uploads');
  const { prefix, delimiter, limit, encode } = parameters;
  const keyMarker = request.query.get('key-marker') ?? '';
  const idMarker = keyMarker === '' ? '' : (request.query.get('upload-id-marker') ?? '');
  const isAfterMarker = (upload: MultipartUpload): boolean => {
    const order = compareKeys(upload.key, keyMarker);
    return order > 0 || (order === 0 && idMarker !== '' && upload.uploadId > idMarker);
  };
  const uploads = [...bucket.uploads.values()]
    .filter((upload) => upload.key.startsWith(prefix) && (keyMarker === '' || isAfterMarker(upload)))
    .sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.uploadId, b.uploadId));
  const slots = rollUp(uploads, prefix, delimiter).filter(
    (slot) => !('commonPrefix' in slot) || slot.commonPrefix !== keyMarker,
  );
  const page = slots.slice(0, limit);
  const last = page.at(-1);
  const truncated = limit > 0 && slots.length > page.length;
  const next = last === undefined ? '' : 'upload' in last ? last.upload.key : last.commonPrefix;
  const result = element(
    'ListMultipartUploadsResult',
    [
      leaf('Bucket', bucket.name),
      leaf('KeyMarker', encode(keyMarker)),
      leaf('UploadIdMarker', idMarker),
      leaf('NextKeyMarker', truncated ? encode(next) : undefined),
      leaf(
        'NextUploadIdMarker',
        truncated && last !== undefined && 'upload' in last ? last.upload.uploadId : undefined,
      ),
      leaf('Prefix', encode(prefix)),
      leaf('Delimiter', delimiter === '' ? undefined : encode(delimiter)),
      leaf('EncodingType', parameters.encodingType),
      leaf('MaxUploads', limit),
      leaf('IsTruncated', truncated),
      ...page.map((slot) =>
        'upload' in slot
          ? uploadElement(slot.upload, bucket.accountId, encode)
          : commonPrefixElement(slot.commonPrefix, encode),
      ),
    ],
    S3_NAMESPACE,
  );
  return xmlResponse(xmlDocument(result));
}

function rollUp(uploads: readonly MultipartUpload[], prefix: string, delimiter: string): readonly Slot[] {
  const slots: Slot[] = [];
  let previous: string | undefined;
  for (const upload of uploads) {
    const end = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length);
    const commonPrefix = end < 0 ? undefined : upload.key.slice(0, end + delimiter.length);
    if (commonPrefix === undefined) slots.push({ upload });
    else if (commonPrefix !== previous) slots.push({ commonPrefix });
    previous = commonPrefix;
  }
  return slots;
}

function uploadElement(upload: MultipartUpload, accountId: string, encode: (key: string) => string): Markup {
  return element('Upload', [
    leaf('Key', encode(upload.key)),
    leaf('UploadId', upload.uploadId),
    ownerElement('Initiator', accountId),
    ownerElement('Owner', accountId),
    leaf('StorageClass', upload.attributes.storageClass),
    leaf('Initiated', isoDate(upload.startedMs)),
    leaf('ChecksumAlgorithm', upload.checksumName?.toUpperCase()),
  ]);
}
