// Keys that sign: what KMS signs, anybody can check with the public key.
import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  GetPublicKeyCommand,
  SignCommand,
  VerifyCommand,
  type KeySpec,
  type KMSClient,
  type MessageType,
  type SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT, addRole, policy, trust } from '../../iam/access/small-world';
import { destroyClients, sessionKeys } from '../../iam/iam-client';
import { bugs, errorOf, startEmulator, type Running } from '../../running';
import { createKey, destroyKmsClients, kmsClient } from '../kms-client';

let running: Running;
let kms: KMSClient;

beforeEach(async () => {
  running = await startEmulator();
  kms = kmsClient(running);
});

afterEach(async () => {
  destroyKmsClients();
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const MESSAGE = Buffer.from('what is signed');
const signing = (KeySpec: KeySpec) => createKey(kms, { KeySpec, KeyUsage: 'SIGN_VERIFY' });
const publicKey = async (KeyId: string) => {
  const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId }));
  return createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
};

describe('a key that signs', () => {
  it.each<readonly [KeySpec, SigningAlgorithmSpec, string]>([
    ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256'],
    ['ECC_NIST_P384', 'ECDSA_SHA_384', 'sha384'],
    ['ECC_NIST_P521', 'ECDSA_SHA_512', 'sha512'],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256', 'sha256'],
  ])('of %s signs messages and digests by %s, which hold for its public key', async (spec, SigningAlgorithm, hash) => {
    const KeyId = await signing(spec);
    const key = await publicKey(KeyId);
    const digest = createHash(hash).update(MESSAGE).digest();
    for (const [MessageType, Message] of [
      ['RAW', MESSAGE],
      ['DIGEST', digest],
      ['DIGEST', digest],
    ] as const) {
      const asked = { KeyId, Message, MessageType: MessageType as MessageType, SigningAlgorithm };
      const { Signature = new Uint8Array() } = await kms.send(new SignCommand(asked));
      expect(verify(hash, MESSAGE, key, Signature)).toBe(true);
      expect(verify(hash, Buffer.from('another'), key, Signature)).toBe(false);
      const again = await kms.send(new VerifyCommand({ ...asked, Signature }));
      expect(again).toMatchObject({ KeyId, SignatureValid: true, SigningAlgorithm });
      const other = Buffer.from(Message).fill(1, 0, 1);
      const fault = await errorOf(kms.send(new VerifyCommand({ ...asked, Message: other, Signature })));
      expect(fault.name).toBe('KMSInvalidSignatureException');
    }
  });

  it('says what it is, by its alias too, and is not rotated', async () => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }));
    const TargetKeyId = KeyMetadata?.Arn ?? '';
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/certificates', TargetKeyId }));
    expect(KeyMetadata).toMatchObject({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    expect(KeyMetadata?.SigningAlgorithms).toContain('RSASSA_PSS_SHA_512');
    expect((await kms.send(new DescribeKeyCommand({ KeyId: TargetKeyId }))).KeyMetadata).toEqual(KeyMetadata);
    const told = await kms.send(new GetPublicKeyCommand({ KeyId: 'alias/certificates' }));
    expect(told).toMatchObject({ KeyId: TargetKeyId, KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    const fault = await errorOf(kms.send(new EnableKeyRotationCommand({ KeyId: TargetKeyId })));
    expect(fault.name).toBe('UnsupportedOperationException');
  });

  it('signs no more than 4096 bytes, no digest of another length, by no algorithm of another kind, and not disabled', async () => {
    const KeyId = await signing('ECC_NIST_P256');
    const symmetric = await createKey(kms);
    const sign = async (Message: Buffer, more: object = {}): Promise<string> =>
      (await errorOf(kms.send(new SignCommand({ KeyId, Message, SigningAlgorithm: 'ECDSA_SHA_256', ...more })))).name;
    expect(await sign(Buffer.alloc(4097))).toBe('ValidationException');
    expect(await sign(Buffer.alloc(31), { MessageType: 'DIGEST' })).toBe('ValidationException');
    expect(await sign(MESSAGE, { SigningAlgorithm: 'RSASSA_PSS_SHA_256' })).toBe('InvalidKeyUsageException');
    expect(await sign(MESSAGE, { KeyId: symmetric })).toBe('InvalidKeyUsageException');
    expect(await sign(MESSAGE, { DryRun: true })).toBe('DryRunOperationException');
    await kms.send(new DisableKeyCommand({ KeyId }));
    expect(await sign(MESSAGE)).toBe('DisabledException');
  });

  it('is made for signing alone', async () => {
    const made = async (KeySpec: KeySpec, KeyUsage?: 'SIGN_VERIFY' | 'ENCRYPT_DECRYPT') =>
      (await errorOf(kms.send(new CreateKeyCommand({ KeySpec, KeyUsage })))).name;
    expect(await made('ECC_NIST_P256')).toBe('ValidationException');
    expect(await made('SYMMETRIC_DEFAULT', 'SIGN_VERIFY')).toBe('ValidationException');
  });

  it('is used by whom policies let, who may be bound to the alias that is named', async () => {
    const KeyId = await signing('ECC_NIST_P256');
    for (const AliasName of ['alias/named', 'alias/other'])
      await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId }));
    const Condition = { StringEquals: { 'kms:RequestAlias': 'alias/named' } };
    const inline = [policy({ Effect: 'Allow', Action: ['kms:Sign'], Resource: '*', Condition })];
    const role = addRole(running.emulator.world, 'signer', { inline, trustPolicy: trust({ AWS: ACCOUNT }) });
    const signer = kmsClient(running, await sessionKeys(running, role.arn));
    const sign = (id: string) =>
      signer.send(new SignCommand({ KeyId: id, Message: MESSAGE, SigningAlgorithm: 'ECDSA_SHA_256' }));
    expect((await sign('alias/named')).KeyId).toBe(KeyId);
    for (const id of ['alias/other', KeyId]) expect((await errorOf(sign(id))).name).toBe('AccessDeniedException');
    const told = await errorOf(signer.send(new GetPublicKeyCommand({ KeyId: 'alias/named' })));
    expect(told.name).toBe('AccessDeniedException');
  });
});
