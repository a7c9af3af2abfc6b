// Why a search by the runner's own filters has found nothing, with the numbers. Pure.
import type { NotReplicatedReason } from '../events/estimate-events';
import type { NothingMatchedEvent, NothingMatchedReason } from '../events/events';
import { count, counted } from '../text/figures';
import { defined } from '../text/defined';
import { ARCHIVED_CLASSES } from '../replication/archived-classes';
import { visible } from '../text/safe-text';

/** Why a manifest does not list a version. */
export type LeftOut = NotReplicatedReason | 'not-latest' | 'no-match' | 'no-such-tags';

const WORDS: Readonly<Record<LeftOut, string>> = {
  'not-latest': 'not the current version (--latest-only)',
  'no-match': 'with a key that --match does not match',
  'no-such-tags': 'without the tags of --tag',
  'not-selected': 'left out by the other filters',
  'already-replicated': 'replicated already (COMPLETED)',
  'in-progress': 'PENDING: S3 is replicating them now',
  replica: 'replicas of another bucket',
  archived: `archived (${ARCHIVED_CLASSES})`,
  'delete-marker': 'delete markers, which no rule replicates',
  'outside-rules': 'selected by no enabled rule',
  'outside-prefixes': 'outside of the prefixes',
  'kms-not-opted-in': 'under SSE-KMS, which the rule does not replicate',
  gone: 'deleted since they were listed',
};

/** Filters of the runner; what they leave out says nothing about the bucket. */
const OWN: ReadonlySet<LeftOut> = new Set(['not-latest', 'no-match', 'no-such-tags']);

const REASON: Readonly<Partial<Record<LeftOut, NothingMatchedReason>>> = {
  'already-replicated': 'already-replicated',
  'in-progress': 'in-progress',
  replica: 'replicas',
  archived: 'archived',
  'delete-marker': 'delete-markers',
  'outside-rules': 'rule-does-not-select',
  'kms-not-opted-in': 'kms-not-opted-in',
};

/** The one reason why nothing is left of what the runner's own filters let pass. */
function reasonOf(leftOut: ReadonlyMap<LeftOut, number>): NothingMatchedReason {
  const [only, ...more] = [...leftOut.keys()].filter((reason) => !OWN.has(reason));
  return only === undefined || more.length > 0 ? 'not-selected' : (REASON[only] ?? 'not-selected');
}

/**
 * @param prefix undefined: several, or none
 * @param listed versions and delete markers
 * @param looked versions whose headers were read
 */
export function nothingFound(
  prefix: string | undefined,
  listed: number,
  looked: number,
  leftOut: ReadonlyMap<LeftOut, number>,
): NothingMatchedEvent {
  const reason = reasonOf(leftOut);
  const parts = [...leftOut]
    .sort(([, a], [, b]) => b - a)
    .map(([why, versions]) => `${count(versions)} ${versions === 1 ? 'is' : 'are'} ${WORDS[why]}`);
  const where = prefix === undefined ? '' : ` under '${visible(prefix)}'`;
  return {
    kind: 'nothing-matched',
    ...defined({ prefix }),
    reason,
    explanation: `none of ${counted(listed, 'version')}${where} matches: ${parts.join('; ')}`,
    ...(reason === 'not-selected' ? { hint: 'letter case and slashes of keys and tags count' } : {}),
    versionsListed: listed,
    versionsLookedAt: looked,
  };
}
