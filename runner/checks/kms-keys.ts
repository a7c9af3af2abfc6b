import { isAliasArn } from '../arn';
import type { DoctorContext } from '../doctor/context';
import { isMisplaced, keysInUse, type KeyUse } from '../doctor/keys-in-use';
import { couldNotCheck, ok, wrong, type Check, type Finding } from './check';

const CODE: Readonly<Record<KeyUse['side'], string>> = {
  source: 'SrcKmsKeyInvalidState',
  replica: 'DstKmsKeyInvalidState',
};

function regionFault(use: KeyUse): Finding | undefined {
  if (!isMisplaced(use)) return undefined;
  const { arn, bucket, region } = use;
  return wrong(
    `the replica key ${arn} is in ${arn.split(':')[3] ?? ''}, the destination bucket '${bucket}' in ${region}; tasks would fail with DstKmsKeyNotFound`,
    `name a key of ${region}, by its ARN, as replica_kms_key_id of the rule; a replica of a multi-Region key has an ARN of its own`,
  );
}

async function look(use: KeyUse, { key }: DoctorContext): Promise<Finding> {
  const { arn, side } = use;
  const misplaced = regionFault(use);
  if (misplaced !== undefined) return misplaced;
  if (isAliasArn(arn))
    return couldNotCheck(
      `${side} key ${arn} is an alias, which S3 looks up in the account that asks: name the key itself by its ARN`,
    );
  const found = await key(arn);
  if ('why' in found) return couldNotCheck(`${side} key ${arn}: ${found.why} (looking needs kms:DescribeKey)`);
  if (found.value === undefined) {
    const code = side === 'source' ? CODE.source : 'DstKmsKeyNotFound';
    return wrong(
      `there is no key ${arn}, the ${side} key; tasks would fail with ${code}`,
      side === 'source'
        ? 'objects under a key that is gone cannot be read by anybody: leave them out'
        : 'name a key that exists as replica_kms_key_id of the rule',
    );
  }
  if (found.value.state === 'Enabled') return ok(`${side} key ${arn}: Enabled`);
  const isGoing = found.value.state === 'PendingDeletion';
  return wrong(
    `the ${side} key ${arn} is ${isGoing ? 'waiting for its deletion' : found.value.state}; tasks would fail with ${CODE[side]}`,
    isGoing
      ? `aws kms cancel-key-deletion --key-id ${arn}, then aws kms enable-key --key-id ${arn}`
      : `set is_enabled = true of its aws_kms_key, or: aws kms enable-key --key-id ${arn}`,
  );
}

export const kmsKeysCheck: Check<DoctorContext> = {
  id: 'kms-keys',
  title: 'KMS keys are there, enabled and in the right Region',
  async run(context) {
    const findings = await Promise.all((await keysInUse(context)).map((use) => look(use, context)));
    return [...new Map(findings.map((finding) => [finding.detail, finding])).values()];
  },
};
