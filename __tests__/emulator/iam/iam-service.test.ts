import {
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  GetUserCommand,
  type IAMClient,
  ListAccountAliasesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  TagRoleCommand,
  TagUserCommand,
  UntagRoleCommand,
  UntagUserCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { destroyClients, queryClients } from './iam-client';
import { ACCOUNT, allow, policy, trust } from './access/small-world';

let running: Running;
let iam: IAMClient;
let sts: STSClient;

beforeEach(async () => {
  running = await startEmulator();
  ({ iam, sts } = queryClients(running));
});

afterEach(async () => {
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const ROLE = `arn:aws:iam::${ACCOUNT}:role/caller`;

async function createCaller(document: string): Promise<void> {
  const AssumeRolePolicyDocument = trust({ AWS: ACCOUNT });
  await iam.send(new CreateRoleCommand({ RoleName: 'caller', AssumeRolePolicyDocument }));
  await iam.send(new PutRolePolicyCommand({ RoleName: 'caller', PolicyName: 'own', PolicyDocument: document }));
}

/** A client with the credentials of a session of the role. */
async function asCaller(document: string): Promise<IAMClient> {
  await createCaller(document);
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'rehearsal' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return queryClients(running, {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  }).iam;
}

describe('IAM', () => {
  it('answers 501 to what it does not know', async () => {
    const fault = await errorOf(iam.send(new CreateGroupCommand({ GroupName: 'admins' })));
    expect(fault).toMatchObject({ name: 'NotImplemented', status: 501 });
    expect(fault.message).toContain('CreateGroup');
  });

  it("tells the root's keys who they are, and that the account has no alias", async () => {
    const { User: user } = await iam.send(new GetUserCommand({}));
    expect(user).toMatchObject({ UserId: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:root` });
    const none = await errorOf(iam.send(new GetUserCommand({ UserName: 'anna' })));
    expect(none).toMatchObject({ name: 'NoSuchEntityException', status: 404 });
    expect((await iam.send(new ListAccountAliasesCommand({}))).AccountAliases).toEqual([]);
  });

  it('lets a role do what its policies allow, and nothing else', async () => {
    const own = await asCaller(allow('iam:GetRole', ROLE));
    expect((await own.send(new GetRoleCommand({ RoleName: 'caller' }))).Role?.Arn).toBe(ROLE);
    const fault = await errorOf(own.send(new ListRolesCommand({})));
    expect(fault).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect(fault.message).toBe(
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/caller/rehearsal is not authorized to perform: iam:ListRoles on resource: *`,
    );
    const other = await errorOf(own.send(new GetRoleCommand({ RoleName: 'other' })));
    expect(other).toMatchObject({ name: 'AccessDenied' });
  });

  it('asks for the path too when a role is created', async () => {
    const own = await asCaller(allow('iam:CreateRole', `arn:aws:iam::${ACCOUNT}:role/team/*`));
    const AssumeRolePolicyDocument = trust({ Service: 's3.amazonaws.com' });
    const create = (Path: string) =>
      own.send(new CreateRoleCommand({ RoleName: 'new', Path, AssumeRolePolicyDocument }));
    expect(await errorOf(create('/'))).toMatchObject({ name: 'AccessDenied' });
    await create('/team/');
  });

  it('knows the tags of a request as keys for conditions', async () => {
    const condition = { StringEquals: { 'aws:RequestTag/team': 'a' } };
    const own = await asCaller(policy({ Effect: 'Allow', Action: 'iam:*', Resource: '*', Condition: condition }));
    const create = (Value: string) =>
      own.send(
        new CreateRoleCommand({
          RoleName: 'new',
          AssumeRolePolicyDocument: trust({ Service: 's3.amazonaws.com' }),
          Tags: [{ Key: 'team', Value }],
        }),
      );
    expect(await errorOf(create('b'))).toMatchObject({ name: 'AccessDenied' });
    await create('a');
  });

  it('knows the keys of the tags that a request brings or takes away', async () => {
    const condition = { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'team' } };
    const own = await asCaller(policy({ Effect: 'Allow', Action: 'iam:*', Resource: '*', Condition: condition }));
    const AssumeRolePolicyDocument = trust({ Service: 's3.amazonaws.com' });
    const PolicyDocument = allow('s3:*');
    const of = (Key: string) => [{ Key, Value: 'a' }];
    const RoleName = 'new';
    const requests: readonly ((key: string) => Promise<unknown>)[] = [
      (key) => own.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags: of(key) })),
      (key) => own.send(new TagRoleCommand({ RoleName, Tags: of(key) })),
      (key) => own.send(new UntagRoleCommand({ RoleName, TagKeys: [key] })),
      (key) => own.send(new CreateUserCommand({ UserName: 'new', Tags: of(key) })),
      (key) => own.send(new TagUserCommand({ UserName: 'new', Tags: of(key) })),
      (key) => own.send(new UntagUserCommand({ UserName: 'new', TagKeys: [key] })),
      (key) => own.send(new CreatePolicyCommand({ PolicyName: 'new', PolicyDocument, Tags: of(key) })),
    ];
    for (const request of requests) {
      expect(await errorOf(request('cost'))).toMatchObject({ name: 'AccessDenied' });
      await request('team');
    }
  });
});

describe('a simulation', () => {
  const simulate = async (more: Partial<SimulatePrincipalPolicyCommand['input']>) => {
    const input = { PolicySourceArn: ROLE, ActionNames: ['s3:GetObject'], ...more };
    const { EvaluationResults = [] } = await iam.send(new SimulatePrincipalPolicyCommand(input));
    return EvaluationResults.flatMap(({ EvalActionName: action, ResourceSpecificResults = [] }) =>
      ResourceSpecificResults.map(({ EvalResourceName: resource, EvalResourceDecision: decision }) => ({
        action,
        resource,
        decision,
      })),
    );
  };

  const DOCUMENT = policy(
    { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::b/*' },
    { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::b/secret/*' },
  );

  it('tells for each action and each resource what would be decided', async () => {
    await createCaller(DOCUMENT);
    const results = await simulate({
      ActionNames: ['s3:GetObject', 's3:PutObject'],
      ResourceArns: ['arn:aws:s3:::b/k', 'arn:aws:s3:::b/secret/k'],
    });
    expect(results.map(({ decision }) => decision)).toEqual([
      'allowed',
      'explicitDeny',
      'implicitDeny',
      'explicitDeny',
    ]);
    expect(results[1]).toMatchObject({ action: 's3:GetObject', resource: 'arn:aws:s3:::b/secret/k' });
  });

  it('gives one result for each action, with the most restrictive of the decisions on its resources', async () => {
    await createCaller(DOCUMENT);
    const input = {
      PolicySourceArn: ROLE,
      ActionNames: ['s3:GetObject', 's3:PutObject'],
      ResourceArns: ['arn:aws:s3:::b/k', 'arn:aws:s3:::b/l'],
    };
    const decisions = async (more: string[]) => {
      const asked = { ...input, ResourceArns: [...input.ResourceArns, ...more] };
      const { EvaluationResults = [] } = await iam.send(new SimulatePrincipalPolicyCommand(asked));
      return EvaluationResults.map(({ EvalDecision }) => EvalDecision);
    };
    expect(await decisions([])).toEqual(['allowed', 'implicitDeny']);
    expect(await decisions(['arn:aws:s3:::other/k'])).toEqual(['implicitDeny', 'implicitDeny']);
    expect(await decisions(['arn:aws:s3:::b/secret/k'])).toEqual(['explicitDeny', 'explicitDeny']);
  });

  it('without resources asks for all', async () => {
    await createCaller(allow('s3:GetObject'));
    expect(await simulate({})).toEqual([{ action: 's3:GetObject', resource: '*', decision: 'allowed' }]);
  });

  it('names the policies that decided', async () => {
    await createCaller(DOCUMENT);
    const input = { PolicySourceArn: ROLE, ActionNames: ['s3:GetObject'], ResourceArns: ['arn:aws:s3:::b/k'] };
    const { EvaluationResults } = await iam.send(new SimulatePrincipalPolicyCommand(input));
    expect(EvaluationResults?.[0]?.MatchedStatements).toMatchObject([{ SourcePolicyId: 'own' }]);
  });

  it('takes into account the values, policies and boundary of the request', async () => {
    const condition = { StringEquals: { 's3:prefix': 'logs/' } };
    await createCaller(policy({ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*', Condition: condition }));
    const list = { ActionNames: ['s3:ListBucket'] };
    const entry = (value: string) => ({
      ContextEntries: [{ ContextKeyName: 's3:prefix', ContextKeyValues: [value], ContextKeyType: 'string' as const }],
    });
    expect(await simulate({ ...list, ...entry('logs/') })).toMatchObject([{ decision: 'allowed' }]);
    expect(await simulate({ ...list, ...entry('data/') })).toMatchObject([{ decision: 'implicitDeny' }]);
    const added = { PolicyInputList: [allow('s3:GetObject')] };
    expect(await simulate(added)).toMatchObject([{ decision: 'allowed' }]);
    const boundary = { PermissionsBoundaryPolicyInputList: [allow('s3:PutObject')] };
    expect(await simulate({ ...added, ...boundary })).toMatchObject([{ decision: 'implicitDeny' }]);
  });

  it('sees a change at once, however long other services take', async () => {
    await running.close();
    running = await startEmulator({ timing: { iamPropagationMs: 60_000 } });
    ({ iam, sts } = queryClients(running));
    await createCaller(allow('s3:GetObject'));
    expect(await simulate({})).toMatchObject([{ decision: 'allowed' }]);
    const assume = sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'rehearsal' }));
    expect(await errorOf(assume)).toMatchObject({ name: 'AccessDenied' });
  });

  it('refuses wildcards in actions, sources that do not exist, and what it does not emulate', async () => {
    await createCaller(DOCUMENT);
    const fault = (more: Partial<SimulatePrincipalPolicyCommand['input']>) => errorOf(simulate(more));
    expect(await fault({ ActionNames: ['s3:Get*'] })).toMatchObject({ name: 'InvalidInputException' });
    expect(await fault({ PolicySourceArn: `${ROLE}-2` })).toMatchObject({ name: 'NoSuchEntityException' });
    expect(await fault({ PolicySourceArn: 'arn:aws:s3:::bucket' })).toMatchObject({ name: 'InvalidInputException' });
    expect(await fault({ ResourceHandlingOption: 'EC2-VPC-InstanceStore' })).toMatchObject({
      name: 'NotImplemented',
      status: 501,
    });
  });
});
