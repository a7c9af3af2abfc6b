// Jobs that were found by their mark and go by a list: a list is another one for each round and for each search, so that it is held against
// what this run would have listed. What another list has left out nobody knows.
import type { PlanOptions } from '../../plan/plan';
import type { Target } from '../../target/target';
import type { Concluded, Conclusion } from './concluded';
import { listAgain } from './next-round';
import { roundOf } from './jobs/round-mark';

/** ETag of the list that this run would have written; undefined: it would have written none. */
function expectedList(
  one: Concluded,
  before: Concluded | undefined,
  target: Target,
  options: PlanOptions,
): string | undefined {
  if (before !== undefined) return listAgain(before, target, options)?.upload?.etag;
  return one.planned.upload?.etag;
}

/**
 * What is not known since jobs went by other lists than this run would have written.
 * @param before the job of the round before, of each that is one of a later round
 */
export function otherLists(
  all: readonly Concluded[],
  before: (one: Concluded) => Concluded | undefined,
  target: Target,
  options: PlanOptions,
): readonly Conclusion[] {
  return all.flatMap((one) => {
    const { job, planned } = one;
    const given = job.view.order.manifest?.etag;
    // A search that finds nothing more has nothing that the other list could have left out.
    if (before(one) === undefined && planned.upload?.body === '' && planned.upload.inParts === undefined) return [];
    if (given === undefined || given === expectedList(one, before(one), target, options)) return [];
    const round = roundOf(planned);
    const what = round > 1 ? `what round ${round - 1} has left` : 'what was looked for now';
    const summary = `job ${job.jobId} was given another list than ${what}: whether all of that was replicated is not known`;
    return [{ outcome: 'not-known' as const, summary }];
  });
}
