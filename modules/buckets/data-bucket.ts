import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { TerraformStack, type ITerraformDependable, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { madeWith, place } from '../place/placed';
import { bucketPolicyDocument, type BucketPolicyParts, type DestinationPolicyOptions } from '../policies/destination';
import { bucketNameRefusals, kmsKeyArnRefusals } from '../refusals/aws-names';
import { refuse } from '../refusals/refusal';
import { given } from '../values/given';
import { literal } from '../values/literal';
import { numbered } from '../values/numbered';
import { writtenText } from '../values/same-text';
import { closeBucket, type ClosedBucket } from './closed-bucket';

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
  /**
   * Make the bucket with S3 Object Lock, which a bucket has from its beginning. Replicas of a bucket that has it go only to one that
   * has it too; `sourceObjectLock` of `BatchReplication` is to be set then.
   * @default false
   */
  readonly objectLock?: boolean;
  /** JSON of further policies of the bucket: a bucket has one policy, and they are merged into it. @default - none */
  readonly policyDocuments?: readonly string[];
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
  /** The one of that name in the stack, by the name that it was given or by its `bucketName`. */
  static find(scope: Construct, name: string): DataBucket | undefined {
    const written = writtenText(scope, name);
    const all = TerraformStack.of(scope).node.findAll();
    return all.find(
      (node): node is DataBucket =>
        node instanceof DataBucket &&
        [node.bucketName, node.givenName].some((one) => writtenText(scope, one) === written),
    );
  }

  /** Name of the bucket; what uses it waits until the bucket is versioned. */
  readonly bucketName: string;
  /** ARN of the bucket. */
  readonly bucketArn: string;
  private readonly givenName: string;
  private readonly closed: ClosedBucket;
  private readonly further: string[];
  private allowed = 0;

  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    place(this, props);
    const { bucketName, kmsKeyArn, bucketKey = true, allowDestroy = false, tags, policyDocuments = [] } = props;
    refuse(this, [...bucketNameRefusals('bucketName', bucketName), ...kmsKeyArnRefusals('kmsKeyArn', kmsKeyArn)]);
    const there = madeWith(this);
    const bucket = new S3Bucket(this, 'bucket', {
      bucket: literal(bucketName),
      ...(props.objectLock === true ? { objectLockEnabled: true } : {}),
      ...given({ tags: tags && { ...tags } }),
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
    this.closed = closeBucket(this, bucket, policyDocuments);
    this.further = [...policyDocuments];
    this.givenName = bucketName;
    this.bucketName = versioning.bucket;
    this.bucketArn = bucket.arn;
  }

  /**
   * Lets the replication role of another account write replicas into the bucket.
   * @returns what replication has to wait for
   */
  allowReplicationFrom(roleArn: string, options: DestinationPolicyOptions = {}): ITerraformDependable {
    return this.allow({ roleArn, ...options });
  }

  /**
   * Lets roles of another account write into the bucket.
   * @returns what they have to wait for
   */
  allow(parts: Omit<BucketPolicyParts, 'bucketArn'>): ITerraformDependable {
    const id = numbered('replication-policy', this.allowed++);
    this.further.push(bucketPolicyDocument(this, id, { bucketArn: this.bucketArn, ...parts }).json);
    this.closed.document.sourcePolicyDocuments = this.further;
    return this.closed.policy;
  }
}
