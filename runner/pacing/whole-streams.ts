// Listings and bodies that break in the middle are read on from where they broke: whoever reads them gets everything once.
import type { JobListing } from '../ports/batch/batch-operations';
import { isRunnerError, RunnerError } from '../ports/errors';
import type { ObjectBytes, RestOfObject } from '../ports/s3/buckets';
import type { ListedObject } from '../ports/s3/copying';
import type { KeyRange, VersionEntry } from '../ports/s3/objects';
import { compareKeys } from '../text/key-order';
import { visible } from '../text/safe-text';
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
 * All bytes of an object: what follows is asked for where they broke off, by the ETag of the object that they are of.
 * @param location for messages
 * @param first its bytes, opened
 * @param open opens it again, at a byte or at its beginning
 * @throws RunnerError `refused` when it was replaced while it was read
 */
export async function* wholeBytes(
  location: string,
  first: ObjectBytes,
  open: (rest?: RestOfObject) => Promise<ObjectBytes | undefined>,
  calls: PatientCalls,
): AsyncGenerator<Uint8Array> {
  const { etag } = first;
  let opened: ObjectBytes | undefined = first;
  let read = 0;
  const again = async (): Promise<ObjectBytes> => {
    const bytes = await open(etag === undefined || read === 0 ? undefined : { from: read, etag }).catch(
      (error: unknown) => {
        if (!isRunnerError(error) || error.code !== 'PreconditionFailed') throw error;
        throw replaced(location);
      },
    );
    if (bytes === undefined) throw new RunnerError('not-found', `${visible(location)} was deleted while it was read`);
    return bytes;
  };
  const rest = async function* (): AsyncGenerator<Uint8Array> {
    let skip = 0;
    let bytes = opened;
    if (bytes === undefined) {
      bytes = await again();
      // Of what has no ETag the beginning comes again; whoever has a checksum finds out whether it is of the same object.
      if (etag === undefined) skip = read;
      else if (read === 0 && bytes.etag !== etag) throw replaced(location);
    }
    opened = undefined;
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

function replaced(location: string): RunnerError {
  return new RunnerError(
    'refused',
    `${visible(location)} was replaced while it was read`,
    'start the same command again: it reads the new one from its beginning',
  );
}
