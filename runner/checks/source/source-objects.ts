import { keysUnder } from '../../evidence/keys-under';
import { commands, copyOntoItself } from '../../patches/commands';
import type { CheckContext } from '../asked/asked-once';
import { takenBy } from '../asked/intended-run';
import { untaggedFilterMend } from '../../patches/rule-patches';
import { restsOn, unseen, type Sample } from '../asked/sampled-versions';
import { ARCHIVED_CLASSES, isArchivedClass } from '../../replication/archived-classes';
import { nothingReplicable, placeInWords } from '../../replication/nothing-replicable';
import { asksForTags, rulesThatMaySelect, selects } from '../../replication/rule-selects';
import { statusOf } from '../../replication/surveyed-version';
import { counted } from '../../text/figures';
import type { VersionEntry } from '../../ports/s3/objects';
import type { ReplicationRule } from '../../ports/s3/replication';
import { visible } from '../../text/safe-text';
import { awsFlags } from '../../text/shell-command';
import { couldNotCheck, obstructs, ok, wrong, type Check, type Finding } from '../check';
import type { Patch } from '../../events/check-events';

function placeOf({ chosen, lookedUnder }: Sample): string {
  return chosen === undefined ? placeInWords(lookedUnder) : 'of what was chosen';
}

/** @param tier a word of S3 for how fast it shall be */
function restoring({ key, versionId }: VersionEntry, bucket: string, request: string): Patch {
  const object = awsFlags({ bucket, key, 'version-id': versionId });
  return commands(['aws', 's3api', 'restore-object', ...object, '--restore-request', request]);
}

/** A restored object keeps its class, which S3 does not replicate: the copy has another one. */
function archived(sample: Sample, bucket: string): readonly Finding[] {
  const { listed } = sample;
  const objects = listed.filter(({ deleteMarker }) => !deleteMarker);
  const cold = objects.filter(({ storageClass }) => isArchivedClass(storageClass));
  const [first] = cold;
  if (first === undefined) return [];
  const detail = `${cold.length} of ${objects.length} object versions listed are archived (${ARCHIVED_CLASSES}), which S3 does not replicate`;
  if (cold.length < objects.length) return [ok(`${detail}; the others are`)];
  const none = nothingReplicable(placeOf(sample), { archived: cold.length }, 'object version', ' listed');
  if (none === undefined) return [];
  const restore = restoring(first, bucket, 'Days=7,GlacierJobParameters={Tier=Bulk}');
  const copy = copyOntoItself(first, bucket, 'STANDARD');
  return [obstructs(none, { language: 'sh', text: `${restore.text}\n${copy.text}` })];
}

/** Delete markers, and no object: a job takes them only by a rule that replicates them. */
function onlyMarkers(sample: Sample, rules: readonly ReplicationRule[], bucket: string): readonly Finding[] {
  const { listed } = sample;
  if (listed.some(({ deleteMarker }) => !deleteMarker) || rules.some(({ deleteMarkers }) => deleteMarkers)) return [];
  const none = nothingReplicable(placeOf(sample), { 'delete-markers': listed.length }, 'version', ' listed');
  if (none === undefined) return [];
  return [
    obstructs(none, commands(['aws', 's3api', 'list-object-versions', '--bucket', bucket, '--max-items', '100'])),
  ];
}

/** Intelligent-Tiering has archive tiers of its own, which a listing does not tell. */
function inArchiveTiers(sample: Sample, bucket: string): readonly Finding[] {
  const { versions } = sample;
  const heads = versions.filter(({ head }) => head !== undefined);
  const cold = heads.filter(({ head }) => head?.archiveStatus !== undefined);
  const [first] = cold;
  if (first === undefined) return [];
  const detail = `${cold.length} of ${counted(heads.length, 'object version')} looked at ${cold.length === 1 ? 'is' : 'are'} in an archive tier of Intelligent-Tiering, which S3 does not replicate`;
  if (cold.length < heads.length) return [ok(`${detail}; the others are`)];
  const none = nothingReplicable(placeOf(sample), { archived: cold.length }, 'object version', ' looked at');
  if (none === undefined) return [];
  return [obstructs(none, restoring(first.entry, bucket, 'GlacierJobParameters={Tier=Standard}'))];
}

/** What the tags of the rules ask for, and what they exclude. */
function tagWords(rules: readonly ReplicationRule[]): string {
  const wanted = rules.flatMap(({ tags }) => Object.entries(tags).map(([key, value]) => `${key}=${value}`));
  const excluded = rules.flatMap((rule) => (rule.excluded?.tags ?? []).map(({ key, value }) => `not ${key}=${value}`));
  return visible([...new Set([...wanted, ...excluded])].join(', '));
}

function untagged(sample: Sample, rules: readonly ReplicationRule[]): readonly Finding[] {
  const { versions } = sample;
  const below = versions.filter(({ entry }) => rulesThatMaySelect(entry.key, rules).length > 0);
  const seen = below.filter(({ tags }) => tags !== undefined);
  if (seen.length === 0 && below.length > 0 && rules.every(asksForTags))
    return [
      couldNotCheck(
        'the rules ask for tags, and those of the objects could not be read (looking needs s3:GetObjectVersionTagging)',
      ),
    ];
  const selected = seen.filter(({ entry: { key }, tags = {} }) =>
    rules.some((rule) => selects(rule, { key, tags }) !== 'no'),
  );
  if (seen.length === 0 || selected.length > 0) return [];
  const none = nothingReplicable(
    placeOf(sample),
    { 'rule-does-not-select': seen.length },
    'object version',
    ' looked at',
  );
  if (none === undefined) return [];
  const tags = `: none has the tags that the rules ask for (${tagWords(rules)}), and S3 finds them not eligible (SrcObjectNotEligible)`;
  return [obstructs(none, untaggedFilterMend(rules[0]?.id ?? '', rules[0]?.prefix ?? ''), tags)];
}

/** Where no prefix was named, those of the rules: under none of them is anything. A prefix that was named has a check of its own. */
async function nothingUnder({ target, aws, run }: CheckContext, sample: Sample): Promise<readonly Finding[]> {
  const { listed, lookedUnder, passedOver: others } = sample;
  if (target.prefixes !== undefined || run.choose !== undefined || listed.length > 0 || others.length > 0) return [];
  const { bucket } = target.source;
  const looks = lookedUnder.map(async (prefix): Promise<Finding> => {
    const under = await keysUnder(bucket, prefix, aws.buckets);
    if (under.found !== 'none') return ok(`the bucket '${bucket}' is empty: a job would find nothing`);
    const compare = 'compare the prefix of the rule with the keys of the bucket: letter case and slashes count';
    return {
      answer: 'wrong',
      detail: `there is no object under '${visible(prefix)}', which a rule is for: a job would find nothing`,
      fix: under.meant === undefined ? compare : `${compare}; did you mean '${visible(under.meant)}'?`,
      patch: commands([
        'aws',
        's3api',
        'list-objects-v2',
        '--bucket',
        bucket,
        '--delimiter',
        '/',
        '--max-items',
        '100',
      ]),
      obstacle: 'rule-does-not-select',
    };
  });
  return Promise.all(looks);
}

/** Rows of a manifest whose version was deleted since, or never was. */
function gone({ gone: missing, chosen = 0, listed }: Sample, bucket: string): readonly Finding[] {
  const [first] = missing;
  if (first === undefined) return [];
  const looked = missing.length + listed.length;
  return [
    wrong(
      `${missing.length} of ${counted(looked, 'object version')} looked at, of ${chosen} chosen, ${missing.length === 1 ? 'is' : 'are'} not in '${bucket}', version ${visible(first.versionId)} of '${visible(first.key)}' for example; tasks would fail with SrcVersionNotFound, or SrcKeyNotFound`,
      'take them out of the manifest, or correct their keys and version ids; this lists the versions that are there',
      commands(['aws', 's3api', 'list-object-versions', ...awsFlags({ bucket, prefix: first.key })]),
    ),
  ];
}

function passedOver({ passedOver: prefixes, lookedUnder }: Sample): readonly Finding[] {
  const [first] = prefixes;
  if (first === undefined) return [];
  return [
    couldNotCheck(
      `objects were looked at under ${lookedUnder.length} of ${lookedUnder.length + prefixes.length} prefixes; under the others, '${visible(first)}' for example, nothing was: give some of them with --prefix`,
    ),
  ];
}

/** How many of what was looked at the run would take, by all of its filters. */
function taken(sample: Sample, { run }: CheckContext, rules: readonly ReplicationRule[]): Finding {
  const hidden = unseen(sample);
  if (hidden !== undefined) return couldNotCheck(hidden);
  const heads = sample.versions.flatMap(({ head }) => head ?? []);
  const done = heads.filter(({ replicationStatus }) => statusOf(replicationStatus) === 'COMPLETED');
  if (heads.length > 0 && done.length === heads.length)
    return ok(
      `${heads.length === 1 ? 'the one object version looked at is' : `all ${counted(heads.length, 'object version')} looked at are`} COMPLETED: there may be nothing to do`,
    );
  const some = sample.versions.filter((version) => takenBy(version, run, rules).length > 0);
  const would = heads.length === 0 || rules.length === 0 ? '' : `; the run would take ${some.length} of them`;
  return ok(`${restsOn(sample)}${would}`);
}

/** What a job would meet: an empty prefix, archived objects, wrong tags, versions that are gone. */
export const sourceObjectsCheck: Check = {
  id: 'source-objects',
  title: 'nothing about the objects stands against a job',
  async run(context) {
    const sampled = await context.sample();
    if ('why' in sampled) return [couldNotCheck(`${sampled.why} (looking needs s3:ListBucketVersions)`)];
    const sample = sampled.value;
    const rules = await context.rules();
    const { bucket } = context.target.source;
    const findings = [
      ...(await nothingUnder(context, sample)),
      ...onlyMarkers(sample, rules, bucket),
      ...archived(sample, bucket),
      ...inArchiveTiers(sample, bucket),
      ...(rules.length === 0 ? [] : untagged(sample, rules)),
      ...gone(sample, bucket),
      ...passedOver(sample),
    ];
    return findings.some(({ answer }) => answer === 'wrong') ? findings : [...findings, taken(sample, context, rules)];
  },
};
