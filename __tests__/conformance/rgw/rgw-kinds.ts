// The kinds of objects that Ceph's RGW can hold, and the fixture put there.
import * as S3 from '@aws-sdk/client-s3';
import { KINDS, type Feature, type Kind } from '../../program/copying/kinds';
import { putKinds } from '../../program/copying/put';
import type { Rgw } from './rgw';

/** What is not asked of it, and why. */
const LACKS: Readonly<Partial<Record<Feature, string>>> = {
  annotations: 'it does not know them',
  checksums: 'it keeps none, and tells none',
  classes: 'it has the class STANDARD alone, unless others are set up',
  encryption: 'it takes keys over TLS alone',
  grants: 'it does not know the group',
  kms: 'it has no KMS beside it',
};
/** It decodes the source of UploadPartCopy twice: it does not find such a key, or ends. */
const LOST_IN_PARTS = 'parts +%&?/😀';

export const KNOWN: readonly Kind[] = KINDS.filter(
  ({ key, needs = [] }) => key !== LOST_IN_PARTS && !needs.some((feature) => feature in LACKS),
);
/** What there is to copy. */
export const COPIED: readonly Kind[] = KNOWN.filter(({ isDeleted }) => isDeleted !== true);
/** What it is not asked for when it is asked what an object is. */
export const UNASKED: readonly Feature[] = ['annotations'];

export function clientOf({ endpoint, region, accessKeyId, secretAccessKey }: Rgw): S3.S3Client {
  return new S3.S3Client({
    ...{ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** For a program that is to find it, and nothing else. */
export function environmentOf({ endpoint, region, accessKeyId, secretAccessKey }: Rgw): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Two buckets, and the fixture under `all/` of the first. */
export async function putFixture(s3: S3.S3Client): Promise<void> {
  for (const Bucket of ['original', 'copies'])
    await s3.send(new S3.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  await putKinds(s3, 'original', 'all/', KNOWN);
}
