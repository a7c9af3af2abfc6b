// ReplicateKey: a multi-Region key gets a twin in another Region. For S3 the two are keys like any other, save in a
// replication rule with UseSourceMultiRegionKey.
// https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
import * as z from 'zod';
import { inRegion } from '../../world/arn';
import { stateOf, type Key } from '../../world/kms-key';
import { checkKeyPolicy, defaultPolicy } from './key-policies';
import { metadata } from './keys';
import { kmsFault, readInput, type Json, type KmsCall, type KmsOperations } from './kms-call';
import { openKey } from './open-key';
import { checkTags, TAGS } from './tags';

export const REPLICATE_KEY_OPERATIONS: KmsOperations = { ReplicateKey: replicateKey };

const INPUT = z.strictObject({
  KeyId: z.string().min(1),
  ReplicaRegion: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/),
  Description: z.string().max(8192).optional(),
  Policy: z.string().optional(),
  BypassPolicyLockoutSafetyCheck: z.boolean().optional(),
  Tags: TAGS.optional(),
});

function replicateKey(call: KmsCall): Json {
  const { world } = call;
  const input = readInput(call, INPUT);
  const tags = checkTags(input.Tags ?? []);
  const primary = openKey(call, input.KeyId, { refused: 'disabled and pending deletion' });
  if (!primary.keyId.startsWith('mrk-') || primary.primaryArn !== undefined) {
    throw kmsFault('UnsupportedOperationException', `${primary.arn} is not a multi-Region primary key.`);
  }
  const arn = inRegion(primary.arn, input.ReplicaRegion);
  const before = world.keys.get(arn);
  const now = world.clock.now();
  if (before !== undefined && stateOf(before, now) !== 'Gone') {
    throw kmsFault('AlreadyExistsException', `${arn} already exists.`);
  }
  const replica: Key = {
    arn,
    keyId: primary.keyId,
    accountId: primary.accountId,
    region: input.ReplicaRegion,
    manager: 'CUSTOMER',
    createdMs: now,
    description: input.Description ?? '',
    policy: input.Policy ?? defaultPolicy(world, primary.accountId),
    enabled: true,
    // The material is the same.
    ...(primary.signing === undefined ? {} : { signing: primary.signing }),
    tags,
    grants: new Map(),
    primaryArn: primary.arn,
  };
  if (input.Policy !== undefined) checkKeyPolicy(call, replica, input.Policy, input.BypassPolicyLockoutSafetyCheck);
  world.keys.set(arn, replica);
  return {
    ReplicaKeyMetadata: metadata(world, replica),
    ReplicaPolicy: replica.policy,
    ReplicaTags: input.Tags ?? [],
  };
}
