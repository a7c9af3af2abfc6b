// What the checks find before anything is sent, and what mends it.

/** What one check found. */
export interface CheckEvent {
  readonly kind: 'check';
  /** Id of the check; never changes. */
  readonly check: string;
  /** What is true when the answer is `ok`. */
  readonly title: string;
  /** With `wrong` nothing is sent; `could-not-check` stops nothing. */
  readonly answer: 'ok' | 'wrong' | 'could-not-check';
  /** What was found. */
  readonly detail: string;
  /** What to do about a wrong answer. */
  readonly fix?: string;
  /** What mends it, to be pasted as it is; of an unsure answer: what is needed, if it is not there. */
  readonly patch?: Patch;
  /** Why nothing of what was looked at can be replicated, where that is what is wrong. */
  readonly obstacle?: Obstacle;
}

/** Why S3 replicates a version by no job, as things are. */
export type Obstacle = 'archived' | 'delete-markers' | 'kms-not-opted-in' | 'rule-does-not-select';

/** One answer of a check. */
export type Finding =
  | { readonly answer: 'ok'; readonly detail: string }
  | {
      readonly answer: 'wrong';
      readonly detail: string;
      readonly fix: string;
      readonly patch: Patch;
      readonly obstacle?: Obstacle;
    }
  | { readonly answer: 'could-not-check'; readonly detail: string; readonly patch?: Patch };

/** What mends it, to be pasted as it is. */
export interface Patch {
  /** HCL of Terraform, JSON of a policy, or commands of a shell where neither mends it. */
  readonly language: 'hcl' | 'json' | 'sh';
  /** To be pasted as one piece. */
  readonly text: string;
}
