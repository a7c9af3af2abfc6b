import { bucketArn } from '../text/arn';
import { commands, withPrefixes } from '../patches/commands';
import { insideRule, rulePatch } from '../patches/rule-patches';
import { isRunnerError } from '../ports/errors';
import type { ReplicationRule } from '../ports/replication';
import { nearest } from '../text/nearest';
import { visible } from '../text/safe-text';
import { couldNotCheck, ok, wrong, type Check, type Finding } from './check';
import type { Patch } from '../events/check-events';
import { hasSlashByMistake } from './prefix';

function named(rules: readonly ReplicationRule[]): string {
  return rules
    .map((rule) => `'${visible(rule.id)}' (${rule.prefix === '' ? 'every key' : `prefix '${visible(rule.prefix)}'`})`)
    .join(', ');
}

/** Of rules with the same destination, S3 follows the one with the highest priority. */
function shadowing(rule: ReplicationRule, rules: readonly ReplicationRule[]): ReplicationRule | undefined {
  return rules.find(
    (other) =>
      other.enabled &&
      other.priority > rule.priority &&
      other.destinationBucket === rule.destinationBucket &&
      Object.keys(other.tags).length === 0 &&
      rule.prefix.startsWith(other.prefix),
  );
}

function tagNote(rules: readonly ReplicationRule[]): string {
  if (rules.some((rule) => Object.keys(rule.tags).length === 0)) return '';
  const tags = [
    ...new Set(rules.flatMap((rule) => Object.entries(rule.tags).map(([key, value]) => `${key}=${value}`))),
  ];
  return `; only objects tagged ${visible(tags.join(' and '))}`;
}

function shadowNote(covering: readonly ReplicationRule[], rules: readonly ReplicationRule[]): string {
  return covering
    .map((rule) => [rule, shadowing(rule, rules)] as const)
    .filter((pair): pair is readonly [ReplicationRule, ReplicationRule] => pair[1] !== undefined)
    .map(
      ([rule, by]) =>
        `; '${visible(rule.id)}' is shadowed by '${visible(by.id)}' (priority ${by.priority} over ${rule.priority}, same destination)`,
    )
    .join('');
}

/** A rule for the prefix, to where the others go; where there is none, nobody can say to where. */
function missingRule(prefix: string, rules: readonly ReplicationRule[], region: string): Patch {
  const [like] = rules;
  if (like === undefined) return commands(['terraform', 'apply']);
  return rulePatch({
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

function look(prefix: string, rules: readonly ReplicationRule[], region: string): Finding {
  const shown = prefix === '' ? 'every key' : `prefix '${visible(prefix)}'`;
  const fitting = rules.filter((rule) => prefix.startsWith(rule.prefix));
  const covering = fitting.filter((rule) => rule.enabled);
  if (covering.length > 0) {
    return ok(`${shown}: rule ${named(covering)}${tagNote(covering)}${shadowNote(covering, rules)}`);
  }
  const inside = rules.filter((rule) => rule.prefix.startsWith(prefix) && rule.prefix !== prefix);
  const enabledInside = inside.filter((rule) => rule.enabled);
  if (enabledInside.length > 0) {
    return ok(
      `${shown}: covered in part, by rule ${named(enabledInside)}${tagNote(enabledInside)}; other keys are not replicated${shadowNote(enabledInside, rules)}`,
    );
  }
  const disabled = [...fitting, ...inside];
  if (disabled.length > 0) {
    return wrong(
      `${shown}: only disabled rules cover it: ${named(disabled)}`,
      'set the status of the rule to Enabled and run terraform apply; S3 replicates nothing by a disabled rule',
      insideRule({ status: 'Enabled' }),
    );
  }
  const enabled = rules.filter((rule) => rule.enabled);
  const meant = nearest(
    prefix,
    enabled.map((rule) => rule.prefix),
  );
  return wrong(
    `${shown}: no rule covers it${enabled.length === 0 ? '' : `; the enabled rules are ${named(enabled)}`}`,
    meant === undefined
      ? 'add a replication rule with this prefix and run terraform apply, or choose another --prefix'
      : `did you mean --prefix '${visible(meant)}'?`,
    meant === undefined ? missingRule(prefix, rules, region) : withPrefixes([meant]),
  );
}

/** Rules as the handoff has them, for callers who may not read S3's. Nothing in them says whether S3 has changed since. */
function looksByHandoff(prefixes: readonly string[], why: string): readonly Finding[] {
  return prefixes.map((prefix) =>
    couldNotCheck(`${prefix === '' ? 'every key' : `prefix '${visible(prefix)}'`}: ${why}`),
  );
}

/** An enabled rule must cover what is backfilled: a job replicates only what a rule would. */
export const ruleCoverageCheck: Check = {
  id: 'rule-coverage',
  title: 'an enabled rule covers every prefix',
  async run(context) {
    const { target, replication } = context;
    const prefixes = target.prefixes ?? [''];
    try {
      const found = await replication();
      if (found === undefined) return [];
      // What is wrong with a slash itself is said by the check of the prefixes.
      const mistaken = await Promise.all(prefixes.map((prefix) => hasSlashByMistake(prefix, context)));
      return prefixes
        .filter((_, index) => mistaken[index] !== true)
        .map((prefix) => look(prefix, found.rules, target.source.region));
    } catch (error) {
      if (isRunnerError(error, 'not-found')) return [];
      if (isRunnerError(error, 'denied'))
        return looksByHandoff(prefixes, `${error.message} (looking needs s3:GetReplicationConfiguration)`);
      throw error;
    }
  },
};
