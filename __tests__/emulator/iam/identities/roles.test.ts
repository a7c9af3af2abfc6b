import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../running';
import { destroyClients, queryClients } from '../iam-client';
import { ACCOUNT, allow, OTHER_ACCOUNT, policy, trust } from '../access/small-world';

const TRUST = trust({ Service: 'batchoperations.s3.amazonaws.com' });

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

const create = (name: string, more: Partial<CreateRoleCommand['input']> = {}) =>
  iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: TRUST, ...more }));

const createPolicy = async (name: string): Promise<string> => {
  const input = { PolicyName: name, PolicyDocument: allow('s3:GetObject') };
  return (await iam.send(new CreatePolicyCommand(input))).Policy?.Arn ?? '';
};

describe('a role', () => {
  it('comes back as it was created', async () => {
    const settings = { Path: '/team/', Description: 'runs & reports', MaxSessionDuration: 7200 };
    const created = await create('jobs', { ...settings, Tags: [{ Key: 'team', Value: 'a b+c/é' }] });
    const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: 'jobs' }));
    expect(role).toMatchObject({
      ...settings,
      RoleName: 'jobs',
      Arn: `arn:aws:iam::${ACCOUNT}:role/team/jobs`,
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      CreateDate: expect.any(Date),
      Tags: [{ Key: 'team', Value: 'a b+c/é' }],
    });
    expect(decodeURIComponent(role?.AssumeRolePolicyDocument ?? '')).toBe(TRUST);
    expect(created.Role).toMatchObject({ Arn: role?.Arn, RoleId: role?.RoleId });
  });

  it('without settings has the path /, one hour of session, no description and no tags', async () => {
    const { Role: role } = await create('jobs');
    expect(role).toMatchObject({ Path: '/', MaxSessionDuration: 3600 });
    expect([role?.Description, role?.Tags]).toEqual([undefined, undefined]);
  });

  it('exists once in an account, whatever the case of its name; each account has its own', async () => {
    await create('jobs');
    expect(await errorOf(create('JOBS'))).toMatchObject({ name: 'EntityAlreadyExistsException', status: 409 });
    const other = queryClients(running, running.credentials(1));
    const { Role: theirs } = await other.iam.send(
      new CreateRoleCommand({ RoleName: 'jobs', AssumeRolePolicyDocument: TRUST }),
    );
    expect(theirs?.Arn).toBe(`arn:aws:iam::${OTHER_ACCOUNT}:role/jobs`);
    const { Roles: ours } = await iam.send(new ListRolesCommand({}));
    expect(ours?.map(({ Arn }) => Arn)).toEqual([`arn:aws:iam::${ACCOUNT}:role/jobs`]);
  });

  it.each<[string, Partial<CreateRoleCommand['input']>, string]>([
    ['a name with a slash', { RoleName: 'a/b' }, 'ValidationError'],
    ['a name of 65 characters', { RoleName: 'x'.repeat(65) }, 'ValidationError'],
    ['a path that does not end', { Path: '/team' }, 'ValidationError'],
    ['a session of half an hour', { MaxSessionDuration: 1800 }, 'ValidationError'],
    ['a session of a day', { MaxSessionDuration: 86_400 }, 'ValidationError'],
    ['a long description', { Description: 'x'.repeat(1001) }, 'ValidationError'],
    ['a trust policy that is not JSON', { AssumeRolePolicyDocument: '{' }, 'MalformedPolicyDocumentException'],
    [
      'a trust policy with a resource',
      { AssumeRolePolicyDocument: allow('sts:AssumeRole') },
      'MalformedPolicyDocumentException',
    ],
    [
      'a trust policy of 2,049 characters',
      { AssumeRolePolicyDocument: policy({ Sid: 'x'.repeat(2049) }) },
      'LimitExceededException',
    ],
    ['a tag that AWS reserves', { Tags: [{ Key: 'aws:x', Value: '' }] }, 'InvalidInputException'],
    [
      'the same tag twice',
      {
        Tags: [
          { Key: 'a', Value: '' },
          { Key: 'A', Value: '' },
        ],
      },
      'InvalidInputException',
    ],
    [
      '51 tags',
      { Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) },
      'LimitExceededException',
    ],
    [
      'a boundary that does not exist',
      { PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/none` },
      'NoSuchEntityException',
    ],
    ['a boundary that is no policy', { PermissionsBoundary: 'arn:aws:s3:::bucket-of-mine' }, 'ValidationError'],
  ])('is refused with %s', async (_, more, name) => {
    expect(await errorOf(create('jobs', more))).toMatchObject({ name });
    expect((await iam.send(new ListRolesCommand({}))).Roles).toEqual([]);
  });

  it.each([
    ['a role that does not exist', { AWS: `arn:aws:iam::${ACCOUNT}:role/none` }],
    ['a pattern', { AWS: `arn:aws:iam::${ACCOUNT}:role/*` }],
    ['text that is no ARN', { AWS: 'somebody' }],
    ['a service that is not of AWS', { Service: 'example.com' }],
  ])('cannot trust %s', async (_, principal) => {
    const fault = await errorOf(create('jobs', { AssumeRolePolicyDocument: trust(principal) }));
    expect(fault).toMatchObject({ name: 'MalformedPolicyDocumentException', status: 400 });
    expect(fault.message).toMatch(/^Invalid principal in policy: "(AWS|SERVICE)":"/);
  });

  it('can trust a role that exists, and accounts that are not emulated', async () => {
    const { Role: first } = await create('first');
    await create('second', { AssumeRolePolicyDocument: trust({ AWS: [first?.Arn, ACCOUNT, '999999999999'] }) });
  });

  it('is changed in its description, its session and its trust', async () => {
    await create('jobs', { Description: 'before' });
    await iam.send(new UpdateRoleCommand({ RoleName: 'jobs', MaxSessionDuration: 43_200 }));
    const trustPolicy = trust({ Service: 's3.amazonaws.com' });
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'jobs', PolicyDocument: trustPolicy }));
    const { Role: between } = await iam.send(new GetRoleCommand({ RoleName: 'jobs' }));
    expect(between).toMatchObject({ Description: 'before', MaxSessionDuration: 43_200 });
    expect(decodeURIComponent(between?.AssumeRolePolicyDocument ?? '')).toBe(trustPolicy);
    const { Role: after } = await iam.send(
      new UpdateRoleDescriptionCommand({ RoleName: 'jobs', Description: 'after' }),
    );
    expect(after?.Description).toBe('after');
  });

  it('is tagged and freed of tags', async () => {
    await create('jobs', { Tags: [{ Key: 'team', Value: 'a' }] });
    const tags = [
      { Key: 'Team', Value: 'b' },
      { Key: 'cost', Value: '1' },
    ];
    await iam.send(new TagRoleCommand({ RoleName: 'jobs', Tags: tags }));
    expect((await iam.send(new ListRoleTagsCommand({ RoleName: 'jobs' }))).Tags).toEqual(tags);
    await iam.send(new UntagRoleCommand({ RoleName: 'jobs', TagKeys: ['team', 'none'] }));
    expect((await iam.send(new GetRoleCommand({ RoleName: 'jobs' }))).Role?.Tags).toEqual([
      { Key: 'cost', Value: '1' },
    ]);
  });

  it('is listed page by page', async () => {
    for (const name of ['c', 'a', 'b']) await create(name);
    await create('d', { Path: '/team/' });
    const first = await iam.send(new ListRolesCommand({ MaxItems: 3 }));
    expect([first.Roles?.map(({ RoleName }) => RoleName), first.IsTruncated]).toEqual([['a', 'b', 'c'], true]);
    const second = await iam.send(new ListRolesCommand({ MaxItems: 3, Marker: first.Marker }));
    expect([second.Roles?.map(({ RoleName }) => RoleName), second.IsTruncated]).toEqual([['d'], false]);
    const below = await iam.send(new ListRolesCommand({ PathPrefix: '/team/' }));
    expect(below.Roles?.map(({ RoleName }) => RoleName)).toEqual(['d']);
  });

  it('has no instance profiles', async () => {
    await create('jobs');
    const { InstanceProfiles } = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: 'jobs' }));
    expect(InstanceProfiles).toEqual([]);
  });

  it('that does not exist is answered with NoSuchEntity', async () => {
    const faults = await Promise.all([
      errorOf(iam.send(new GetRoleCommand({ RoleName: 'none' }))),
      errorOf(iam.send(new DeleteRoleCommand({ RoleName: 'none' }))),
      errorOf(iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: 'none' }))),
    ]);
    for (const fault of faults) expect(fault).toMatchObject({ name: 'NoSuchEntityException', status: 404 });
  });
});

describe('policies of a role', () => {
  beforeEach(async () => {
    await create('jobs');
  });

  it('are put, read, listed and deleted by name', async () => {
    const document = allow('s3:GetObject', 'arn:aws:s3:::bücket/*');
    await iam.send(new PutRolePolicyCommand({ RoleName: 'jobs', PolicyName: 'b', PolicyDocument: document }));
    await iam.send(new PutRolePolicyCommand({ RoleName: 'jobs', PolicyName: 'a', PolicyDocument: allow('*') }));
    const listed = await iam.send(new ListRolePoliciesCommand({ RoleName: 'jobs' }));
    expect([listed.PolicyNames, listed.IsTruncated]).toEqual([['a', 'b'], false]);
    const read = await iam.send(new GetRolePolicyCommand({ RoleName: 'jobs', PolicyName: 'b' }));
    expect(read.PolicyDocument).toContain('%2F%2A%22');
    expect([read.RoleName, read.PolicyName, decodeURIComponent(read.PolicyDocument ?? '')]).toEqual([
      'jobs',
      'b',
      document,
    ]);
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'jobs', PolicyName: 'b' }));
    const gone = await errorOf(iam.send(new GetRolePolicyCommand({ RoleName: 'jobs', PolicyName: 'b' })));
    expect(gone).toMatchObject({ name: 'NoSuchEntityException', status: 404 });
  });

  it('must be sound, and not too long together', async () => {
    const put = (name: string, document: string) =>
      iam.send(new PutRolePolicyCommand({ RoleName: 'jobs', PolicyName: name, PolicyDocument: document }));
    expect(await errorOf(put('a', allow('GetObject')))).toMatchObject({ name: 'MalformedPolicyDocumentException' });
    const long = allow('s3:GetObject', `arn:aws:s3:::${'x'.repeat(6000)}`);
    await put('a', long);
    // The same name again replaces it.
    await put('a', long);
    expect(await errorOf(put('b', long))).toMatchObject({ name: 'LimitExceededException', status: 409 });
  });

  it('are attached by an ARN of a policy, and by nothing else', async () => {
    for (const PolicyArn of ['long-name-and-no-arn-at-all', 'arn:aws:s3:::bucket-of-mine']) {
      const fault = await errorOf(iam.send(new AttachRolePolicyCommand({ RoleName: 'jobs', PolicyArn })));
      expect(fault).toMatchObject({ name: 'ValidationError', message: `ARN ${PolicyArn} is not valid.` });
    }
  });

  it('are attached once and detached once', async () => {
    const arn = await createPolicy('reading');
    const target = { RoleName: 'jobs', PolicyArn: arn };
    await iam.send(new AttachRolePolicyCommand(target));
    await iam.send(new AttachRolePolicyCommand(target));
    const listed = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'jobs' }));
    expect(listed.AttachedPolicies).toEqual([{ PolicyName: 'reading', PolicyArn: arn }]);
    await iam.send(new DetachRolePolicyCommand(target));
    const fault = await errorOf(iam.send(new DetachRolePolicyCommand(target)));
    expect(fault).toMatchObject({ name: 'NoSuchEntityException' });
  });

  it('cannot be attached if they do not exist, nor more than ten', async () => {
    const attach = (arn: string) => iam.send(new AttachRolePolicyCommand({ RoleName: 'jobs', PolicyArn: arn }));
    const none = await errorOf(attach('arn:aws:iam::aws:policy/NoPolicyOfThatName'));
    expect(none).toMatchObject({ name: 'NoSuchEntityException' });
    for (let number = 1; number <= 10; number++) await attach(await createPolicy(`p${number}`));
    expect(await errorOf(attach(await createPolicy('p11')))).toMatchObject({ name: 'LimitExceededException' });
  });

  it('keep the role from being deleted', async () => {
    const arn = await createPolicy('reading');
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'jobs', PolicyArn: arn }));
    await iam.send(new PutRolePolicyCommand({ RoleName: 'jobs', PolicyName: 'a', PolicyDocument: allow('*') }));
    const remove = () => iam.send(new DeleteRoleCommand({ RoleName: 'jobs' }));
    expect(await errorOf(remove())).toMatchObject({ name: 'DeleteConflictException', status: 409 });
    await iam.send(new DetachRolePolicyCommand({ RoleName: 'jobs', PolicyArn: arn }));
    expect(await errorOf(remove())).toMatchObject({ name: 'DeleteConflictException', status: 409 });
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'jobs', PolicyName: 'a' }));
    await remove();
    expect(running.emulator.world.roles.size).toBe(0);
  });

  it('have a boundary, which can be put and taken away', async () => {
    const arn = await createPolicy('boundary');
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: 'jobs', PermissionsBoundary: arn }));
    const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: 'jobs' }));
    expect(role?.PermissionsBoundary).toEqual({ PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn });
    const conflict = await errorOf(iam.send(new DeletePolicyCommand({ PolicyArn: arn })));
    expect(conflict).toMatchObject({ name: 'DeleteConflictException' });
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'jobs' }));
    const none = await errorOf(iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'jobs' })));
    expect(none).toMatchObject({ name: 'NoSuchEntityException' });
    await iam.send(new DeletePolicyCommand({ PolicyArn: arn }));
  });
});
