// Questions to IAM.

/** Questions to IAM. */
export interface Permissions {
  /** Identity policies of a role, inline and attached: JSON each. */
  policiesOf(roleArn: string): Promise<RolePolicies>;
  /** What IAM decides for a user or role, one answer for each question, undefined where it gives none; needs iam:SimulatePrincipalPolicy. */
  simulate(
    principalArn: string,
    questions: readonly PermissionQuestion[],
  ): Promise<readonly (PermissionAnswer | undefined)[]>;
}

export interface RolePolicies {
  readonly identity: readonly string[];
  readonly boundary?: string;
}

export interface PermissionQuestion {
  readonly action: string;
  readonly resource: string;
  /** Condition keys to their values. */
  readonly context?: Readonly<Record<string, string>>;
}

export interface PermissionAnswer {
  readonly decision: 'allowed' | 'implicitDeny' | 'explicitDeny';
  /** Condition keys that the policies ask for and the question does not have. */
  readonly missingKeys: readonly string[];
  /** What else than the policies of the principal does not allow it. @default - nothing else */
  readonly limitedBy?: 'boundary' | 'organization';
}
