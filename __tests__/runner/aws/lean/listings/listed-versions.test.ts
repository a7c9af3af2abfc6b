// Versions listed without the SDK, against the emulator: what the SDK sees, in the order of the answer.
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from '../../../../../runner/aws/connect';
import { leanVersions } from '../../../../../runner/aws/lean/listings/listed-versions';
import { concurrently } from '../../../../../runner/pacing/concurrently';
import type { VersionEntry } from '../../../../../runner/ports/s3/objects';
import { patientAws } from '../../../../../runner/pacing/patient-aws';
import { startTrouble } from '../../../../../runner/pacing/patient-calls';
import { control } from '../../../../emulator/control/control-client';
import { startEmulator, type Running } from '../../../../emulator/running';
import { fakeClock } from '../../../fakes/fake-clock';
import { HOSTILE } from '../../../renderers/hostile-text';
import { leanAws, type LeanAws } from '../lean-aws';
import type { LeanRequest, LeanS3 } from '../../../../../runner/aws/lean/lean-s3';

let started: LeanAws;

beforeAll(async () => {
  started = await leanAws();
  const { s3 } = started;
  await s3.send(new S3.CreateBucketCommand({ Bucket: 'src' }));
  const put = (Key: string, Body: string) => s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key, Body }));
  await put('f/before', 'x');
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new S3.PutBucketVersioningCommand({ Bucket: 'src', VersioningConfiguration }));
  for (const body of ['a', 'bb']) await put('f/before', body);
  await s3.send(new S3.DeleteObjectCommand({ Bucket: 'src', Key: 'f/before' }));
  await put('f/before', 'ccc');
  await put('f/ä +%<&', 'x');
  await put('g', 'x');
});
afterAll(() => started.close());

async function list(
  range: { prefix: string; after?: string; until?: string },
  bucket = 'src',
): Promise<VersionEntry[]> {
  const all: VersionEntry[] = [];
  for await (const page of started.aws.copying.versions(bucket, range)) all.push(...page);
  return all;
}

/** S3, where its answers are these. */
function answering(bodyOf: (request: LeanRequest) => string): LeanS3['ask'] {
  return (request) => {
    const body = bodyOf(request);
    const left = request.takeOut?.(Buffer.from(body)) ?? body;
    return Promise.resolve({ status: 200, headers: {}, body: left });
  };
}

const said = (all: readonly VersionEntry[]): readonly string[] =>
  all.map(
    ({ key, deleteMarker, sizeBytes, latest }) => `${key} ${deleteMarker ? '!' : sizeBytes}${latest ? ' latest' : ''}`,
  );

it('come newest first, with the delete markers between them, and with the ids that S3 gives them', async () => {
  const all = await list({ prefix: 'f/' });
  expect(said(all)).toEqual([
    'f/before 3 latest',
    'f/before !',
    'f/before 2',
    'f/before 1',
    'f/before 1',
    'f/ä +%<& 1 latest',
  ]);
  expect(all[4]).toMatchObject({ versionId: 'null', storageClass: 'STANDARD' });
  const { Versions = [] } = await started.s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'src', Prefix: 'f/' }));
  expect(
    all.filter(({ deleteMarker }) => !deleteMarker).map(({ versionId, etag }) => [versionId, `"${etag}"`]),
  ).toEqual(Versions.map(({ VersionId, ETag }) => [VersionId, ETag]));
});

it('begin after a key and end with one', async () => {
  expect(said(await list({ prefix: '', after: 'f/before' }))).toEqual(['f/ä +%<& 1 latest', 'g 1 latest']);
  expect(await list({ prefix: 'f/', until: 'f/before' })).toHaveLength(5);
  expect(await list({ prefix: 'none' })).toEqual([]);
});

it('of one key go on over pages', async () => {
  const { s3 } = started;
  await s3.send(new S3.CreateBucketCommand({ Bucket: 'pages' }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new S3.PutBucketVersioningCommand({ Bucket: 'pages', VersioningConfiguration }));
  const numbers = Array.from({ length: 1_003 }, (_, number) => number);
  await concurrently(numbers, 20, async () => {
    await s3.send(new S3.PutObjectCommand({ Bucket: 'pages', Key: 'k +', Body: 'x' }));
  });
  const all = await list({ prefix: '' }, 'pages');
  expect(new Set(all.map(({ versionId }) => versionId)).size).toBe(1_003);
  expect(all.map(({ latest }) => latest).lastIndexOf(true)).toBe(0);
});

it.each([
  ['that is cut off', '<ListVersionsResult><IsTruncated>false</IsTruncated>'],
  ['that does not say whether it goes on', '<ListVersionsResult></ListVersionsResult>'],
  ['that goes on nowhere', '<ListVersionsResult><IsTruncated>true</IsTruncated></ListVersionsResult>'],
  [
    'with a version without a size',
    '<ListVersionsResult><IsTruncated>false</IsTruncated><Version><Key>k</Key></Version></ListVersionsResult>',
  ],
])('an answer %s is none', async (_title, body) => {
  const lean = leanVersions(answering(() => body));
  await expect(async () => {
    for await (const page of lean.versions('b', { prefix: '' })) expect(page).toBeDefined();
  }).rejects.toThrow('S3 ListObjectVersions b: the answer has no');
});

it.each([
  ['encoded, as S3 does', 'k%2B+1', 'k+ 1', 'k%2B+1'],
  ['as it is, as Ceph RGW does', 'k%2B+1', 'k+ 1', 'k+ 1'],
  ['as it is, with what would be another key if it were encoded', 'k%252B', 'k%2B', 'k%2B'],
  ['encoded, where that is the key of another object', 'k~', 'k~', 'k%7E'],
])('go on after a key that the answer has %s', async (title, listedKey, key, marker) => {
  const asked: unknown[] = [];
  const entry = (of: string, id: string): string =>
    `<Version><Key>${of}</Key><VersionId>${id}</VersionId><IsLatest>true</IsLatest><LastModified>2026-01-01T00:00:00Z</LastModified><ETag>e</ETag><Size>1</Size></Version>`;
  const answers = [
    `<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>${marker}</NextKeyMarker><NextVersionIdMarker>2</NextVersionIdMarker>${entry(title.includes('another object') ? 'k%257E' : 'a', '1')}${entry(listedKey, '2')}</ListVersionsResult>`,
    '<ListVersionsResult><IsTruncated>false</IsTruncated></ListVersionsResult>',
  ];
  const { versions } = leanVersions(
    answering(({ query }) => {
      asked.push(query);
      return answers.shift() ?? '';
    }),
  );
  for await (const page of versions('src', { prefix: '' })) expect(page.at(-1)?.key).toBe(key);
  expect(asked[1]).toMatchObject({ 'key-marker': key, 'version-id-marker': '2' });
});

describe('a listing of a bucket that replicates', () => {
  let running: Running;
  beforeEach(async () => {
    running = await startEmulator({});
  });
  afterEach(() => running.close());

  it('has what the SDK lists, whatever the keys hold, over pages that break and that come as errors at first', async () => {
    const s3 = running.s3();
    await s3.send(new S3.CreateBucketCommand({ Bucket: 'src' }));
    await s3.send(new S3.PutBucketVersioningCommand({ Bucket: 'src', VersioningConfiguration: { Status: 'Enabled' } }));
    for (const key of HOSTILE.filter((one) => one !== '' && !/\p{Cs}/u.test(one)))
      await s3.send(new S3.PutObjectCommand({ Bucket: 'src', Key: key, Body: key }));
    await s3.send(new S3.DeleteObjectCommand({ Bucket: 'src', Key: '-1' }));
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new S3.ListObjectVersionsCommand({ Bucket: 'src' }));
    await control(running, 'POST', 'faults', [
      { operation: 's3:ListObjectVersions', error: 'InternalError', times: 1 },
      { operation: 's3:ListObjectVersions', reset: 'midway', after: 1, times: 1 },
    ]);
    const { accessKeyId, secretAccessKey } = running.credentials(0);
    process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
    process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
    const { endpoint, region } = running.emulator;
    const { signal } = new AbortController();
    const straight = await connect({ region, endpointUrl: endpoint, signal }, {});
    // Requests that the SDK gives up are repeated by the runner.
    const trouble = startTrouble({ clock: fakeClock(), random: () => 0.5, signal, tell: () => undefined });
    const aws = patientAws(straight, trouble);
    const listed: VersionEntry[] = [];
    for await (const entries of aws.objects.versions('src', { prefix: '' })) listed.push(...entries);
    aws.close();
    expect(
      listed
        .filter((one) => !one.deleteMarker)
        .map(({ key, versionId, etag, sizeBytes }) => [key, versionId, etag, sizeBytes]),
    ).toEqual(Versions.map(({ Key, VersionId, ETag = '', Size }) => [Key, VersionId, ETag.replaceAll('"', ''), Size]));
    expect(listed.filter((one) => one.deleteMarker).map(({ versionId }) => versionId)).toEqual(
      DeleteMarkers.map(({ VersionId }) => VersionId),
    );
  });
});
