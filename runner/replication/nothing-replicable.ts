// That nothing of what is there can be replicated, and why: the words of every verb that comes upon it. Pure.
import type { Obstacle } from '../events/check-events';
import { count } from '../text/figures';
import { visible } from '../text/safe-text';
import { ARCHIVED_CLASSES } from './archived-classes';
import { OPT_IN } from './kms-objects';

const BECAUSE: Readonly<Record<Obstacle, string>> = {
  archived: `archived (${ARCHIVED_CLASSES}, or an archive tier of Intelligent-Tiering), which S3 does not replicate`,
  'delete-markers': 'delete markers, which no rule replicates',
  'kms-not-opted-in': 'encrypted with SSE-KMS, which no enabled rule replicates',
  'rule-does-not-select': 'selected by no enabled rule',
};

const HINT: Readonly<Record<Obstacle, string | undefined>> = {
  archived:
    'restore them and copy them to another storage class: the new versions are replicated; out of an archive tier, restoring is enough',
  'delete-markers': undefined,
  'kms-not-opted-in': `${OPT_IN}; if the rule was changed minutes ago, run again`,
  'rule-does-not-select':
    'compare the prefix, tags and status of the rules with the objects; if a rule was changed minutes ago, run again',
};

export interface NothingReplicable {
  /** The obstacle of the most versions. */
  readonly reason: Obstacle;
  readonly explanation: string;
  readonly hint?: string;
}

/** Where one looks, for explanations. */
export function placeInWords(prefixes: readonly string[] = ['']): string {
  const [prefix, ...more] = prefixes;
  if (prefix === undefined || prefix === '') return 'in the bucket';
  return more.length === 0 ? `under '${visible(prefix)}'` : 'under the prefixes';
}

/**
 * @param place for example `under 'folder/'`
 * @param amounts versions with each obstacle; there are no others
 * @param noun of one of them
 * @param qualifier which of them, for example ` looked at`
 * @returns undefined: there is none
 */
export function nothingReplicable(
  place: string,
  amounts: Readonly<Partial<Record<Obstacle, number>>>,
  noun: string,
  qualifier = '',
): NothingReplicable | undefined {
  const parts = Object.entries(amounts)
    .map(([reason, amount]) => [reason as Obstacle, amount] as const)
    .filter(([, amount]) => amount > 0)
    .sort(([, a], [, b]) => b - a);
  const [first, ...more] = parts;
  if (first === undefined) return undefined;
  const [reason, amount] = first;
  const all = amount === 1 ? `the one ${noun}${qualifier} is` : `all ${count(amount)} ${noun}s${qualifier} are`;
  const of = count(parts.reduce((sum, [, one]) => sum + one, 0));
  const each = parts.map(([one, n]) => `${count(n)} ${n === 1 ? 'is' : 'are'} ${BECAUSE[one]}`).join(', and ');
  const why = more.length === 0 ? `${all} ${BECAUSE[reason]}` : `of ${of} ${noun}s${qualifier} ${each}`;
  const hints = parts.flatMap(([one]) => HINT[one] ?? []);
  return {
    reason,
    explanation: `nothing ${place} can be replicated, because ${why}`,
    ...(hints.length === 0 ? {} : { hint: hints.join('; ') }),
  };
}
