// A bucket that was deleted, and made again by another account.
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Program } from './setup';

const HERE = '111122223333';

/** The bucket with all that was in it, of the other account, which lets this one do everything. */
export async function takeOver({ s3, running }: Program, Bucket: string): Promise<S3Client> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const kept = await Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return { Key, Body: (await Body?.transformToByteArray()) ?? '' };
    }),
  );
  running.emulator.world.buckets.delete(Bucket);
  const theirs = running.s3({ credentials: running.credentials(1) });
  await theirs.send(new CreateBucketCommand({ Bucket }));
  const Resource = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`];
  const Statement = [{ Effect: 'Allow', Principal: { AWS: HERE }, Action: 's3:*', Resource }];
  await theirs.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
  );
  for (const object of kept) await theirs.send(new PutObjectCommand({ Bucket, ...object }));
  return theirs;
}
