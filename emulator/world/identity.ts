// Users and roles: a name, policies that say what they may do, and what lets somebody act as them.
import type { Past } from '../time/past';

/** What of a role or a user decides about access. */
export interface IdentityPermissions {
  readonly permissionsBoundaryArn?: string;
  /** Inline policy documents by name. */
  readonly inlinePolicies: ReadonlyMap<string, string>;
  readonly attachedPolicyArns: ReadonlySet<string>;
}

export interface Identity {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly accountId: string;
  readonly createdMs: number;
  permissionsBoundaryArn?: string;
  readonly tags: Map<string, string>;
  /** Inline policy documents by name. */
  readonly inlinePolicies: Map<string, string>;
  readonly attachedPolicyArns: Set<string>;
  /** When its permissions (of a role, its trust too) last changed; other services see that after the propagation delay. */
  changedMs: number;
}

/** What of a role decides about access. */
export interface RolePermissions extends IdentityPermissions {
  readonly trustPolicy: string;
}

/** Who may assume it, and what it may do. */
export interface Role extends Identity {
  trustPolicy: string;
  description?: string;
  maxSessionSeconds: number;
  /** What trust and permissions were before, oldest first. @default - nothing that could still be seen */
  past?: readonly Past<RolePermissions>[];
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly createdMs: number;
  active: boolean;
}

/** An identity with credentials of its own, so that a rehearsal can be run by somebody with few permissions. */
export interface User extends Identity {
  /** Two at most, by id. */
  readonly accessKeys: Map<string, AccessKey>;
  /** What the permissions were before, oldest first. @default - nothing that could still be seen */
  past?: readonly Past<IdentityPermissions>[];
}
