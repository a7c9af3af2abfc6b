// One bucket in another account that something copies into: what that account has to allow is attached there, or handed out.
import type { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { TerraformOutput, TerraformStack, type ITerraformDependable, type TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { HANDOFF_OUTPUT } from '../handoff';
import { bucketArn, objectsArn } from '../place/partition';
import { policyDocument, statementsOf } from '../policies/document';
import { keyGrant } from '../policies/key-grant';
import { COPIES_COMPARING_PERMISSIONS, type Permission } from '../policies/permissions';
import { principalArnRefusals } from '../refusals/aws-names';
import { listRefusals, type Refusal } from '../refusals/refusal';
import type { BucketKeys } from '../replication/rule';
import { literal, literals } from '../values/literal';
import { numbered } from '../values/numbered';
import { uniqueTexts } from '../values/same-text';
import { DESTINATION_POLICIES_OUTPUT } from './destination-policies';

/** As people say it. */
export interface ForeignProps {
  readonly sourceAccountId?: string;
  readonly destinationBucketName: string;
  readonly destinationAccountId?: string;
  readonly destinationKmsKeyArns?: readonly string[];
  readonly destinationBucketKeys?: BucketKeys;
  readonly attachWith?: TerraformProvider;
  readonly callerArns?: readonly string[];
}

/** Who writes there. */
export interface ForeignWriter {
  readonly roleArn: string;
  /** About `destination bucket`, `destination objects` and `destination key`; others are passed over. */
  readonly permissions: readonly Permission[];
  /** Beginning of the keys that it writes. */
  readonly prefix: string;
}

function isForeign({ destinationAccountId, sourceAccountId }: ForeignProps): boolean {
  return destinationAccountId !== undefined && destinationAccountId !== sourceAccountId;
}

export function foreignRefusals(props: ForeignProps): readonly Refusal[] {
  const { attachWith, callerArns } = props;
  const ofOthers = (prop: string, value: unknown): readonly Refusal[] => {
    if (value === undefined || isForeign(props)) return [];
    const allowed = 'it is for a bucket of another account: set destinationAccountId, or leave it out';
    return [{ prop, given: value, allowed }];
  };
  return [
    ...listRefusals('callerArns', callerArns, principalArnRefusals),
    ...ofOthers('callerArns', callerArns),
    ...ofOthers('attachWith', attachWith?.alias),
  ];
}

/** @returns what was attached, which whatever looks at the bucket at once has to wait for */
export function addForeignAccess(
  scope: Construct,
  { roleArn, permissions, prefix }: ForeignWriter,
  props: ForeignProps,
  handoffName: string,
): readonly ITerraformDependable[] {
  if (!isForeign(props)) return [];
  const { destinationBucketName: bucket, destinationBucketKeys = 'some', attachWith, callerArns = [] } = props;
  const there = bucketArn(scope, bucket);
  const objects = { resources: [objectsArn(scope, bucket)] };
  const copies = { resources: [objectsArn(scope, bucket, prefix)] };
  const granted = { 'destination bucket': { resources: [there] }, 'destination objects': copies };
  const compared = { 'compared bucket': { resources: [there] }, 'compared objects': objects };
  const bucketPolicy = policyDocument(
    scope,
    'bucket-policy',
    [],
    {},
    {
      further: [
        ...statementsOf(permissions, granted, [roleArn]),
        ...(callerArns.length === 0 ? [] : statementsOf(COPIES_COMPARING_PERMISSIONS, compared, callerArns)),
      ],
    },
  );
  const keys = uniqueTexts(scope, props.destinationKmsKeyArns ?? []);
  const keyPolicies = keys.map((keyArn, index) => {
    const granting = { ...keyGrant(scope, [keyArn], [bucket], destinationBucketKeys), resources: ['*'] };
    const further = statementsOf(permissions, { 'destination key': granting }, [roleArn]);
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
  { destinationBucketName: bucket, destinationAccountId: account_id }: ForeignProps,
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
