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
}
