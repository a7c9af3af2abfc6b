// Which run of a copy is begun, or gone on with. One that has not ended is the same transfer when it is started again; after one that has ended
// comes a new one, with a journal of its own, so that each goes on to tell how it ended.
import { isOverIn } from '../../../events/transfer-events';
import type { Engine } from '../../../ports/engine';
import type { Journal } from '../../../ports/journal';
import { firstIdOf, formerIdOf, idOfRun, runsOf, whereaboutsOf } from './copy-ids';
import { isBySame, isResumable, readCopy, rememberedCopies, type RememberedCopy } from './copy-journal';
import type { CopyWhereabouts } from './journal-line';

export interface OwnRun {
  readonly transferId: string;
  /** What the newest run of the same copy has left, whether it has ended or not. @default - nothing is remembered of one */
  readonly left?: RememberedCopy;
  /** Whether it goes on from what that one has settled. */
  readonly isResumed: boolean;
}

/** As it was kept before ids told where a run was: beside the outputs, whichever endpoint it was. */
async function formerRun(
  id: string,
  { journal }: Pick<Engine, 'journal'>,
  here: CopyWhereabouts,
): Promise<RememberedCopy | undefined> {
  const former = await readAnywhere(journal, id);
  return former !== undefined && isBySame(former, here) ? former : undefined;
}

/** With what was kept beside the outputs before other endpoints had folders of their own. */
export async function readAnywhere(journal: Journal, id: string): Promise<RememberedCopy | undefined> {
  const { former } = journal;
  return (await readCopy(journal, id)) ?? (former === undefined ? undefined : await readCopy(former, id));
}

/** @param hash of the request */
export async function ownRun(method: string, hash: string, engine: Engine): Promise<OwnRun> {
  const { journal, clock } = engine;
  const here = whereaboutsOf(engine);
  const firstId = firstIdOf(method, hash, here);
  const numbers = runsOf(firstId, await rememberedCopies(journal, () => true));
  const newest = Math.max(0, ...numbers);
  const left =
    newest === 0
      ? await formerRun(formerIdOf(method, hash), engine, here)
      : await readCopy(journal, idOfRun(firstId, newest));
  // What nobody can read is left as it is.
  if (left === undefined) return { transferId: idOfRun(firstId, newest + 1), isResumed: false };
  const isOver = isOverIn(left.checkpoint.phase);
  return {
    transferId: isOver ? idOfRun(firstId, newest + 1) : left.header.transferId,
    left,
    isResumed: isResumable(left, here, clock.now()),
  };
}
