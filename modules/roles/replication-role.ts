import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { bucketArn, objectsArn } from '../place/partition';
import { place, type Placed } from '../place/placed';
import { policyDocument } from '../policies/document';
import { keyGrant } from '../policies/key-grant';
import { REPLICATION_PERMISSIONS } from '../policies/permissions';
import { policySizeRefusals } from '../policies/size';
import { bucketNameRefusals, kmsKeyArnRefusals, roleArnRefusals } from '../refusals/aws-names';
import { listRefusals, refuse, type Refusal } from '../refusals/refusal';
import type { BucketKeys } from '../replication/rule';
import { given } from '../values/given';
import { isKnown } from '../values/known';
import { uniqueTexts } from '../values/same-text';
import { addToRole, roleRefusals, roleWithPolicy, type RoleOptions } from './role';

export interface ReplicationRoleProps extends RoleOptions, Placed {
  /** The bucket that is copied from. */
  readonly sourceBucketName: string;
  /** Names of all buckets that the rules copy to. At least one. */
  readonly destinationBucketNames: readonly string[];
  /**
   * ARNs of the KMS keys that source objects are encrypted with.
   * @default - no source object under SSE-KMS is copied
   */
  readonly sourceKmsKeyArns?: readonly string[];
  /**
   * Whether source objects are under S3 Bucket Keys: KMS is asked in the name of the bucket then, not of the object.
   * @default 'some' - the role may do both
   */
  readonly sourceBucketKeys?: BucketKeys;
  /**
   * ARNs of the KMS keys that replicas are encrypted with, in the Regions of the destination buckets: those of the rules, and
   * those by which destination buckets encrypt what arrives unencrypted.
   * @default - replicas need no KMS key
   */
  readonly replicaKmsKeyArns?: readonly string[];
  /** Whether replicas are under S3 Bucket Keys. @default 'some' - the role may do both */
  readonly replicaBucketKeys?: BucketKeys;
  /** The source bucket has S3 Object Lock: retention and legal holds are copied. @default false */
  readonly sourceObjectLock?: boolean;
  /** Names of the destinations where the replicas change their owner. @default - none */
  readonly ownerOverrideBucketNames?: readonly string[];
  /**
   * ARN of a role that is there already, in this account: it gets the permissions as one more inline policy, `s3-backfill`,
   * and is left as it is otherwise.
   * @default - a role is made
   */
  readonly existingRoleArn?: string;
}

/**
 * The role that S3 assumes to copy objects, live or for a job: trusted by `s3.amazonaws.com`, with the actions of
 * `REPLICATION_PERMISSIONS` on these buckets and keys and on nothing else.
 */
export class ReplicationRole extends Construct {
  /** What the replication configuration is given. */
  readonly roleArn: string;
  /** What has to be there before S3 can use the role. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: ReplicationRoleProps) {
    super(scope, id);
    place(this, props);
    refuse(this, [...roleRefusals(id, props), ...replicationRoleRefusals(props)]);
    const { sourceBucketName, destinationBucketNames, sourceKmsKeyArns = [], replicaKmsKeyArns = [] } = props;
    const { sourceBucketKeys = 'some', replicaBucketKeys = 'some', ownerOverrideBucketNames = [] } = props;
    const destinations = uniqueTexts(this, destinationBucketNames);
    const owned = uniqueTexts(this, ownerOverrideBucketNames);
    const sourceObjects = { resources: [objectsArn(this, sourceBucketName)] };
    const keys = uniqueTexts(this, sourceKmsKeyArns);
    const replicaKeys = uniqueTexts(this, replicaKmsKeyArns);
    const permissions = policyDocument(this, 'permissions', REPLICATION_PERMISSIONS, {
      'source bucket': { resources: [bucketArn(this, sourceBucketName)] },
      'source objects': sourceObjects,
      ...given({
        'source objects under a lock': props.sourceObjectLock === true ? sourceObjects : undefined,
        'destination objects that change owner':
          owned.length === 0 ? undefined : { resources: owned.map((name) => objectsArn(this, name)) },
        'source key': keys.length === 0 ? undefined : keyGrant(this, keys, [sourceBucketName], sourceBucketKeys),
        'replica key':
          replicaKeys.length === 0 ? undefined : keyGrant(this, replicaKeys, destinations, replicaBucketKeys),
        'replica key of a bucket key':
          replicaKeys.length === 0 || replicaBucketKeys === 'none'
            ? undefined
            : keyGrant(this, replicaKeys, destinations, 'all'),
      }),
      'destination objects': { resources: destinations.map((name) => objectsArn(this, name)) },
    });
    const instead = 'name fewer buckets and keys, or give ReplicationConfiguration a role of your own';
    refuse(this, policySizeRefusals('destinationBucketNames', destinations.length, permissions, instead));
    if (props.existingRoleArn !== undefined) {
      this.roleArn = props.existingRoleArn;
      this.ready = addToRole(this, props.existingRoleArn, permissions);
      return;
    }
    const { role, policy } = roleWithPolicy(this, {
      ...props,
      namePrefix: 's3-replication-',
      description: `S3 copies objects of ${sourceBucketName} as this role`,
      service: 's3.amazonaws.com',
      permissions,
    });
    this.roleArn = role.arn;
    this.ready = policy;
  }
}

function replicationRoleRefusals(props: ReplicationRoleProps): readonly Refusal[] {
  const { destinationBucketNames: destinations, ownerOverrideBucketNames: owned } = props;
  const areKnown = destinations.every(isKnown);
  const strangers = (owned ?? []).filter((name) => areKnown && isKnown(name) && !destinations.includes(name));
  return [
    ...bucketNameRefusals('sourceBucketName', props.sourceBucketName),
    ...(destinations.length > 0
      ? []
      : [{ prop: 'destinationBucketNames', given: destinations, allowed: 'at least one bucket is copied to' }]),
    ...listRefusals('destinationBucketNames', destinations, bucketNameRefusals),
    ...listRefusals('sourceKmsKeyArns', props.sourceKmsKeyArns, kmsKeyArnRefusals),
    ...listRefusals('replicaKmsKeyArns', props.replicaKmsKeyArns, kmsKeyArnRefusals),
    ...(strangers.length === 0
      ? []
      : [{ prop: 'ownerOverrideBucketNames', given: strangers, allowed: 'some of destinationBucketNames' }]),
    ...roleArnRefusals('existingRoleArn', props.existingRoleArn),
  ];
}
