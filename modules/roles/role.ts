// What all roles have in common: a name of their own or a prefix, a trust, and one inline policy that goes with them.
import type { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Fn, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { accountIdOf } from '../place/partition';
import { madeWith } from '../place/placed';
import { serviceTrust, type TrustOptions } from '../policies/document';
import { POLICY_ARN, ROLE_PATH, roleNameOf, shapeRefusals } from '../refusals/aws-names';
import { type Refusal } from '../refusals/refusal';
import { given } from '../values/given';
import { isKnown } from '../values/known';

export interface RoleOptions {
  /** Name of the role. @default - Terraform makes one up that begins with `roleNamePrefix` */
  readonly roleName?: string;
  /**
   * Beginning of the name that Terraform makes up, at most 38 characters: for accounts that allow only some names.
   * @default - `s3-replication-`, `s3-backfill-job-`, `s3-batch-copy-` or `s3-datasync-`
   */
  readonly roleNamePrefix?: string;
  /** Path of the role, for example `/replication/`. @default '/' */
  readonly path?: string;
  /** ARN of the policy that bounds what the role can ever do. @default - none */
  readonly permissionsBoundaryArn?: string;
  /** Tags of the role. @default - none beside the provider's default tags */
  readonly tags?: { readonly [key: string]: string };
  /**
   * Let S3 assume the role only for this account (`aws:SourceAccount`). AWS documents that condition neither for
   * replication nor for S3 Batch Operations, and one that S3 does not fill in denies every object: try it first.
   * @default false
   */
  readonly confusedDeputyConditions?: boolean;
}

export interface RoleParts extends RoleOptions {
  readonly namePrefix: string;
  readonly description: string;
  /** The service that assumes the role. */
  readonly service: string;
  readonly permissions: DataAwsIamPolicyDocument;
  /** Whom the service may assume it for. @default - as `confusedDeputyConditions` says */
  readonly trust?: TrustOptions;
}

export interface RoleWithPolicy {
  readonly role: IamRole;
  readonly policy: IamRolePolicy;
}

const POLICY_NAME = 's3-backfill';

export function roleWithPolicy(scope: Construct, parts: RoleParts): RoleWithPolicy {
  const { roleName, roleNamePrefix, path, permissionsBoundaryArn, tags, confusedDeputyConditions = false } = parts;
  const trust = serviceTrust(
    scope,
    'trust',
    parts.service,
    parts.trust ?? (confusedDeputyConditions ? { onlyForAccountId: accountIdOf(scope) } : {}),
  );
  const role = new IamRole(scope, 'role', {
    ...(roleName === undefined ? { namePrefix: roleNamePrefix ?? parts.namePrefix } : { name: roleName }),
    description: parts.description,
    assumeRolePolicy: trust.json,
    ...given({ path, permissionsBoundary: permissionsBoundaryArn, tags: tags && { ...tags } }),
    ...madeWith(scope),
  });
  return { role, policy: policyOf(scope, role.name, parts.permissions) };
}

/** One more inline policy for a role that is there already. */
export function addToRole(scope: Construct, roleArn: string, permissions: DataAwsIamPolicyDocument): IamRolePolicy {
  return policyOf(scope, nameOf(roleArn), permissions);
}

/** A path is part of the ARN, but not of the name. */
function nameOf(roleArn: string): string {
  if (isKnown(roleArn)) return roleArn.slice(roleArn.lastIndexOf('/') + 1);
  if (Token.isUnresolved(roleArn)) return Token.asString(Fn.basename(roleArn));
  // An expression that was written by hand: cdktf's functions would escape it.
  return `\${basename("${roleArn}")}`;
}

function policyOf(scope: Construct, role: string, permissions: DataAwsIamPolicyDocument): IamRolePolicy {
  return new IamRolePolicy(scope, 'policy', { name: POLICY_NAME, role, policy: permissions.json, ...madeWith(scope) });
}

const NAME_PREFIX_MAX = 38;
const NAME_MAX = 64;

export function roleRefusals(prop: string, options: RoleOptions = {}): readonly Refusal[] {
  const { roleName, roleNamePrefix, path, permissionsBoundaryArn: boundary } = options;
  const refusals: Refusal[] = [
    ...shapeRefusals(roleNameOf(NAME_MAX), `${prop}.roleName`, roleName),
    ...shapeRefusals(roleNameOf(NAME_PREFIX_MAX), `${prop}.roleNamePrefix`, roleNamePrefix),
    ...shapeRefusals(ROLE_PATH, `${prop}.path`, path),
    ...shapeRefusals(POLICY_ARN, `${prop}.permissionsBoundaryArn`, boundary),
  ];
  if (roleName !== undefined && roleNamePrefix !== undefined) {
    refusals.push({
      prop: `${prop}.roleNamePrefix`,
      given: roleNamePrefix,
      allowed: 'roleName is given: leave one of the two out',
    });
  }
  return refusals;
}
