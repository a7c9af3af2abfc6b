// What the roles of a task of DataSync get is needed, all of it, and it is enough: the very policies of DataSyncCopy, in the emulator, which asks IAM
// and KMS for each request of an execution. Whole, every kind of object is copied, by listing and by manifest; without any single action a location is
// refused, an execution or its report fails, an object is left out, or nothing is logged, and DataSync says which.
import { CloudWatchLogsClient, CreateLogGroupCommand, PutResourcePolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import type * as DS from '@aws-sdk/client-datasync';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writtenPolicies, type Policy } from '../../../docs/tables/policies';
import { DataSyncCopy } from '../../../modules';
import {
  DATASYNC_DESTINATION_PERMISSIONS,
  DATASYNC_REPORT_PERMISSIONS,
  DATASYNC_SOURCE_PERMISSIONS,
} from '../../../modules/policies/datasync-permissions';
import {
  ACCOUNT,
  execute,
  FROM,
  HOME,
  makeTask,
  outcomes,
  put,
  REPORT,
  reported,
  REPORTS,
  roleArn,
  setRole,
  setSyncStage,
  strikeSync,
  TO,
  type SyncStage,
} from '../../emulator/datasync/sync-stage';
import { bugs } from '../../emulator/running';
import { arn } from '../../emulator/stage';
import { without, type Cut } from './policy-cuts';

type Name = 'source' | 'target' | 'reports' | 'logs';

const GRANTED: Readonly<Record<Name, readonly Cut[]>> = {
  source: DATASYNC_SOURCE_PERMISSIONS,
  target: DATASYNC_DESTINATION_PERMISSIONS,
  reports: DATASYNC_REPORT_PERMISSIONS,
  logs: ['logs:PutLogEvents', 'logs:CreateLogStream'].map((action) => ({ action, on: 'logs of data sync' })),
};

const OF_UPLOADS =
  'no upload in parts is left half-way in the emulator, and so none is looked for, gone on with or ended';
const OF_VERSIONS = 'the emulator looks at the newest version of a copy, for which it asks by the key alone';
/**
 * What the emulator never asks for, and why. AWS documents each of them for the role of such a location, which is why all are granted.
 * https://docs.aws.amazon.com/datasync/latest/userguide/create-s3-location.html
 */
const UNTRIED: Readonly<Record<string, string>> = {
  's3:ListBucketMultipartUploads on source bucket': OF_UPLOADS,
  's3:ListMultipartUploadParts on source objects': OF_UPLOADS,
  's3:ListBucketMultipartUploads on destination bucket': OF_UPLOADS,
  's3:AbortMultipartUpload on destination objects': OF_UPLOADS,
  's3:ListMultipartUploadParts on destination objects': OF_UPLOADS,
  's3:GetObjectVersion on destination objects': OF_VERSIONS,
  's3:GetObjectVersionTagging on destination objects': OF_VERSIONS,
  'kms:Encrypt on destination key':
    'S3 asks for a data key when it writes an object, and for this in replication alone',
  'kms:ReEncrypt* on destination key': 'a copy in place asks for what reading and writing ask for',
};

const isUntried = ({ action, on }: Cut): boolean => `${action} on ${on}` in UNTRIED;
const cutsOf = (name: Name) =>
  GRANTED[name].filter((one) => !isUntried(one)).map((one) => [one.action, one.on, one] as const);

const GROUP = '/aws/datasync/s3-backfill-x';
/** Enhanced mode writes to it, by a role of its own. */
const OWN_GROUP = '/aws/datasync';
const MANIFEST = 's3-backfill/manifests/keys.csv';

let stage: SyncStage;
let logs: CloudWatchLogsClient;
let policies: Readonly<Record<Name, Policy>>;
let trusts: Readonly<Record<Exclude<Name, 'logs'>, string>>;
/** One that is named by its version, and one that is not. */
let manifests: readonly DS.ManifestConfig[];

beforeAll(async () => {
  stage = await setSyncStage();
  const { endpoint } = stage.running.emulator;
  const settings = { endpoint, region: HOME, credentials: stage.running.credentials(0) };
  logs = new CloudWatchLogsClient(settings);
  for (const logGroupName of [GROUP, OWN_GROUP]) await logs.send(new CreateLogGroupCommand({ logGroupName }));
  const kms = new KMSClient(settings);
  const key = async (): Promise<string> => (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  const [sourceKey, destinationKey] = [await key(), await key()];
  kms.destroy();
  writePolicies(sourceKey, destinationKey);
  await encrypt(destinationKey);
  await putSource(sourceKey);
});

afterAll(async () => {
  logs.destroy();
  await strikeSync(stage);
  expect(bugs(stage.running)).toEqual([]);
});

function writePolicies(sourceKey: string, destinationKey: string): void {
  const policy = writtenPolicies((stack) => {
    new DataSyncCopy(stack, 'copies', {
      sourceBucketName: FROM,
      prefix: 'in/',
      sourceKmsKeyArns: [sourceKey],
      destinationBucketName: TO,
      destinationPrefix: 'out/',
      destinationKmsKeyArns: [destinationKey],
      taskMode: 'BASIC',
      reportBucket: { existing: REPORTS },
    });
  }, HOME);
  const written = (id: string): Policy =>
    JSON.parse(
      JSON.stringify(policy(id))
        .replace(/\$\{data\.aws_caller_identity\.[^}]*\}/g, ACCOUNT)
        .replace(/\$\{aws_cloudwatch_log_group\.[^}]*\}/g, `arn:aws:logs:${HOME}:${ACCOUNT}:log-group:${GROUP}`),
    ) as Policy;
  policies = {
    source: written('copies_source-role_permissions'),
    target: written('copies_destination-role_permissions'),
    reports: written('copies_report-role_permissions'),
    logs: written('copies_log-policy-document'),
  };
  trusts = {
    source: JSON.stringify(written('copies_source-role_trust')),
    target: JSON.stringify(written('copies_destination-role_trust')),
    reports: JSON.stringify(written('copies_report-role_trust')),
  };
}

async function encrypt(KMSMasterKeyID: string): Promise<void> {
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID } }];
  await stage.s3.send(new S3.PutBucketEncryptionCommand({ Bucket: TO, ServerSideEncryptionConfiguration: { Rules } }));
}

/** One object for each permission, and manifests, the older of which names a version that is not the newest. */
async function putSource(SSEKMSKeyId: string): Promise<void> {
  const { s3 } = stage;
  for (const Bucket of [FROM, REPORTS])
    await s3.send(new S3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const old = await s3.send(
    new S3.PutObjectCommand({ Bucket: FROM, Key: 'in/versioned', Body: 'old', Tagging: 'a=old' }),
  );
  await put(stage, 'in/versioned');
  await put(stage, 'in/plain');
  await put(stage, 'in/tagged', { Tagging: 'a=b' });
  await put(stage, 'in/encrypted', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId });
  await put(stage, 'in/other');
  await put(stage, 'in/alike', { Body: 'alike', Metadata: { of: 'it' } });
  const Body = `versioned,${old.VersionId ?? ''}\n`;
  const list = await s3.send(new S3.PutObjectCommand({ Bucket: REPORTS, Key: MANIFEST, Body }));
  await s3.send(new S3.PutObjectCommand({ Bucket: REPORTS, Key: MANIFEST, Body: 'plain\n' }));
  manifests = [{ ManifestObjectVersionId: list.VersionId }, {}].map((version) => ({
    Action: 'TRANSFER',
    Format: 'CSV',
    Source: {
      S3: {
        ManifestObjectPath: MANIFEST,
        S3BucketArn: arn(REPORTS),
        BucketAccessRoleArn: roleArn('reports'),
        ...version,
      },
    },
  }));
}

/** Nothing of it is left, old versions included. */
async function empty(Bucket: string, Prefix: string): Promise<void> {
  const { Versions = [] } = await stage.s3.send(new S3.ListObjectVersionsCommand({ Bucket, Prefix }));
  const Objects = Versions.map(({ Key, VersionId }) => ({ Key, VersionId }));
  if (Objects.length > 0) await stage.s3.send(new S3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
}

async function give(cuts: Readonly<Partial<Record<Name, readonly Cut[]>>>): Promise<void> {
  const left = (name: Name): Policy => (cuts[name] ?? []).reduce<Policy>(without, policies[name]);
  for (const name of ['source', 'target', 'reports'] as const) setRole(stage, name, left(name).Statement, trusts[name]);
  const policyDocument = JSON.stringify(left('logs'));
  await logs.send(new PutResourcePolicyCommand({ policyName: GROUP, policyDocument }));
}

/** As the task of the construct has them. */
const TASK: Partial<DS.CreateTaskCommandInput> = {
  TaskMode: 'ENHANCED',
  Options: {
    VerifyMode: 'ONLY_FILES_TRANSFERRED',
    TransferMode: 'CHANGED',
    OverwriteMode: 'ALWAYS',
    ObjectTags: 'PRESERVE',
    PreserveDeletedFiles: 'PRESERVE',
    LogLevel: 'BASIC',
    PosixPermissions: 'NONE',
    Uid: 'NONE',
    Gid: 'NONE',
  },
};
const BASIC: Partial<DS.CreateTaskCommandInput> = {
  ...TASK,
  TaskMode: 'BASIC',
  CloudWatchLogGroupArn: `arn:aws:logs:${HOME}:${ACCOUNT}:log-group:${GROUP}`,
};
const TO_REPORT: DS.TaskReportConfig = {
  ...REPORT,
  Destination: {
    S3: {
      S3BucketArn: arn(REPORTS),
      BucketAccessRoleArn: roleArn('reports'),
      Subdirectory: '/s3-backfill/reports/',
    },
  },
};

type Cuts = Readonly<Partial<Record<Name, readonly Cut[]>>>;

/** All below the prefix, then what manifests name. @returns what is told of it */
async function copy(cuts: Cuts = {}, task = TASK): Promise<readonly string[]> {
  await give(cuts);
  await empty(REPORTS, 's3-backfill/reports/');
  await empty(TO, 'out/');
  for (const [name, Body] of Object.entries({ other: 'another one', alike: 'alike' }))
    await put(stage, `out/${name}`, { Bucket: TO, Body });
  // The first of the folder, which the test of the location reads: nothing is refused there for want of the key.
  await put(stage, 'out/a', { Bucket: TO, ServerSideEncryption: 'AES256' });
  const told: string[] = [];
  try {
    const made = await makeTask(stage, {
      source: { Subdirectory: '/in/' },
      target: { Subdirectory: '/out/' },
      task: { ...task, TaskReportConfig: TO_REPORT },
    });
    for (const ManifestConfig of [undefined, ...manifests])
      told.push(...endingOf(await execute(stage, made, { ManifestConfig })));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'InvalidRequestException') throw error;
    return [`refused: ${error.message}`];
  }
  const details = Object.values(reported(stage).entries)
    .flat()
    .flatMap(({ ErrorDetail: detail }) => (typeof detail === 'string' ? [detail] : []));
  return [...told, ...outcomes(stage).map((line) => line.replace(' /', ' ')), ...details].sort();
}

function endingOf({ TaskExecutionArn = '', ...ended }: DS.DescribeTaskExecutionCommandOutput): readonly string[] {
  const { Status = '', Result, ReportResult } = ended;
  const { logs: delivery = 'unknown' } = stage.running.emulator.world.syncExecutions.get(TaskExecutionArn) ?? {};
  return [
    `${Status} ${Result?.ErrorDetail ?? ''}`.trim(),
    `report: ${ReportResult?.Status ?? 'none'} ${ReportResult?.ErrorDetail ?? ''}`.trim(),
    `log: ${delivery}`,
  ];
}

const NAMES = ['alike', 'encrypted', 'other', 'plain', 'tagged', 'versioned', 'versioned'];
const COPIED = [
  ...['SUCCESS', 'SUCCESS', 'SUCCESS'],
  ...NAMES.flatMap((name) => [`Transferred ${name}: SUCCESS`, `Verified ${name}: SUCCESS`]),
  'Skipped plain: SUCCESS The object has not changed',
  ...['log: delivered', 'log: delivered', 'log: delivered'],
  ...['report: SUCCESS', 'report: SUCCESS', 'report: SUCCESS'],
].sort();

/** What is told beside what is told of a copy that went well. */
const troubles = (told: readonly string[]): string => told.filter((line) => !COPIED.includes(line)).join('\n');

describe('the policies of a task', () => {
  it.each([
    ['Enhanced', TASK],
    ['Basic', BASIC],
  ])('are enough in %s mode: every kind of object is copied, verified, reported and logged', async (_, task) => {
    expect(await copy({}, task)).toEqual(COPIED);
  });

  it('have more than the emulator asks for only where that is said', async () => {
    const cuts = { source: GRANTED.source.filter(isUntried), target: GRANTED.target.filter(isUntried) };
    expect(Object.values(cuts).flat()).toHaveLength(Object.keys(UNTRIED).length);
    expect(await copy(cuts)).toEqual(COPIED);
  });
});

describe.each([
  ['source', 'source'],
  ['destination', 'target'],
] as const)('the role of the %s', (_, name) => {
  it.each(cutsOf(name))(
    'without %s on %s is refused, or leaves objects out, and that is named',
    async (action, _on, cut) => {
      const told = await copy({ [name]: [cut] });
      expect(troubles(told)).toMatch(/^refused: |: FAILED /m);
      expect(troubles(told)).toContain(action.replace('*', ''));
    },
  );
});

describe('the role of reports and manifests', () => {
  it.each(cutsOf('reports'))(
    'without %s on %s leaves a report or a copy out, and says which',
    async (action, on, cut) => {
      const said =
        on === 'report objects'
          ? /^report: ERROR Failed to upload Task Report\(s\) to S3 due to an invalid bucket or IAM role$/m
          : new RegExp(`^ERROR Unable to read the manifest .* ${action} `, 'm');
      expect(troubles(await copy({ reports: [cut] }))).toMatch(said);
    },
  );
});

describe('the policy of the log group', () => {
  it.each(cutsOf('logs'))('without %s on %s lets nothing be logged', async (_action, _on, cut) => {
    const refused = 'log: refused by policies';
    expect(troubles(await copy({ logs: [cut] }, BASIC)).split('\n')).toEqual([refused, refused, refused]);
  });
});
