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

/** As AWS encodes: everything but letters, digits, `-`, `.`, `_` and `~`. */
export function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A key in a path: its slashes stay. */
export function encodedKey(key: string): string {
  return encoded(key).replaceAll('%2F', '/');
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

/** Signs for one service of one Region. The key that is derived from a secret lasts a day: it is kept. */
export function signer(
  region: string,
  service: Service,
): (request: UnsignedRequest, keys: SigningKeys, atMs: number) => Record<string, string> {
  let derived: { readonly from: string; readonly key: Buffer } | undefined;

  function keyOf(secret: string, day: string): Buffer {
    const from = `${day} ${secret}`;
    if (derived?.from !== from) {
      const key = [region, service, 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secret}`, day));
      derived = { from, key };
    }
    return derived.key;
  }

  return ({ method, path, query, headers, body }, keys, atMs) => {
    const date = new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '');
    const day = date.slice(0, 8);
    const digest = body === '' ? EMPTY : hash('sha256', body, 'hex');
    const signed: Record<string, string> = {
      ...headers,
      'x-amz-content-sha256': digest,
      'x-amz-date': date,
      ...(keys.sessionToken === undefined ? {} : { 'x-amz-security-token': keys.sessionToken }),
    };
    const names = Object.keys(signed).sort();
    const lines = names.map((name) => `${name}:${(signed[name] ?? '').trim().replace(/ +/g, ' ')}\n`).join('');
    const list = names.join(';');
    const canonical = Buffer.from(`${method}\n${path}\n${encodedQuery(query)}\n${lines}\n${list}\n${digest}`, 'latin1');
    const scope = `${day}/${region}/${service}/aws4_request`;
    const text = `${ALGORITHM}\n${date}\n${scope}\n${hash('sha256', canonical, 'hex')}`;
    const signature = createHmac('sha256', keyOf(keys.secretAccessKey, day)).update(text).digest('hex');
    signed['authorization'] =
      `${ALGORITHM} Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${list}, Signature=${signature}`;
    return signed;
  };
}
