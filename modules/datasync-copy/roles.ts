// The roles of a task: one for each side, and one for its reports and lists of keys.
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { accountIdOf, bucketArn, dataSyncArn, objectsArn } from '../place/partition';
import {
  DATASYNC_DESTINATION_PERMISSIONS,
  DATASYNC_REPORT_PERMISSIONS,
  DATASYNC_SOURCE_PERMISSIONS,
} from '../policies/datasync-permissions';
import { policyDocument, type GrantedTargets } from '../policies/document';
import { keyGrant } from '../policies/key-grant';
import type { Permission } from '../policies/permissions';
import { policySizeRefusals } from '../policies/size';
import { refuse } from '../refusals/refusal';
import { below, type BucketLocation } from '../roles/bucket-location';
import { roleWithPolicy, type RoleOptions } from '../roles/role';
import { given } from '../values/given';
import { uniqueTexts } from '../values/same-text';
import type { DataSyncCopyProps } from './props';

interface RoleParts extends RoleOptions {
  readonly permissions: readonly Permission[];
  readonly targets: (scope: Construct) => GrantedTargets;
  readonly namePrefix: string;
  readonly description: string;
  /** How many, and the prop that names them. @default - it uses none */
  readonly keys?: readonly [prop: string, count: number];
}

/** A role that DataSync assumes for this account alone, with the actions of one table. */
export class DataSyncRole extends Construct {
  readonly roleArn: string;
  /** What has to be there before anybody assumes it. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, { permissions, targets, keys, ...parts }: RoleParts) {
    super(scope, id);
    const document = policyDocument(this, 'permissions', permissions, targets(this));
    if (keys !== undefined) refuse(this, policySizeRefusals(keys[0], keys[1], document, 'name fewer keys'));
    const { role, policy } = roleWithPolicy(this, {
      ...parts,
      service: 'datasync.amazonaws.com',
      permissions: document,
      // https://docs.aws.amazon.com/datasync/latest/userguide/cross-service-confused-deputy-prevention.html
      trust: { onlyForAccountId: accountIdOf(this), onlyForArns: [dataSyncArn(this)] },
    });
    this.roleArn = role.arn;
    this.ready = policy;
  }
}

export function addSourceRole(scope: Construct, props: DataSyncCopyProps): DataSyncRole {
  const { sourceBucketName, prefix = '', sourceKmsKeyArns = [], sourceBucketKeys = 'some', role } = props;
  const keys = uniqueTexts(scope, sourceKmsKeyArns);
  return new DataSyncRole(scope, 'source-role', {
    ...role,
    permissions: DATASYNC_SOURCE_PERMISSIONS,
    targets: (at) => ({
      'source bucket': { resources: [bucketArn(at, sourceBucketName)] },
      'source objects': { resources: [objectsArn(at, sourceBucketName, prefix)] },
      ...given({
        'source key': keys.length === 0 ? undefined : keyGrant(at, keys, [sourceBucketName], sourceBucketKeys),
      }),
    }),
    namePrefix: 's3-datasync-source-',
    description: `DataSync reads ${sourceBucketName} as this role`,
    keys: ['sourceKmsKeyArns', keys.length],
  });
}

export function addDestinationRole(scope: Construct, props: DataSyncCopyProps): DataSyncRole {
  const { destinationBucketName: bucket, destinationKmsKeyArns = [], destinationBucketKeys = 'some', role } = props;
  const keys = uniqueTexts(scope, destinationKmsKeyArns);
  return new DataSyncRole(scope, 'destination-role', {
    ...role,
    permissions: DATASYNC_DESTINATION_PERMISSIONS,
    targets: (at) => ({
      'destination bucket': { resources: [bucketArn(at, bucket)] },
      'destination objects': { resources: [objectsArn(at, bucket, destinationFolderOf(props))] },
      ...given({
        'destination key': keys.length === 0 ? undefined : keyGrant(at, keys, [bucket], destinationBucketKeys),
      }),
    }),
    namePrefix: 's3-datasync-destination-',
    description: `DataSync writes to ${bucket} as this role`,
    keys: ['destinationKmsKeyArns', keys.length],
  });
}

export function addReportRole(
  scope: Construct,
  report: BucketLocation,
  manifest: BucketLocation | undefined,
  role: RoleOptions | undefined,
): DataSyncRole {
  return new DataSyncRole(scope, 'report-role', {
    ...role,
    permissions: DATASYNC_REPORT_PERMISSIONS,
    targets: (at) => ({
      'report objects': { resources: [below(at, report)] },
      ...given({ 'manifest objects': manifest && { resources: [below(at, manifest)] } }),
    }),
    namePrefix: 's3-datasync-report-',
    description: 'DataSync writes task reports and reads lists of keys as this role',
  });
}

/** Of the keys of the copies. */
export function destinationFolderOf({ prefix = '', destinationPrefix = prefix }: DataSyncCopyProps): string {
  return destinationPrefix;
}
