import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../running';
import { destroyClients, queryClients } from '../iam-client';
import { ACCOUNT, allow, trust } from '../access/small-world';

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

const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/reading`;
const DOCUMENT = allow('s3:GetObject');

const create = (more: Partial<CreatePolicyCommand['input']> = {}) =>
  iam.send(new CreatePolicyCommand({ PolicyName: 'reading', PolicyDocument: DOCUMENT, ...more }));

const addVersion = (action: string, SetAsDefault = true) =>
  iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow(action), SetAsDefault }));

const versions = async (): Promise<readonly string[]> => {
  const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  return Versions.map(({ VersionId = '', IsDefaultVersion }) =>
    IsDefaultVersion === true ? `${VersionId}!` : VersionId,
  );
};

describe('a managed policy', () => {
  it('comes back as it was created', async () => {
    await create({ Path: '/team/', Description: 'reads', Tags: [{ Key: 'a', Value: 'b' }] });
    const arn = `arn:aws:iam::${ACCOUNT}:policy/team/reading`;
    const { Policy: found } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
    expect(found).toMatchObject({
      PolicyName: 'reading',
      PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
      Arn: arn,
      Path: '/team/',
      Description: 'reads',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      IsAttachable: true,
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    const { PolicyVersion: version } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: 'v1' }));
    expect(version).toMatchObject({ VersionId: 'v1', IsDefaultVersion: true });
    expect(decodeURIComponent(version?.Document ?? '')).toBe(DOCUMENT);
  });

  it('exists once in an account, whatever its path', async () => {
    await create();
    expect(await errorOf(create({ Path: '/team/' }))).toMatchObject({
      name: 'EntityAlreadyExistsException',
      status: 409,
    });
  });

  it('is refused if its document is unsound or too long', async () => {
    const unsound = await errorOf(create({ PolicyDocument: allow('s3:*', 'bucket') }));
    expect(unsound).toMatchObject({ name: 'MalformedPolicyDocumentException', status: 400 });
    const long = allow('s3:*', `arn:aws:s3:::${'x'.repeat(6144)}`);
    expect(await errorOf(create({ PolicyDocument: long }))).toMatchObject({ name: 'LimitExceededException' });
    // White space is not counted.
    await create({ PolicyDocument: JSON.stringify(JSON.parse(DOCUMENT), undefined, 2) + ' '.repeat(6144) });
  });

  it('has up to five versions, one of which is the default', async () => {
    await create();
    await addVersion('s3:A');
    await addVersion('s3:B', false);
    expect(await versions()).toEqual(['v3', 'v2!', 'v1']);
    await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    expect(await versions()).toEqual(['v3', 'v2', 'v1!']);
    await addVersion('s3:C');
    await addVersion('s3:D');
    expect(await errorOf(addVersion('s3:E'))).toMatchObject({ name: 'LimitExceededException', status: 409 });
  });

  it('never uses the number of a version twice, and keeps the default', async () => {
    await create();
    await addVersion('s3:A', false);
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    await addVersion('s3:B', false);
    expect(await versions()).toEqual(['v3', 'v1!']);
    const remove = (VersionId: string) => errorOf(iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId })));
    expect(await remove('v1')).toMatchObject({ name: 'DeleteConflictException' });
    expect(await remove('v2')).toMatchObject({ name: 'NoSuchEntityException' });
    expect(await remove('two')).toMatchObject({ name: 'ValidationError' });
  });

  it('is deleted when nothing needs it any more', async () => {
    await create();
    await addVersion('s3:A');
    const role = { RoleName: 'jobs', AssumeRolePolicyDocument: trust({ Service: 's3.amazonaws.com' }) };
    const { Role: created } = await iam.send(new CreateRoleCommand(role));
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'jobs', PolicyArn }));
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount).toBe(1);
    const entities = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    expect(entities.PolicyRoles).toEqual([{ RoleName: 'jobs', RoleId: created?.RoleId }]);
    const remove = () => iam.send(new DeletePolicyCommand({ PolicyArn }));
    expect((await errorOf(remove())).message).toContain('attached');
    await iam.send(new DetachRolePolicyCommand({ RoleName: 'jobs', PolicyArn }));
    expect((await errorOf(remove())).message).toContain('more than one version');
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    await remove();
    const gone = await errorOf(iam.send(new GetPolicyCommand({ PolicyArn })));
    expect(gone).toMatchObject({ name: 'NoSuchEntityException', status: 404 });
  });

  it('is listed for its account, filtered by use and path', async () => {
    await create();
    await create({ PolicyName: 'writing', Path: '/team/' });
    const names = async (input: ListPoliciesCommand['input']): Promise<readonly (string | undefined)[]> =>
      (await iam.send(new ListPoliciesCommand(input))).Policies?.map(({ PolicyName }) => PolicyName) ?? [];
    expect(await names({})).toEqual(['reading', 'writing']);
    expect(await names({ Scope: 'Local', PathPrefix: '/team/' })).toEqual(['writing']);
    expect(await names({ Scope: 'AWS' })).toEqual([]);
    expect(await names({ OnlyAttached: true })).toEqual([]);
    const other = queryClients(running, running.credentials(1));
    expect((await other.iam.send(new ListPoliciesCommand({}))).Policies).toEqual([]);
    expect(await errorOf(other.iam.send(new GetPolicyCommand({ PolicyArn })))).toMatchObject({ name: 'AccessDenied' });
  });

  it('is tagged and freed of tags', async () => {
    await create();
    await iam.send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'a', Value: '1' }] }));
    expect((await iam.send(new ListPolicyTagsCommand({ PolicyArn }))).Tags).toEqual([{ Key: 'a', Value: '1' }]);
    await iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['a'] }));
    expect((await iam.send(new ListPolicyTagsCommand({ PolicyArn }))).Tags).toEqual([]);
  });
});
