// Signature Version 4 of the few requests that a copy is made of. The SDK signs whatever there is, and takes twenty times as long.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHmac, hash } from 'node:crypto';

export type Service = 's3' | 'sts';

export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface UnsignedRequest {
  readonly method: 'DELETE' | 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** As it is sent: each segment encoded. */
  readonly path: string;
  /** By name; values are not encoded. */
  readonly query: Readonly<Record<string, string>>;
  /** By name in small letters, `host` with its port among them; all of them are signed. Each letter of a value is a byte. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const EMPTY = hash('sha256', '', 'hex');

/** Nearly every key is written with these alone. */
const PLAIN = /^[\w.~-]*$/;
const PLAIN_WITH_SLASHES = /^[\w.~/-]*$/;

/** As AWS encodes: everything but letters, digits, `-`, `.`, `_` and `~`. */
export function encoded(text: string): string {
  if (PLAIN.test(text)) return text;
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A key in a path: its slashes stay. */
export function encodedKey(key: string): string {
  return PLAIN_WITH_SLASHES.test(key) ? key : encoded(key).replaceAll('%2F', '/');
}

/** A query as it is signed, which is how it is sent. */
export function encodedQuery(query: Readonly<Record<string, string>>): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${encoded(name)}=${encoded(query[name] ?? '')}`)
    .join('&');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Bytes of a block of SHA-256, and of its digest. */
const BLOCK = 64;
const DIGEST = 32;
/** Longest text that is signed: an algorithm, a moment, a scope and a digest, in ASCII. */
const LONGEST = 512;

/**
 * HMAC with a key that is used again and again, by two digests: what Node makes for each HMAC takes three times as long.
 * https://www.rfc-editor.org/rfc/rfc2104
 * @param key no longer than a block; texts are in ASCII, and no longer than the longest one that is signed
 */
function hmacOf(key: Buffer): (text: string) => string {
  const padded = Buffer.alloc(BLOCK);
  key.copy(padded);
  const inner = Buffer.alloc(BLOCK + LONGEST);
  inner.set(padded.map((byte) => byte ^ 0x36));
  const outer = Buffer.alloc(BLOCK + DIGEST);
  outer.set(padded.map((byte) => byte ^ 0x5c));
  return (text) => {
    const length = inner.write(text, BLOCK, 'latin1');
    outer.set(hash('sha256', inner.subarray(0, BLOCK + length), 'buffer'), BLOCK);
    return hash('sha256', outer, 'hex');
  };
}

/** As signatures write a moment. */
function dateOf(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** A header's value, as it is signed. */
function trimmed(value: string): string {
  const bare = value.trim();
  return bare.includes('  ') ? bare.replace(/ +/g, ' ') : bare;
}

/** Signs for one service of one Region. The key that is derived from a secret lasts a day: it is kept. */
export function signer(
  region: string,
  service: Service,
): (request: UnsignedRequest, keys: SigningKeys, atMs: number) => Record<string, string> {
  let derived: { readonly from: string; readonly hmac: (text: string) => string } | undefined;
  let second = { number: NaN, date: '' };

  function hmacWith(secret: string, day: string): (text: string) => string {
    const from = `${day} ${secret}`;
    if (derived?.from !== from) {
      const key = [region, service, 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secret}`, day));
      derived = { from, hmac: hmacOf(key) };
    }
    return derived.hmac;
  }

  /** Of requests that are sent in one second it is the same. */
  function dateAt(atMs: number): string {
    const number = Math.floor(atMs / 1000);
    if (number !== second.number) second = { number, date: dateOf(atMs) };
    return second.date;
  }

  return ({ method, path, query, headers, body }, keys, atMs) => {
    const date = dateAt(atMs);
    const day = date.slice(0, 8);
    const digest = body === '' ? EMPTY : hash('sha256', body, 'hex');
    const signed: Record<string, string> = {
      ...headers,
      'x-amz-content-sha256': digest,
      'x-amz-date': date,
      ...(keys.sessionToken === undefined ? {} : { 'x-amz-security-token': keys.sessionToken }),
    };
    const names = Object.keys(signed).sort();
    let lines = '';
    for (const name of names) lines += `${name}:${trimmed(signed[name] ?? '')}\n`;
    const list = names.join(';');
    const canonical = Buffer.from(`${method}\n${path}\n${encodedQuery(query)}\n${lines}\n${list}\n${digest}`, 'latin1');
    const scope = `${day}/${region}/${service}/aws4_request`;
    const text = `${ALGORITHM}\n${date}\n${scope}\n${hash('sha256', canonical, 'hex')}`;
    const signature = hmacWith(keys.secretAccessKey, day)(text);
    signed['authorization'] =
      `${ALGORITHM} Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${list}, Signature=${signature}`;
    return signed;
  };
}
