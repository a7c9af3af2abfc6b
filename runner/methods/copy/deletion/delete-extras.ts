// The end of copies: what the destination has and the source has not is deleted. Both sides are listed anew, to their ends, and counted;
// only then they are listed once more, and what is found then is deleted, batch by batch, as long as it is what was listed.
import type { RunnerEvent } from '../../../events/events';
import type { Engine } from '../../../ports/engine';
import { RunnerError } from '../../../ports/errors';
import type { DoomedObject } from '../../../ports/s3/deleting';
import { visible } from '../../../text/safe-text';
import { isHopeless } from '../engine/insist';
import { recordDeletion } from '../journal/copy-journal';
import type { PlannedCopy, PlannedDeletion } from '../plan-copies';
import { deleteBatch, type Doom } from './delete-batch';
import { endedDeletion, NOTHING_DELETED, sumOfDeletions, type DeletionCounts } from './deletion-words';
import { extrasOf } from './extras';
import { countExtras, refusalOf, type Extras } from './foresee-deletion';

/** The most that S3 takes in one request. */
const BATCH = 1_000;
const EXAMPLES = 10;
/** Kinds of errors that are told. */
const MOST_ERRORS = 5;

class Deleting {
  #counts = { ...NOTHING_DELETED };
  readonly examples: string[] = [];
  readonly #errors = new Map<string, string>();

  add(doom: Doom): void {
    const counts = { ...this.#counts, objects: this.#counts.objects + 1 };
    if (doom.became === 'deleted') {
      counts.deleted += 1;
      if (doom.marker === undefined) counts.unclear += 1;
      if (doom.marker === true) counts.markers += 1;
      if (doom.nullMarker === true) counts.nullMarkers += 1;
    } else if (doom.became === 'failed') {
      counts.failed += 1;
      if (this.#errors.size < MOST_ERRORS && !this.#errors.has(doom.code))
        this.#errors.set(doom.code, `${visible(doom.code)} for '${visible(doom.key)}'`);
    } else counts.changed += 1;
    if (this.examples.length < EXAMPLES) this.examples.push(doom.key);
    this.#counts = counts;
  }

  get counts(): DeletionCounts {
    return this.#counts;
  }

  get errors(): readonly string[] {
    return [...this.#errors.values()];
  }
}

/** What is told where the program ends early. */
export interface DeletedSoFar {
  deleted: number;
}

async function deleteThose(
  { request }: PlannedCopy,
  most: number,
  engine: Engine,
  deleting: Deleting,
  sofar: DeletedSoFar,
): Promise<void> {
  const { copying } = engine.aws;
  const { bucket } = request.to;
  let batch: DoomedObject[] = [];
  let left = most;
  const flush = async (): Promise<void> => {
    if (engine.signal.aborted) throw new RunnerError('interrupted', 'interrupted');
    const dooms = await deleteBatch(bucket, batch, copying, engine);
    batch = [];
    for (const doom of dooms) deleting.add(doom);
    sofar.deleted += dooms.filter(({ became }) => became === 'deleted').length;
  };
  for await (const { key, etag } of extrasOf(request, copying, { objects: 0 })) {
    // What has come since they were counted is for the next run.
    if (left === 0) break;
    left -= 1;
    batch.push({ key, etag });
    if (batch.length === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
}

/** A transfer whose copies are made. */
export interface MadeCopy extends PlannedCopy {
  readonly transferId: string;
}

/**
 * @param failed copies that have failed
 * @param sofar counted up
 * @throws RunnerError when a side cannot be listed, or nothing more can be asked; what was told before was deleted
 */
export async function* deleteExtras(
  transfers: readonly MadeCopy[],
  { most, allowEmpty }: PlannedDeletion,
  failed: number,
  engine: Engine,
  sofar: DeletedSoFar,
): AsyncGenerator<RunnerEvent, DeletionCounts> {
  const end = async ({ transferId }: MadeCopy, counts: DeletionCounts): Promise<DeletionCounts> => {
    await recordDeletion(engine.journal, transferId, { atMs: engine.clock.now(), ...counts });
    return counts;
  };
  const found: Extras[] = [];
  let why = failed > 0 ? 'some copies have failed' : undefined;
  if (why === undefined) {
    for (const transfer of transfers) found.push(await countExtras(transfer, engine));
    why = refusalOf(found, most, allowEmpty);
  }
  const all: DeletionCounts[] = [];
  for (const [index, transfer] of transfers.entries()) {
    const { to } = transfer.request;
    const { objects = 0, examples = [] }: Partial<Extras> = found[index] ?? {};
    if (why !== undefined) {
      const counts = { ...NOTHING_DELETED, objects, why };
      yield endedDeletion(to, counts, examples);
      all.push(await end(transfer, counts));
      continue;
    }
    const deleting = new Deleting();
    try {
      if (objects > 0) await deleteThose(transfer, objects, engine, deleting, sofar);
    } catch (error) {
      await end(transfer, deleting.counts);
      if (isHopeless(error) || deleting.counts.objects === 0) throw error;
      yield endedDeletion(to, deleting.counts, deleting.examples, deleting.errors);
      throw error;
    }
    yield endedDeletion(to, deleting.counts, deleting.examples, deleting.errors);
    all.push(await end(transfer, deleting.counts));
  }
  return sumOfDeletions(all);
}
