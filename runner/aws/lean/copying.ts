import { RunnerError } from '../../ports/errors';
import type { Copying, ListedObject } from '../../ports/s3/copying';
import { defined } from '../../text/defined';
import { compareKeys } from '../../text/key-order';
import { element, elements, ownElement, ownEtag } from '../s3/answer-xml';
import { bareEtag, decodeListed } from '../s3/s3-clients';
import { copyHeaders } from './copy-headers';
import type { LeanS3 } from './lean-s3';
import { leanCarried } from './carried';
import { leanGrants } from './object-acl';
import { leanDeletes } from './deletes';
import { leanVersions } from './listed-versions';
import { leanHeads } from './object-head';
import { leanUploads } from './uploads';

/** Entries of a page, the most that S3 gives. */
const PAGE = '1000';

function unreadable(operation: string, bucket: string, what: string): RunnerError {
  return new RunnerError('unavailable', `S3 ${operation} ${bucket}: the answer has no ${what}`);
}

function decodedKey(key: string, bucket: string): string {
  try {
    return decodeListed(key);
  } catch {
    throw unreadable('ListObjectsV2', bucket, 'key of an object that is encoded as UTF-8');
  }
}

function objectOf(xml: string, bucket: string): ListedObject {
  const lacks = (what: string): RunnerError => unreadable('ListObjectsV2', bucket, `${what} of an object`);
  const key = ownElement(xml, 'Key');
  const sizeBytes = Number(element(xml, 'Size') ?? NaN);
  const lastModifiedMs = Date.parse(element(xml, 'LastModified') ?? '');
  if (key === undefined) throw lacks('key');
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw lacks('size');
  if (Number.isNaN(lastModifiedMs)) throw lacks('date');
  return {
    key: decodedKey(key, bucket),
    sizeBytes,
    etag: ownEtag(xml),
    lastModifiedMs,
    storageClass: ownElement(xml, 'StorageClass') ?? 'STANDARD',
  };
}

export function leanCopying({ ask }: LeanS3): Copying {
  return {
    ...leanHeads(ask),
    ...leanGrants(ask),
    ...leanUploads(ask),
    ...leanCarried(ask),
    ...leanDeletes(ask),
    ...leanVersions(ask),

    async *objects(bucket, { prefix, after, until }) {
      let more: Record<string, string> | undefined = after === undefined ? {} : { 'start-after': after };
      while (more !== undefined) {
        const query = { 'list-type': '2', 'encoding-type': 'url', 'max-keys': PAGE, prefix, ...more };
        const { body } = await ask({ operation: 'ListObjectsV2', method: 'GET', bucket, query });
        if (!/<\/ListBucketResult>\s*$/.test(body)) throw unreadable('ListObjectsV2', bucket, 'end');
        const all = Array.from(elements(body, 'Contents'), (xml) => objectOf(xml, bucket));
        const page = until === undefined ? all : all.filter(({ key }) => compareKeys(key, until) <= 0);
        if (page.length > 0) yield page;
        const token = element(body, 'NextContinuationToken');
        const truncated = element(body, 'IsTruncated');
        if (truncated !== 'true' && truncated !== 'false')
          throw unreadable('ListObjectsV2', bucket, 'word on whether it goes on');
        const isTruncated = truncated === 'true';
        if (isTruncated && token === undefined) throw unreadable('ListObjectsV2', bucket, 'token of the next page');
        more = isTruncated && page.length === all.length ? { 'continuation-token': token ?? '' } : undefined;
      }
    },

    async copy(order) {
      const { bucket, key } = order.to;
      const { body, headers } = await ask({
        operation: 'CopyObject',
        method: 'PUT',
        bucket,
        key,
        headers: copyHeaders(order),
        answersEarly: true,
      });
      const etag = element(body, 'ETag');
      if (etag === undefined) throw unreadable('CopyObject', bucket, 'ETag');
      const versionId = headers['x-amz-version-id'];
      return { etag: bareEtag(etag), ...defined({ versionId: typeof versionId === 'string' ? versionId : undefined }) };
    },
  };
}
