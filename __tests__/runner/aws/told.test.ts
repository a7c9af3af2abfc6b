// Every listing that comes in pages: one that goes on and does not say where, or leads back to where it has been, is not known; part of
// it would pass for all, or it would never end.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from '../../../runner/aws/connect';
import type { Aws } from '../../../runner/ports/aws';
import { ROOT } from '../../docs/page';

let server: Server;
let aws: Aws;
/** What the request is answered with. */
let answer: (request: IncomingMessage, body: string) => string;
let requests = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests += 1;
      response.writeHead(200, { 'content-type': 'text/xml' }).end(answer(request, body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIA';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  aws = await connect({ region: 'us-east-1', endpointUrl, signal: new AbortController().signal }, {});
});
beforeEach(() => {
  requests = 0;
});
afterAll(async () => {
  aws.close();
  await new Promise((resolve) => server.close(resolve));
});

async function all(pages: AsyncIterable<unknown>): Promise<number> {
  let listed = 0;
  for await (const page of pages) listed += page === undefined ? 0 : 1;
  return listed;
}

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1';
const GROUP = 'arn:aws:logs:us-east-1:111122223333:log-group:g';
const TASK = 'arn:aws:datasync:us-east-1:111122223333:task/task-1';
const ROLE = 'arn:aws:iam::111122223333:role/job';
const PLACE = { bucket: 'src', key: 'a' };

interface Pager {
  readonly list: () => Promise<unknown>;
  /** A page that goes on there; nothing: it goes on, and does not say where. */
  readonly page: (marker: string | undefined) => string;
  /** What is asked besides. */
  readonly beside?: Readonly<Record<string, string>>;
  /** It goes on where there is a token, and in no other case. */
  readonly byToken?: true;
}

const xml =
  (root: string, ...markers: readonly string[]): Pager['page'] =>
  (marker) =>
    `<${root}><IsTruncated>true</IsTruncated>${marker === undefined ? '' : markers.map((name) => `<${name}>${marker}</${name}>`).join('')}</${root}>`;
const json =
  (name: string, more: Readonly<Record<string, unknown>> = {}): Pager['page'] =>
  (marker) =>
    JSON.stringify({ ...more, [name]: marker });

const PAGERS: Readonly<Record<string, Pager>> = {
  versions: {
    list: () => all(aws.objects.versions('src', { prefix: '' })),
    page: xml('ListVersionsResult', 'NextKeyMarker', 'NextVersionIdMarker'),
  },
  'the first versions': {
    list: () => aws.buckets.listVersions('src', '', 9),
    page: xml('ListVersionsResult', 'NextKeyMarker', 'NextVersionIdMarker'),
  },
  'versions of copies': {
    list: () => all(aws.copying.versions('src', { prefix: '' })),
    page: xml('ListVersionsResult', 'NextKeyMarker', 'NextVersionIdMarker'),
  },
  objects: {
    list: () => all(aws.copying.objects('src', { prefix: '' })),
    page: xml('ListBucketResult', 'NextContinuationToken'),
  },
  folders: { list: () => aws.objects.below('src', '', 9), page: xml('ListBucketResult', 'NextContinuationToken') },
  uploads: {
    list: () => aws.copying.uploads('src', ''),
    page: xml('ListMultipartUploadsResult', 'NextKeyMarker', 'NextUploadIdMarker'),
  },
  annotations: {
    list: () => aws.copying.annotations(PLACE),
    page: xml('ListObjectAnnotationsOutput', 'NextContinuationToken'),
    byToken: true,
  },
  jobs: {
    list: () => all(aws.batchOperations.list('111122223333')),
    page: (marker) =>
      `<ListJobsResult><Jobs/>${marker === undefined ? '' : `<NextToken>${marker}</NextToken>`}</ListJobsResult>`,
    byToken: true,
  },
  'executions of a task': { list: () => all(aws.dataSync.executions(TASK)), page: json('NextToken'), byToken: true },
  'grants of a key': {
    list: () => aws.keys.find(KEY),
    page: json('NextMarker', { Truncated: true, Grants: [] }),
    beside: {
      DescribeKey: JSON.stringify({ KeyMetadata: { KeyId: '1', Arn: KEY, KeyState: 'Enabled' } }),
      GetKeyPolicy: JSON.stringify({ Policy: '{}' }),
    },
  },
  'log groups': { list: () => aws.logs.hasGroup(GROUP), page: json('nextToken'), byToken: true },
  'policies of log groups': {
    list: () => aws.logs.resourcePolicies('us-east-1'),
    page: json('nextToken'),
    byToken: true,
  },
  'event source mappings': { list: () => aws.functions.mappings('f'), page: json('NextMarker'), byToken: true },
  'targets of a rule': {
    list: () => aws.functions.rule('r'),
    page: json('NextToken'),
    beside: { DescribeRule: '{}' },
    byToken: true,
  },
  'decisions about a role': {
    list: () => aws.permissions.simulate(ROLE, [{ action: 's3:GetObject', resource: 'arn:aws:s3:::src/a' }]),
    page: (marker) =>
      `<R><SimulatePrincipalPolicyResult>${xml('A', 'Marker')(marker).slice(3, -4)}</SimulatePrincipalPolicyResult></R>`,
  },
};

function answering(pager: Pager, marker: (page: number) => string | undefined): void {
  let page = 0;
  answer = ({ headers }) => {
    const operation = String(headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    return pager.beside?.[operation] ?? pager.page(marker(page++));
  };
}

describe.each(Object.entries(PAGERS))('a listing of %s', (_what, pager) => {
  it.each([1, 2, 3, 7])('that leads round in a circle of %d pages is refused, with its name', async (length) => {
    answering(pager, (page) => `m${page % length}`);
    await expect(pager.list()).rejects.toThrow(/[A-Z]\w+ .*the listing goes on where a page before has begun/);
    expect(requests).toBeLessThan(4 * length + 8);
  });

  if (pager.byToken !== true)
    it('that goes on, and does not say where, is refused, with its name', async () => {
      answering(pager, () => undefined);
      await expect(pager.list()).rejects.toThrow(/[A-Z]\w+ .*answer (does not tell|has no) (the )?(key|token|marker)/);
      expect(requests).toBeLessThan(5);
    });
});

it.each(['versions', 'the first versions', 'versions of copies'])(
  'a listing of %s that goes on behind a key, and does not say which of its versions, is refused: others would be left out',
  async (name) => {
    const pager = PAGERS[name] as Pager;
    answering({ ...pager, page: xml('ListVersionsResult', 'NextKeyMarker') }, () => 'a');
    await expect(pager.list()).rejects.toThrow(/version id of the next page/);
  },
);

it('every listing in pages is one of these', () => {
  const files = readdirSync(path.join(ROOT, 'runner', 'aws'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'told.ts')
    .map((file) => [file, readFileSync(path.join(ROOT, 'runner', 'aws', file), 'utf8')] as const);
  const calls = files.flatMap(([, text]) => text.match(/= (?:pagesOf|tokensOf)\b/g) ?? []);
  // Those of replication and of copies list versions by the same one.
  expect(calls).toHaveLength(Object.keys(PAGERS).length - 1);
  // Rows of a query of Athena are asked for page by page by who reads them, and held there.
  const others = files.filter(
    ([, text]) => /\bNext[A-Z]?\w*(?:Token|Marker)\b/.test(text) && !/pagesOf|tokensOf/.test(text),
  );
  expect(others.map(([file]) => file).sort()).toEqual(['serverless/athena.ts']);
});
