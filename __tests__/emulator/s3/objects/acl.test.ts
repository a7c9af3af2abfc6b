import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

const Bucket = 'acl-bucket';
const OWNER = '111122223333'.padStart(64, '0');
const WRITER = '444455556666'.padStart(64, '0');

let running: Running;
let s3: S3.S3Client;
/** Of another account, which the bucket's policy lets write. */
let other: S3.S3Client;

beforeEach(async () => {
  running = await startEmulator();
  s3 = running.s3();
  other = running.s3({ credentials: running.credentials(1) });
  await s3.send(new S3.CreateBucketCommand({ Bucket }));
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: '444455556666' },
    Action: ['s3:PutObject', 's3:PutObjectAcl'],
    Resource: `arn:aws:s3:::${Bucket}/*`,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await s3.send(new S3.PutBucketPolicyCommand({ Bucket, Policy }));
});
afterEach(async () => {
  expect(bugs(running)).toEqual([]);
  await running.close();
});

async function own(ObjectOwnership: S3.ObjectOwnership): Promise<void> {
  const OwnershipControls = { Rules: [{ ObjectOwnership }] };
  await s3.send(new S3.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
  await s3.send(new S3.DeletePublicAccessBlockCommand({ Bucket }));
}

async function aclOf(Key: string): Promise<{ owner: string | undefined; grants: readonly string[] }> {
  const { Owner, Grants = [] } = await s3.send(new S3.GetObjectAclCommand({ Bucket, Key }));
  return {
    owner: Owner?.ID,
    grants: Grants.map(({ Grantee, Permission }) => `${Grantee?.URI?.split('/').at(-1) ?? Grantee?.ID} ${Permission}`),
  };
}

const put = (client: S3.S3Client, Key: string, ACL?: S3.ObjectCannedACL): Promise<unknown> =>
  client.send(new S3.PutObjectCommand({ Bucket, Key, Body: 'x', ...(ACL === undefined ? {} : { ACL }) }));

describe('a bucket without ACLs', () => {
  const refused = { name: 'AccessControlListNotSupported', status: 400, message: 'The bucket does not allow ACLs' };
  const CopySource = `${Bucket}/a`;
  const writes = (asked: {
    readonly ACL?: S3.BucketCannedACL;
    readonly GrantRead?: string;
  }): readonly Promise<unknown>[] => [
    s3.send(new S3.PutObjectCommand({ Bucket, Key: 'a', Body: 'x', ...asked })),
    s3.send(new S3.CopyObjectCommand({ Bucket, Key: 'b', CopySource, ...asked })),
    s3.send(new S3.CreateMultipartUploadCommand({ Bucket, Key: 'c', ...asked })),
    s3.send(new S3.PutObjectAclCommand({ Bucket, Key: 'a', ...asked })),
    s3.send(new S3.PutBucketAclCommand({ Bucket, ...asked })),
  ];

  it('takes the one ACL that says what holds there, and no other: not even private', async () => {
    await put(s3, 'a');
    await Promise.all(writes({ ACL: 'bucket-owner-full-control' as S3.BucketCannedACL }));
    for (const ACL of ['private', 'public-read', 'authenticated-read'] as const)
      for (const error of await Promise.all(writes({ ACL }).map(errorOf))) expect(error).toMatchObject(refused);
    for (const error of await Promise.all(writes({ GrantRead: `id=${WRITER}` }).map(errorOf)))
      expect(error).toMatchObject(refused);
    expect(await aclOf('a')).toEqual({ owner: OWNER, grants: [`${OWNER} FULL_CONTROL`] });
  });

  it('takes full control of its owner as a document, and no other grant', async () => {
    await put(s3, 'a');
    const grant = (ID: string, Permission: S3.Permission): S3.Grant => ({
      Grantee: { ID, Type: 'CanonicalUser' },
      Permission,
    });
    const set = (...Grants: S3.Grant[]): readonly Promise<unknown>[] => {
      const AccessControlPolicy = { Owner: { ID: OWNER }, Grants };
      return [
        s3.send(new S3.PutBucketAclCommand({ Bucket, AccessControlPolicy })),
        s3.send(new S3.PutObjectAclCommand({ Bucket, Key: 'a', AccessControlPolicy })),
      ];
    };
    await Promise.all(set(grant(OWNER, 'FULL_CONTROL')));
    for (const grants of [[grant(OWNER, 'READ')], [grant(WRITER, 'FULL_CONTROL')], []])
      for (const error of await Promise.all(set(...grants).map(errorOf))) expect(error).toMatchObject(refused);
  });

  it('refuses a request for an ACL that names none', async () => {
    for (const write of [new S3.PutBucketAclCommand({ Bucket }), new S3.PutObjectAclCommand({ Bucket, Key: 'a' })]) {
      await put(s3, 'a');
      const answer = s3.send(write as S3.PutBucketAclCommand);
      expect(await errorOf(answer)).toMatchObject({ name: 'MissingSecurityHeader', status: 400 });
    }
  });

  it('belongs to its owner with all that others write into it', async () => {
    await put(other, 'a');
    expect((await aclOf('a')).owner).toBe(OWNER);
  });
});

describe('a bucket with ObjectWriter', () => {
  beforeEach(() => own('ObjectWriter'));

  it('lets whoever writes an object own it', async () => {
    await put(other, 'a', 'bucket-owner-full-control');
    expect(await aclOf('a')).toEqual({
      owner: WRITER,
      grants: [`${WRITER} FULL_CONTROL`, `${OWNER} FULL_CONTROL`],
    });
  });

  it('shows canned ACLs as grants, and changes them with PutObjectAcl', async () => {
    await put(s3, 'a', 'public-read');
    expect((await aclOf('a')).grants).toEqual([`${OWNER} FULL_CONTROL`, 'AllUsers READ']);
    await s3.send(new S3.PutObjectAclCommand({ Bucket, Key: 'a', ACL: 'authenticated-read' }));
    expect((await aclOf('a')).grants).toEqual([`${OWNER} FULL_CONTROL`, 'AuthenticatedUsers READ']);
    await s3.send(new S3.PutObjectAclCommand({ Bucket, Key: 'a', ACL: 'private' }));
    expect((await aclOf('a')).grants).toEqual([`${OWNER} FULL_CONTROL`]);
  });

  it('is told of one ACL at a time', async () => {
    const acl = (more: Partial<S3.PutObjectAclCommandInput>) =>
      errorOf(s3.send(new S3.PutObjectAclCommand({ Bucket, Key: 'a', ...more })));
    await put(s3, 'a');
    const grant = { GrantRead: `id=${WRITER}` };
    const AccessControlPolicy = { Owner: { ID: OWNER }, Grants: [] };
    expect(await acl({ ACL: 'private', ...grant })).toMatchObject({ name: 'InvalidRequest' });
    expect(await acl({ ACL: 'private', AccessControlPolicy })).toMatchObject({ name: 'UnexpectedContent' });
    expect(await acl({ ACL: 'fake' as 'private' })).toMatchObject({ name: 'InvalidArgument' });
  });

  it.each([
    ['no grants', { Owner: { ID: OWNER } }],
    ['no owner', { Grants: [] }],
    ['an unknown permission', { Owner: { ID: OWNER }, Grants: [{ Permission: 'KNOW' as 'READ' }] }],
  ])('is MalformedACLError as a document with %s', async (_, AccessControlPolicy) => {
    await put(s3, 'a');
    const acl = errorOf(s3.send(new S3.PutObjectAclCommand({ Bucket, Key: 'a', AccessControlPolicy })));
    expect(await acl).toMatchObject({ name: 'MalformedACLError', status: 400 });
  });

  it('does not know single grants, and says so', async () => {
    const write = s3.send(new S3.PutObjectCommand({ Bucket, Key: 'a', Body: 'x', GrantRead: `id=${WRITER}` }));
    expect(await errorOf(write)).toMatchObject({ name: 'NotImplemented', status: 501 });
  });

  it('refuses public ACLs where they are blocked', async () => {
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true };
    await s3.send(new S3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    expect(await errorOf(put(s3, 'a', 'public-read'))).toMatchObject({ name: 'AccessDenied', status: 403 });
    await put(s3, 'a', 'bucket-owner-read');
  });
});

describe('a bucket with BucketOwnerPreferred', () => {
  it('owns the objects that are given to it, and no others', async () => {
    await own('BucketOwnerPreferred');
    await put(other, 'given', 'bucket-owner-full-control');
    await put(other, 'kept');
    expect((await aclOf('given')).owner).toBe(OWNER);
    expect((await aclOf('kept')).owner).toBe(WRITER);
    await own('BucketOwnerEnforced');
    expect((await aclOf('kept')).owner).toBe(OWNER);
  });
});
