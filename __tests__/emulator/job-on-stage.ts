// Jobs on the stage: orders that work, and what becomes of them.
import * as S3 from '@aws-sdk/client-s3';
import * as Control from '@aws-sdk/client-s3-control';
import { parse } from 'csv-parse/sync';
import { ACCOUNT, arn, bodyOf, JOB_ROLE, REPORTS, SOURCE, type Stage } from './stage';

export interface ReportRow {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly status: string;
  readonly httpStatus: string;
  readonly code: string;
  readonly message: string;
}

/** A CreateJob request that works. */
export function order(changes: Partial<Control.CreateJobCommandInput> = {}): Control.CreateJobCommandInput {
  return {
    AccountId: ACCOUNT,
    Operation: { S3ReplicateObject: {} },
    Report: {
      Enabled: true,
      Bucket: arn(REPORTS),
      Format: 'Report_CSV_20180820',
      Prefix: 'reports',
      ReportScope: 'AllTasks',
    },
    Priority: 1,
    RoleArn: JOB_ROLE,
    ConfirmationRequired: false,
    ...(changes.Manifest === undefined ? { ManifestGenerator: generator() } : {}),
    ...changes,
  };
}

/** A generator without a filter takes every version that a rule replicates. */
export function generator(
  Filter: Control.JobManifestGeneratorFilter = { EligibleForReplication: true },
  more: Partial<Control.S3JobManifestGenerator> = {},
): Control.JobManifestGenerator {
  return { S3JobManifestGenerator: { SourceBucket: arn(SOURCE), EnableManifestOutput: false, Filter, ...more } };
}

/** A CSV manifest in the bucket of the reports: rows of bucket, URL-encoded key and version id. */
export async function csvManifest(
  { s3 }: Stage,
  rows: readonly (readonly string[])[],
  Fields: readonly Control.JobManifestFieldName[] = ['Bucket', 'Key', 'VersionId'],
): Promise<Control.JobManifest> {
  // A body of no bytes would make the SDK take it for a stream.
  const Body = Buffer.from(rows.map((row) => `${row.join(',')}\n`).join(''));
  const { ETag = '' } = await s3.send(new S3.PutObjectCommand({ Bucket: REPORTS, Key: 'manifest.csv', Body }));
  return {
    Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: [...Fields] },
    Location: { ObjectArn: arn(REPORTS, 'manifest.csv'), ETag },
  };
}

export async function describeJob({ control }: Stage, JobId: string): Promise<Control.JobDescriptor> {
  const { Job } = await control.send(new Control.DescribeJobCommand({ AccountId: ACCOUNT, JobId }));
  if (Job === undefined) throw new Error('DescribeJob gave no job');
  return Job;
}

/** Runs a job to its end. */
export async function runJob(
  stage: Stage,
  changes: Partial<Control.CreateJobCommandInput> = {},
): Promise<Control.JobDescriptor> {
  const { JobId = '' } = await stage.control.send(new Control.CreateJobCommand(order(changes)));
  await stage.running.emulator.idle();
  return describeJob(stage, JobId);
}

/** Waits, without letting time pass, until the job is in this state. */
export async function jobReaches(stage: Stage, jobId: string, status: Control.JobStatus): Promise<void> {
  while ((await describeJob(stage, jobId)).Status !== status) continue;
}

interface ReportManifest {
  readonly Format: string;
  readonly ReportSchema: string;
  readonly Results: readonly {
    readonly TaskExecutionStatus: string;
    readonly Bucket: string;
    readonly MD5Checksum: string;
    readonly Key: string;
  }[];
}

export async function reportManifest({ s3 }: Stage, jobId: string): Promise<ReportManifest> {
  return JSON.parse(await bodyOf(s3, REPORTS, `reports/job-${jobId}/manifest.json`)) as ReportManifest;
}

/** Rows of the job's report, failed ones last. */
export async function reportRows(stage: Stage, jobId: string): Promise<readonly ReportRow[]> {
  const { Results } = await reportManifest(stage, jobId);
  const files = await Promise.all(Results.map(({ Key }) => bodyOf(stage.s3, REPORTS, Key)));
  return files.flatMap((file) =>
    parse(file).map(
      ([bucket = '', key = '', versionId = '', status = '', httpStatus = '', code = '', message = '']) => ({
        bucket,
        key,
        versionId,
        status,
        httpStatus,
        code,
        message,
      }),
    ),
  );
}

/** Error codes of the job's failed tasks, each once. */
export async function taskCodes(stage: Stage, jobId: string): Promise<readonly string[]> {
  const rows = await reportRows(stage, jobId);
  return [...new Set(rows.filter(({ status }) => status === 'failed').map(({ code }) => code))];
}

export function counts({ ProgressSummary: progress }: Control.JobDescriptor): readonly (number | undefined)[] {
  return [progress?.TotalNumberOfTasks, progress?.NumberOfTasksSucceeded, progress?.NumberOfTasksFailed];
}

export function reasons({ FailureReasons = [] }: Control.JobDescriptor): readonly string[] {
  return FailureReasons.map(({ FailureReason = '' }) => FailureReason);
}
