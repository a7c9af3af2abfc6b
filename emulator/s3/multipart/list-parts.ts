// ListParts.
import type { ServiceResponse } from '../../http/service';
import { element, leaf, xmlDocument } from '../../http/xml';
import { initiatorElement, ownerElement, readLimit, readNumber } from '../operation/list-parameters';
import { S3_NAMESPACE, xmlResponse, type BucketCall } from '../operation/operation';
import { isoDate } from '../operation/timestamp';
import { ownerOf } from '../versions/object-acl';
import { checksumElements } from '../versions/object-headers';
import { findUpload, uploadChecksumElements } from './upload';

export function listParts(call: BucketCall): ServiceResponse {
  const { request, bucket, key } = call;
  const upload = findUpload(call);
  const limit = readLimit(request.query.get('max-parts'), 'max-parts');
  const marker = readNumber(request.query.get('part-number-marker'), 'part-number-marker') ?? 0;
  const following = [...upload.parts].filter(([number]) => number > marker).sort(([a], [b]) => a - b);
  const page = following.slice(0, limit);
  const result = element(
    'ListPartsResult',
    [
      leaf('Bucket', bucket.name),
      leaf('Key', key),
      leaf('UploadId', upload.uploadId),
      initiatorElement(upload.initiator),
      ownerElement('Owner', ownerOf(bucket, upload.attributes)),
      leaf('StorageClass', upload.attributes.storageClass),
      leaf('PartNumberMarker', marker),
      leaf('NextPartNumberMarker', page.at(-1)?.[0] ?? 0),
      leaf('MaxParts', limit),
      leaf('IsTruncated', following.length > page.length),
      ...uploadChecksumElements(upload),
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
