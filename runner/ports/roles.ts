// Roles of IAM, as the engine needs them.

export interface Roles {
  /** Undefined when there is no such role. */
  find(roleArn: string): Promise<RoleView | undefined>;
  /** Its ARN, which has a path that the ARN of a session does not tell. Undefined when there is no such role. */
  arnOf(roleName: string): Promise<string | undefined>;
}

export interface RoleView {
  /** The trust policy, decoded: JSON. */
  readonly trustPolicy: string;
  readonly createdMs: number;
  /** `AROA…`, which begins the `aws:userid` of its sessions. @default - not told */
  readonly id?: string;
  /** @default - not told */
  readonly tags?: Readonly<Record<string, string>>;
}
