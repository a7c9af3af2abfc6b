// What the owner of the report bucket and of the keys has to allow services of AWS, where none of them is made here: it is handed out.
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { HANDOFF_OUTPUT } from '../handoff';
import { accountIdOf } from '../place/partition';
import { madeWith } from '../place/placed';
import { literal, literals } from '../values/literal';
import { byS3For, type Reports } from './deliveries';
import type { InventoryCopyProps } from './props';

const OUTPUT = 'inventory_policies';

export interface KeyPolicies {
  /** Lets S3 encrypt inventories. */
  readonly inventoryKeyPolicyJson?: string;
  /** Lets EventBridge send to the encrypted queue. */
  readonly queueKeyPolicyJson?: string;
}

/** @param ruleArn - of the rule that sends to the queue of lists */
export function addKeyPolicies(scope: Construct, props: InventoryCopyProps, ruleArn: string): KeyPolicies {
  const policy = (id: string, sid: string, service: string, actions: string[], condition: ConditionsOf) =>
    new DataAwsIamPolicyDocument(scope, id, {
      statement: [
        {
          sid,
          effect: 'Allow',
          actions,
          principals: [{ type: 'Service', identifiers: [service] }],
          resources: ['*'],
          condition,
        },
      ],
      ...madeWith(scope),
    }).json;
  const byRule = [
    { test: 'ArnEquals', variable: 'aws:SourceArn', values: [ruleArn] },
    { test: 'StringEquals', variable: 'aws:SourceAccount', values: [literal(accountIdOf(scope))] },
  ];
  return {
    ...(props.inventoryKmsKeyArn === undefined
      ? {}
      : {
          inventoryKeyPolicyJson: policy(
            'inventory-key-policy',
            'InventoriesByS3',
            's3.amazonaws.com',
            ['kms:GenerateDataKey'],
            byS3For(scope, props.sourceBucketName),
          ),
        }),
    ...(props.queueKmsKeyArn === undefined
      ? {}
      : {
          queueKeyPolicyJson: policy(
            'queue-key-policy',
            'InventoriesByEventBridge',
            'events.amazonaws.com',
            ['kms:GenerateDataKey', 'kms:Decrypt'],
            byRule,
          ),
        }),
  };
}

type ConditionsOf = { readonly test: string; readonly variable: string; readonly values: string[] }[];

/** Nothing is, where the bucket is made here and no key is named. */
export function handOutPolicies(
  scope: Construct,
  props: InventoryCopyProps,
  { bucketName, policyJson, made }: Reports,
  { inventoryKeyPolicyJson, queueKeyPolicyJson }: KeyPolicies,
  handoffName: string,
): void {
  const keys = [
    [props.inventoryKmsKeyArn, inventoryKeyPolicyJson],
    [props.queueKmsKeyArn, queueKeyPolicyJson],
  ].flatMap(([key_arn, policy]) => (key_arn === undefined || policy === undefined ? [] : [{ key_arn, policy }]));
  if (made !== undefined && keys.length === 0) return;
  const name = OUTPUT + handoffName.slice(HANDOFF_OUTPUT.length);
  const bucket = made === undefined ? { bucket: bucketName, bucket_policy: policyJson } : {};
  const output = new TerraformOutput(TerraformStack.of(scope), name, {
    value: literals({ ...bucket, key_policies: keys }),
    description:
      'What report bucket and keys have to allow S3 and EventBridge: to be merged into the policies that they have',
    staticId: true,
  });
  output.overrideLogicalId(name);
}
