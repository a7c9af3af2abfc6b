// Requests that no client sends, and how their answers are judged.
import * as fc from 'fast-check';
import { familyOf } from '../../../emulator/http/addressing';
import { S3_OPERATIONS } from '../../../emulator/s3/s3-service';
import { bugs, type Running } from '../running';
import { send, type RawAnswer, type RawRequest } from './raw-request';
import type { ServiceName } from '../../../emulator/http/service';

/** A seed that never changes, and a bound on the time of each property. */
export const BOUNDED = {
  seed: 20250615,
  numRuns: 250,
  interruptAfterTimeLimit: 2000,
  markInterruptAsFailure: false,
} as const;

const ACCOUNT = '111122223333';
const ACCESS_KEY = 'AKIAEMULATOR11112222';

const SCOPES: Partial<Readonly<Record<ServiceName, string>>> = {
  's3-control': 's3',
  cloudwatch: 'monitoring',
  eventbridge: 'events',
};

/** A signature that names the service; nobody checks it. */
function authorization(service: ServiceName): string {
  const scope = `${ACCESS_KEY}/20250615/us-east-1/${SCOPES[service] ?? service}/aws4_request`;
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
export function expectAnswered(running: Running, service: ServiceName, request: RawRequest, answer: RawAnswer): void {
  const shown = `${request.method} ${request.path} ${JSON.stringify(request.query)} ${String(request.body).slice(0, 300)}`;
  if (bugs(running).length > 0) throw new Error(`${shown}: ${JSON.stringify(bugs(running))}`);
  if (answer.status < 400) return;
  if (answer.status >= 500 && answer.status !== 501) throw new Error(`${shown}: ${answer.status}`);
  if (request.method === 'HEAD') return;
  const family = familyOf(service, request.headers ?? {});
  const isJson = (family === 'json' || family === 'rest') && answer.code === '';
  const told = isJson ? (JSON.parse(answer.body) as { __type?: string; Type?: string }) : undefined;
  const code = told === undefined ? answer.code : (told.__type ?? told.Type);
  if (!code) throw new Error(`${shown}: ${answer.status} without a code: ${answer.body}`);
}

export function expectRefused(running: Running, service: ServiceName, request: RawRequest, answer: RawAnswer): void {
  expectAnswered(running, service, request, answer);
  if (answer.status < 400) throw new Error(`${request.method} ${request.path} was answered with ${answer.status}`);
}

const NAMES = [...new Set([...S3_OPERATIONS.keys()].map((route) => route.split(' ')[2] ?? 'versionId'))];

export const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

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
export const text = fc.oneof(
  fc.constantFrom('', 'Enabled', '1', '-1', '1e99', 'true', 'null', '&#0;', '&x;'),
  fc.string(),
);
export const xml = fc.letrec<{ node: string }>((tie) => ({
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
export const json = fc.oneof(
  fc.json(),
  fc
    .record({ Version: text, Statement: fc.array(fc.dictionary(text, fc.jsonValue())) })
    .map((value) => JSON.stringify(value)),
);
export const form = fc
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
export const body = fc.oneof(bytes, xml, json, form, fc.string());

export const query = fc.dictionary(
  fc.oneof(
    fc.constantFrom(...NAMES, 'versionId', 'prefix', 'max-keys', 'marker', 'list-type', 'encoding-type'),
    fc.string(),
  ),
  text,
  { maxKeys: 4 },
);
export const method = fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS');
export const s3Path = fc.constantFrom(
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
export const headers = fc.dictionary(header, headerValue, { maxKeys: 3 });

export async function check(
  running: Running,
  service: ServiceName,
  requests: fc.Arbitrary<RawRequest>,
  judge: typeof expectAnswered = expectAnswered,
): Promise<void> {
  const property = fc.asyncProperty(requests, async (request) => {
    const sent = addressed(service, request);
    judge(running, service, sent, await send(running, sent));
  });
  await fc.assert(property, BOUNDED);
}
