// What repairs the settings of a bucket, as HCL.
import { attributes, block, Expression, hclPatch, label, providerOf, resource, type Hcl, type InRegion } from './hcl';
import type { Patch } from '../events/check-events';
import type { BucketEncryption } from '../ports/s3/bucket-settings';
import { defined } from '../text/defined';
import { commands } from './commands';

/** A resource of the bucket's name, with the provider of its Region. */
function ofBucket(
  type: string,
  bucket: string,
  where: InRegion,
  own: Readonly<Record<string, Hcl>>,
  ...more: readonly string[]
): readonly string[] {
  const provider = providerOf(where);
  return [resource(type, label(bucket), attributes({ ...provider.own, ...own }), ...more), ...provider.texts];
}

function versioning(bucket: string, where: InRegion, reference: string | Expression = bucket): readonly string[] {
  const status = block('versioning_configuration', attributes({ status: 'Enabled' }));
  return ofBucket('aws_s3_bucket_versioning', bucket, where, { bucket: reference }, status);
}

export function versioningPatch(bucket: string, where: InRegion): Patch {
  return hclPatch(...versioning(bucket, where));
}

export function bucketPatch(bucket: string): Patch {
  return hclPatch(resource('aws_s3_bucket', label(bucket), attributes({ bucket })));
}

/** A bucket that replicas can go to. */
export function versionedBucketPatch(bucket: string, where: InRegion): Patch {
  const reference = new Expression(`aws_s3_bucket.${label(bucket)}.bucket`);
  const [made = ''] = ofBucket('aws_s3_bucket', bucket, where, { bucket });
  return hclPatch(made, ...versioning(bucket, where, reference));
}

/** Object Lock without a default retention. */
export function objectLockPatch(bucket: string, where: InRegion): Patch {
  const own = { bucket, object_lock_enabled: 'Enabled' };
  return hclPatch(...ofBucket('aws_s3_bucket_object_lock_configuration', bucket, where, own));
}

export function requestPaymentPatch(bucket: string, where: InRegion): Patch {
  const own = { bucket, payer: 'BucketOwner' };
  return hclPatch(...ofBucket('aws_s3_bucket_request_payment_configuration', bucket, where, own));
}

export function ownershipPatch(bucket: string, where: InRegion): Patch {
  const rule = block('rule', attributes({ object_ownership: 'BucketOwnerEnforced' }));
  return hclPatch(...ofBucket('aws_s3_bucket_ownership_controls', bucket, where, { bucket }, rule));
}

/** Default encryption with keys of S3. */
export function plainEncryptionPatch(bucket: string, where: InRegion): Patch {
  const byDefault = block('apply_server_side_encryption_by_default', attributes({ sse_algorithm: 'AES256' }));
  const type = 'aws_s3_bucket_server_side_encryption_configuration';
  return hclPatch(...ofBucket(type, bucket, where, { bucket }, block('rule', byDefault)));
}

/** The same default encryption, which blocks nothing. A command: Terraform's provider has no word for it before 6.22. */
export function unblockedPatch(bucket: string, now: BucketEncryption, { region, home }: InRegion): Patch {
  const byDefault = { SSEAlgorithm: now.algorithm, ...defined({ KMSMasterKeyID: now.kmsKeyArn }) };
  const rule = {
    ApplyServerSideEncryptionByDefault: byDefault,
    BucketKeyEnabled: now.bucketKey,
    BlockedEncryptionTypes: { EncryptionType: ['NONE'] },
  };
  const about = ['--bucket', bucket, '--region', region ?? home];
  const given = ['--server-side-encryption-configuration', JSON.stringify({ Rules: [rule] })];
  return commands(['aws', 's3api', 'put-bucket-encryption', ...about, ...given]);
}
