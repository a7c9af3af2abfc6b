// What S3 computes of an upload: the checksum that the source has, as far as it can be had of parts, and the ETag.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
import { createHash } from 'node:crypto';
import type { ObjectHead } from '../../../../ports/s3/object-head';
import type { CopiedPart, UploadOrder } from '../../../../ports/s3/uploads';

/** Those that S3 joins to one of the whole; CRC64NVME it computes in no other way. */
const JOINED = ['CRC32', 'CRC32C'];

export function uploadChecksum({ checksums }: ObjectHead): UploadOrder['checksum'] {
  const [checksum] = checksums;
  if (checksum === undefined) return undefined;
  const { algorithm, type } = checksum;
  if (algorithm === 'CRC64NVME') return { algorithm, type: 'FULL_OBJECT' };
  return { algorithm, type: JOINED.includes(algorithm) ? type : 'COMPOSITE' };
}

/** ETag of an object whose parts have these, where an ETag is a digest. */
export function multipartEtag(parts: readonly CopiedPart[]): string {
  const digest = createHash('md5');
  for (const { etag } of parts) digest.update(Buffer.from(etag, 'hex'));
  return `${digest.digest('hex')}-${parts.length}`;
}
