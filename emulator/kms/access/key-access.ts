// Whether a principal may use a key: the key policy, grants, and what the principal's own policies say.
// https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
import { actorOf, type Actor } from '../../iam/access/actor';
import { isAllowed } from '../../iam/access/authorize';
import { decide } from '../../iam/access/decision';
import { contextFor, visiblePolicies } from '../../iam/access/own-policies';
import { readPolicy } from '../../iam/access/policy-match';
import type { ConditionValues } from '../../iam/policy-language/policy-variables';
import type { World } from '../../world/world';
import { findKey } from './find-key';
import { stateOf, type Grant, type Key } from '../../world/kms-key';
import { tagKeys } from '../../iam/access/request-keys';

type Values = Readonly<Record<string, string>>;

/** Of the actions that name an algorithm, those that S3 takes. */
const ENCRYPTING = ['kms:Encrypt', 'kms:Decrypt'];

/** One question about one action on one key. */
export interface KeyQuestion {
  readonly principalArn: string;
  readonly principalAccountId: string;
  /** Name of the session in which a service acts as the role of `principalArn`. @default - it has none, or the ARN is its own */
  readonly session?: string;
  /** For example `kms:Decrypt`. */
  readonly action: string;
  /** @default - none: the action is about the key itself */
  readonly encryptionContext?: Values;
  /** Keys of the request that conditions may ask for, for example `kms:ViaService`. */
  readonly context: ConditionValues;
}

/** Who may not use a key is not told in which state it is. */
export type KeyAccess = 'allowed' | 'denied' | 'disabled' | 'pending deletion' | 'not found' | 'of another usage';

/**
 * Whether the key can be used. Of a key that the emulator cannot know, the principal's own policies are all that is asked,
 * as if it were a key of the same account that leaves the matter to them.
 * @param arn - of the key, or of an alias
 */
export function keyAccess(world: World, arn: string, question: KeyQuestion): KeyAccess {
  const key = findKey(world, arn);
  if (key === 'unknown') return ownPoliciesAllow(world, arn, question) ? 'allowed' : 'denied';
  if (key === 'not found') return ownPoliciesAllow(world, arn, question) ? 'not found' : 'denied';
  if (!mayUseKey(world, key, question)) return 'denied';
  switch (stateOf(key, world.clock.now())) {
    case 'Enabled':
      return key.signing !== undefined && isOfEncryption(question) ? 'of another usage' : 'allowed';
    case 'Disabled':
      return 'disabled';
    case 'PendingDeletion':
      return 'pending deletion';
    case 'Gone':
      return 'not found';
  }
}

/** An asymmetric key signs, here, and does nothing else. */
function isOfEncryption({ action }: KeyQuestion): boolean {
  return ENCRYPTING.includes(action) || action.startsWith('kms:GenerateDataKey');
}

function ownPoliciesAllow(world: World, arn: string, question: KeyQuestion): boolean {
  const { principalArn, principalAccountId, action } = question;
  return isAllowed(world, {
    principalArn,
    principalAccountId,
    action,
    resource: arn,
    resourceAccountId: principalAccountId,
    context: () => requestValues(question),
  });
}

/** Whatever the state of the key is. */
export function mayUseKey(world: World, key: Key, question: KeyQuestion): boolean {
  const actor = actorOf(world, question.principalArn, question.principalAccountId, question.session);
  const own = visiblePolicies(world, actor);
  const document = readPolicy(key.policy, 'resource');
  if (own === undefined || document === undefined) return false;
  const { outcome } = decide({
    actor,
    action: question.action,
    resource: key.arn,
    resourceAccountId: key.accountId,
    own,
    context: () => contextFor(world, actor, { ...requestValues(question), ...keyValues(world, key) }, key.accountId),
    resourcePolicy: { name: 'key policy', document },
    // Without a word of the key policy nobody may use a key, the account's root no more than others.
    resourceMustAllow: true,
  });
  if (outcome !== 'implicitDeny') return outcome === 'allowed';
  return [...key.grants.values()].some((grant) => grantAllows(grant, actor, question));
}

function requestValues({ principalAccountId, action, encryptionContext = {}, context }: KeyQuestion): ConditionValues {
  const names = Object.keys(encryptionContext);
  const named = Object.entries(encryptionContext).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]);
  return {
    ...context,
    'kms:CallerAccount': principalAccountId,
    ...(Object.fromEntries(named) as Values),
    ...(names.length === 0 ? {} : { 'kms:EncryptionContextKeys': names }),
    ...(ENCRYPTING.includes(action) ? { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' } : {}),
  };
}

function keyValues(world: World, { arn, tags, keyId, primaryArn, signing }: Key): ConditionValues {
  const isMultiRegion = keyId.startsWith('mrk-');
  const aliases = [...world.keyAliases.values()].flatMap(({ name, targetArn }) => (targetArn === arn ? [name] : []));
  const spec = signing?.spec ?? 'SYMMETRIC_DEFAULT';
  const usage = signing === undefined ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY';
  return {
    'kms:KeyOrigin': 'AWS_KMS',
    'kms:KeySpec': spec,
    'kms:KeyUsage': usage,
    'kms:CustomerMasterKeySpec': spec,
    'kms:CustomerMasterKeyUsage': usage,
    'kms:MultiRegion': String(isMultiRegion),
    ...(isMultiRegion ? { 'kms:MultiRegionKeyType': primaryArn === undefined ? 'PRIMARY' : 'REPLICA' } : {}),
    ...(aliases.length === 0 ? {} : { 'kms:ResourceAliases': aliases }),
    ...tagKeys('aws:ResourceTag', tags),
  };
}

/** In the constraint of a grant the names of pairs have no case. https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html */
function valueOf(context: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(context).find(([given]) => given.toLowerCase() === name.toLowerCase())?.[1];
}

/** A grant is enough by itself, for a principal of another account too; what policies deny, it does not allow. */
function grantAllows(grant: Grant, actor: Actor, { action, encryptionContext = {} }: KeyQuestion): boolean {
  const { granteePrincipal, operations, constraint } = grant;
  if (granteePrincipal !== actor.arn && granteePrincipal !== actor.roleArn) return false;
  if (!operations.includes(action.slice('kms:'.length))) return false;
  if (constraint === undefined) return true;
  const wanted = Object.entries(constraint.context);
  const given = Object.keys(encryptionContext).length;
  return (
    wanted.every(([name, value]) => valueOf(encryptionContext, name) === value) &&
    (constraint.kind === 'EncryptionContextSubset' || wanted.length === given)
  );
}
