import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type KMSClient,
  ListKeyPoliciesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ReplicateKeyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT, addRole, allow, policy } from '../../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../../running';
import { createKey, destroyKmsClients, kmsClient } from '../kms-client';

const DAY_MS = 24 * 3600 * 1000;
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };

let running: Running;
let kms: KMSClient;
let now: number;

beforeEach(async () => {
  now = Date.now();
  running = await startEmulator({ clock: { now: () => now, sleep: () => Promise.resolve() } });
  kms = kmsClient(running);
});

afterEach(async () => {
  destroyKmsClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const describeKey = async (KeyId: string, client = kms) =>
  (await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;

describe('a new key', () => {
  it('is enabled, symmetric, of the account and the Region, with an id like a UUID', async () => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'replicas' }));
    const { KeyId = '', Arn, CreationDate } = KeyMetadata ?? {};
    expect(KeyId).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    expect(Arn).toBe(`arn:aws:kms:us-east-1:${ACCOUNT}:key/${KeyId}`);
    expect(CreationDate?.getTime()).toBe(now);
    expect(KeyMetadata).toMatchObject({
      AWSAccountId: ACCOUNT,
      Description: 'replicas',
      Enabled: true,
      KeyState: 'Enabled',
      KeyManager: 'CUSTOMER',
      KeySpec: 'SYMMETRIC_DEFAULT',
      MultiRegion: false,
    });
    expect(await describeKey(KeyId)).toEqual(KeyMetadata);
    expect((await kms.send(new ListKeysCommand({}))).Keys).toEqual([{ KeyId, KeyArn: Arn }]);
  });

  it('leaves everything to the policies of the account', async () => {
    const KeyId = await createKey(kms);
    const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
    expect(JSON.parse(Policy)).toMatchObject({
      Statement: [{ Effect: 'Allow', Principal: ROOT, Action: 'kms:*', Resource: '*' }],
    });
    expect((await kms.send(new ListKeyPoliciesCommand({ KeyId }))).PolicyNames).toEqual(['default']);
  });

  it('is not known in another Region', async () => {
    const KeyId = await createKey(kms);
    const away = kmsClient(running, running.credentials(0), 'eu-west-1');
    expect(await errorOf(describeKey(KeyId, away))).toMatchObject({ name: 'NotFoundException', status: 400 });
    expect((await away.send(new ListKeysCommand({}))).Keys).toEqual([]);
  });

  it.each([
    [
      'whoever creates it could not change any more',
      policy({ Effect: 'Allow', Principal: { AWS: 'ROLE' }, Action: 'kms:*', Resource: '*' }),
    ],
    [
      'names a role that does not exist',
      policy({ Effect: 'Allow', Principal: [ROOT], Action: 'kms:*', Resource: '*' }),
    ],
    ['is no policy', '{}'],
  ])('is refused with a policy that %s', async (_, Policy) => {
    const { arn } = addRole(running.emulator.world, 'writer');
    const fault = await errorOf(kms.send(new CreateKeyCommand({ Policy: Policy.replace('ROLE', arn) })));
    expect(fault).toMatchObject({ name: 'MalformedPolicyDocumentException', status: 400 });
    expect(running.emulator.world.keys.size).toBe(0);
  });
});

describe('the policy of a key', () => {
  it('comes back as it was put', async () => {
    const KeyId = await createKey(kms);
    const Policy = `${policy({ Effect: 'Allow', Principal: ROOT, Action: 'kms:*', Resource: '*' })}\n`;
    await kms.send(new PutKeyPolicyCommand({ KeyId, Policy, PolicyName: 'default' }));
    expect((await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy).toBe(Policy);
    const other = await errorOf(kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'other' })));
    expect(other).toMatchObject({ name: 'NotFoundException' });
  });

  it('names only roles that exist, and lets its writer change it again unless the writer insists', async () => {
    const KeyId = await createKey(kms);
    const statement = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };
    const put = (AWS: string, BypassPolicyLockoutSafetyCheck = false) => {
      const Policy = policy({ ...statement, Principal: { AWS } });
      return kms.send(new PutKeyPolicyCommand({ KeyId, Policy, BypassPolicyLockoutSafetyCheck }));
    };
    const missing = `arn:aws:iam::${ACCOUNT}:role/missing`;
    expect((await errorOf(put(missing))).message).toContain('invalid principals');
    const { arn } = addRole(running.emulator.world, 'keeper', { inline: [allow('kms:*')] });
    expect((await errorOf(put(arn))).message).toContain('will not allow you to update the key policy in the future');
    await put(arn, true);
    // Root has shut itself out.
    expect(await errorOf(describeKey(KeyId))).toMatchObject({ name: 'AccessDeniedException', status: 400 });
  });
});

describe('the state of a key', () => {
  it('is Disabled and Enabled as it is told', async () => {
    const KeyId = await createKey(kms);
    await kms.send(new DisableKeyCommand({ KeyId }));
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: 'Disabled', Enabled: false });
    await kms.send(new EnableKeyCommand({ KeyId }));
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: 'Enabled', Enabled: true });
  });

  it('is PendingDeletion until the waiting period is over, then the key is gone', async () => {
    const KeyId = await createKey(kms);
    const answer = await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    expect(answer).toMatchObject({ KeyId, KeyState: 'PendingDeletion', PendingWindowInDays: 7 });
    expect(answer.DeletionDate?.getTime()).toBe(now + 7 * DAY_MS);
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: 'PendingDeletion', Enabled: false });
    now += 7 * DAY_MS;
    kms.config.systemClockOffset += 7 * DAY_MS;
    expect(await errorOf(describeKey(KeyId))).toMatchObject({ name: 'NotFoundException' });
    expect((await kms.send(new ListKeysCommand({}))).Keys).toEqual([]);
  });

  it('is Disabled after a deletion was cancelled', async () => {
    const KeyId = await createKey(kms);
    const cancel = () => kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect(await errorOf(cancel())).toMatchObject({ name: 'KMSInvalidStateException' });
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    expect(await cancel()).toMatchObject({ KeyId });
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: 'Disabled' });
  });

  it.each([
    ['EnableKey', (KeyId: string) => kms.send(new EnableKeyCommand({ KeyId }))],
    ['DisableKey', (KeyId: string) => kms.send(new DisableKeyCommand({ KeyId }))],
    ['EnableKeyRotation', (KeyId: string) => kms.send(new EnableKeyRotationCommand({ KeyId }))],
    ['ScheduleKeyDeletion', (KeyId: string) => kms.send(new ScheduleKeyDeletionCommand({ KeyId }))],
    ['TagResource', (KeyId: string) => kms.send(new TagResourceCommand({ KeyId, Tags: [] }))],
    ['UntagResource', (KeyId: string) => kms.send(new UntagResourceCommand({ KeyId, TagKeys: [] }))],
    ['UpdateKeyDescription', (KeyId: string) => kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: '' }))],
  ])('PendingDeletion does not let %s happen', async (_, change: (KeyId: string) => Promise<unknown>) => {
    const KeyId = await createKey(kms);
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    expect(await errorOf(change(KeyId))).toMatchObject({
      name: 'KMSInvalidStateException',
      message: `${KeyId} is pending deletion.`,
    });
  });
});

describe('rotation', () => {
  it('is off, until it is switched on with a period', async () => {
    const KeyId = await createKey(kms);
    const status = () => kms.send(new GetKeyRotationStatusCommand({ KeyId }));
    expect((await status()).KeyRotationEnabled).toBe(false);
    await kms.send(new EnableKeyRotationCommand({ KeyId }));
    expect(await status()).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 365 });
    await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
    expect(await status()).toMatchObject({ RotationPeriodInDays: 90 });
    await kms.send(new DisableKeyRotationCommand({ KeyId }));
    expect((await status()).KeyRotationEnabled).toBe(false);
  });

  it('cannot be changed while the key is disabled', async () => {
    const KeyId = await createKey(kms);
    await kms.send(new DisableKeyCommand({ KeyId }));
    const fault = await errorOf(kms.send(new EnableKeyRotationCommand({ KeyId })));
    expect(fault).toMatchObject({ name: 'DisabledException', message: `${KeyId} is disabled.` });
  });
});

describe('description and tags', () => {
  it('are changed, tags one by one', async () => {
    const KeyId = await createKey(kms, { Tags: [{ TagKey: 'team', TagValue: 'a' }] });
    await kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: 'new' }));
    expect(await describeKey(KeyId)).toMatchObject({ Description: 'new' });
    const tags = async () => (await kms.send(new ListResourceTagsCommand({ KeyId }))).Tags;
    await kms.send(
      new TagResourceCommand({
        KeyId,
        Tags: [
          { TagKey: 'team', TagValue: 'b' },
          { TagKey: 'x', TagValue: '' },
        ],
      }),
    );
    expect(await tags()).toEqual([
      { TagKey: 'team', TagValue: 'b' },
      { TagKey: 'x', TagValue: '' },
    ]);
    await kms.send(new UntagResourceCommand({ KeyId, TagKeys: ['team', 'never'] }));
    expect(await tags()).toEqual([{ TagKey: 'x', TagValue: '' }]);
    const reserved = kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'aws:x', TagValue: '' }] }));
    expect(await errorOf(reserved)).toMatchObject({ name: 'TagException' });
  });
});

describe('a multi-Region key', () => {
  it('has a twin with the same id in another Region, which is a key of its own', async () => {
    const KeyId = await createKey(kms, { MultiRegion: true });
    expect(KeyId).toMatch(/key\/mrk-[0-9a-f]{32}$/);
    const replicate = () => kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: 'eu-west-1' }));
    const { ReplicaKeyMetadata: twin } = await replicate();
    expect(twin?.Arn).toBe(KeyId.replace('us-east-1', 'eu-west-1'));
    expect(twin?.MultiRegionConfiguration).toMatchObject({ MultiRegionKeyType: 'REPLICA', PrimaryKey: { Arn: KeyId } });
    expect((await describeKey(KeyId))?.MultiRegionConfiguration?.ReplicaKeys).toMatchObject([{ Region: 'eu-west-1' }]);
    await kms.send(new DisableKeyCommand({ KeyId }));
    const away = kmsClient(running, running.credentials(0), 'eu-west-1');
    expect(await describeKey(twin?.Arn ?? '', away)).toMatchObject({ KeyState: 'Enabled' });
    await kms.send(new EnableKeyCommand({ KeyId }));
    expect(await errorOf(replicate())).toMatchObject({ name: 'AlreadyExistsException' });
  });

  it('is what ReplicateKey needs', async () => {
    const KeyId = await createKey(kms);
    const fault = await errorOf(kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: 'eu-west-1' })));
    expect(fault).toMatchObject({ name: 'UnsupportedOperationException' });
  });
});

describe('KMS', () => {
  it('answers 501 to what it does not know, and 400 to what makes no sense', async () => {
    const KeyId = await createKey(kms);
    const encrypt = kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('a') }));
    expect(await errorOf(encrypt)).toMatchObject({ name: 'NotImplemented', status: 501 });
    const foreign = kms.send(new CreateKeyCommand({ CustomKeyStoreId: 'store' }));
    expect(await errorOf(foreign)).toMatchObject({ name: 'NotImplemented', status: 501 });
    const short = kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 6 }));
    expect(await errorOf(short)).toMatchObject({ name: 'ValidationException', status: 400 });
    const missing = kms.send(new DescribeKeyCommand({ KeyId: '00000000-0000-0000-0000-000000000000' }));
    expect(await errorOf(missing)).toMatchObject({ name: 'NotFoundException', status: 400 });
  });

  it('refuses a wrong signature in its own words', async () => {
    const { accessKeyId } = running.credentials(0);
    const stranger = kmsClient(running, { accessKeyId, secretAccessKey: 'wrong' });
    expect(await errorOf(stranger.send(new ListKeysCommand({})))).toMatchObject({ name: 'InvalidSignatureException' });
    const nobody = kmsClient(running, { accessKeyId: 'AKIANOBODY', secretAccessKey: 'wrong' });
    expect(await errorOf(nobody.send(new ListKeysCommand({})))).toMatchObject({ name: 'UnrecognizedClientException' });
  });

  it('gives lists in parts', async () => {
    await createKey(kms);
    await createKey(kms);
    const first = await kms.send(new ListKeysCommand({ Limit: 1 }));
    expect(first).toMatchObject({ Truncated: true });
    const { Keys: rest, Truncated } = await kms.send(new ListKeysCommand({ Limit: 1, Marker: first.NextMarker }));
    expect([first.Keys?.length, rest?.length, Truncated]).toEqual([1, 1, false]);
    expect(rest).not.toEqual(first.Keys);
    const fault = await errorOf(kms.send(new ListKeysCommand({ Marker: '???' })));
    expect(fault).toMatchObject({ name: 'InvalidMarkerException' });
  });
});
