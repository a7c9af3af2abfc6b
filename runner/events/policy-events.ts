// What `policy` tells: policies and roles, to be made by whoever may.

/** A policy, or a role with its policies. */
export interface PolicyEvent {
  readonly kind: 'policy';
  /** Whose it is. */
  readonly of:
    | 'job-role'
    | 'replication-role'
    | 'copy-role'
    | 'datasync-source-role'
    | 'datasync-destination-role'
    | 'datasync-report-role'
    | 'caller'
    | 'destination-identity'
    | 'source-bucket'
    | 'destination-bucket'
    | 'source-key'
    | 'destination-key';
  /** Of the role, of the verb that the caller runs, of the bucket, or ARN of the key. */
  readonly name: string;
  /** Who may assume the role, as IAM takes it; absent: of a caller. */
  readonly trust?: Readonly<Record<string, unknown>>;
  /** What it may do, as IAM takes it. */
  readonly policy: Readonly<Record<string, unknown>>;
  /** The same in the language that was asked for: JSON, HCL of Terraform, or commands of the AWS CLI. */
  readonly text: string;
}
