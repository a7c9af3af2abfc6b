// What the emulator knows of the condition keys that AWS has, and what it does with a policy that asks for one it does not fill.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as IAM from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CONDITION_KEYS, conditionKey, isNoKeyOfAws } from '../../../../emulator/iam/policy-language/condition-keys';
import type { Role } from '../../../../emulator/world/identity';
import { ACCOUNT, addPolicy, addRole, allow, policy, trust } from '../access/small-world';
import { destroyClients, queryClients, sessionKeys } from '../iam-client';
import { createKey, destroyKmsClients, kmsClient } from '../../kms/kms-client';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

const PAGE = readFileSync(path.resolve(__dirname, '../../../../docs/emulator.md'), 'utf8');
const Bucket = 'with-keys';

describe('the table of condition keys', () => {
  it('names no key twice', () => {
    const names = CONDITION_KEYS.map(({ name }) => name.toLowerCase());
    expect(names).toHaveLength(new Set(names).size);
  });

  it('is what the page says', () => {
    const line = (kind: string) => PAGE.split('\n').find((text) => text.startsWith(`- **${kind}**: `)) ?? '';
    for (const kind of ['filled', 'absent', 'refused'] as const) {
      const told = [...line(kind).matchAll(/`([^`]+)`/g)].map(([, name = '']) => name.replace('…', ''));
      const names = CONDITION_KEYS.filter((key) => key.kind === kind).map(({ name }) => name);
      expect(told).toEqual(names.sort());
    }
  });

  it.each([
    ['AWS:SOURCEIP', 'aws:SourceIp'],
    ['s3:existingobjecttag/a/b', 's3:ExistingObjectTag/'],
    ['aws:ResourceTag/team', 'aws:ResourceTag/'],
    ['kms:EncryptionContext:aws:s3:arn', 'kms:EncryptionContext:'],
    ['s3:ExistingObjectTag', undefined],
    ['s3:ExistingObjectTag/', undefined],
    ['s3:prefix/x', undefined],
    ['ec2:Region', undefined],
  ])('knows %s as %s', (written, name) => {
    expect(conditionKey(written)?.name).toBe(name);
  });

  it.each([
    ['s3:ExistingObjectTags/a', true],
    ['aws:SourceIP4', true],
    ['iam:Anything', true],
    ['s3:prefix', false],
    ['ec2:Region', false],
    ['accounts.google.com:aud', false],
  ])('says of %s that AWS has no such key: %s', (written, isNone) => {
    expect(isNoKeyOfAws(written)).toBe(isNone);
  });
});

let running: Running;
let owner: S3.S3Client;
let role: Role;
let guarded: S3.S3Client;

beforeEach(async () => {
  running = await startEmulator();
  owner = running.s3();
  await owner.send(new S3.CreateBucketCommand({ Bucket }));
  role = addRole(running.emulator.world, 'guarded', { inline: [allow('*')], trustPolicy: trust({ AWS: ACCOUNT }) });
  guarded = running.s3({ credentials: await sessionKeys(running, role.arn) });
});

afterEach(async () => {
  destroyClients();
  destroyKmsClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

const guard = (Action: string, Condition: unknown, Sid = 'Guard'): void => {
  role.inlinePolicies.set('guard', policy({ Sid, Effect: 'Deny', Action, Resource: '*', Condition }));
};
const isDenied = async (request: Promise<unknown>): Promise<boolean> =>
  request.then(
    () => false,
    async (error: unknown) => (await errorOf(Promise.reject(error as Error))).name === 'AccessDenied',
  );
const listBuckets = (client: S3.S3Client) => client.send(new S3.ListBucketsCommand({}));

describe('a policy that asks for a key', () => {
  it.each(CONDITION_KEYS.filter(({ kind }) => kind === 'refused'))('$name is not taken: $why', async ({ name }) => {
    const statement = { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringEquals: { [name]: 'x' } } };
    const { iam } = queryClients(running);
    const taken = iam.send(new IAM.CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: policy(statement) }));
    expect(await errorOf(taken)).toMatchObject({
      status: 501,
      message: expect.stringContaining(name) as unknown as string,
    });
    const Policy = policy({ ...statement, Principal: '*', Resource: `arn:aws:s3:::${Bucket}/*` });
    const put = owner.send(new S3.PutBucketPolicyCommand({ Bucket, Policy }));
    expect(await errorOf(put)).toMatchObject({
      status: 501,
      message: expect.stringContaining(name) as unknown as string,
    });
  });

  it('of something that does not exist here is taken, and no request has it', async () => {
    guard('s3:ListAllMyBuckets', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } });
    expect(await isDenied(listBuckets(guarded))).toBe(false);
    guard('s3:ListAllMyBuckets', { Null: { 'aws:SourceVpce': 'true' } });
    expect(await isDenied(listBuckets(guarded))).toBe(true);
  });
});

describe('every request of a session', () => {
  it.each([
    ['aws:ViaAWSService', 'false'],
    ['aws:MultiFactorAuthPresent', 'false'],
    ['aws:PrincipalType', 'AssumedRole'],
    ['aws:ResourceAccount', ACCOUNT],
  ])('has %s', async (key, value) => {
    guard('s3:ListAllMyBuckets', { StringEquals: { [key]: value } });
    expect(await isDenied(listBuckets(guarded))).toBe(true);
    guard('s3:ListAllMyBuckets', { StringEquals: { [key]: 'another' } });
    expect(await isDenied(listBuckets(guarded))).toBe(false);
  });

  it('has aws:TokenIssueTime, so that sessions from before a moment can be shut out', async () => {
    guard('s3:ListAllMyBuckets', { DateLessThan: { 'aws:TokenIssueTime': '2999-01-01T00:00:00Z' } });
    expect(await isDenied(listBuckets(guarded))).toBe(true);
    guard('s3:ListAllMyBuckets', { DateLessThan: { 'aws:TokenIssueTime': '2001-01-01T00:00:00Z' } });
    expect(await isDenied(listBuckets(guarded))).toBe(false);
  });

  it('has aws:Referer if it says where it comes from', async () => {
    guarded.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['referer'] = 'https://example.com/page';
        return next(args);
      },
      { step: 'build' },
    );
    guard('s3:ListAllMyBuckets', { StringLike: { 'aws:Referer': 'https://example.com/*' } });
    expect(await isDenied(listBuckets(guarded))).toBe(true);
    guard('s3:ListAllMyBuckets', { StringLike: { 'aws:Referer': 'https://example.org/*' } });
    expect(await isDenied(listBuckets(guarded))).toBe(false);
  });
});

describe('what S3 asks KMS for a caller', () => {
  it('has aws:ViaAWSService true', async () => {
    const encrypted = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: await createKey(kmsClient(running)) } as const;
    const put = () => guarded.send(new S3.PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ...encrypted }));
    guard('kms:GenerateDataKey', { Bool: { 'aws:ViaAWSService': 'false' } });
    expect(await isDenied(put())).toBe(false);
    guard('kms:GenerateDataKey', { Bool: { 'aws:ViaAWSService': 'true' } });
    expect(await isDenied(put())).toBe(true);
  });
});

describe('a request to IAM', () => {
  it('can be tied to the boundary that the role has', async () => {
    const { world } = running.emulator;
    const boundary = addPolicy(world, 'boundary', allow('s3:*'));
    addRole(world, 'bounded', { boundary });
    addRole(world, 'free');
    guard('iam:PutRolePolicy', { StringNotEquals: { 'iam:PermissionsBoundary': boundary.arn } });
    const { iam } = queryClients(running, await sessionKeys(running, role.arn));
    const change = (RoleName: string) =>
      isDenied(
        iam.send(new IAM.PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: allow('s3:GetObject') })),
      );
    expect([await change('bounded'), await change('free')]).toEqual([false, true]);
  });

  it.each(['aws:ResourceTag/team', 'iam:ResourceTag/team'])('can be tied to %s', async (key) => {
    addRole(running.emulator.world, 'ours').tags.set('team', 'x');
    addRole(running.emulator.world, 'theirs');
    guard('iam:GetRole', { StringNotEquals: { [key]: 'x' } });
    const { iam } = queryClients(running, await sessionKeys(running, role.arn));
    const read = (RoleName: string) => isDenied(iam.send(new IAM.GetRoleCommand({ RoleName })));
    expect([await read('ours'), await read('theirs')]).toEqual([false, true]);
  });
});

describe('the log says of a request that was denied', () => {
  const reason = () => running.log.flatMap((entry) => (entry.kind === 'request' ? (entry.reason ?? []) : [])).at(-1);

  it('which statement denied it', async () => {
    guard('s3:GetObject', { StringEquals: { 's3:authType': 'REST-HEADER' } }, 'NoReading');
    await errorOf(guarded.send(new S3.GetObjectCommand({ Bucket, Key: 'k' })));
    expect(reason()).toBe("denied by 'NoReading' of guard");
  });

  it('which keys it did not have that statements about it ask for', async () => {
    const Condition = { StringEquals: { 's3:ExistingObjectTag/class': 'open' } };
    role.inlinePolicies.set('inline-0', policy({ Effect: 'Allow', Action: 's3:*', Resource: '*', Condition }));
    await errorOf(guarded.send(new S3.GetObjectCommand({ Bucket, Key: 'k' })));
    expect(reason()).toBe(
      `no statement allows s3:GetObject on arn:aws:s3:::${Bucket}/k; the request does not have s3:ExistingObjectTag/class, which statements ask for`,
    );
  });
});
