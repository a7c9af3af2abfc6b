// What lifecycle rules will do to what a run takes, at the source, and to its replicas.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-and-other-bucket-config.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-and-other-bucket-configs.html
import type { LifecycleRule } from '../../ports/s3/lifecycle-rule';
import type { ReplicationRule } from '../../ports/s3/replication';
import { rulesOfHandoff } from '../../replication/read-rules';
import { commonPrefix, prefixesOfRules } from '../../replication/prefix-coverage';
import { readable, type CheckContext } from '../asked/asked-once';
import type { Sample } from '../asked/sampled-versions';
import { notAsked, type Caution, type Warning } from './caution';
import { effectsOf, type Side } from './lifecycle-effects';
import { warningOf } from './lifecycle-words';

/** A page of a listing is full with so many. */
const PAGE = 1_000;

interface Taken {
  /** What was listed. @default - nothing was */
  readonly sample?: Sample;
  /** Whether nothing is there beside what was listed. */
  readonly isAll: boolean;
}

function takenOf(sample: Sample | undefined): Taken {
  // Of versions that were chosen one by one nobody has seen which are current.
  if (sample === undefined || sample.chosen !== undefined) return { isAll: false };
  return { sample, isAll: sample.listed.length < PAGE && sample.passedOver.length === 0 };
}

/** Whether nothing that the run takes has the tags. */
function isUntagged({ filter: { tags, prefix } }: LifecycleRule, { sample, isAll }: Taken): boolean {
  const wanted = Object.entries(tags);
  if (wanted.length === 0 || !isAll || sample === undefined) return false;
  const objects = sample.listed.filter(({ key, deleteMarker }) => !deleteMarker && key.startsWith(prefix));
  const seen = sample.versions.filter(({ entry }) => entry.key.startsWith(prefix));
  return (
    seen.length === objects.length &&
    seen.every(({ tags: has }) => has !== undefined && wanted.some(([key, value]) => has[key] !== value))
  );
}

/** Whether the rule may be for what the run takes. */
async function concerns(
  { enabled, filter: { prefix } }: LifecycleRule,
  { run, target }: CheckContext,
  rules: readonly ReplicationRule[],
): Promise<boolean> {
  if (!enabled) return false;
  if (run.choose !== undefined) return (await run.choose()).some(({ key }) => key.startsWith(prefix));
  return prefixesOfRules(rules, target.prefixes).some((taken) => commonPrefix(taken, prefix) !== undefined);
}

async function ofBucket(
  bucket: string,
  side: Side,
  replication: readonly ReplicationRule[],
  context: CheckContext,
  nowMs: number,
): Promise<readonly Warning[]> {
  const found = await readable(() => context.aws.bucketSettings.lifecycle(bucket));
  if (!('value' in found)) return (await context.isGone(bucket)) ? [] : [notAsked(found.why)];
  const warnings: Warning[] = [];
  for (const rule of found.value) {
    if (!(await concerns(rule, context, replication))) continue;
    const sampled = await context.sample();
    const taken = takenOf('value' in sampled ? sampled.value : undefined);
    if (isUntagged(rule, taken)) continue;
    const effects = effectsOf(rule, side, { replication, selection: context.run.selection ?? {}, ...taken }, nowMs);
    if (effects.length > 0) warnings.push(warningOf(rule, bucket, side, effects, taken));
  }
  return warnings;
}

export const lifecycleCaution: Caution = async (context, nowMs) => {
  const read = await context.rules();
  const rules = read.length > 0 ? read : rulesOfHandoff(context.target).filter(({ enabled }) => enabled);
  const destinations = await context.destinations();
  const all = await Promise.all([
    ofBucket(context.target.source.bucket, 'source', rules, context, nowMs),
    ...destinations.map(({ bucket }) => {
      const toIt = rules.filter(({ destinationBucket }) => destinationBucket === bucket);
      return ofBucket(bucket, 'destination', toIt, context, nowMs);
    }),
  ]);
  return all.flat();
};
