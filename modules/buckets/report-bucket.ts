import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { Construct } from 'constructs';
import { madeWith, place, type Placed } from '../place/placed';
import { bucketNameRefusals } from '../refusals/aws-names';
import { refuse } from '../refusals/refusal';
import { given } from '../values/given';
import { isWhole } from '../values/known';
import { literal } from '../values/literal';
import { closeBucket } from './closed-bucket';

export interface ReportBucketProps extends Placed {
  /** Name of the bucket to make. */
  readonly bucketName: string;
  /** Days after which reports and manifests are removed. At least 1. @default 365 */
  readonly expireDays?: number;
  /** Let `terraform destroy` remove the bucket with the reports in it. @default false */
  readonly forceDestroy?: boolean;
  /** JSON of further policies of the bucket: a bucket has one policy, and they are merged into it. @default - none */
  readonly policyDocuments?: readonly string[];
  /** Tags of the bucket. @default - none beside the provider's default tags */
  readonly tags?: { readonly [key: string]: string };
}

const EXPIRE_DAYS = 365;

/**
 * A bucket for completion reports and manifests, in the Region of the source. S3 always writes reports with SSE-S3: no rule
 * of this bucket stands in their way.
 */
export class ReportBucket extends Construct {
  /** Known to Terraform only after the bucket was made: what uses it waits for the bucket. */
  readonly bucketName: string;

  constructor(scope: Construct, id: string, props: ReportBucketProps) {
    super(scope, id);
    place(this, props);
    const { bucketName, expireDays = EXPIRE_DAYS, forceDestroy = false, tags } = props;
    refuse(this, [
      ...bucketNameRefusals('bucketName', bucketName),
      ...(isWhole(expireDays, 1)
        ? []
        : [{ prop: 'expireDays', given: expireDays, allowed: 'a whole number of days, at least 1' }]),
    ]);
    const bucket = new S3Bucket(this, 'bucket', {
      bucket: literal(bucketName),
      forceDestroy,
      ...given({ tags: tags && { ...tags } }),
      ...madeWith(this),
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: bucket.id,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
      ...madeWith(this),
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
      ...madeWith(this),
    });
    closeBucket(this, bucket, props.policyDocuments);
    this.bucketName = bucket.bucket;
  }
}
