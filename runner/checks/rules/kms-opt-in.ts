import type { CheckContext } from '../asked/asked-once';
import { kmsRuleMend, type ReplicaKey } from '../../patches/rule-patches';
import { unseen, type SampledVersion } from '../asked/sampled-versions';
import { nothingReplicable, placeInWords } from '../../replication/nothing-replicable';
import { isUnderKms } from '../../replication/kms-objects';
import { decidingRules, rulesThatMaySelect } from '../../replication/rule-selects';
import { encryptionOf } from '../../replication/surveyed-version';
import { counted } from '../../text/figures';
import type { ReplicationRule } from '../../ports/s3/replication';
import { visible } from '../../text/safe-text';
import { couldNotCheck, obstructs, ok, wrong, type Check } from '../check';
import { defined } from '../../text/defined';

/** The key that replicas can have: the handoff's, that of another rule, or that of the bucket, where it is in its Region. */
async function replicaKey({ destinationBucket: bucket }: ReplicationRule, context: CheckContext): Promise<ReplicaKey> {
  const { target, rules, encryption, regionOf } = context;
  const told = target.destinations.find((one) => one.bucket === bucket);
  const region = (await regionOf(bucket)) ?? told?.region ?? target.source.region;
  const other = (await rules()).find((one) => one.destinationBucket === bucket && one.replicaKmsKeyArn !== undefined);
  const read = await encryption(bucket);
  const byDefault = 'value' in read ? read.value?.kmsKeyArn : undefined;
  const arn = [told?.replicaKmsKeyArn, other?.replicaKmsKeyArn, byDefault].find(
    (one) => one?.startsWith('arn:') === true && one.split(':')[3] === region,
  );
  return { bucket, region, home: target.source.region, ...defined({ arn }) };
}

/** Rules that decide about the version; where its tags may not be read, those that may. */
function rulesOf(
  { entry: { key }, tags }: SampledVersion,
  rules: readonly ReplicationRule[],
): readonly ReplicationRule[] {
  const decision = decidingRules({ key, ...defined({ tags }) }, rules);
  return decision.is === 'decided' ? decision.rules : rulesThatMaySelect(key, rules);
}

/** S3 passes over objects under SSE-KMS without a word, unless the rule asks for them. */
export const kmsOptInCheck: Check = {
  id: 'kms-opt-in',
  title: 'rules replicate objects under SSE-KMS, if there are any',
  async run(context) {
    const sampled = await context.sample();
    if ('why' in sampled) return [couldNotCheck(`${sampled.why} (looking needs s3:ListBucketVersions)`)];
    const hidden = unseen(sampled.value);
    if (hidden !== undefined) return [couldNotCheck(hidden)];
    const seen = sampled.value.versions.filter(({ head }) => head !== undefined);
    const kms = seen.filter(({ head }) => head !== undefined && isUnderKms(encryptionOf(head.encryption)));
    if (kms.length === 0) return [ok(`${counted(seen.length, 'object version')} looked at, none under SSE-KMS`)];
    const enabled = await context.rules();
    const deciding = new Set(kms.flatMap((version) => rulesOf(version, enabled)));
    const lacking = enabled.filter((one) => deciding.has(one) && !one.kmsObjects);
    const [rule] = lacking;
    if (rule === undefined) return [ok(`${kms.length} of ${seen.length} object versions looked at are under SSE-KMS`)];
    const keys = kms.flatMap(({ head }) => head?.kmsKeyArn ?? []).filter((arn) => arn.startsWith('arn:'));
    const destinations = [...new Map(lacking.map((one) => [one.destinationBucket, one])).values()];
    const optIns = destinations.map(async (one) => ({
      ids: lacking.filter(({ destinationBucket }) => destinationBucket === one.destinationBucket).map(({ id }) => id),
      replica: await replicaKey(one, context),
    }));
    const patch = kmsRuleMend(
      await Promise.all(optIns),
      [...new Set(keys)].sort(),
      context.target.source.region,
      await context.replicationRoleArn(),
    );
    const { chosen, lookedUnder } = sampled.value;
    const amounts = { 'kms-not-opted-in': kms.length };
    const none = nothingReplicable(placeInWords(lookedUnder), amounts, 'object version', ' looked at');
    const isAll = kms.length === seen.length && chosen === undefined && [...deciding].every((one) => !one.kmsObjects);
    if (isAll && none !== undefined) return [obstructs(none, patch, `; the rule is '${visible(rule.id)}'`)];
    return [
      wrong(
        `${kms.length} of ${seen.length} object versions looked at are under SSE-KMS, and the rule '${visible(rule.id)}' does not replicate such objects: a job passes over them`,
        'add both blocks to the rule, with a key of the destination Region, and let the replication role use both keys',
        patch,
      ),
    ];
  },
};
