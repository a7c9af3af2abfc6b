// The emulator as a program of its own, with what a job needs: two buckets, the report bucket, two roles, a rule.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutBucketReplicationCommand, S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { startServer, type ServerProcess } from './child-process';
import type { Target } from './signed-client';

export const SOURCE = 'bench-source';
const DESTINATION = 'bench-destination';
export const REPORTS = 'bench-reports';

export interface LocalAws {
  readonly server: ServerProcess;
  readonly endpoint: string;
  readonly accountId: string;
  readonly target: Target;
  readonly s3: S3Client;
  readonly control: S3ControlClient;
  /** Role of the job. */
  readonly jobRoleArn: string;
  stop(): Promise<void>;
}

interface Ready {
  readonly endpoint: string;
  readonly region: string;
  readonly accounts: readonly [
    { readonly accountId: string; readonly accessKeyId: string; readonly secretAccessKey: string },
  ];
}

/** @param objects - entries of the seed file for the source bucket */
export async function startLocalAws(runner: string, folder: string, objects: readonly object[]): Promise<LocalAws> {
  const seedFile = path.join(folder, 'seed.json');
  const buckets = [
    { name: SOURCE, versioning: 'Enabled', objects },
    { name: DESTINATION, versioning: 'Enabled' },
    { name: REPORTS, versioning: 'Enabled' },
  ];
  writeFileSync(seedFile, JSON.stringify({ buckets }));
  const server = await startServer([runner, 'emulator', '--seed', seedFile, '--port', '0']);
  const { endpoint, region, accounts } = JSON.parse(server.firstLine) as Ready;
  const [{ accountId, accessKeyId, secretAccessKey }] = accounts;
  const url = new URL(endpoint);
  const connection = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  const s3 = new S3Client({ ...connection, forcePathStyle: true });
  // The SDK would write the account id in front of the endpoint's host.
  const control = new S3ControlClient({ ...connection, endpointProvider: () => ({ url }) });
  const replicationRoleArn = await createRole(new IAMClient(connection), 's3.amazonaws.com', 'bench-replication', [
    allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], `arn:aws:s3:::${SOURCE}`),
    allow(
      ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
      `arn:aws:s3:::${SOURCE}/*`,
    ),
    allow(['s3:ReplicateObject', 's3:ReplicateTags'], `arn:aws:s3:::${DESTINATION}/*`),
  ]);
  const jobRoleArn = await createRole(new IAMClient(connection), 'batchoperations.s3.amazonaws.com', 'bench-job', [
    allow(['s3:InitiateReplication'], `arn:aws:s3:::${SOURCE}/*`),
    allow(['s3:GetReplicationConfiguration', 's3:PutInventoryConfiguration'], `arn:aws:s3:::${SOURCE}`),
    allow(['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion'], `arn:aws:s3:::${REPORTS}/*`),
  ]);
  await s3.send(
    new PutBucketReplicationCommand({
      Bucket: SOURCE,
      ReplicationConfiguration: {
        Role: replicationRoleArn,
        Rules: [
          {
            ID: 'folder',
            Status: 'Enabled',
            Priority: 1,
            Filter: { Prefix: 'folder/' },
            DeleteMarkerReplication: { Status: 'Disabled' },
            Destination: { Bucket: `arn:aws:s3:::${DESTINATION}` },
          },
        ],
      },
    }),
  );
  return {
    server,
    endpoint,
    accountId,
    target: { host: url.hostname, port: Number(url.port), region, accessKeyId, secretAccessKey },
    s3,
    control,
    jobRoleArn,
    stop: async () => {
      s3.destroy();
      control.destroy();
      await server.stop();
    },
  };
}

/** Of a program that is to find it, and nothing else. */
export function environment({ target }: LocalAws): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    AWS_REGION: target.region,
    AWS_DEFAULT_REGION: target.region,
    AWS_ACCESS_KEY_ID: target.accessKeyId,
    AWS_SECRET_ACCESS_KEY: target.secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function allow(actions: readonly string[], resource: string): object {
  return { Effect: 'Allow', Action: actions, Resource: resource };
}

async function createRole(iam: IAMClient, service: string, name: string, statements: object[]): Promise<string> {
  const document = (Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
  const trust = document([{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }]);
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: name, PolicyName: 'bench', PolicyDocument: document(statements) }),
  );
  iam.destroy();
  return Role?.Arn ?? '';
}
