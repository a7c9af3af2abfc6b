// A rule whose prefix no key has, beside others: nothing fails by it, and what was meant is replicated by none of them. Told only where
// there are keys that it probably means; a folder that is still empty is no mistake.
import { keysUnder } from '../../evidence/keys-under';
import { concurrently } from '../../pacing/concurrently';
import { coverage } from '../../replication/prefix-coverage';
import type { ReplicationRule } from '../../ports/s3/replication';
import { visible } from '../../text/safe-text';
import type { CheckContext } from '../asked/asked-once';
import type { Caution, Warning } from './caution';

/** Rules whose prefixes are looked under. */
const MOST_RULES = 20;
const AT_ONCE = 8;

async function lookUnder(
  { id, prefix }: ReplicationRule,
  rules: readonly ReplicationRule[],
  { target, aws }: CheckContext,
): Promise<Warning | undefined> {
  const { bucket } = target.source;
  const under = await keysUnder(bucket, prefix, aws.buckets);
  if (under.found !== 'none' || under.meant === undefined) return undefined;
  const { meant } = under;
  // What another rule replicates was probably not meant.
  if (rules.some((rule) => rule.id !== id && coverage(rule, meant) !== 'none')) return undefined;
  return {
    warning: 'rule-finds-nothing',
    detail: `there is no object under '${visible(prefix)}', which the rule '${visible(id)}' is for, and no rule replicates what is under '${visible(meant)}'`,
    hint: `if '${visible(meant)}' is meant, write it in the rule and run terraform apply: a prefix is compared with the beginning of each key, letter by letter`,
  };
}

export const ruleFindsNothingCaution: Caution = async (context) => {
  const { target, run } = context;
  // Where prefixes were named, and where nothing is under any rule, checks say so.
  if (target.prefixes !== undefined || run.choose !== undefined) return [];
  const rules = await context.rules();
  const narrow = rules.filter(({ prefix }) => prefix !== '').slice(0, MOST_RULES);
  if (rules.length < 2 || narrow.length === 0) return [];
  const warnings: Warning[] = [];
  await concurrently(narrow, AT_ONCE, async (rule) => {
    const warning = await lookUnder(rule, rules, context);
    if (warning !== undefined) warnings.push(warning);
  });
  return warnings;
};
