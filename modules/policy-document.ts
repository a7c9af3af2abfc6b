// IAM policy documents as `aws_iam_policy_document` data sources: Terraform renders them, and a review reads them.
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
  type DataAwsIamPolicyDocumentStatementCondition,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import type { Construct } from 'constructs';
import type { Permission, PermissionTarget } from './permissions';

/** What a target of a permission table stands for in one policy. */
export interface GrantedTarget {
  /** ARNs. */
  readonly resources: string[];
  /** @default - none */
  readonly conditions?: DataAwsIamPolicyDocumentStatementCondition[];
}

/** A target that is left out is not granted. */
export type GrantedTargets = Partial<Record<PermissionTarget, GrantedTarget>>;

/** One statement for each target, in the order in which the table names them first. */
export function policyDocument(
  scope: Construct,
  id: string,
  permissions: readonly Permission[],
  targets: GrantedTargets,
): DataAwsIamPolicyDocument {
  const names = [...new Set(permissions.map(({ on }) => on))];
  const statement = names.flatMap((name): DataAwsIamPolicyDocumentStatement[] => {
    const target = targets[name];
    if (target === undefined) return [];
    return [
      {
        sid: sidOf(name),
        effect: 'Allow',
        actions: permissions.filter(({ on }) => on === name).map(({ action }) => action),
        resources: target.resources,
        ...(target.conditions === undefined ? {} : { condition: target.conditions }),
      },
    ];
  });
  return new DataAwsIamPolicyDocument(scope, id, { statement });
}

/**
 * Lets one service assume the role. Without conditions: AWS documents none for these services, and one that S3 does not
 * fill in would deny every task.
 */
export function serviceTrust(scope: Construct, id: string, service: string): DataAwsIamPolicyDocument {
  return new DataAwsIamPolicyDocument(scope, id, {
    statement: [
      {
        sid: 'AssumedByService',
        effect: 'Allow',
        actions: ['sts:AssumeRole'],
        principals: [{ type: 'Service', identifiers: [service] }],
      },
    ],
  });
}

/** `source bucket` → `SourceBucket` */
function sidOf(target: PermissionTarget): string {
  return target.replace(/(?:^|\s)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
