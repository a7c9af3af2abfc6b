// Operations on keys themselves: life, description and state.
import * as z from 'zod';
import type { World } from '../../world/world';
import { notEmulated } from '../../http/service';
import { stateOf, type Key, type SigningPair, type SigningSpec } from '../../world/kms-key';
import { hexDigits, newKeyId } from '../access/key-id';
import { checkKeyPolicy, defaultPolicy } from './key-policies';
import {
  kmsFault,
  NOTHING,
  page,
  PAGE,
  readInput,
  seconds,
  validationFault,
  type Json,
  type KmsCall,
  type KmsOperations,
} from './kms-call';
import { authorizeByOwnPolicies, openKey } from './open-key';
import { algorithmsOf, newSigningPair, SIGNING_SPECS } from '../access/signing-pair';
import { checkTags, TAGS } from './tags';
import { regionOfArn } from '../../world/arn';
import { requestTagKeys } from '../../iam/access/request-keys';

const DAY_MS = 24 * 3600 * 1000;
const MAX_DESCRIPTION = 8192;

const KEY_ID = z.string().min(1).max(2048);

export const KEY_OPERATIONS: KmsOperations = {
  CreateKey: createKey,
  DescribeKey: describeKey,
  ListKeys: listKeys,
  UpdateKeyDescription: updateDescription,
  EnableKey: (call) => setEnabled(call, true),
  DisableKey: (call) => setEnabled(call, false),
  ScheduleKeyDeletion: scheduleDeletion,
  CancelKeyDeletion: cancelDeletion,
};

const SPEC = z.enum(['SYMMETRIC_DEFAULT', ...SIGNING_SPECS]).optional();

/** Keys made by KMS: symmetric ones, since S3 works with no others, and those that sign. */
const CREATE_KEY = z.strictObject({
  Description: z.string().max(MAX_DESCRIPTION).optional(),
  KeyUsage: z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY']).optional(),
  KeySpec: SPEC,
  CustomerMasterKeySpec: SPEC,
  Origin: z.literal('AWS_KMS').optional(),
  Policy: z.string().optional(),
  BypassPolicyLockoutSafetyCheck: z.boolean().optional(),
  MultiRegion: z.boolean().optional(),
  Tags: TAGS.optional(),
});

function createKey(call: KmsCall): Json {
  const { world, request } = call;
  const { accountId } = request.caller;
  const input = readInput(call, CREATE_KEY);
  const tags = checkTags(input.Tags ?? []);
  const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
  const signing = signingPair(spec, input.KeyUsage ?? 'ENCRYPT_DECRYPT');
  const context = requestTagKeys(tags);
  authorizeByOwnPolicies(call, 'kms:CreateKey', '*', context);
  if (tags.size > 0) authorizeByOwnPolicies(call, 'kms:TagResource', '*', context);
  const keyId = newKeyId(hexDigits(world, 32), input.MultiRegion);
  const key: Key = {
    arn: `arn:${world.partition}:kms:${request.region}:${accountId}:key/${keyId}`,
    keyId,
    accountId,
    region: request.region,
    manager: 'CUSTOMER',
    createdMs: world.clock.now(),
    description: input.Description ?? '',
    policy: input.Policy ?? defaultPolicy(world, accountId),
    enabled: true,
    ...(signing === undefined ? {} : { signing }),
    tags,
    grants: new Map(),
  };
  if (input.Policy !== undefined) checkKeyPolicy(call, key, input.Policy, input.BypassPolicyLockoutSafetyCheck);
  world.keys.set(key.arn, key);
  return { KeyMetadata: metadata(world, key) };
}

function describeKey(call: KmsCall): Json {
  const { KeyId } = readInput(call, z.strictObject({ KeyId: KEY_ID, GrantTokens: z.array(z.string()).optional() }));
  return { KeyMetadata: metadata(call.world, openKey(call, KeyId, { byAlias: true, crossAccount: true })) };
}

/** Undefined: it is symmetric. @throws ServiceError `ValidationException` */
function signingPair(spec: SigningSpec | 'SYMMETRIC_DEFAULT', usage: string): SigningPair | undefined {
  if (spec === 'SYMMETRIC_DEFAULT') {
    if (usage === 'ENCRYPT_DECRYPT') return undefined;
    throw validationFault(`KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
  }
  if (usage === 'SIGN_VERIFY') return newSigningPair(spec);
  const what = spec.startsWith('RSA') ? notEmulated('Keys of RSA that encrypt') : undefined;
  throw what ?? validationFault(`KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
}

export function metadata(world: World, key: Key): Json {
  const state = stateOf(key, world.clock.now());
  const spec = key.signing?.spec ?? 'SYMMETRIC_DEFAULT';
  return {
    AWSAccountId: key.accountId,
    KeyId: key.keyId,
    Arn: key.arn,
    CreationDate: seconds(key.createdMs),
    Enabled: state === 'Enabled',
    Description: key.description,
    KeyUsage: key.signing === undefined ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY',
    KeyState: state,
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    CustomerMasterKeySpec: spec,
    KeySpec: spec,
    ...(key.signing === undefined
      ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }
      : { SigningAlgorithms: algorithmsOf(key.signing.spec) }),
    ...(key.deletionMs === undefined ? {} : { DeletionDate: seconds(key.deletionMs) }),
    ...multiRegion(world, key),
  };
}

function multiRegion(world: World, key: Key): Json {
  if (!key.keyId.startsWith('mrk-')) return { MultiRegion: false };
  const primaryArn = key.primaryArn ?? key.arn;
  const place = (arn: string): Json => ({ Arn: arn, Region: regionOfArn(arn) });
  const replicas = [...world.keys.values()].filter((other) => other.primaryArn === primaryArn);
  return {
    MultiRegion: true,
    MultiRegionConfiguration: {
      MultiRegionKeyType: key.primaryArn === undefined ? 'PRIMARY' : 'REPLICA',
      PrimaryKey: place(primaryArn),
      ReplicaKeys: replicas.map(({ arn }) => place(arn)),
    },
  };
}

function listKeys(call: KmsCall): Json {
  const { world, request } = call;
  const input = readInput(call, z.strictObject(PAGE));
  authorizeByOwnPolicies(call, 'kms:ListKeys', '*');
  const now = world.clock.now();
  const keys = [...world.keys.values()].filter(
    (key) =>
      key.accountId === request.caller.accountId && key.region === request.region && stateOf(key, now) !== 'Gone',
  );
  return page(
    'Keys',
    keys.map(({ keyId, arn }) => ({ KeyId: keyId, KeyArn: arn })),
    input,
  );
}

function updateDescription(call: KmsCall): Json {
  const schema = z.strictObject({ KeyId: KEY_ID, Description: z.string().max(MAX_DESCRIPTION) });
  const { KeyId, Description } = readInput(call, schema);
  openKey(call, KeyId, { refused: 'pending deletion' }).description = Description;
  return NOTHING;
}

function setEnabled(call: KmsCall, enabled: boolean): Json {
  const { KeyId } = readInput(call, z.strictObject({ KeyId: KEY_ID }));
  openKey(call, KeyId, { refused: 'pending deletion' }).enabled = enabled;
  return NOTHING;
}

function scheduleDeletion(call: KmsCall): Json {
  const schema = z.strictObject({ KeyId: KEY_ID, PendingWindowInDays: z.int().min(7).max(30).default(30) });
  const { KeyId, PendingWindowInDays: days } = readInput(call, schema);
  const key = openKey(call, KeyId, { refused: 'pending deletion' });
  key.deletionMs = call.world.clock.now() + days * DAY_MS;
  return {
    KeyId: key.arn,
    DeletionDate: seconds(key.deletionMs),
    KeyState: 'PendingDeletion',
    PendingWindowInDays: days,
  };
}

/** The key comes back disabled: somebody has to enable it on purpose. */
function cancelDeletion(call: KmsCall): Json {
  const { KeyId } = readInput(call, z.strictObject({ KeyId: KEY_ID }));
  const key = openKey(call, KeyId);
  if (key.deletionMs === undefined) throw kmsFault('KMSInvalidStateException', `${key.arn} is not pending deletion.`);
  delete key.deletionMs;
  key.enabled = false;
  return { KeyId: key.arn };
}
