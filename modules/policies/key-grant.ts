// How a role may use KMS keys: only through S3 in the Region of the key, and only for the objects that it copies.
import type { Construct } from 'constructs';
import { bucketArn, objectsArn, s3InRegionsOf } from '../place/partition';
import type { BucketKeys } from '../replication/rule';
import type { GrantedTarget } from './document';

/**
 * @param bucketNames - buckets whose objects the keys are for
 * @param bucketKeys - with an S3 Bucket Key the encryption context is the ARN of the bucket, without one that of the object
 */
export function keyGrant(
  scope: Construct,
  keyArns: readonly string[],
  bucketNames: readonly string[],
  bucketKeys: BucketKeys,
): GrantedTarget {
  return {
    resources: [...keyArns],
    conditions: [
      {
        test: 'StringEquals',
        variable: 'kms:ViaService',
        values: s3InRegionsOf(scope, keyArns),
      },
      {
        test: 'StringLike',
        variable: 'kms:EncryptionContext:aws:s3:arn',
        values: bucketNames.flatMap((name) => [
          ...(bucketKeys === 'none' ? [] : [bucketArn(scope, name)]),
          ...(bucketKeys === 'all' ? [] : [objectsArn(scope, name)]),
        ]),
      },
    ],
  };
}
