// Bucket policies as people write them, from the request to the answer.
import * as IAM from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../running';
import { destroyClients, queryClients, sessionKeys } from './iam-client';
import { ACCOUNT, addRole, allow, OTHER_ACCOUNT, policy, trust } from './access/small-world';

const Bucket = 'with-policy';
const BUCKET = `arn:aws:s3:::${Bucket}`;
const OBJECTS = `${BUCKET}/*`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/writer`;

let running: Running;
let owner: S3.S3Client;
let role: S3.S3Client;

beforeEach(async () => {
  running = await startEmulator();
  owner = running.s3();
  await owner.send(new S3.CreateBucketCommand({ Bucket }));
  addRole(running.emulator.world, 'writer', { inline: [allow('s3:*')], trustPolicy: trust({ AWS: ACCOUNT }) });
  role = running.s3({ credentials: await sessionKeys(running, ROLE) });
});

afterEach(async () => {
  destroyClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** A bucket policy that forbids `Action` to everybody under these conditions. */
async function forbid(
  Action: string,
  Condition: Conditions,
  Resource: string | readonly string[] = OBJECTS,
): Promise<void> {
  await putPolicy({ Effect: 'Deny', Principal: '*', Action, Resource, Condition });
}

async function putPolicy(...statements: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  await owner.send(new S3.PutBucketPolicyCommand({ Bucket, Policy: policy(...statements) }));
}

const put = (more: Partial<S3.PutObjectCommandInput> = {}, client = role) =>
  client.send(new S3.PutObjectCommand({ Bucket, Key: 'logs/1', Body: 'x', ...more }));
const list = (Prefix: string | undefined, client = role) =>
  client.send(new S3.ListObjectsV2Command({ Bucket, ...(Prefix === undefined ? {} : { Prefix }) }));

/** `allowed` or the code of the error. */
const outcome = (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'allowed',
    async () => (await errorOf(request)).name,
  );

describe('a bucket policy', () => {
  it('can demand an encryption', async () => {
    await forbid('s3:PutObject', { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } });
    expect(await outcome(put())).toBe('AccessDenied');
    expect(await outcome(put({ ServerSideEncryption: 'AES256' }))).toBe('AccessDenied');
    expect(await outcome(put({ ServerSideEncryption: 'aws:kms' }))).toBe('allowed');
  });

  it('can demand one key', async () => {
    const key = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`;
    await forbid('s3:PutObject', { ArnNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': key } });
    const encrypted = (SSEKMSKeyId: string) => put({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId });
    expect(await outcome(encrypted(`${key}2`))).toBe('AccessDenied');
    expect(await outcome(encrypted(key))).toBe('allowed');
  });

  it('can demand that the owner gets full control', async () => {
    await forbid('s3:PutObject', { StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } });
    expect(await outcome(put())).toBe('AccessDenied');
    expect(await outcome(put({ ACL: 'bucket-owner-full-control' }))).toBe('allowed');
  });

  it('can open a part of a list', async () => {
    await forbid('s3:ListBucket', { StringNotLike: { 's3:prefix': 'logs/*' } }, BUCKET);
    expect(await outcome(list('data/'))).toBe('AccessDenied');
    expect(await outcome(list(undefined))).toBe('AccessDenied');
    expect(await outcome(list('logs/2025/'))).toBe('allowed');
  });

  it('can demand TLS, which is rehearsed as if it were there', async () => {
    await forbid('s3:*', { Bool: { 'aws:SecureTransport': 'false' } }, [BUCKET, OBJECTS]);
    expect(await outcome(put())).toBe('allowed');
  });

  it.each([
    ['one role', { ArnNotEquals: { 'aws:PrincipalArn': ROLE } }, 'allowed', 'AccessDenied'],
    ['another role', { ArnNotEquals: { 'aws:PrincipalArn': `${ROLE}-2` } }, 'AccessDenied', 'AccessDenied'],
    [
      'roles by a pattern',
      { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/*` } },
      'allowed',
      'AccessDenied',
    ],
    ['one account', { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } }, 'allowed', 'allowed'],
    ['another account', { StringNotEquals: { 'aws:PrincipalAccount': OTHER_ACCOUNT } }, 'AccessDenied', 'AccessDenied'],
  ])('can shut out everybody but %s, root too', async (_, condition, forRole, forRoot) => {
    await forbid('s3:PutObject', condition);
    expect([await outcome(put()), await outcome(put({}, owner))]).toEqual([forRole, forRoot]);
  });

  it('that asks where a service comes from lets nobody in who is no service', async () => {
    const Condition = {
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
      ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' },
    };
    await putPolicy({
      Effect: 'Allow',
      Principal: { AWS: OTHER_ACCOUNT },
      Action: 's3:PutObject',
      Resource: OBJECTS,
      Condition,
    });
    const other = running.s3({ credentials: running.credentials(1) });
    expect(await outcome(put({}, other))).toBe('AccessDenied');
    await putPolicy({ Effect: 'Allow', Principal: { AWS: OTHER_ACCOUNT }, Action: 's3:PutObject', Resource: OBJECTS });
    expect(await outcome(put({}, other))).toBe('allowed');
  });

  it('names only users and roles that exist', async () => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: OBJECTS };
    const named = (AWS: string) => outcome(putPolicy({ ...statement, Principal: { AWS } }));
    expect(await named(ROLE)).toBe('allowed');
    expect(await named(`${ROLE}-2`)).toBe('MalformedPolicy');
    expect(await named(`arn:aws:iam::${ACCOUNT}:user/nobody`)).toBe('MalformedPolicy');
  });

  it('keeps by its id a role that was deleted, and takes it no more', async () => {
    const { iam } = queryClients(running);
    const AssumeRolePolicyDocument = trust({ AWS: ACCOUNT });
    const { Role } = await iam.send(new IAM.CreateRoleCommand({ RoleName: 'passing', AssumeRolePolicyDocument }));
    const statement = { Effect: 'Allow', Action: 's3:PutObject', Resource: OBJECTS, Principal: { AWS: Role?.Arn } };
    await putPolicy(statement);
    await iam.send(new IAM.DeleteRoleCommand({ RoleName: 'passing' }));
    await iam.send(new IAM.CreateRoleCommand({ RoleName: 'passing', AssumeRolePolicyDocument }));
    const { Policy = '{}' } = await owner.send(new S3.GetBucketPolicyCommand({ Bucket }));
    expect(JSON.parse(Policy)).toMatchObject({ Statement: [{ Principal: { AWS: Role?.RoleId } }] });
    const anew = running.s3({ credentials: await sessionKeys(running, Role?.Arn ?? '') });
    expect(await outcome(put({}, anew))).toBe('AccessDenied');
    expect(await outcome(owner.send(new S3.PutBucketPolicyCommand({ Bucket, Policy })))).toBe('MalformedPolicy');
    await putPolicy(statement);
    expect(await outcome(put({}, anew))).toBe('allowed');
  });
});
