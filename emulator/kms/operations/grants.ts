// Grants: leave for one principal to use a key, until it is revoked or retired.
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
import * as z from 'zod';
import { actorOf } from '../../iam/access/actor';
import { isKnownPrincipal } from '../../iam/identities/trust-policy';
import type { World } from '../../world/world';
import { findKey } from '../access/find-key';
import type { Grant, GrantConstraint, Key } from '../../world/kms-key';
import { mayUseKey } from '../access/key-access';
import { hexDigits } from '../access/key-id';
import {
  kmsFault,
  NOTHING,
  notFound,
  page,
  PAGE,
  readInput,
  seconds,
  validationFault,
  type Json,
  type KmsCall,
  type KmsOperations,
} from './kms-call';
import type { ConditionValues } from '../../iam/policy-language/policy-variables';
import { denied, keyQuestion, openKey } from './open-key';

export const GRANT_OPERATIONS: KmsOperations = {
  CreateGrant: createGrant,
  ListGrants: listGrants,
  RevokeGrant: revokeGrant,
  RetireGrant: retireGrant,
};

/** What symmetric keys, and those that sign, can be used for. */
const GRANT_OPERATIONS_OF_KEYS = z.enum([
  'CreateGrant',
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'RetireGrant',
  'GetPublicKey',
  'Sign',
  'Verify',
]);

const CONTEXT = z.record(z.string(), z.string()).optional();

const CREATE_GRANT = z.strictObject({
  KeyId: z.string().min(1),
  GranteePrincipal: z.string().min(1).max(256),
  RetiringPrincipal: z.string().min(1).max(256).optional(),
  Operations: z.array(GRANT_OPERATIONS_OF_KEYS).min(1),
  Constraints: z.strictObject({ EncryptionContextEquals: CONTEXT, EncryptionContextSubset: CONTEXT }).optional(),
  GrantTokens: z.array(z.string()).optional(),
  Name: z.string().min(1).max(256).optional(),
});

type GrantOrder = z.output<typeof CREATE_GRANT>;

/** No service of AWS asks for grants here. */
const BY_CALLER = { 'kms:GrantIsForAWSResource': 'false' };

function grantKeys(order: GrantOrder): ConditionValues {
  const { GranteePrincipal, RetiringPrincipal, Operations } = order;
  const constraint = constraintOf(order);
  return {
    ...BY_CALLER,
    'kms:GranteePrincipal': GranteePrincipal,
    'kms:GrantOperations': Operations,
    ...(RetiringPrincipal === undefined ? {} : { 'kms:RetiringPrincipal': RetiringPrincipal }),
    ...(constraint === undefined ? {} : { 'kms:GrantConstraintType': constraint.kind }),
  };
}

function createGrant(call: KmsCall): Json {
  const { world, request } = call;
  const input = readInput(call, CREATE_GRANT);
  const context = grantKeys(input);
  const key = openKey(call, input.KeyId, { crossAccount: true, refused: 'disabled and pending deletion', context });
  for (const principal of [input.GranteePrincipal, input.RetiringPrincipal ?? []].flat())
    checkPrincipal(world, principal);
  const constraint = constraintOf(input);
  const grant: Grant = {
    grantId: hexDigits(world, 64),
    token: hexDigits(world, 96),
    createdMs: world.clock.now(),
    granteePrincipal: input.GranteePrincipal,
    issuingAccount: `arn:${world.partition}:iam::${request.caller.accountId}:root`,
    operations: input.Operations,
    ...(input.Name === undefined ? {} : { name: input.Name }),
    ...(input.RetiringPrincipal === undefined ? {} : { retiringPrincipal: input.RetiringPrincipal }),
    ...(constraint === undefined ? {} : { constraint }),
  };
  // A name makes the request repeatable: the same grant again is the one that is there.
  const same = [...key.grants.values()].find((other) => other.name !== undefined && orderOf(other) === orderOf(grant));
  const { grantId, token } = same ?? grant;
  if (same === undefined) key.grants.set(grantId, grant);
  return { GrantId: grantId, GrantToken: token };
}

function orderOf({ name, granteePrincipal, retiringPrincipal, operations, constraint }: Grant): string {
  return JSON.stringify([name, granteePrincipal, retiringPrincipal, [...operations].sort(), constraint]);
}

function checkPrincipal(world: World, principal: string): void {
  const isService = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(principal);
  if (isService || (principal.startsWith('arn:') && isKnownPrincipal(world, 'AWS', principal))) return;
  throw kmsFault('InvalidArnException', `ARN does not refer to a valid principal: ${principal}`);
}

/** Terraform names both constraints, one of them empty; an empty one asks for nothing. */
function constraintOf({ Constraints: constraints = {} }: GrantOrder): GrantConstraint | undefined {
  const given = (['EncryptionContextEquals', 'EncryptionContextSubset'] as const).flatMap((kind): GrantConstraint[] => {
    const context = constraints[kind] ?? {};
    return Object.keys(context).length === 0 ? [] : [{ kind, context }];
  });
  if (given.length > 1) throw validationFault('More than one constraint supplied');
  return given[0];
}

function listGrants(call: KmsCall): Json {
  const schema = z.strictObject({
    KeyId: z.string().min(1),
    GrantId: z.string().optional(),
    GranteePrincipal: z.string().optional(),
    ...PAGE,
  });
  const input = readInput(call, schema);
  const key = openKey(call, input.KeyId, { crossAccount: true, context: BY_CALLER });
  const grants = [...key.grants.values()].filter(
    ({ grantId, granteePrincipal }) =>
      (input.GrantId ?? grantId) === grantId && (input.GranteePrincipal ?? granteePrincipal) === granteePrincipal,
  );
  return page(
    'Grants',
    grants.map((grant) => entry(key, grant)),
    input,
  );
}

function entry(key: Key, grant: Grant): Json {
  const { constraint } = grant;
  return {
    KeyId: key.arn,
    GrantId: grant.grantId,
    Name: grant.name ?? '',
    CreationDate: seconds(grant.createdMs),
    GranteePrincipal: grant.granteePrincipal,
    IssuingAccount: grant.issuingAccount,
    Operations: grant.operations,
    ...(grant.retiringPrincipal === undefined ? {} : { RetiringPrincipal: grant.retiringPrincipal }),
    ...(constraint === undefined ? {} : { Constraints: { [constraint.kind]: constraint.context } }),
  };
}

function revokeGrant(call: KmsCall): Json {
  const { KeyId, GrantId } = readInput(call, z.strictObject({ KeyId: z.string().min(1), GrantId: z.string().min(1) }));
  const key = openKey(call, KeyId, { crossAccount: true, context: BY_CALLER });
  if (!key.grants.delete(GrantId)) throw notFound(`Grant ID ${GrantId} not found`);
  return NOTHING;
}

const RETIRE_GRANT = z.strictObject({
  GrantToken: z.string().optional(),
  KeyId: z.string().optional(),
  GrantId: z.string().optional(),
});

/** By its token, or by key and id. */
function retireGrant(call: KmsCall): Json {
  const { GrantToken: token, KeyId: keyArn, GrantId: grantId } = readInput(call, RETIRE_GRANT);
  const isNamed = token === undefined ? keyArn !== undefined && grantId !== undefined : true;
  if (!isNamed) throw validationFault('Either a GrantToken, or a KeyId and a GrantId must be given.');
  const [key, grant] = token === undefined ? byId(call, keyArn ?? '', grantId ?? '') : byToken(call.world, token);
  if (!mayRetire(call, key, grant)) throw denied(call, 'kms:RetireGrant', key.arn);
  key.grants.delete(grant.grantId);
  return NOTHING;
}

function byId({ world }: KmsCall, keyArn: string, grantId: string): readonly [Key, Grant] {
  if (!keyArn.startsWith('arn:')) throw kmsFault('InvalidArnException', `${keyArn} is not the ARN of a key`);
  const key = findKey(world, keyArn);
  const grant = typeof key === 'string' ? undefined : key.grants.get(grantId);
  if (typeof key === 'string' || grant === undefined) throw notFound(`Grant ID ${grantId} not found`);
  return [key, grant];
}

function byToken(world: World, token: string): readonly [Key, Grant] {
  for (const key of world.keys.values()) {
    for (const grant of key.grants.values()) {
      if (grant.token === token) return [key, grant];
    }
  }
  throw kmsFault('InvalidGrantTokenException', 'The grant token is not valid.');
}

/** The retiring principal, the grantee if the grant says so, and whoever policies allow. */
function mayRetire(call: KmsCall, key: Key, grant: Grant): boolean {
  const { caller } = call.request;
  const { arn, roleArn } = actorOf(call.world, caller.arn, caller.accountId);
  const is = (principal: string | undefined): boolean =>
    principal === arn || (roleArn !== undefined && principal === roleArn);
  if (is(grant.retiringPrincipal)) return true;
  if (is(grant.granteePrincipal) && grant.operations.includes('RetireGrant')) return true;
  return mayUseKey(call.world, key, keyQuestion(call, 'kms:RetireGrant'));
}
