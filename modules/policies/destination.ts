// What the account of a destination has to allow when it is not the account of the source.
import type {
  DataAwsIamPolicyDocument,
  DataAwsIamPolicyDocumentStatement,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import type { BucketKeys } from '../replication/rule';
import { given } from '../values/given';
import { COPY_DESTINATION_PERMISSIONS } from './copy-permissions';
import { policyDocument, statementsOf, type GrantedTarget } from './document';
import { keyGrant } from './key-grant';
import { COMPARING_PERMISSIONS, DESTINATION_PERMISSIONS } from './permissions';

/** A role that copies without rules. */
export interface CopyingRole {
  readonly roleArn: string;
  /** Folder that it copies into. @default '' - anywhere in the bucket */
  readonly prefix?: string;
}

export interface DestinationPolicyOptions {
  /** The replicas change their owner. @default false */
  readonly ownerOverride?: boolean;
  /** ARNs of whoever runs s3-backfill, who may list and read what is there then. @default - nobody */
  readonly callerArns?: readonly string[];
  /** Provider of the destination's account. @default - that of the stack */
  readonly provider?: TerraformProvider;
}

export interface BucketPolicyParts extends DestinationPolicyOptions {
  /** Of the rules. @default - none replicate there */
  readonly roleArn?: string;
  /** @default - nothing is copied there without rules */
  readonly batchCopy?: CopyingRole;
  readonly bucketArn: string;
}

/** The policy of the destination bucket, as far as the roles that write there, and whoever compares, are concerned. */
export function bucketPolicyDocument(scope: Construct, id: string, parts: BucketPolicyParts): DataAwsIamPolicyDocument {
  const { roleArn, batchCopy, bucketArn, ownerOverride = false, callerArns = [], provider } = parts;
  const objects: GrantedTarget = { resources: [`${bucketArn}/*`] };
  const compared = { 'compared bucket': { resources: [bucketArn] }, 'compared objects': objects };
  const replicated = {
    'destination objects': objects,
    ...(ownerOverride ? { 'destination objects that change owner': objects } : {}),
  };
  return policyDocument(
    scope,
    id,
    [],
    {},
    {
      further: [
        ...(roleArn === undefined ? [] : statementsOf(DESTINATION_PERMISSIONS, replicated, [roleArn])),
        ...(batchCopy === undefined ? [] : copyStatements(batchCopy, bucketArn)),
        ...(callerArns.length === 0 ? [] : statementsOf(COMPARING_PERMISSIONS, compared, callerArns)),
      ],
      ...given({ provider }),
    },
  );
}

function copyStatements({ roleArn, prefix = '' }: CopyingRole, bucketArn: string) {
  const folder = prefix.replace(/\/+$/, '');
  const copies: GrantedTarget = { resources: [`${bucketArn}/${folder === '' ? '' : `${folder}/`}*`] };
  return ofCopies(statementsOf(COPY_DESTINATION_PERMISSIONS, { 'destination objects': copies }, [roleArn]));
}

/** Names of statements are unique in a policy, and replication has some of the same. */
function ofCopies(
  statements: readonly DataAwsIamPolicyDocumentStatement[],
): readonly DataAwsIamPolicyDocumentStatement[] {
  return statements.map((one) => ({ ...one, sid: `BatchCopy${one.sid ?? ''}` }));
}

export interface KeyPolicyParts {
  /** Of the rules. @default - none replicate there */
  readonly roleArn?: string;
  /** ARN of the role that copies without rules. @default - none does */
  readonly copyRoleArn?: string;
  readonly keyArn: string;
  readonly bucketName: string;
  readonly bucketKeys: BucketKeys;
}

/** The statements that the policy of the destination's key needs. In a key policy, `*` is the key itself. */
export function keyPolicyDocument(scope: Construct, id: string, parts: KeyPolicyParts): DataAwsIamPolicyDocument {
  const { roleArn, copyRoleArn, keyArn, bucketName, bucketKeys } = parts;
  const granted = (keys: BucketKeys): GrantedTarget => ({
    ...keyGrant(scope, [keyArn], [bucketName], keys),
    resources: ['*'],
  });
  const hasBucketKeys = bucketKeys !== 'none';
  const replicated = {
    'replica key': granted(bucketKeys),
    ...(hasBucketKeys ? { 'replica key of a bucket key': granted('all') } : {}),
  };
  const copied = {
    'destination key': granted(bucketKeys),
    ...(hasBucketKeys ? { 'destination key of a bucket key': granted('all') } : {}),
  };
  return policyDocument(
    scope,
    id,
    [],
    {},
    {
      further: [
        ...(roleArn === undefined ? [] : statementsOf(DESTINATION_PERMISSIONS, replicated, [roleArn])),
        ...(copyRoleArn === undefined
          ? []
          : ofCopies(statementsOf(COPY_DESTINATION_PERMISSIONS, copied, [copyRoleArn]))),
      ],
    },
  );
}
