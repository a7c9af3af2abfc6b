// Every operation of S3 Batch Operations, through the SDK for JavaScript.
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateRoleCommand, type IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import * as Control from '@aws-sdk/client-s3-control';
import { expect } from '@jest/globals';

const AccountId = '111122223333';
export const EXISTING_KEY = 'in/ü b+c%.txt';

export async function walkJobs(control: Control.S3ControlClient, s3: S3Client, iam: IAMClient): Promise<void> {
  await prepareJobs(s3, iam);
  const { JobId } = await control.send(new Control.CreateJobCommand(ORDER));
  expect(JobId).toMatch(/^[0-9a-f-]{36}$/);
  const job = { AccountId, JobId };
  expect(await until(control, JobId, 'Suspended')).toMatchObject({
    Priority: 10,
    RoleArn: ORDER.RoleArn,
    Operation: { S3ReplicateObject: {} },
    ManifestGenerator: ORDER.ManifestGenerator,
    Report: ORDER.Report,
    CreationTime: expect.any(Date),
  });
  const { Jobs } = await control.send(new Control.ListJobsCommand({ AccountId, JobStatuses: ['Suspended'] }));
  expect(Jobs).toMatchObject([{ JobId, Operation: 'S3ReplicateObject', Priority: 10 }]);
  expect(await control.send(new Control.UpdateJobPriorityCommand({ ...job, Priority: 7 }))).toMatchObject({
    JobId,
    Priority: 7,
  });
  const tags = async () => (await control.send(new Control.GetJobTaggingCommand(job))).Tags;
  expect(await tags()).toEqual([{ Key: 'a', Value: '1' }]);
  await control.send(new Control.PutJobTaggingCommand({ ...job, Tags: [{ Key: 'b', Value: '2' }] }));
  expect(await tags()).toEqual([{ Key: 'b', Value: '2' }]);
  await control.send(new Control.DeleteJobTaggingCommand(job));
  expect(await tags()).toEqual([]);
  const ready = new Control.UpdateJobStatusCommand({ ...job, RequestedJobStatus: 'Ready' });
  expect(await control.send(ready)).toMatchObject({ JobId });
  expect(await until(control, JobId, 'Complete')).toMatchObject({
    ProgressSummary: { TotalNumberOfTasks: 1, NumberOfTasksSucceeded: 1, NumberOfTasksFailed: 0 },
    TerminationDate: expect.any(Date),
  });
}

const ORDER = {
  AccountId,
  ClientRequestToken: 'token',
  ConfirmationRequired: true,
  Operation: { S3ReplicateObject: {} },
  Priority: 10,
  RoleArn: `arn:aws:iam::${AccountId}:role/batch`,
  Tags: [{ Key: 'a', Value: '1' }],
  Report: {
    Enabled: true,
    Bucket: 'arn:aws:s3:::reports',
    Prefix: 'done',
    Format: 'Report_CSV_20180820',
    ReportScope: 'AllTasks',
  },
  ManifestGenerator: {
    S3JobManifestGenerator: {
      SourceBucket: 'arn:aws:s3:::source',
      EnableManifestOutput: false,
      Filter: { EligibleForReplication: true, ObjectReplicationStatuses: ['NONE'] },
    },
  },
} satisfies Control.CreateJobCommandInput;

async function until(control: Control.S3ControlClient, JobId: string | undefined, status: string) {
  const ends = Date.now() + 10_000;
  for (;;) {
    const { Job } = await control.send(new Control.DescribeJobCommand({ AccountId, JobId }));
    if (Job?.Status === status) return Job;
    if (Date.now() > ends) throw new Error(`the job is ${String(Job?.Status)}, not ${status}`);
    await sleep(25);
  }
}

/**
 * Buckets `source` and `destination` with a rule between them for `in/`, one object from before the rule and one that it is not for; a
 * bucket `reports`; the roles `replication` and `batch`.
 */
export async function prepareJobs(s3: S3Client, iam: IAMClient): Promise<void> {
  for (const Bucket of ['source', 'destination', 'reports']) {
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
  for (const Key of [EXISTING_KEY, 'out/1']) await s3.send(new PutObjectCommand({ Bucket: 'source', Key, Body: 'x' }));
  await makeRole(iam, 'replication', 's3.amazonaws.com');
  await makeRole(iam, 'batch', 'batchoperations.s3.amazonaws.com');
  const Rule = {
    ...{ ID: 'in', Priority: 1, Status: 'Enabled' as const, Filter: { Prefix: 'in/' } },
    DeleteMarkerReplication: { Status: 'Disabled' as const },
    Destination: { Bucket: 'arn:aws:s3:::destination' },
  };
  const ReplicationConfiguration = { Role: `arn:aws:iam::${AccountId}:role/replication`, Rules: [Rule] };
  await s3.send(new PutBucketReplicationCommand({ Bucket: 'source', ReplicationConfiguration }));
}

async function makeRole(iam: IAMClient, RoleName: string, Service: string): Promise<void> {
  const document = (statement: object): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const AssumeRolePolicyDocument = document({ Principal: { Service }, Action: 'sts:AssumeRole' });
  const PolicyDocument = document({ Action: 's3:*', Resource: '*' });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }));
}
