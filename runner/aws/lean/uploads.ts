// The requests of a copy in parts.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/CopyingObjectsMPUapi.html
import { RunnerError, isRunnerError } from '../../ports/errors';
import type { Copying } from '../../ports/s3/copying';
import type { CopiedPart, ListedUpload } from '../../ports/s3/uploads';
import { defined } from '../../text/defined';
import { element, elements, escaped } from '../s3/answer-xml';
import { bareEtag, decodeListed } from '../s3/s3-clients';
import { pagesOf } from '../told';
import { partHeaders, standingHeaders, uploadHeaders } from './copy-headers';
import type { LeanS3 } from './lean-s3';

type PartedCopies = Pick<Copying, 'createUpload' | 'copyPart' | 'completeUpload' | 'abort' | 'uploads'>;

function unreadable(operation: string, bucket: string, what: string): RunnerError {
  return new RunnerError('unavailable', `S3 ${operation} ${bucket}: the answer has no ${what}`);
}

function checksumOf(xml: string): CopiedPart['checksum'] {
  const [, name] = /<(Checksum(?!Type>)\w+)>/.exec(xml) ?? [];
  const value = name === undefined ? undefined : element(xml, name);
  return name === undefined || value === undefined ? undefined : { algorithm: name.slice('Checksum'.length), value };
}

function partXml({ number, etag, checksum }: CopiedPart): string {
  const sum =
    checksum === undefined
      ? ''
      : `<Checksum${checksum.algorithm}>${escaped(checksum.value)}</Checksum${checksum.algorithm}>`;
  return `<Part>${sum}<ETag>${escaped(`"${etag}"`)}</ETag><PartNumber>${number}</PartNumber></Part>`;
}

function uploadOf(xml: string, bucket: string): ListedUpload {
  const [key, uploadId] = [element(xml, 'Key'), element(xml, 'UploadId')];
  const initiatedMs = Date.parse(element(xml, 'Initiated') ?? '');
  if (key === undefined || uploadId === undefined || Number.isNaN(initiatedMs))
    throw unreadable('ListMultipartUploads', bucket, 'key, id or date of an upload');
  return { key: decodeListed(key), uploadId, initiatedMs };
}

export function leanUploads(ask: LeanS3['ask']): PartedCopies {
  return {
    async createUpload(order) {
      const { bucket, key } = order.to;
      const { body } = await ask({
        operation: 'CreateMultipartUpload',
        method: 'POST',
        bucket,
        key,
        query: { uploads: '' },
        headers: uploadHeaders(order),
      });
      const uploadId = element(body, 'UploadId');
      if (uploadId === undefined || uploadId === '')
        throw unreadable('CreateMultipartUpload', bucket, 'id of the upload');
      return uploadId;
    },

    async copyPart(order) {
      const { bucket, key, uploadId } = order.to;
      const { body } = await ask({
        operation: 'UploadPartCopy',
        method: 'PUT',
        bucket,
        key,
        query: { partNumber: String(order.number), uploadId },
        headers: partHeaders(order),
        answersEarly: true,
      });
      const etag = element(body, 'ETag');
      if (etag === undefined) throw unreadable('UploadPartCopy', bucket, 'ETag');
      return { number: order.number, etag: bareEtag(etag), ...defined({ checksum: checksumOf(body) }) };
    },

    async completeUpload({ to: { bucket, key, uploadId }, onto, sizeBytes, parts }) {
      const { body, headers } = await ask({
        operation: 'CompleteMultipartUpload',
        method: 'POST',
        bucket,
        key,
        query: { uploadId },
        headers: { ...standingHeaders(onto), 'x-amz-mp-object-size': String(sizeBytes) },
        body: `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.map(partXml).join('')}</CompleteMultipartUpload>`,
        answersEarly: true,
      });
      const etag = element(body, 'ETag');
      if (etag === undefined) throw unreadable('CompleteMultipartUpload', bucket, 'ETag');
      const versionId = headers['x-amz-version-id'];
      return { etag: bareEtag(etag), ...defined({ versionId: typeof versionId === 'string' ? versionId : undefined }) };
    },

    async abort({ bucket, key, uploadId }) {
      try {
        await ask({
          operation: 'AbortMultipartUpload',
          method: 'DELETE',
          bucket,
          key,
          query: { uploadId },
          evenInterrupted: true,
        });
        return 'aborted';
      } catch (error) {
        if (isRunnerError(error, 'not-found') && error.code === 'NoSuchUpload') return 'gone';
        throw error;
      }
    },

    async uploads(bucket, prefix) {
      const found: ListedUpload[] = [];
      let more: Record<string, string> = {};
      const goesOn = pagesOf(`S3 ListMultipartUploads ${bucket}`, more);
      for (;;) {
        const query = { uploads: '', 'encoding-type': 'url', prefix, ...more };
        const { body } = await ask({ operation: 'ListMultipartUploads', method: 'GET', bucket, query });
        const isTruncated = element(body, 'IsTruncated');
        if (!/<\/ListMultipartUploadsResult>\s*$/.test(body) || isTruncated === undefined)
          throw unreadable('ListMultipartUploads', bucket, 'end');
        for (const xml of elements(body, 'Upload')) found.push(uploadOf(xml, bucket));
        const [key, id] = [element(body, 'NextKeyMarker'), element(body, 'NextUploadIdMarker')];
        if (isTruncated !== 'true') return found;
        if (!key || !id) throw unreadable('ListMultipartUploads', bucket, 'key and upload of the next page');
        const next = { 'key-marker': decodeListed(key), 'upload-id-marker': id };
        more = goesOn(next);
      }
    },
  };
}
