// Tasks: what they may say, and what they say of themselves.
import * as DS from '@aws-sdk/client-datasync';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { destroyClients, sessionKeys } from '../iam/iam-client';
import { addRole, allow, trust } from '../iam/access/small-world';
import { bugs, errorOf } from '../running';
import { arn } from '../stage';
import {
  ACCOUNT,
  HOME,
  location,
  makeTask,
  put,
  REPORT,
  REPORTS,
  roleArn,
  setSyncStage,
  strikeSync,
  transfer,
  type SyncStage,
} from './sync-stage';

let stage: SyncStage;

beforeEach(async () => {
  stage = await setSyncStage();
});
afterEach(async () => {
  await strikeSync(stage);
  destroyClients();
  expect(bugs(stage.running)).toEqual([]);
});

const describeTask = (TaskArn: string) => stage.client.send(new DS.DescribeTaskCommand({ TaskArn }));
const update = (TaskArn: string, changes: Partial<DS.UpdateTaskCommandInput>) =>
  stage.client.send(new DS.UpdateTaskCommand({ TaskArn, ...changes }));

const MANIFEST: DS.ManifestConfig = {
  Action: 'TRANSFER',
  Format: 'CSV',
  Source: {
    S3: { ManifestObjectPath: 'm.csv', S3BucketArn: arn(REPORTS), BucketAccessRoleArn: roleArn('reports') },
  },
};
const pattern = (Value: string) => [{ FilterType: 'SIMPLE_PATTERN', Value }] as const;
const GROUP = `arn:aws:logs:${HOME}:${ACCOUNT}:log-group:/copies`;

describe('a task', () => {
  it.each([
    ['ENHANCED', 'ONLY_FILES_TRANSFERRED'],
    ['BASIC', 'POINT_IN_TIME_CONSISTENT'],
  ] as const)('of mode %s has defaults for objects, and verifies %s', async (TaskMode, VerifyMode) => {
    const found = await describeTask(await makeTask(stage, { task: { TaskMode } }));
    expect(found).toMatchObject({ TaskMode, Status: 'AVAILABLE', Includes: [], Excludes: [] });
    expect(found.Options).toEqual({
      VerifyMode,
      OverwriteMode: 'ALWAYS',
      Atime: 'BEST_EFFORT',
      Mtime: 'PRESERVE',
      Uid: 'NONE',
      Gid: 'NONE',
      PreserveDeletedFiles: 'PRESERVE',
      PreserveDevices: 'NONE',
      PosixPermissions: 'NONE',
      BytesPerSecond: -1,
      TaskQueueing: 'ENABLED',
      LogLevel: 'OFF',
      TransferMode: 'CHANGED',
      SecurityDescriptorCopyFlags: 'NONE',
      ObjectTags: 'PRESERVE',
    });
  });

  it('is in Basic mode unless it says otherwise', async () => {
    expect(await describeTask(await makeTask(stage, { task: { TaskMode: undefined } }))).toMatchObject({
      TaskMode: 'BASIC',
    });
  });

  it('comes back as it was put, is changed, and loses what is set to nothing', async () => {
    const task: Partial<DS.CreateTaskCommandInput> = {
      Name: 'copies',
      Excludes: [...pattern('*/tmp|*.partial')],
      TaskReportConfig: REPORT,
      Schedule: { ScheduleExpression: 'cron(0 3 * * ? *)', Status: 'DISABLED' },
    };
    const TaskArn = await makeTask(stage, { task });
    expect(await describeTask(TaskArn)).toMatchObject({ ...task, ScheduleDetails: { DisabledBy: 'USER' } });
    await update(TaskArn, {
      Name: 'others',
      Excludes: [],
      TaskReportConfig: {},
      ManifestConfig: MANIFEST,
      Schedule: { ScheduleExpression: '' },
      Options: { LogLevel: 'BASIC' },
    });
    const found = await describeTask(TaskArn);
    expect(found).toMatchObject({
      Name: 'others',
      Excludes: [],
      ManifestConfig: MANIFEST,
      Options: { LogLevel: 'BASIC' },
    });
    expect([found.TaskReportConfig, found.Schedule]).toEqual([undefined, undefined]);
    await update(TaskArn, { ManifestConfig: {} });
    expect(await describeTask(TaskArn)).not.toHaveProperty('ManifestConfig');
  });

  it('is listed by its locations, and deleted', async () => {
    const TaskArn = await makeTask(stage, { task: { Name: 'a' } });
    await makeTask(stage);
    const { SourceLocationArn = '' } = await describeTask(TaskArn);
    const Filters: DS.TaskFilter[] = [
      { Name: 'LocationId', Operator: 'Contains', Values: [SourceLocationArn.slice(-17)] },
    ];
    const { Tasks } = await stage.client.send(new DS.ListTasksCommand({ Filters }));
    expect(Tasks).toEqual([{ TaskArn, Name: 'a', Status: 'AVAILABLE', TaskMode: 'ENHANCED' }]);
    await stage.client.send(new DS.DeleteTaskCommand({ TaskArn }));
    expect((await errorOf(describeTask(TaskArn))).message).toContain('not found');
    expect((await stage.client.send(new DS.ListTasksCommand({}))).Tasks).toHaveLength(1);
  });

  it('is of the Region of the request, and may join locations of other Regions', async () => {
    const away = stage.clientOf('eu-west-1');
    const [from, to] = [await stage.client.send(location('source')), await stage.client.send(location('target'))];
    const { TaskArn } = await away.send(
      new DS.CreateTaskCommand({ SourceLocationArn: from.LocationArn, DestinationLocationArn: to.LocationArn }),
    );
    expect(TaskArn).toMatch(/^arn:aws:datasync:eu-west-1:/);
    expect((await errorOf(describeTask(TaskArn ?? ''))).message).toContain('not found');
  });
});

describe('options', () => {
  it.each<[string, DS.Options]>([
    [
      'Option: PosixPermissions, Value: PRESERVE invalid for non-POSIX transfer. please use NONE.',
      { PosixPermissions: 'PRESERVE' },
    ],
    ['Option: Uid, Value: INT_VALUE invalid for non-POSIX transfer. please use NONE.', { Uid: 'INT_VALUE' }],
    ['Option: Gid, Value: BOTH invalid for non-POSIX', { Gid: 'BOTH' }],
    ['Option: SecurityDescriptorCopyFlags, Value: OWNER_DACL invalid', { SecurityDescriptorCopyFlags: 'OWNER_DACL' }],
    ['Option: Atime,Mtime, Value: BEST_EFFORT,NONE.', { Mtime: 'NONE' }],
    [
      'Option: TransferMode,PreserveDeletedFiles, Value: ALL,REMOVE.',
      { TransferMode: 'ALL', PreserveDeletedFiles: 'REMOVE' },
    ],
    [
      'Option: VerifyMode, Value: POINT_IN_TIME_CONSISTENT invalid for Enhanced',
      { VerifyMode: 'POINT_IN_TIME_CONSISTENT' },
    ],
  ])('are refused: %s', async (text, Options) => {
    const { name, message } = await errorOf(makeTask(stage, { task: { Options } }));
    expect([name, message]).toEqual([
      'InvalidRequestException',
      expect.stringContaining(`Invalid SyncOption value. ${text}`),
    ]);
  });

  it('verify no whole archive', async () => {
    const target = { S3StorageClass: 'DEEP_ARCHIVE' } as const;
    const error = await errorOf(makeTask(stage, { target, task: { TaskMode: 'BASIC' } }));
    expect(error.message).toContain('invalid for the storage class DEEP_ARCHIVE');
  });

  it('of a word that DataSync does not know do not fit its model', async () => {
    const Options = { VerifyMode: 'ALL' } as unknown as DS.Options;
    expect(await errorOf(makeTask(stage, { task: { Options } }))).toMatchObject({ name: 'ValidationException' });
  });
});

describe('what does not go together', () => {
  it.each<[string, Partial<DS.CreateTaskCommandInput>]>([
    ['a manifest and filters', { ManifestConfig: MANIFEST, Excludes: [...pattern('/a')] }],
    ['a manifest and deletions', { ManifestConfig: MANIFEST, Options: { PreserveDeletedFiles: 'REMOVE' } }],
    ['a wildcard in the middle of an include filter', { Includes: [...pattern('/a*b')] }],
    ['a report without a destination', { TaskReportConfig: { OutputType: 'STANDARD' } }],
    ['a schedule of less than an hour', { Schedule: { ScheduleExpression: 'rate(5 minutes)' } }],
    ['a log group that is not there', { CloudWatchLogGroupArn: GROUP }],
    [
      'a location that is not there',
      { SourceLocationArn: `arn:aws:datasync:${HOME}:${ACCOUNT}:location/loc-${'0'.repeat(17)}` },
    ],
    [
      'a location of another account',
      { SourceLocationArn: `arn:aws:datasync:${HOME}:444455556666:location/loc-${'0'.repeat(17)}` },
    ],
  ])('is refused: %s', async (_, task) => {
    expect(await errorOf(makeTask(stage, { task }))).toMatchObject({ name: 'InvalidRequestException' });
  });
});

describe('whoever makes a task', () => {
  const callerWith = async (...inline: string[]) => {
    const { world, endpoint } = stage.running.emulator;
    const role = addRole(world, `caller-${world.roles.size}`, { inline, trustPolicy: trust({ AWS: ACCOUNT }) });
    const credentials = await sessionKeys(stage.running, role.arn);
    return new DS.DataSyncClient({ endpoint, region: HOME, credentials, maxAttempts: 1 });
  };

  it.each<[string, Partial<DS.CreateTaskCommandInput>, string[]]>([
    ['datasync:CreateTask', {}, ['datasync:Describe*', 'iam:*']],
    ['iam:CreateServiceLinkedRole', {}, ['datasync:*']],
    ['iam:PassRole', { TaskReportConfig: REPORT }, ['datasync:*', 'iam:CreateServiceLinkedRole']],
    ['iam:PassRole', { ManifestConfig: MANIFEST }, ['datasync:*', 'iam:CreateServiceLinkedRole']],
  ])('needs %s', async (action, more, actions) => {
    const [from, to] = [await stage.client.send(location('source')), await stage.client.send(location('target'))];
    const client = await callerWith(allow(actions));
    const task = new DS.CreateTaskCommand({
      SourceLocationArn: from.LocationArn,
      DestinationLocationArn: to.LocationArn,
      TaskMode: 'ENHANCED',
      ...more,
    });
    const { name, message } = await errorOf(client.send(task));
    client.destroy();
    expect([name, message]).toEqual(['AccessDeniedException', expect.stringContaining(`to perform: ${action} on`)]);
  });
});

describe('the log', () => {
  const logs = () => [...stage.running.emulator.world.syncExecutions.values()].map((execution) => execution.logs);
  const BASIC = { TaskMode: 'BASIC', Options: { LogLevel: 'BASIC' }, CloudWatchLogGroupArn: `${GROUP}:*` } as const;

  it('of Enhanced mode goes to a group that DataSync makes', async () => {
    await transfer(stage, { task: { Options: { LogLevel: 'TRANSFER' } } });
    expect([...stage.running.emulator.world.logGroups.keys()]).toEqual([
      `arn:aws:logs:${HOME}:${ACCOUNT}:log-group:/aws/datasync`,
    ]);
    await transfer(stage);
    expect(logs()).toEqual(['delivered', 'off']);
  });

  it.each([
    ['delivered', ['logs:PutLogEvents', 'logs:CreateLogStream'], `${GROUP}:*`, 'task/*'],
    ['refused by policies', ['logs:PutLogEvents'], `${GROUP}:*`, 'task/*'],
    ['refused by policies', ['logs:*'], GROUP, 'task/*'],
    ['refused by policies', ['logs:*'], '*', 'location/*'],
  ])('of Basic mode is %s where a policy allows %s on %s', async (outcome, Action, Resource, source) => {
    const { world } = stage.running.emulator;
    const group = { arn: GROUP, name: '/copies', accountId: ACCOUNT, region: HOME, createdMs: 0, tags: new Map() };
    world.logGroups.set(GROUP, { ...group, logGroupClass: 'STANDARD' });
    const Condition = {
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
      ArnLike: { 'aws:SourceArn': `arn:aws:datasync:*:*:${source}` },
    };
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'datasync.amazonaws.com' },
      Action,
      Resource,
      Condition,
    };
    const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    world.logPolicies.set('p', { name: 'p', accountId: ACCOUNT, region: HOME, document, updatedMs: 0 });
    await put(stage, 'a');
    expect(await transfer(stage, { task: BASIC })).toMatchObject({ Status: 'SUCCESS', FilesTransferred: 1 });
    expect(logs()).toEqual([outcome]);
  });
});

describe('what is not emulated', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['another operation', () => stage.client.send(new DS.ListAgentsCommand({}))],
    [
      'an agent',
      () =>
        stage.client.send(
          location('source', { AgentArns: [`arn:aws:datasync:${HOME}:${ACCOUNT}:agent/agent-${'0'.repeat(17)}`] }),
        ),
    ],
    [
      'an access point',
      () => stage.client.send(location('source', { S3BucketArn: `arn:aws:s3:${HOME}:${ACCOUNT}:accesspoint/a` })),
    ],
  ])('is answered with 501: %s', async (_, request) => {
    expect(await errorOf(request())).toMatchObject({ name: 'NotImplemented', status: 501 });
  });
});
