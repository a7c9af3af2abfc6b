// What both roles have in common: a name of their own or a prefix, a trust, and one inline policy that goes with them.
import type { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import type { Construct } from 'constructs';

export interface RoleOptions {
  /** @default - Terraform makes one up that begins with the name of the construct's kind */
  readonly roleName?: string;
  /** Path of the role, for example `/replication/`. @default '/' */
  readonly path?: string;
  /** ARN of the policy that bounds what the role can ever do. @default - none */
  readonly permissionsBoundaryArn?: string;
  /** @default - none beside the provider's default tags */
  readonly tags?: { readonly [key: string]: string };
}

export interface RoleParts extends RoleOptions {
  readonly namePrefix: string;
  readonly description: string;
  readonly trust: DataAwsIamPolicyDocument;
  readonly permissions: DataAwsIamPolicyDocument;
}

export interface RoleWithPolicy {
  readonly role: IamRole;
  readonly policy: IamRolePolicy;
}

export function roleWithPolicy(scope: Construct, parts: RoleParts): RoleWithPolicy {
  const { roleName, path, permissionsBoundaryArn, tags } = parts;
  const role = new IamRole(scope, 'role', {
    ...(roleName === undefined ? { namePrefix: parts.namePrefix } : { name: roleName }),
    description: parts.description,
    assumeRolePolicy: parts.trust.json,
    ...(path === undefined ? {} : { path }),
    ...(permissionsBoundaryArn === undefined ? {} : { permissionsBoundary: permissionsBoundaryArn }),
    ...(tags === undefined ? {} : { tags: { ...tags } }),
  });
  const policy = new IamRolePolicy(scope, 'policy', {
    name: 's3-backfill',
    role: role.name,
    policy: parts.permissions.json,
  });
  return { role, policy };
}
