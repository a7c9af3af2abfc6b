// Orders of copy jobs: which are taken, and how the others are refused.
import * as Control from '@aws-sdk/client-s3-control';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bugs, errorOf } from '../../running';
import { describeJob, order } from '../../job-on-stage';
import { COPIES, copyOrder, setCopyStage } from '../../copy-on-stage';
import { ACCOUNT, arn, type Stage, strike } from '../../stage';

let stage: Stage;

beforeAll(async () => {
  stage = await setCopyStage();
});
afterEach(() => expect(bugs(stage.running)).toEqual([]));
afterAll(() => strike(stage));

type Copy = Control.S3CopyObjectOperation;

const create = (copy: Copy): Promise<Control.CreateJobCommandOutput> =>
  stage.control.send(new Control.CreateJobCommand(order(copyOrder(copy))));

const metadata = (NewObjectMetadata: Control.S3ObjectMetadata): Copy => ({ NewObjectMetadata });

const EVERYTHING: Copy = {
  TargetResource: arn(COPIES),
  TargetKeyPrefix: 'folder',
  CannedAccessControlList: 'bucket-owner-full-control',
  MetadataDirective: 'REPLACE',
  ModifiedSinceConstraint: new Date('2025-01-01T00:00:00Z'),
  UnModifiedSinceConstraint: new Date('2026-01-01T00:00:00Z'),
  NewObjectMetadata: {
    CacheControl: 'no-cache',
    ContentDisposition: 'inline',
    ContentEncoding: 'gzip',
    ContentLanguage: 'de',
    ContentType: 'text/plain',
    HttpExpiresDate: new Date('2030-01-01T00:00:00Z'),
    UserMetadata: { colour: 'grün' },
    SSEAlgorithm: 'KMS',
  },
  NewObjectTagging: [{ Key: 'team', Value: 'blue' }],
  RedirectLocation: '/elsewhere',
  RequesterPays: true,
  StorageClass: 'GLACIER_IR',
  SSEAwsKmsKeyId: 'alias/mine',
  BucketKeyEnabled: false,
  ObjectLockMode: 'COMPLIANCE',
  ObjectLockRetainUntilDate: new Date('2099-01-01T00:00:00Z'),
  ObjectLockLegalHoldStatus: 'OFF',
  ChecksumAlgorithm: 'SHA512',
};

describe('an order to copy', () => {
  it('is taken with every member that there is, and DescribeJob and ListJobs tell it', async () => {
    const { JobId = '' } = await create(EVERYTHING);
    expect(await describeJob(stage, JobId)).toMatchObject({ Operation: { S3PutObjectCopy: EVERYTHING } });
    const { Jobs = [] } = await stage.control.send(new Control.ListJobsCommand({ AccountId: ACCOUNT }));
    expect(Jobs.find((job) => job.JobId === JobId)).toMatchObject({ Operation: 'S3PutObjectCopy' });
  });

  it('is what each task asks CopyObject for', async () => {
    const { JobId = '' } = await create(EVERYTHING);
    const job = stage.running.emulator.world.jobs.get(JobId);
    expect(job?.order.operation).toEqual({
      kind: 'S3PutObjectCopy',
      copy: {
        targetBucket: COPIES,
        keyPrefix: 'folder/',
        headers: {
          'x-amz-acl': 'bucket-owner-full-control',
          'x-amz-metadata-directive': 'REPLACE',
          'x-amz-copy-source-if-modified-since': 'Wed, 01 Jan 2025 00:00:00 GMT',
          'x-amz-copy-source-if-unmodified-since': 'Thu, 01 Jan 2026 00:00:00 GMT',
          'cache-control': 'no-cache',
          'content-disposition': 'inline',
          'content-encoding': 'gzip',
          'content-language': 'de',
          'content-type': 'text/plain',
          expires: 'Tue, 01 Jan 2030 00:00:00 GMT',
          // Bytes of UTF-8, as they come over HTTP.
          'x-amz-meta-colour': 'grÃ¼n',
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': 'alias/mine',
          'x-amz-server-side-encryption-bucket-key-enabled': 'false',
          'x-amz-tagging-directive': 'REPLACE',
          'x-amz-tagging': 'team=blue',
          'x-amz-website-redirect-location': '/elsewhere',
          'x-amz-request-payer': 'requester',
          'x-amz-storage-class': 'GLACIER_IR',
          'x-amz-object-lock-mode': 'COMPLIANCE',
          'x-amz-object-lock-retain-until-date': '2099-01-01T00:00:00.000Z',
          'x-amz-object-lock-legal-hold': 'OFF',
          'x-amz-checksum-algorithm': 'SHA512',
        },
      },
    });
  });

  it.each<[string, Copy]>([
    ['no target', { TargetResource: undefined }],
    ['a target that is no ARN', { TargetResource: COPIES }],
    ['a target with a key', { TargetResource: arn(COPIES, 'k') }],
    ['an empty prefix', { TargetKeyPrefix: '' }],
    ['a prefix that is too long', { TargetKeyPrefix: 'x'.repeat(1025) }],
    ['REDUCED_REDUNDANCY', { StorageClass: 'REDUCED_REDUNDANCY' as 'STANDARD' }],
    ['an unknown directive', { MetadataDirective: 'KEEP' as 'COPY' }],
    ['an unknown ACL', { CannedAccessControlList: 'log-delivery-write' as 'private' }],
    ['an unknown checksum', { ChecksumAlgorithm: 'CRC16' as 'CRC32' }],
    ['an unknown encryption', metadata({ SSEAlgorithm: 'aws:kms' as 'KMS' })],
    ['an empty header', metadata({ CacheControl: '' })],
    ['a redirect that is too long', { RedirectLocation: 'x'.repeat(2049) }],
    ['an unknown lock', { ObjectLockMode: 'SOFT' as 'GOVERNANCE' }],
    ['an unknown legal hold', { ObjectLockLegalHoldStatus: 'MAYBE' as 'ON' }],
    ['a tag without a key', { NewObjectTagging: [{ Key: '', Value: '' }] }],
  ])('with %s is refused with 400 InvalidRequest', async (_what, copy) => {
    expect(await errorOf(create(copy))).toMatchObject({ name: 'InvalidRequest', status: 400 });
  });

  it('with more than ten tags is refused with 400 BadRequest', async () => {
    const NewObjectTagging = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    expect(await errorOf(create({ NewObjectTagging }))).toMatchObject({ name: 'BadRequest', status: 400 });
  });

  it.each<[string, Copy, string]>([
    [
      'grants',
      {
        AccessControlGrants: [{ Grantee: { TypeIdentifier: 'id', Identifier: 'x' }, Permission: 'READ' }],
      },
      'AccessControlGrants',
    ],
    ['the ACL of EC2', { CannedAccessControlList: 'aws-exec-read' }, 'aws-exec-read'],
    ['a checksum of the XXHASH family', { ChecksumAlgorithm: 'XXHASH3' }, 'XXHASH3'],
    ['a length of objects', metadata({ ContentLength: 1 }), 'ContentLength'],
    ['an MD5 of objects', metadata({ ContentMD5: 'x' }), 'ContentMD5'],
    ['who was charged', metadata({ RequesterCharged: true }), 'RequesterCharged'],
    [
      'a directory bucket',
      { TargetResource: `arn:aws:s3express:us-east-1:${ACCOUNT}:bucket/b--use1-az1--x-s3` },
      's3express',
    ],
    ['an access point', { TargetResource: `arn:aws:s3:us-east-1:${ACCOUNT}:accesspoint/p` }, 'accesspoint'],
  ])('with %s is refused with 501 that names it', async (_what, copy, name) => {
    expect(await errorOf(create(copy))).toMatchObject({
      name: 'NotImplemented',
      status: 501,
      message: expect.stringContaining(name),
    });
  });
});
