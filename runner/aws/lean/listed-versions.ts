// ListObjectVersions, as it is written: within a key versions and delete markers follow each other from the newest to the oldest, and
// their times do not tell that order, which S3 keeps in whole seconds.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
import { RunnerError } from '../../ports/errors';
import type { Copying } from '../../ports/s3/copying';
import type { VersionEntry } from '../../ports/s3/objects';
import { defined } from '../../text/defined';
import { compareKeys } from '../../text/key-order';
import { element, ownElement, ownEtag } from '../s3/answer-xml';
import { decodeListed, decodeMarker } from '../s3/s3-clients';
import { goesOn } from '../told';
import type { LeanS3 } from './lean-s3';

/** Entries of a page, the most that S3 gives. */
const PAGE = '1000';

function unreadable(bucket: string, what: string): RunnerError {
  return new RunnerError('unavailable', `S3 ListObjectVersions ${bucket}: the answer has no ${what}`);
}

function decodedKey(key: string, bucket: string, decode = decodeListed): string {
  try {
    return decode(key);
  } catch {
    throw unreadable(bucket, 'key of a version that is encoded as UTF-8');
  }
}

function entryOf(xml: string, deleteMarker: boolean, bucket: string): VersionEntry {
  const lacks = (what: string): RunnerError => unreadable(bucket, `${what} of a version`);
  const key = ownElement(xml, 'Key');
  const sizeBytes = deleteMarker ? 0 : Number(element(xml, 'Size') ?? NaN);
  const lastModifiedMs = Date.parse(element(xml, 'LastModified') ?? '');
  if (key === undefined) throw lacks('key');
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw lacks('size');
  if (Number.isNaN(lastModifiedMs)) throw lacks('date');
  return {
    key: decodedKey(key, bucket),
    versionId: ownElement(xml, 'VersionId') ?? 'null',
    deleteMarker,
    latest: element(xml, 'IsLatest') === 'true',
    lastModifiedMs,
    sizeBytes,
    etag: deleteMarker ? '' : ownEtag(xml),
    storageClass: deleteMarker ? '' : (ownElement(xml, 'StorageClass') ?? 'STANDARD'),
  };
}

/** Of both kinds, in the order in which they stand there. */
function* entriesOf(xml: string, bucket: string): Generator<VersionEntry> {
  const next = (name: string, from: number): number => {
    const found = xml.indexOf(`<${name}>`, from);
    return found === -1 ? Infinity : found;
  };
  let [version, marker] = [next('Version', 0), next('DeleteMarker', 0)];
  while (version < Infinity || marker < Infinity) {
    const isMarker = marker < version;
    const name = isMarker ? 'DeleteMarker' : 'Version';
    const from = (isMarker ? marker : version) + name.length + 2;
    const end = xml.indexOf(`</${name}>`, from);
    if (end === -1) throw unreadable(bucket, 'end');
    yield entryOf(xml.slice(from, end), isMarker, bucket);
    if (isMarker) marker = next('DeleteMarker', end);
    else version = next('Version', end);
  }
}

export function leanVersions(ask: LeanS3['ask']): Pick<Copying, 'versions'> {
  return {
    async *versions(bucket, { prefix, after, until }) {
      let more: Record<string, string> = after === undefined ? {} : { 'key-marker': after };
      for (;;) {
        const query = { versions: '', 'encoding-type': 'url', 'max-keys': PAGE, prefix, ...more };
        const { body } = await ask({ operation: 'ListObjectVersions', method: 'GET', bucket, query });
        if (!/<\/ListVersionsResult>\s*$/.test(body)) throw unreadable(bucket, 'end');
        const all = [...entriesOf(body, bucket)];
        const page = until === undefined ? all : all.filter(({ key }) => compareKeys(key, until) <= 0);
        if (page.length > 0) yield page;
        const truncated = element(body, 'IsTruncated');
        if (truncated !== 'true' && truncated !== 'false') throw unreadable(bucket, 'word on whether it goes on');
        const key = element(body, 'NextKeyMarker');
        if (truncated === 'true' && (key === undefined || key === '')) throw unreadable(bucket, 'key of the next page');
        if (truncated === 'false' || page.length < all.length) return;
        const next: Record<string, string> = {
          'key-marker': decodedKey(key ?? '', bucket, (text) => decodeMarker(text, all)),
          ...defined({ 'version-id-marker': element(body, 'NextVersionIdMarker') || undefined }),
        };
        more = goesOn(next, more, `S3 ListObjectVersions ${bucket}`);
      }
    },
  };
}
