// Signs what was hashed by somebody else, and checks such signatures; Node's own functions hash all that they sign.
import { createECDH, createPrivateKey, createPublicKey, privateEncrypt, publicDecrypt } from 'node:crypto';
import type { SigningPair, SigningSpec } from '../../world/kms-key';
import type { Algorithm } from './signing-pair';

/** Names of OpenSSL, and the orders of the groups (SEC 2, section 2). */
const CURVES: Readonly<Partial<Record<SigningSpec, { readonly name: string; readonly order: bigint }>>> = {
  ECC_NIST_P256: {
    name: 'prime256v1',
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  },
  ECC_NIST_P384: {
    name: 'secp384r1',
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  ECC_NIST_P521: {
    name: 'secp521r1',
    order:
      0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  },
};

/** DER of DigestInfo without its digest (RFC 8017, section 9.2). */
const DIGEST_INFO: Readonly<Record<Algorithm['hash'], string>> = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/** @param padding of RSA; PSS is not among them */
export function signDigest(pair: SigningPair, hash: Algorithm['hash'], digest: Buffer): Buffer {
  if (pair.spec.startsWith('RSA')) return privateEncrypt(pair.privateKey, digestInfo(hash, digest));
  const { name, order, secret } = curveOf(pair);
  for (;;) {
    const once = createECDH(name);
    const point = once.generateKeys();
    const r = xOf(point) % order;
    const s = mod(inverse(number(once.getPrivateKey()), order) * (leftmost(digest, order) + r * secret), order);
    if (r !== 0n && s !== 0n) return derOf(r, s);
  }
}

export function verifyDigest(pair: SigningPair, hash: Algorithm['hash'], digest: Buffer, signature: Buffer): boolean {
  if (pair.spec.startsWith('RSA')) {
    try {
      return publicDecrypt(createPublicKey(pair.privateKey), signature).equals(digestInfo(hash, digest));
    } catch {
      return false;
    }
  }
  const { name, order, secret } = curveOf(pair);
  const read = readDer(signature);
  if (read === undefined || read.some((part) => part <= 0n || part >= order)) return false;
  const [r, s] = read;
  const w = inverse(s, order);
  // u1·G + u2·Q, where Q is the secret times G.
  const factor = mod((leftmost(digest, order) + r * secret) * w, order);
  if (factor === 0n) return false;
  const other = createECDH(name);
  other.setPrivateKey(bytes(factor));
  return xOf(other.getPublicKey()) % order === r;
}

function digestInfo(hash: Algorithm['hash'], digest: Buffer): Buffer {
  return Buffer.concat([Buffer.from(DIGEST_INFO[hash], 'hex'), digest]);
}

function curveOf({ spec, privateKey }: SigningPair): {
  readonly name: string;
  readonly order: bigint;
  readonly secret: bigint;
} {
  const curve = CURVES[spec];
  const { d } = createPrivateKey(privateKey).export({ format: 'jwk' });
  if (curve === undefined || d === undefined) throw new Error(`${spec} has no curve`);
  return { ...curve, secret: number(Buffer.from(d, 'base64url')) };
}

/** Of a point that is not compressed: 04, x, y. */
function xOf(point: Buffer): bigint {
  return number(point.subarray(1, 1 + (point.length - 1) / 2));
}

/** As many bits of it as the order has. */
function leftmost(digest: Buffer, order: bigint): bigint {
  const excess = digest.length * 8 - order.toString(2).length;
  return excess > 0 ? number(digest) >> BigInt(excess) : number(digest);
}

function number(of: Buffer): bigint {
  return BigInt(`0x${of.toString('hex')}`);
}

function bytes(of: bigint): Buffer {
  const hex = of.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

function mod(of: bigint, order: bigint): bigint {
  return ((of % order) + order) % order;
}

/** By Euclid; the order is a prime. */
function inverse(of: bigint, order: bigint): bigint {
  let [a, b, x, y] = [mod(of, order), order, 1n, 0n];
  while (a > 1n) {
    const quotient = a / b;
    [a, b, x, y] = [b, a % b, y, x - quotient * y];
  }
  return mod(x, order);
}

function derOf(r: bigint, s: bigint): Buffer {
  const body = Buffer.concat([r, s].map(derInteger));
  return Buffer.concat([Buffer.from(body.length < 128 ? [0x30, body.length] : [0x30, 0x81, body.length]), body]);
}

function derInteger(of: bigint): Buffer {
  const value = bytes(of);
  const signed = (value[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), value]) : value;
  return Buffer.concat([Buffer.of(0x02, signed.length), signed]);
}

/** Undefined: it is no such sequence, or not as DER has it. */
function readDer(signature: Buffer): readonly [r: bigint, s: bigint] | undefined {
  const start = signature[1] === 0x81 ? 3 : 2;
  const rLength = signature[start + 1] ?? 0;
  const sLength = signature[start + 3 + rLength] ?? 0;
  const r = signature.subarray(start + 2, start + 2 + rLength);
  const s = signature.subarray(start + 4 + rLength, start + 4 + rLength + sLength);
  if (r.length === 0 || s.length === 0) return undefined;
  const read = [number(r), number(s)] as const;
  return derOf(...read).equals(signature) ? read : undefined;
}
