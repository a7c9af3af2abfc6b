// The parts of ARNs, and the ARNs of S3, which name neither a Region nor an account.

/** Of a bucket, or of an object if a key is given. */
export function s3Arn({ partition }: { readonly partition: string }, bucketName: string, key?: string): string {
  const arn = `arn:${partition}:s3:::${bucketName}`;
  return key === undefined ? arn : `${arn}/${key}`;
}

/** `arn:aws:kms:us-east-1:111122223333:key/x` → `us-east-1`; empty where the ARN has none. */
export function regionOfArn(arn: string): string {
  return arn.split(':')[3] ?? '';
}

/** `arn:aws:iam::111122223333:role/x` → `111122223333`; empty where the ARN has none. */
export function accountOfArn(arn: string): string {
  return arn.split(':')[4] ?? '';
}

/** `arn:aws:kms:us-east-1:…` → `arn:aws:kms:eu-west-1:…` */
export function inRegion(arn: string, region: string): string {
  return arn.split(':').with(3, region).join(':');
}

/** The related keys of other Regions have the same id. */
export function isMultiRegionKeyArn(arn: string): boolean {
  return arn.includes(':key/mrk-');
}

/** What stands before the name of a bucket. */
export const S3_ARN_PREFIX = /^arn:[\w-]+:s3:::/;
