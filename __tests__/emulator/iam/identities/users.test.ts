import * as IAM from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { CreateJobCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../running';
import { destroyClients, queryClients, type Keys } from '../iam-client';
import { ACCOUNT, addRole, allow, deny, policy, trust } from '../access/small-world';

const ARN = `arn:aws:iam::${ACCOUNT}:user/pipelines/runner`;
const NAMED = { UserName: 'runner' };

let running: Running;
let iam: IAM.IAMClient;

beforeEach(async () => {
  running = await startEmulator();
  ({ iam } = queryClients(running));
});

afterEach(async () => {
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const create = (more: Partial<IAM.CreateUserCommandInput> = {}) =>
  iam.send(new IAM.CreateUserCommand({ ...NAMED, Path: '/pipelines/', ...more }));
const allowed = (PolicyDocument: string) =>
  iam.send(new IAM.PutUserPolicyCommand({ ...NAMED, PolicyName: 'own', PolicyDocument }));

async function newKeys(client = iam, UserName?: string): Promise<Keys> {
  const { AccessKey } = await client.send(new IAM.CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

/** A user with this policy, and credentials of its own. */
async function createCaller(document?: string): Promise<Keys> {
  await create();
  if (document !== undefined) await allowed(document);
  return newKeys(iam, 'runner');
}

describe('a user', () => {
  it('is told as it was created, and listed', async () => {
    const { User: user } = await create({ Tags: [{ Key: 'team', Value: 'a' }] });
    expect(user).toMatchObject({ Arn: ARN, UserName: 'runner', Path: '/pipelines/' });
    expect(user?.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/);
    const { User: read } = await iam.send(new IAM.GetUserCommand(NAMED));
    expect(read).toEqual({ ...user, Tags: [{ Key: 'team', Value: 'a' }] });
    expect((await iam.send(new IAM.ListUsersCommand({ PathPrefix: '/pipelines/' }))).Users).toMatchObject([
      { Arn: ARN },
    ]);
    expect((await iam.send(new IAM.ListUsersCommand({ PathPrefix: '/people/' }))).Users).toEqual([]);
  });

  it('is there once, whatever the case of its name', async () => {
    await create();
    const fault = await errorOf(create({ UserName: 'Runner', Path: '/' }));
    expect(fault).toMatchObject({ name: 'EntityAlreadyExistsException', status: 409 });
    const missing = await errorOf(iam.send(new IAM.GetUserCommand({ UserName: 'anna' })));
    expect(missing).toMatchObject({ name: 'NoSuchEntityException', status: 404 });
  });

  it('keeps its id and its keys under another name', async () => {
    const keys = await createCaller();
    const before = await iam.send(new IAM.GetUserCommand(NAMED));
    await iam.send(new IAM.UpdateUserCommand({ ...NAMED, NewUserName: 'robot', NewPath: '/' }));
    const { User: after } = await iam.send(new IAM.GetUserCommand({ UserName: 'robot' }));
    expect(after).toMatchObject({ UserId: before.User?.UserId, Arn: `arn:aws:iam::${ACCOUNT}:user/robot` });
    const { Arn } = await queryClients(running, keys).sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(after?.Arn);
    expect(await errorOf(iam.send(new IAM.GetUserCommand(NAMED)))).toMatchObject({ name: 'NoSuchEntityException' });
  });

  it('has policies and tags like a role', async () => {
    await create();
    await allowed(allow('s3:*'));
    const { PolicyDocument = '' } = await iam.send(new IAM.GetUserPolicyCommand({ ...NAMED, PolicyName: 'own' }));
    expect(decodeURIComponent(PolicyDocument)).toBe(allow('s3:*'));
    expect((await iam.send(new IAM.ListUserPoliciesCommand(NAMED))).PolicyNames).toEqual(['own']);
    const { Policy } = await iam.send(
      new IAM.CreatePolicyCommand({ PolicyName: 'more', PolicyDocument: allow('s3:*') }),
    );
    const PolicyArn = Policy?.Arn ?? '';
    await iam.send(new IAM.AttachUserPolicyCommand({ ...NAMED, PolicyArn }));
    const attached = await iam.send(new IAM.ListAttachedUserPoliciesCommand(NAMED));
    expect(attached.AttachedPolicies).toEqual([{ PolicyName: 'more', PolicyArn }]);
    expect((await iam.send(new IAM.GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount).toBe(1);
    const entities = await iam.send(new IAM.ListEntitiesForPolicyCommand({ PolicyArn }));
    expect(entities).toMatchObject({ PolicyUsers: [NAMED], PolicyRoles: [] });
    expect(await errorOf(iam.send(new IAM.DeletePolicyCommand({ PolicyArn })))).toMatchObject({
      name: 'DeleteConflictException',
    });
    await iam.send(new IAM.TagUserCommand({ ...NAMED, Tags: [{ Key: 'a', Value: 'b' }] }));
    expect((await iam.send(new IAM.ListUserTagsCommand(NAMED))).Tags).toEqual([{ Key: 'a', Value: 'b' }]);
    await iam.send(new IAM.UntagUserCommand({ ...NAMED, TagKeys: ['a'] }));
    expect((await iam.send(new IAM.ListUserTagsCommand(NAMED))).Tags).toEqual([]);
    await iam.send(new IAM.DetachUserPolicyCommand({ ...NAMED, PolicyArn }));
    await iam.send(new IAM.DeletePolicyCommand({ PolicyArn }));
  });

  it('is deleted only when nothing hangs on it any more', async () => {
    const keys = await createCaller(allow('s3:*'));
    const remove = () => iam.send(new IAM.DeleteUserCommand(NAMED));
    expect((await errorOf(remove())).message).toContain('must delete policies first');
    await iam.send(new IAM.DeleteUserPolicyCommand({ ...NAMED, PolicyName: 'own' }));
    expect((await errorOf(remove())).message).toContain('must delete access keys first');
    await iam.send(new IAM.DeleteAccessKeyCommand({ ...NAMED, AccessKeyId: keys.accessKeyId }));
    await remove();
    expect(await errorOf(remove())).toMatchObject({ name: 'NoSuchEntityException' });
  });

  it('is in no group and has no password, MFA or certificates', async () => {
    await create();
    expect((await iam.send(new IAM.ListGroupsForUserCommand(NAMED))).Groups).toEqual([]);
    expect((await iam.send(new IAM.ListMFADevicesCommand(NAMED))).MFADevices).toEqual([]);
    const password = iam.send(new IAM.CreateLoginProfileCommand({ ...NAMED, Password: 'secret' }));
    expect(await errorOf(password)).toMatchObject({ name: 'NotImplemented', status: 501 });
  });
});

describe('access keys', () => {
  it('are two at most, and tell their secret once', async () => {
    const { accessKeyId, secretAccessKey } = await createCaller();
    expect(secretAccessKey).toHaveLength(40);
    await newKeys(iam, 'runner');
    expect(await errorOf(newKeys(iam, 'runner'))).toMatchObject({ name: 'LimitExceededException' });
    const { AccessKeyMetadata = [] } = await iam.send(new IAM.ListAccessKeysCommand(NAMED));
    expect(AccessKeyMetadata).toHaveLength(2);
    expect(AccessKeyMetadata[0]).toMatchObject({ ...NAMED, AccessKeyId: accessKeyId, Status: 'Active' });
  });

  it('sign as their user, until they are switched off or deleted', async () => {
    const keys = await createCaller();
    const { sts } = queryClients(running, keys);
    const who = () => sts.send(new GetCallerIdentityCommand({}));
    const { User: user } = await iam.send(new IAM.GetUserCommand(NAMED));
    expect(await who()).toMatchObject({ Arn: ARN, Account: ACCOUNT, UserId: user?.UserId });
    const change = { ...NAMED, AccessKeyId: keys.accessKeyId };
    await iam.send(new IAM.UpdateAccessKeyCommand({ ...change, Status: 'Inactive' }));
    expect(await errorOf(who())).toMatchObject({ name: 'InvalidClientTokenId', status: 403 });
    await iam.send(new IAM.UpdateAccessKeyCommand({ ...change, Status: 'Active' }));
    await who();
    await iam.send(new IAM.DeleteAccessKeyCommand(change));
    expect(await errorOf(who())).toMatchObject({ name: 'InvalidClientTokenId' });
  });

  it('are not known to other services before the propagation delay is over', async () => {
    let now = Date.now();
    await running.close();
    const clock = { now: () => now, sleep: () => Promise.resolve() };
    running = await startEmulator({ clock, timing: { iamPropagationMs: 5000 } });
    ({ iam } = queryClients(running));
    const keys = await createCaller(allow('s3:ListAllMyBuckets'));
    const s3 = running.s3({ credentials: keys });
    const list = () => s3.send(new ListBucketsCommand({}));
    expect(await errorOf(list())).toMatchObject({ name: 'InvalidAccessKeyId', status: 403 });
    now += 5000;
    await list();
  });

  it('can be made by the user itself, if it may', async () => {
    const own = queryClients(running, await createCaller(allow('iam:CreateAccessKey', ARN))).iam;
    const { accessKeyId } = await newKeys(own);
    expect(running.emulator.world.users.get(ARN)?.accessKeys.has(accessKeyId)).toBe(true);
    expect(await errorOf(newKeys())).toMatchObject({ name: 'ValidationError', status: 400 });
  });
});

describe('what a user may do', () => {
  it('is what its policies allow, and nothing else', async () => {
    const s3 = running.s3({ credentials: await createCaller() });
    const list = () => s3.send(new ListBucketsCommand({}));
    const fault = await errorOf(list());
    expect(fault).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect(fault.message).toContain(`User: ${ARN} is not authorized to perform: s3:ListAllMyBuckets`);
    await allowed(allow('s3:ListAllMyBuckets'));
    await list();
    await iam.send(new IAM.DeleteUserPolicyCommand({ ...NAMED, PolicyName: 'own' }));
    expect(await errorOf(list())).toMatchObject({ name: 'AccessDenied' });
  });

  it('ends at its boundary', async () => {
    const keys = await createCaller(allow('*'));
    const input = { PolicyName: 'boundary', PolicyDocument: allow('iam:*') };
    const { Policy } = await iam.send(new IAM.CreatePolicyCommand(input));
    const PermissionsBoundary = Policy?.Arn ?? '';
    await iam.send(new IAM.PutUserPermissionsBoundaryCommand({ ...NAMED, PermissionsBoundary }));
    const s3 = running.s3({ credentials: keys });
    expect(await errorOf(s3.send(new ListBucketsCommand({})))).toMatchObject({ name: 'AccessDenied' });
    const { User: user } = await queryClients(running, keys).iam.send(new IAM.GetUserCommand({}));
    expect(user?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(PermissionsBoundary);
    await iam.send(new IAM.DeleteUserPermissionsBoundaryCommand(NAMED));
    await s3.send(new ListBucketsCommand({}));
  });

  it('includes roles that trust its account, if its own policies say so', async () => {
    const role = addRole(running.emulator.world, 'operator', { trustPolicy: trust({ AWS: ACCOUNT }) });
    const { sts } = queryClients(running, await createCaller());
    const assume = () => sts.send(new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: 'rehearsal' }));
    expect(await errorOf(assume())).toMatchObject({ name: 'AccessDenied' });
    await allowed(allow('sts:AssumeRole', role.arn));
    expect((await assume()).AssumedRoleUser?.Arn).toContain('assumed-role/operator/rehearsal');
  });

  it('includes roles that trust it by name, whatever its own policies say', async () => {
    const keys = await createCaller();
    const missing = trust({ AWS: `${ARN}-2` });
    const createRole = (AssumeRolePolicyDocument: string) =>
      iam.send(new IAM.CreateRoleCommand({ RoleName: 'operator', AssumeRolePolicyDocument }));
    expect(await errorOf(createRole(missing))).toMatchObject({ name: 'MalformedPolicyDocumentException' });
    const { Role: role } = await createRole(trust({ AWS: ARN }));
    const { sts } = queryClients(running, keys);
    const assume = () => sts.send(new AssumeRoleCommand({ RoleArn: role?.Arn, RoleSessionName: 'rehearsal' }));
    await assume();
    await allowed(deny('sts:AssumeRole'));
    expect(await errorOf(assume())).toMatchObject({ name: 'AccessDenied' });
  });

  it.each([
    ['its name', { StringEquals: { 'aws:username': 'runner' } }, true],
    ['its kind', { StringEquals: { 'aws:PrincipalType': 'User' } }, true],
    ['its ARN', { ArnLike: { 'aws:PrincipalArn': ARN } }, true],
    ['its id', { StringLike: { 'aws:userid': 'AIDA*' } }, true],
    ['its tags', { StringEquals: { 'aws:PrincipalTag/team': 'a' } }, true],
    ['tags that it has not', { StringEquals: { 'aws:PrincipalTag/team': 'b' } }, false],
  ])('can depend on %s', async (_, Condition, expected) => {
    const statement = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*', Condition };
    const credentials = await createCaller(policy(statement));
    await iam.send(new IAM.TagUserCommand({ ...NAMED, Tags: [{ Key: 'team', Value: 'a' }] }));
    const list = running.s3({ credentials }).send(new ListBucketsCommand({}));
    expect(
      await list.then(
        () => true,
        () => false,
      ),
    ).toBe(expected);
  });

  it('includes jobs with a role that it may pass', async () => {
    const { arn: RoleArn } = addRole(running.emulator.world, 'job');
    const credentials = await createCaller(allow('s3:CreateJob'));
    const { endpoint, region } = running.emulator;
    const endpointProvider = () => ({ url: new URL(endpoint) });
    const control = new S3ControlClient({ region, credentials, endpointProvider, maxAttempts: 1 });
    const createJob = () =>
      control.send(
        new CreateJobCommand({
          AccountId: ACCOUNT,
          Operation: { S3ReplicateObject: {} },
          Report: { Enabled: false },
          Priority: 1,
          RoleArn,
          ConfirmationRequired: true,
          ManifestGenerator: {
            S3JobManifestGenerator: { SourceBucket: 'arn:aws:s3:::source', EnableManifestOutput: false },
          },
        }),
      );
    expect((await errorOf(createJob())).message).toContain(`iam:PassRole on resource: "${RoleArn}"`);
    const pass = (Condition = {}) =>
      allowed(
        policy(
          { Effect: 'Allow', Action: 's3:CreateJob', Resource: '*' },
          { Effect: 'Allow', Action: 'iam:PassRole', Resource: RoleArn, Condition },
        ),
      );
    // CreateJob does not tell whom the role is passed to.
    await pass({ StringEquals: { 'iam:PassedToService': 'batchoperations.s3.amazonaws.com' } });
    expect(await errorOf(createJob())).toMatchObject({ name: 'AccessDenied' });
    await pass();
    expect((await createJob()).JobId).toMatch(/^[0-9a-f-]{36}$/);
    control.destroy();
  });
});
