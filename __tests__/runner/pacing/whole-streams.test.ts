// Listings and bodies that break anywhere are read to their ends, each entry and each byte once.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startTrouble, type PatientCalls } from '../../../runner/pacing/patient-calls';
import { wholeBytes, wholeJobs, wholeListing, wholeObjects } from '../../../runner/pacing/whole-streams';
import type { JobListing } from '../../../runner/ports/batch/batch-operations';
import { RunnerError } from '../../../runner/ports/errors';
import type { ListedObject } from '../../../runner/ports/s3/copying';
import type { ObjectBytes, RestOfObject } from '../../../runner/ports/s3/buckets';
import type { KeyRange, VersionEntry } from '../../../runner/ports/s3/objects';
import { compareKeys } from '../../../runner/text/key-order';
import { fakeClock } from '../fakes/fake-clock';
import { listed } from '../fakes/fake-copying';
import { NO_ANSWER } from '../fakes/outage';

function calls(): PatientCalls {
  const pacer = { clock: fakeClock(), random: () => 0.5, signal: new AbortController().signal };
  return startTrouble({ ...pacer, tell: () => undefined }).calls();
}

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const read: Item[] = [];
  for await (const item of items) read.push(item);
  return read;
}

/** Breaks once after each of these numbers of items, counted over all that is read. */
function breaking(after: readonly number[]): <Item>(items: readonly Item[]) => AsyncGenerator<Item> {
  const left = [...after];
  return async function* (items) {
    await Promise.resolve();
    let number = 0;
    for (const item of items) {
      if (left[0] === number) {
        left.shift();
        throw NO_ANSWER;
      }
      yield item;
      number += 1;
    }
  };
}

const entry = (key: string, versionId: string, deleteMarker: boolean): VersionEntry => ({
  ...{ key, versionId, deleteMarker, latest: false, lastModifiedMs: 0, sizeBytes: 0, etag: '', storageClass: '' },
});
const name = ({ key, versionId, deleteMarker }: VersionEntry): string => `${key} ${versionId} ${String(deleteMarker)}`;

/** Pages of this size, versions before delete markers in each, as S3 has them. */
function pagesOf(entries: readonly VersionEntry[], size: number): readonly (readonly VersionEntry[])[] {
  const pages: VersionEntry[][] = [];
  for (let from = 0; from < entries.length; from += size) {
    const page = entries.slice(from, from + size);
    pages.push([...page.filter((one) => !one.deleteMarker), ...page.filter((one) => one.deleteMarker)]);
  }
  return pages;
}

const versions = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom('a', 'b', 'b/c', 'é', '\u{1F600}', '\uFFFD'), fc.nat({ max: 9 }), fc.boolean()),
    {
      maxLength: 40,
      selector: ([key, id, marker]) => `${key} ${id} ${String(marker)}`,
    },
  )
  .map((rows) =>
    rows.map(([key, id, marker]) => entry(key, `v${id}`, marker)).sort((a, b) => compareKeys(a.key, b.key)),
  );

describe('a stream that breaks', () => {
  it('gives each version of a listing once, wherever its pages break and however many versions a key has', async () => {
    await fc.assert(
      fc.asyncProperty(
        versions,
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.nat({ max: 8 }), { maxLength: 6 }),
        async (entries, size, breaks) => {
          const broken = breaking(breaks);
          const list = ({ after }: KeyRange): AsyncIterable<readonly VersionEntry[]> => {
            const rest = entries.filter(({ key }) => after === undefined || compareKeys(key, after) > 0);
            return broken(pagesOf(rest, size));
          };
          const read = (await all(wholeListing(list, { prefix: '' }, calls()))).flat();
          expect(read.map(name).sort()).toEqual(entries.map(name).sort());
          // In order still: whoever walks two listings side by side relies on it.
          const keys = read.map(({ key }) => key);
          if (size === 1) expect(keys).toEqual(entries.map(({ key }) => key));
        },
      ),
    );
  });

  it('gives each of the newest objects once and in order, wherever its pages break', async () => {
    const keys = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', '/', '\uffee', '\u{10000}'), maxLength: 4 }));
    const breaks = fc.array(fc.nat({ max: 4 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 1, max: 4 }), breaks, async (given, size, after) => {
        const sorted = [...given].sort(compareKeys);
        const broken = breaking(after);
        const list = (range: KeyRange): AsyncIterable<readonly ListedObject[]> => {
          const left = sorted.filter((key) => range.after === undefined || compareKeys(key, range.after) > 0);
          const pages = Array.from({ length: Math.ceil(left.length / size) }, (_, number) =>
            left.slice(number * size, (number + 1) * size).map((key) => listed(key)),
          );
          return broken(pages);
        };
        const read = (await all(wholeObjects(list, { prefix: '' }, calls()))).flat();
        expect(read.map(({ key }) => key)).toEqual(sorted);
      }),
    );
  });

  it('gives each job once', async () => {
    const jobs = ['a', 'b', 'c'].map((jobId) => ({ jobId }) as JobListing);
    const broken = breaking([2, 1]);
    const read = await all(wholeJobs(() => broken(jobs), calls()));
    expect(read.map(({ jobId }) => jobId)).toEqual(['a', 'b', 'c']);
  });

  it('gives each byte once, however the object is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 60 }),
        fc.array(fc.nat({ max: 9 }), { maxLength: 5 }),
        async (body, breaks) => {
          const broken = breaking(breaks);
          let size = 7;
          const open = (): AsyncIterable<Uint8Array> => {
            const chunks: Uint8Array[] = [];
            for (let from = 0; from < body.length; from += size) chunks.push(body.subarray(from, from + size));
            size = 5;
            return broken(chunks);
          };
          const read = await all(wholeBytes('s3://b/k', open(), () => Promise.resolve(open()), calls()));
          expect(Buffer.concat(read)).toEqual(Buffer.from(body));
        },
      ),
    );
  });

  it('asks for the bytes that are left, of the same object', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 60 }),
        fc.array(fc.nat({ max: 9 }), { maxLength: 5 }),
        async (body, breaks) => {
          const broken = breaking(breaks);
          const asked: (number | undefined)[] = [];
          let given = 0;
          const open = (rest?: RestOfObject): ObjectBytes => {
            expect(rest).toEqual(given === 0 ? undefined : { from: given, etag: '"1"' });
            asked.push(rest?.from);
            const chunks = [...body.subarray(rest?.from ?? 0)].map((byte) => Uint8Array.of(byte));
            return { [Symbol.asyncIterator]: () => broken(chunks)[Symbol.asyncIterator](), etag: '"1"' };
          };
          const read: number[] = [];
          for await (const chunk of wholeBytes('s3://b/k', open(), (rest) => Promise.resolve(open(rest)), calls())) {
            read.push(...chunk);
            given = read.length;
          }
          expect(read).toEqual([...body]);
          expect(asked.slice(1).every((from) => from === undefined || from > 0)).toBe(true);
        },
      ),
    );
  });

  it.each([
    [0, 'has another ETag when it is opened again'],
    [1, 'is refused by its ETag where it goes on'],
  ])('ends where the object was replaced: after %i chunks it %s', async (after) => {
    const broken = breaking([after]);
    const bytes = (etag: string): ObjectBytes => ({
      [Symbol.asyncIterator]: () => broken([Uint8Array.of(1), Uint8Array.of(2)])[Symbol.asyncIterator](),
      etag,
    });
    const open = (rest?: RestOfObject): Promise<ObjectBytes> =>
      rest === undefined
        ? Promise.resolve(bytes('"2"'))
        : Promise.reject(new RunnerError('refused', 'S3 GetObject b: no', undefined, 'PreconditionFailed'));
    const read = all(wholeBytes('s3://b/k', bytes('"1"'), open, calls()));
    await expect(read).rejects.toThrow('s3://b/k was replaced while it was read');
  });

  it('that never gets on ends with what was said', async () => {
    const open = (): AsyncIterable<JobListing> => breaking([0])([{ jobId: 'a' } as JobListing]);
    await expect(all(wholeJobs(open, calls()))).rejects.toBe(NO_ANSWER);
  });
});
