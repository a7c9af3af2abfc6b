import { RunnerError } from '../../ports/errors';
import type { Copying, ListedObject } from '../../ports/s3/copying';
import { compareKeys } from '../../text/key-order';
import { alone, element, ownElement, ownEtag } from '../s3/answer-xml';
import { bareEtag, decodeListed } from '../s3/s3-clients';
import { goesOn } from '../told';
import { copyHeaders } from './copy-headers';
import type { Answer } from './connection';
import type { LeanS3 } from './lean-s3';
import { leanCarried } from './carried';
import { leanGrants } from './object-acl';
import { leanDeletes } from './deletes';
import { leanVersions } from './listed-versions';
import { leanHeads } from './object-head';
import { leanUploads } from './uploads';

/** Entries of a page, the most that S3 gives. */
const PAGE = '1000';
const BEGIN = '<Contents>';
const END = '</Contents>';

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

/** An entry as S3 and most other servers write it: reading all of it at once takes a third of the time. */
const USUAL =
  /<Contents><Key>([^<&]+)<\/Key><LastModified>([^<]+)<\/LastModified><ETag>(?:&quot;|")([\da-f-]+)(?:&quot;|")<\/ETag>(?:<Checksum(?:Algorithm|Type)>[^<]*<\/Checksum(?:Algorithm|Type)>)*<Size>(\d{1,15})<\/Size><StorageClass>([A-Z_\d]+)<\/StorageClass>(?:<Type>\w+<\/Type>)?<\/Contents>/y;

/** All of a page, in the order in which they stand there. */
function objectsIn(body: string, bucket: string): readonly ListedObject[] {
  const objects: ListedObject[] = [];
  for (let at = body.indexOf(BEGIN); at !== -1; at = body.indexOf(BEGIN, at)) {
    USUAL.lastIndex = at;
    const [whole = '', key = '', time = '', etag = '', size = '', storageClass = ''] = USUAL.exec(body) ?? [];
    const lastModifiedMs = Date.parse(time);
    if (whole !== '' && !Number.isNaN(lastModifiedMs)) {
      objects.push({
        key: decodedKey(alone(key), bucket),
        sizeBytes: Number(size),
        etag: alone(etag),
        lastModifiedMs,
        storageClass: alone(storageClass),
      });
      at += whole.length;
      continue;
    }
    const end = body.indexOf(END, at);
    if (end === -1) throw unreadable('ListObjectsV2', bucket, 'end of an object');
    objects.push(objectOf(body.slice(at + BEGIN.length, end), bucket));
    at = end + END.length;
  }
  return objects;
}

function lastKeyIn(body: string, bucket: string): string {
  const last = body.slice(Math.max(0, body.lastIndexOf(BEGIN)));
  return decodedKey(element(last, 'Key') ?? '', bucket);
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
      const page = (more: Readonly<Record<string, string>>): Promise<Answer> => {
        const query = { 'list-type': '2', 'encoding-type': 'url', 'max-keys': PAGE, prefix, ...more };
        const asked = ask({ operation: 'ListObjectsV2', method: 'GET', bucket, query });
        // It is waited for later, and may have failed by then.
        asked.catch(() => undefined);
        return asked;
      };
      let from: string | undefined;
      let next: Promise<Answer> | undefined = page(after === undefined ? {} : { 'start-after': after });
      while (next !== undefined) {
        const { body }: Answer = await next;
        const lacks = (what: string): RunnerError => unreadable('ListObjectsV2', bucket, what);
        if (!/<\/ListBucketResult>\s*$/.test(body)) throw lacks('end');
        const truncated = element(body, 'IsTruncated');
        if (truncated !== 'true' && truncated !== 'false') throw lacks('word on whether it goes on');
        const token = element(body, 'NextContinuationToken');
        if (truncated === 'true' && token === undefined) throw lacks('token of the next page');
        const isInside = (key: string): boolean => until === undefined || compareKeys(key, until) <= 0;
        const hasMore: boolean = truncated === 'true' && (until === undefined || isInside(lastKeyIn(body, bucket)));
        if (hasMore) from = goesOn(token, from, `S3 ListObjectsV2 ${bucket}`);
        // While this page is read, S3 makes the next one.
        next = hasMore ? page({ 'continuation-token': token ?? '' }) : undefined;
        const all = objectsIn(body, bucket);
        const found = until === undefined ? all : all.filter(({ key }) => isInside(key));
        if (found.length > 0) yield found;
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
      const copied = { etag: bareEtag(etag) };
      return typeof versionId === 'string' ? { ...copied, versionId } : copied;
    },
  };
}
