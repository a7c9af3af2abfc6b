import * as iamCommands from '@aws-sdk/client-iam';
import * as s3Commands from '@aws-sdk/client-s3';
import * as s3ControlCommands from '@aws-sdk/client-s3-control';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { operationName } from '../../../emulator/s3/operation-names';
import { S3_OPERATIONS } from '../../../emulator/s3/s3-service';
import { destroyClients, queryClients } from '../iam/iam-client';
import { bugs, startEmulator, type Running } from '../running';

let running: Running;

beforeEach(async () => {
  running = await startEmulator();
});

afterEach(async () => {
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

/** Names of the operations of the requests so far. */
function operations(): (string | undefined)[] {
  return running.log.map((entry) => (entry.kind === 'request' ? entry.operation : undefined));
}

const plain = { query: new URLSearchParams(), headers: {} };
const routeNames = new Set([...S3_OPERATIONS.keys()].map((route) => operationName(route, plain)));
const withId = { ...plain, query: new URLSearchParams({ id: 'x' }) };
for (const route of S3_OPERATIONS.keys()) routeNames.add(operationName(route, withId));

type AnyCommand = new (input: object) => object;

describe('the name of an operation', () => {
  it('of S3 is one that the SDK knows', () => {
    const unknown = [...routeNames].filter((name) => !(`${name}Command` in s3Commands));
    expect(unknown).toEqual([]);
  });

  // The input has whatever any of them needs; what it is answered with does not matter.
  const input = {
    Bucket: 'box',
    Key: 'key',
    Id: 'id',
    UploadId: 'upload',
    PartNumber: 1,
    CopySource: 'box/key',
    ObjectAttributes: ['ETag'],
    Body: 'x',
    Delete: { Objects: [{ Key: 'key' }] },
  };

  it.each([...routeNames, 'UploadPartCopy'])('of a request for S3 is %s, as the SDK calls it', async (name) => {
    const command = (s3Commands as unknown as Record<string, AnyCommand>)[`${name}Command`] as AnyCommand;
    const s3 = running.s3({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    const send = s3.send.bind(s3) as (sent: object) => Promise<unknown>;
    await send(new command(input)).catch(() => undefined);
    expect(operations()).toEqual([`s3:${name}`]);
  });

  it('of IAM and STS is its Action', async () => {
    const { iam, sts } = queryClients(running);
    await iam.send(new iamCommands.GetRoleCommand({ RoleName: 'r' })).catch(() => undefined);
    await sts.send(new GetCallerIdentityCommand({}));
    expect(operations()).toEqual(['iam:GetRole', 'sts:GetCallerIdentity']);
  });

  it('of S3 Control is CreateJob, ListJobs, …', async () => {
    const { endpoint, region } = running.emulator;
    const client = new s3ControlCommands.S3ControlClient({
      endpointProvider: () => ({ url: new URL(endpoint) }),
      region,
      credentials: running.credentials(0),
      maxAttempts: 1,
    });
    const job = { AccountId: '111122223333', JobId: 'j' };
    await client.send(new s3ControlCommands.ListJobsCommand(job));
    await client.send(new s3ControlCommands.DescribeJobCommand(job)).catch(() => undefined);
    await client.send(new s3ControlCommands.GetJobTaggingCommand(job)).catch(() => undefined);
    client.destroy();
    expect(operations()).toEqual(['s3-control:ListJobs', 's3-control:DescribeJob', 's3-control:GetJobTagging']);
  });

  it('is not logged for a request that has none', async () => {
    await fetch(`${running.emulator.endpoint}/box?unknown`);
    expect(running.log).toMatchObject([{ kind: 'request', status: 403 }]);
    expect(running.log[0]).not.toHaveProperty('operation');
  });
});
