// Destinations in other accounts: what those have to allow is attached there, or handed out to whoever looks after them.
import { TerraformOutput, TerraformStack, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { DestinationAccess } from '../buckets/destination-access';
import { HANDOFF_OUTPUT } from '../handoff';
import type { CopyingRole } from '../policies/destination';
import { bucketKeysOf, isForeign, replicaKeysOf, type BucketKeys, type ReplicationRule } from '../replication/rule';
import { given } from '../values/given';
import { literals } from '../values/literal';

/** Name of the Terraform output with the policies that other accounts have to apply. */
export const DESTINATION_POLICIES_OUTPUT = 'replication_destination_policies';

export interface DestinationOptions {
  /** Name of the bucket, as the rules, or `batchCopy`, say it. */
  readonly bucketName: string;
  /** Provider of its account and Region, for what is made there. @default - that of the source */
  readonly provider?: TerraformProvider;
  /**
   * For a bucket of another account: attach the policy of the bucket and the grants of its keys with `provider`. The bucket's
   * policy becomes the one that is made here. Grants hold for objects under an S3 Bucket Key (`replicaBucketKeys: 'all'` on the
   * rules); for others the statements that the policies of the keys need are handed out.
   * @default false - they are handed out, as the output `replication_destination_policies`
   */
  readonly attachPolicies?: boolean;
  /**
   * For a bucket of another account: ARNs of the users and roles that run s3-backfill. Its policy, attached or handed out, lets them
   * list the bucket and read what is in it, so that `verify` works with one identity.
   * @default - nobody; the runner takes an identity of that account with `--destination-role-arn` or `--destination-profile`
   */
  readonly callerArns?: readonly string[];
}

/** Who writes into buckets of other accounts. */
export interface ForeignWriters {
  readonly sourceAccountId?: string;
  /** @default - none replicate there */
  readonly rules?: readonly ReplicationRule[];
  /** Of the rules. @default - none replicate there */
  readonly replicationRoleArn?: string;
  /** @default - nothing is copied without rules */
  readonly copies?: Copies;
  readonly destinations?: readonly DestinationOptions[];
  readonly handoffName: string;
}

/** Copies without rules, and the role that makes them. */
export interface Copies extends CopyingRole {
  readonly bucketName: string;
  readonly accountId?: string;
  readonly kmsKeyArns: readonly string[];
  readonly bucketKeys: BucketKeys;
}

interface ForeignBucket {
  readonly accountId: string | undefined;
  readonly access: DestinationAccess;
  readonly isHandedOut: boolean;
}

/** @returns what was made, by the name of the bucket; for destinations in the account of the source nothing is */
export function addDestinationAccess(
  scope: Construct,
  writers: ForeignWriters,
): Readonly<Record<string, DestinationAccess>> {
  const { rules = [], copies, destinations = [], replicationRoleArn, sourceAccountId } = writers;
  const accounts = new Map<string, string | undefined>();
  for (const rule of rules.filter((one) => isForeign(one, sourceAccountId)))
    if (!accounts.has(rule.destinationBucketName)) accounts.set(rule.destinationBucketName, rule.destinationAccountId);
  const copied = copies?.accountId !== undefined && copies.accountId !== sourceAccountId ? copies : undefined;
  if (copied !== undefined && !accounts.has(copied.bucketName)) accounts.set(copied.bucketName, copied.accountId);
  const made = new Map<string, ForeignBucket>();
  // All ids below one: bucket names may be known to Terraform alone.
  const parent = accounts.size === 0 ? scope : new Construct(scope, 'destination-access');
  for (const [index, [bucketName, accountId]] of [...accounts].entries()) {
    const replicating = rules.filter(({ destinationBucketName }) => destinationBucketName === bucketName);
    const batchCopy = copied?.bucketName === bucketName ? copied : undefined;
    const options = destinations.find((one) => one.bucketName === bucketName);
    const attachWith = options?.attachPolicies === true ? options.provider : undefined;
    const access = new DestinationAccess(parent, String(index + 1), {
      bucketName,
      kmsKeyArns: [...replicating.flatMap(replicaKeysOf), ...(batchCopy?.kmsKeyArns ?? [])],
      bucketKeys: keysOf(replicating, batchCopy),
      ownerOverride: replicating.some(({ ownerOverride }) => ownerOverride === true),
      ...given({
        replicationRoleArn: replicating.length === 0 ? undefined : replicationRoleArn,
        batchCopy: batchCopy && copyingRole(batchCopy),
        attachWith,
        callerArns: options?.callerArns,
      }),
    });
    const isHandedOut = attachWith === undefined || access.keyPoliciesAreNeeded;
    made.set(bucketName, { accountId, access, isHandedOut });
  }
  handOut(scope, made, writers.handoffName);
  return Object.fromEntries([...made].map(([name, { access }]) => [name, access]));
}

function keysOf(rules: readonly ReplicationRule[], copies: Copies | undefined): BucketKeys {
  const ofRules = rules.some((rule) => replicaKeysOf(rule).length > 0) ? [bucketKeysOf(rules)] : [];
  const [only = 'some', ...more] = new Set([
    ...ofRules,
    ...(copies === undefined || copies.kmsKeyArns.length === 0 ? [] : [copies.bucketKeys]),
  ]);
  return more.length === 0 ? only : 'some';
}

function copyingRole({ roleArn, prefix }: Copies): CopyingRole {
  return { roleArn, ...given({ prefix }) };
}

function handOut(scope: Construct, made: ReadonlyMap<string, ForeignBucket>, handoffName: string): void {
  const handedOut = [...made].filter(([, { isHandedOut }]) => isHandedOut);
  if (handedOut.length === 0) return;
  const name = DESTINATION_POLICIES_OUTPUT + handoffName.slice(HANDOFF_OUTPUT.length);
  const value = handedOut.map(([bucket, { accountId, access }]) => ({
    bucket,
    account_id: accountId,
    ...given({ bucket_policy: access.attached.length === 0 ? access.bucketPolicyJson : undefined }),
    key_policies: Object.entries(access.keyPolicyJsons).map(([key_arn, policy]) => ({ key_arn, policy })),
  }));
  const output = new TerraformOutput(TerraformStack.of(scope), name, {
    value: literals(value),
    description:
      'What the account of each destination has to allow: to be merged into the policies of its bucket and its keys',
    staticId: true,
  });
  output.overrideLogicalId(name);
}
