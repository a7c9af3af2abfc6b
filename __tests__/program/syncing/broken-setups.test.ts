// One thing after another is wrong with a task of DataSync, in one emulator: what the doctor finds, and how a run ends that goes on in spite of it.
import {
  CreateTaskCommand,
  DeleteTaskCommand,
  DescribeTaskCommand,
  StartTaskExecutionCommand,
  UpdateTaskCommand,
  type UpdateTaskCommandInput,
} from '@aws-sdk/client-datasync';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteResourcePolicyCommand,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  CreateRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildRunner, makeFolder, removeFolder } from '../../e2e/setup';
import { bugs } from '../../emulator/running';
import { startProgram } from '../setup';
import { ACCOUNT, addTask, POLICIES, REGION, TRUST } from '../datasync-setup';
import { putPolicy, WITH, words, type Started } from './started';

const OTHER = '444455556666';
const GROUP = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/copies`;

let folder: string;
let started: Started;
let kms: KMSClient;
let logs: CloudWatchLogsClient;
let keyArn: string;

beforeAll(async () => {
  folder = makeFolder();
  const program = await startProgram(buildRunner(folder), []);
  const sync = await addTask(program, ['folder/a', 'folder/b']);
  started = { program, sync, run: (parameters, more = {}) => program.run(parameters, { ...more, env: REGION }) };
  const settings = {
    endpoint: program.running.emulator.endpoint,
    region: 'us-east-1',
    credentials: program.running.credentials(0),
  };
  kms = new KMSClient(settings);
  logs = new CloudWatchLogsClient(settings);
  keyArn = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
}, 60_000);
afterAll(async () => {
  for (const client of [kms, logs]) client.destroy();
  await started.program.close();
  expect(bugs(started.program.running)).toEqual([]);
  removeFolder(folder);
});

type Side = 'source' | 'destination' | 'report';

interface Row {
  readonly name: string;
  readonly breaks: () => Promise<unknown>;
  readonly mends: () => Promise<unknown>;
  readonly found: RegExp;
  /** Of the doctor. @default 2 */
  readonly code?: number;
  /** What is reported of an execution that is started all the same. @default - none is started */
  readonly after?: readonly [code: number, said: RegExp];
}

const without = (side: Side, action: string): string => {
  const { Statement, ...rest } = JSON.parse(POLICIES[side]) as { Statement: { Action: string[] }[] };
  const kept = Statement.map(({ Action, ...more }) => ({ ...more, Action: Action.filter((one) => one !== action) }));
  return JSON.stringify({ ...rest, Statement: kept.filter(({ Action }) => Action.length > 0) });
};
/** Without one of its actions. */
const lacks = (side: Side, action: string, found: RegExp, more: Partial<Row> = {}): Row => ({
  name: `the role of the ${side} lacks ${action}`,
  breaks: () => putPolicy(started, `sync-${side}`, without(side, action)),
  mends: () => putPolicy(started, `sync-${side}`, POLICIES[side]),
  found,
  ...more,
});
const trusting = (side: Side, PolicyDocument: string) =>
  started.program.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: `sync-${side}`, PolicyDocument }));
const trusts = (name: string, side: Side, document: string, found: RegExp, more: Partial<Row> = {}): Row => ({
  name: `the role of the ${side} trusts ${name}`,
  breaks: () => trusting(side, document),
  mends: () => trusting(side, TRUST),
  found,
  ...more,
});
const send = (command: S3.PutBucketPolicyCommand | S3.DeleteBucketPolicyCommand): Promise<unknown> =>
  started.program.s3.send(command as S3.PutBucketPolicyCommand);
const denied = (Bucket: string, Action: string, Resource: string, found: RegExp, more: Partial<Row> = {}): Row => ({
  name: `the policy of the bucket ${Bucket} denies ${Action}`,
  breaks: () =>
    send(
      new S3.PutBucketPolicyCommand({
        Bucket,
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              ...{ Effect: 'Deny', Principal: '*', Action, Resource },
              Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/sync-*` } },
            },
          ],
        }),
      }),
    ),
  mends: () => send(new S3.DeleteBucketPolicyCommand({ Bucket })),
  found,
  ...more,
});
const encrypted = (
  name: string,
  Bucket: string,
  found: RegExp,
  after: Row['after'],
  change?: [() => object, () => object],
): Row => ({
  name,
  async breaks() {
    const Rules = [
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: keyArn } },
    ];
    await started.program.s3.send(
      new S3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }),
    );
    if (Bucket === 'plain')
      await started.program.s3.send(new S3.PutObjectCommand({ Bucket, Key: 'folder/k', Body: 'k' }));
    if (change !== undefined) await kms.send(change[0]() as DisableKeyCommand);
  },
  async mends() {
    if (change !== undefined) await kms.send(change[1]() as EnableKeyCommand);
    await started.program.s3.send(new S3.DeleteBucketEncryptionCommand({ Bucket }));
    await started.program.s3.send(new S3.DeleteObjectCommand({ Bucket, Key: 'folder/k' }));
  },
  found,
  ...(after === undefined ? {} : { after }),
});
const updated = (changes: Partial<UpdateTaskCommandInput>): Promise<unknown> =>
  started.sync.client.send(new UpdateTaskCommand({ TaskArn: started.sync.taskArn, ...changes }));

const NO_ACCESS = /a location could not be reached by its role/;
const trustOf = (statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
const SERVICE = { Effect: 'Allow', Principal: { Service: 'datasync.amazonaws.com' }, Action: 'sts:AssumeRole' };

const ROWS: readonly Row[] = [
  lacks('source', 's3:ListBucket', /role of the source .*s3:ListBucket/, { after: [3, NO_ACCESS] }),
  lacks('source', 's3:GetBucketLocation', /role of the source .*s3:GetBucketLocation/),
  lacks('source', 's3:GetObject', /role of the source .*s3:GetObject\b/, {
    after: [1, /AccessDenied: a role of the task may not/],
  }),
  lacks('source', 's3:GetObjectTagging', /role of the source .*s3:GetObjectTagging/),
  lacks('destination', 's3:ListBucket', /role of the destination .*s3:ListBucket/),
  lacks('destination', 's3:PutObject', /role of the destination .*s3:PutObject\b/, {
    after: [1, /AccessDenied: a role of the task may not/],
  }),
  lacks('destination', 's3:PutObjectTagging', /role of the destination .*s3:PutObjectTagging/),
  lacks('report', 's3:PutObject', /role of the task report .*s3:PutObject/, {
    after: [0, /DataSync could not write the report/],
  }),
  trusts(
    'another service',
    'source',
    trustOf({ ...SERVICE, Principal: { Service: 's3.amazonaws.com' } }),
    /role of the source .*trust/,
    {
      after: [3, NO_ACCESS],
    },
  ),
  trusts(
    'DataSync for another account',
    'destination',
    trustOf({ ...SERVICE, Condition: { StringEquals: { 'aws:SourceAccount': OTHER } } }),
    /trusts it for aws:SourceAccount '444455556666' alone/,
    { after: [3, NO_ACCESS] },
  ),
  trusts(
    'DataSync for another task',
    'report',
    trustOf({ ...SERVICE, Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:datasync:us-east-1:${OTHER}:*` } } }),
    /role of the task report .*trusts it for aws:SourceArn/,
    { after: [0, /DataSync could not write the report/] },
  ),
  trusts('DataSync for whoever asks', 'source', trustOf(SERVICE), /role of the source .*for tasks of anybody/, {
    code: 0,
  }),
  {
    name: 'the role of the source is gone',
    async breaks() {
      const RoleName = 'sync-source';
      await started.program.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'all' }));
      await started.program.iam.send(new DeleteRoleCommand({ RoleName }));
    },
    async mends() {
      await started.program.iam.send(
        new CreateRoleCommand({ RoleName: 'sync-source', AssumeRolePolicyDocument: TRUST }),
      );
      await putPolicy(started, 'sync-source', POLICIES.source);
    },
    found: /there is no role of the source/,
  },
  denied('plain', 's3:GetObject', 'arn:aws:s3:::plain/*', /role of the source .*s3:GetObject/, {
    after: [1, /AccessDenied/],
  }),
  denied('copies', 's3:PutObject', 'arn:aws:s3:::copies/*', /role of the destination .*s3:PutObject/, {
    after: [1, /AccessDenied/],
  }),
  denied('reports', 's3:PutObject', 'arn:aws:s3:::reports/*', /role of the task report .*s3:PutObject/, {
    after: [0, /DataSync could not write the report/],
  }),
  encrypted('the role of the source may not use the key of its bucket', 'plain', /role of the source .*kms:Decrypt/, [
    1,
    /AccessDenied/,
  ]),
  encrypted(
    'the role of the destination may not use the key of its bucket',
    'copies',
    /role of the destination .*kms:GenerateDataKey/,
    [1, /AccessDenied/],
  ),
  encrypted('the key of the destination is disabled', 'copies', /is disabled/i, undefined, [
    () => new DisableKeyCommand({ KeyId: keyArn }),
    () => new EnableKeyCommand({ KeyId: keyArn }),
  ]),
  {
    name: 'the bucket of the destination is gone',
    breaks: () => started.program.s3.send(new S3.DeleteBucketCommand({ Bucket: 'copies' })),
    mends: () => started.program.s3.send(new S3.CreateBucketCommand({ Bucket: 'copies' })),
    found: /there is no destination bucket 'copies'/,
    after: [3, /S3 could not be reached|a location could not be/],
  },
  {
    name: 'the task writes no report that names objects',
    breaks: () => updated({ TaskReportConfig: {} }),
    mends: () => updated({ TaskReportConfig: reportConfig }),
    found: /writes no report that names objects/,
    code: 0,
  },
];

let reportConfig: UpdateTaskCommandInput['TaskReportConfig'];

beforeAll(async () => {
  const { client, taskArn } = started.sync;
  reportConfig = (await client.send(new DescribeTaskCommand({ TaskArn: taskArn }))).TaskReportConfig;
});

it.each(ROWS)('$name', async ({ breaks, mends, found, code = 2, after }) => {
  for (const Key of ['folder/a', 'folder/b', 'folder/k'])
    await started.program.s3.send(new S3.DeleteObjectCommand({ Bucket: 'copies', Key }));
  await breaks();
  try {
    const doctor = await started.run(['doctor', ...WITH]);
    expect({ exitCode: doctor.exitCode, said: words(doctor) }).toEqual({
      exitCode: code,
      said: expect.stringMatching(found),
    });
    if (after === undefined) return;
    const { client, taskArn } = started.sync;
    const { TaskExecutionArn = '' } = await client.send(new StartTaskExecutionCommand({ TaskArn: taskArn }));
    await started.program.running.emulator.idle();
    const report = await started.run(['report', TaskExecutionArn, '--report-wait-seconds', '5']);
    expect({ exitCode: report.exitCode, said: words(report) }).toEqual({
      exitCode: after[0],
      said: expect.stringMatching(after[1]),
    });
  } finally {
    await mends();
  }
});

it('a log that nobody lets DataSync write', async () => {
  const { client, taskArn } = started.sync;
  const { SourceLocationArn, DestinationLocationArn } = await client.send(
    new DescribeTaskCommand({ TaskArn: taskArn }),
  );
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/copies' }));
  const { TaskArn = '' } = await client.send(
    new CreateTaskCommand({
      ...{ SourceLocationArn, DestinationLocationArn, TaskReportConfig: reportConfig },
      ...{ TaskMode: 'BASIC', CloudWatchLogGroupArn: GROUP },
      Options: { VerifyMode: 'ONLY_FILES_TRANSFERRED', LogLevel: 'BASIC' },
    }),
  );
  const doctor = ['doctor', '--method', 'datasync', '--source-bucket', 'plain', '--task-arn', TaskArn];
  const said = async (): Promise<string> => words(await started.run(doctor));
  const none = await said();
  expect(none).toMatch(
    /no resource policy of CloudWatch Logs lets datasync\.amazonaws\.com write to arn:[^ ]*:\/copies/,
  );
  const [, document = ''] = /--policy-document '([^']+)'/.exec(none) ?? [];
  const put = (policyDocument: string) =>
    logs.send(new PutResourcePolicyCommand({ policyName: 'datasync', policyDocument }));
  await put(document.replaceAll(`"aws:SourceAccount":"${ACCOUNT}"`, `"aws:SourceAccount":"${OTHER}"`));
  expect(await said()).toMatch(/no resource policy of CloudWatch Logs/);
  await put(document);
  expect(await said()).not.toMatch(/resource policy|no log group/);
  await logs.send(new DeleteResourcePolicyCommand({ policyName: 'datasync' }));
  await client.send(new DeleteTaskCommand({ TaskArn }));
});
