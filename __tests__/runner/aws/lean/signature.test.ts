// Signatures of AWS's published examples, and of drawn requests beside the SDK's own signer.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { encoded, encodedKey, encodedQuery, signer, type UnsignedRequest } from '../../../../runner/aws/lean/signature';

const KEYS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const HOST = 'examplebucket.s3.amazonaws.com';
const PUBLISHED_MS = Date.UTC(2013, 4, 24);

function signatureOf(authorization: string | undefined): string | undefined {
  return /Signature=([0-9a-f]{64})$/.exec(authorization ?? '')?.[1];
}

/** What the SDK hashes with, from Node. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' || secret === undefined ? secret : Buffer.from(secret as Uint8Array);
    this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(data: string | Uint8Array): void {
    this.hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.hash.digest()));
  }
  reset(): void {
    throw new Error('not used');
  }
}

async function bySdk(request: UnsignedRequest, keys: typeof KEYS & { sessionToken?: string }, atMs: number) {
  const sdk = new SignatureV4({
    credentials: keys,
    region: 'eu-west-1',
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: true,
  });
  const { method, path, query, headers, body } = request;
  const { host = '' } = headers;
  const asked = {
    method,
    path,
    query: { ...query },
    headers: { ...headers },
    body,
    protocol: 'https:',
    hostname: host,
  };
  return (await sdk.sign(asked, { signingDate: new Date(atMs) })).headers;
}

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const requests = fc.record({
  method: fc.constantFrom('DELETE', 'GET', 'HEAD', 'POST', 'PUT'),
  path: text.map((key) => `/bucket/${encodedKey(key)}`),
  query: fc.dictionary(fc.constantFrom('prefix', 'list-type', 'continuation-token', 'uploadId', 'uploads'), text),
  headers: fc
    .dictionary(fc.constantFrom('x-amz-copy-source', 'if-match', 'x-amz-storage-class'), text.map(encoded))
    .map((headers) => ({ host: HOST, ...headers })),
  body: text,
});

describe('a signature', () => {
  it.each<[string, Partial<UnsignedRequest>, string]>([
    [
      'GET of an object',
      { path: '/test.txt', headers: { host: HOST, range: 'bytes=0-9' } },
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'PUT of an object',
      {
        method: 'PUT',
        path: '/test%24file.text',
        headers: { host: HOST, date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
        body: 'Welcome to Amazon S3.',
      },
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    [
      'GET of a setting',
      { query: { lifecycle: '' } },
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ],
    [
      'GET of a listing',
      { query: { prefix: 'J', 'max-keys': '2' } },
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
  ])('is the one that AWS has published for %s', (_title, changes, expected) => {
    const request = { method: 'GET' as const, path: '/', query: {}, headers: { host: HOST }, body: '', ...changes };
    expect(signatureOf(signer('us-east-1', 's3')(request, KEYS, PUBLISHED_MS)['authorization'])).toBe(expected);
  });

  it("is the SDK's, whatever the key, the query and the headers hold, on any day, and with a session's token", async () => {
    const sign = signer('eu-west-1', 's3');
    await fc.assert(
      fc.asyncProperty(
        requests,
        fc.integer({ min: 0, max: Date.UTC(2099, 0) }),
        fc.option(fc.constantFrom('token/+=', 'other'), { nil: undefined }),
        fc.constantFrom('one', 'other'),
        async (request, atMs, sessionToken, secret) => {
          const keys = {
            accessKeyId: 'AKID',
            secretAccessKey: secret,
            ...(sessionToken === undefined ? {} : { sessionToken }),
          };
          const ours = sign(request, keys, atMs);
          const theirs = await bySdk(request, keys, atMs);
          expect(ours['authorization']).toBe(theirs['authorization']);
          expect(ours['x-amz-security-token']).toBe(sessionToken);
        },
      ),
    );
  });

  it('is of the bytes of a header, each of its letters being one', async () => {
    const request = {
      method: 'PUT' as const,
      path: '/k',
      query: {},
      headers: { host: HOST, 'x-amz-meta-a': 'Grüße' },
      body: '',
    };
    const theirs = await bySdk(request, KEYS, PUBLISHED_MS);
    const bytes = { host: HOST, 'x-amz-meta-a': Buffer.from('Grüße').toString('latin1') };
    const ours = signer('eu-west-1', 's3')({ ...request, headers: bytes }, KEYS, PUBLISHED_MS);
    expect(ours['authorization']).toBe(theirs['authorization']);
  });
});

describe('what is encoded', () => {
  it('keeps the slashes of keys, wherever they stand, and nothing else that means something', () => {
    expect(encodedKey("/a//b/ +?&#%\u{1f600}'!()*~-._/")).toBe(
      '/a//b/%20%2B%3F%26%23%25%F0%9F%98%80%27%21%28%29%2A~-._/',
    );
    expect(encoded('a/b')).toBe('a%2Fb');
  });

  it('is a query in the order of its names', () => {
    expect(encodedQuery({ prefix: 'a b', 'list-type': '2', after: '' })).toBe('after=&list-type=2&prefix=a%20b');
  });
});
