// ListObjectVersions, as it is written: within a key versions and delete markers follow each other from the newest to the oldest, and
// their times do not tell that order, which S3 keeps in whole seconds.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
import { RunnerError } from '../../../ports/errors';
import type { Copying } from '../../../ports/s3/copying';
import type { Objects, VersionEntry } from '../../../ports/s3/objects';
import { compareKeys } from '../../../text/key-order';
import { element } from '../../s3/answer-xml';
import { decodeMarker } from '../../s3/s3-clients';
import { pagesOf } from '../../told';
import type { LeanS3 } from '../lean-s3';
import { passingOver } from '../link';
import { takeEntries, type EntryReader } from './entries';

/** Entries of a page, the most that S3 gives. */
const PAGE = '1000';
const ENTRIES = ['Version', 'DeleteMarker'] as const;

function unreadable(bucket: string, what: string): RunnerError {
  return new RunnerError('unavailable', `S3 ListObjectVersions ${bucket}: the answer has no ${what}`);
}

function decodedAs(key: () => string | undefined, bucket: string): string | undefined {
  try {
    return key();
  } catch {
    throw unreadable(bucket, 'key of a version that is encoded as UTF-8');
  }
}

/** @param isLoose whether a version may have no ETag and no class, as those of other servers than S3 may */
function entryOf(entry: EntryReader, deleteMarker: boolean, bucket: string, isLoose: boolean): VersionEntry {
  const lacks = (what: string): RunnerError => unreadable(bucket, `${what} of a version`);
  const key = decodedAs(() => entry.key, bucket);
  const sizeBytes = deleteMarker ? 0 : entry.sizeBytes;
  const { lastModifiedMs } = entry;
  if (key === undefined) throw lacks('key');
  if (sizeBytes === undefined) throw lacks('size');
  if (lastModifiedMs === undefined) throw lacks('date');
  const etag = deleteMarker ? '' : entry.etag;
  const storageClass = deleteMarker ? '' : entry.storageClass;
  if (!isLoose && !deleteMarker && etag === '') throw lacks('ETag');
  if (!isLoose && storageClass === undefined) throw lacks('storage class');
  return {
    key,
    versionId: entry.text('VersionId') ?? 'null',
    deleteMarker,
    latest: entry.text('IsLatest') === 'true',
    lastModifiedMs,
    sizeBytes,
    etag,
    storageClass: storageClass ?? 'STANDARD',
  };
}

function versionsBy(ask: LeanS3['ask'], isLoose: boolean): Pick<Copying, 'versions'> {
  return {
    async *versions(bucket, { prefix, after, until }) {
      let more: Record<string, string> = after === undefined ? {} : { 'key-marker': after };
      const goesOn = pagesOf(`S3 ListObjectVersions ${bucket}`, more);
      for (;;) {
        const query = { versions: '', 'encoding-type': 'url', 'max-keys': PAGE, prefix, ...more };
        let all: VersionEntry[] = [];
        const takeOut = (bytes: Buffer): string => {
          all = [];
          const rest = takeEntries(bytes, ENTRIES, (entry, name) =>
            all.push(entryOf(entry, name === 'DeleteMarker', bucket, isLoose)),
          );
          if (rest === undefined) throw unreadable(bucket, 'end');
          return rest;
        };
        const { body } = await ask({ operation: 'ListObjectVersions', method: 'GET', bucket, query, takeOut });
        if (!/<\/ListVersionsResult>\s*$/.test(body)) throw unreadable(bucket, 'end');
        const page = until === undefined ? all : all.filter(({ key }) => compareKeys(key, until) <= 0);
        if (page.length > 0) yield page;
        const truncated = element(body, 'IsTruncated');
        if (truncated !== 'true' && truncated !== 'false') throw unreadable(bucket, 'word on whether it goes on');
        const key = element(body, 'NextKeyMarker');
        if (truncated === 'true' && (key === undefined || key === '')) throw unreadable(bucket, 'key of the next page');
        if (truncated === 'false' || page.length < all.length) return;
        const versionId = element(body, 'NextVersionIdMarker');
        if (versionId === undefined || versionId === '') throw unreadable(bucket, 'version id of the next page');
        const next: Record<string, string> = {
          'key-marker': decodedAs(() => decodeMarker(key ?? '', all), bucket) ?? '',
          'version-id-marker': versionId,
        };
        more = goesOn(next);
      }
    },
  };
}

/** For copies, between whatever servers; whoever copies is patient. */
export function leanVersions(ask: LeanS3['ask']): Pick<Copying, 'versions'> {
  return versionsBy(ask, true);
}

/** For what only S3 does: replication. */
export function leanS3Versions({ ask }: LeanS3): Objects['versions'] {
  return versionsBy((request) => passingOver(() => ask(request)), false).versions;
}
