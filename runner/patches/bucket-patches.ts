// What repairs the settings of a bucket, as HCL.
import { attributes, block, Expression, hclPatch, label, resource } from './hcl';
import type { Patch } from '../events/check-events';

function versioning(bucket: string, reference: string | Expression = bucket): string {
  const status = block('versioning_configuration', attributes({ status: 'Enabled' }));
  return resource('aws_s3_bucket_versioning', label(bucket), attributes({ bucket: reference }), status);
}

export function versioningPatch(bucket: string): Patch {
  return hclPatch(versioning(bucket));
}

export function bucketPatch(bucket: string): Patch {
  return hclPatch(resource('aws_s3_bucket', label(bucket), attributes({ bucket })));
}

/** A bucket that replicas can go to. */
export function versionedBucketPatch(bucket: string): Patch {
  const name = label(bucket);
  const reference = new Expression(`aws_s3_bucket.${name}.bucket`);
  return hclPatch(resource('aws_s3_bucket', name, attributes({ bucket })), versioning(bucket, reference));
}

/** Object Lock without a default retention. */
export function objectLockPatch(bucket: string): Patch {
  return hclPatch(
    resource(
      'aws_s3_bucket_object_lock_configuration',
      label(bucket),
      attributes({ bucket, object_lock_enabled: 'Enabled' }),
    ),
  );
}

export function requestPaymentPatch(bucket: string): Patch {
  return hclPatch(
    resource(
      'aws_s3_bucket_request_payment_configuration',
      label(bucket),
      attributes({ bucket, payer: 'BucketOwner' }),
    ),
  );
}

export function ownershipPatch(bucket: string): Patch {
  const rule = block('rule', attributes({ object_ownership: 'BucketOwnerEnforced' }));
  return hclPatch(resource('aws_s3_bucket_ownership_controls', label(bucket), attributes({ bucket }), rule));
}

/** Default encryption with keys of S3. */
export function plainEncryptionPatch(bucket: string): Patch {
  const byDefault = block('apply_server_side_encryption_by_default', attributes({ sse_algorithm: 'AES256' }));
  return hclPatch(
    resource(
      'aws_s3_bucket_server_side_encryption_configuration',
      label(bucket),
      attributes({ bucket }),
      block('rule', byDefault),
    ),
  );
}
