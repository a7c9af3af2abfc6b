import { isAliasArn, roleInArn } from '../../text/arn';
import { visible } from '../../text/safe-text';
import type { CheckContext, Readable } from '../asked/asked-once';
import type { KeyView } from '../../ports/keys';
import { isMisplaced, keysInUse, type KeyUse } from '../asked/keys-in-use';
import { commands } from '../../patches/commands';
import { replicaKeyMend, type ReplicaKey } from '../../patches/rule-patches';
import { couldNotCheck, ok, wrong, type Check, type Finding } from '../check';
import type { Mend } from '../../patches/mend';
import { faultOfState, isFitForS3 } from './key-state';

const CODE: Readonly<Record<KeyUse['side'], string>> = {
  source: 'SrcKmsKeyInvalidState',
  replica: 'DstKmsKeyInvalidState',
};

/** The key by which the bucket encrypts, if that is one of its Region; else one that has to be made. */
async function otherKey(
  { arn: given, alias, bucket, region }: KeyUse,
  { encryption, target }: CheckContext,
): Promise<ReplicaKey> {
  const read = await encryption(bucket);
  const arn = 'value' in read ? read.value?.kmsKeyArn : undefined;
  const isFit = arn !== undefined && arn !== given && arn !== alias && arn.split(':')[3] === region;
  return { bucket, region, home: target.source.region, ...(isFit ? { arn } : {}) };
}

/** Another key for each rule that names this one. */
async function otherKeyMend(use: KeyUse, context: CheckContext): Promise<Mend> {
  const key = await otherKey(use, context);
  const rules = (await context.rules()).filter(
    ({ replicaKmsKeyArn, destinationBucket }) =>
      replicaKmsKeyArn === (use.alias ?? use.arn) && destinationBucket === use.bucket,
  );
  const roleArn = await context.replicationRoleArn();
  return replicaKeyMend(
    rules.map(({ id }) => id),
    key,
    roleArn,
  );
}

async function regionFault(use: KeyUse, context: CheckContext): Promise<Finding | undefined> {
  if (!isMisplaced(use)) return undefined;
  const { arn, bucket, region } = use;
  const where = arn.startsWith('arn:')
    ? `is in ${arn.split(':')[3] ?? ''}`
    : 'is named by no ARN, which would say its Region';
  return wrong(
    `the replica key ${visible(arn)} ${where}, the destination bucket '${bucket}' is in ${region}; tasks would fail with DstKmsKeyNotFound`,
    `name a key of ${region}, by its ARN, as replica_kms_key_id of the rule; a replica of a multi-Region key has an ARN of its own`,
    await otherKeyMend(use, context),
  );
}

const ALIAS = 'is an alias, which S3 looks up in the account that asks: name the key itself by its ARN';

/** Whether the account that asks, that of the role, is the one that the alias is of: then there is no other that it may mean. */
async function isOfRole(aliasArn: string, { replicationRoleArn, target }: CheckContext): Promise<boolean> {
  const asking = roleInArn((await replicationRoleArn()) ?? '')?.accountId ?? target.source.accountId;
  return aliasArn.split(':')[4] === asking;
}

/** One behind which no key was found. Those that AWS keeps are made when they are used first. */
async function lookAtAlias(use: KeyUse, found: Readable<KeyView | undefined>, context: CheckContext): Promise<Finding> {
  const { arn, side } = use;
  const isManaged = arn.includes(':alias/aws/');
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
  if (isManaged && side === 'replica' && !(await isOfRole(arn, context)))
    return wrong(
      `the replica key ${arn} is one that AWS keeps for account ${arn.split(':')[4] ?? ''}, and no other account may use it; tasks would fail with DstPutObjectNotPermitted`,
      'name a customer managed key of that account, whose policy lets the replication role use it, by its ARN as replica_kms_key_id of the rule',
      await otherKeyMend(use, context),
    );
  if ('why' in found) return couldNotCheck(`${side} key ${arn} ${ALIAS} (${found.why}; looking needs kms:DescribeKey)`);
  if (side === 'source' || isManaged) return couldNotCheck(`${side} key ${arn} ${ALIAS}`);
  return wrong(
    `there is no alias ${arn}, which the rule names as the replica key; tasks would fail with DstKmsKeyNotFound or DstPutObjectNotPermitted`,
    'name a key that exists, by its ARN, as replica_kms_key_id of the rule',
    await otherKeyMend(use, context),
  );
}

function inState({ arn, side }: KeyUse, state: string): Finding {
  const fault = faultOfState(arn, state);
  if (fault === undefined) return ok(`${side} key ${arn}: ${state}`);
  return wrong(`the ${side} key ${arn} is ${fault.is}; tasks would fail with ${CODE[side]}`, fault.fix, fault.patch);
}

async function usageFault(use: KeyUse, { spec }: KeyView, context: CheckContext): Promise<Finding | undefined> {
  const { arn, side } = use;
  if (spec === undefined || isFitForS3(spec) || side === 'source') return undefined;
  return wrong(
    `the replica key ${arn} is of ${visible(spec)}, and S3 encrypts with symmetric keys (SYMMETRIC_DEFAULT) alone; tasks would fail with ${CODE[side]} or DstPutObjectNotPermitted`,
    `name a symmetric key of ${use.region}, by its ARN, as replica_kms_key_id of the rule`,
    await otherKeyMend(use, context),
  );
}

async function look(use: KeyUse, context: CheckContext): Promise<Finding> {
  const { arn, side } = use;
  const { key } = context;
  const misplaced = await regionFault(use, context);
  if (misplaced !== undefined) return misplaced;
  if (use.unrelated === true)
    return couldNotCheck(
      `the rule for '${use.bucket}' encrypts replicas with the multi-Region key that is related to the key of the source (UseSourceMultiRegionKey), and ${arn}, a key of the source, is no multi-Region key: what S3 makes of its objects is not documented`,
    );
  const found = await key(arn);
  if (isAliasArn(arn)) return lookAtAlias(use, found, context);
  if ('why' in found) return couldNotCheck(`${side} key ${arn}: ${found.why} (looking needs kms:DescribeKey)`);
  if (found.value === undefined && use.derived === true)
    return couldNotCheck(
      `there is no key ${arn}, the multi-Region key in ${use.region} that is related to a key of the source and that replicas are to be encrypted with (UseSourceMultiRegionKey): what S3 does without it is not documented`,
      commands(['aws', 'kms', 'replicate-key', '--key-id', arn.split('/')[1] ?? arn, '--replica-region', use.region]),
    );
  if (found.value === undefined) {
    const code = side === 'source' ? CODE.source : 'DstKmsKeyNotFound';
    return wrong(
      `there is no key ${arn}, the ${side} key; tasks would fail with ${code}`,
      side === 'source'
        ? 'objects under a key that is gone cannot be read by anybody: leave them out'
        : 'name a key that exists as replica_kms_key_id of the rule',
      side === 'source' ? commands(['s3-backfill', 'run', '--encryption', 'SSE-S3']) : await otherKeyMend(use, context),
    );
  }
  return (await usageFault(use, found.value, context)) ?? inState(use, found.value.state);
}

/** S3 documents both, each alone. */
async function twoKeys({ rules }: CheckContext): Promise<readonly Finding[]> {
  const both = (await rules()).filter(
    (rule) => rule.sourceMultiRegionKey === true && rule.replicaKmsKeyArn !== undefined,
  );
  return both.map(({ id, replicaKmsKeyArn = '' }) =>
    couldNotCheck(
      `the rule '${visible(id)}' names the replica key ${replicaKmsKeyArn} and asks for the multi-Region key that is related to the key of the source (UseSourceMultiRegionKey): which of them S3 takes is not documented`,
    ),
  );
}

export const kmsKeysCheck: Check = {
  id: 'kms-keys',
  title: 'KMS keys are there, enabled and in the right Region',
  async run(context) {
    const uses = await keysInUse(context);
    const findings = await Promise.all(uses.map((use) => look(use, context)));
    const named = uses.flatMap(({ alias, side }) => (alias === undefined || side === 'source' ? [] : [alias]));
    const foreign = await Promise.all(named.map(async (alias) => ((await isOfRole(alias, context)) ? [] : [alias])));
    const aliases = foreign.flat().map((alias) => couldNotCheck(`replica key ${alias} ${ALIAS}`));
    return [
      ...new Map(
        [...(await twoKeys(context)), ...aliases, ...findings].map((finding) => [finding.detail, finding]),
      ).values(),
    ];
  },
};
