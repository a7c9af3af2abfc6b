// What IAM remembers of roles, users and managed policies, because other services see a change some time later.

/** What something was before it changed. */
export interface Past<State> {
  readonly sinceMs: number;
  readonly state: State;
}
