// What the constructs grant is needed, all of it, and it is enough: the very policies of docs/permissions.md, in the emulator, which
// asks IAM and KMS for each object. Whole, nothing is denied; without any single action, something is.
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { CreateJobCommand, DescribeJobCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rolePolicies, type Policy } from '../../../docs/tables/policies';
import {
  BATCH_JOB_PERMISSIONS,
  DESTINATION_PERMISSIONS,
  type Permission,
  REPLICATION_PERMISSIONS,
} from '../../../modules';
import { startEmulator, type Running } from '../../emulator/running';

const HOME = 'eu-west-1';
const THERE = 'eu-central-1';
const ACCOUNT = '111122223333';
const THEIRS = '444455556666';

type Name = 'replication' | 'job' | 'destinationBucket' | 'replicaKey';
interface Cut {
  readonly from: Name;
  readonly permission: Permission;
}

const cuts = (from: Name, permissions: readonly Permission[]): Cut[] =>
  permissions.map((permission) => ({ from, permission }));
const isOfKey = ({ action }: Permission): boolean => action.startsWith('kms:');
/** The emulator has no annotations. */
const UNTRIED = 's3:GetObjectVersionAnnotationForReplication';
const CUTS: readonly Cut[] = [
  ...cuts(
    'replication',
    REPLICATION_PERMISSIONS.filter(({ action }) => action !== UNTRIED),
  ),
  ...cuts('job', BATCH_JOB_PERMISSIONS),
  ...cuts(
    'destinationBucket',
    DESTINATION_PERMISSIONS.filter((one) => !isOfKey(one)),
  ),
  ...cuts('replicaKey', DESTINATION_PERMISSIONS.filter(isOfKey)),
];

let running: Running;
let s3: S3Client;
let s3There: S3Client;
let iam: IAMClient;
let kms: KMSClient;
let kmsThere: KMSClient;
let control: S3ControlClient;

beforeAll(async () => {
  running = await startEmulator({ region: HOME, timing: { jobStateMs: 1, liveReplicationMs: 1 } });
  const { endpoint } = running.emulator;
  s3 = running.s3();
  s3There = running.s3({ region: THERE, credentials: running.credentials(1) });
  const ours = { endpoint, region: HOME, credentials: running.credentials(0) };
  iam = new IAMClient(ours);
  kms = new KMSClient(ours);
  kmsThere = new KMSClient({ endpoint, region: THERE, credentials: running.credentials(1) });
  const endpointProvider = () => ({ url: new URL(endpoint) });
  control = new S3ControlClient({ region: HOME, credentials: ours.credentials, endpointProvider });
});
afterAll(async () => {
  for (const client of [iam, kms, kmsThere, control]) client.destroy();
  await running.close();
});

/** Buckets, keys, roles and objects of one try, beside those of the others. */
async function setUp(number: number, cut: Cut | undefined) {
  const names = {
    source: `source-bucket-${number}`,
    destination: `destination-bucket-${number}`,
    reports: `report-bucket-${number}`,
    replicationRole: `replication-role-${number}`,
    jobRole: `job-role-${number}`,
  };
  const sourceKey = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  const policies = rolePolicies();
  const written = (name: Name | 'replicationTrust' | 'jobTrust', replicaKey = ''): string =>
    JSON.stringify(without(policies[name], cut?.from === name ? cut.permission : undefined))
      .replaceAll(`arn:aws:kms:eu-west-1:${ACCOUNT}:key/source-key`, sourceKey)
      .replaceAll(`arn:aws:kms:eu-central-1:${THEIRS}:key/replica-key`, replicaKey)
      .replace(/\b(source-bucket|destination-bucket|report-bucket|replication-role|job-role)\b/g, `$1-${number}`);

  const role = async (RoleName: string, trust: string, PolicyDocument?: string) => {
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    if (PolicyDocument === undefined) return;
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }));
  };
  // The role first: a key policy names only principals that exist.
  await role(names.replicationRole, written('replicationTrust'));
  const statements = (JSON.parse(written('replicaKey')) as Policy).Statement;
  const owner = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${THEIRS}:root` }, Action: 'kms:*', Resource: '*' };
  const keyPolicy = JSON.stringify({ Version: '2012-10-17', Statement: [owner, ...statements] });
  const replicaKey = (await kmsThere.send(new CreateKeyCommand({ Policy: keyPolicy }))).KeyMetadata?.Arn ?? '';
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: names.replicationRole,
      PolicyName: 'p',
      PolicyDocument: written('replication', replicaKey),
    }),
  );
  await role(names.jobRole, written('jobTrust'), written('job'));

  await bucket(s3, names.source, HOME, sourceKey);
  await bucket(s3There, names.destination, THERE, replicaKey);
  await s3.send(new CreateBucketCommand({ Bucket: names.reports, ...at(HOME) }));
  await s3There.send(new PutBucketPolicyCommand({ Bucket: names.destination, Policy: written('destinationBucket') }));
  await putObjects(names.source);
  await s3.send(
    new PutBucketReplicationCommand({
      Bucket: names.source,
      ReplicationConfiguration: {
        Role: `arn:aws:iam::${ACCOUNT}:role/${names.replicationRole}`,
        Rules: [
          {
            ID: 'all',
            Priority: 1,
            Status: 'Enabled',
            Filter: { Prefix: '' },
            DeleteMarkerReplication: { Status: 'Enabled' },
            SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
            Destination: {
              Bucket: `arn:aws:s3:::${names.destination}`,
              Account: THEIRS,
              AccessControlTranslation: { Owner: 'Destination' },
              EncryptionConfiguration: { ReplicaKmsKeyID: replicaKey },
            },
          },
        ],
      },
    }),
  );
  return names;
}

function without({ Statement }: Policy, permission: Permission | undefined): Policy {
  const sid = permission?.on.replace(/(?:^|\s)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    Version: '2012-10-17',
    Statement: (Statement as { Sid: string; Action: string | string[] }[]).flatMap((statement) => {
      if (statement.Sid !== sid) return [statement];
      const actions = [statement.Action].flat();
      expect(actions).toContain(permission?.action);
      const left = actions.filter((action) => action !== permission?.action);
      return left.length === 0 ? [] : [{ ...statement, Action: left }];
    }),
  };
}

const at = (region: 'eu-west-1' | 'eu-central-1') => ({ CreateBucketConfiguration: { LocationConstraint: region } });

async function bucket(
  client: S3Client,
  Bucket: string,
  region: typeof HOME | typeof THERE,
  key: string,
): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true, ...at(region) }));
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key };
  const Rules = [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }];
  await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
}

/** One of each kind that asks for permissions of its own: tagged, under KMS and a bucket key, locked, a delete marker. */
async function putObjects(Bucket: string): Promise<void> {
  const put = (Key: string, more: object = {}) => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key, ...more }));
  await put('plain', { ServerSideEncryption: 'AES256' });
  await put('tagged', { Tagging: 'a=b' });
  await put('locked', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date('2099-01-01') });
  await put('deleted');
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'deleted' }));
}
const VERSIONS = 5;

interface Outcome {
  readonly status: string | undefined;
  readonly succeeded: number | undefined;
  readonly replicas: number;
  /** Of tasks and of the job. */
  readonly codes: readonly string[];
}

/** Runs a job over everything. */
async function tryOut(number: number, cut?: Cut): Promise<Outcome> {
  const names = await setUp(number, cut);
  const inReports = (Prefix: string) => ({ Bucket: `arn:aws:s3:::${names.reports}`, Prefix });
  const manifest = inReports('s3-backfill/manifests');
  const { JobId } = await control.send(
    new CreateJobCommand({
      AccountId: ACCOUNT,
      ConfirmationRequired: false,
      Operation: { S3ReplicateObject: {} },
      Priority: 10,
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/${names.jobRole}`,
      Report: {
        Enabled: true,
        Format: 'Report_CSV_20180820',
        ReportScope: 'FailedTasksOnly',
        ...inReports('s3-backfill/reports'),
      },
      ManifestGenerator: {
        S3JobManifestGenerator: {
          SourceBucket: `arn:aws:s3:::${names.source}`,
          EnableManifestOutput: true,
          ManifestOutputLocation: {
            Bucket: manifest.Bucket,
            ManifestPrefix: manifest.Prefix,
            ManifestFormat: 'S3InventoryReport_CSV_20211130',
          },
          Filter: { EligibleForReplication: true, ObjectReplicationStatuses: ['NONE', 'FAILED'] },
        },
      },
    }),
  );
  await running.emulator.idle();
  const { Job } = await control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId }));
  const { Versions = [], DeleteMarkers = [] } = await s3There.send(
    new ListObjectVersionsCommand({ Bucket: names.destination }),
  );
  return {
    status: Job?.Status,
    succeeded: Job?.ProgressSummary?.NumberOfTasksSucceeded,
    replicas: Versions.length + DeleteMarkers.length,
    codes: [
      ...(Job?.FailureReasons ?? []).map(({ FailureCode = '' }) => FailureCode),
      ...(await taskCodes(names.reports)),
    ],
  };
}

async function taskCodes(Bucket: string): Promise<string[]> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 's3-backfill/reports/' }));
  const codes: string[] = [];
  for (const { Key = '' } of Versions.filter((one) => one.Key?.endsWith('.csv'))) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const rows = (await Body?.transformToString()) ?? '';
    codes.push(...[...rows.matchAll(/,failed,(?:\d+,)?"?([A-Za-z]+)/g)].map((match) => match[1] ?? ''));
  }
  return codes;
}

describe('the policies of both roles, of the destination bucket and of its key', () => {
  it('are enough: nothing is denied', async () => {
    expect(await tryOut(0)).toEqual({ status: 'Complete', succeeded: VERSIONS, replicas: VERSIONS, codes: [] });
  });

  it.each(CUTS.map((cut, index) => [cut.from, cut.permission.action, cut.permission.on, cut, index + 1] as const))(
    '%s: without %s on %s something breaks',
    async (_from, _action, _on, cut, number) => {
      const { codes, succeeded = 0, replicas } = await tryOut(number, cut);
      // S3 says why, in one of its own words.
      expect(codes).not.toEqual([]);
      expect(Math.min(succeeded, replicas) < VERSIONS || codes.includes('ReportNotDelivered')).toBe(true);
    },
  );
});
