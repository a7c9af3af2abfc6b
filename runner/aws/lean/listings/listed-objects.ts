// ListObjectsV2, as it is written.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
import { RunnerError } from '../../../ports/errors';
import type { Copying, ListedObject } from '../../../ports/s3/copying';
import { compareKeys } from '../../../text/key-order';
import { element } from '../../s3/answer-xml';
import { pagesOf } from '../../told';
import type { LeanS3 } from '../lean-s3';
import { takeEntries, type EntryReader } from './entries';

/** Entries of a page, the most that S3 gives. */
const PAGE = '1000';

function unreadable(bucket: string, what: string): RunnerError {
  return new RunnerError('unavailable', `S3 ListObjectsV2 ${bucket}: the answer has no ${what}`);
}

function keyOf(entry: EntryReader, bucket: string): string | undefined {
  try {
    return entry.key;
  } catch {
    throw unreadable(bucket, 'key of an object that is encoded as UTF-8');
  }
}

function objectOf(entry: EntryReader, bucket: string): ListedObject {
  const lacks = (what: string): RunnerError => unreadable(bucket, `${what} of an object`);
  const key = keyOf(entry, bucket);
  const { sizeBytes, lastModifiedMs } = entry;
  if (key === undefined) throw lacks('key');
  if (sizeBytes === undefined) throw lacks('size');
  if (lastModifiedMs === undefined) throw lacks('date');
  return { key, sizeBytes, etag: entry.etag, lastModifiedMs, storageClass: entry.storageClass ?? 'STANDARD' };
}

interface Page {
  readonly found: readonly ListedObject[];
  /** Of the page that follows. @default - this is the last one */
  readonly token?: string;
}

export function leanObjects(ask: LeanS3['ask']): Pick<Copying, 'objects'> {
  async function page(bucket: string, query: Readonly<Record<string, string>>): Promise<Page> {
    let found: ListedObject[] = [];
    const takeOut = (bytes: Buffer): string => {
      found = [];
      const rest = takeEntries(bytes, ['Contents'], (entry) => found.push(objectOf(entry, bucket)));
      if (rest === undefined) throw unreadable(bucket, 'end of an object');
      return rest;
    };
    const { body } = await ask({ operation: 'ListObjectsV2', method: 'GET', bucket, query, takeOut });
    if (!/<\/ListBucketResult>\s*$/.test(body)) throw unreadable(bucket, 'end');
    const truncated = element(body, 'IsTruncated');
    if (truncated !== 'true' && truncated !== 'false') throw unreadable(bucket, 'word on whether it goes on');
    if (truncated === 'false') return { found };
    const token = element(body, 'NextContinuationToken');
    if (token === undefined || token === '') throw unreadable(bucket, 'token of the next page');
    return { found, token };
  }

  return {
    async *objects(bucket, { prefix, after, until }) {
      const usual = { 'list-type': '2', 'encoding-type': 'url', 'max-keys': PAGE, prefix };
      const asked = (more: Readonly<Record<string, string>>): Promise<Page> => {
        const one = page(bucket, { ...usual, ...more });
        // It is waited for later, and may have failed by then.
        one.catch(() => undefined);
        return one;
      };
      const isInside = (key: string): boolean => until === undefined || compareKeys(key, until) <= 0;
      const goesOn = pagesOf<string>(`S3 ListObjectsV2 ${bucket}`);
      let next: Promise<Page> | undefined = asked(after === undefined ? {} : { 'start-after': after });
      while (next !== undefined) {
        const { found, token }: Page = await next;
        const last = found.at(-1);
        next = undefined;
        if (token !== undefined && (last === undefined || isInside(last.key))) {
          // While this page is used, S3 makes the next one.
          next = asked({ 'continuation-token': goesOn(token) });
        }
        const inside = until === undefined ? found : found.filter(({ key }) => isInside(key));
        if (inside.length > 0) yield inside;
      }
    },
  };
}
