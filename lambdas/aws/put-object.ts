// The one request of the function that runs the program: what was written goes into the report bucket,
// which is of the account of the function, or nothing goes there.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

export function putObject(
  region: string,
  accountId: string,
  endpoint: string | undefined,
): (bucket: string, key: string, text: string, contentType: string) => Promise<void> {
  const s3 = new S3Client({ region, ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }) });
  return async (Bucket, Key, Body, ContentType) => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, ExpectedBucketOwner: accountId }));
  };
}
