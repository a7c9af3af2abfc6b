// Every operation of IAM and STS, through the SDK for JavaScript. One after another: each step finds what those before it left.
import * as Iam from '@aws-sdk/client-iam';
import * as Sts from '@aws-sdk/client-sts';
import { expect } from '@jest/globals';

const ACCOUNT = 'arn:aws:iam::111122223333:';
const POLICY = `${ACCOUNT}policy/managed`;
const BOUNDARY = `${ACCOUNT}policy/boundary`;
const ROOT = { AWS: `${ACCOUNT}root` };
const trust = (principal: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  });
const allow = (action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
const decoded = (document: unknown): unknown => decodeURIComponent(String(document));

/** An operation, what it is given, and what its parsed answer must hold. */
type Step = readonly [operation: string, input: object, given: object];

const role = { RoleName: 'worker' };
const user = { UserName: 'person' };
const policy = { PolicyArn: POLICY };
const inline = { PolicyName: 'inline' };
const boundary = { PermissionsBoundary: BOUNDARY };
const tags = { Tags: [{ Key: 'team', Value: 'ü & b' }] };
const untag = { TagKeys: ['team'] };

const POLICIES: readonly Step[] = [
  ['CreatePolicy', { PolicyName: 'managed', PolicyDocument: allow('s3:GetObject') }, { Policy: { Arn: POLICY } }],
  ['CreatePolicy', { PolicyName: 'boundary', PolicyDocument: allow('*') }, { Policy: { Arn: BOUNDARY } }],
  ['CreatePolicyVersion', { ...policy, PolicyDocument: allow('s3:*') }, { PolicyVersion: { VersionId: 'v2' } }],
  ['ListPolicyVersions', policy, { Versions: [{ VersionId: 'v2' }, { VersionId: 'v1', IsDefaultVersion: true }] }],
  ['GetPolicyVersion', { ...policy, VersionId: 'v2' }, { PolicyVersion: { Document: expect.any(String) } }],
  ['SetDefaultPolicyVersion', { ...policy, VersionId: 'v2' }, {}],
  ['DeletePolicyVersion', { ...policy, VersionId: 'v1' }, {}],
  ['GetPolicy', policy, { Policy: { DefaultVersionId: 'v2', AttachmentCount: 0 } }],
  ['ListPolicies', { Scope: 'Local' }, { Policies: [{ PolicyName: 'boundary' }, { PolicyName: 'managed' }] }],
  ['TagPolicy', { ...policy, ...tags }, {}],
  ['ListPolicyTags', policy, tags],
  ['UntagPolicy', { ...policy, ...untag }, {}],
];

const ROLES: readonly Step[] = [
  ['CreateRole', { ...role, AssumeRolePolicyDocument: trust({ Service: 's3.amazonaws.com' }) }, { Role: role }],
  ['UpdateAssumeRolePolicy', { ...role, PolicyDocument: trust(ROOT) }, {}],
  ['UpdateRole', { ...role, MaxSessionDuration: 7200 }, {}],
  ['UpdateRoleDescription', { ...role, Description: 'copies' }, { Role: { Description: 'copies' } }],
  ['PutRolePermissionsBoundary', { ...role, ...boundary }, {}],
  ['GetRole', role, { Role: { MaxSessionDuration: 7200, PermissionsBoundary: { PermissionsBoundaryArn: BOUNDARY } } }],
  ['DeleteRolePermissionsBoundary', role, {}],
  ['ListRoles', {}, { Roles: expect.arrayContaining([expect.objectContaining(role)]) }],
  ['TagRole', { ...role, ...tags }, {}],
  ['ListRoleTags', role, tags],
  ['UntagRole', { ...role, ...untag }, {}],
  ['ListInstanceProfilesForRole', role, { InstanceProfiles: [] }],
];

const USERS: readonly Step[] = [
  ['CreateUser', user, { User: { Arn: `${ACCOUNT}user/person` } }],
  ['PutUserPermissionsBoundary', { ...user, ...boundary }, {}],
  ['GetUser', user, { User: { PermissionsBoundary: { PermissionsBoundaryArn: BOUNDARY } } }],
  ['DeleteUserPermissionsBoundary', user, {}],
  ['ListUsers', {}, { Users: [user] }],
  ['TagUser', { ...user, ...tags }, {}],
  ['ListUserTags', user, tags],
  ['UntagUser', { ...user, ...untag }, {}],
];

/** Policies of a role or a user: both have the same operations. */
function identityPolicies(word: 'Role' | 'User', who: object): readonly Step[] {
  return [
    [`Put${word}Policy`, { ...who, ...inline, PolicyDocument: allow('s3:PutObject') }, {}],
    [`Get${word}Policy`, { ...who, ...inline }, { PolicyDocument: expect.any(String) }],
    [`List${word}Policies`, who, { PolicyNames: ['inline'] }],
    [`Attach${word}Policy`, { ...who, ...policy }, {}],
    [`ListAttached${word}Policies`, who, { AttachedPolicies: [{ PolicyName: 'managed', PolicyArn: POLICY }] }],
  ];
}

const SIMULATIONS: readonly Step[] = [
  ['ListEntitiesForPolicy', policy, { PolicyRoles: [role], PolicyUsers: [user] }],
  [
    'SimulatePrincipalPolicy',
    { PolicySourceArn: `${ACCOUNT}role/worker`, ActionNames: ['s3:PutObject', 'iam:GetRole'] },
    { EvaluationResults: [{ EvalDecision: 'allowed' }, { EvalDecision: 'implicitDeny' }] },
  ],
  [
    'SimulateCustomPolicy',
    { PolicyInputList: [allow('s3:GetObject')], ActionNames: ['s3:GetObject'] },
    { EvaluationResults: [{ EvalActionName: 's3:GetObject', EvalDecision: 'allowed' }] },
  ],
];

function removal(word: 'Role' | 'User', who: object): readonly Step[] {
  return [
    [`Detach${word}Policy`, { ...who, ...policy }, {}],
    [`Delete${word}Policy`, { ...who, ...inline }, {}],
    [`Delete${word}`, who, {}],
  ];
}

/** What is not emulated and may be asked for: there is none of it. */
const EMPTY: readonly Step[] = [
  ['ListGroupsForUser', user, { Groups: [] }],
  ['ListMFADevices', user, { MFADevices: [] }],
  ['ListSSHPublicKeys', user, { SSHPublicKeys: [] }],
  ['ListSigningCertificates', user, { Certificates: [] }],
  ['ListServiceSpecificCredentials', user, { ServiceSpecificCredentials: [] }],
  ['ListVirtualMFADevices', {}, { VirtualMFADevices: [] }],
  ['ListAccountAliases', {}, { AccountAliases: [] }],
];

const COMMANDS = Iam as unknown as Readonly<Record<string, new (input: object) => Iam.GetRoleCommand>>;

export async function walkIam(iam: Iam.IAMClient): Promise<void> {
  const send = async (name: string, input: object): Promise<object> => {
    const Command = COMMANDS[`${name}Command`];
    if (Command === undefined) throw new Error(`the SDK has no ${name}Command`);
    return iam.send(new Command(input));
  };
  const walk = async (steps: readonly Step[]): Promise<void> => {
    for (const [name, input, given] of steps) expect(await send(name, input)).toMatchObject(given);
  };
  await walk([...POLICIES, ...ROLES, ...identityPolicies('Role', role)]);
  await walk([...USERS, ...identityPolicies('User', user), ...SIMULATIONS]);
  await walk(EMPTY);
  await expect(send('DeleteLoginProfile', user)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  const { Role } = await iam.send(new Iam.GetRoleCommand(role));
  expect(decoded(Role?.AssumeRolePolicyDocument)).toBe(trust(ROOT));
  await walkAccessKeys(iam);
  await walk([['UpdateUser', { ...user, NewUserName: 'renamed' }, {}]]);
  await walk([...removal('Role', role), ...removal('User', { UserName: 'renamed' })]);
  await walk([['DeletePolicy', policy, {}]]);
}

async function walkAccessKeys(iam: Iam.IAMClient): Promise<void> {
  const { AccessKey } = await iam.send(new Iam.CreateAccessKeyCommand(user));
  const key = { ...user, AccessKeyId: AccessKey?.AccessKeyId };
  expect(AccessKey).toMatchObject({ ...key, SecretAccessKey: expect.any(String), Status: 'Active' });
  await iam.send(new Iam.UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
  const { AccessKeyMetadata } = await iam.send(new Iam.ListAccessKeysCommand(user));
  expect(AccessKeyMetadata).toMatchObject([{ ...key, Status: 'Inactive' }]);
  await iam.send(new Iam.DeleteAccessKeyCommand(key));
}

export async function walkSts(sts: Sts.STSClient, iam: Iam.IAMClient): Promise<void> {
  await iam.send(new Iam.CreateRoleCommand({ RoleName: 'assumed', AssumeRolePolicyDocument: trust(ROOT) }));
  expect(await sts.send(new Sts.GetCallerIdentityCommand({}))).toMatchObject({ Account: '111122223333' });
  const assume = new Sts.AssumeRoleCommand({ RoleArn: `${ACCOUNT}role/assumed`, RoleSessionName: 'session' });
  expect(await sts.send(assume)).toMatchObject({
    Credentials: { AccessKeyId: expect.stringMatching(/^ASIA/), Expiration: expect.any(Date) },
    AssumedRoleUser: { Arn: 'arn:aws:sts::111122223333:assumed-role/assumed/session' },
  });
}
