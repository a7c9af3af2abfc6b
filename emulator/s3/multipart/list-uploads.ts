// ListMultipartUploads.
import type { ServiceResponse } from '../../http/service';
import { element, leaf, xmlDocument, type Markup } from '../../http/xml';
import type { Bucket, MultipartUpload } from '../../world/bucket';
import { compareKeys } from '../../world/key-index';
import { invalidArgument } from '../operation/faults';
import { commonPrefixElement, initiatorElement, ownerElement, readListParameters } from '../operation/list-parameters';
import { S3_NAMESPACE, xmlResponse, type BucketCall } from '../operation/operation';
import { isoDate } from '../operation/timestamp';
import { ownerOf } from '../versions/object-acl';
import { uploadChecksumElements } from './upload';

type Slot = { readonly upload: MultipartUpload } | { readonly commonPrefix: string };

export function listMultipartUploads({ request, bucket }: BucketCall): ServiceResponse {
  const parameters = readListParameters(request, 'max-uploads');
  const { prefix, delimiter, limit, encode } = parameters;
  const keyMarker = request.query.get('key-marker') ?? '';
  // Without a key to go with it, the id is not looked at.
  const idMarker = keyMarker === '' ? '' : (request.query.get('upload-id-marker') ?? '');
  const uploads = uploadsAfter(bucket, keyMarker, idMarker).filter(({ key }) => key.startsWith(prefix));
  const passed = prefixOf(keyMarker, prefix, delimiter);
  const slots = rollUp(uploads, prefix, delimiter).filter(
    (slot) => !('commonPrefix' in slot) || slot.commonPrefix !== passed,
  );
  const page = slots.slice(0, limit);
  // The last upload, truncated or not; S3 gives no marker for a page that ends with a prefix.
  const last = page.at(-1);
  const next = last !== undefined && 'upload' in last ? last.upload : undefined;
  const result = element(
    'ListMultipartUploadsResult',
    [
      leaf('Bucket', bucket.name),
      leaf('KeyMarker', encode(keyMarker)),
      leaf('UploadIdMarker', idMarker),
      leaf('NextKeyMarker', encode(next?.key ?? '')),
      leaf('NextUploadIdMarker', next?.uploadId ?? ''),
      leaf('Prefix', prefix === '' ? undefined : encode(prefix)),
      leaf('Delimiter', delimiter === '' ? undefined : encode(delimiter)),
      leaf('EncodingType', parameters.encodingType),
      leaf('MaxUploads', limit),
      leaf('IsTruncated', limit > 0 && slots.length > page.length),
      ...page.map((slot) =>
        'upload' in slot ? uploadElement(bucket, slot.upload, encode) : commonPrefixElement(slot.commonPrefix, encode),
      ),
    ],
    S3_NAMESPACE,
  );
  return xmlResponse(xmlDocument(result));
}

/** By key; those of one key as they began, which is the order in which the bucket has them. */
function uploadsAfter({ uploads }: Bucket, keyMarker: string, idMarker: string): readonly MultipartUpload[] {
  const ordered = [...uploads.values()].sort((a, b) => compareKeys(a.key, b.key));
  if (keyMarker === '') return ordered;
  if (idMarker === '') return ordered.filter(({ key }) => compareKeys(key, keyMarker) > 0);
  const marked = ordered.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === idMarker);
  if (marked < 0) throw invalidArgument('Invalid uploadId marker', 'upload-id-marker', idMarker);
  return ordered.slice(marked + 1);
}

/** What the key is rolled into; undefined: it stands for itself. */
function prefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  const end = delimiter === '' || !key.startsWith(prefix) ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

function rollUp(uploads: readonly MultipartUpload[], prefix: string, delimiter: string): readonly Slot[] {
  const slots: Slot[] = [];
  let previous: string | undefined;
  for (const upload of uploads) {
    const commonPrefix = prefixOf(upload.key, prefix, delimiter);
    if (commonPrefix === undefined) slots.push({ upload });
    else if (commonPrefix !== previous) slots.push({ commonPrefix });
    previous = commonPrefix;
  }
  return slots;
}

function uploadElement(bucket: Bucket, upload: MultipartUpload, encode: (key: string) => string): Markup {
  return element('Upload', [
    leaf('Key', encode(upload.key)),
    leaf('UploadId', upload.uploadId),
    initiatorElement(upload.initiator),
    ownerElement('Owner', ownerOf(bucket, upload.attributes)),
    leaf('StorageClass', upload.attributes.storageClass),
    leaf('Initiated', isoDate(upload.startedMs)),
    ...uploadChecksumElements(upload),
  ]);
}
