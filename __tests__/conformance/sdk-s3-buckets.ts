// Every operation of S3 on buckets, through the SDK for JavaScript.
import * as S3 from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { errorOf } from '../emulator/running';
import { BUCKET_DOCUMENTS } from './bucket-documents';

const COMMANDS = S3 as unknown as Readonly<Record<string, new (input: object) => S3.GetBucketCorsCommand>>;

/** A command by its name; what it takes and gives is in the table of documents. */
function command(name: string, input: object): S3.GetBucketCorsCommand {
  const Command = COMMANDS[`${name}Command`];
  if (Command === undefined) throw new Error(`the SDK has no ${name}Command`);
  return new Command(input);
}

export async function walkBuckets(s3: S3.S3Client): Promise<void> {
  const VersioningConfiguration = { Status: 'Enabled' as const };
  for (const Bucket of ['documents', 'target', 'locked']) {
    const ObjectLockEnabledForBucket = Bucket === 'locked';
    expect(await s3.send(new S3.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket }))).toMatchObject({
      Location: `/${Bucket}`,
    });
    await s3.send(new S3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  const Bucket = 'documents';
  expect(await s3.send(new S3.GetBucketVersioningCommand({ Bucket }))).toMatchObject(VersioningConfiguration);
  expect(await s3.send(new S3.GetBucketLocationCommand({ Bucket }))).not.toHaveProperty('LocationConstraint');
  expect(await s3.send(new S3.HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: 'us-east-1' });
  expect((await s3.send(new S3.ListBucketsCommand({ Prefix: 'doc' }))).Buckets).toEqual([
    { Name: Bucket, BucketRegion: 'us-east-1', CreationDate: expect.any(Date) },
  ]);
  await walkDocuments(s3);
  await walkAcl(s3, Bucket);
  await s3.send(new S3.DeleteBucketCommand({ Bucket }));
  expect(await errorOf(s3.send(new S3.HeadBucketCommand({ Bucket })))).toMatchObject({ status: 404 });
}

async function walkDocuments(s3: S3.S3Client): Promise<void> {
  for (const {
    name,
    member,
    document,
    given,
    bucket: Bucket = 'documents',
    id: Id,
    removal,
    absent,
  } of BUCKET_DOCUMENTS) {
    const where = { Bucket, ...(Id === undefined ? {} : { Id }) };
    // The policy is JSON in JSON; everything else is an object for the SDK to write.
    const value = member === 'Policy' ? JSON.stringify(document) : document;
    await s3.send(command(`Put${name}`, { ...where, [member]: value }));
    expect(await s3.send(command(`Get${name}`, where))).toMatchObject(given);
    if (Id !== undefined) {
      const listed = await s3.send(command(`List${name}s`, { Bucket }));
      expect(listed).toMatchObject({ [`${member}List`]: [document], IsTruncated: false });
    }
    if (name === 'BucketPolicy') {
      const { PolicyStatus } = await s3.send(new S3.GetBucketPolicyStatusCommand({ Bucket }));
      expect(PolicyStatus).toEqual({ IsPublic: false });
    }
    if (removal === undefined) continue;
    await s3.send(command(removal, where));
    if (absent !== undefined) {
      expect(await errorOf(s3.send(command(`Get${name}`, where)))).toMatchObject({ name: absent, status: 404 });
    }
  }
}

async function walkAcl(s3: S3.S3Client, Bucket: string): Promise<void> {
  const Rules = [{ ObjectOwnership: 'BucketOwnerPreferred' as const }];
  await s3.send(new S3.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
  await s3.send(new S3.PutBucketAclCommand({ Bucket, ACL: 'private' }));
  const { Owner, Grants } = await s3.send(new S3.GetBucketAclCommand({ Bucket }));
  expect(Grants).toMatchObject([{ Grantee: { ID: Owner?.ID, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }]);
}
