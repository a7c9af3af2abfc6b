// Versions and delete markers of a page of ListObjectVersions. The SDK takes 50 µs for each of them, which is most of what a
// listing of millions costs; here they are read from the answer before the SDK sees it, and the SDK reads what is left:
// markers, errors, everything that does not look as expected.
import { Readable } from 'node:stream';
import type { ListObjectVersionsCommand, ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { bytesWithin, LARGEST } from '../../ports/limits';
import type { VersionEntry } from '../../ports/s3/objects';
import { told } from '../told';
import { element, ownElement, ownEtag } from './answer-xml';
import { decodeListed } from './s3-clients';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
const ENTRIES = ['Version', 'DeleteMarker'] as const;
const ANY_ENTRY = /<(?:Version|DeleteMarker)[\s/>]/;
const WHOLE = /<\/ListVersionsResult>\s*$/;

/** An answer in two parts. */
export interface ListedPage {
  /** Versions, then delete markers. */
  readonly entries: readonly VersionEntry[];
  /** The answer without them. */
  readonly rest: string;
}

/** What is no number is the SDK's to tell. */
function number(value: number): number {
  if (Number.isNaN(value)) throw new Error('an entry without a size or a date');
  return value;
}

/** Nothing but digits. */
function sizeIn(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : NaN;
}

function entryOf(xml: string, deleteMarker: boolean): VersionEntry {
  const key = ownElement(xml, 'Key');
  const storageClass = deleteMarker ? '' : ownElement(xml, 'StorageClass');
  if (key === undefined || storageClass === undefined) throw new Error('an entry without a key or a class');
  const etag = deleteMarker ? '' : ownEtag(xml);
  if (!deleteMarker && etag === '') throw new Error('an entry without an ETag');
  return {
    key: decodeListed(key),
    versionId: ownElement(xml, 'VersionId') ?? 'null',
    deleteMarker,
    latest: element(xml, 'IsLatest') === 'true',
    lastModifiedMs: number(Date.parse(element(xml, 'LastModified') ?? '')),
    sizeBytes: deleteMarker ? 0 : number(sizeIn(element(xml, 'Size') ?? '')),
    etag,
    storageClass,
  };
}

/** Undefined when the answer is not one that this understands. */
export function readListedPage(xml: string): ListedPage | undefined {
  try {
    return pageOf(xml);
  } catch {
    // No key, or one that is not URL-encoded, a character that is none, no size: the SDK's to tell.
    return undefined;
  }
}

/** Looks at every character a few times, whatever the page is: an expression that seeks the end of each entry would begin anew at each. */
function pageOf(xml: string): ListedPage | undefined {
  if (!WHOLE.test(xml)) return undefined;
  const versions: VersionEntry[] = [];
  const markers: VersionEntry[] = [];
  const next = ENTRIES.map((name) => xml.indexOf(`<${name}>`));
  const rest: string[] = [];
  let at = 0;
  for (;;) {
    const [version = -1, marker = -1] = next;
    if (version < 0 && marker < 0) break;
    const isMarker = version < 0 || (marker >= 0 && marker < version);
    const start = isMarker ? marker : version;
    const name = ENTRIES[isMarker ? 1 : 0];
    const from = start + name.length + 2;
    const end = xml.indexOf(`</${name}>`, from);
    if (end < 0) return undefined;
    (isMarker ? markers : versions).push(entryOf(xml.slice(from, end), isMarker));
    rest.push(xml.slice(at, start));
    at = end + name.length + 3;
    ENTRIES.forEach((one, index) => {
      const known = next[index] ?? -1;
      if (known >= 0 && known < at) next[index] = xml.indexOf(`<${one}>`, at);
    });
  }
  const left = rest.join('') + xml.slice(at);
  return ANY_ENTRY.test(left) ? undefined : { entries: [...versions, ...markers], rest: left };
}

interface Answer {
  readonly statusCode: number;
  body: unknown;
}

function isAnswer(response: unknown): response is Answer & { readonly body: AsyncIterable<Uint8Array> } {
  const { statusCode, body } = (response ?? {}) as Partial<Answer>;
  return statusCode === 200 && typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/**
 * Lets the command leave its entries to {@link readListedPage}.
 * @returns gives them once the command was sent; undefined: the SDK has read them
 */
export function takeEntries(command: ListObjectVersionsCommand): () => readonly VersionEntry[] | undefined {
  let taken: readonly VersionEntry[] | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result;
      taken = undefined;
      if (!isAnswer(response)) return result;
      const bytes = await bytesWithin(response.body, LARGEST.answer, 'the answer of S3 ListObjectVersions');
      const page = readListedPage(bytes.toString('utf8'));
      taken = page?.entries;
      (response as Answer).body = Readable.from([page === undefined ? bytes : Buffer.from(page.rest)]);
      return result;
    },
    // Nearest to the connection: before the SDK looks into the answer.
    { step: 'deserialize', priority: 'low', name: 'takeListedEntries' },
  );
  return () => taken;
}

/** Whether another page follows. @throws RunnerError `unavailable` where an answer does not say, or not how: what is left is not nothing */
export function saysMore(
  { IsTruncated, NextKeyMarker, NextVersionIdMarker }: ListObjectVersionsCommandOutput,
  call: string,
): boolean {
  if (!told(IsTruncated, call, 'whether it goes on')) return false;
  told(NextKeyMarker === '' ? undefined : NextKeyMarker, call, 'the key of the next page');
  // By its key alone the next page would leave out what this one has not told of that key.
  told(NextVersionIdMarker === '' ? undefined : NextVersionIdMarker, call, 'the version id of the next page');
  return true;
}
