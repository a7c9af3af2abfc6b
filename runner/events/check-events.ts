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

/** One answer of a check; `Mend` is what its patch is made of. */
export type Finding<Mend = Patch> =
  | { readonly answer: 'ok'; readonly detail: string }
  | {
      readonly answer: 'wrong';
      readonly detail: string;
      readonly fix: string;
      readonly patch: Mend;
      readonly obstacle?: Obstacle;
    }
  | { readonly answer: 'could-not-check'; readonly detail: string; readonly patch?: Mend };

/** What mends it, to be pasted as it is. */
export interface Patch {
  /** HCL of Terraform, JSON of a policy, or commands of a shell where neither mends it. */
  readonly language: 'hcl' | 'json' | 'sh';
  /** To be pasted as one piece; beside those of all other findings of the same examination. */
  readonly text: string;
  /** Where JSON belongs. @default - HCL belongs into a file of the root, commands into a shell */
  readonly into?: PatchPlace;
}

/** The policy that a patch in JSON is about, and what to do with it. */
export interface PatchPlace {
  /** Whose policy: of a bucket, a key, a queue, who may assume a role, what limits it, what is attached to it, or of the organization. */
  readonly policy: 'bucket' | 'key' | 'queue' | 'trust' | 'boundary' | 'identity' | 'organization';
  /** Name of the bucket, or ARN of the key, of the queue, of the role, of the caller. */
  readonly of: string;
  /** `add`: one statement more, or several; `replace`: a statement in the place of another one; `whole`: the policy as it is to be. */
  readonly how: 'add' | 'replace' | 'whole';
  /** The statement that is replaced. @default - none is */
  readonly instead?: Readonly<Record<string, unknown>>;
}
