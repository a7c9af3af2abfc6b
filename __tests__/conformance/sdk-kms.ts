// Every operation of KMS that is emulated, through the SDK for JavaScript. One after another: each finds what those before it left.
import { createPublicKey, verify } from 'node:crypto';
import * as Kms from '@aws-sdk/client-kms';
import { expect } from '@jest/globals';

const ALIAS = { AliasName: 'alias/replicas' };
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' },
  ],
});

export async function walkKms(kms: Kms.KMSClient): Promise<void> {
  const { KeyMetadata } = await kms.send(new Kms.CreateKeyCommand({ MultiRegion: true, Policy: POLICY }));
  expect(KeyMetadata).toMatchObject({
    AWSAccountId: '111122223333',
    KeyState: 'Enabled',
    CreationDate: expect.any(Date),
  });
  const KeyId = KeyMetadata?.KeyId ?? '';
  await walkKey(kms, KeyId);
  await walkPolicy(kms, KeyId);
  await walkAlias(kms, KeyId);
  await walkGrants(kms, KeyId);
  await walkSignatures(kms);
  const replica = await kms.send(new Kms.ReplicateKeyCommand({ KeyId, ReplicaRegion: 'eu-west-1' }));
  expect(replica.ReplicaKeyMetadata).toMatchObject({
    KeyId,
    MultiRegionConfiguration: { MultiRegionKeyType: 'REPLICA' },
  });
  const { KeyMetadata: single } = await kms.send(new Kms.CreateKeyCommand({}));
  const key = { KeyId: single?.KeyId };
  const scheduled = new Kms.ScheduleKeyDeletionCommand({ ...key, PendingWindowInDays: 7 });
  expect(await kms.send(scheduled)).toMatchObject({ KeyState: 'PendingDeletion', DeletionDate: expect.any(Date) });
  await kms.send(new Kms.CancelKeyDeletionCommand(key));
  expect((await kms.send(new Kms.DescribeKeyCommand(key))).KeyMetadata).toMatchObject({ KeyState: 'Disabled' });
}

async function walkKey(kms: Kms.KMSClient, KeyId: string): Promise<void> {
  const key = { KeyId };
  await kms.send(new Kms.UpdateKeyDescriptionCommand({ ...key, Description: 'for replicas' }));
  await kms.send(new Kms.DisableKeyCommand(key));
  expect((await kms.send(new Kms.DescribeKeyCommand(key))).KeyMetadata).toMatchObject({
    Description: 'for replicas',
    Enabled: false,
  });
  await kms.send(new Kms.EnableKeyCommand(key));
  expect((await kms.send(new Kms.ListKeysCommand({}))).Keys).toContainEqual({ KeyId, KeyArn: expect.any(String) });
  const rotates = async () => (await kms.send(new Kms.GetKeyRotationStatusCommand(key))).KeyRotationEnabled;
  await kms.send(new Kms.EnableKeyRotationCommand(key));
  expect(await rotates()).toBe(true);
  await kms.send(new Kms.DisableKeyRotationCommand(key));
  expect(await rotates()).toBe(false);
  const Tags = [{ TagKey: 'team', TagValue: 'data' }];
  await kms.send(new Kms.TagResourceCommand({ ...key, Tags }));
  expect((await kms.send(new Kms.ListResourceTagsCommand(key))).Tags).toEqual(Tags);
  await kms.send(new Kms.UntagResourceCommand({ ...key, TagKeys: ['team'] }));
  expect((await kms.send(new Kms.ListResourceTagsCommand(key))).Tags).toEqual([]);
}

async function walkPolicy(kms: Kms.KMSClient, KeyId: string): Promise<void> {
  await kms.send(new Kms.PutKeyPolicyCommand({ KeyId, Policy: POLICY }));
  expect((await kms.send(new Kms.GetKeyPolicyCommand({ KeyId }))).Policy).toBe(POLICY);
  expect((await kms.send(new Kms.ListKeyPoliciesCommand({ KeyId }))).PolicyNames).toEqual(['default']);
}

async function walkAlias(kms: Kms.KMSClient, TargetKeyId: string): Promise<void> {
  await kms.send(new Kms.CreateAliasCommand({ ...ALIAS, TargetKeyId }));
  await kms.send(new Kms.UpdateAliasCommand({ ...ALIAS, TargetKeyId }));
  const { Aliases } = await kms.send(new Kms.ListAliasesCommand({ KeyId: TargetKeyId }));
  expect(Aliases).toMatchObject([{ ...ALIAS, TargetKeyId, AliasArn: expect.stringContaining(ALIAS.AliasName) }]);
  await kms.send(new Kms.DeleteAliasCommand(ALIAS));
}

async function walkGrants(kms: Kms.KMSClient, KeyId: string): Promise<void> {
  const GranteePrincipal = 'arn:aws:iam::111122223333:root';
  const Operations: Kms.GrantOperation[] = ['Encrypt', 'GenerateDataKey'];
  const create = () => kms.send(new Kms.CreateGrantCommand({ KeyId, GranteePrincipal, Operations }));
  const { GrantId } = await create();
  expect((await kms.send(new Kms.ListGrantsCommand({ KeyId }))).Grants).toMatchObject([
    { GrantId, GranteePrincipal, Operations },
  ]);
  await kms.send(new Kms.RevokeGrantCommand({ KeyId, GrantId }));
  const { GrantToken } = await create();
  await kms.send(new Kms.RetireGrantCommand({ GrantToken }));
  expect((await kms.send(new Kms.ListGrantsCommand({ KeyId }))).Grants).toEqual([]);
}

async function walkSignatures(kms: Kms.KMSClient): Promise<void> {
  const { KeyMetadata } = await kms.send(
    new Kms.CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
  );
  const of = { KeyId: KeyMetadata?.KeyId, SigningAlgorithm: 'ECDSA_SHA_256' as const };
  const Message = Buffer.from('certificate');
  const { Signature } = await kms.send(new Kms.SignCommand({ ...of, Message, MessageType: 'RAW' }));
  const { PublicKey = new Uint8Array() } = await kms.send(new Kms.GetPublicKeyCommand({ KeyId: of.KeyId }));
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  expect(verify('sha256', Message, key, Signature ?? Buffer.alloc(0))).toBe(true);
  expect(await kms.send(new Kms.VerifyCommand({ ...of, Message, Signature }))).toMatchObject({ SignatureValid: true });
}
