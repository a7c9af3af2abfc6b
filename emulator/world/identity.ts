// What roles and users have in common: a name, and policies that say what they may do.

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
