// A role: who may assume it, and what it may do.
import type { Past } from './propagation';

/** What of a role decides about access. */
export interface RolePermissions {
  readonly trustPolicy: string;
  readonly permissionsBoundaryArn?: string;
  /** Inline policy documents by name. */
  readonly inlinePolicies: ReadonlyMap<string, string>;
  readonly attachedPolicyArns: ReadonlySet<string>;
}

export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly accountId: string;
  readonly createdMs: number;
  trustPolicy: string;
  description?: string;
  maxSessionSeconds: number;
  permissionsBoundaryArn?: string;
  readonly tags: Map<string, string>;
  /** Inline policy documents by name. */
  readonly inlinePolicies: Map<string, string>;
  readonly attachedPolicyArns: Set<string>;
  /** When trust or permissions last changed; other services see the change after the propagation delay. */
  changedMs: number;
  /** What trust and permissions were before, oldest first. @default - nothing that could still be seen */
  past?: readonly Past<RolePermissions>[];
}
