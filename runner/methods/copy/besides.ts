// What else a run has done than to copy, added to what the copies come to.
import type { Ending } from '../../events/events';
import { gravest } from '../../events/exit-code';
import type { Besides } from '../method';
import { deletionSummary, outcomeOfDeletion, type DeletionCounts } from './deletion/deletion-words';

export function besidesOf(deletion: DeletionCounts): Besides {
  const outcome = outcomeOfDeletion(deletion);
  return { summary: deletionSummary(deletion), ...(outcome === undefined ? {} : { outcome }) };
}

export function withBesides(ending: Ending, { outcome, summary }: Besides): Ending {
  return {
    ...ending,
    outcome: outcome === undefined ? ending.outcome : gravest([ending.outcome, outcome]),
    summary: `${ending.summary}; ${summary}`,
  };
}
