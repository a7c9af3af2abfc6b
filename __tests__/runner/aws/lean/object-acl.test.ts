// ACLs without the SDK, against the emulator: what is granted, and what a copy is given.
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetObjectAclCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '../../../../runner/aws/connect';
import type { Aws } from '../../../../runner/ports/aws';
import { bugs, startEmulator, type Running } from '../../../emulator/running';

let running: Running;
let s3: S3Client;
let aws: Aws;

beforeAll(async () => {
  running = await startEmulator({});
  s3 = running.s3();
  const { accessKeyId, secretAccessKey } = running.credentials(0);
  process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
  const { endpoint, region } = running.emulator;
  aws = await connect({ region, endpointUrl: endpoint, signal: new AbortController().signal }, {});
  for (const Bucket of ['src', 'dst']) {
    await s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: 'ObjectWriter' }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  }
});
afterAll(async () => {
  aws.close();
  expect(bugs(running)).toEqual([]);
  await running.close();
});

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
