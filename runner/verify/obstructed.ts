// Whether a comparison has found nothing that can be replicated as things are. Pure.
import type { Certificate, Comparison, MissingReason } from '../events/certificate';
import { isOfNothing } from '../events/certificate-summary';
import type { Obstacle } from '../events/check-events';
import { nothingReplicable, placeInWords, type NothingReplicable } from '../replication/nothing-replicable';

const OBSTACLE_OF: Readonly<Partial<Record<MissingReason, Obstacle>>> = {
  archived: 'archived',
  'kms-not-opted-in': 'kms-not-opted-in',
};

type Amounts = Readonly<Partial<Record<Obstacle, number>>>;

/** Versions with each obstacle; undefined: something is there, or is missing for another reason. */
function amountsOf(comparison: Comparison): Amounts | undefined {
  const { answer, versions, deleteMarkers, findings, handedOn = 0 } = comparison;
  if (answer !== 'incomplete' && !isOfNothing(comparison)) return undefined;
  if (versions.same + deleteMarkers.same > 0) return undefined;
  const amounts: Partial<Record<Obstacle, number>> = { 'rule-does-not-select': versions.outside - handedOn };
  for (const { reason, count } of findings) {
    const obstacle = OBSTACLE_OF[reason as MissingReason];
    if (obstacle === undefined) return undefined;
    amounts[obstacle] = count;
  }
  return amounts;
}

/** Why nothing of what is there can be replicated; undefined: something can, or there is nothing. */
export function obstructed({
  comparisons,
  chosen,
}: Pick<Certificate, 'comparisons' | 'chosen'>): NothingReplicable | undefined {
  const [first, ...more] = comparisons;
  if (first === undefined) return undefined;
  const amounts = amountsOf(first);
  if (amounts === undefined || more.some((one) => amountsOf(one) === undefined)) return undefined;
  const place = chosen === undefined ? placeInWords(first.listed) : 'of what was chosen';
  return (
    nothingReplicable(place, amounts, 'object version') ??
    nothingReplicable(place, { 'delete-markers': first.deleteMarkers.notReplicated }, 'version')
  );
}
