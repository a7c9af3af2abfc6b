// A prefix without a slash at its end takes every key that begins so: `folder` takes `folder2/` beside `folder/`. Told only where such
// keys are.
import { concurrently } from '../../pacing/concurrently';
import { coverage } from '../../replication/prefix-coverage';
import { rulesOfHandoff } from '../../replication/read-rules';
import type { ReplicationRule } from '../../ports/s3/replication';
import { count } from '../../text/figures';
import { visible } from '../../text/safe-text';
import { quotedFlag } from '../../text/shell-command';
import type { CheckContext } from '../asked/asked-once';
import type { Caution, Warning } from './caution';

/** Names in the listing of one level: a single request. */
const MOST_NAMES = 1_000;
/** Prefixes that are looked under, one request each. */
const MOST_PREFIXES = 50;
const AT_ONCE = 8;
const MOST_NAMED = 3;

interface Beginning {
  readonly prefix: string;
  /** Ids of the rules that have it. Empty: it is one of the run alone. */
  readonly rules: readonly string[];
}

/** Prefixes of the run, and of the rules that have to do with it, that end in the middle of a name. */
function beginnings({ target }: CheckContext, rules: readonly ReplicationRule[]): readonly Beginning[] {
  const wanted = target.prefixes ?? [''];
  const those = rules.filter((rule) => wanted.some((prefix) => coverage(rule, prefix) !== 'none'));
  const all = new Set([...(target.prefixes ?? []), ...those.map(({ prefix }) => prefix)]);
  return [...all]
    .filter((prefix) => prefix !== '' && !prefix.endsWith('/'))
    .map((prefix) => ({ prefix, rules: those.filter((rule) => rule.prefix === prefix).map(({ id }) => id) }));
}

interface Names {
  /** The folder, or the one object, that the prefix is the whole name of. */
  readonly meant: string;
  readonly others: readonly string[];
  /** Whether there may be more than those. */
  readonly isPart: boolean;
}

/** Undefined: there is nothing that the prefix is the whole name of, or nothing else. */
async function namesUnder(
  prefix: string,
  { target, aws }: CheckContext,
  isTaken: (name: string) => boolean,
): Promise<Names | undefined> {
  const { bucket } = target.source;
  const folder = `${prefix}/`;
  const names = await aws.objects.below(bucket, prefix, MOST_NAMES);
  const isPart = names.length >= MOST_NAMES;
  // A name with a hyphen stands before the slash.
  const isThere = names.includes(folder) || (isPart && (await aws.buckets.listVersions(bucket, folder, 1)).length > 0);
  const meant = isThere ? folder : names.includes(prefix) ? prefix : undefined;
  const others = names.filter((name) => name !== meant && name !== prefix && isTaken(name));
  return meant === undefined || others.length === 0 ? undefined : { meant, others, isPart };
}

function inWords({ others, isPart }: Names): string {
  const shown = others.slice(0, MOST_NAMED).map((name) => `'${visible(name)}'`);
  const left = others.length - shown.length;
  return left === 0 ? shown.join(', ') : `${shown.join(', ')} and ${isPart ? 'at least ' : ''}${count(left)} more`;
}

function warningOf({ prefix, rules }: Beginning, names: Names): Warning {
  const shown = `'${visible(prefix)}'`;
  const ids = rules.map((id) => `'${visible(id)}'`).join(' and ');
  const whose = rules.length === 0 ? `the prefix ${shown}` : `the prefix ${shown} of the rule ${ids}`;
  const meant = visible(names.meant);
  const folder = names.meant.endsWith('/');
  const instead =
    rules.length === 0
      ? folder
        ? `write ${quotedFlag('--prefix', names.meant)}`
        : `write ${quotedFlag('--key', names.meant)}`
      : `write '${meant}' in the rule and run terraform apply, or take less with --prefix`;
  return {
    warning: 'prefix-takes-more',
    detail: `${whose} takes ${inWords(names)} too, beside '${meant}': a prefix is compared with the beginning of each key, letter by letter`,
    hint: `if '${meant}' alone is meant, ${instead}`,
  };
}

export const prefixNeighboursCaution: Caution = async (context) => {
  // Of versions that were chosen one by one no prefix says which they are.
  if (context.run.choose !== undefined) return [];
  const read = await context.rules();
  const rules = read.length > 0 ? read : rulesOfHandoff(context.target).filter(({ enabled }) => enabled);
  const all = beginnings(context, rules);
  const looked = all.slice(0, MOST_PREFIXES);
  const warnings: Warning[][] = looked.map(() => []);
  await concurrently(looked, AT_ONCE, async (one, index) => {
    // What no rule selects is taken by no job; where the rules are not known, any may be.
    const isTaken = (name: string): boolean =>
      rules.length === 0 || rules.some((rule) => coverage(rule, name) !== 'none');
    const names = await namesUnder(one.prefix, context, isTaken);
    if (names !== undefined) warnings[index]?.push(warningOf(one, names));
  });
  if (all.length > looked.length)
    warnings.push([
      {
        warning: 'prefix-takes-more',
        detail: `whether prefixes take more than they seem to was looked at for ${looked.length} of ${all.length} that end without a slash`,
        hint: 'give some of them with --prefix',
      },
    ]);
  return warnings.flat();
};
