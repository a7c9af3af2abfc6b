import type { DoctorContext } from '../doctor/context';
import { kmsRulePatch } from '../doctor/patches';
import { counted } from '../figures';
import { visible } from '../safe-text';
import { couldNotCheck, ok, wrong, type Check } from './check';

/** S3 passes over objects under SSE-KMS without a word, unless the rule asks for them. */
export const kmsOptInCheck: Check<DoctorContext> = {
  id: 'kms-opt-in',
  title: 'rules replicate objects under SSE-KMS, if there are any',
  async run({ sample, rules, target, regionOf, encryption }) {
    const sampled = await sample();
    if ('why' in sampled) return [couldNotCheck(`${sampled.why} (looking needs s3:ListBucketVersions)`)];
    const seen = sampled.value.versions.filter(({ head }) => head !== undefined);
    const kms = seen.filter(({ head }) => head?.encryption.startsWith('aws:kms') === true);
    if (kms.length === 0) return [ok(`${counted(seen.length, 'object version')} looked at, none under SSE-KMS`)];
    const enabled = await rules();
    const covering = enabled.filter(({ prefix }) => kms.some(({ entry }) => entry.key.startsWith(prefix)));
    const closed = covering.filter(({ kmsObjects }) => !kmsObjects);
    const [rule] = closed;
    if (rule === undefined) return [ok(`${kms.length} of ${seen.length} object versions looked at are under SSE-KMS`)];
    const region = (await regionOf(rule.destinationBucket)) ?? target.source.region;
    const read = await encryption(rule.destinationBucket);
    const keyArn = 'value' in read ? read.value?.kmsKeyArn : undefined;
    const placeholder = `arn:aws:kms:${region}:${target.source.accountId}:key/KEY-ID`;
    const patch = kmsRulePatch(rule.destinationBucket, keyArn ?? placeholder);
    return [
      wrong(
        `${kms.length} of ${seen.length} object versions looked at are under SSE-KMS, and the rule '${visible(rule.id)}' does not replicate such objects: a job passes over them`,
        'add both blocks to the rule, with a key of the destination Region, and let the replication role use both keys',
        patch,
      ),
    ];
  },
};
