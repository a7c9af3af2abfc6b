// Two kept comparisons of the same buckets, side by side: what has become of every version.
import type { DifferenceEvent } from '../../events/comparisons/difference-event';
import type { NoteEvent } from '../../events/events';
import type { Tables, Workshop } from '../../ports/workshop';
import { compareKeys } from '../../text/key-order';
import type { ComparedThen, KeptRun } from './since/compared-then';
import { ChangeCounts, type StoodKey } from './since/change-counts';
import { joinedChanges } from './since/joined-changes';
import { isJoined, untold, type PairedRuns } from './since/paired-runs';
import { stoodKeys } from './since/stood-keys';
import type { KeptEngine } from './verify-kept';

const LEFT_OUT: NoteEvent = {
  kind: 'note',
  detail:
    'filters have left out objects: what only one of both comparisons was to copy is told as what has come, or is gone',
};

/** Both are in the order of their keys. */
async function addKeys(
  counts: ChangeCounts,
  before: AsyncGenerator<StoodKey>,
  after: AsyncGenerator<StoodKey>,
): Promise<void> {
  let [old, now] = await Promise.all([before.next(), after.next()]);
  while (old.done !== true || now.done !== true) {
    const order = old.done === true ? 1 : now.done === true ? -1 : compareKeys(old.value.key, now.value.key);
    const was = order <= 0 && old.done !== true ? old.value : undefined;
    const is = order >= 0 && now.done !== true ? now.value : undefined;
    counts.addKey(was, is);
    [old, now] = await Promise.all([was === undefined ? old : before.next(), is === undefined ? now : after.next()]);
  }
}

/**
 * Of listings memory holds the versions of a few keys; what has to be joined is joined by the database.
 * @param tables a database for what has to be. @default - nothing has
 */
export async function* compareRuns(
  paired: PairedRuns,
  engine: KeptEngine,
  workshop: Workshop,
  tables?: Tables,
): AsyncGenerator<DifferenceEvent | NoteEvent> {
  const { before, after, pairs } = paired;
  yield* untold(paired);
  for (const { earlier, later } of pairs) {
    const counts = new ChangeCounts(earlier, later);
    if (isJoined(paired) && tables !== undefined)
      yield* joinedChanges({ before, after, earlier, later }, counts, tables, workshop);
    else {
      let leftOut = 0;
      const keys = (run: KeptRun, one: ComparedThen): AsyncGenerator<StoodKey> =>
        stoodKeys(run, one, engine, workshop, () => (leftOut += 1));
      await addKeys(counts, keys(before, earlier), keys(after, later));
      if (leftOut > 0) yield LEFT_OUT;
    }
    yield {
      kind: 'difference',
      source: after.of.source.bucket,
      destination: later.scope.destination,
      since: before.of.startedAt,
      until: after.of.startedAt,
      changes: counts.told(),
    };
  }
}
