import { bucketArn } from '../../text/arn';
import { commands, withPrefixes } from '../../patches/commands';
import { enabledRuleMend, newRuleMend, untaggedFilterMend } from '../../patches/rule-patches';
import { isRunnerError } from '../../ports/errors';
import type { ReplicationRule } from '../../ports/s3/replication';
import { hiddenBy } from '../../replication/hidden-rule';
import { coverage, coverageOfKey, type Coverage } from '../../replication/prefix-coverage';
import { enabledOf } from '../../replication/read-rules';
import { nearest } from '../../text/nearest';
import { visible } from '../../text/safe-text';
import { quotedFlag } from '../../text/shell-command';
import type { CheckContext } from '../asked/asked-once';
import { couldNotCheck, ok, wrong, type Check, type Finding } from '../check';
import { hasSlashByMistake } from '../source/prefix';
import type { Mend } from '../../patches/mend';

function named(rules: readonly ReplicationRule[]): string {
  return rules
    .map((rule) => `'${visible(rule.id)}' (${rule.prefix === '' ? 'every key' : `prefix '${visible(rule.prefix)}'`})`)
    .join(', ');
}

function tagNote(rules: readonly ReplicationRule[]): string {
  if (rules.some((rule) => Object.keys(rule.tags).length === 0)) return '';
  const tags = [
    ...new Set(rules.flatMap((rule) => Object.entries(rule.tags).map(([key, value]) => `${key}=${value}`))),
  ];
  return `; only objects tagged ${visible(tags.join(' and '))}`;
}

/** What `Not` in the filters leaves out. */
function exclusionNote(rules: readonly ReplicationRule[]): string {
  return rules
    .filter(({ excluded }) => excluded !== undefined)
    .map(({ id, excluded }) => {
      const prefixes = (excluded?.prefixes ?? []).map((prefix) => `under '${visible(prefix)}'`);
      const tags = (excluded?.tags ?? []).map(({ key, value }) => `tagged ${visible(`${key}=${value}`)}`);
      return `; '${visible(id)}' leaves out objects ${[...prefixes, ...tags].join(' or ')}`;
    })
    .join('');
}

function shadowNote(covering: readonly ReplicationRule[], rules: readonly ReplicationRule[]): string {
  return covering
    .map((rule) => [rule, hiddenBy(rule, rules)] as const)
    .filter((pair): pair is readonly [ReplicationRule, ReplicationRule] => pair[1] !== undefined)
    .map(
      ([rule, by]) =>
        `; '${visible(rule.id)}' is shadowed by '${visible(by.id)}' (priority ${by.priority} over ${rule.priority}, same destination)`,
    )
    .join('');
}

/** A rule for the prefix, to where the others go; where there is none, nobody can say to where. */
function missingRule(prefix: string, rules: readonly ReplicationRule[], region: string): Mend {
  const [like] = rules;
  if (like === undefined) return commands(['terraform', 'apply']);
  return newRuleMend({
    id:
      prefix === ''
        ? 'every-key'
        : prefix
            .replace(/[^A-Za-z0-9]+/g, '-')
            .replace(/^-|-$/g, '')
            .slice(0, 255) || 'rule',
    priority: Math.max(...rules.map(({ priority }) => priority)) + 1,
    prefix,
    destinationArn: bucketArn(like.destinationBucket, region),
    deleteMarkers: like.deleteMarkers,
  });
}

/** A rule that would cover the prefix, were it not for the slash that its own begins with. */
function slashed(prefix: string, rule: ReplicationRule): Finding {
  const bare = rule.prefix.replace(/^\/+/, '');
  const isPlain = Object.keys(rule.tags).length === 0 && rule.excluded === undefined;
  return wrong(
    `prefix '${visible(prefix)}': no rule covers it; the rule '${visible(rule.id)}' is for '${visible(rule.prefix)}', which begins with a slash: S3 compares prefixes with keys letter by letter, and no key was seen that begins so`,
    `take the slash away from the prefix of the rule, and run terraform apply: '${visible(bare)}'`,
    isPlain ? untaggedFilterMend(rule.id, bare) : commands(['terraform', 'apply']),
  );
}

/**
 * @param isKey whether the prefix is one whole key
 * @param mistaken rules whose prefixes begin with a slash that no key has
 */
function look(
  prefix: string,
  rules: readonly ReplicationRule[],
  region: string,
  isKey: boolean,
  mistaken: readonly ReplicationRule[],
): Finding {
  const shown = prefix === '' ? 'every key' : `${isKey ? 'key' : 'prefix'} '${visible(prefix)}'`;
  const covers = (much: Coverage): readonly ReplicationRule[] =>
    rules.filter((rule) => (isKey ? coverageOfKey : coverage)(rule, prefix) === much);
  const covering = enabledOf(covers('all'));
  const notes = (those: readonly ReplicationRule[]): string =>
    `${tagNote(those)}${exclusionNote(those)}${shadowNote(those, rules)}`;
  if (covering.length > 0) return ok(`${shown}: rule ${named(covering)}${notes(covering)}`);
  const enabledOpen = enabledOf(covers('unknown'));
  if (enabledOpen.length > 0)
    return couldNotCheck(
      `${shown}: the rule ${named(enabledOpen)} leaves out objects by a filter that this version of s3-backfill does not know: whether it covers them is not known`,
    );
  const enabledInside = enabledOf(covers('part'));
  if (enabledInside.length > 0)
    return ok(
      `${shown}: covered in part, by rule ${named(enabledInside)}; other keys are not replicated${notes(enabledInside)}`,
    );
  const disabled = [...covers('all'), ...covers('unknown'), ...covers('part')];
  const [first] = disabled;
  if (first !== undefined) {
    return wrong(
      `${shown}: only disabled rules cover it: ${named(disabled)}`,
      'set the status of the rule to Enabled and run terraform apply; S3 replicates nothing by a disabled rule',
      enabledRuleMend(first.id),
    );
  }
  const enabled = enabledOf(rules);
  const bySlash = enabledOf(mistaken).find((rule) => prefix.startsWith(rule.prefix.replace(/^\/+/, '')));
  if (bySlash !== undefined) return slashed(prefix, bySlash);
  const meant = nearest(
    prefix,
    enabled.map((rule) => rule.prefix),
  );
  return wrong(
    `${shown}: no rule covers it${enabled.length === 0 ? '' : `; the enabled rules are ${named(enabled)}`}`,
    meant === undefined
      ? 'add a replication rule with this prefix and run terraform apply, or choose another --prefix'
      : `did you mean ${quotedFlag('--prefix', meant)}?`,
    meant === undefined ? missingRule(prefix, rules, region) : withPrefixes([meant]),
  );
}

/** Rules as the handoff has them, for callers who may not read S3's. Nothing in them says whether S3 has changed since. */
function looksByHandoff(prefixes: readonly string[], why: string): readonly Finding[] {
  return prefixes.map((prefix) =>
    couldNotCheck(`${prefix === '' ? 'every key' : `prefix '${visible(prefix)}'`}: ${why}`),
  );
}

/** Whether all that was chosen has this one key. What cannot be found is told by whoever needs it. */
async function isWholeKey(prefix: string, { run: { choose } }: CheckContext): Promise<boolean> {
  const chosen = await choose?.().catch(() => []);
  return chosen !== undefined && chosen.length > 0 && chosen.every(({ key }) => key === prefix);
}

/** An enabled rule must cover what is backfilled: a job replicates only what a rule would. */
export const ruleCoverageCheck: Check = {
  id: 'rule-coverage',
  title: 'enabled rules cover keys of every prefix',
  async run(context) {
    const { target, replication } = context;
    const prefixes = target.prefixes ?? [''];
    try {
      const found = await replication();
      if (found === undefined) return [];
      // What is wrong with a slash itself is said by the check of the prefixes.
      const mistaken = await Promise.all(prefixes.map((prefix) => hasSlashByMistake(prefix, context)));
      const meant = prefixes.filter((_, index) => mistaken[index] === false || context.run.allowEmpty === true);
      const slashes = await Promise.all(
        found.rules.map(async (rule) => (await hasSlashByMistake(rule.prefix, context)) === true),
      );
      const wrongRules = found.rules.filter((_, index) => slashes[index]);
      return await Promise.all(
        meant.map(async (prefix) =>
          look(prefix, found.rules, target.source.region, await isWholeKey(prefix, context), wrongRules),
        ),
      );
    } catch (error) {
      if (isRunnerError(error, 'not-found')) return [];
      if (isRunnerError(error, 'denied'))
        return looksByHandoff(prefixes, `${error.message} (looking needs s3:GetReplicationConfiguration)`);
      throw error;
    }
  },
};
