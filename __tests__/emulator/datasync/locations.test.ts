// Locations: tried when they are made, and by whom they may be made.
import * as DS from '@aws-sdk/client-datasync';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { destroyClients, sessionKeys } from '../iam/iam-client';
import { addRole, allow as allowing, policy, trust } from '../iam/access/small-world';
import { bugs, errorOf } from '../running';
import { allow, arn, without } from '../stage';
import {
  ACCOUNT,
  FROM,
  HOME,
  location,
  makeTask,
  OTHER_ACCOUNT,
  put,
  roleArn,
  setRole,
  setSyncStage,
  SOURCE_STATEMENTS,
  strikeSync,
  trusting,
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

const create = (changes: Partial<DS.CreateLocationS3CommandInput> = {}, client = stage.client) =>
  client.send(location('source', changes));
const describeOne = (LocationArn?: string) => stage.client.send(new DS.DescribeLocationS3Command({ LocationArn }));

describe('a location', () => {
  it.each([
    [undefined, `s3://${FROM}/`],
    ['/', `s3://${FROM}/`],
    ['/a/b', `s3://${FROM}/a/b/`],
    ['a b/(c)/', `s3://${FROM}/a b/(c)/`],
  ])('of Subdirectory %s is %s', async (Subdirectory, LocationUri) => {
    const { LocationArn } = await create({ Subdirectory });
    expect(LocationArn).toMatch(/^arn:aws:datasync:us-east-1:111122223333:location\/loc-[0-9a-f]{17}$/);
    expect(await describeOne(LocationArn)).toMatchObject({
      LocationUri,
      S3StorageClass: 'STANDARD',
      S3Config: { BucketAccessRoleArn: roleArn('source') },
    });
  });

  it('is changed, listed and deleted, unless a task uses it', async () => {
    await makeTask(stage);
    const { LocationArn } = await create({ Tags: [{ Key: 'team', Value: 'x' }] });
    await stage.client.send(
      new DS.UpdateLocationS3Command({ LocationArn, Subdirectory: 'z', S3StorageClass: 'GLACIER' }),
    );
    expect(await describeOne(LocationArn)).toMatchObject({ LocationUri: `s3://${FROM}/z/`, S3StorageClass: 'GLACIER' });
    const list = async (Name: DS.LocationFilterName, Operator: DS.Operator, ...Values: string[]) =>
      (await stage.client.send(new DS.ListLocationsCommand({ Filters: [{ Name, Operator, Values }] }))).Locations;
    expect(await list('LocationUri', 'Contains', '/z/')).toMatchObject([{ LocationArn }]);
    expect(await list('LocationUri', 'NotEquals', `s3://${FROM}/`)).toHaveLength(2);
    expect(await list('LocationType', 'Equals', 'S3')).toHaveLength(3);
    expect(await list('CreationTime', 'GreaterThan', '2999-01-01T00:00:00Z')).toEqual([]);
    const page = await stage.client.send(new DS.ListLocationsCommand({ MaxResults: 2 }));
    const rest = await stage.client.send(new DS.ListLocationsCommand({ MaxResults: 2, NextToken: page.NextToken }));
    expect([page.Locations?.length, rest.Locations?.length, rest.NextToken]).toEqual([2, 1, undefined]);
    const remove = (one?: string) => stage.client.send(new DS.DeleteLocationCommand({ LocationArn: one }));
    const [used] = page.Locations ?? [];
    expect(await errorOf(remove(used?.LocationArn))).toMatchObject({ name: 'InvalidRequestException' });
    await remove(LocationArn);
    expect((await errorOf(describeOne(LocationArn))).message).toContain('not found');
  });

  it.each([
    ['a//b', 'InvalidRequestException'],
    ['a/../b', 'InvalidRequestException'],
    ['a*', 'ValidationException'],
  ])('has no Subdirectory %s', async (Subdirectory, name) => {
    expect(await errorOf(create({ Subdirectory }))).toMatchObject({ name });
  });
});

describe('the test of a location', () => {
  const refusal = async (changes: Partial<DS.CreateLocationS3CommandInput> = {}, client = stage.client) => {
    const { name, message } = await errorOf(create(changes, client));
    expect(name).toBe('InvalidRequestException');
    return message;
  };

  it.each([
    ['that trusts somebody else', trust({ Service: 's3.amazonaws.com' })],
    ['that trusts DataSync of another account', trusting({ 'aws:SourceAccount': OTHER_ACCOUNT })],
    [
      'that trusts DataSync of another Region',
      trusting({ 'aws:SourceArn': `arn:aws:datasync:eu-west-1:${ACCOUNT}:*` }),
    ],
    ['that trusts tasks alone', trusting({ 'aws:SourceArn': `arn:aws:datasync:*:${ACCOUNT}:task/*` })],
  ])('refuses a role %s', async (_, trustPolicy) => {
    setRole(stage, 'source', SOURCE_STATEMENTS, trustPolicy);
    expect(await refusal()).toBe('Unable to assume role. Reason: Access denied when calling sts:AssumeRole');
  });

  it('refuses a role that nobody made, or that was made too short a time ago', async () => {
    const S3Config = { BucketAccessRoleArn: roleArn('none') };
    expect(await refusal({ S3Config })).toContain('Unable to assume role');
    stage.running.emulator.world.timing = { ...stage.running.emulator.world.timing, iamPropagationMs: 60_000 };
    setRole(stage, 'source', SOURCE_STATEMENTS);
    expect(await refusal()).toContain('Unable to assume role');
  });

  it.each([
    ['s3:ListBucket', 'ListObjectsV2', 'ListBucket'],
    ['s3:GetBucketLocation', 'GetBucketLocation', 'GetBucketLocation'],
    ['s3:GetObject', 'GetObject', 'GetObject'],
  ])('refuses a role without %s, and names it', async (action, operation, permission) => {
    await put(stage, 'a');
    setRole(stage, 'source', without(action, SOURCE_STATEMENTS));
    expect(await refusal()).toBe(
      `DataSync location access test failed: could not perform s3:${operation} in bucket ${FROM}. Access denied. Ensure bucket access role has s3:${permission} permission.`,
    );
  });

  it('refuses a bucket that is not there, and one of another Region', async () => {
    expect(await refusal({ S3BucketArn: arn('no-such-bucket') })).toMatch(
      /HeadBucket in bucket no-such-bucket.*does not exist/,
    );
    expect(await refusal({}, stage.clientOf('eu-west-1'))).toMatch(
      /The bucket is in us-east-1, the location in eu-west-1/,
    );
  });

  it('needs a word of the policy of a bucket of another account', async () => {
    await strikeSync(stage);
    stage = await setSyncStage({ seed: { buckets: [{ name: FROM, accountId: OTHER_ACCOUNT }] } });
    expect(await refusal()).toContain('could not perform s3:ListObjectsV2');
    const statement = { Effect: 'Allow', Principal: { AWS: roleArn('source') }, Action: 's3:*' };
    const document = policy({ ...statement, Resource: [arn(FROM), arn(FROM, '*')] });
    stage.running.emulator.world.buckets.get(FROM)?.documents.set('policy', document);
    expect(await create()).toHaveProperty('LocationArn');
  });

  it('refuses a role of another account', async () => {
    const S3Config = { BucketAccessRoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/source` };
    expect(await refusal({ S3Config })).toBe(
      `Invalid parameter: ARN account (${OTHER_ACCOUNT}) must match authenticated user.`,
    );
  });

  it('is made again when a location is changed', async () => {
    const { LocationArn } = await create();
    setRole(stage, 'source', []);
    const update = stage.client.send(new DS.UpdateLocationS3Command({ LocationArn, Subdirectory: 'a' }));
    expect((await errorOf(update)).message).toContain('access test failed');
    expect(await describeOne(LocationArn)).toMatchObject({ LocationUri: `s3://${FROM}/` });
  });
});

describe('a caller', () => {
  const callerWith = async (...inline: string[]) => {
    const { world } = stage.running.emulator;
    const role = addRole(world, `caller-${world.roles.size}`, { inline, trustPolicy: trust({ AWS: ACCOUNT }) });
    const { endpoint } = stage.running.emulator;
    return new DS.DataSyncClient({
      endpoint,
      region: HOME,
      credentials: await sessionKeys(stage.running, role.arn),
      maxAttempts: 1,
    });
  };
  const passing = (service: string) =>
    policy({
      ...allow('iam:PassRole', roleArn('*')),
      Condition: { StringEquals: { 'iam:PassedToService': service } },
    });

  it.each([
    ['datasync:CreateLocationS3', [passing('datasync.amazonaws.com')]],
    ['iam:PassRole', [allowing('datasync:*')]],
    ['iam:PassRole', [allowing('datasync:*'), passing('s3.amazonaws.com')]],
  ])('needs %s', async (action, inline) => {
    const client = await callerWith(...inline);
    const { name, message } = await errorOf(create({}, client));
    client.destroy();
    expect(name).toBe('AccessDeniedException');
    expect(message).toContain(`is not authorized to perform: ${action}`);
  });

  it('needs no permission of S3', async () => {
    const client = await callerWith(allowing('datasync:*'), passing('datasync.amazonaws.com'));
    expect(await create({}, client)).toHaveProperty('LocationArn');
    client.destroy();
  });

  it('of another account finds no location', async () => {
    const { LocationArn } = await create();
    const other = stage.clientOf(HOME, 1);
    const { name } = await errorOf(other.send(new DS.DescribeLocationS3Command({ LocationArn })));
    expect(name).toBe('InvalidRequestException');
  });
});
