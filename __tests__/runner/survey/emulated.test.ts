// The survey against a bucket of the emulator: what it counts is what a job then takes.
import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { PutBucketReplicationCommand, DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Handoff } from '../../../modules/handoff';
import { connect } from '../../../runner/aws/connect';
import type { Engine } from '../../../runner/engine';
import { estimatePlan } from '../../../runner/estimating';
import type { SurveyEvent } from '../../../runner/estimate-events';
import type { RunnerEvent } from '../../../runner/events';
import { planJobs } from '../../../runner/plan';
import type { Aws } from '../../../runner/ports';
import type { Selection } from '../../../runner/selection';
import type { SurveyOptions } from '../../../runner/survey/survey';
import { bugs } from '../../emulator/running';
import { startProgram, type Program } from '../../program/setup';
import { fakeEngine, handoff, setup } from '../fake-world';

const HOSTILE = [
  'folder/a b+c%20.txt',
  'folder/\u001b[31mred.txt',
  'folder/é/ü\u{1f600}.txt',
  'folder/x/=1+1.csv',
  'folder/x//',
];
const TARGET: Handoff = handoff({ source: { bucket: 'src', region: 'us-east-1', accountId: '111122223333' } });

let program: Program;
let aws: Aws;
let engine: Engine;

async function put(s3: S3Client, Key: string, more: Record<string, unknown> = {}): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: 'src', Key, Body: Key, ...more }));
}

/** The folder, with a rule for tagged objects beside it. Everything was written before there was a rule. */
async function fill(s3: S3Client): Promise<void> {
  await put(s3, 'folder/plain.txt');
  await put(s3, 'folder/plain.txt', { Body: 'a second version' });
  await put(s3, 'folder/cold.bin', { StorageClass: 'DEEP_ARCHIVE' });
  await put(s3, 'folder/instant.bin', { StorageClass: 'GLACIER_IR', Body: Buffer.alloc(5_000) });
  await put(s3, 'folder/kms.bin', { ServerSideEncryption: 'aws:kms' });
  await put(s3, 'folder/customer.bin', {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: Buffer.alloc(32, 1).toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(Buffer.alloc(32, 1)).digest('base64'),
  });
  await put(s3, 'folder/deleted.txt');
  await s3.send(new DeleteObjectCommand({ Bucket: 'src', Key: 'folder/deleted.txt' }));
  await put(s3, 'tagged/yes.txt', { Tagging: 'copy=yes' });
  await put(s3, 'tagged/no.txt', { Tagging: 'copy=no' });
  await put(s3, 'outside/a.txt');
}

beforeAll(async () => {
  program = await startProgram('', HOSTILE, { timing: { replicationMs: 0 } as never });
  const { s3, running } = program;
  await s3.send(
    new PutBucketReplicationCommand({
      Bucket: 'src',
      ReplicationConfiguration: {
        Role: 'arn:aws:iam::111122223333:role/replication',
        Rules: [ruleFor('folder', 1, 'none/')],
      },
    }),
  );
  await fill(s3);
  await s3.send(
    new PutBucketReplicationCommand({
      Bucket: 'src',
      ReplicationConfiguration: {
        Role: 'arn:aws:iam::111122223333:role/replication',
        Rules: [ruleFor('folder', 1, 'folder/'), ruleFor('tagged', 2, 'tagged/', { Key: 'copy', Value: 'yes' })],
      },
    }),
  );
  const { accessKeyId, secretAccessKey } = running.credentials(0);
  process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
  aws = await connect(
    { region: 'us-east-1', endpointUrl: running.emulator.endpoint, signal: new AbortController().signal },
    {},
  );
  engine = { ...fakeEngine(setup()), aws, clock: { now: () => Date.now(), sleep: () => Promise.resolve() } };
});

afterAll(async () => {
  expect(bugs(program.running)).toEqual([]);
  aws.close();
  await program.close();
});

function ruleFor(ID: string, Priority: number, Prefix: string, tag?: { Key: string; Value: string }) {
  return {
    ID,
    Priority,
    Status: 'Enabled' as const,
    Filter: tag === undefined ? { Prefix } : { And: { Prefix, Tags: [tag] } },
    DeleteMarkerReplication: { Status: 'Disabled' as const },
    Destination: { Bucket: 'arn:aws:s3:::dst' },
  };
}

async function events(
  prefixes: readonly string[],
  selection: Selection = {},
  survey: SurveyOptions = { mode: 'sample', limit: 1_000_000 },
): Promise<readonly RunnerEvent[]> {
  const target = { ...TARGET, prefixes };
  const told: RunnerEvent[] = [];
  for await (const event of estimatePlan(target, { plan: planJobs(target, { selection }), selection }, engine, {
    survey,
  }))
    told.push(event);
  return told;
}

async function counted(...given: Parameters<typeof events>): Promise<SurveyEvent> {
  const found = (await events(...given)).find((event) => event.kind === 'survey');
  if (found === undefined) throw new Error('no survey');
  return found;
}

const reasons = ({ notCopied }: SurveyEvent): Record<string, number> =>
  Object.fromEntries(notCopied.map(({ reason, versions }) => [reason, versions.value]));
const group = ({ copiedBy }: SurveyEvent, by: string): Record<string, number> =>
  Object.fromEntries(copiedBy.filter((one) => one.by === by).map(({ name, versions }) => [name, versions.value]));

describe('a survey of a bucket', () => {
  it('counts what would be copied, and why the rest would not', async () => {
    const survey = await counted(['folder/']);
    expect(survey).toMatchObject({ how: 'listing', exact: true, wholeBucket: false });
    // Two versions of plain.txt, instant.bin, deleted.txt below its marker, and the hostile keys.
    expect(survey.copied.versions).toEqual({ value: 9, low: 9, high: 9 });
    expect(reasons(survey)).toEqual({ archived: 1, 'kms-not-opted-in': 1, 'delete-marker': 1 });
    expect(survey.unknown.map(({ reason, versions }) => [reason, versions.value])).toEqual([['sse-c', 1]]);
    expect(survey.total.versions.value).toBe(13);
  });

  it('tells it by folder, class, encryption, status and age', async () => {
    const survey = await counted(['folder/']);
    expect(group(survey, 'prefix')).toEqual({ 'folder/': 6, 'folder/x/': 2, 'folder/é/': 1 });
    expect(group(survey, 'storage-class')).toEqual({ STANDARD: 8, GLACIER_IR: 1 });
    expect(group(survey, 'encryption')).toEqual({ 'SSE-S3': 9 });
    expect(group(survey, 'replication-status')).toEqual({ NONE: 9 });
    expect(group(survey, 'age')).toEqual({ 'under 1 day': 9 });
    expect(group(survey, 'version')).toEqual({ current: 7, noncurrent: 2 });
    expect(survey.arriving).toMatchObject([
      { bucket: 'dst', storageClass: 'STANDARD', kms: false, versions: { value: 8 } },
      {
        bucket: 'dst',
        storageClass: 'GLACIER_IR',
        versions: { value: 1 },
        bytes: { value: 5_000, low: 5_000, high: 5_000 },
      },
    ]);
  });

  it('finds the same in every way of counting', async () => {
    const sampled = await counted(['']);
    const exact = await counted([''], {}, { mode: 'exact' });
    expect({ ...exact, basis: '' }).toEqual({ ...sampled, basis: '' });
    expect(sampled.wholeBucket).toBe(true);
    expect(reasons(sampled)).toMatchObject({ 'outside-rules': 2 });
  });

  it('reads the tags of objects where a rule asks for some', async () => {
    const survey = await counted(['tagged/']);
    expect([survey.copied.versions.value, reasons(survey)]).toEqual([1, { 'outside-rules': 1 }]);
  });

  it.each<[string, Selection, number]>([
    ['suffix', { suffix: '.txt' }, 6],
    ['size', { largerThanBytes: 4_000 }, 1],
    ['class', { storageClasses: ['GLACIER_IR'] }, 1],
    ['status', { statuses: ['COMPLETED'] }, 0],
    ['encryption', { encryption: 'SSEKMS' }, 0],
    ['age', { createdBeforeMs: 1 }, 0],
  ])('applies the filter by %s', async (_, selection, expected) => {
    expect((await counted(['folder/'], selection)).copied.versions.value).toBe(expected);
  });

  it('tells cost, time and warnings after it, and sends nothing but questions', async () => {
    const before = program.running.log.length;
    const kinds = (await events(['folder/'])).map(({ kind }) => kind);
    expect(kinds.slice(0, 3)).toEqual(['survey', 'cost', 'duration']);
    const sent = program.running.log.slice(before).flatMap((entry) => ('method' in entry ? [entry.method] : []));
    expect(sent.filter((method) => method !== 'GET' && method !== 'HEAD' && method !== 'POST')).toEqual([]);
  });
});

describe('a survey from an S3 Inventory', () => {
  const SCHEMA =
    'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, StorageClass, ReplicationStatus, EncryptionStatus, IntelligentTieringAccessTier';
  const ROWS = [
    ['src', 'folder/a%20b.txt', 'v1', 'true', 'false', '10', '2026-01-01T00:00:00.000Z', 'STANDARD', '', 'SSE-S3', ''],
    [
      'src',
      'folder/done.txt',
      'v1',
      'true',
      'false',
      '10',
      '2026-01-01T00:00:00.000Z',
      'STANDARD',
      'COMPLETED',
      'SSE-S3',
      '',
    ],
    ['src', 'folder/marker', 'v2', 'true', 'true', '', '2026-01-01T00:00:00.000Z', '', '', '', ''],
    ['src', 'folder/customer', 'v1', 'true', 'false', '7', '2026-01-01T00:00:00.000Z', 'STANDARD', '', 'SSE-C', ''],
    ['src', 'folder/kms', 'v1', 'true', 'false', '7', '2026-01-01T00:00:00.000Z', 'STANDARD', 'FAILED', 'SSE-KMS', ''],
    ['src', 'other/a', '', 'true', 'false', '3', '2026-01-01T00:00:00.000Z', 'STANDARD', '', 'SSE-S3', ''],
    [
      'src',
      'folder/tier',
      'v1',
      'true',
      'false',
      '3',
      '2026-01-01T00:00:00.000Z',
      'INTELLIGENT_TIERING',
      '',
      'SSE-S3',
      'ARCHIVE',
    ],
  ];
  const LOCATION = 's3://reports/inv/2026-01-02T01-00Z/manifest.json';

  async function deliver(
    changes: Record<string, unknown> = {},
    rows: readonly (readonly string[])[] = ROWS,
    md5?: string,
  ): Promise<void> {
    const body = gzipSync(rows.map((row) => `${row.map((cell) => `"${cell}"`).join(',')}\n`).join(''));
    const manifest = {
      sourceBucket: 'src',
      destinationBucket: 'arn:aws:s3:::reports',
      version: '2016-11-30',
      creationTimestamp: String(Date.UTC(2026, 0, 2)),
      fileFormat: 'CSV',
      fileSchema: SCHEMA,
      files: [
        {
          key: 'inv/data/1.csv.gz',
          size: body.length,
          MD5checksum: md5 ?? createHash('md5').update(body).digest('hex'),
        },
      ],
      ...changes,
    };
    await program.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: 'inv/data/1.csv.gz', Body: body }));
    await program.s3.send(
      new PutObjectCommand({
        Bucket: 'reports',
        Key: 'inv/2026-01-02T01-00Z/manifest.json',
        Body: JSON.stringify(manifest),
      }),
    );
  }
  const survey = (location = LOCATION): Promise<SurveyEvent> =>
    counted(['folder/'], {}, { mode: 'sample', inventory: location });

  it('counts all of the bucket without listing it, and says how old it is', async () => {
    await deliver();
    const found = await survey();
    expect(found).toMatchObject({
      how: 'inventory',
      exact: true,
      looked: 0,
      wholeBucket: true,
      inventoryMs: Date.UTC(2026, 0, 2),
    });
    expect(found.copied.versions.value).toBe(2);
    expect(found.copied.bytes.value).toBe(17);
    expect(reasons(found)).toEqual({
      'already-replicated': 1,
      'delete-marker': 1,
      'kms-not-opted-in': 1,
      'outside-prefixes': 1,
      archived: 1,
    });
    const told = await events(['folder/'], {}, { mode: 'sample', inventory: LOCATION });
    expect(told).toContainEqual(expect.objectContaining({ kind: 'warning', warning: 'old-inventory' }));
  });

  it('reads headers where the inventory has no column for what decides', async () => {
    const fileSchema = 'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, StorageClass';
    await deliver({ fileSchema }, [
      ['src', 'folder/gone.txt', 'v1', 'true', 'false', '10', '2026-01-01T00:00:00.000Z', 'STANDARD'],
    ]);
    const found = await survey();
    expect([found.looked, reasons(found)]).toEqual([1, { gone: 1 }]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['is of another bucket', { sourceBucket: 'other' }, /is of the bucket 'other'/],
    ['is in Parquet', { fileFormat: 'Parquet' }, /its format is Parquet/],
    ['has current versions only', { fileSchema: 'Bucket, Key, Size' }, /lacks one of the columns/],
    ['lacks its files', { files: 'x' }, /no manifest of S3 Inventory: files/],
  ])('refuses one that %s', async (_, changes, message) => {
    await deliver(changes);
    await expect(survey()).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(message) });
  });

  it('refuses what is not there, and what is no manifest', async () => {
    await expect(survey('s3://reports/none/manifest.json')).rejects.toMatchObject({ kind: 'usage' });
    await expect(survey('s3://reports/none.csv')).rejects.toMatchObject({ kind: 'usage' });
  });

  it('does not trust a file that its manifest does not know, or that is not there', async () => {
    await deliver({}, ROWS, '0'.repeat(32));
    await expect(survey()).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('checksum') });
    await deliver({ files: [{ key: 'inv/data/none.csv.gz', size: 1, MD5checksum: '' }] });
    await expect(survey()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('not there'),
    });
    await deliver({ files: [{ key: 'inv/2026-01-02T01-00Z/manifest.json', size: 1, MD5checksum: '' }] });
    await expect(survey()).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('damaged') });
  });
});
