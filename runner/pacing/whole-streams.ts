// Listings and bodies that break in the middle are read on from where they broke: whoever reads them gets everything once.
import type { JobListing } from '../ports/batch/batch-operations';
import { RunnerError } from '../ports/errors';
import type { ListedObject } from '../ports/s3/copying';
import type { KeyRange, VersionEntry } from '../ports/s3/objects';
import { compareKeys } from '../text/key-order';
import type { PatientCalls } from './patient-calls';

function idOf({ versionId, deleteMarker }: VersionEntry): string {
  return `${deleteMarker ? 'marker' : 'version'} ${versionId}`;
}

/**
 * All pages of a listing.
 * @param list the listing of a range of keys, in S3's order; the versions of a key may go on in the next page
 */
export async function* wholeListing(
  list: (range: KeyRange) => AsyncIterable<readonly VersionEntry[]>,
  range: KeyRange,
  calls: PatientCalls,
): AsyncGenerator<readonly VersionEntry[]> {
  /** The last key before the newest one: all of its versions were read. */
  let complete: string | undefined;
  let newest: string | undefined;
  let read = new Set<string>();
  const rest = (): KeyRange => (complete === undefined ? range : { ...range, after: complete });
  const remember = (page: readonly VersionEntry[]): void => {
    let [largest, second] = [newest, complete];
    for (const { key } of page) {
      if (key === largest || key === second) continue;
      if (largest === undefined || compareKeys(key, largest) > 0) [largest, second] = [key, largest];
      else if (second === undefined || compareKeys(key, second) > 0) second = key;
    }
    if (largest !== newest) read = new Set();
    [newest, complete] = [largest, second];
    for (const entry of page) if (entry.key === newest) read.add(idOf(entry));
  };
  let isResumed = false;
  const opened = async function* (): AsyncGenerator<readonly VersionEntry[]> {
    const known = isResumed ? newest : undefined;
    const had = read;
    isResumed = true;
    for await (const page of list(rest()))
      yield known === undefined ? page : page.filter((entry) => entry.key !== known || !had.has(idOf(entry)));
  };
  for await (const page of calls.stream(opened)) {
    if (page.length === 0) continue;
    remember(page);
    yield page;
  }
}

/**
 * All pages of the newest objects.
 * @param list the listing of a range of keys, in S3's order
 */
export async function* wholeObjects(
  list: (range: KeyRange) => AsyncIterable<readonly ListedObject[]>,
  range: KeyRange,
  calls: PatientCalls,
): AsyncGenerator<readonly ListedObject[]> {
  let last: string | undefined;
  const rest = (): KeyRange => (last === undefined ? range : { ...range, after: last });
  for await (const page of calls.stream(() => list(rest()))) {
    last = page.at(-1)?.key ?? last;
    yield page;
  }
}

/** All jobs, each once. */
export async function* wholeJobs(
  list: () => AsyncIterable<JobListing>,
  calls: PatientCalls,
): AsyncGenerator<JobListing> {
  const seen = new Set<string>();
  for await (const job of calls.stream(list)) {
    if (seen.has(job.jobId)) continue;
    seen.add(job.jobId);
    yield job;
  }
}

/**
 * All bytes of an object. Whoever has a checksum finds out whether it was replaced meanwhile.
 * @param first its bytes, opened
 * @param open opens it again, from its beginning
 */
export async function* wholeBytes(
  first: AsyncIterable<Uint8Array>,
  open: () => Promise<AsyncIterable<Uint8Array> | undefined>,
  calls: PatientCalls,
): AsyncGenerator<Uint8Array> {
  let opened: AsyncIterable<Uint8Array> | undefined = first;
  let read = 0;
  const rest = async function* (): AsyncGenerator<Uint8Array> {
    const bytes = opened ?? (await open());
    opened = undefined;
    if (bytes === undefined) throw new RunnerError('not-found', 'an object was deleted while it was read');
    let skip = read;
    for await (const chunk of bytes) {
      const part = chunk.subarray(Math.min(skip, chunk.byteLength));
      skip -= Math.min(skip, chunk.byteLength);
      if (part.byteLength > 0) yield part;
    }
  };
  for await (const part of calls.stream(rest)) {
    read += part.byteLength;
    yield part;
  }
}
