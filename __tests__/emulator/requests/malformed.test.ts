// Nothing that comes over the network may bring the emulator down, or be taken for something that it is not.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { FAMILY_OF, type ServiceName } from '../../../emulator/addressing';
import { S3_OPERATIONS } from '../../../emulator/s3/s3-service';
import { bugs, startEmulator, type Running } from '../running';
import { send, type RawAnswer, type RawRequest } from './raw-request';

let running: Running;

beforeAll(async () => {
  running = await startEmulator({
    verifySignatures: false,
    seed: {
      buckets: [{ name: 'box', versioning: 'Enabled', objects: [{ key: 'key', body: 'hello', versions: 2 }] }],
    },
  });
});

afterAll(async () => {
  await running.close();
});

/** A seed that never changes, and a bound on the time of each property. */
const BOUNDED = { seed: 20250615, numRuns: 250, interruptAfterTimeLimit: 2000, markInterruptAsFailure: false } as const;

const ACCOUNT = '111122223333';
const ACCESS_KEY = 'AKIAEMULATOR11112222';

/** A signature that names the service; nobody checks it. */
function authorization(service: ServiceName): string {
  const scope = `${ACCESS_KEY}/20250615/us-east-1/${service === 's3-control' ? 's3' : service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope},SignedHeaders=host,Signature=${'0'.repeat(64)}`;
}

function addressed(service: ServiceName, request: RawRequest): RawRequest {
  const headers = {
    ...request.headers,
    authorization: authorization(service),
    'x-amz-date': '20250615T120000Z',
    ...(service === 's3-control' ? { 'x-amz-account-id': ACCOUNT } : {}),
  };
  return { ...request, headers };
}

/** Answered in the form of the service, without a fault of the emulator. */
function expectAnswered(service: ServiceName, request: RawRequest, answer: RawAnswer): void {
  const shown = `${request.method} ${request.path} ${JSON.stringify(request.query)} ${String(request.body).slice(0, 300)}`;
  if (bugs(running).length > 0) throw new Error(`${shown}: ${JSON.stringify(bugs(running))}`);
  if (answer.status < 400) return;
  if (answer.status >= 500 && answer.status !== 501) throw new Error(`${shown}: ${answer.status}`);
  if (request.method === 'HEAD') return;
  const isJson = FAMILY_OF[service] === 'json' && answer.code === '';
  const code = isJson ? (JSON.parse(answer.body) as { __type?: string }).__type : answer.code;
  if (!code) throw new Error(`${shown}: ${answer.status} without a code: ${answer.body}`);
}

function expectRefused(service: ServiceName, request: RawRequest, answer: RawAnswer): void {
  expectAnswered(service, request, answer);
  if (answer.status < 400) throw new Error(`${request.method} ${request.path} was answered with ${answer.status}`);
}

const NAMES = [...new Set([...S3_OPERATIONS.keys()].map((route) => route.split(' ')[2] ?? 'versionId'))];

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

/** Elements of S3's own documents in the wrong places, with values that fit nowhere. */
const tag = fc.constantFrom(
  ...['ReplicationConfiguration', 'Rule', 'Filter', 'And', 'Tag', 'Key', 'Value', 'Status', 'Delete', 'Object', 'Role'],
  ...[
    'VersioningConfiguration',
    'Tagging',
    'TagSet',
    'CompleteMultipartUpload',
    'Part',
    'PartNumber',
    'ETag',
    'Prefix',
  ],
  ...[
    'CreateJobRequest',
    'Operation',
    'S3ReplicateObject',
    'ManifestGenerator',
    'Manifest',
    'Report',
    'member',
    'Tags',
  ],
  ...[
    'Destination',
    'Bucket',
    'Priority',
    'ID',
    'LifecycleConfiguration',
    'CORSConfiguration',
    'RestoreRequest',
    'Days',
  ],
);
const text = fc.oneof(fc.constantFrom('', 'Enabled', '1', '-1', '1e99', 'true', 'null', '&#0;', '&x;'), fc.string());
const xml = fc.letrec<{ node: string }>((tie) => ({
  node: fc
    .tuple(
      tag,
      fc.oneof(
        { maxDepth: 4 },
        text,
        fc.array(tie('node'), { maxLength: 4 }).map((list) => list.join('')),
      ),
    )
    .map(([name, content]) => `<${name}>${content}</${name}>`),
})).node;
const json = fc.oneof(
  fc.json(),
  fc
    .record({ Version: text, Statement: fc.array(fc.dictionary(text, fc.jsonValue())) })
    .map((value) => JSON.stringify(value)),
);
const form = fc
  .dictionary(
    fc.oneof(
      fc.constantFrom(
        'RoleName',
        'PolicyName',
        'PolicyDocument',
        'PolicyArn',
        'Tags.member.1.Key',
        'Path',
        'MaxItems',
        'Marker',
      ),
      fc.string(),
    ),
    fc.oneof(text, json),
  )
  .map((values) => new URLSearchParams(values).toString());
const body = fc.oneof(bytes, xml, json, form, fc.string());

const query = fc.dictionary(
  fc.oneof(
    fc.constantFrom(...NAMES, 'versionId', 'prefix', 'max-keys', 'marker', 'list-type', 'encoding-type'),
    fc.string(),
  ),
  text,
  { maxKeys: 4 },
);
const method = fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS');
const s3Path = fc.constantFrom(
  '/',
  '/box',
  '/box/',
  '/box/key',
  '/box/a%2Fb',
  '/none/key',
  '/new-box',
  '/-',
  '//',
  '/box//',
);
const header = fc.constantFrom(
  ...['range', 'if-match', 'if-none-match', 'if-modified-since', 'x-amz-copy-source', 'x-amz-tagging', 'x-amz-acl'],
  ...['x-amz-server-side-encryption', 'x-amz-storage-class', 'x-amz-checksum-crc32', 'content-md5', 'x-amz-meta-a'],
  ...['x-amz-copy-source-range', 'x-amz-object-attributes', 'x-amz-expected-bucket-owner', 'x-amz-object-lock-mode'],
  ...['x-amz-decoded-content-length', 'x-amz-content-sha256', 'x-amz-bucket-object-lock-enabled', 'x-amz-mfa'],
);
const headerValue = fc.oneof(
  fc.constantFrom(
    '',
    'bytes=9-1',
    'bytes=-',
    '*',
    '"x"',
    '/box/key',
    '/box/%zz',
    'aws:kms',
    'a=b&a=b',
    'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  ),
  fc.stringMatching(/^[ -~]{0,20}$/),
);
const headers = fc.dictionary(header, headerValue, { maxKeys: 3 });

async function check(
  service: ServiceName,
  requests: fc.Arbitrary<RawRequest>,
  judge: typeof expectAnswered = expectAnswered,
): Promise<void> {
  const property = fc.asyncProperty(requests, async (request) => {
    const sent = addressed(service, request);
    judge(service, sent, await send(running, sent));
  });
  await fc.assert(property, BOUNDED);
}

describe('garbage', () => {
  it('in query, headers and body of requests for S3 is answered as S3 answers', async () => {
    await check('s3', fc.record({ method, path: s3Path, query, headers, body }));
  });

  it('as the document of a bucket is refused: nothing of it is kept', async () => {
    const documents = ['replication', 'lifecycle', 'policy', 'versioning', 'encryption', 'tagging', 'cors', 'website'];
    const subResource = fc.constantFrom(
      ...documents,
      'object-lock',
      'publicAccessBlock',
      'ownershipControls',
      'logging',
    );
    const garbage = fc.oneof(
      bytes,
      fc.string(),
      json.filter((value) => !value.includes('"Effect"')),
      xml.map((value) => `<x>${value}</x>`),
    );
    const requests = fc
      .tuple(subResource, garbage)
      .map(([name, content]) => ({ method: 'PUT', path: '/box', query: { [name]: '' }, body: content }));
    const before = [...(running.emulator.world.buckets.get('box')?.documents ?? [])];
    await check('s3', requests, expectRefused);
    expect([...(running.emulator.world.buckets.get('box')?.documents ?? [])]).toEqual(before);
  });

  it('as a job is refused', async () => {
    const path = fc.constantFrom(
      '/v20180820/jobs',
      '/v20180820/jobs/x/status',
      '/v20180820/jobs/x/tagging',
      '/v20180820/x',
    );
    const writes = fc.constantFrom('POST', 'PUT', 'DELETE');
    await check('s3-control', fc.record({ method: writes, path, query, body }), expectRefused);
    expect(running.emulator.world.jobs.size).toBe(0);
  });

  it('in queries about jobs is answered', async () => {
    const names = fc.constantFrom('jobStatuses', 'maxResults', 'nextToken', 'x');
    const path = fc.constantFrom('/v20180820/jobs', '/v20180820/jobs/x', '/v20180820/jobs/%00', '/v20180820/');
    await check('s3-control', fc.record({ method: fc.constant('GET'), path, query: fc.dictionary(names, text) }));
  });

  it.each<ServiceName>(['iam', 'sts', 'kms'])('in requests without an operation is refused by %s', async (service) => {
    await check(service, fc.record({ method, path: fc.constantFrom('/', '/x'), query, headers, body }), expectRefused);
  });

  const IAM_ACTIONS = ['CreateRole', 'PutRolePolicy', 'CreatePolicy', 'CreatePolicyVersion', 'UpdateAssumeRolePolicy'];

  it('as parameters of IAM is refused: no policy comes of it', async () => {
    const garbage = fc.tuple(
      fc.constantFrom(...IAM_ACTIONS),
      fc.oneof(
        text,
        json.filter((value) => !value.includes('"Effect"')),
      ),
      form,
    );
    const requests = garbage.map(([action, document, more]) => {
      const parameters = new URLSearchParams(more);
      for (const [name, value] of Object.entries({
        Action: action,
        PolicyDocument: document,
        AssumeRolePolicyDocument: document,
        RoleName: 'r',
        PolicyName: 'p',
      })) {
        parameters.set(name, value);
      }
      return { method: 'POST', path: '/', body: parameters.toString() };
    });
    await check('iam', requests, expectRefused);
    expect(running.emulator.world.roles.size + running.emulator.world.policies.size).toBe(0);
  });

  it('as parameters of every other action of IAM and STS is answered', async () => {
    const actions = fc.constantFrom(
      'GetRole',
      'ListRoles',
      'ListPolicies',
      'GetUser',
      'SimulatePrincipalPolicy',
      'TagRole',
      'ListAttachedRolePolicies',
    );
    const requests = fc
      .tuple(actions, form)
      .map(([action, more]) => ({ method: 'POST', path: '/', body: `Action=${action}&${more}` }));
    await check('iam', requests);
    const sts = fc.tuple(fc.constantFrom('AssumeRole', 'GetCallerIdentity'), form);
    await check(
      'sts',
      sts.map(([action, more]) => ({ method: 'POST', path: '/', body: `Action=${action}&${more}` })),
    );
  });

  it('as input of the operations of KMS is answered', async () => {
    const target = fc.constantFrom(
      'CreateKey',
      'DescribeKey',
      'Encrypt',
      'Decrypt',
      'GenerateDataKey',
      'PutKeyPolicy',
      'CreateAlias',
      'ListKeys',
      'ListAliases',
      'TagResource',
      'CreateGrant',
    );
    const input = fc.oneof(
      body,
      fc
        .dictionary(
          fc.constantFrom(
            'KeyId',
            'Policy',
            'AliasName',
            'TargetKeyId',
            'Plaintext',
            'CiphertextBlob',
            'Tags',
            'Limit',
            'Marker',
          ),
          fc.jsonValue(),
        )
        .map((value) => JSON.stringify(value)),
    );
    const requests = fc.tuple(target, input).map(([operation, content]) => ({
      method: 'POST',
      path: '/',
      headers: { 'x-amz-target': `TrentService.${operation}` },
      body: content,
    }));
    await check('kms', requests);
  });

  it('on the way to the emulator itself is refused', async () => {
    const route = fc.constantFrom('faults', 'clock', 'timing', 'quirks', 'idle', 'x');
    const garbage = fc
      .oneof(bytes, fc.string(), fc.json())
      .filter((value) => !/^\s*(\{\s*\}|)\s*$/.test(String(value)));
    const property = fc.asyncProperty(route, garbage, async (name, content) => {
      const { status } = await send(running, { method: 'POST', path: `/_emulator/${name}`, body: content });
      expect(status === 400 || status === 404 || status === 409).toBe(true);
      expect(bugs(running)).toEqual([]);
    });
    await fc.assert(property, { ...BOUNDED, numRuns: 150 });
  });
});

/** Sends the bytes, and gives back what came until the connection ended. */
function exchange(content: Buffer): Promise<string> {
  const { port } = new URL(running.emulator.endpoint);
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.end(content));
    let answer = '';
    socket.on('data', (part) => (answer += part.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

describe('what is not HTTP', () => {
  it('is refused with an error document, and the emulator goes on', async () => {
    expect(await exchange(Buffer.from('SSH-2.0-OpenSSH_9.6\r\n\r\n'))).toMatch(
      /^HTTP\/1\.1 400 .*<Code>BadRequest<\/Code>/s,
    );
    expect(await send(running, { method: 'GET', path: '/' })).toMatchObject({ status: 200 });
  });

  it('never brings the emulator down, nor do requests that end in the middle', async () => {
    const begin = 'PUT /box/key HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n';
    const halves = fc
      .nat(begin.length + 20)
      .map((length) => Buffer.from(`${begin}\r\nsome of the bytes`.slice(0, length)));
    const garbled = fc.tuple(halves, bytes).map(([half, rest]) => Buffer.concat([half, rest]));
    const property = fc.asyncProperty(fc.oneof(bytes, halves, garbled), async (content) => {
      const answer = await exchange(content);
      expect(answer).not.toMatch(/^HTTP\/1\.1 (200|500)/);
      expect(bugs(running)).toEqual([]);
    });
    await fc.assert(property, { ...BOUNDED, numRuns: 150 });
    expect(await send(running, { method: 'GET', path: '/' })).toMatchObject({ status: 200 });
  });

  it('ends without an answer when the client goes away, and the log says so', async () => {
    await exchange(Buffer.from('PUT /box/gone HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nsome'));
    expect(running.log).toContainEqual(expect.objectContaining({ method: 'PUT', target: '/box/gone', status: 0 }));
  });
});
