// What every bucket that we make has: no public access, no ACLs, no request without TLS.
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { Lazy, type TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';

export interface ClosedBucketOptions {
  /** Provider of the bucket's account and Region. @default - that of the stack */
  readonly provider?: TerraformProvider;
  /** JSON of further policies, known when the stack is synthesized. @default - none */
  readonly furtherPolicies?: () => string[];
}

export function closeBucket(scope: Construct, bucket: S3Bucket, options: ClosedBucketOptions = {}): void {
  const { provider, furtherPolicies } = options;
  const there = provider === undefined ? {} : { provider };
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
    ...(furtherPolicies === undefined
      ? {}
      : { sourcePolicyDocuments: Lazy.listValue({ produce: furtherPolicies }, { omitEmpty: true }) }),
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
  new S3BucketPolicy(scope, 'tls-only', {
    bucket: bucket.id,
    policy: document.json,
    // A policy that is written while the block is being set up collides with it.
    dependsOn: [publicAccess],
    ...there,
  });
}
