// Pairs of keys that sign: which there are, what they sign with, and how.
// https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { SigningPair, SigningSpec } from '../../world/kms-key';

export interface Algorithm {
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  readonly padding: 'none' | 'pkcs1' | 'pss';
}

export const ALGORITHMS = {
  ECDSA_SHA_256: { hash: 'sha256', padding: 'none' },
  ECDSA_SHA_384: { hash: 'sha384', padding: 'none' },
  ECDSA_SHA_512: { hash: 'sha512', padding: 'none' },
  RSASSA_PKCS1_V1_5_SHA_256: { hash: 'sha256', padding: 'pkcs1' },
  RSASSA_PKCS1_V1_5_SHA_384: { hash: 'sha384', padding: 'pkcs1' },
  RSASSA_PKCS1_V1_5_SHA_512: { hash: 'sha512', padding: 'pkcs1' },
  RSASSA_PSS_SHA_256: { hash: 'sha256', padding: 'pss' },
  RSASSA_PSS_SHA_384: { hash: 'sha384', padding: 'pss' },
  RSASSA_PSS_SHA_512: { hash: 'sha512', padding: 'pss' },
} as const satisfies Readonly<Record<string, Algorithm>>;

export type AlgorithmName = keyof typeof ALGORITHMS;

export const ALGORITHM_NAMES = Object.keys(ALGORITHMS) as readonly AlgorithmName[];

const CURVES: Readonly<Partial<Record<SigningSpec, readonly [curve: string, algorithm: AlgorithmName]>>> = {
  ECC_NIST_P256: ['P-256', 'ECDSA_SHA_256'],
  ECC_NIST_P384: ['P-384', 'ECDSA_SHA_384'],
  ECC_NIST_P521: ['P-521', 'ECDSA_SHA_512'],
};

export const SIGNING_SPECS = [
  ...(['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'] as const),
  ...(['RSA_2048', 'RSA_3072', 'RSA_4096'] as const),
] satisfies readonly SigningSpec[];

export function algorithmsOf(spec: SigningSpec): readonly AlgorithmName[] {
  const curve = CURVES[spec];
  return curve === undefined ? ALGORITHM_NAMES.filter((name) => name.startsWith('RSA')) : [curve[1]];
}

export function newSigningPair(spec: SigningSpec): SigningPair {
  const curve = CURVES[spec];
  const { privateKey } =
    curve === undefined
      ? generateKeyPairSync('rsa', { modulusLength: Number(spec.slice('RSA_'.length)) })
      : generateKeyPairSync('ec', { namedCurve: curve[0] });
  return { spec, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** DER of SubjectPublicKeyInfo. */
export function publicKeyOf({ privateKey }: SigningPair): Buffer {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
}

/** Bytes of a digest by this algorithm. */
export function digestLength(name: AlgorithmName): number {
  return createHash(ALGORITHMS[name].hash).digest().length;
}
