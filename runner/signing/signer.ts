// Who signs a certificate: an Ed25519 key of this machine, or a key of KMS, which nobody can take away.
import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { RunnerError } from '../ports/errors';
import type { PublicKey, SigningAlgorithm, SigningKeys } from '../ports/keys';
import type { RawFile } from '../ports/world';
import { visible } from '../text/safe-text';
import { fingerprint, isSignature, isSigningKey } from './signature';

export interface Signer {
  /** How messages call the key. */
  readonly name: string;
  readonly publicKey: KeyObject;
  /** @throws RunnerError when KMS does not sign, or something else comes of it than a signature of these bytes */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

const MADE_BY = 'openssl genpkey -algorithm ed25519 -out key.pem';

/** Checked by its own public key each time, so that nothing is called signed that is not. */
function checked(name: string, publicKey: KeyObject, make: (bytes: Uint8Array) => Promise<Uint8Array>): Signer {
  return {
    name,
    publicKey,
    async sign(bytes) {
      const signature = await make(bytes);
      if (isSignature(bytes, signature, publicKey)) return signature;
      throw new RunnerError('unavailable', `what ${name} has signed does not hold for its own public key`);
    },
  };
}

/**
 * An Ed25519 key in PEM. Like ssh, it takes no private key that others can read: their signature would be worth as much.
 * @throws RunnerError `usage`, without a word of the key
 */
export function localSigner(path: string, file: RawFile | undefined): Signer {
  const where = `--sign-with: '${visible(path)}'`;
  if (file === undefined)
    throw new RunnerError(
      'usage',
      `${where} is not there; an Ed25519 private key in PEM, or the ARN or alias/… of a key of KMS is allowed`,
      `make one: ${MADE_BY}`,
    );
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(Buffer.from(file.bytes));
  } catch {
    // Said below: what OpenSSL says may be of what is inside.
  }
  if (key?.asymmetricKeyType !== 'ed25519')
    throw new RunnerError(
      'usage',
      `${where} holds ${key === undefined ? 'no private key in PEM that can be read without a passphrase' : `a key of ${visible(key.asymmetricKeyType ?? 'another kind')}`}; an Ed25519 private key is allowed`,
      `make one: ${MADE_BY}`,
    );
  if (file.isOpenToOthers)
    throw new RunnerError(
      'usage',
      `${where}: others than its owner may read or change it, and could sign as well`,
      'chmod 600, and make another key if anybody may have read it',
    );
  const privateKey = key;
  const publicKey = createPublicKey(privateKey);
  return checked(`the Ed25519 key ${fingerprint(publicKey).slice(0, 16)}…`, publicKey, (bytes) =>
    Promise.resolve(sign(null, bytes, privateKey)),
  );
}

/** What is asked of keys, from the one that is taken first; of each the hash of what is signed. */
const HASH_OF: Readonly<Record<SigningAlgorithm, string>> = {
  ECDSA_SHA_256: 'sha256',
  ECDSA_SHA_384: 'sha384',
  ECDSA_SHA_512: 'sha512',
  RSASSA_PKCS1_V1_5_SHA_256: 'sha256',
};

/** @throws RunnerError when there is no such key, when it does not sign, or when it is not allowed */
export async function kmsPublicKey(keys: SigningKeys, id: string): Promise<KeyObject> {
  const found = await keys.publicKey(id);
  return publicKeyOf(found) ?? refused('--public-key', found);
}

/** Undefined: it is of a kind that signs nothing here. */
function publicKeyOf({ der }: Pick<PublicKey, 'der'>): KeyObject | undefined {
  const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  return isSigningKey(key) ? key : undefined;
}

function refused(flag: string, { arn, spec }: Pick<PublicKey, 'arn' | 'spec'>): never {
  throw new RunnerError(
    'usage',
    `${flag}: the key ${visible(arn)} is of ${visible(spec)}; ECC_NIST_P256, P384, P521 or RSA is allowed, with SIGN_VERIFY`,
    'make one: aws kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY',
  );
}

/** @throws RunnerError when there is no such key, when it does not sign, or when it is not allowed */
export async function kmsSigner(keys: SigningKeys, id: string): Promise<Signer> {
  const found = await keys.publicKey(id);
  const algorithm = (Object.keys(HASH_OF) as SigningAlgorithm[]).find((name) => found.algorithms.includes(name));
  const publicKey = publicKeyOf(found);
  // KMS signs with secp256k1 by the same algorithm.
  if (algorithm === undefined || publicKey === undefined) return refused('--sign-with', found);
  return checked(`the KMS key ${visible(found.arn)}`, publicKey, (bytes) =>
    keys.sign(id, algorithm, createHash(HASH_OF[algorithm]).update(bytes).digest()),
  );
}

/** What is signed before anything else is done, to see whether the key signs: it is no certificate, and is written nowhere. */
const TRIED = Buffer.from('s3-backfill has tried whether this key signs; this is no certificate.\n');

/** @throws RunnerError when it does not */
export async function tried(signer: Signer): Promise<Signer> {
  await signer.sign(TRIED);
  return signer;
}
