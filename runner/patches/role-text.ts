// A role with its policy, or a policy alone, in the language that was asked for.
import type { PolicyDocument } from '../policy/policy-document';
import { indentedJson } from '../text/safe-text';
import { awsFlags, shellCommand } from '../text/shell-command';
import { attributes, block, Expression, hclValue, label, resource, type Hcl } from './hcl';

export type PolicyLanguage = 'json' | 'hcl' | 'aws-cli';

export interface NamedPolicy {
  /** Of the role, or of the policy where there is no role. */
  readonly name: string;
  /** @default - a policy without a role */
  readonly trust?: PolicyDocument;
  readonly policy: PolicyDocument;
}

const POLICY_NAME = 's3-backfill';

function hclDocument(document: PolicyDocument): Expression {
  return new Expression(`jsonencode(${hclValue(document as unknown as Hcl)})`);
}

function hclText({ name, trust, policy }: NamedPolicy): string {
  const own = label(name);
  if (trust === undefined) return resource('aws_iam_policy', own, attributes({ name, policy: hclDocument(policy) }));
  const role = new Expression(`aws_iam_role.${own}.name`);
  return [
    resource('aws_iam_role', own, attributes({ name, assume_role_policy: hclDocument(trust) })),
    resource('aws_iam_role_policy', own, attributes({ name: POLICY_NAME, role, policy: hclDocument(policy) })),
    block(`output "${own}_arn"`, attributes({ value: new Expression(`aws_iam_role.${own}.arn`) })),
  ].join('\n\n');
}

function commandText({ name, trust, policy }: NamedPolicy): string {
  const iam = (operation: string, parameters: Readonly<Record<string, string>>): string =>
    shellCommand(['aws', 'iam', operation, ...awsFlags(parameters)]);
  const document = { 'policy-document': JSON.stringify(policy) };
  if (trust === undefined) return iam('create-policy', { 'policy-name': name, ...document });
  return [
    iam('create-role', { 'role-name': name, 'assume-role-policy-document': JSON.stringify(trust) }),
    iam('put-role-policy', { 'role-name': name, 'policy-name': POLICY_NAME, ...document }),
  ].join('\n');
}

/** The policy of a bucket, of which there is one: whatever it says already belongs beside it. */
export function bucketPolicyText(bucket: string, policy: PolicyDocument, language: PolicyLanguage): string {
  switch (language) {
    case 'json':
      return indentedJson(policy);
    case 'hcl':
      return resource('aws_s3_bucket_policy', label(bucket), attributes({ bucket, policy: hclDocument(policy) }));
    case 'aws-cli':
      return shellCommand([
        'aws',
        's3api',
        'put-bucket-policy',
        ...awsFlags({ bucket, policy: JSON.stringify(policy) }),
      ]);
  }
}

/** To be pasted as it is. */
export function policyText(named: NamedPolicy, language: PolicyLanguage): string {
  switch (language) {
    case 'json':
      return indentedJson(named.trust === undefined ? named.policy : { trust: named.trust, policy: named.policy });
    case 'hcl':
      return hclText(named);
    case 'aws-cli':
      return commandText(named);
  }
}
