// The judgement of a group, by what judges single versions: what an inventory does not know is not known.
import type { ReplicationRule } from '../../ports/s3/replication';
import { decidingRules } from '../../replication/rule-selects';
import { judgeMissing, judgePair, type Judgement } from '../judge';
import { entryOf, headOf, type Group, type TableExample } from './group';

/** An example of the group decides for all of it: they lie below the same prefixes. */
const NOBODY: TableExample = { key: '', versionId: '', sizeBytes: 0 };

/** Of versions that both sides have. */
function judgeBoth({ source, destination, sameSize, sameEtag }: Group, example: TableExample): Judgement {
  const mine = { ...entryOf({ ...example, sizeBytes: 0 }, source), etag: 'a' };
  const theirs = {
    ...entryOf({ ...example, sizeBytes: sameSize ? 0 : 1 }, destination),
    etag: sameEtag ? 'a' : 'b',
  };
  const seen = { ...destination, status: destination.status ?? 'REPLICA' };
  return judgePair(mine, theirs, {
    source: headOf(example, { ...source, status: source.status ?? '' }) ?? 'unreadable',
    destination: headOf(example, seen) ?? 'unreadable',
  });
}

/** @param rules enabled rules of the destination; none: somebody has asked for it, and everything has to be there */
export function judgeGroup(group: Group, rules: readonly ReplicationRule[]): Judgement {
  const [example = NOBODY] = group.examples;
  if (group.side === 'both') return judgeBoth(group, example);
  const entry = entryOf(example, group.source);
  const byKey = decidingRules({ key: entry.key }, rules);
  if (rules.length > 0 && byKey.is === 'decided' && byKey.rules.length === 0) return { outcome: 'outside' };
  const head = headOf(example, group.source) ?? 'unreadable';
  // An inventory has no tags: where they decide, nobody knows.
  return judgeMissing(entry, head, rules.length === 0 ? undefined : rules, byKey.is === 'open' ? undefined : {});
}
