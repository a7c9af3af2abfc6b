import { readable, type DoctorContext } from '../doctor/context';
import { ARCHIVED, type Sample, type SampledVersion } from '../doctor/sample';
import { counted } from '../figures';
import { sourcePrefixes } from '../doctor/source-prefixes';
import { nearest } from '../nearest';
import type { ReplicationRule } from '../ports';
import { visible } from '../safe-text';
import { couldNotCheck, ok, wrong, type Check, type Finding } from './check';

const MOST_TOP_NAMES = 1_000;
const MOST_PREFIXES = 10;

/** What is asked for and not there: each prefix that was named, or all that the rules cover together. */
async function emptyPrefixes(context: DoctorContext, { listed }: Sample): Promise<readonly Finding[]> {
  const { target, aws, rules } = context;
  const isEmpty = (prefix: string): boolean => !listed.some(({ key }) => key.startsWith(prefix));
  if (target.prefixes.length === 0 && listed.length > 0) return [];
  const prefixes = sourcePrefixes(await rules(), target.prefixes).slice(0, MOST_PREFIXES);
  // What is wrong with the slash itself is said by the check of the prefixes.
  const empty = prefixes.filter((prefix) => !prefix.startsWith('/') && isEmpty(prefix));
  if (empty.length === 0) return [];
  const top = await aws.buckets.listTop(target.source.bucket, MOST_TOP_NAMES);
  if (top.length === 0) return [ok('the bucket is empty: a job would find nothing')];
  return empty.map((prefix) => {
    const meant = nearest(prefix, top) ?? nearest(`${prefix.split('/')[0] ?? ''}/`, top);
    return wrong(
      `there is no object under '${visible(prefix)}': the job would fail, since it would find nothing`,
      meant === undefined || meant === prefix
        ? 'compare the prefix with the keys of the bucket: letter case and slashes count'
        : `did you mean '${visible(meant)}'?`,
    );
  });
}

function archived({ listed }: Sample): readonly Finding[] {
  const objects = listed.filter(({ deleteMarker }) => !deleteMarker);
  const cold = objects.filter(({ storageClass }) => ARCHIVED.has(storageClass));
  if (cold.length === 0) return [];
  const detail = `${cold.length} of ${objects.length} object versions listed are archived (GLACIER or DEEP_ARCHIVE), which S3 does not replicate`;
  if (cold.length < objects.length) return [ok(`${detail}; the others are`)];
  return [
    wrong(
      `${detail}: the job would fail, since it would find nothing`,
      'restore them and copy them to another storage class; the new versions are replicated',
    ),
  ];
}

function hasTags({ tags = {} }: SampledVersion, rule: ReplicationRule): boolean {
  return Object.entries(rule.tags).every(([key, value]) => tags[key] === value);
}

function untagged({ versions }: Sample, rules: readonly ReplicationRule[]): readonly Finding[] {
  const seen = versions.filter(
    ({ tags, entry }) => tags !== undefined && rules.some(({ prefix }) => entry.key.startsWith(prefix)),
  );
  const selected = seen.filter((version) =>
    rules.some((rule) => version.entry.key.startsWith(rule.prefix) && hasTags(version, rule)),
  );
  if (seen.length === 0 || selected.length > 0) return [];
  const wanted = rules.flatMap(({ tags }) => Object.entries(tags).map(([key, value]) => `${key}=${value}`));
  return [
    wrong(
      `none of ${counted(seen.length, 'object version')} looked at has the tags that the rules ask for (${visible([...new Set(wanted)].join(', '))}): S3 finds them not eligible (SrcObjectNotEligible)`,
      'tag the objects, or leave the tags out of the filter of the rule',
    ),
  ];
}

function alreadyThere({ versions }: Sample): readonly Finding[] {
  const heads = versions.flatMap(({ head }) => head ?? []);
  const done = heads.filter(({ replicationStatus }) => /^COMPLETED?$/.test(replicationStatus ?? ''));
  if (heads.length === 0 || done.length < heads.length) return [];
  return [ok(`all ${counted(heads.length, 'object version')} looked at are COMPLETED: there may be nothing to do`)];
}

/** Of a replica that goes on to a third bucket nothing can be told: its original may have been in this very one. */
function chained({ versions }: Sample): readonly Finding[] {
  const replicas = versions.filter(({ head }) => head?.replicationStatus === 'REPLICA');
  const [first] = replicas;
  if (first === undefined) return [];
  return [
    couldNotCheck(
      `${counted(replicas.length, 'version')} of what was looked at ${replicas.length === 1 ? 'is' : 'are'} REPLICA, '${visible(first.entry.key)}' for example: only --replication-status REPLICA takes them, and one whose original was deleted from the destination fails with DstVersionNotFound`,
    ),
  ];
}

/** A replica that was deleted by its version id is never written again. */
async function deletedReplicas({ versions }: Sample, { rules, aws }: DoctorContext): Promise<readonly Finding[]> {
  const tried = versions.filter(({ head }) => /^COMPLETED?$/.test(head?.replicationStatus ?? ''));
  const enabled = await rules();
  const looks = tried.flatMap(({ entry }) =>
    enabled
      .filter(({ prefix }) => entry.key.startsWith(prefix))
      .map(async ({ destinationBucket: bucket }) => {
        const replica = await readable(() => aws.objects.head(bucket, entry.key, entry.versionId));
        return 'value' in replica && replica.value === undefined ? { key: entry.key, bucket } : undefined;
      }),
  );
  const gone = (await Promise.all(looks)).filter((one) => one !== undefined);
  const [first] = gone;
  if (first === undefined) return [];
  return [
    couldNotCheck(
      `${counted(gone.length, 'version')} of what was looked at ${gone.length === 1 ? 'is' : 'are'} COMPLETED and not in '${first.bucket}', '${visible(first.key)}' for example. If this destination is new: --replication-status COMPLETED. If the replica was deleted by its version id, tasks would fail with DstObjectHardDeleted: copy the object onto itself at the source`,
    ),
  ];
}

/** What a job would meet: an empty prefix, archived objects, wrong tags, replicas that were deleted. */
export const sourceObjectsCheck: Check<DoctorContext> = {
  id: 'source-objects',
  title: 'there are objects that a job can replicate',
  async run(context) {
    const sampled = await context.sample();
    if ('why' in sampled) return [couldNotCheck(`${sampled.why} (looking needs s3:ListBucketVersions)`)];
    const sample = sampled.value;
    const rules = await context.rules();
    const findings = [
      ...(await emptyPrefixes(context, sample)),
      ...archived(sample),
      ...(rules.length === 0 ? [] : untagged(sample, rules)),
      ...alreadyThere(sample),
      ...chained(sample),
      ...(await deletedReplicas(sample, context)),
    ];
    return findings.length > 0 ? findings : [ok(`${counted(sample.versions.length, 'object version')} looked at`)];
  },
};
