import { createHash } from 'node:crypto';
import * as S3 from '@aws-sdk/client-s3';
import { CreateJobCommand, type CreateJobCommandInput, type JobReport } from '@aws-sdk/client-s3-control';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf } from '../../running';
import {
  counts,
  csvManifest,
  describeJob,
  order,
  reasons,
  reportManifest,
  reportRows,
  runJob,
} from '../../job-on-stage';
import {
  allow,
  bodyOf,
  createBucket,
  HOME,
  JOB_STATEMENTS,
  passTime,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPORTS,
  setStage,
  SOURCE,
  type Stage,
  statusOf,
  strike,
  without,
} from '../../stage';

const NOT_WRITTEN = 'The job report could not be written to your report bucket. Please check your permissions.';

let stage: Stage;
let id: string;

beforeEach(async () => {
  stage = await setStage();
  id = await put(stage, 'there');
  await putRules(stage);
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

const report = (changes: Partial<JobReport>): Pick<CreateJobCommandInput, 'Report'> => {
  const { Report = { Enabled: true } } = order();
  return { Report: { ...Report, ...changes } };
};

async function keys(): Promise<readonly string[]> {
  const { Contents = [] } = await stage.s3.send(new S3.ListObjectsV2Command({ Bucket: REPORTS }));
  return Contents.map(({ Key = '' }) => Key).filter((key) => key !== 'manifest.csv');
}

const mixed = async (): Promise<Pick<CreateJobCommandInput, 'Manifest'>> => ({
  Manifest: await csvManifest(stage, [
    [SOURCE, 'missing', 'v'],
    [SOURCE, 'there', id],
  ]),
});

describe('a completion report', () => {
  it('has a manifest, its checksum, and a file each for what succeeded and what failed', async () => {
    const job = await runJob(stage, await mixed());
    const folder = `reports/job-${job.JobId}`;
    const manifest = await reportManifest(stage, job.JobId ?? '');
    const [succeeded, failed] = manifest.Results;
    expect(manifest).toMatchObject({
      Format: 'Report_CSV_20180820',
      ReportSchema: 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage',
      Results: [
        { TaskExecutionStatus: 'succeeded', Bucket: REPORTS },
        { TaskExecutionStatus: 'failed', Bucket: REPORTS },
      ],
    });
    for (const file of manifest.Results) {
      expect(file.Key).toMatch(new RegExp(`^${folder}/results/[0-9a-f]{40}\\.csv$`));
      const body = await bodyOf(stage.s3, REPORTS, file.Key);
      expect(createHash('md5').update(body).digest('hex')).toBe(file.MD5Checksum);
    }
    const text = await bodyOf(stage.s3, REPORTS, `${folder}/manifest.json`);
    const md5 = createHash('md5').update(text).digest('base64');
    expect(await bodyOf(stage.s3, REPORTS, `${folder}/manifest.json.md5`)).toBe(md5);
    expect(await bodyOf(stage.s3, REPORTS, succeeded?.Key ?? '')).toBe(
      `${SOURCE},there,${id},succeeded,200,,success\n`,
    );
    expect(await bodyOf(stage.s3, REPORTS, failed?.Key ?? '')).toBe(
      `${SOURCE},missing,v,failed,404,SrcKeyNotFound,The source object key does not exist\n`,
    );
  });

  it('has the HTTP status before the error code, whatever its schema says', async () => {
    const job = await runJob(stage, await mixed());
    const rows = await reportRows(stage, job.JobId ?? '');
    expect(rows.map(({ httpStatus, code }) => [httpStatus, code])).toEqual([
      ['200', ''],
      ['404', 'SrcKeyNotFound'],
    ]);
  });

  it('names only what failed if that is its scope, and may be empty then', async () => {
    const one = await runJob(stage, { ...(await mixed()), ...report({ ReportScope: 'FailedTasksOnly' }) });
    expect((await reportRows(stage, one.JobId ?? '')).map(({ key }) => key)).toEqual(['missing']);
    const none = await runJob(stage, report({ ReportScope: 'FailedTasksOnly' }));
    expect((await reportManifest(stage, none.JobId ?? '')).Results).toEqual([]);
  });

  it('lies at the top of the bucket without a prefix', async () => {
    const top = await runJob(stage, report({ Prefix: undefined }));
    expect(await keys()).toContain(`job-${top.JobId}/manifest.json`);
  });

  it.each([
    [false, 'x//job-'],
    [true, 'x/job-'],
  ])('of a prefix that ends in a slash, with the slash once (%s), lies below %s', async (once, folder) => {
    const { world } = stage.running.emulator;
    world.quirks = { ...world.quirks, reportPrefixSlashOnce: once };
    const job = await runJob(stage, report({ Prefix: 'x/' }));
    expect(job.Report?.Prefix).toBe('x/');
    expect((await keys()).filter((key) => key.endsWith('manifest.json'))).toEqual([
      `${folder}${job.JobId}/manifest.json`,
    ]);
    const [file] = (await keys()).filter((key) => key.includes('/results/'));
    expect(file?.startsWith(`${folder}${job.JobId}/results/`)).toBe(true);
  });

  it('is under SSE-S3 whatever the default of the bucket is', async () => {
    const ServerSideEncryptionConfiguration = {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } }],
    };
    await stage.s3.send(new S3.PutBucketEncryptionCommand({ Bucket: REPORTS, ServerSideEncryptionConfiguration }));
    const job = await runJob(stage);
    const Key = `reports/job-${job.JobId}/manifest.json`;
    const head = await stage.s3.send(new S3.HeadObjectCommand({ Bucket: REPORTS, Key }));
    expect(head.ServerSideEncryption).toBe('AES256');
  });

  it('is not written by a job that tried nothing, nor by one that was told not to', async () => {
    await runJob(stage, { Manifest: await csvManifest(stage, []) });
    await runJob(stage, { Report: { Enabled: false } });
    expect(await keys()).toEqual([]);
  });

  it('is there some time after the job has ended, if a rehearsal asks for that', async () => {
    await strike(stage);
    stage = await setStage({ clock: 'controlled', timing: { reportDelayMs: 5000 } });
    await put(stage, 'there');
    await putRules(stage);
    const { JobId = '' } = await stage.control.send(new CreateJobCommand(order()));
    await passTime(stage, 0);
    expect((await describeJob(stage, JobId)).Status).toBe('Complete');
    expect(await keys()).toEqual([]);
    await passTime(stage, 5000);
    expect(await keys()).toHaveLength(3);
  });
});

describe('a report that cannot be delivered fails the job, and what was replicated remains so:', () => {
  const KMS_ONLY = {
    ...allow('s3:PutObject', `arn:aws:s3:::${REPORTS}/*`),
    Effect: 'Deny' as const,
    Principal: '*',
    Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
  };

  it.each<[string, () => Promise<unknown>, Partial<CreateJobCommandInput>]>([
    ['no permission', () => putRolePolicy(stage.iam, 'job', without('s3:PutObject', JOB_STATEMENTS)), {}],
    [
      'a permission for another prefix',
      () =>
        putRolePolicy(stage.iam, 'job', [
          ...without('s3:PutObject', JOB_STATEMENTS),
          allow('s3:PutObject', `arn:aws:s3:::${REPORTS}/other/*`),
        ]),
      {},
    ],
    ['a bucket policy that demands SSE-KMS', () => putBucketPolicy(stage.s3, REPORTS, [KMS_ONLY]), {}],
    ['a bucket that is not there', () => Promise.resolve(), report({ Bucket: 'arn:aws:s3:::missing-bucket' })],
    ['a bucket of another owner', () => Promise.resolve(), report({ ExpectedBucketOwner: '444455556666' })],
    ['a default retention of Object Lock', () => lockedBucket(), report({ Bucket: 'arn:aws:s3:::locked-reports' })],
  ])('%s', async (_what, break_, changes) => {
    await break_();
    const job = await runJob(stage, changes);
    expect([job.Status, ...reasons(job)]).toEqual(['Failed', NOT_WRITTEN]);
    expect(counts(job)).toEqual([1, 1, 0]);
    expect(await statusOf(stage.s3, SOURCE, 'there')).toBe('COMPLETED');
  });

  async function lockedBucket(): Promise<void> {
    const Bucket = 'locked-reports';
    await createBucket(stage.s3, Bucket, HOME, { ObjectLockEnabledForBucket: true });
    await putRolePolicy(stage.iam, 'job', [...JOB_STATEMENTS, allow('s3:PutObject', `arn:aws:s3:::${Bucket}/*`)]);
    const ObjectLockConfiguration: S3.ObjectLockConfiguration = {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
    };
    await stage.s3.send(new S3.PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
  }
});

describe('the report bucket', () => {
  it('may demand SSE-S3', async () => {
    const demand = {
      ...allow('s3:PutObject', `arn:aws:s3:::${REPORTS}/*`),
      Effect: 'Deny' as const,
      Principal: '*',
      Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
    };
    await putBucketPolicy(stage.s3, REPORTS, [demand]);
    expect((await runJob(stage)).Status).toBe('Complete');
  });

  it('of another account needs a policy that lets the job role write', async () => {
    const other = stage.running.s3({ region: HOME, credentials: stage.running.credentials(1) });
    const Bucket = 'reports-of-other';
    await other.send(new S3.CreateBucketCommand({ Bucket }));
    const statement = allow('s3:PutObject', `arn:aws:s3:::${Bucket}/*`);
    await putRolePolicy(stage.iam, 'job', [...JOB_STATEMENTS, statement]);
    expect((await runJob(stage, report({ Bucket: `arn:aws:s3:::${Bucket}` }))).Status).toBe('Failed');
    const Principal = { AWS: 'arn:aws:iam::111122223333:role/job' };
    await putBucketPolicy(other, Bucket, [{ ...statement, Principal }]);
    const job = await runJob(stage, report({ Bucket: `arn:aws:s3:::${Bucket}` }));
    expect(job.Status).toBe('Complete');
    const Key = `reports/job-${job.JobId}/manifest.json`;
    expect(await errorOf(stage.s3.send(new S3.HeadObjectCommand({ Bucket, Key })))).toMatchObject({ status: 403 });
    await other.send(new S3.HeadObjectCommand({ Bucket, Key }));
  });
});
