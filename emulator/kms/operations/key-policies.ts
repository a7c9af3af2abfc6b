// The policy of a key: as it is put, after the checks that KMS makes before it takes one.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
import * as z from 'zod';
import { parsePolicyDocument, type PolicyDocument } from '../../iam/policy-language/policy-document';
import { isKnownPrincipal } from '../../iam/identities/trust-policy';
import { ServiceError } from '../../http/service';
import type { World } from '../../world/world';
import type { Key } from '../../world/kms-key';
import { mayUseKey } from '../access/key-access';
import {
  kmsFault,
  NOTHING,
  notFound,
  page,
  PAGE,
  readInput,
  type Json,
  type KmsCall,
  type KmsOperations,
} from './kms-call';
import { keyQuestion, openKey } from './open-key';

/** The only one that a key can have. */
const POLICY_NAME = 'default';
const MAX_BYTES = 32 * 1024;

export const KEY_POLICY_OPERATIONS: KmsOperations = {
  GetKeyPolicy: getPolicy,
  PutKeyPolicy: putPolicy,
  ListKeyPolicies: listPolicies,
};

/** Leaves everything to the account's own policies. */
export function defaultPolicy({ partition }: World, accountId: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });
}

/**
 * @param bypass - whether the caller may shut itself out
 * @throws ServiceError `MalformedPolicyDocumentException`
 */
export function checkKeyPolicy(call: KmsCall, key: Key, policy: string, bypass = false): void {
  if (Buffer.byteLength(policy) > MAX_BYTES) {
    throw kmsFault('LimitExceededException', `The policy is longer than ${MAX_BYTES} bytes.`);
  }
  const principals = parse(policy).flatMap((statement) => statement.principals?.items ?? []);
  if (!principals.every(({ type, value }) => isKnownPrincipal(call.world, type, value))) {
    throw malformed('Policy contains a statement with one or more invalid principals.');
  }
  if (bypass || mayUseKey(call.world, { ...key, policy }, keyQuestion(call, 'kms:PutKeyPolicy'))) return;
  throw malformed('The new key policy will not allow you to update the key policy in the future.');
}

function parse(policy: string): PolicyDocument {
  try {
    return parsePolicyDocument(policy, 'resource');
  } catch (error) {
    throw error instanceof ServiceError && error.status !== 501 ? malformed(error.message) : error;
  }
}

function malformed(message: string): ServiceError {
  return kmsFault('MalformedPolicyDocumentException', message);
}

const POLICY = { KeyId: z.string().min(1), PolicyName: z.string().optional() };

function getPolicy(call: KmsCall): Json {
  const { KeyId, PolicyName = POLICY_NAME } = readInput(call, z.strictObject(POLICY));
  const key = openKey(call, KeyId);
  checkName(PolicyName);
  return { Policy: key.policy, PolicyName };
}

function putPolicy(call: KmsCall): Json {
  const schema = z.strictObject({
    ...POLICY,
    Policy: z.string().min(1),
    BypassPolicyLockoutSafetyCheck: z.boolean().optional(),
  });
  const { KeyId, PolicyName = POLICY_NAME, Policy, BypassPolicyLockoutSafetyCheck } = readInput(call, schema);
  const key = openKey(call, KeyId);
  checkName(PolicyName);
  checkKeyPolicy(call, key, Policy, BypassPolicyLockoutSafetyCheck);
  key.policy = Policy;
  return NOTHING;
}

function checkName(name: string): void {
  if (name !== POLICY_NAME) throw notFound(`No such policy exists: ${name}`);
}

function listPolicies(call: KmsCall): Json {
  const input = readInput(call, z.strictObject({ KeyId: z.string().min(1), ...PAGE }));
  openKey(call, input.KeyId);
  return page('PolicyNames', [POLICY_NAME], input);
}
