// CloudWatch Logs, for who may write to a log group.

export interface Logs {
  /** Whether there is one. @param groupArn without `:*` behind it; asked in its Region */
  hasGroup(groupArn: string): Promise<boolean>;
  /** Documents of the resource policies of the account in a Region. */
  resourcePolicies(region: string): Promise<readonly string[]>;
}
