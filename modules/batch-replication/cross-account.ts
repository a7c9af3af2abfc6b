// Destinations in other accounts: what those have to allow is attached there, or handed out to whoever looks after them.
import { TerraformOutput, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { DestinationAccess } from '../buckets/destination-access';
import { HANDOFF_OUTPUT } from '../handoff';
import { bucketKeysOf, isForeign, replicaKeysOf } from '../replication/rule';
import { given } from '../values/given';
import { literals } from '../values/literal';
import type { FullProps } from './props-in-full';

/** Name of the Terraform output with the policies that other accounts have to apply. */
export const DESTINATION_POLICIES_OUTPUT = 'replication_destination_policies';

/** @returns what was made, by the name of the bucket; for destinations in the account of the source nothing is */
export function addDestinationAccess(
  scope: Construct,
  props: FullProps,
  replicationRoleArn: string,
  handoffName: string,
): Readonly<Record<string, DestinationAccess>> {
  const names = foreignBuckets(props);
  const made: Record<string, DestinationAccess> = {};
  const handedOut: string[] = [];
  // All ids below one: bucket names may be known to Terraform alone.
  const parent = names.length === 0 ? scope : new Construct(scope, 'destination-access');
  for (const [index, bucketName] of names.entries()) {
    const rules = props.rules.filter(({ destinationBucketName }) => destinationBucketName === bucketName);
    const options = props.destinations?.find((one) => one.bucketName === bucketName);
    const attachWith = options?.attachPolicies === true ? options.provider : undefined;
    const access = new DestinationAccess(parent, String(index + 1), {
      replicationRoleArn,
      bucketName,
      kmsKeyArns: rules.flatMap(replicaKeysOf),
      bucketKeys: bucketKeysOf(rules),
      ownerOverride: rules.some(({ ownerOverride }) => ownerOverride === true),
      ...given({ attachWith, callerArns: options?.callerArns }),
    });
    made[bucketName] = access;
    if (attachWith === undefined || access.keyPoliciesAreNeeded) handedOut.push(bucketName);
  }
  if (handedOut.length > 0) handOut(scope, made, handedOut, props, handoffName);
  return made;
}

/** Each once, in the order of the rules. */
function foreignBuckets({ rules, sourceAccountId }: FullProps): readonly string[] {
  const foreign = rules.filter((rule) => isForeign(rule, sourceAccountId));
  return [...new Set(foreign.map(({ destinationBucketName }) => destinationBucketName))];
}

function handOut(
  scope: Construct,
  made: Readonly<Record<string, DestinationAccess>>,
  bucketNames: readonly string[],
  { rules }: FullProps,
  handoffName: string,
): void {
  const name = DESTINATION_POLICIES_OUTPUT + handoffName.slice(HANDOFF_OUTPUT.length);
  const value = bucketNames.map((bucket) => {
    const { attached = [], bucketPolicyJson, keyPolicyJsons = {} } = made[bucket] ?? {};
    return {
      bucket,
      account_id: rules.find(({ destinationBucketName }) => destinationBucketName === bucket)?.destinationAccountId,
      ...given({ bucket_policy: attached.length === 0 ? bucketPolicyJson : undefined }),
      key_policies: Object.entries(keyPolicyJsons).map(([key_arn, policy]) => ({ key_arn, policy })),
    };
  });
  const output = new TerraformOutput(TerraformStack.of(scope), name, {
    value: literals(value),
    description:
      'What the account of each destination has to allow: to be merged into the policies of its bucket and its keys',
    staticId: true,
  });
  output.overrideLogicalId(name);
}
