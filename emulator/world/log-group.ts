// What CloudWatch Logs has: groups, and policies that let services write to them. Events are not kept.

export interface LogGroup {
  /** Without the `:*` that stands for its streams. */
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdMs: number;
  readonly logGroupClass: string;
  readonly kmsKeyId?: string;
  /** @default - events are kept for ever */
  retentionInDays?: number;
  readonly tags: Map<string, string>;
}

/** Of an account in a Region. */
export interface LogPolicy {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly document: string;
  readonly updatedMs: number;
}
