import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { closeBucket } from './closed-bucket';
import { bucketPolicyDocument, type DestinationPolicyOptions } from './destination-policies';
import { bucketNameRefusals, kmsKeyArnRefusals, refuse } from './refusal';

export interface DataBucketProps {
  /** Name of the bucket to make. */
  readonly bucketName: string;
  /** ARN of the KMS key that encrypts what arrives without an encryption of its own. @default - SSE-S3 */
  readonly kmsKeyArn?: string;
  /**
   * Use an S3 Bucket Key, which asks KMS far less often; only with `kmsKeyArn`. Roles that copy need to know of it: KMS is
   * then asked in the name of the bucket. Ours do.
   * @default true
   */
  readonly bucketKey?: boolean;
  /** Let `terraform destroy` remove the bucket: without, it refuses (`prevent_destroy`). @default false */
  readonly allowDestroy?: boolean;
  /** Tags of the bucket. @default - none beside the provider's default tags */
  readonly tags?: { readonly [key: string]: string };
  /** Provider of the account and Region that the bucket is to be in. @default - that of the stack */
  readonly provider?: TerraformProvider;
}

/**
 * A bucket to copy from or to: versioned before anything can use it, encrypted, closed to the public and without ACLs; requests
 * without TLS are denied, and `terraform destroy` does not remove it.
 */
export class DataBucket extends Construct {
  /** Name of the bucket; what uses it waits until the bucket is versioned. */
  readonly bucketName: string;
  /** ARN of the bucket. */
  readonly bucketArn: string;
  private readonly policies: string[] = [];

  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    const { bucketName, kmsKeyArn, bucketKey = true, allowDestroy = false, tags, provider } = props;
    refuse(this, [...bucketNameRefusals('bucketName', bucketName), ...kmsKeyArnRefusals('kmsKeyArn', kmsKeyArn)]);
    const there = provider === undefined ? {} : { provider };
    const bucket = new S3Bucket(this, 'bucket', {
      bucket: bucketName,
      ...(tags === undefined ? {} : { tags: { ...tags } }),
      ...(allowDestroy ? { forceDestroy: true } : { lifecycle: { preventDestroy: true } }),
      ...there,
    });
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket: bucket.bucket,
      versioningConfiguration: { status: 'Enabled' },
      ...there,
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: bucket.id,
      rule: [
        kmsKeyArn === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
          : {
              applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: kmsKeyArn },
              bucketKeyEnabled: bucketKey,
            },
      ],
      ...there,
    });
    closeBucket(this, bucket, { ...there, furtherPolicies: () => this.policies });
    this.bucketName = versioning.bucket;
    this.bucketArn = bucket.arn;
  }

  /** Lets the replication role of another account write replicas into the bucket. */
  allowReplicationFrom(roleArn: string, options: DestinationPolicyOptions = {}): void {
    const number = this.policies.length + 1;
    const id = number === 1 ? 'replication-policy' : `replication-policy-${number}`;
    this.policies.push(bucketPolicyDocument(this, id, { roleArn, objectsArn: `${this.bucketArn}/*`, ...options }).json);
  }
}
