// IAM policy documents as `aws_iam_policy_document` data sources: Terraform renders them, and a review reads them.
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
  type DataAwsIamPolicyDocumentStatementCondition,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import { madeWith } from '../place/placed';
import { given } from '../values/given';
import { literal } from '../values/literal';
import type { Permission, PermissionTarget } from './permissions';

/** What a target of a permission table stands for in one policy. */
export interface GrantedTarget {
  /** ARNs. */
  readonly resources: string[];
  /** @default - none */
  readonly conditions?: DataAwsIamPolicyDocumentStatementCondition[];
}

export interface PolicyDocumentOptions {
  /** Statements about others, after these. @default - none */
  readonly further?: readonly DataAwsIamPolicyDocumentStatement[];
  /** @default - that of the construct's account and Region */
  readonly provider?: TerraformProvider;
}

/** A target that is left out is not granted. */
export type GrantedTargets = Partial<Record<PermissionTarget, GrantedTarget>>;

/** One statement for each target, in the order in which the table names them first. */
export function policyDocument(
  scope: Construct,
  id: string,
  permissions: readonly Permission[],
  targets: GrantedTargets,
  { further = [], provider }: PolicyDocumentOptions = {},
): DataAwsIamPolicyDocument {
  const statement = [...statementsOf(permissions, targets, []), ...further];
  return new DataAwsIamPolicyDocument(scope, id, { statement, ...madeWith(scope, provider) });
}

/** @param principalArns - whom they are about; empty: whoever has the policy */
export function statementsOf(
  permissions: readonly Permission[],
  targets: GrantedTargets,
  principalArns: readonly string[],
): readonly DataAwsIamPolicyDocumentStatement[] {
  const names = [...new Set(permissions.map(({ on }) => on))];
  return names.flatMap((name): DataAwsIamPolicyDocumentStatement[] => {
    const target = targets[name];
    if (target === undefined) return [];
    return [
      {
        sid: sidOf(name),
        effect: 'Allow',
        actions: permissions.filter(({ on }) => on === name).map(({ action }) => action),
        resources: target.resources,
        ...given({
          principals:
            principalArns.length === 0 ? undefined : [{ type: 'AWS', identifiers: principalArns.map(literal) }],
          condition: target.conditions,
        }),
      },
    ];
  });
}

export interface TrustOptions {
  /** Only for what happens in this account. @default - no condition */
  readonly onlyForAccountId?: string;
  /** Only for what these ARNs match does. @default - no condition */
  readonly onlyForArns?: readonly string[];
}

/**
 * Lets one service assume the role. Without conditions, unless somebody asks for one: AWS documents none for S3 and S3 Batch
 * Operations, and one that S3 does not fill in would deny every task. For DataSync it documents both.
 */
export function serviceTrust(
  scope: Construct,
  id: string,
  service: string,
  { onlyForAccountId, onlyForArns }: TrustOptions = {},
): DataAwsIamPolicyDocument {
  const account = { test: 'StringEquals', variable: 'aws:SourceAccount' };
  const condition = [
    ...(onlyForAccountId === undefined ? [] : [{ ...account, values: [literal(onlyForAccountId)] }]),
    ...(onlyForArns === undefined ? [] : [{ test: 'ArnLike', variable: 'aws:SourceArn', values: [...onlyForArns] }]),
  ];
  return new DataAwsIamPolicyDocument(scope, id, {
    statement: [
      {
        sid: 'AssumedByService',
        effect: 'Allow',
        actions: ['sts:AssumeRole'],
        principals: [{ type: 'Service', identifiers: [service] }],
        ...(condition.length === 0 ? {} : { condition }),
      },
    ],
    ...madeWith(scope),
  });
}

/** `source bucket` → `SourceBucket` */
export function sidOf(target: PermissionTarget): string {
  return target.replace(/(?:^|\s)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
