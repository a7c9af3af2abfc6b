// Inventories under keys of KMS.
import { PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { control } from '../control/control-client';
import { ACCOUNT, policy } from '../iam/access/small-world';
import { createKey, destroyKmsClients, kmsClient } from '../kms/kms-client';
import { bugs, startEmulator, type Running } from '../running';

let running: Running;

beforeEach(async () => {
  running = await startEmulator();
});
afterEach(async () => {
  destroyKmsClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});

it('an inventory is under the key that it asks for, whose policy has to let S3 in', async () => {
  const s3 = running.s3();
  const kms = kmsClient(running);
  const KeyId = await createKey(kms);
  for (const Bucket of ['source', 'reports']) await s3.send(new S3.CreateBucketCommand({ Bucket }));
  const service = { Principal: { Service: 's3.amazonaws.com' } };
  const Condition = { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::source' } };
  const put = { Effect: 'Allow', ...service, Action: 's3:PutObject', Resource: 'arn:aws:s3:::reports/*', Condition };
  await s3.send(new S3.PutBucketPolicyCommand({ Bucket: 'reports', Policy: policy(put) }));
  const destination = { Bucket: 'arn:aws:s3:::reports', Format: 'CSV', Encryption: { SSEKMS: { KeyId } } } as const;
  const InventoryConfiguration: S3.InventoryConfiguration = {
    Id: 'all',
    IsEnabled: true,
    IncludedObjectVersions: 'Current',
    Schedule: { Frequency: 'Daily' },
    Destination: { S3BucketDestination: destination },
  };
  const configure = { Bucket: 'source', Id: 'all', InventoryConfiguration };
  await s3.send(new S3.PutBucketInventoryConfigurationCommand(configure));
  const deliver = async () =>
    ((await control(running, 'POST', 'inventories', { bucket: 'source' })).body['inventories'] as object[])[0];
  expect(await deliver()).toMatchObject({
    failure: `the policy of the key ${KeyId} does not let s3.amazonaws.com use kms:GenerateDataKey`,
  });
  const account = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'kms:*', Resource: '*' };
  const use = { Effect: 'Allow', ...service, Action: 'kms:GenerateDataKey', Resource: '*', Condition };
  await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: policy(account, use) }));
  const { manifestKey } = (await deliver()) as { readonly manifestKey?: string };
  const head = await s3.send(new S3.HeadObjectCommand({ Bucket: 'reports', Key: manifestKey }));
  expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KeyId });
});
