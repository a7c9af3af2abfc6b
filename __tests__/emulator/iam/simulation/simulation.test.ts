import {
  CreateUserCommand,
  type IAMClient,
  PutUserPolicyCommand,
  SimulateCustomPolicyCommand,
  type SimulateCustomPolicyCommandInput,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../running';
import { destroyClients, queryClients } from '../iam-client';
import { ACCOUNT, addRole, allow, deny, policy } from '../access/small-world';

const USER = `arn:aws:iam::${ACCOUNT}:user/runner`;
const OBJECT = 'arn:aws:s3:::b/k';

let running: Running;
let iam: IAMClient;

beforeEach(async () => {
  running = await startEmulator();
  ({ iam } = queryClients(running));
});

afterEach(async () => {
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

async function custom(more: Partial<SimulateCustomPolicyCommandInput> = {}) {
  const input = { PolicyInputList: [allow('s3:Get*')], ActionNames: ['s3:GetObject'], ResourceArns: [OBJECT], ...more };
  return (await iam.send(new SimulateCustomPolicyCommand(input))).EvaluationResults ?? [];
}

async function principal(more: Partial<SimulatePrincipalPolicyCommandInput> = {}) {
  const input = { PolicySourceArn: USER, ActionNames: ['s3:GetObject'], ResourceArns: [OBJECT], ...more };
  return (await iam.send(new SimulatePrincipalPolicyCommand(input))).EvaluationResults ?? [];
}

async function createUser(document: string): Promise<void> {
  await iam.send(new CreateUserCommand({ UserName: 'runner' }));
  const own = { UserName: 'runner', PolicyName: 'own', PolicyDocument: document };
  await iam.send(new PutUserPolicyCommand(own));
}

const bucketPolicy = (Effect: 'Allow' | 'Deny'): string =>
  policy({ Effect, Principal: { AWS: USER }, Action: 's3:*', Resource: '*' });

describe('SimulateCustomPolicy', () => {
  it('decides by the policies of the request alone', async () => {
    expect(await custom()).toMatchObject([
      {
        EvalActionName: 's3:GetObject',
        EvalResourceName: OBJECT,
        EvalDecision: 'allowed',
        MatchedStatements: [{ SourcePolicyId: 'PolicyInputList.1', SourcePolicyType: 'IAM Policy' }],
        MissingContextValues: [],
        ResourceSpecificResults: [{ EvalResourceName: OBJECT, EvalResourceDecision: 'allowed' }],
      },
    ]);
    expect(await custom({ ActionNames: ['s3:PutObject'] })).toMatchObject([{ EvalDecision: 'implicitDeny' }]);
    const both = { PolicyInputList: [allow('s3:*'), deny('s3:GetObject')] };
    expect(await custom(both)).toMatchObject([{ EvalDecision: 'explicitDeny' }]);
  });

  it('names the condition keys that nobody gave', async () => {
    const Condition = { StringEquals: { 's3:x-amz-Acl': 'private', 'aws:PrincipalAccount': ACCOUNT } };
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition };
    const other = {
      ...statement,
      Action: 's3:PutObject',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    };
    const PolicyInputList = [policy(statement, other)];
    const [result] = await custom({ PolicyInputList });
    expect(result).toMatchObject({ EvalDecision: 'implicitDeny', MissingContextValues: ['s3:x-amz-Acl'] });
    const ContextEntries = [
      { ContextKeyName: 's3:x-amz-acl', ContextKeyType: 'string' as const, ContextKeyValues: ['private'] },
    ];
    const [known] = await custom({ PolicyInputList, ContextEntries });
    expect(known).toMatchObject({ EvalDecision: 'allowed', MissingContextValues: [] });
  });

  it('tells what a boundary says', async () => {
    const within = (document: string) => custom({ PermissionsBoundaryPolicyInputList: [document] });
    const detail = (AllowedByPermissionsBoundary: boolean) => ({ AllowedByPermissionsBoundary });
    expect(await within(allow('s3:*'))).toMatchObject([
      { EvalDecision: 'allowed', PermissionsBoundaryDecisionDetail: detail(true) },
    ]);
    expect(await within(allow('iam:*'))).toMatchObject([
      { EvalDecision: 'implicitDeny', PermissionsBoundaryDecisionDetail: detail(false) },
    ]);
    expect((await custom())[0]).not.toHaveProperty('PermissionsBoundaryDecisionDetail');
  });

  it('needs policies, and a caller for a policy of the resource', async () => {
    expect(await errorOf(custom({ PolicyInputList: [] }))).toMatchObject({ name: 'ValidationError' });
    expect(await errorOf(custom({ PolicyInputList: ['{}'] }))).toMatchObject({ name: 'InvalidInputException' });
    const withPolicy = { ResourcePolicy: bucketPolicy('Deny') };
    expect(await errorOf(custom(withPolicy))).toMatchObject({ name: 'InvalidInputException' });
    const unknown = await errorOf(custom({ ...withPolicy, CallerArn: USER }));
    expect(unknown).toMatchObject({ name: 'NoSuchEntityException' });
    await createUser(allow('s3:*'));
    expect(await custom({ ...withPolicy, CallerArn: USER })).toMatchObject([{ EvalDecision: 'explicitDeny' }]);
  });
});

describe('SimulatePrincipalPolicy', () => {
  it('works for users', async () => {
    await createUser(allow('s3:GetObject'));
    const results = await principal({ ActionNames: ['s3:GetObject', 's3:PutObject'] });
    expect(results.map(({ EvalDecision }) => EvalDecision)).toEqual(['allowed', 'implicitDeny']);
    expect(results[0]?.MatchedStatements).toMatchObject([{ SourcePolicyId: 'own' }]);
  });

  it('takes a policy of the resource into account for users only, as IAM does', async () => {
    await createUser(allow('iam:GetUser'));
    expect(await principal({ ResourcePolicy: bucketPolicy('Allow') })).toMatchObject([{ EvalDecision: 'allowed' }]);
    expect(await principal({ ResourcePolicy: bucketPolicy('Deny') })).toMatchObject([{ EvalDecision: 'explicitDeny' }]);
    const { arn } = addRole(running.emulator.world, 'job');
    const asRole = { PolicySourceArn: arn, ResourcePolicy: bucketPolicy('Allow') };
    const fault = await errorOf(principal(asRole));
    expect(fault).toMatchObject({ name: 'InvalidInputException', status: 400 });
    expect(fault.message).toContain('CallerArn is required');
    expect(await principal({ ...asRole, CallerArn: USER })).toMatchObject([{ EvalDecision: 'allowed' }]);
    expect(await errorOf(principal({ ...asRole, CallerArn: arn }))).toMatchObject({ name: 'InvalidInputException' });
  });
});
