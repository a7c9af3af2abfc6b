import { gunzipSync, gzipSync } from 'node:zlib';
import * as S3 from '@aws-sdk/client-s3';
import { CreateJobCommand, type JobManifest } from '@aws-sdk/client-s3-control';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs } from '../../running';
import { counts, csvManifest, generator, order, reasons, reportRows, runJob, taskCodes } from '../../job-on-stage';
import { passTime, put, putRules, REPORTS, setStage, SOURCE, type Stage, strike } from '../../stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

async function store(Key: string, Body: string | Buffer): Promise<string> {
  return (await stage.s3.send(new S3.PutObjectCommand({ Bucket: REPORTS, Key, Body }))).ETag ?? '';
}

async function inventory(fileSchema: string, rows: string, gz = true): Promise<JobManifest> {
  const key = gz ? 'data/1.csv.gz' : 'data/1.csv';
  await store(key, gz ? gzipSync(rows) : rows);
  const ETag = await store(
    'inventory/manifest.json',
    JSON.stringify({ fileFormat: 'CSV', fileSchema, files: [{ key }] }),
  );
  return {
    Spec: { Format: 'S3InventoryReport_CSV_20161130' },
    Location: { ObjectArn: `arn:aws:s3:::${REPORTS}/inventory/manifest.json`, ETag },
  };
}

describe('a CSV manifest', () => {
  it('leads to the versions that it lists, and the report repeats its keys as they are listed', async () => {
    const id = await put(stage, 'a b/ü,"1"');
    await put(stage, 'other');
    await putRules(stage);
    const Manifest = await csvManifest(stage, [[SOURCE, 'a%20b/%C3%BC%2C%221%22', id]]);
    const job = await runJob(stage, { Manifest });
    expect(counts(job)).toEqual([1, 1, 0]);
    expect(await reportRows(stage, job.JobId ?? '')).toMatchObject([{ key: 'a%20b/%C3%BC%2C%221%22', versionId: id }]);
  });

  it('takes ignored fields, and fields in another order', async () => {
    const id = await put(stage, 'k');
    await putRules(stage);
    const Manifest = await csvManifest(stage, [['x', id, 'k', SOURCE]], ['Ignore', 'VersionId', 'Key', 'Bucket']);
    expect(counts(await runJob(stage, { Manifest }))).toEqual([1, 1, 0]);
  });

  it.each([
    ['an empty version id', ['Bucket', 'Key', 'VersionId'], ['k', '']],
    ['no version ids at all', ['Bucket', 'Key'], ['k']],
  ] as const)('with %s fails the task with InvalidRequest', async (_what, fields, row) => {
    await put(stage, 'k');
    await putRules(stage);
    const job = await runJob(stage, { Manifest: await csvManifest(stage, [[SOURCE, ...row]], fields) });
    expect(await reportRows(stage, job.JobId ?? '')).toMatchObject([
      { httpStatus: '400', code: 'InvalidRequest', message: 'Task failed due to missing VersionId' },
    ]);
  });

  it.each([
    ['a row that is too short', [[SOURCE, 'k']], /row 1 has 2 fields, and 3 were announced/],
    ['a key that is not URL-encoded', [[SOURCE, '100%', 'v']], /the key 100% is not URL-encoded/],
    ['no rows', [], /it is empty/],
    ['quotes that do not close', [[SOURCE, '"k', 'v']], /Quote/],
  ])('with %s fails the job', async (_what, rows, reason) => {
    await putRules(stage);
    const job = await runJob(stage, { Manifest: await csvManifest(stage, rows) });
    expect([job.Status, job.ProgressSummary?.TotalNumberOfTasks]).toEqual(['Failed', 0]);
    expect(reasons(job).join()).toMatch(reason);
  });

  it('that changed since it was named fails the job', async () => {
    await putRules(stage);
    const Manifest = await csvManifest(stage, [[SOURCE, 'k', 'v']]);
    await store('manifest.csv', 'other');
    expect(reasons(await runJob(stage, { Manifest })).join()).toMatch(/^The manifest could not be read: its ETag is /);
  });

  it('tells missing keys, versions and null versions apart', async () => {
    await put(stage, 'k');
    await putRules(stage);
    const Manifest = await csvManifest(stage, [
      [SOURCE, 'missing', 'v'],
      [SOURCE, 'k', 'v'],
      [SOURCE, 'k', 'null'],
      ['missing-bucket', 'k', 'v'],
    ]);
    const job = await runJob(stage, { Manifest });
    expect((await reportRows(stage, job.JobId ?? '')).map(({ code }) => code)).toEqual([
      'SrcKeyNotFound',
      'SrcVersionNotFound',
      'SrcObjectNotFound',
      'SrcBucketNotFound',
    ]);
  });

  it('of versions that live replication brings in the meantime fails them with SrcReplicationNotPending', async () => {
    await strike(stage);
    stage = await setStage({ clock: 'controlled', timing: { liveReplicationMs: 2500, jobStateMs: 1000 } });
    await putRules(stage);
    await put(stage, 'k');
    const { JobId = '' } = await stage.control.send(new CreateJobCommand(order()));
    await passTime(stage, 10_000);
    expect(await taskCodes(stage, JobId)).toEqual(['SrcReplicationNotPending']);
  });
});

describe('an inventory', () => {
  it.each([true, false])('leads to the versions in its files (compressed: %s)', async (gz) => {
    const id = await put(stage, 'a b');
    await putRules(stage);
    const Manifest = await inventory('Bucket, Key, VersionId, IsLatest', `"${SOURCE}","a%20b","${id}","true"\n`, gz);
    expect(counts(await runJob(stage, { Manifest }))).toEqual([1, 1, 0]);
  });

  it.each([
    ['without version ids', 'Bucket, Key', /the inventory has no VersionId/],
    ['whose file is not compressed as its name says', 'Bucket, Key, VersionId', /not compressed with gzip/],
  ])('%s fails the job', async (_what, schema, reason) => {
    await putRules(stage);
    const Manifest = await inventory(schema, 'a,b,c\n');
    await store('data/1.csv.gz', 'a,b,c\n');
    expect(reasons(await runJob(stage, { Manifest })).join()).toMatch(reason);
  });

  it.each([
    ['is not JSON', 'x', /not JSON/],
    ['is in another format', '{"fileFormat":"ORC"}', /not the manifest of a CSV inventory/],
  ])('that %s fails the job', async (_what, body, reason) => {
    await putRules(stage);
    const ETag = await store('manifest.json', body);
    const Manifest: JobManifest = {
      Spec: { Format: 'S3InventoryReport_CSV_20161130' },
      Location: { ObjectArn: `arn:aws:s3:::${REPORTS}/manifest.json`, ETag },
    };
    expect(reasons(await runJob(stage, { Manifest })).join()).toMatch(reason);
  });
});

describe('a generated manifest that is kept', () => {
  it('lists the tasks, and can be supplied to another tool as DescribeJob names it', async () => {
    const ids = [await put(stage, 'a b'), await put(stage, 'c')];
    await putRules(stage);
    const ManifestGenerator = generator(undefined, {
      EnableManifestOutput: true,
      ManifestOutputLocation: {
        Bucket: `arn:aws:s3:::${REPORTS}`,
        ManifestPrefix: 'manifests/',
        ManifestFormat: 'S3InventoryReport_CSV_20211130',
        ManifestEncryption: { SSES3: {} },
      },
    });
    const job = await runJob(stage, { ManifestGenerator });
    const { Format, Location } = job.GeneratedManifestDescriptor ?? {};
    expect(Format).toBe('S3InventoryReport_CSV_20211130');
    const key = Location?.ObjectArn?.replace(`arn:aws:s3:::${REPORTS}/`, '') ?? '';
    expect(key).toMatch(new RegExp(`^manifests/${job.JobId}/`));
    const { Body, ETag } = await stage.s3.send(new S3.GetObjectCommand({ Bucket: REPORTS, Key: key }));
    expect(ETag).toBe(`"${Location?.ETag}"`);
    const manifest = JSON.parse((await Body?.transformToString()) ?? '') as {
      files: { key: string }[];
      fileSchema: string;
    };
    expect(manifest.fileSchema).toBe('Bucket, Key, VersionId');
    const file = await stage.s3.send(new S3.GetObjectCommand({ Bucket: REPORTS, Key: manifest.files[0]?.key }));
    expect(parse(gunzipSync((await file.Body?.transformToByteArray()) ?? ''))).toEqual([
      [SOURCE, 'a%20b', ids[0]],
      [SOURCE, 'c', ids[1]],
    ]);
  });
});
