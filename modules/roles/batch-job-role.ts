import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { bucketArn, objectsArn } from '../place/partition';
import { place, type Placed } from '../place/placed';
import { policyDocument } from '../policies/document';
import { BATCH_JOB_PERMISSIONS } from '../policies/permissions';
import { bucketNameRefusals } from '../refusals/aws-names';
import { refuse } from '../refusals/refusal';
import { given } from '../values/given';
import { below, locationRefusals, type BucketLocation } from './bucket-location';
import { roleRefusals, roleWithPolicy, type RoleOptions } from './role';

export interface BatchJobRoleProps extends RoleOptions, Placed {
  /** The bucket whose objects the job replicates. */
  readonly sourceBucketName: string;
  /** Where S3 writes completion reports. */
  readonly report: BucketLocation;
  /** Where S3 writes the manifest that it generates. @default - the manifest is not kept */
  readonly manifest?: BucketLocation;
}

/**
 * The role that S3 Batch Operations assumes to run the job: trusted by `batchoperations.s3.amazonaws.com`, with the
 * actions of `BATCH_JOB_PERMISSIONS`. It reads no object data and has no access to the destination.
 */
export class BatchJobRole extends Construct {
  /** What CreateJob is given. */
  readonly roleArn: string;
  /** What has to be there before a job can be created. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: BatchJobRoleProps) {
    super(scope, id);
    place(this, props);
    const { sourceBucketName, report, manifest } = props;
    refuse(this, [
      ...roleRefusals(id, props),
      ...bucketNameRefusals('sourceBucketName', sourceBucketName),
      ...locationRefusals('report', report),
      ...locationRefusals('manifest', manifest),
    ]);
    const permissions = policyDocument(this, 'permissions', BATCH_JOB_PERMISSIONS, {
      'source bucket': { resources: [bucketArn(this, sourceBucketName)] },
      'source objects': { resources: [objectsArn(this, sourceBucketName)] },
      'report objects': { resources: [below(this, report)] },
      ...given({ 'manifest objects': manifest && { resources: [below(this, manifest)] } }),
    });
    const { role, policy } = roleWithPolicy(this, {
      ...props,
      namePrefix: 's3-backfill-job-',
      description: `S3 Batch Operations replicates existing objects of ${sourceBucketName} as this role`,
      service: 'batchoperations.s3.amazonaws.com',
      permissions,
    });
    this.roleArn = role.arn;
    this.ready = policy;
  }
}
