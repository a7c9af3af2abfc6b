import * as S3 from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs, errorOf, startEmulator, type Running } from '../../running';

let running: Running;
let s3: S3.S3Client;
let Bucket: string;
let count = 0;

beforeAll(async () => {
  running = await startEmulator();
  s3 = running.s3();
});
beforeEach(async () => {
  Bucket = `documents-${count++}`;
  await s3.send(new S3.CreateBucketCommand({ Bucket }));
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(() => running.close());

/** Sub-resources that are not there until they are put, and not after they were deleted. */
const OPTIONAL: readonly {
  readonly name: string;
  readonly absent: string;
  readonly get: () => Promise<object>;
  readonly put: () => Promise<object>;
  readonly remove: () => Promise<object>;
  readonly holds: object;
}[] = [
  {
    name: 'policy',
    absent: 'NoSuchBucketPolicy',
    get: () => s3.send(new S3.GetBucketPolicyCommand({ Bucket })),
    put: () => s3.send(new S3.PutBucketPolicyCommand({ Bucket, Policy: policy() })),
    remove: () => s3.send(new S3.DeleteBucketPolicyCommand({ Bucket })),
    holds: { Policy: expect.stringContaining('444455556666') },
  },
  {
    name: 'cors',
    absent: 'NoSuchCORSConfiguration',
    get: () => s3.send(new S3.GetBucketCorsCommand({ Bucket })),
    put: () =>
      s3.send(
        new S3.PutBucketCorsCommand({
          Bucket,
          CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] },
        }),
      ),
    remove: () => s3.send(new S3.DeleteBucketCorsCommand({ Bucket })),
    holds: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] },
  },
  {
    name: 'website',
    absent: 'NoSuchWebsiteConfiguration',
    get: () => s3.send(new S3.GetBucketWebsiteCommand({ Bucket })),
    put: () =>
      s3.send(
        new S3.PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: { IndexDocument: { Suffix: 'i.html' } } }),
      ),
    remove: () => s3.send(new S3.DeleteBucketWebsiteCommand({ Bucket })),
    holds: { IndexDocument: { Suffix: 'i.html' } },
  },
  {
    name: 'lifecycle',
    absent: 'NoSuchLifecycleConfiguration',
    get: () => s3.send(new S3.GetBucketLifecycleConfigurationCommand({ Bucket })),
    put: () =>
      s3.send(
        new S3.PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: {
            Rules: [{ ID: 'x', Status: 'Enabled', Filter: { Prefix: 'r/' }, Expiration: { Days: 7 } }],
          },
        }),
      ),
    remove: () => s3.send(new S3.DeleteBucketLifecycleCommand({ Bucket })),
    holds: {
      Rules: [expect.objectContaining({ ID: 'x', Expiration: { Days: 7 } })],
      TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
    },
  },
  {
    name: 'tagging',
    absent: 'NoSuchTagSet',
    get: () => s3.send(new S3.GetBucketTaggingCommand({ Bucket })),
    put: () => s3.send(new S3.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'ü 1' }] } })),
    remove: () => s3.send(new S3.DeleteBucketTaggingCommand({ Bucket })),
    holds: { TagSet: [{ Key: 'a', Value: 'ü 1' }] },
  },
];

function policy(): string {
  const Principal = { AWS: 'arn:aws:iam::444455556666:root' };
  const Statement = [{ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

describe.each(OPTIONAL)('the document $name', ({ absent, get, put, remove, holds }) => {
  it('is missing until it is put, comes back, and is missing again after it was deleted', async () => {
    expect(await errorOf(get())).toMatchObject({ name: absent, status: 404 });
    await put();
    expect(await get()).toMatchObject(holds);
    await remove();
    expect(await errorOf(get())).toMatchObject({ name: absent, status: 404 });
  });
});

describe('documents that every bucket has', () => {
  it('say what S3 does by default', async () => {
    const encryption = await s3.send(new S3.GetBucketEncryptionCommand({ Bucket }));
    expect(
      encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    ).toBe('AES256');
    expect((await s3.send(new S3.GetBucketRequestPaymentCommand({ Bucket }))).Payer).toBe('BucketOwner');
    expect((await s3.send(new S3.GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toBeUndefined();
    expect((await s3.send(new S3.GetBucketAccelerateConfigurationCommand({ Bucket }))).Status).toBeUndefined();
    expect(
      (await s3.send(new S3.GetBucketNotificationConfigurationCommand({ Bucket }))).QueueConfigurations,
    ).toBeUndefined();
    expect((await s3.send(new S3.GetBucketAclCommand({ Bucket }))).Grants).toHaveLength(1);
    expect(await errorOf(s3.send(new S3.GetObjectLockConfigurationCommand({ Bucket })))).toMatchObject({
      name: 'ObjectLockConfigurationNotFoundError',
      status: 404,
    });
  });

  it('block public access and ACLs from the first moment, until the documents are deleted', async () => {
    const block = () => s3.send(new S3.GetPublicAccessBlockCommand({ Bucket }));
    const ownership = () => s3.send(new S3.GetBucketOwnershipControlsCommand({ Bucket }));
    expect((await block()).PublicAccessBlockConfiguration?.BlockPublicPolicy).toBe(true);
    expect((await ownership()).OwnershipControls?.Rules?.[0]?.ObjectOwnership).toBe('BucketOwnerEnforced');
    await s3.send(new S3.DeletePublicAccessBlockCommand({ Bucket }));
    await s3.send(new S3.DeleteBucketOwnershipControlsCommand({ Bucket }));
    expect(await errorOf(block())).toMatchObject({ name: 'NoSuchPublicAccessBlockConfiguration' });
    expect(await errorOf(ownership())).toMatchObject({ name: 'OwnershipControlsNotFoundError' });
  });

  it('go back to SSE-S3 when the encryption is deleted', async () => {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } }];
    await s3.send(new S3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    await s3.send(new S3.DeleteBucketEncryptionCommand({ Bucket }));
    const put = await s3.send(new S3.PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    expect(put.ServerSideEncryption).toBe('AES256');
  });
});

describe('configurations with an id', () => {
  it('are stored, listed and deleted by it', async () => {
    const InventoryConfiguration: S3.InventoryConfiguration = {
      Id: 'all',
      IsEnabled: true,
      IncludedObjectVersions: 'All',
      Schedule: { Frequency: 'Daily' },
      Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::reports', Format: 'CSV' } },
    };
    const get = () => s3.send(new S3.GetBucketInventoryConfigurationCommand({ Bucket, Id: 'all' }));
    expect(await errorOf(get())).toMatchObject({ name: 'NoSuchConfiguration', status: 404 });
    await s3.send(new S3.PutBucketInventoryConfigurationCommand({ Bucket, Id: 'all', InventoryConfiguration }));
    expect((await get()).InventoryConfiguration).toMatchObject(InventoryConfiguration);
    const { InventoryConfigurationList } = await s3.send(new S3.ListBucketInventoryConfigurationsCommand({ Bucket }));
    expect(InventoryConfigurationList?.map(({ Id }) => Id)).toEqual(['all']);
    await s3.send(new S3.DeleteBucketInventoryConfigurationCommand({ Bucket, Id: 'all' }));
    expect(await errorOf(get())).toMatchObject({ name: 'NoSuchConfiguration' });
  });
});

it('Object Lock needs versioning, and can be had from the start', async () => {
  const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const };
  const put = s3.send(new S3.PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
  expect(await errorOf(put)).toMatchObject({ name: 'InvalidBucketState', status: 409 });
  await s3.send(new S3.CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
  const got = await s3.send(new S3.GetObjectLockConfigurationCommand({ Bucket: 'locked' }));
  expect(got.ObjectLockConfiguration?.ObjectLockEnabled).toBe('Enabled');
});
