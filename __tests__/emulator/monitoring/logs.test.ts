// Log groups of CloudWatch Logs, and the policies that let services write to them.
import * as Logs from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT, policy } from '../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../running';

let running: Running;
let client: Logs.CloudWatchLogsClient;

const clientOf = (region: string, account = 0) =>
  new Logs.CloudWatchLogsClient({
    endpoint: running.emulator.endpoint,
    region,
    credentials: running.credentials(account),
    maxAttempts: 1,
  });

beforeEach(async () => {
  running = await startEmulator();
  client = clientOf('us-east-1');
});
afterEach(async () => {
  client.destroy();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const create = (logGroupName: string, more: Partial<Logs.CreateLogGroupCommandInput> = {}) =>
  client.send(new Logs.CreateLogGroupCommand({ logGroupName, ...more }));
const groups = async (input: Logs.DescribeLogGroupsCommandInput = {}, by = client) =>
  (await by.send(new Logs.DescribeLogGroupsCommand(input))).logGroups?.map(({ logGroupName }) => logGroupName);

describe('a log group', () => {
  it('is described with two ARNs, with and without its streams', async () => {
    await create('/copies', { logGroupClass: 'INFREQUENT_ACCESS', kmsKeyId: 'k' });
    const { logGroups } = await client.send(new Logs.DescribeLogGroupsCommand({}));
    const arn = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/copies`;
    expect(logGroups).toMatchObject([
      { logGroupName: '/copies', arn: `${arn}:*`, logGroupArn: arn, logGroupClass: 'INFREQUENT_ACCESS', kmsKeyId: 'k' },
    ]);
  });

  it('is listed by prefix or by a part of its name, in its Region and account, page by page', async () => {
    for (const name of ['/b', '/a/x', '/a/y']) await create(name);
    expect(await groups()).toEqual(['/a/x', '/a/y', '/b']);
    expect(await groups({ logGroupNamePrefix: '/a' })).toEqual(['/a/x', '/a/y']);
    expect(await groups({ logGroupNamePattern: 'y' })).toEqual(['/a/y']);
    const { nextToken } = await client.send(new Logs.DescribeLogGroupsCommand({ limit: 2 }));
    expect(await groups({ limit: 2, nextToken })).toEqual(['/b']);
    for (const other of [clientOf('eu-west-1'), clientOf('us-east-1', 1)]) {
      expect(await groups({}, other)).toEqual([]);
      other.destroy();
    }
  });

  it('is made once, and deleted once', async () => {
    await create('/a');
    expect((await errorOf(create('/a'))).name).toBe('ResourceAlreadyExistsException');
    const remove = () => client.send(new Logs.DeleteLogGroupCommand({ logGroupName: '/a' }));
    await remove();
    expect((await errorOf(remove())).name).toBe('ResourceNotFoundException');
  });

  it('keeps events for as many days as CloudWatch Logs offers', async () => {
    await create('/a');
    const keep = (retentionInDays: number) =>
      client.send(new Logs.PutRetentionPolicyCommand({ logGroupName: '/a', retentionInDays }));
    await keep(30);
    expect((await errorOf(keep(31))).name).toBe('InvalidParameterException');
    const days = async () => (await client.send(new Logs.DescribeLogGroupsCommand({}))).logGroups?.[0]?.retentionInDays;
    expect(await days()).toBe(30);
    await client.send(new Logs.DeleteRetentionPolicyCommand({ logGroupName: '/a' }));
    expect(await days()).toBeUndefined();
  });
});

describe('a resource policy', () => {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'datasync.amazonaws.com' },
    Action: 'logs:*',
    Resource: '*',
  };
  const put = (policyName: string, policyDocument = policy(statement)) =>
    client.send(new Logs.PutResourcePolicyCommand({ policyName, policyDocument }));
  const names = async () =>
    (await client.send(new Logs.DescribeResourcePoliciesCommand({}))).resourcePolicies?.map((one) => one.policyName);

  it('is replaced by its name, and there are ten of them at most', async () => {
    for (let number = 0; number < 10; number++) await put(`p${number}`);
    await put('p0');
    expect((await errorOf(put('p10'))).name).toBe('LimitExceededException');
    await client.send(new Logs.DeleteResourcePolicyCommand({ policyName: 'p0' }));
    expect(await names()).toHaveLength(9);
    const again = client.send(new Logs.DeleteResourcePolicyCommand({ policyName: 'p0' }));
    expect((await errorOf(again)).name).toBe('ResourceNotFoundException');
  });

  it('is a policy of a resource', async () => {
    expect((await errorOf(put('p', '{}'))).name).toBe('InvalidParameterException');
    expect((await errorOf(put('p', policy({ Effect: 'Allow', Action: '*', Resource: '*' })))).name).toBe(
      'InvalidParameterException',
    );
  });
});
