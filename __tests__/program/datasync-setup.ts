// A task of DataSync in a running emulator, and the handoff that names it.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  CreateLocationS3Command,
  CreateTaskCommand,
  DataSyncClient,
  type CreateTaskCommandInput,
} from '@aws-sdk/client-datasync';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import type { Program } from './setup';

export const ACCOUNT = '111122223333';
export const REGION = { AWS_REGION: 'us-east-1' };
const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const arnOf = (bucket: string): string => `arn:aws:s3:::${bucket}`;

type Statement = readonly [actions: readonly string[], resource: string];

export const policy = (...statements: readonly Statement[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })),
  });

const LISTING = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
const READING = ['GetObject', 'GetObjectTagging', 'GetObjectVersion', 'GetObjectVersionTagging'].map(
  (one) => `s3:${one}`,
);
const PARTS = 's3:ListMultipartUploadParts';

/** As the constructs write them, written out here: they agree with nobody's mistake. */
export const POLICIES = {
  source: policy([LISTING, arnOf('plain')], [[...READING, PARTS], `${arnOf('plain')}/*`]),
  destination: policy(
    [LISTING, arnOf('copies')],
    [[...READING, PARTS, 's3:PutObject', 's3:PutObjectTagging', 's3:AbortMultipartUpload'], `${arnOf('copies')}/*`],
  ),
  report: policy(
    [['s3:PutObject'], `${arnOf('reports')}/r/*`],
    [['s3:GetObject', 's3:GetObjectVersion'], `${arnOf('reports')}/m/*`],
  ),
};

export const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'datasync.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
        ArnLike: { 'aws:SourceArn': `arn:aws:datasync:*:${ACCOUNT}:*` },
      },
    },
  ],
});

export interface SyncSetup {
  readonly client: DataSyncClient;
  readonly taskArn: string;
}

export interface TaskOptions {
  /** Of both locations. @default 'folder/' */
  readonly folder?: string;
  readonly task?: Partial<CreateTaskCommandInput>;
  readonly storageClass?: 'STANDARD' | 'STANDARD_IA';
  /** Whether objects of the source may be locked, and have ACLs. @default false */
  readonly locks?: boolean;
}

/** Source `plain` with these keys, destination `copies`, three roles, the task, and `outputs.json`, which names it. */
export async function addTask(
  { s3, iam, running, folder: directory }: Program,
  keys: readonly string[],
  { folder = 'folder/', task = {}, storageClass = 'STANDARD', locks = false }: TaskOptions = {},
): Promise<SyncSetup> {
  await s3.send(
    new S3.CreateBucketCommand({
      Bucket: 'plain',
      ...(locks ? { ObjectLockEnabledForBucket: true, ObjectOwnership: 'BucketOwnerPreferred' as const } : {}),
    }),
  );
  if (locks) await s3.send(new S3.DeletePublicAccessBlockCommand({ Bucket: 'plain' }));
  await s3.send(new S3.CreateBucketCommand({ Bucket: 'copies' }));
  for (const Key of keys)
    await s3.send(
      new S3.PutObjectCommand({ Bucket: 'plain', Key, Body: Key, Tagging: 'team=a', Metadata: { of: 'it' } }),
    );
  for (const [name, PolicyDocument] of Object.entries(POLICIES)) {
    await iam.send(new CreateRoleCommand({ RoleName: `sync-${name}`, AssumeRolePolicyDocument: TRUST }));
    await iam.send(new PutRolePolicyCommand({ RoleName: `sync-${name}`, PolicyName: 'all', PolicyDocument }));
  }
  const { endpoint, region } = running.emulator;
  const client = new DataSyncClient({ endpoint, region, credentials: running.credentials(0), maxAttempts: 1 });
  const location = async (bucket: string, role: string, S3StorageClass?: 'STANDARD' | 'STANDARD_IA') =>
    (
      await client.send(
        new CreateLocationS3Command({
          S3BucketArn: arnOf(bucket),
          Subdirectory: `/${folder}`,
          S3Config: { BucketAccessRoleArn: roleArn(role) },
          ...(S3StorageClass === undefined ? {} : { S3StorageClass }),
        }),
      )
    ).LocationArn;
  const { TaskArn: taskArn = '' } = await client.send(
    new CreateTaskCommand({
      Name: 'copies',
      TaskMode: 'ENHANCED',
      SourceLocationArn: await location('plain', 'sync-source'),
      DestinationLocationArn: await location('copies', 'sync-destination', storageClass),
      Options: { VerifyMode: 'ONLY_FILES_TRANSFERRED', LogLevel: 'OFF' },
      TaskReportConfig: {
        OutputType: 'STANDARD',
        ReportLevel: 'ERRORS_ONLY',
        Overrides: { Skipped: { ReportLevel: 'SUCCESSES_AND_ERRORS' } },
        Destination: {
          S3: { S3BucketArn: arnOf('reports'), Subdirectory: '/r/', BucketAccessRoleArn: roleArn('sync-report') },
        },
      },
      ...task,
    }),
  );
  const value = {
    version: 1,
    source: { bucket: 'plain', region: 'us-east-1', accountId: ACCOUNT },
    destinations: [],
    rules: [],
    roles: {},
    dataSync: { taskArn, bucket: 'copies', region: 'us-east-1', reportRoleArn: roleArn('sync-report') },
    report: { bucket: 'reports', prefix: 'r' },
    manifest: { bucket: 'reports', prefix: 'm' },
    prefixes: folder === '' ? [] : [folder],
  };
  writeFileSync(path.join(directory, 'outputs.json'), JSON.stringify({ s3_backfill: { value, type: 'object' } }));
  return { client, taskArn };
}
