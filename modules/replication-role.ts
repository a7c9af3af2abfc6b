import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { bucketArn, objectsArn, s3InRegionOf } from './partition';
import { REPLICATION_PERMISSIONS } from './permissions';
import { policyDocument, serviceTrust, type GrantedTarget } from './policy-document';
import { roleWithPolicy, type RoleOptions } from './role';

export interface ReplicationRoleProps extends RoleOptions {
  readonly sourceBucketName: string;
  /** Names of all buckets that the rules copy to. At least one. */
  readonly destinationBucketNames: readonly string[];
  /**
   * ARNs of the KMS keys that source objects are encrypted with.
   * @default - no source object under SSE-KMS is copied
   */
  readonly sourceKmsKeyArns?: readonly string[];
  /**
   * ARNs of the KMS keys that replicas are encrypted with, in the Regions of the destination buckets.
   * @default - replicas need no KMS key
   */
  readonly replicaKmsKeyArns?: readonly string[];
}

/**
 * The role that S3 assumes to copy objects, live or for a job: trusted by `s3.amazonaws.com`, with the actions of
 * `REPLICATION_PERMISSIONS` on these buckets and keys and on nothing else.
 */
export class ReplicationRole extends Construct {
  readonly roleArn: string;
  /** What has to be there before S3 can use the role. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: ReplicationRoleProps) {
    super(scope, id);
    const { sourceBucketName, destinationBucketNames, sourceKmsKeyArns = [], replicaKmsKeyArns = [] } = props;
    const destinations = unique(destinationBucketNames);
    const source = [bucketArn(this, sourceBucketName), objectsArn(this, sourceBucketName)];
    const replicas = destinations.flatMap((name) => [bucketArn(this, name), objectsArn(this, name)]);
    const keys = unique(sourceKmsKeyArns);
    const replicaKeys = unique(replicaKmsKeyArns);
    const permissions = policyDocument(this, 'permissions', REPLICATION_PERMISSIONS, {
      'source bucket': { resources: [bucketArn(this, sourceBucketName)] },
      'source objects': { resources: [objectsArn(this, sourceBucketName)] },
      'destination objects': { resources: destinations.map((name) => objectsArn(this, name)) },
      ...(keys.length === 0 ? {} : { 'source key': this.keys(keys, source) }),
      ...(replicaKeys.length === 0
        ? {}
        : {
            'replica key': this.keys(replicaKeys, replicas),
            'replica key of a bucket key': this.keys(
              replicaKeys,
              destinations.map((name) => bucketArn(this, name)),
            ),
          }),
    });
    const trust = serviceTrust(this, 'trust', 's3.amazonaws.com');
    const { role, policy } = roleWithPolicy(this, {
      ...props,
      namePrefix: 's3-replication-',
      description: `S3 copies objects of ${sourceBucketName} as this role`,
      trust,
      permissions,
    });
    this.roleArn = role.arn;
    this.ready = policy;
  }

  /**
   * Keys, usable through S3 in their Regions and for these ARNs alone. The encryption context of an object is its ARN; with
   * an S3 Bucket Key it is the ARN of the bucket.
   */
  private keys(keyArns: string[], contextArns: string[]): GrantedTarget {
    return {
      resources: keyArns,
      conditions: [
        {
          test: 'StringEquals',
          variable: 'kms:ViaService',
          values: unique(keyArns.map((arn) => s3InRegionOf(this, arn))),
        },
        { test: 'StringLike', variable: 'kms:EncryptionContext:aws:s3:arn', values: contextArns },
      ],
    };
  }
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
