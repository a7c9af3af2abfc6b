// The signatures that AWS publishes as examples: made by AWS, so that neither our code nor the SDK's could agree on a mistake.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, startEmulator, type Running } from '../running';
import { send, type RawRequest } from '../http/raw-request';

let running: Running;

beforeEach(async () => {
  const now = Date.UTC(2013, 4, 24);
  running = await startEmulator({
    hosts: ['examplebucket.s3.amazonaws.com', 's3.amazonaws.com'],
    clock: { now: () => now, sleep: () => Promise.resolve() },
    accounts: [
      {
        accountId: '111122223333',
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      },
    ],
    seed: { buckets: [{ name: 'examplebucket' }] },
  });
});

afterEach(async () => {
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function authorization(signedHeaders: string, signature: string): string {
  const credential = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';
  return `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedHeaders},Signature=${signature}`;
}

const DATED = { host: 'examplebucket.s3.amazonaws.com', 'x-amz-date': '20130524T000000Z' };
const DATED_HEADERS = 'host;x-amz-content-sha256;x-amz-date';

const EXAMPLES: readonly (readonly [string, RawRequest])[] = [
  [
    'GET Object',
    {
      method: 'GET',
      path: '/test.txt',
      headers: {
        ...DATED,
        range: 'bytes=0-9',
        'x-amz-content-sha256': EMPTY,
        authorization: authorization(
          'host;range;x-amz-content-sha256;x-amz-date',
          'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
        ),
      },
    },
  ],
  [
    'PUT Object',
    {
      method: 'PUT',
      path: '/test%24file.text',
      headers: {
        ...DATED,
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
        authorization: authorization(
          'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
          '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
        ),
      },
      body: 'Welcome to Amazon S3.',
    },
  ],
  [
    'GET Bucket Lifecycle',
    {
      method: 'GET',
      path: '/?lifecycle',
      headers: {
        ...DATED,
        'x-amz-content-sha256': EMPTY,
        authorization: authorization(DATED_HEADERS, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'),
      },
    },
  ],
  [
    'Get Bucket (List Objects)',
    {
      method: 'GET',
      path: '/?max-keys=2&prefix=J',
      headers: {
        ...DATED,
        'x-amz-content-sha256': EMPTY,
        authorization: authorization(DATED_HEADERS, '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'),
      },
    },
  ],
  [
    'presigned URL',
    {
      method: 'GET',
      path: '/test.txt',
      query: {
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request',
        'X-Amz-Date': '20130524T000000Z',
        'X-Amz-Expires': '86400',
        'X-Amz-SignedHeaders': 'host',
        'X-Amz-Signature': 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
      },
      headers: { host: 'examplebucket.s3.amazonaws.com' },
    },
  ],
];

const LETTERS = 'a'.repeat(65_536);

const CHUNKED: RawRequest = {
  method: 'PUT',
  path: '/examplebucket/chunkObject.txt',
  headers: {
    host: 's3.amazonaws.com',
    'x-amz-date': '20130524T000000Z',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': '66560',
    'content-length': '66824',
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    authorization: authorization(
      'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class',
      '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    ),
  },
  body: [
    `10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${LETTERS}\r\n`,
    `400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${'a'.repeat(1024)}\r\n`,
    '0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n',
  ].join(''),
};

const TRAILED: RawRequest = {
  method: 'PUT',
  path: '/examplebucket/chunkObject.txt',
  headers: {
    host: 's3.amazonaws.com',
    'x-amz-date': '20130524T000000Z',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': '66560',
    'x-amz-trailer': 'x-amz-checksum-crc32c',
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    authorization: authorization(
      'content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer',
      '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    ),
  },
  body: [
    `10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n${LETTERS}\r\n`,
    `400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n${'a'.repeat(1024)}\r\n`,
    '0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n',
    'x-amz-checksum-crc32c:sOO8/Q==\r\n',
    'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
  ].join(''),
};

describe('an example that AWS publishes', () => {
  // Its host is none of the emulator's, so that what it asks for is not there; that it is looked for is the point.
  it.each(EXAMPLES)('is signed as the emulator signs: %s', async (_, request) => {
    const { status, code } = await send(running, request);
    expect({ status, code }).not.toMatchObject({ code: 'SignatureDoesNotMatch' });
    expect(status).not.toBe(403);
  });

  it.each(EXAMPLES)('is refused at another time: %s', async (_, { headers = {}, query, ...request }) => {
    const changed =
      query === undefined
        ? { ...request, headers: { ...headers, 'x-amz-date': '20130524T000001Z' } }
        : { ...request, headers, query: { ...query, 'X-Amz-Date': '20130524T000001Z' } };
    expect(await send(running, changed)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
  });

  it.each([
    ['signed chunks', CHUNKED],
    ['signed chunks and a signed trailer', TRAILED],
  ])('with %s is stored', async (_, request) => {
    expect(await send(running, request)).toMatchObject({ status: 200 });
    const stored = running.emulator.world.buckets.get('examplebucket')?.versions.current('chunkObject.txt');
    expect(stored?.body.toString()).toBe('a'.repeat(66_560));
    expect(stored?.systemMetadata).not.toHaveProperty('content-encoding');
  });

  it.each<[string, RawRequest, (body: string) => string, string]>([
    ['a byte of a chunk', CHUNKED, (body) => body.replace('aaa', 'aba'), 'SignatureDoesNotMatch'],
    ['the signature of a chunk', CHUNKED, (body) => body.replace('ad80', 'ad81'), 'SignatureDoesNotMatch'],
    ['the signature of the last chunk', CHUNKED, (body) => body.replace('b6c6', 'b6c7'), 'SignatureDoesNotMatch'],
    ['the order of the chunks', CHUNKED, swapChunks, 'SignatureDoesNotMatch'],
    ['the checksum in the trailer', TRAILED, (body) => body.replace('sOO8/Q==', 'sOO8/A=='), 'SignatureDoesNotMatch'],
    ['the signature of the trailer', TRAILED, (body) => body.replace('d81f', 'd81e'), 'SignatureDoesNotMatch'],
    ['the size of a chunk', CHUNKED, (body) => body.replace('400;', '3ff;'), 'IncompleteBody'],
    ['the last chunk', TRAILED, (body) => body.replace(/\r\n0;.*/s, '\r\n'), 'IncompleteBody'],
  ])('is refused when somebody changes %s', async (_, request, change, code) => {
    const { 'content-length': length, ...headers } = request.headers ?? {};
    const body = change(String(request.body));
    expect(length ?? '66824').toBe('66824');
    // Where the length was signed it stays; padding keeps what follows the last chunk.
    const padded = length === undefined ? body : body.padEnd(Number(length), ' ').slice(0, Number(length));
    const sent = {
      ...request,
      headers: length === undefined ? headers : { ...headers, 'content-length': length },
      body: padded,
    };
    expect((await send(running, sent)).code).toBe(code);
    expect(running.emulator.world.buckets.get('examplebucket')?.versions.size).toBe(0);
  });
});

/** Sends the small chunk first. */
function swapChunks(body: string): string {
  const [first = '', second = '', rest = ''] = body.split(/(?=\r\n400;)|(?=\r\n0;)/);
  return `${second.slice(2)}\r\n${first}${rest}`;
}
