/** What a role that works by itself has to be allowed of a bucket. */
export interface BucketNeed {
  readonly action: string;
  /** On the bucket itself, or on objects below a prefix. */
  readonly on: 'bucket' | 'objects';
  /** Why the role may do without. @default - it may not */
  readonly doubt?: string;
}
