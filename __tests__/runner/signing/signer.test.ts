// Keys of KMS that sign in a way that nobody checks here are refused, in words.
import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { SigningKeys } from '../../../runner/ports/keys';
import { kmsPublicKey, kmsSigner } from '../../../runner/signing/signer';

it('of secp256k1, which KMS signs with as with P-256, neither signs nor is checked', async () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
  const found = {
    arn: 'arn:aws:kms:us-east-1:111122223333:key/1',
    der: publicKey.export({ type: 'spki', format: 'der' }),
    spec: 'ECC_SECG_P256K1',
    algorithms: ['ECDSA_SHA_256'],
  };
  const keys: SigningKeys = {
    publicKey: () => Promise.resolve(found),
    sign: () => Promise.reject(new Error('nothing is to be signed')),
  };
  for (const [flag, asked] of [
    ['--sign-with', kmsSigner(keys, 'alias/one')],
    ['--public-key', kmsPublicKey(keys, 'alias/one')],
  ] as const)
    await expect(asked).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(`${flag}: the key ${found.arn} is of ECC_SECG_P256K1; ECC_NIST_P256`),
    });
});
