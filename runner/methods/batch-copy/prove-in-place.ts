// The end of jobs that copy in place: what stands there now was written since the job was created, and has the size of what stood there before.
// With nothing else can an object that is its own copy be compared.
import type { Ending, RunnerEvent } from '../../events/events';
import type { Engine } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';
import type { VersionEntry } from '../../ports/s3/objects';
import { count, counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { Uncompared, VerifyRunOptions } from '../../verify/verify-run';
import { isJobId } from '../batch-jobs/look-at-jobs';
import type { CopyRequest } from '../copy/plan-copies';
import { selecting, selectingByTags } from '../copy/selecting';
import { leftReason } from './gather';
import type { CopyingJobs } from './plan-jobs';

const MOST_OBJECTS = 1_000_000;
const EXAMPLES = 3;

interface Found {
  /** Objects that were written since. */
  written: number;
  /** Of these, those of another size than the version before. */
  changed: number;
  /** Objects that were to be written, and were not since. */
  older: number;
  readonly examples: string[];
}

type Entry = Omit<VersionEntry, 'versionId' | 'deleteMarker' | 'latest'> & { readonly before?: VersionEntry };

/** The current objects of a bucket with versions, each with the version before it. */
async function* currentOf(pages: AsyncIterable<readonly VersionEntry[]>): AsyncGenerator<Entry> {
  let newest: VersionEntry | undefined;
  for await (const page of pages)
    for (const entry of page) {
      if (newest !== undefined) yield entry.key === newest.key ? { ...newest, before: entry } : newest;
      newest = entry.latest && !entry.deleteMarker ? entry : undefined;
    }
  if (newest !== undefined) yield newest;
}

async function* objectsOf({ from, keys }: CopyRequest, named: boolean, { aws }: Engine): AsyncGenerator<Entry> {
  const ranges = keys?.map((key) => ({ prefix: key, until: key })) ?? [{ prefix: from.prefix }];
  for (const range of ranges)
    if (named) yield* currentOf(aws.objects.versions(from.bucket, range));
    else for await (const page of aws.copying.objects(from.bucket, range)) yield* page;
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
function isSince({ lastModifiedMs }: Entry, createdMs: number): boolean {
  return lastModifiedMs >= Math.floor(createdMs / 1000) * 1000;
}

async function look(plan: CopyingJobs, createdMs: number, engine: Engine): Promise<Found> {
  const found: Found = { written: 0, changed: 0, older: 0, examples: [] };
  const named = plan.transfers.some(({ request }) => request.Manifest?.Spec.Fields.includes('VersionId') === true);
  for (const { request } of plan.copies.transfers) {
    const wasMeant = meaning(request, engine);
    for await (const entry of objectsOf(request, named, engine)) {
      if (isSince(entry, createdMs)) {
        found.written += 1;
        const { before } = entry;
        if (before !== undefined && (before.deleteMarker || before.sizeBytes !== entry.sizeBytes)) found.changed += 1;
      } else if (await wasMeant(entry)) {
        found.older += 1;
        if (found.examples.length < EXAMPLES) found.examples.push(`'${visible(entry.key)}'`);
      }
    }
  }
  return found;
}

/** @param copied objects that the jobs have copied, as they say */
function inWords({ written, changed, older, examples }: Found, copied: number): string {
  const more = older > examples.length ? ' and more' : '';
  return [
    `${counted(written, 'object')} ${written === 1 ? 'was' : 'were'} written since the job was created`,
    ...(changed === 0 ? [] : [`${count(changed)} of them with another size than before, by somebody else`]),
    ...(written >= copied ? [] : [`${count(copied - written)} that were copied are not there any more`]),
    older === 0
      ? 'none that was to be written was left as it was'
      : `${counted(older, 'object')} that ${older === 1 ? 'was' : 'were'} to be written ${older === 1 ? 'was' : 'were'} not: ${examples.join(', ')}${more}`,
  ].join(', ');
}

/** An object that is its own copy is compared with what stood there before: by its time, and by its size. */
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
    const found = await look(plan, Math.min(...jobs.map(({ createdMs }) => createdMs)), engine);
    const summary = `${ending.summary}; ${inWords(found, versions)}`;
    return { ...ending, outcome: found.older > 0 ? 'differs' : 'done', summary };
  } catch (error) {
    if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
    return alone(error.message);
  }
}
