// Who may call KMS: the operations ask policies themselves before they do anything.
import * as KMS from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { destroyClients, sessionKeys } from '../iam/iam-client';
import { ACCOUNT, addRole, allow, OTHER_ACCOUNT, policy, trust } from '../iam/access/small-world';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { createKey, destroyKmsClients, kmsClient } from './kms-client';

let running: Running;
let root: KMS.KMSClient;
let key: string;

beforeEach(async () => {
  running = await startEmulator();
  root = kmsClient(running);
  key = await createKey(root);
});

afterEach(async () => {
  destroyKmsClients();
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

/** A client with the credentials of a role with these policies. */
async function roleWith(...inline: string[]): Promise<KMS.KMSClient> {
  const { world } = running.emulator;
  const role = addRole(world, `role-${world.roles.size}`, { inline, trustPolicy: trust({ AWS: ACCOUNT }) });
  return kmsClient(running, await sessionKeys(running, role.arn));
}

/** `allowed` or the code of the error. */
const outcome = (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'allowed',
    async () => (await errorOf(request)).name,
  );

describe('a role', () => {
  it('may do with a key what its own policies allow, if the key policy leaves it to the account', async () => {
    const client = await roleWith(allow('kms:DescribeKey', key));
    expect(await outcome(client.send(new KMS.DescribeKeyCommand({ KeyId: key })))).toBe('allowed');
    const fault = await errorOf(client.send(new KMS.DisableKeyCommand({ KeyId: key })));
    expect(fault).toMatchObject({ name: 'AccessDeniedException', status: 400 });
    expect(fault.message).toContain(`is not authorized to perform: kms:DisableKey on resource: ${key}`);
  });

  it('may do nothing that the key policy does not mention', async () => {
    const client = await roleWith(allow('*'));
    const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
    const Policy = policy({ Effect: 'Allow', Principal, Action: ['kms:Put*', 'kms:Get*'], Resource: '*' });
    await root.send(new KMS.PutKeyPolicyCommand({ KeyId: key, Policy }));
    expect(await outcome(client.send(new KMS.GetKeyPolicyCommand({ KeyId: key })))).toBe('allowed');
    expect(await outcome(client.send(new KMS.DescribeKeyCommand({ KeyId: key })))).toBe('AccessDeniedException');
  });

  it('learns that a key does not exist only if it could use it', async () => {
    const KeyId = '11111111-2222-3333-4444-555555555555';
    const look = async (action: string) =>
      outcome((await roleWith(allow(action))).send(new KMS.DescribeKeyCommand({ KeyId })));
    expect(await look('kms:DescribeKey')).toBe('NotFoundException');
    expect(await look('kms:ListKeys')).toBe('AccessDeniedException');
  });

  it('needs kms:CreateKey to create a key, and kms:TagResource to tag it', async () => {
    const create = async (actions: string[], Tags: KMS.Tag[] = []) =>
      outcome((await roleWith(allow(actions))).send(new KMS.CreateKeyCommand({ Tags })));
    const tags = [{ TagKey: 'team', TagValue: 'a' }];
    expect(await create(['kms:ListKeys'])).toBe('AccessDeniedException');
    expect(await create(['kms:CreateKey'])).toBe('allowed');
    expect(await create(['kms:CreateKey'], tags)).toBe('AccessDeniedException');
    expect(await create(['kms:CreateKey', 'kms:TagResource'], tags)).toBe('allowed');
  });

  it('may be bound to tags, of the request and of the key', async () => {
    const tagged = (name: string) => ({
      Effect: 'Allow',
      Action: 'kms:*',
      Resource: '*',
      Condition: { StringEquals: { [name]: 'a' } },
    });
    const creator = await roleWith(policy(tagged('aws:RequestTag/team')));
    const create = (TagValue: string) =>
      creator.send(new KMS.CreateKeyCommand({ Tags: [{ TagKey: 'team', TagValue }] }));
    expect(await outcome(create('b'))).toBe('AccessDeniedException');
    const { KeyMetadata } = await create('a');
    const user = await roleWith(policy(tagged('aws:ResourceTag/team')));
    expect(await outcome(user.send(new KMS.DescribeKeyCommand({ KeyId: KeyMetadata?.KeyId })))).toBe('allowed');
    expect(await outcome(user.send(new KMS.DescribeKeyCommand({ KeyId: key })))).toBe('AccessDeniedException');
  });

  it('needs leave on the alias and on the key to give the key a name, and to take it away', async () => {
    const AliasName = 'alias/replicas';
    const alias = `arn:aws:kms:us-east-1:${ACCOUNT}:${AliasName}`;
    const all = ['kms:CreateAlias', 'kms:DeleteAlias'];
    for (const resource of [alias, key]) {
      const client = await roleWith(allow(all, resource));
      const create = client.send(new KMS.CreateAliasCommand({ AliasName, TargetKeyId: key }));
      expect(await outcome(create)).toBe('AccessDeniedException');
    }
    await root.send(new KMS.CreateAliasCommand({ AliasName, TargetKeyId: key }));
    for (const resource of [alias, key]) {
      const client = await roleWith(allow(all, resource));
      expect(await outcome(client.send(new KMS.DeleteAliasCommand({ AliasName })))).toBe('AccessDeniedException');
    }
    const client = await roleWith(allow(all, [alias, key]));
    expect(await outcome(client.send(new KMS.DeleteAliasCommand({ AliasName })))).toBe('allowed');
  });

  it.each([
    ['ListKeys', (client: KMS.KMSClient) => client.send(new KMS.ListKeysCommand({}))],
    ['ListAliases', (client: KMS.KMSClient) => client.send(new KMS.ListAliasesCommand({}))],
  ])('needs leave for %s, which is on no key', async (name, list: (client: KMS.KMSClient) => Promise<unknown>) => {
    expect(await outcome(list(await roleWith(allow('kms:DescribeKey'))))).toBe('AccessDeniedException');
    expect(await outcome(list(await roleWith(allow(`kms:${name}`))))).toBe('allowed');
  });

  it('may retire a grant that names it for that', async () => {
    const { world } = running.emulator;
    const { arn } = addRole(world, 'retiring', { trustPolicy: trust({ AWS: ACCOUNT }) });
    const client = kmsClient(running, await sessionKeys(running, arn));
    const grant = async (more: Partial<KMS.CreateGrantCommandInput>) => {
      const input = { KeyId: key, GranteePrincipal: `arn:aws:iam::${ACCOUNT}:root`, Operations: ['Decrypt' as const] };
      return (await root.send(new KMS.CreateGrantCommand({ ...input, ...more }))).GrantToken;
    };
    const retire = async (more: Partial<KMS.CreateGrantCommandInput>) =>
      outcome(client.send(new KMS.RetireGrantCommand({ GrantToken: await grant(more) })));
    expect(await retire({})).toBe('AccessDeniedException');
    expect(await retire({ RetiringPrincipal: arn })).toBe('allowed');
    expect(await retire({ GranteePrincipal: arn })).toBe('AccessDeniedException');
    expect(await retire({ GranteePrincipal: arn, Operations: ['RetireGrant'] })).toBe('allowed');
  });
});

describe('another account', () => {
  it('may describe a key that lets it, but not manage it', async () => {
    const other = kmsClient(running, running.credentials(1));
    const describeIt = () => outcome(other.send(new KMS.DescribeKeyCommand({ KeyId: key })));
    expect(await describeIt()).toBe('AccessDeniedException');
    const Principal = { AWS: [ACCOUNT, OTHER_ACCOUNT] };
    const Policy = policy({ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' });
    await root.send(new KMS.PutKeyPolicyCommand({ KeyId: key, Policy }));
    expect(await describeIt()).toBe('allowed');
    expect(await outcome(other.send(new KMS.DisableKeyCommand({ KeyId: key })))).toBe('AccessDeniedException');
  });

  it('is not told whether a key exists', async () => {
    const other = kmsClient(running, running.credentials(1));
    expect(await outcome(other.send(new KMS.DescribeKeyCommand({ KeyId: `${key}0` })))).toBe('AccessDeniedException');
  });
});
