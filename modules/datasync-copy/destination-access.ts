// A destination in another account: what that account has to allow is attached there, or handed out.
import type { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { TerraformOutput, TerraformStack, type ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { HANDOFF_OUTPUT } from '../handoff';
import { DESTINATION_POLICIES_OUTPUT } from '../outputs/destination-policies';
import { bucketArn, objectsArn } from '../place/partition';
import { DATASYNC_COMPARING_PERMISSIONS, DATASYNC_DESTINATION_PERMISSIONS } from '../policies/datasync-permissions';
import { policyDocument, statementsOf } from '../policies/document';
import { keyGrant } from '../policies/key-grant';
import { literal, literals } from '../values/literal';
import { numbered } from '../values/numbered';
import { uniqueTexts } from '../values/same-text';
import type { DataSyncCopyProps } from './props';
import { destinationFolderOf } from './roles';

/** @returns what was attached, which the location has to wait for */
export function addForeignAccess(
  scope: Construct,
  roleArn: string,
  props: DataSyncCopyProps,
  handoffName: string,
): readonly ITerraformDependable[] {
  const { destinationBucketName: bucket, destinationAccountId, sourceAccountId, attachWith, callerArns = [] } = props;
  if (destinationAccountId === undefined || destinationAccountId === sourceAccountId) return [];
  const { destinationBucketKeys = 'some' } = props;
  const there = bucketArn(scope, bucket);
  const objects = { resources: [objectsArn(scope, bucket)] };
  const copies = { resources: [objectsArn(scope, bucket, destinationFolderOf(props))] };
  const granted = { 'destination bucket': { resources: [there] }, 'destination objects': copies };
  const compared = { 'compared bucket': { resources: [there] }, 'compared objects': objects };
  const bucketPolicy = policyDocument(
    scope,
    'bucket-policy',
    [],
    {},
    {
      further: [
        ...statementsOf(DATASYNC_DESTINATION_PERMISSIONS, granted, [roleArn]),
        ...(callerArns.length === 0 ? [] : statementsOf(DATASYNC_COMPARING_PERMISSIONS, compared, callerArns)),
      ],
    },
  );
  const keys = uniqueTexts(scope, props.destinationKmsKeyArns ?? []);
  const keyPolicies = keys.map((keyArn, index) => {
    const granting = { ...keyGrant(scope, [keyArn], [bucket], destinationBucketKeys), resources: ['*'] };
    const further = statementsOf(DATASYNC_DESTINATION_PERMISSIONS, { 'destination key': granting }, [roleArn]);
    const document = policyDocument(scope, numbered('key-policy', index), [], {}, { further });
    return { key_arn: keyArn, policy: document.json };
  });
  const attached =
    attachWith === undefined
      ? []
      : [
          new S3BucketPolicy(scope, 'attached-policy', {
            bucket: literal(bucket),
            policy: bucketPolicy.json,
            provider: attachWith,
          }),
        ];
  if (attached.length === 0 || keyPolicies.length > 0)
    handOut(scope, attached.length === 0 ? bucketPolicy : undefined, keyPolicies, props, handoffName);
  return attached;
}

function handOut(
  scope: Construct,
  bucketPolicy: DataAwsIamPolicyDocument | undefined,
  keyPolicies: readonly object[],
  { destinationBucketName: bucket, destinationAccountId: account_id }: DataSyncCopyProps,
  handoffName: string,
): void {
  const name = DESTINATION_POLICIES_OUTPUT + handoffName.slice(HANDOFF_OUTPUT.length);
  const policy = bucketPolicy === undefined ? {} : { bucket_policy: bucketPolicy.json };
  const output = new TerraformOutput(TerraformStack.of(scope), name, {
    value: literals([{ bucket, account_id, ...policy, key_policies: keyPolicies }]),
    description:
      'What the account of each destination has to allow: to be merged into the policies of its bucket and its keys',
    staticId: true,
  });
  output.overrideLogicalId(name);
}
