// A role: who may assume it, and what it may do.
import type { Identity, IdentityPermissions } from './identity';
import type { Past } from '../iam/access/propagation';

/** What of a role decides about access. */
export interface RolePermissions extends IdentityPermissions {
  readonly trustPolicy: string;
}

export interface Role extends Identity {
  trustPolicy: string;
  description?: string;
  maxSessionSeconds: number;
  /** What trust and permissions were before, oldest first. @default - nothing that could still be seen */
  past?: readonly Past<RolePermissions>[];
}
