import { ServiceError } from '../../http/service';
import type { MultipartUpload } from '../../world/bucket';
import type { BucketCall } from '../operation/operation';
import { leaf, type Markup } from '../../http/xml';

export const PART_NUMBER_MAX = 10_000;

/** How the parts of an upload are checked, as listings tell it. */
export function uploadChecksumElements({ checksumName, fullObjectChecksum }: MultipartUpload): readonly Markup[] {
  if (checksumName === undefined) return [];
  const type = fullObjectChecksum ? 'FULL_OBJECT' : 'COMPOSITE';
  return [leaf('ChecksumAlgorithm', checksumName.toUpperCase()), leaf('ChecksumType', type)];
}

/** @throws ServiceError `NoSuchUpload` */
export function findUpload({ bucket, key, request }: BucketCall): MultipartUpload {
  const uploadId = request.query.get('uploadId') ?? '';
  const upload = bucket.uploads.get(uploadId);
  if (upload?.key === key) return upload;
  throw new ServiceError(
    404,
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: uploadId },
  );
}
