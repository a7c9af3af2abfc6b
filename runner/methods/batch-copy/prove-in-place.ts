// The end of jobs that copy in place: what stands there now was written since the job was created, and holds what stood there before.
// With nothing else can an object that is its own copy be compared.
import type { Ending, RunnerEvent } from '../../events/events';
import type { Engine } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';
import type { VersionEntry } from '../../ports/s3/objects';
import type { JobView } from '../../ports/batch/batch-operations';
import { count, counted } from '../../text/figures';
import { compareKeys } from '../../text/key-order';
import { visible } from '../../text/safe-text';
import { comparedByListing } from '../../verify/copies/same-bytes';
import type { Uncompared, VerifyRunOptions } from '../../verify/verify-run';
import { isJobId } from '../batch-jobs/look-at-jobs';
import type { CopyRequest } from '../copy/plan-copies';
import { selecting, selectingByTags } from '../copy/selecting';
import { leftReason } from './gather';
import { NamedVersions } from './named-versions';
import type { CopyingJobs } from './plan-jobs';

const MOST_OBJECTS = 1_000_000;
const EXAMPLES = 3;

interface Found {
  /** Objects that were written since. */
  written: number;
  /** Of these, those whose copy stands on what somebody else has written, or deleted, after the list was made. */
  readonly hiding: Examples;
  /** Of these, those that somebody else has written anew after they were copied. */
  changed: number;
  /** Objects that were to be written, and were not since. */
  readonly older: Examples;
}

class Examples {
  readonly #keys: string[] = [];
  count = 0;

  add(key: string): void {
    this.count += 1;
    if (this.#keys.length < EXAMPLES) this.#keys.push(`'${visible(key)}'`);
  }

  get words(): string {
    return `${this.#keys.join(', ')}${this.count > this.#keys.length ? ' and more' : ''}`;
  }
}

/** `hides`: the copy stands on what somebody else has done since the list was made. `is-newer`: somebody else has written on the copy. */
interface Meanwhile {
  readonly is: 'hides' | 'is-newer';
  /** What was there before the job. */
  readonly was: VersionEntry;
}

type Entry = Omit<VersionEntry, 'versionId' | 'deleteMarker' | 'latest'> & { readonly meanwhile?: Meanwhile };

function holdsSame(one: VersionEntry, other: VersionEntry): boolean {
  return !one.deleteMarker && !other.deleteMarker && comparedByListing(one, other) === 'same';
}

/** A current object, and what its versions tell: a copy holds what was there when the list was made. */
class Newest {
  /** Written or deleted by somebody else, after the list was made and before the job was. */
  readonly #between: VersionEntry[] = [];
  /** Written since the job was created, below the newest, and not the same. */
  readonly #others: VersionEntry[] = [];
  /** What the list names. */
  #before: VersionEntry | undefined;

  constructor(
    private readonly newest: VersionEntry,
    private readonly createdMs: number,
    /** The version that a list names. Undefined: none has the key, so that no job has written it. */
    private readonly named: string | undefined,
  ) {}

  isOf({ key }: VersionEntry): boolean {
    return key === this.newest.key;
  }

  /** @param entry older than those before it */
  add(entry: VersionEntry): void {
    if (this.named === undefined || this.#before !== undefined) return;
    if (entry.versionId === this.named) this.#before = entry;
    else if (!isSince(entry, this.createdMs)) this.#between.push(entry);
    else if (!holdsSame(entry, this.newest)) this.#others.push(entry);
  }

  entry(): Entry {
    const meanwhile = this.#meanwhile();
    return meanwhile === undefined ? this.newest : { ...this.newest, meanwhile };
  }

  #meanwhile(): Meanwhile | undefined {
    const was = this.#before;
    if (this.#between.length > 0) return { is: 'hides', was: was ?? this.newest };
    if (was === undefined) return undefined;
    const isOfOtherSize = was.sizeBytes !== this.newest.sizeBytes;
    if (this.#others.length === 0) return isOfOtherSize ? { is: 'is-newer', was } : undefined;
    // Of the same size, with ETags that tell nothing (SSE-KMS), nobody knows which of them is the copy.
    const isNewer = isOfOtherSize || (!holdsSame(was, this.newest) && this.#others.some((one) => holdsSame(one, was)));
    return { is: isNewer ? 'is-newer' : 'hides', was };
  }
}

/** The current objects of a bucket with versions. */
async function* currentOf(
  pages: AsyncIterable<readonly VersionEntry[]>,
  createdMs: number,
  named: NamedVersions,
): AsyncGenerator<Entry> {
  let newest: Newest | undefined;
  for await (const page of pages)
    for (const entry of page) {
      if (newest?.isOf(entry) === true) {
        newest.add(entry);
        continue;
      }
      if (newest !== undefined) yield newest.entry();
      newest =
        entry.latest && !entry.deleteMarker ? new Newest(entry, createdMs, await named.of(entry.key)) : undefined;
    }
  if (newest !== undefined) yield newest.entry();
}

/** @param named absent: the versions of each tell nothing */
async function* objectsOf(
  { from, keys }: CopyRequest,
  createdMs: number,
  named: NamedVersions | undefined,
  { aws }: Engine,
): AsyncGenerator<Entry> {
  const ranges = keys?.toSorted(compareKeys).map((key) => ({ prefix: key, until: key })) ?? [{ prefix: from.prefix }];
  for (const range of ranges)
    if (named === undefined) for await (const page of aws.copying.objects(from.bucket, range)) yield* page;
    else yield* currentOf(aws.copying.versions(from.bucket, range), createdMs, named);
}

/** Tells whether an object was to be copied, as it is; what may not be asked about counts as such. */
function meaning({ selection = {}, from }: CopyRequest, { aws }: Engine): (entry: Entry) => Promise<boolean> {
  const selects = selecting(selection);
  const byTags = selectingByTags(selection, aws.copying, from.bucket);
  return async (entry) => {
    if (leftReason(entry) !== undefined || selects?.(entry, entry.key.slice(from.prefix.length)) === false)
      return false;
    if (byTags === undefined) return true;
    return byTags(entry).catch((error: unknown) => {
      if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
      return true;
    });
  };
}

/** S3 tells whole seconds of objects. */
function isSince({ lastModifiedMs }: Pick<Entry, 'lastModifiedMs'>, createdMs: number): boolean {
  return lastModifiedMs >= Math.floor(createdMs / 1000) * 1000;
}

async function look(plan: CopyingJobs, jobs: readonly JobView[], engine: Engine): Promise<Found> {
  const found: Found = { written: 0, changed: 0, hiding: new Examples(), older: new Examples() };
  const createdMs = Math.min(...jobs.map((job) => job.createdMs));
  const lists = jobs.flatMap(({ order: { manifest } }) => (manifest?.fields.includes('VersionId') ? [manifest] : []));
  const named = lists.length === 0 ? undefined : new NamedVersions(lists, engine);
  try {
    await lookAt(plan, createdMs, named, engine, found);
  } finally {
    await named?.close();
  }
  return found;
}

async function lookAt(
  { copies }: CopyingJobs,
  createdMs: number,
  named: NamedVersions | undefined,
  engine: Engine,
  found: Found,
): Promise<void> {
  const inOrder = copies.transfers.toSorted((a, b) => compareKeys(a.request.from.prefix, b.request.from.prefix));
  for (const { request } of inOrder) {
    const wasMeant = meaning(request, engine);
    for await (const entry of objectsOf(request, createdMs, named, engine)) {
      if (isSince(entry, createdMs)) {
        found.written += 1;
        const { meanwhile } = entry;
        if (meanwhile === undefined || !(await wasMeant(meanwhile.was))) continue;
        if (meanwhile.is === 'hides') found.hiding.add(entry.key);
        else found.changed += 1;
      } else if (await wasMeant(entry)) found.older.add(entry.key);
    }
  }
}

/** @param copied objects that the jobs have copied, as they say */
function inWords({ written, changed, hiding, older }: Found, copied: number): string {
  const were = (number: number): string => (number === 1 ? 'was' : 'were');
  return [
    `${counted(written, 'object')} ${were(written)} written since the job was created`,
    ...(hiding.count === 0
      ? []
      : [
          `${counted(hiding.count, 'object')} ${were(hiding.count)} written or deleted by somebody else after the list was made, which the copy of what was there before hides: ${hiding.words}; the versions below tell what it was, and nothing of it is lost`,
        ]),
    ...(changed === 0 ? [] : [`${count(changed)} of them by somebody else after the copy`]),
    ...(written >= copied ? [] : [`${count(copied - written)} that were copied are not there any more`]),
    older.count === 0
      ? 'none that was to be written was left as it was'
      : `${counted(older.count, 'object')} that ${were(older.count)} to be written ${were(older.count)} not: ${older.words}`,
  ].join(', ');
}

/** An object that is its own copy is compared with what stood there before: by its time, and by what its versions hold. */
export async function* proveInPlace(
  { ending, versions }: Uncompared,
  plan: CopyingJobs,
  engine: Engine,
  { when = 'auto' }: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Ending> {
  // What a report leaves open, or a list that is another one now, since each object has a new version, is settled by what stands there.
  if (ending.outcome !== 'done' && ending.outcome !== 'not-known') return ending;
  const alone = (why: string): Ending => ({
    ...ending,
    summary: `${ending.summary}; that each was written the completion report alone says: ${why}`,
  });
  if (when === 'never') return alone('nothing was looked at (--verify never)');
  if (when === 'auto' && versions > MOST_OBJECTS)
    return alone(`there are ${counted(versions, 'object')}; --verify always looks at them`);
  yield { kind: 'note', detail: 'looking whether each object was written since the job was created' };
  try {
    const { aws, accountId } = engine;
    const ids = ending.transferIds.filter(isJobId);
    if (ids.length === 0) return alone('no job of it is known');
    const jobs = await Promise.all(ids.map((id) => aws.batchOperations.describe(accountId, id)));
    const found = await look(plan, jobs, engine);
    const summary = `${ending.summary}; ${inWords(found, versions)}`;
    return { ...ending, outcome: found.older.count > 0 || found.hiding.count > 0 ? 'differs' : 'done', summary };
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return alone(error.message);
  }
}
