// A signature over the bytes of a file, in a file of its own beside it: as OpenSSL makes and checks them, so that nobody needs this program
// to find out whether a certificate is what was signed.
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { RunnerError } from '../ports/errors';
import { shellCommand } from '../text/shell-command';

/** What the name of a file ends with that has the signature of another: `certificate.json.sig`. */
export const SIGNATURE_ENDING = '.sig';

/** How a kind of key signs. Ed25519 hashes by itself; keys of RSA pad by PKCS #1 v1.5, as `openssl dgst` does. */
interface Way {
  /** Of the bytes that are signed. @default - all of them are signed, as they are */
  readonly hash?: 'sha256' | 'sha384' | 'sha512';
  /** What OpenSSL is told to check a signature, files aside. */
  readonly openssl: readonly string[];
}

const ED25519: Way = { openssl: ['pkeyutl', '-verify', '-rawin', '-pubin'] };
const OF_CURVE: Readonly<Record<string, Way>> = {
  prime256v1: { hash: 'sha256', openssl: ['dgst', '-sha256'] },
  secp384r1: { hash: 'sha384', openssl: ['dgst', '-sha384'] },
  secp521r1: { hash: 'sha512', openssl: ['dgst', '-sha512'] },
};
const RSA: Way = { hash: 'sha256', openssl: ['dgst', '-sha256'] };

/** Undefined: nothing is signed with such keys here. */
function wayOf({ asymmetricKeyType: kind, asymmetricKeyDetails }: KeyObject): Way | undefined {
  if (kind === 'ed25519') return ED25519;
  return kind === 'rsa' ? RSA : OF_CURVE[asymmetricKeyDetails?.namedCurve ?? ''];
}

/** Whether signatures of such a key are made and checked here. */
export function isSigningKey(key: KeyObject): boolean {
  return wayOf(key) !== undefined;
}

const KEY_KINDS = 'Ed25519, a curve of NIST (P-256, P-384, P-521) or RSA';

/** @throws RunnerError `usage` when it is no public key, or one of a kind that signs nothing here */
export function publicKeyIn(pem: string, where: string): KeyObject {
  // Of a private one Node would make the public one, and nobody should hand those around.
  const isPrivate = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem);
  let key: KeyObject | undefined;
  try {
    key = isPrivate ? undefined : createPublicKey(pem);
  } catch {
    // Said below; what is wrong with it is told in words of OpenSSL alone.
  }
  if (key !== undefined && isSigningKey(key)) return key;
  const got = isPrivate ? 'a private key' : key === undefined ? 'no public key in PEM' : 'a key of another kind';
  throw new RunnerError(
    'usage',
    `${where}: it holds ${got}; a public key in PEM is allowed, of ${KEY_KINDS}`,
    'of a private key: openssl pkey -in key.pem -pubout -out key.pub.pem',
  );
}

/** SHA-256 of the public key, as `openssl pkey -pubin -in key.pub.pem -outform DER | openssl dgst -sha256` tells it. */
export function fingerprint(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** Whether the signature is of these bytes and by this key. */
export function isSignature(bytes: Uint8Array, signature: Uint8Array, key: KeyObject): boolean {
  const way = wayOf(key);
  if (way === undefined) throw new Error('a key that signs nothing here');
  return verify(way.hash ?? null, bytes, key, signature);
}

/** The command that checks the same without this program. @param publicKey name of the file with the key */
export function opensslCommand(file: string, key: KeyObject, publicKey: string): string {
  const { openssl = [] } = wayOf(key) ?? {};
  const signature = `${file}${SIGNATURE_ENDING}`;
  return shellCommand(
    key.asymmetricKeyType === 'ed25519'
      ? ['openssl', ...openssl, '-inkey', publicKey, '-sigfile', signature, '-in', file]
      : ['openssl', ...openssl, '-verify', publicKey, '-signature', signature, file],
  );
}
