import { CreateRoleCommand } from '@aws-sdk/client-iam';
import * as Control from '@aws-sdk/client-s3-control';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf } from '../running';
import { order, runJob } from '../job-on-stage';
import {
  ACCOUNT,
  allow,
  HOME,
  JOB_ROLE,
  put,
  putRolePolicy,
  putRules,
  setStage,
  type Stage,
  type Statement,
  strike,
} from '../stage';

const JOBS = `arn:aws:s3:${HOME}:${ACCOUNT}:job/*`;
const CREATE = [allow('s3:CreateJob', '*'), allow('iam:PassRole', JOB_ROLE)];
const TAGS = [{ Key: 'team', Value: 'blue' }];

let stage: Stage;
let caller: Control.S3ControlClient;

beforeEach(async () => {
  stage = await setStage();
  await put(stage, 'old');
  await putRules(stage);
  caller = await sessionClient();
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  caller.destroy();
  await strike(stage);
});

/** A client of a role that may do nothing yet. */
async function sessionClient(): Promise<Control.S3ControlClient> {
  const trust = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await stage.iam.send(new CreateRoleCommand({ RoleName: 'caller', AssumeRolePolicyDocument }));
  const { endpoint } = stage.running.emulator;
  const sts = new STSClient({ endpoint, region: HOME, credentials: stage.running.credentials(0) });
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/caller`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
  sts.destroy();
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return new Control.S3ControlClient({
    region: HOME,
    maxAttempts: 1,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    endpointProvider: () => ({ url: new URL(endpoint) }),
  });
}

const may = (...statements: readonly Statement[]): Promise<void> => putRolePolicy(stage.iam, 'caller', statements);
const when = (statement: Statement, Condition: Statement['Condition']): Statement => ({
  ...statement,
  ...(Condition === undefined ? {} : { Condition }),
});
const create = (changes: Partial<Control.CreateJobCommandInput> = {}): Promise<Control.CreateJobCommandOutput> =>
  caller.send(new Control.CreateJobCommand(order(changes)));
const denied = { name: 'AccessDenied', status: 403 };

describe('CreateJob', () => {
  it('needs s3:CreateJob and iam:PassRole', async () => {
    await may(...CREATE.slice(0, 1));
    expect(await errorOf(create())).toMatchObject({ ...denied, message: expect.stringContaining('iam:PassRole') });
    await may(...CREATE.slice(1));
    expect(await errorOf(create())).toMatchObject({ ...denied, message: expect.stringContaining('s3:CreateJob') });
    await may(...CREATE);
    await create();
  });

  it('does not say to which service the role is passed', async () => {
    const StringEquals = { 'iam:PassedToService': 'batchoperations.s3.amazonaws.com' };
    await may(allow('s3:CreateJob', '*'), when(allow('iam:PassRole', '*'), { StringEquals }));
    expect(await errorOf(create())).toMatchObject(denied);
  });

  it('with tags needs s3:PutJobTagging too', async () => {
    await may(...CREATE);
    expect(await errorOf(create({ Tags: TAGS }))).toMatchObject({
      ...denied,
      message: expect.stringContaining('s3:PutJobTagging'),
    });
    await may(...CREATE, allow('s3:PutJobTagging', JOBS));
    await create({ Tags: TAGS });
  });

  it.each<
    [string, Statement['Condition'], Partial<Control.CreateJobCommandInput>, Partial<Control.CreateJobCommandInput>]
  >([
    [
      's3:RequestJobPriority',
      { NumericLessThan: { 's3:RequestJobPriority': '10' } },
      { Priority: 9 },
      { Priority: 10 },
    ],
    ['aws:RequestTag', { StringEquals: { 'aws:RequestTag/team': 'blue' } }, { Tags: TAGS }, {}],
    [
      'aws:TagKeys',
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'team' } },
      { Tags: TAGS },
      { Tags: [...TAGS, { Key: 'x', Value: '' }] },
    ],
  ])('can be tied to %s', async (_key, condition, good, bad) => {
    await may(when(allow('s3:CreateJob', '*'), condition), allow(['iam:PassRole', 's3:PutJobTagging'], '*'));
    await create(good);
    expect(await errorOf(create(bad))).toMatchObject(denied);
  });

  it('can be tied to s3:RequestJobOperation', async () => {
    const statement = when(allow('s3:CreateJob', '*'), {
      StringEquals: { 's3:RequestJobOperation': 'S3PutObjectCopy' },
    });
    await may(statement, allow('iam:PassRole', '*'));
    expect(await errorOf(create())).toMatchObject(denied);
  });
});

describe('a job that is there', () => {
  const CALLS: readonly (readonly [string, (JobId: string) => Promise<unknown>])[] = [
    ['s3:DescribeJob', (JobId) => caller.send(new Control.DescribeJobCommand({ AccountId: ACCOUNT, JobId }))],
    [
      's3:UpdateJobPriority',
      (JobId) => caller.send(new Control.UpdateJobPriorityCommand({ AccountId: ACCOUNT, JobId, Priority: 3 })),
    ],
    ['s3:GetJobTagging', (JobId) => caller.send(new Control.GetJobTaggingCommand({ AccountId: ACCOUNT, JobId }))],
    [
      's3:PutJobTagging',
      (JobId) => caller.send(new Control.PutJobTaggingCommand({ AccountId: ACCOUNT, JobId, Tags: TAGS })),
    ],
    ['s3:DeleteJobTagging', (JobId) => caller.send(new Control.DeleteJobTaggingCommand({ AccountId: ACCOUNT, JobId }))],
    [
      's3:UpdateJobStatus',
      (JobId) =>
        caller.send(new Control.UpdateJobStatusCommand({ AccountId: ACCOUNT, JobId, RequestedJobStatus: 'Ready' })),
    ],
  ];

  it.each(CALLS)('needs %s on its ARN', async (action, call) => {
    const { JobId = '' } = await runJob(stage, { ConfirmationRequired: true });
    await may(allow(action, `arn:aws:s3:${HOME}:${ACCOUNT}:job/other`));
    expect(await errorOf(call(JobId))).toMatchObject({ ...denied, message: expect.stringContaining(action) });
    await may(allow(action, JOBS));
    await call(JobId);
  });

  it.each<[string, Statement['Condition']]>([
    ['aws:ResourceTag', { StringEquals: { 'aws:ResourceTag/team': 'blue' } }],
    ['s3:ExistingJobPriority', { NumericEquals: { 's3:ExistingJobPriority': '5' } }],
    ['s3:ExistingJobOperation', { StringEquals: { 's3:ExistingJobOperation': 'S3ReplicateObject' } }],
    ['s3:JobSuspendedCause', { StringEquals: { 's3:JobSuspendedCause': 'AWAITING_CONFIRMATION' } }],
  ])('can be steered by callers who are tied to %s', async (key, condition) => {
    await may(when(allow('s3:UpdateJobStatus', JOBS), condition));
    const good = await runJob(stage, { ConfirmationRequired: true, Tags: TAGS, Priority: 5 });
    const bad = await runJob(stage, { Priority: 1 });
    const cancel = (JobId = ''): Promise<unknown> =>
      caller.send(new Control.UpdateJobStatusCommand({ AccountId: ACCOUNT, JobId, RequestedJobStatus: 'Cancelled' }));
    // Jobs have no other operation here: that key lets the request through, and the state of the job refuses it.
    const name = key === 's3:ExistingJobOperation' ? 'JobStatusException' : 'AccessDenied';
    expect(await errorOf(cancel(bad.JobId))).toMatchObject({ name });
    await cancel(good.JobId);
  });

  it('keeps its tags until they are replaced or deleted', async () => {
    const { JobId = '' } = await runJob(stage, { Tags: TAGS });
    const tags = async (): Promise<unknown> =>
      (await stage.control.send(new Control.GetJobTaggingCommand({ AccountId: ACCOUNT, JobId }))).Tags;
    expect(await tags()).toEqual(TAGS);
    const Tags = [{ Key: 'x', Value: 'y' }];
    await stage.control.send(new Control.PutJobTaggingCommand({ AccountId: ACCOUNT, JobId, Tags }));
    expect(await tags()).toEqual(Tags);
    await stage.control.send(new Control.DeleteJobTaggingCommand({ AccountId: ACCOUNT, JobId }));
    expect(await tags()).toEqual([]);
  });
});

describe('ListJobs', () => {
  it('needs s3:ListJobs', async () => {
    const list = (): Promise<unknown> => caller.send(new Control.ListJobsCommand({ AccountId: ACCOUNT }));
    expect(await errorOf(list())).toMatchObject(denied);
    await may(allow('s3:ListJobs', '*'));
    await list();
  });
});

describe('a job id that is not there', () => {
  it('is told to those who may look for it, and to nobody else', async () => {
    const find = (): Promise<unknown> =>
      caller.send(new Control.DescribeJobCommand({ AccountId: ACCOUNT, JobId: 'missing-job' }));
    expect(await errorOf(find())).toMatchObject(denied);
    await may(allow('s3:DescribeJob', '*'));
    expect(await errorOf(find())).toMatchObject({ name: 'NoSuchJob', status: 404 });
  });
});
