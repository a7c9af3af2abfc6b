// What a signature is of, and what is found when it, or what was signed, is no longer the same.
import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fingerprint, isSignature, publicKeyIn } from '../../../runner/signing/signature';

const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

const KINDS: readonly (readonly [
  name: string,
  pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  hash: string | null,
])[] = [
  ['Ed25519', generateKeyPairSync('ed25519'), null],
  ['P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'sha256'],
  ['P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' }), 'sha384'],
  ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }), 'sha256'],
];

/** Bytes that are not the same: one changed, put in, or taken out, or the end cut off. */
function altered(bytes: Buffer): fc.Arbitrary<Buffer> {
  const at = fc.nat(bytes.length - 1);
  return fc.oneof(
    fc.tuple(at, fc.integer({ min: 1, max: 255 })).map(([index, by]) => {
      const other = Buffer.from(bytes);
      other[index] = (other[index] ?? 0) ^ by;
      return other;
    }),
    fc
      .tuple(fc.nat(bytes.length), fc.nat(255))
      .map(([index, byte]) => Buffer.concat([bytes.subarray(0, index), Buffer.of(byte), bytes.subarray(index)])),
    at.map((index) => Buffer.concat([bytes.subarray(0, index), bytes.subarray(index + 1)])),
    at.map((index) => bytes.subarray(0, index)),
  );
}

const FILE = Buffer.from('{"version":1,"answer":"complete","prefixes":["\u00fc/"]}\n');

describe('a signature', () => {
  it.each(KINDS)(
    'of %s holds for the bytes that were signed, and for no others',
    (_, { publicKey, privateKey }, hash) => {
      const signature = sign(hash, FILE, privateKey);
      expect(isSignature(FILE, signature, publicKey)).toBe(true);
      expect(isSignature(FILE, signature, generateKeyPairSync('ed25519').publicKey)).toBe(false);
      fc.assert(
        fc.property(altered(FILE), (other) => {
          expect(isSignature(other, signature, publicKey)).toBe(other.equals(FILE));
        }),
        { numRuns: 200 },
      );
      fc.assert(
        fc.property(altered(signature), (other) => {
          expect(isSignature(FILE, other, publicKey)).toBe(other.equals(signature));
        }),
        { numRuns: 200 },
      );
    },
  );
});

describe('a public key', () => {
  it.each(KINDS)('of %s is read from PEM, and is told by its SHA-256', (_, { publicKey }) => {
    const read = publicKeyIn(pem(publicKey), '--public-key');
    expect(fingerprint(read)).toBe(fingerprint(publicKey));
    expect(fingerprint(read)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is no private key, no key of another kind, and no other text', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => publicKeyIn(secret, '--public-key')).toThrow('it holds a private key; a public key in PEM is allowed');
    const other = pem(createPublicKey(generateKeyPairSync('x25519').privateKey));
    expect(() => publicKeyIn(other, '--public-key')).toThrow('it holds a key of another kind');
    expect(() => publicKeyIn('{}', '--public-key')).toThrow('it holds no public key in PEM');
  });
});
