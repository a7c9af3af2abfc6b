import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { Construct } from 'constructs';
import { bucketNameRefusals, refuse } from './refusal';

export interface ReportBucketProps {
  readonly bucketName: string;
  /** Days after which reports and manifests are removed. At least 1. @default 365 */
  readonly expireDays?: number;
  /** Let `terraform destroy` remove the bucket with the reports in it. @default false */
  readonly forceDestroy?: boolean;
  /** @default - none beside the provider's default tags */
  readonly tags?: { readonly [key: string]: string };
}

const EXPIRE_DAYS = 365;

/**
 * A bucket for completion reports and manifests, in the Region of the source. S3 always writes reports with SSE-S3: no rule
 * of this bucket stands in their way.
 */
export class ReportBucket extends Construct {
  readonly bucketName: string;

  constructor(scope: Construct, id: string, props: ReportBucketProps) {
    super(scope, id);
    const { bucketName, expireDays = EXPIRE_DAYS, forceDestroy = false, tags } = props;
    const isWhole = Number.isInteger(expireDays) && expireDays >= 1;
    refuse(this, [
      ...bucketNameRefusals('bucketName', bucketName),
      ...(isWhole ? [] : [{ prop: 'expireDays', given: expireDays, allowed: 'a whole number of days, at least 1' }]),
    ]);
    const bucket = new S3Bucket(this, 'bucket', {
      bucket: bucketName,
      forceDestroy,
      ...(tags === undefined ? {} : { tags: { ...tags } }),
    });
    new S3BucketOwnershipControls(this, 'ownership', {
      bucket: bucket.id,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    const publicAccess = new S3BucketPublicAccessBlock(this, 'public-access', {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: bucket.id,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket: bucket.id,
      rule: [
        {
          id: 'expire',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          expiration: [{ days: expireDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
    });
    new S3BucketPolicy(this, 'tls-only', {
      bucket: bucket.id,
      policy: tlsOnly(this, bucket.arn).json,
      // A policy that is written while the block is being set up collides with it.
      dependsOn: [publicAccess],
    });
    this.bucketName = bucket.bucket;
  }
}

function tlsOnly(scope: Construct, arn: string): DataAwsIamPolicyDocument {
  return new DataAwsIamPolicyDocument(scope, 'tls-only-policy', {
    statement: [
      {
        sid: 'DenyWithoutTls',
        effect: 'Deny',
        actions: ['s3:*'],
        resources: [arn, `${arn}/*`],
        principals: [{ type: '*', identifiers: ['*'] }],
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      },
    ],
  });
}
