// What every bucket that we make has: no public access, no ACLs, no request without TLS.
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import type { Construct } from 'constructs';
import { madeWith } from '../place/placed';

export interface ClosedBucket {
  /** The policy of the bucket, which `sourcePolicyDocuments` add to. */
  readonly document: DataAwsIamPolicyDocument;
  /** That policy on the bucket. */
  readonly policy: S3BucketPolicy;
}

/** @param policies - JSON of further policies of the bucket */
export function closeBucket(scope: Construct, bucket: S3Bucket, policies: readonly string[] = []): ClosedBucket {
  const there = madeWith(scope);
  new S3BucketOwnershipControls(scope, 'ownership', {
    bucket: bucket.id,
    rule: { objectOwnership: 'BucketOwnerEnforced' },
    ...there,
  });
  const publicAccess = new S3BucketPublicAccessBlock(scope, 'public-access', {
    bucket: bucket.id,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
    ...there,
  });
  const document = new DataAwsIamPolicyDocument(scope, 'tls-only-policy', {
    ...(policies.length === 0 ? {} : { sourcePolicyDocuments: [...policies] }),
    statement: [
      {
        sid: 'DenyWithoutTls',
        effect: 'Deny',
        actions: ['s3:*'],
        resources: [bucket.arn, `${bucket.arn}/*`],
        principals: [{ type: '*', identifiers: ['*'] }],
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      },
    ],
    ...there,
  });
  const policy = new S3BucketPolicy(scope, 'tls-only', {
    bucket: bucket.id,
    policy: document.json,
    // A policy that is written while the block is being set up collides with it.
    dependsOn: [publicAccess],
    ...there,
  });
  return { document, policy };
}
