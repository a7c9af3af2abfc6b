import { CreateRoleCommand, PutRolePolicyCommand, type IAMClient } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type AssumeRoleCommandOutput,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  type STSClient,
} from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { destroyClients, type Keys, queryClients } from '../iam/iam-client';
import { ACCOUNT, allow, OTHER_ACCOUNT, trust } from '../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../running';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/loader`;

let running: Running;
let iam: IAMClient;
let sts: STSClient;
let now: number;

beforeEach(async () => {
  now = Date.now();
  running = await startEmulator({ clock: { now: () => now, sleep: () => Promise.resolve() } });
  ({ iam, sts } = queryClients(running));
});

afterEach(async () => {
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

async function createRole(trustPolicy: string, more: Partial<CreateRoleCommand['input']> = {}): Promise<string> {
  const input = { RoleName: 'loader', AssumeRolePolicyDocument: trustPolicy, ...more };
  const { Role: role } = await iam.send(new CreateRoleCommand(input));
  return role?.RoleId ?? '';
}

const assume = (client = sts, more: Partial<AssumeRoleCommandInput> = {}) =>
  client.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'rehearsal', ...more }));

function keysOf({ Credentials }: AssumeRoleCommandOutput): Keys {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

const assumed = async (): Promise<Keys> => keysOf(await assume());

/** Lets time pass, for the emulator and for who signs. */
function pass(milliseconds: number): void {
  now += milliseconds;
  sts.config.systemClockOffset += milliseconds;
}

describe('GetCallerIdentity', () => {
  it("names the account's root", async () => {
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: ACCOUNT,
      Arn: `arn:aws:iam::${ACCOUNT}:root`,
      UserId: ACCOUNT,
    });
  });

  it('names the session of a role, whatever it may do', async () => {
    const roleId = await createRole(trust({ AWS: ACCOUNT }), { Path: '/team/' });
    const keys = keysOf(await assume(sts, { RoleArn: ROLE.replace('role/', 'role/team/') }));
    expect(await queryClients(running, keys).sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: ACCOUNT,
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/loader/rehearsal`,
      UserId: `${roleId}:rehearsal`,
    });
  });
});

describe('AssumeRole', () => {
  it('hands out credentials with the permissions of the role', async () => {
    await createRole(trust({ AWS: ACCOUNT }));
    const s3 = running.s3({ credentials: await assumed() });
    const list = () => s3.send(new ListBucketsCommand({}));
    expect(await errorOf(list())).toMatchObject({ name: 'AccessDenied', status: 403 });
    const policy = { RoleName: 'loader', PolicyName: 'list', PolicyDocument: allow('s3:ListAllMyBuckets') };
    await iam.send(new PutRolePolicyCommand(policy));
    expect((await list()).Buckets).toEqual([]);
  });

  it('tells the session and when it ends; after that its credentials are expired', async () => {
    const roleId = await createRole(trust({ AWS: ACCOUNT }));
    const answer = await assume(sts, { DurationSeconds: 900 });
    expect(answer.AssumedRoleUser).toEqual({
      AssumedRoleId: `${roleId}:rehearsal`,
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/loader/rehearsal`,
    });
    expect(answer.Credentials?.Expiration?.getTime()).toBe(Math.floor(now / 1000) * 1000 + 900_000);
    const session = queryClients(running, keysOf(answer)).sts;
    await session.send(new GetCallerIdentityCommand({}));
    now += 900_000;
    expect(await errorOf(session.send(new GetCallerIdentityCommand({})))).toMatchObject({ name: 'ExpiredToken' });
  });

  it('forgets credentials that expired long ago', async () => {
    await createRole(trust({ AWS: ACCOUNT }));
    const first = (await assumed()).accessKeyId;
    const { sessions } = running.emulator.world;
    pass(3_600_000);
    const second = (await assumed()).accessKeyId;
    expect([...sessions.keys()]).toEqual([first, second]);
    pass(3_600_001);
    const third = (await assumed()).accessKeyId;
    expect([...sessions.keys()]).toEqual([second, third]);
  });

  it.each([
    ['does not exist', undefined],
    ['trusts only a service', trust({ Service: 's3.amazonaws.com' })],
    ['trusts another account', trust({ AWS: OTHER_ACCOUNT })],
    ['asks for a condition', trust({ AWS: ACCOUNT }, { StringEquals: { 'sts:ExternalId': 'secret' } })],
  ])('is refused if the role %s, with the same words', async (_, trustPolicy) => {
    if (trustPolicy !== undefined) await createRole(trustPolicy);
    expect(await errorOf(assume())).toMatchObject({
      name: 'AccessDenied',
      status: 403,
      message: `User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
    });
  });

  it('passes the external id and the name of the session on to the trust policy', async () => {
    const condition = { StringEquals: { 'sts:ExternalId': 'secret', 'sts:RoleSessionName': 'rehearsal' } };
    await createRole(trust({ AWS: ACCOUNT }, condition));
    await assume(sts, { ExternalId: 'secret' });
    expect(await errorOf(assume(sts, { ExternalId: 'guess' }))).toMatchObject({ name: 'AccessDenied' });
  });

  it('works from another account that the trust policy names', async () => {
    const other = queryClients(running, running.credentials(1)).sts;
    await createRole(trust({ AWS: OTHER_ACCOUNT }));
    expect((await assume(other)).AssumedRoleUser?.Arn).toContain(`::${ACCOUNT}:assumed-role/loader/`);
  });

  it('from a session lasts one hour at most', async () => {
    await createRole(trust({ AWS: ACCOUNT }), { MaxSessionDuration: 43_200 });
    const policy = { RoleName: 'loader', PolicyName: 'own', PolicyDocument: allow('sts:AssumeRole', ROLE) };
    await iam.send(new PutRolePolicyCommand(policy));
    await assume(sts, { DurationSeconds: 43_200 });
    const session = queryClients(running, await assumed()).sts;
    await assume(session, { DurationSeconds: 3600 });
    const fault = await errorOf(assume(session, { DurationSeconds: 3601 }));
    expect(fault).toMatchObject({ name: 'ValidationError', status: 400 });
  });

  it.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    ['more time than the role allows', { DurationSeconds: 3601 }, 'ValidationError'],
    ['too little time', { DurationSeconds: 899 }, 'ValidationError'],
    ['what cannot be the ARN of a role', { RoleArn: 'long-name-and-no-arn-at-all' }, 'ValidationError'],
    ['a name with a space', { RoleSessionName: 'a b' }, 'ValidationError'],
    ['a session policy, which is not emulated', { Policy: allow('*') }, 'NotImplemented'],
    ['session tags, which are not emulated', { Tags: [{ Key: 'a', Value: 'b' }] }, 'NotImplemented'],
  ])('refuses %s', async (_, more, name) => {
    await createRole(trust({ AWS: ACCOUNT }));
    expect(await errorOf(assume(sts, more))).toMatchObject({ name });
    expect(running.emulator.world.sessions.size).toBe(0);
  });
});

describe('STS', () => {
  it('answers 501 to what it does not know', async () => {
    const fault = await errorOf(sts.send(new GetFederationTokenCommand({ Name: 'anna' })));
    expect(fault).toMatchObject({ name: 'NotImplemented', status: 501 });
  });
});
