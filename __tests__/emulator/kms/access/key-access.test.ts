import { describe, expect, it } from '@jest/globals';
import type { Grant, Key } from '../../../../emulator/world/kms-key';
import { keyAccess, type KeyQuestion } from '../../../../emulator/kms/access/key-access';
import { s3KeyAccess } from '../../../../emulator/kms/access/s3-key-use';
import type { World } from '../../../../emulator/world/world';
import {
  ACCOUNT,
  addPolicy,
  addRole,
  allow,
  deny,
  OTHER_ACCOUNT,
  policy,
  sessionArn,
  smallWorld,
  type RoleSettings,
} from '../../iam/access/small-world';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/replication`;
const rootOf = (account: string): string => `arn:aws:iam::${account}:root`;
const BUCKET = 'arn:aws:s3:::bucket';

/** Text of a key policy that allows this principal to decrypt. */
const keyPolicy = (AWS: string, more: Readonly<Record<string, unknown>> = {}): string =>
  policy({ Effect: 'Allow', Principal: { AWS }, Action: 'kms:Decrypt', Resource: '*', ...more });

const LEFT_TO_ACCOUNT = keyPolicy(rootOf(ACCOUNT));

function addKey(world: World, settings: Partial<Key> = {}): Key {
  const accountId = settings.accountId ?? ACCOUNT;
  const keyId = `key-${world.keys.size + 1}`;
  const key: Key = {
    arn: `arn:aws:kms:us-east-1:${accountId}:key/${keyId}`,
    keyId,
    accountId,
    region: 'us-east-1',
    manager: 'CUSTOMER',
    createdMs: 0,
    description: '',
    policy: LEFT_TO_ACCOUNT,
    enabled: true,
    tags: new Map(),
    grants: new Map(),
    ...settings,
  };
  world.keys.set(key.arn, key);
  return key;
}

function addGrant(key: Key, settings: Partial<Grant> = {}): void {
  const grantId = `grant-${key.grants.size + 1}`;
  key.grants.set(grantId, {
    grantId,
    token: '',
    createdMs: 0,
    granteePrincipal: ROLE,
    issuingAccount: rootOf(key.accountId),
    operations: ['Decrypt'],
    ...settings,
  });
}

const question = (more: Partial<KeyQuestion> = {}): KeyQuestion => ({
  principalArn: ROLE,
  principalAccountId: ACCOUNT,
  action: 'kms:Decrypt',
  context: {},
  ...more,
});

/** What comes out for a role with these policies and a key with this policy. */
function access(key: Partial<Key>, role: RoleSettings = {}, more: Partial<KeyQuestion> = {}): string {
  const world = smallWorld();
  addRole(world, 'replication', role);
  return keyAccess(world, addKey(world, key).arn, question(more));
}

describe('a key of the same account', () => {
  it.each<[string, string, RoleSettings, string]>([
    ['leaves it to the account, whose policies allow', LEFT_TO_ACCOUNT, { inline: [allow('kms:*')] }, 'allowed'],
    ['leaves it to the account, whose policies say nothing', LEFT_TO_ACCOUNT, {}, 'denied'],
    ['names the role, and that is enough', keyPolicy(ROLE), {}, 'allowed'],
    ['names the role, whose own policies forbid it', keyPolicy(ROLE), { inline: [deny('kms:*')] }, 'denied'],
    ['names somebody else, whatever policies allow', keyPolicy(`${ROLE}-2`), { inline: [allow('*')] }, 'denied'],
    ['forbids it', keyPolicy(ROLE, { Effect: 'Deny' }), { inline: [allow('*')] }, 'denied'],
    ['allows another action', keyPolicy(ROLE, { Action: 'kms:Encrypt' }), { inline: [allow('*')] }, 'denied'],
    ['allows everybody', keyPolicy('*'), {}, 'allowed'],
    ['cannot be read', '{}', { inline: [allow('*')] }, 'denied'],
  ])('whose policy %s', (_, text, role, expected) => {
    expect(access({ policy: text }, role)).toBe(expected);
  });

  it('lets nobody in without a word of its policy, not even root', () => {
    const asRoot = { principalArn: rootOf(ACCOUNT) };
    expect(access({}, {}, asRoot)).toBe('allowed');
    expect(access({ policy: keyPolicy(ROLE) }, {}, asRoot)).toBe('denied');
  });

  it('lets a session of the role in as the role', () => {
    const world = smallWorld();
    const role = addRole(world, 'replication');
    const { arn } = addKey(world, { policy: keyPolicy(ROLE) });
    expect(keyAccess(world, arn, question({ principalArn: sessionArn(role) }))).toBe('allowed');
  });

  it('is beyond a boundary that does not allow it', () => {
    const world = smallWorld();
    const boundary = addPolicy(world, 'boundary', allow('s3:*'));
    addRole(world, 'replication', { inline: [allow('kms:*')], boundary });
    expect(keyAccess(world, addKey(world).arn, question())).toBe('denied');
  });

  it('can ask for the service, the encryption context, the account and its own tags', () => {
    const condition = {
      StringEquals: {
        'kms:ViaService': 's3.us-east-1.amazonaws.com',
        'kms:CallerAccount': ACCOUNT,
        'aws:ResourceTag/team': 'storage',
      },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': `${BUCKET}/*` },
    };
    const settings = { policy: keyPolicy(ROLE, { Condition: condition }), tags: new Map([['team', 'storage']]) };
    const use = (region: string, bucketKey: boolean): string => {
      const world = smallWorld();
      addRole(world, 'replication');
      return s3KeyAccess(world, {
        principalArn: ROLE,
        principalAccountId: ACCOUNT,
        action: 'kms:Decrypt',
        keyArn: addKey(world, settings).arn,
        bucket: { name: 'bucket', region },
        key: 'k',
        bucketKey,
        context: {},
      });
    };
    expect(use('us-east-1', false)).toBe('allowed');
    expect(use('eu-west-1', false)).toBe('denied');
    // With an S3 Bucket Key the context is the bucket: a pattern of objects does not match it.
    expect(use('us-east-1', true)).toBe('denied');
  });
});

describe('a key of another account', () => {
  const foreign = (text: string): Partial<Key> => ({ accountId: OTHER_ACCOUNT, policy: text });

  it.each<[string, string, RoleSettings, string]>([
    ['both allow', keyPolicy(ROLE), { inline: [allow('kms:Decrypt')] }, 'allowed'],
    [
      "the key allows the role's account, and the role is allowed",
      keyPolicy(rootOf(ACCOUNT)),
      { inline: [allow('kms:*')] },
      'allowed',
    ],
    ['only the key allows', keyPolicy(ROLE), {}, 'denied'],
    ['only the role is allowed', keyPolicy(rootOf(OTHER_ACCOUNT)), { inline: [allow('kms:*')] }, 'denied'],
    [
      'the role is allowed for other keys',
      keyPolicy(ROLE),
      { inline: [allow('kms:*', 'arn:aws:kms:*:*:key/x')] },
      'denied',
    ],
  ])('needs both sides: %s', (_, text, role, expected) => {
    expect(access(foreign(text), role)).toBe(expected);
  });
});

describe('a grant', () => {
  const context = { 'aws:s3:arn': BUCKET };

  function granted(grant: Partial<Grant>, more: Partial<KeyQuestion> = {}, key: Partial<Key> = {}): string {
    const world = smallWorld();
    addRole(world, 'replication');
    const added = addKey(world, key);
    addGrant(added, grant);
    return keyAccess(world, added.arn, question(more));
  }

  it.each<[string, Partial<Grant>, Partial<KeyQuestion>, string]>([
    ['for the role and the operation', {}, {}, 'allowed'],
    ['for somebody else', { granteePrincipal: `${ROLE}-2` }, {}, 'denied'],
    ['for another operation', { operations: ['Encrypt'] }, {}, 'denied'],
    [
      'with the same context',
      { constraint: { kind: 'EncryptionContextEquals', context } },
      { encryptionContext: context },
      'allowed',
    ],
    [
      'with more context than it equals',
      { constraint: { kind: 'EncryptionContextEquals', context } },
      { encryptionContext: { ...context, a: 'b' } },
      'denied',
    ],
    [
      'with more context than its subset',
      { constraint: { kind: 'EncryptionContextSubset', context } },
      { encryptionContext: { ...context, a: 'b' } },
      'allowed',
    ],
    [
      'with the same context by a name in other letters',
      { constraint: { kind: 'EncryptionContextSubset', context: { 'AWS:S3:ARN': BUCKET } } },
      { encryptionContext: context },
      'allowed',
    ],
    [
      'with another context',
      { constraint: { kind: 'EncryptionContextSubset', context } },
      { encryptionContext: { 'aws:s3:arn': `${BUCKET}/k` } },
      'denied',
    ],
    ['with no context', { constraint: { kind: 'EncryptionContextSubset', context } }, {}, 'denied'],
  ])('%s', (_, grant, more, expected) => {
    expect(granted(grant, more)).toBe(expected);
  });

  it('is enough across accounts, but not against a policy that forbids', () => {
    const key = { accountId: OTHER_ACCOUNT, policy: keyPolicy(rootOf(OTHER_ACCOUNT)) };
    expect(granted({}, {}, key)).toBe('allowed');
    expect(granted({}, {}, { policy: keyPolicy(ROLE, { Effect: 'Deny' }) })).toBe('denied');
  });
});

describe('the state of a key', () => {
  const use: RoleSettings = { inline: [allow('kms:*')] };

  it('is told to those who may use it, and to nobody else', () => {
    expect(access({ enabled: false }, use)).toBe('disabled');
    expect(access({ enabled: false })).toBe('denied');
    expect(access({ deletionMs: Number.MAX_SAFE_INTEGER }, use)).toBe('pending deletion');
    expect(access({ deletionMs: 1 }, use)).toBe('not found');
  });
});

describe('a key that is not there', () => {
  const MISSING = `arn:aws:kms:us-east-1:${ACCOUNT}:key/missing`;

  function missing(world: World, arn = MISSING): string {
    addRole(world, 'replication', { inline: [allow('kms:Decrypt', arn)] });
    return keyAccess(world, arn, question());
  }

  it('is not found as soon as its account has another key in its Region', () => {
    const world = smallWorld();
    addKey(world);
    expect(missing(world)).toBe('not found');
    expect(missing(world, MISSING.replace(':key/', ':alias/'))).toBe('not found');
    expect(keyAccess(world, `${MISSING}-2`, question())).toBe('denied');
  });

  it('does not exist there either with the quirk unknownKmsKeysNotFound', () => {
    const world = smallWorld();
    world.quirks = { ...world.quirks, unknownKmsKeysNotFound: true };
    expect(missing(world)).toBe('not found');
  });

  it('is taken to leave it to policies as long as no key was ever created there', () => {
    const world = smallWorld();
    addKey(world, { accountId: OTHER_ACCOUNT });
    expect(missing(world)).toBe('allowed');
    expect(missing(world, MISSING.replace('us-east-1', 'eu-west-1'))).toBe('allowed');
    expect(keyAccess(world, `${MISSING}-2`, question())).toBe('denied');
  });
});

describe('the AWS managed key of S3', () => {
  const arnIn = (account: string): string => `arn:aws:kms:us-east-1:${account}:alias/aws/s3`;
  const viaS3 = question({ context: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } });

  it('can be used through S3 by everybody of the account, and by nobody else', () => {
    const world = smallWorld();
    addRole(world, 'replication');
    expect(keyAccess(world, arnIn(ACCOUNT), viaS3)).toBe('allowed');
    expect(keyAccess(world, arnIn(ACCOUNT), question())).toBe('denied');
    expect(keyAccess(world, arnIn(OTHER_ACCOUNT), viaS3)).toBe('denied');
  });

  it('does not make other keys of its account known', () => {
    const world = smallWorld();
    addRole(world, 'replication', { inline: [allow('kms:*')] });
    keyAccess(world, arnIn(ACCOUNT), viaS3);
    expect(keyAccess(world, `arn:aws:kms:us-east-1:${ACCOUNT}:key/elsewhere`, question())).toBe('allowed');
  });
});
