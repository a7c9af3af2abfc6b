// What the account of a destination has to allow when it is not the account of the source.
import type { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import type { BucketKeys } from '../replication/rule';
import { given } from '../values/given';
import { policyDocument, statementsOf, type GrantedTarget } from './document';
import { keyGrant } from './key-grant';
import { COMPARING_PERMISSIONS, DESTINATION_PERMISSIONS } from './permissions';

export interface DestinationPolicyOptions {
  /** The replicas change their owner. @default false */
  readonly ownerOverride?: boolean;
  /** ARNs of whoever runs s3-backfill, who may list and read what is there then. @default - nobody */
  readonly callerArns?: readonly string[];
  /** Provider of the destination's account. @default - that of the stack */
  readonly provider?: TerraformProvider;
}

export interface BucketPolicyParts extends DestinationPolicyOptions {
  readonly roleArn: string;
  readonly bucketArn: string;
}

/** The policy of the destination bucket, as far as the replication role, and whoever compares, are concerned. */
export function bucketPolicyDocument(scope: Construct, id: string, parts: BucketPolicyParts): DataAwsIamPolicyDocument {
  const { roleArn, bucketArn, ownerOverride = false, callerArns = [], provider } = parts;
  const objects: GrantedTarget = { resources: [`${bucketArn}/*`] };
  const compared = { 'compared bucket': { resources: [bucketArn] }, 'compared objects': objects };
  return policyDocument(
    scope,
    id,
    DESTINATION_PERMISSIONS,
    {
      'destination objects': objects,
      ...(ownerOverride ? { 'destination objects that change owner': objects } : {}),
    },
    {
      principalArn: roleArn,
      further: callerArns.length === 0 ? [] : statementsOf(COMPARING_PERMISSIONS, compared, callerArns),
      ...given({ provider }),
    },
  );
}

export interface KeyPolicyParts {
  readonly roleArn: string;
  readonly keyArn: string;
  readonly bucketName: string;
  readonly bucketKeys: BucketKeys;
}

/** The statements that the policy of the destination's key needs. In a key policy, `*` is the key itself. */
export function keyPolicyDocument(scope: Construct, id: string, parts: KeyPolicyParts): DataAwsIamPolicyDocument {
  const { roleArn, keyArn, bucketName, bucketKeys } = parts;
  const granted = (keys: BucketKeys): GrantedTarget => ({
    ...keyGrant(scope, [keyArn], [bucketName], keys),
    resources: ['*'],
  });
  return policyDocument(
    scope,
    id,
    DESTINATION_PERMISSIONS,
    {
      'replica key': granted(bucketKeys),
      ...(bucketKeys === 'none' ? {} : { 'replica key of a bucket key': granted('all') }),
    },
    { principalArn: roleArn },
  );
}
