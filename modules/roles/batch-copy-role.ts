import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { bucketArn, objectsArn } from '../place/partition';
import { place, type Placed } from '../place/placed';
import { BATCH_COPY_PERMISSIONS } from '../policies/copy-permissions';
import { policyDocument } from '../policies/document';
import { keyGrant } from '../policies/key-grant';
import { policySizeRefusals } from '../policies/size';
import { bucketNameRefusals, kmsKeyArnRefusals } from '../refusals/aws-names';
import { listRefusals, refuse } from '../refusals/refusal';
import type { BucketKeys } from '../replication/rule';
import { given } from '../values/given';
import { uniqueTexts } from '../values/same-text';
import { below, locationRefusals, type BucketLocation } from './bucket-location';
import { roleRefusals, roleWithPolicy, type RoleOptions } from './role';

export interface BatchCopyRoleProps extends RoleOptions, Placed {
  /** The bucket that is copied from. */
  readonly sourceBucketName: string;
  /** Where copies go; the bucket of the source, where objects are copied in place. S3 keeps their whole keys below the prefix. */
  readonly destination: BucketLocation;
  /** Where S3 writes completion reports. */
  readonly report: BucketLocation;
  /** Where manifests are: those that S3 generates, and those that a job is given. @default - S3 generates them, and none is kept */
  readonly manifest?: BucketLocation;
  /** ARNs of the KMS keys that source objects are encrypted with. @default - no source object under SSE-KMS is copied */
  readonly sourceKmsKeyArns?: readonly string[];
  /**
   * Whether source objects are under S3 Bucket Keys: KMS is asked in the name of the bucket then, not of the object.
   * @default 'some' - the role may do both
   */
  readonly sourceBucketKeys?: BucketKeys;
  /**
   * ARNs of the KMS keys that copies are encrypted with, in the Region of the destination bucket: those by which the bucket encrypts
   * what arrives, and those that a job is told.
   * @default - copies need no KMS key
   */
  readonly destinationKmsKeyArns?: readonly string[];
  /** Whether copies are under S3 Bucket Keys. @default 'some' - the role may do both */
  readonly destinationBucketKeys?: BucketKeys;
}

/**
 * The role that S3 Batch Operations assumes to copy objects by S3PutObjectCopy, without any replication rule: trusted by
 * `batchoperations.s3.amazonaws.com`, with the actions of `BATCH_COPY_PERMISSIONS` on these buckets and keys and on nothing else. The
 * job reads and writes object data as this role.
 */
export class BatchCopyRole extends Construct {
  /** What CreateJob is given. */
  readonly roleArn: string;
  /** What has to be there before a job can be created. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: BatchCopyRoleProps) {
    super(scope, id);
    place(this, props);
    const { sourceBucketName, destination, report, manifest } = props;
    const { sourceKmsKeyArns = [], destinationKmsKeyArns = [] } = props;
    const { sourceBucketKeys = 'some', destinationBucketKeys = 'some' } = props;
    refuse(this, [
      ...roleRefusals(id, props),
      ...bucketNameRefusals('sourceBucketName', sourceBucketName),
      ...locationRefusals('destination', destination),
      ...locationRefusals('report', report),
      ...locationRefusals('manifest', manifest),
      ...listRefusals('sourceKmsKeyArns', sourceKmsKeyArns, kmsKeyArnRefusals),
      ...listRefusals('destinationKmsKeyArns', destinationKmsKeyArns, kmsKeyArnRefusals),
    ]);
    const copies = { resources: [below(this, destination)] };
    const sourceKeys = uniqueTexts(this, sourceKmsKeyArns);
    const destinationKeys = uniqueTexts(this, destinationKmsKeyArns);
    const keysFor = (keys: BucketKeys) => keyGrant(this, destinationKeys, [destination.bucketName], keys);
    const permissions = policyDocument(this, 'permissions', BATCH_COPY_PERMISSIONS, {
      'source bucket': { resources: [bucketArn(this, sourceBucketName)] },
      'source objects': { resources: [objectsArn(this, sourceBucketName)] },
      'destination objects': copies,
      'report objects': { resources: [below(this, report)] },
      ...given({
        'manifest objects': manifest && { resources: [below(this, manifest)] },
        'source key':
          sourceKeys.length === 0 ? undefined : keyGrant(this, sourceKeys, [sourceBucketName], sourceBucketKeys),
        'destination key': destinationKeys.length === 0 ? undefined : keysFor(destinationBucketKeys),
        'destination key of a bucket key':
          destinationKeys.length === 0 || destinationBucketKeys === 'none' ? undefined : keysFor('all'),
      }),
    });
    refuse(this, policySizeRefusals('sourceKmsKeyArns', sourceKeys.length, permissions, 'name fewer keys'));
    const { role, policy } = roleWithPolicy(this, {
      ...props,
      namePrefix: 's3-batch-copy-',
      description: `S3 Batch Operations copies existing objects of ${sourceBucketName} as this role`,
      service: 'batchoperations.s3.amazonaws.com',
      permissions,
    });
    this.roleArn = role.arn;
    this.ready = policy;
  }
}
