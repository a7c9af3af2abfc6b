// What the copy role gets is needed, all of it, and it is enough: the very policies of docs/permissions.md, in the emulator, which asks
// IAM and KMS for each object. Whole, nothing is denied; without any single action, something is.
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { CreateJobCommand, DescribeJobCommand, S3ControlClient, type JobManifest } from '@aws-sdk/client-s3-control';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rolePolicies, type Policy } from '../../../docs/tables/policies';
import { BATCH_COPY_PERMISSIONS, type Permission } from '../../../modules';
import { COPY_DESTINATION_PERMISSIONS } from '../../../modules/policies/copy-permissions';
import { startEmulator, type Running } from '../../emulator/running';

const REGION = 'eu-west-1';
const ACCOUNT = '111122223333';
const THEIRS = '444455556666';

type Name = 'copy' | 'copyDestinationBucket' | 'copyDestinationKey';
interface Cut {
  readonly from: Name;
  readonly permission: Permission;
}

const cuts = (from: Name, permissions: readonly Permission[]): Cut[] =>
  permissions.map((permission) => ({ from, permission }));
const isOfKey = ({ action }: Permission): boolean => action.startsWith('kms:');
/** CopyObject of the emulator asks no more of the key of a bucket key than of any other: AWS documents this one for replication alone. */
const isUntried = ({ permission }: Cut): boolean => permission.on === 'destination key of a bucket key';
const CUTS: readonly Cut[] = [
  ...cuts('copy', BATCH_COPY_PERMISSIONS),
  ...cuts(
    'copyDestinationBucket',
    COPY_DESTINATION_PERMISSIONS.filter((one) => !isOfKey(one)),
  ),
  ...cuts('copyDestinationKey', COPY_DESTINATION_PERMISSIONS.filter(isOfKey)),
].filter((cut) => !isUntried(cut));

let running: Running;
let s3: S3.S3Client;
let s3There: S3.S3Client;
let iam: IAMClient;
let kms: KMSClient;
let kmsThere: KMSClient;
let control: S3ControlClient;

beforeAll(async () => {
  running = await startEmulator({ region: REGION, timing: { jobStateMs: 1, liveReplicationMs: 1 } });
  const { endpoint } = running.emulator;
  s3 = running.s3();
  s3There = running.s3({ region: REGION, credentials: running.credentials(1) });
  const ours = { endpoint, region: REGION, credentials: running.credentials(0) };
  iam = new IAMClient(ours);
  kms = new KMSClient(ours);
  kmsThere = new KMSClient({ ...ours, credentials: running.credentials(1) });
  const endpointProvider = () => ({ url: new URL(endpoint) });
  control = new S3ControlClient({ region: REGION, credentials: ours.credentials, endpointProvider });
});
afterAll(async () => {
  for (const client of [iam, kms, kmsThere, control]) client.destroy();
  await running.close();
});

interface Names {
  readonly source: string;
  readonly destination: string;
  readonly reports: string;
  readonly role: string;
}

/** Buckets, keys, role and objects of one try, beside those of the others. */
async function setUp(number: number, cut: Cut | undefined): Promise<Names> {
  const names = {
    source: `source-bucket-${number}`,
    destination: `destination-bucket-${number}`,
    reports: `report-bucket-${number}`,
    role: `copy-role-${number}`,
  };
  const sourceKey = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  const policies = rolePolicies();
  /** As the page has it, with the buckets in one Region: S3 generates a manifest in no other. */
  const written = (name: Name | 'copyTrust', destinationKey = ''): string =>
    JSON.stringify(without(policies[name], cut?.from === name ? cut.permission : undefined))
      .replaceAll(`arn:aws:kms:eu-west-1:${ACCOUNT}:key/source-key`, sourceKey)
      .replaceAll(`arn:aws:kms:eu-central-1:${THEIRS}:key/destination-key`, destinationKey)
      .replaceAll('s3.eu-central-1.', 's3.eu-west-1.')
      .replace(/\b(source-bucket|destination-bucket|report-bucket|copy-role)\b/g, `$1-${number}`);
  await iam.send(new CreateRoleCommand({ RoleName: names.role, AssumeRolePolicyDocument: written('copyTrust') }));
  // The role first: a key policy names only principals that exist.
  const { Statement } = JSON.parse(written('copyDestinationKey')) as Policy;
  const owner = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${THEIRS}:root` }, Action: 'kms:*', Resource: '*' };
  const keyPolicy = JSON.stringify({ Version: '2012-10-17', Statement: [owner, ...Statement] });
  const destinationKey = (await kmsThere.send(new CreateKeyCommand({ Policy: keyPolicy }))).KeyMetadata?.Arn ?? '';
  const PolicyDocument = written('copy', destinationKey);
  await iam.send(new PutRolePolicyCommand({ RoleName: names.role, PolicyName: 'p', PolicyDocument }));
  await bucket(s3, names.source, sourceKey);
  await bucket(s3There, names.destination, destinationKey);
  await s3.send(new S3.CreateBucketCommand({ Bucket: names.reports, ...HERE }));
  await versioned(s3, names.reports);
  const Policy = written('copyDestinationBucket');
  await s3There.send(new S3.PutBucketPolicyCommand({ Bucket: names.destination, Policy }));
  for (const Key of KEYS)
    await s3.send(
      new S3.PutObjectCommand({
        Bucket: names.source,
        Key,
        Body: Key,
        ...(Key === 'tagged' ? { Tagging: 'a=b' } : {}),
      }),
    );
  const annotation = { AnnotationName: 'note', AnnotationPayload: 'text' };
  await s3.send(new S3.PutObjectAnnotationCommand({ Bucket: names.source, Key: 'annotated', ...annotation }));
  return names;
}

const HERE = { CreateBucketConfiguration: { LocationConstraint: REGION } } as const;
const KEYS = ['plain', 'tagged', 'annotated'];
const GONE = 'gone';

function without({ Statement }: Policy, permission: Permission | undefined): Policy {
  const sid = permission?.on.replace(/(?:^|\s)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    Version: '2012-10-17',
    Statement: (Statement as { Sid: string; Action: string | string[] }[]).flatMap((statement) => {
      if (sid === undefined || statement.Sid.replace(/^BatchCopy/, '') !== sid) return [statement];
      const actions = [statement.Action].flat();
      expect(actions).toContain(permission?.action);
      const left = actions.filter((action) => action !== permission?.action);
      return left.length === 0 ? [] : [{ ...statement, Action: left }];
    }),
  };
}

async function versioned(client: S3.S3Client, Bucket: string): Promise<void> {
  await client.send(new S3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
}

/** Versioned, with Object Lock, and under a bucket key of KMS: copies get no lock, which takes no permission. */
async function bucket(client: S3.S3Client, Bucket: string, key: string): Promise<void> {
  await client.send(new S3.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true, ...HERE }));
  await versioned(client, Bucket);
  const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key };
  const Rules = [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }];
  await client.send(new S3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
}

/** Keys without version ids, one of which is gone. */
async function keyManifest({ source, reports }: Names): Promise<JobManifest> {
  const Key = 's3-backfill/manifests/keys.csv';
  const Body = Buffer.from([...KEYS, GONE].map((key) => `${source},${key}\n`).join(''));
  const { ETag = '', VersionId = '' } = await s3.send(new S3.PutObjectCommand({ Bucket: reports, Key, Body }));
  return {
    Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
    Location: { ObjectArn: `arn:aws:s3:::${reports}/${Key}`, ETag, ObjectVersionId: VersionId },
  };
}

/** Copies by a manifest that S3 generates, which names versions, and by one of keys; the latter puts locks on the copies. */
async function tryOut(number: number, cut?: Cut): Promise<readonly string[]> {
  const names = await setUp(number, cut);
  const inReports = (Prefix: string) => ({ Bucket: `arn:aws:s3:::${names.reports}`, Prefix });
  const { Bucket, Prefix: ManifestPrefix } = inReports('s3-backfill/manifests');
  const copy = { TargetResource: `arn:aws:s3:::${names.destination}`, TargetKeyPrefix: 'copies' };
  const generator = {
    SourceBucket: `arn:aws:s3:::${names.source}`,
    EnableManifestOutput: true,
    ManifestOutputLocation: { Bucket, ManifestPrefix, ManifestFormat: 'S3InventoryReport_CSV_20211130' as const },
    Filter: {},
  };
  const orders = [
    { Operation: { S3PutObjectCopy: copy }, ManifestGenerator: { S3JobManifestGenerator: generator } },
    { Operation: { S3PutObjectCopy: copy }, Manifest: await keyManifest(names) },
  ];
  const told: string[] = [];
  for (const order of orders) {
    const { JobId } = await control.send(
      new CreateJobCommand({
        AccountId: ACCOUNT,
        ConfirmationRequired: false,
        Priority: 10,
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/${names.role}`,
        Report: {
          Enabled: true,
          Format: 'Report_CSV_20180820',
          ReportScope: 'AllTasks',
          ...inReports('s3-backfill/reports'),
        },
        ...order,
      }),
    );
    await running.emulator.idle();
    const { Job } = await control.send(new DescribeJobCommand({ AccountId: ACCOUNT, JobId }));
    told.push(...(Job?.FailureReasons ?? []).map(({ FailureCode = '' }) => FailureCode));
    told.push(...(await rowsOf(names.reports, JobId ?? '')));
  }
  return told;
}

/** `plain succeeded`, `gone NoSuchKey`, in the order of the report. */
async function rowsOf(Bucket: string, jobId: string): Promise<string[]> {
  const Prefix = `s3-backfill/reports/job-${jobId}/`;
  const { Versions = [] } = await s3.send(new S3.ListObjectVersionsCommand({ Bucket, Prefix }));
  const rows: string[] = [];
  for (const { Key = '' } of Versions.filter((one) => one.Key?.endsWith('.csv'))) {
    const { Body } = await s3.send(new S3.GetObjectCommand({ Bucket, Key }));
    const text = (await Body?.transformToString()) ?? '';
    for (const line of text.split('\n').filter((one) => one !== '')) {
      const [, key = '', , status = '', , code = ''] = line.split(',').map((field) => field.replaceAll('"', ''));
      rows.push(`${key} ${status === 'succeeded' ? status : code}`);
    }
  }
  return rows.sort();
}

const ALL = KEYS.map((key) => `${key} succeeded`).sort();
const WHOLE = [...ALL, ...[...ALL, `${GONE} NoSuchKey`].sort()];

describe('the policies of the copy role, of the destination bucket and of its key', () => {
  it('are enough: nothing is denied, and what is gone is told as that', async () => {
    expect(await tryOut(0)).toEqual(WHOLE);
    const { Versions = [] } = await s3There.send(new S3.ListObjectVersionsCommand({ Bucket: 'destination-bucket-0' }));
    expect(Versions.map(({ Key }) => Key)).toEqual(
      ['annotated', 'plain', 'tagged'].flatMap((key) => [`copies/${key}`, `copies/${key}`]),
    );
  });

  it.each(CUTS.map((cut, index) => [cut.from, cut.permission.action, cut.permission.on, cut, index + 1] as const))(
    '%s: without %s on %s something breaks',
    async (_from, _action, _on, cut, number) => {
      const told = await tryOut(number, cut);
      expect(told).not.toEqual(WHOLE);
      // S3 says why, in one of its own words.
      expect(told.some((one) => /AccessDenied|Manifest|ReportNotDelivered/.test(one))).toBe(true);
    },
  );
});
