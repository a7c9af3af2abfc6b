// What a server answers that no emulator does: each answer is what it means, or an error, and never a copy that was not made.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from '../../../../runner/aws/connect';
import { leanS3 } from '../../../../runner/aws/lean/lean-s3';
import { openLink } from '../../../../runner/aws/lean/link';
import type { S3Clients } from '../../../../runner/aws/s3/s3-clients';
import type { Session } from '../../../../runner/aws/session';
import type { Aws } from '../../../../runner/ports/aws';
import type { CopyOrder, ListedObject } from '../../../../runner/ports/s3/copying';

let server: Server;
let aws: Aws;
let abort: AbortController;
let asked: IncomingMessage[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  abort = new AbortController();
  server = createServer((request, response) => {
    response.setHeader('x-amz-bucket-region', 'eu-west-1');
    // The SDK asks where a bucket is.
    if (request.method === 'HEAD' && /^\/\w+\/?$/.test(request.url ?? '')) response.end();
    else {
      asked.push(request);
      answer(request, response);
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIAIOSFODNN7EXAMPLE';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  aws = await connect({ region: 'eu-west-1', endpointUrl: urlOf(server), signal: abort.signal }, {});
});
afterEach(async () => {
  delete process.env['AWS_SESSION_TOKEN'];
  aws.close();
  server.closeAllConnections();
  await new Promise((resolve) => void server.close(resolve));
});

const urlOf = (of: Server): string => `http://127.0.0.1:${(of.address() as AddressInfo).port}`;

const ORDER: CopyOrder = {
  from: { bucket: 'src', key: 'k', etag: 'e1' },
  to: { bucket: 'dst', key: 'k' },
  onto: 'nothing',
  storageClass: 'STANDARD',
  annotations: 'exclude',
};
const COPIED = '<?xml version="1.0"?>\n<CopyObjectResult><ETag>"e1"</ETag></CopyObjectResult>';
const errorBody = (code: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>we did not</Message></Error>`;

function says(status: number, body: string, headers: Readonly<Record<string, string>> = {}): void {
  answer = (_request, response) => response.writeHead(status, headers).end(body);
}

async function list(): Promise<readonly ListedObject[]> {
  const all: ListedObject[] = [];
  for await (const page of aws.copying.objects('src', { prefix: '' })) all.push(...page);
  return all;
}

describe('a copy', () => {
  it('is sent with its conditions, its annotations and everything that is signed', async () => {
    process.env['AWS_SESSION_TOKEN'] = 'the-token';
    aws.close();
    aws = await connect({ region: 'eu-west-1', endpointUrl: urlOf(server), signal: abort.signal }, {});
    says(200, COPIED, { 'x-amz-version-id': 'v7' });
    expect(await aws.copying.copy(ORDER)).toEqual({ etag: 'e1', versionId: 'v7' });
    expect(asked[0]).toMatchObject({ method: 'PUT', url: '/dst/k' });
    expect(asked[0]?.headers).toMatchObject({
      'x-amz-copy-source': '/src/k',
      'x-amz-copy-source-if-match': '"e1"',
      'if-none-match': '*',
      'x-amz-object-annotation-directive': 'EXCLUDE',
      'x-amz-security-token': 'the-token',
      'content-length': '0',
    });
    expect(asked[0]?.headers.authorization).toContain('x-amz-security-token');
  });

  it.each([
    ['InternalError', 'unavailable'],
    ['SlowDown', 'throttled'],
    ['AccessDenied', 'denied'],
  ])('that is answered with 200 and the error %s is %s, and not copied', async (code, kind) => {
    says(200, `  \n ${errorBody(code)}`);
    await expect(aws.copying.copy(ORDER)).rejects.toMatchObject({ kind, code });
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n  \n'],
    ['the head of an answer', '<?xml version="1.0"?>\n'],
    ['an answer that ends in the middle', COPIED.slice(0, -10)],
    ['an answer without an ETag', '<CopyObjectResult></CopyObjectResult>'],
    ['something else', 'welcome to the hotel'],
    ['a page', '<html><body>log in</body></html>'],
  ])('that is answered with 200 and %s is unavailable, and not copied', async (_title, body) => {
    says(200, body);
    await expect(aws.copying.copy(ORDER)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it.each([301, 302, 307, 308])('that is redirected with %i goes nowhere else', async (status) => {
    let strangers = 0;
    const elsewhere = createServer((_request, response) => {
      strangers += 1;
      response.end(COPIED);
    });
    await new Promise<void>((resolve) => void elsewhere.listen(0, '127.0.0.1', resolve));
    says(status, errorBody('PermanentRedirect'), { location: `${urlOf(elsewhere)}/dst/k` });
    await expect(aws.copying.copy(ORDER)).rejects.toThrow(/PermanentRedirect/);
    await new Promise((resolve) => void elsewhere.close(resolve));
    expect(strangers).toBe(0);
    expect(asked).toHaveLength(1);
  });

  it('by a clock that is wrong is signed again by the clock of S3, and so are all that follow', async () => {
    const serverMs = Date.now() + 3 * 3_600_000;
    const dateOf = ({ headers }: IncomingMessage): string => String(headers['x-amz-date']);
    const right = new Date(serverMs).toISOString().replace(/[-:]/g, '').slice(0, 11);
    answer = (request, response) => {
      response.setHeader('date', new Date(serverMs).toUTCString());
      if (dateOf(request).startsWith(right)) response.end(COPIED);
      else response.writeHead(403).end(errorBody('RequestTimeTooSkewed'));
    };
    await aws.copying.copy(ORDER);
    await aws.copying.copy(ORDER);
    expect(asked).toHaveLength(3);
  });

  it('ends at once when the program is interrupted', async () => {
    answer = () => abort.abort();
    await expect(aws.copying.copy(ORDER)).rejects.toMatchObject({ kind: 'interrupted' });
  });
});

describe('an ACL', () => {
  const document = (grants: string): string =>
    `<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList>${grants}</AccessControlList></AccessControlPolicy>`;

  it.each([
    [
      'has a permission that nobody knows',
      document('<Grant><Grantee><ID>x</ID></Grantee><Permission>FLY</Permission></Grant>'),
    ],
    ['grants to nobody', document('<Grant><Grantee></Grantee><Permission>READ</Permission></Grant>')],
    ['has no owner', document('').replace('<ID>o</ID>', '')],
    ['is something else', '<html></html>'],
  ])('that %s is unavailable, never smaller', async (_title, body) => {
    says(200, body);
    await expect(aws.copying.grants({ bucket: 'src', key: 'k' })).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('of single grants is sent in a header for each permission', async () => {
    says(200, COPIED);
    await aws.copying.copy({ ...ORDER, acl: { FULL_CONTROL: ['id="a"', 'id="b"'], READ: ['uri="u"'], READ_ACP: [] } });
    const { headers } = asked[0] ?? {};
    expect(headers).toMatchObject({ 'x-amz-grant-full-control': 'id="a", id="b"', 'x-amz-grant-read': 'uri="u"' });
    expect(Object.keys(headers ?? {}).filter((name) => /acl|acp/.test(name))).toEqual([]);
  });
});

describe('the annotations of an object', () => {
  const list = () => aws.copying.annotations({ bucket: 'src', key: 'k' });

  it('are none on a server that serves the object instead, of which nothing is read', async () => {
    answer = (_request, response) => {
      response.writeHead(206, { 'accept-ranges': 'bytes', 'content-length': String(5 * 1024 ** 3) });
      response.write('x');
    };
    expect(await list()).toEqual([]);
  });

  it('are asked for once on such a server, and for each object elsewhere', async () => {
    answer = (_request, response) => response.writeHead(200, { 'accept-ranges': 'bytes' }).end('the object');
    expect(await Promise.all(['a', 'b', 'c'].map((key) => aws.copying.annotations({ bucket: 'src', key })))).toEqual([
      [],
      [],
      [],
    ]);
    expect(asked.map(({ url }) => url?.split('?')[0])).toEqual(['/src/a']);
    const entry = '<AnnotationEntry><AnnotationName>note</AnnotationName></AnnotationEntry>';
    says(200, `<ListObjectAnnotationsOutput>${entry}</ListObjectAnnotationsOutput>`);
    expect(await Promise.all(['a', 'b'].map((key) => aws.copying.annotations({ bucket: 'other', key })))).toEqual([
      ['note'],
      ['note'],
    ]);
    expect(asked).toHaveLength(3);
  });

  it('are none where S3 has no annotations, and unknown where its answer cannot be read', async () => {
    says(501, errorBody('NotImplemented'));
    expect(await list()).toEqual([]);
    says(200, '<html></html>');
    await expect(list()).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('an upload', () => {
  const to = { bucket: 'dst', key: 'k', uploadId: 'u' };

  it.each([
    [
      'CreateMultipartUpload without an id',
      () => aws.copying.createUpload({ ...ORDER, contentHeaders: {}, metadata: {}, tags: {} }),
    ],
    [
      'UploadPartCopy that failed after 200',
      () => aws.copying.copyPart({ from: ORDER.from, to, number: 1, firstByte: 0, lastByte: 1 }),
    ],
    [
      'CompleteMultipartUpload that failed after 200',
      () => aws.copying.completeUpload({ to, onto: 'nothing', sizeBytes: 1, parts: [] }),
    ],
    ['ListMultipartUploads that breaks off', () => aws.copying.uploads('dst', '')],
  ])('%s is unavailable', async (_title, ask) => {
    says(200, errorBody('InternalError'));
    await expect(ask()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('is completed by its parts with their checksums, its size and the condition', async () => {
    let body = '';
    answer = (request, response) => {
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () =>
        response.end('<CompleteMultipartUploadResult><ETag>"e-1"</ETag></CompleteMultipartUploadResult>'),
      );
    };
    const checksum = { algorithm: 'CRC32', value: 'a+/=' };
    const completion = { to, onto: { etag: 'old' }, sizeBytes: 7, parts: [{ number: 1, etag: 'p', checksum }] };
    expect(await aws.copying.completeUpload(completion)).toEqual({ etag: 'e-1' });
    expect(asked[0]?.headers).toMatchObject({ 'if-match': '"old"', 'x-amz-mp-object-size': '7' });
    expect(body).toContain(
      '<Part><ChecksumCRC32>a+/=</ChecksumCRC32><ETag>&#34;p&#34;</ETag><PartNumber>1</PartNumber></Part>',
    );
  });
});

describe('a look', () => {
  const PLACE = { bucket: 'src', key: 'k' };
  const HEADERS = { 'content-length': '3', 'last-modified': 'Sat, 31 Jan 2026 00:00:00 GMT', etag: '"e"' };

  it('keeps every byte of metadata, and counts what headers cannot tell', async () => {
    const bytes = Buffer.from('Grüße').toString('latin1');
    says(200, '', { ...HEADERS, 'x-amz-meta-a': bytes, 'x-amz-missing-meta': '2' });
    const head = await aws.copying.head(PLACE);
    expect(head).toMatchObject({ metadata: { a: bytes }, missingMetadata: 2, encryption: 'none' });
  });

  it.each(['content-length', 'last-modified'] as const)('without %s is unavailable', async (name) => {
    const headers = Object.fromEntries(Object.entries(HEADERS).filter(([one]) => one !== name));
    answer = (_request, response) => {
      response.writeHead(200, headers);
      response.end();
    };
    await expect(aws.copying.head(PLACE)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it.each([
    [400, 'ExpiredToken', 'credentials'],
    [403, 'AccessDenied', 'denied'],
  ])('that is refused with %i asks for the words that HEAD has not: %s', async (status, code, kind) => {
    answer = (request, response) => response.writeHead(status).end(request.method === 'HEAD' ? '' : errorBody(code));
    await expect(aws.copying.head(PLACE)).rejects.toMatchObject({ kind, code });
    expect(asked.map(({ method, headers }) => `${method} ${headers.range}`)).toEqual([
      'HEAD undefined',
      'GET bytes=0-0',
    ]);
  });

  it('by a clock that is wrong is signed again by the clock of S3', async () => {
    const serverMs = Date.now() - 3 * 3_600_000;
    const right = new Date(serverMs).toISOString().replace(/[-:]/g, '').slice(0, 11);
    answer = (request, response) => {
      response.setHeader('date', new Date(serverMs).toUTCString());
      if (String(request.headers['x-amz-date']).startsWith(right)) response.writeHead(200, HEADERS).end();
      else response.writeHead(403).end();
    };
    expect(await aws.copying.head(PLACE)).toMatchObject({ etag: 'e' });
    expect(asked).toHaveLength(2);
  });
});

describe('a listing', () => {
  const entry =
    '<Contents><Key>a%20b+c</Key><LastModified>2026-01-31T00:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>3</Size></Contents>';
  const page = (inside: string): string => `<ListBucketResult>${inside}</ListBucketResult>`;

  it('is read with what it leaves out', async () => {
    says(200, page(`<IsTruncated>false</IsTruncated>${entry}`));
    expect(await list()).toEqual([
      { key: 'a b c', sizeBytes: 3, etag: 'e', lastModifiedMs: Date.UTC(2026, 0, 31), storageClass: 'STANDARD' },
    ]);
  });

  it.each([
    ['ends in the middle', page(`<IsTruncated>false</IsTruncated>${entry}`).slice(0, -8)],
    ['does not say whether it goes on', page(entry)],
    ['goes on and does not say where', page(`<IsTruncated>true</IsTruncated>${entry}`)],
    ['has an object without a key', page(`<IsTruncated>false</IsTruncated>${entry.replace(/<Key>.*<\/Key>/, '')}`)],
    ['has an object without a size', page(`<IsTruncated>false</IsTruncated>${entry.replace('<Size>3</Size>', '')}`)],
    ['has an object of a strange size', page(`<IsTruncated>false</IsTruncated>${entry.replace('>3<', '>-3<')}`)],
    ['has a key that is no text', page(`<IsTruncated>false</IsTruncated>${entry.replace('%20', '%FF')}`)],
    ['is something else', '<html><body>log in</body></html>'],
    ['is empty', ''],
  ])('that %s is unavailable, never shorter', async (_title, body) => {
    says(200, body);
    await expect(list()).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('plain HTTP', () => {
  const toStranger = (allowsHttp: boolean) => {
    const config = {
      region: () => Promise.resolve('eu-west-1'),
      useFipsEndpoint: () => Promise.resolve(false),
      useDualstackEndpoint: () => Promise.resolve(false),
      endpointProvider: () => ({ url: new URL('http://storage.invalid/') }),
      credentials: () => Promise.resolve({ accessKeyId: 'AKID', secretAccessKey: 'secret' }),
    };
    const session = {
      signal: abort.signal,
      endpoints: { of: () => undefined, allowsHttp },
      remedyFor: () => undefined,
    };
    const clients = { regionAsked: () => Promise.resolve('eu-west-1'), clientOf: () => Promise.resolve({ config }) };
    const of = session as unknown as Session;
    return leanS3(
      of,
      clients as unknown as S3Clients,
      openLink(of, () => 0),
    );
  };
  const request = { operation: 'ListObjectsV2', method: 'GET', bucket: 'src' } as const;

  it('to another machine is refused where it would be sent, wherever its address comes from', async () => {
    await expect(toStranger(false).ask(request)).rejects.toMatchObject({ kind: 'usage' });
  });

  it('goes there where it is allowed', async () => {
    await expect(toStranger(true).ask(request)).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

describe('a look at an object', () => {
  it('that a page for people answers knows nothing of it, and one that S3 answers does', async () => {
    const looks = [
      () => aws.copying.head({ bucket: 'src', key: 'k' }),
      () => aws.objects.head('src', 'k', 'v1', { checksums: false }),
    ];
    for (const look of looks) {
      says(404, '', { 'content-type': 'text/html; charset=utf-8' });
      await expect(look()).rejects.toMatchObject({ kind: 'unavailable' });
      says(404, '', { 'content-type': 'application/xml' });
      expect(await look()).toBeUndefined();
    }
  });
});

it('a copy whose source is not found in no words of S3 is none that is gone', async () => {
  says(404, '');
  await expect(aws.copying.copy(ORDER)).rejects.toMatchObject({ kind: 'unavailable' });
  says(404, errorBody('NoSuchKey'));
  await expect(aws.copying.copy(ORDER)).rejects.toMatchObject({ code: 'NoSuchKey' });
});
