// ACLs without the SDK, against the emulator: what is granted, and what a copy is given.
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetObjectAclCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Aws } from '../../../../runner/ports/aws';
import { leanAws, type LeanAws } from './lean-aws';

let started: LeanAws;
let s3: S3Client;
let aws: Aws;

beforeAll(async () => {
  started = await leanAws();
  ({ s3, aws } = started);
  for (const Bucket of ['src', 'dst']) {
    await s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: 'ObjectWriter' }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  }
});
afterAll(() => started.close());

describe('an ACL', () => {
  it('is read with its owner and every grant', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'k', Body: 'b', ACL: 'public-read' }));
    const { Owner } = await s3.send(new GetObjectAclCommand({ Bucket: 'src', Key: 'k' }));
    const owner = `id="${Owner?.ID}"`;
    expect(await aws.copying.grants({ bucket: 'src', key: 'k' })).toEqual({
      owner,
      grants: { FULL_CONTROL: [owner], READ: ['uri="http://acs.amazonaws.com/groups/global/AllUsers"'] },
    });
  });

  it('of what is not there says so', async () => {
    await expect(aws.copying.grants({ bucket: 'src', key: 'none' })).rejects.toMatchObject({ code: 'NoSuchKey' });
  });

  it('is given to a copy', async () => {
    const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'k', Body: 'b' }));
    await aws.copying.copy({
      from: { bucket: 'src', key: 'k', etag: ETag.replaceAll('"', '') },
      to: { bucket: 'dst', key: 'k' },
      onto: 'nothing',
      storageClass: 'STANDARD',
      annotations: 'copy',
      acl: 'public-read',
    });
    const { Grants = [] } = await s3.send(new GetObjectAclCommand({ Bucket: 'dst', Key: 'k' }));
    expect(Grants.map(({ Permission }) => Permission).sort()).toEqual(['FULL_CONTROL', 'READ']);
  });
});
