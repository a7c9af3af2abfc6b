// Whether a rule selects an object, and which rules decide about it: the one place that knows prefixes, tags, exclusions and
// priorities. https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html
import type { ReplicationRule } from '../ports/s3/replication';

/** What is known of an object. */
export interface Selectable {
  readonly key: string;
  /** @default - not known; a delete marker has none, which is known */
  readonly tags?: Readonly<Record<string, string>>;
}

/** `tags-decide`: its tags are not known, and would tell. `unknown`: the filter of the rule is not understood. */
export type Selects = 'yes' | 'no' | 'tags-decide' | 'unknown';

/** Whether every tag that the rule asks for is there, and none that it excludes. */
function passesByTags({ tags: wanted, excluded }: ReplicationRule, tags: Readonly<Record<string, string>>): boolean {
  for (const name in wanted) if (tags[name] !== wanted[name]) return false;
  return excluded?.tags.some(({ key, value }) => tags[key] === value) !== true;
}

/** Whether tags make a difference to the rule. */
export function asksForTags({ tags, excluded }: ReplicationRule): boolean {
  return Object.keys(tags).length > 0 || (excluded?.tags.length ?? 0) > 0;
}

/** A disabled rule selects nothing. */
export function selects(rule: ReplicationRule, { key, tags }: Selectable): Selects {
  const { enabled, prefix, excluded } = rule;
  if (!enabled || !key.startsWith(prefix)) return 'no';
  if (excluded?.prefixes.some((one) => key.startsWith(one)) === true) return 'no';
  if (tags === undefined && asksForTags(rule)) return 'tags-decide';
  if (tags !== undefined && !passesByTags(rule, tags)) return 'no';
  return excluded?.notUnderstood === true ? 'unknown' : 'yes';
}

/** Rules that select an object with this key, or may: by its tags, or by a filter that is not understood. */
export function rulesThatMaySelect(key: string, rules: readonly ReplicationRule[]): readonly ReplicationRule[] {
  return rules.filter((rule) => selects(rule, { key }) !== 'no');
}

export type Decision =
  /** These rules replicate it, one for each destination bucket; none: no rule selects it. */
  | { readonly is: 'decided'; readonly rules: readonly ReplicationRule[] }
  /** Its tags would decide. */
  | { readonly is: 'open' }
  /** The filter of a rule is not understood. */
  | { readonly is: 'unknown' };

/** Of the enabled rules that select the object, for each destination bucket the one with the highest priority. */
export function decidingRules(object: Selectable, rules: readonly ReplicationRule[]): Decision {
  const first = new Map<string, { readonly rule: ReplicationRule; readonly selects: Selects }>();
  for (const rule of rules) {
    const found = selects(rule, object);
    if (found === 'no') continue;
    const rival = first.get(rule.destinationBucket);
    if (rival === undefined || rule.priority > rival.rule.priority)
      first.set(rule.destinationBucket, { rule, selects: found });
  }
  const deciding = [...first.values()];
  if (deciding.some((one) => one.selects === 'tags-decide')) return { is: 'open' };
  if (deciding.some((one) => one.selects === 'unknown')) return { is: 'unknown' };
  return { is: 'decided', rules: deciding.map(({ rule }) => rule) };
}
