// A rule of a lifecycle configuration, as S3 holds it. https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html

export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly filter: LifecycleFilter;
  /** Current versions get a delete marker. @default - they get none */
  readonly expires?: LifecycleMoment;
  /** Noncurrent versions are deleted for good. @default - they are not */
  readonly deletesNoncurrent?: NoncurrentAge;
  /** Delete markers that no version lies under are removed. @default - only after current versions expire */
  readonly removesLoneMarkers?: true;
  /** Current versions get another storage class. */
  readonly moves: readonly (LifecycleMoment & ToClass)[];
  readonly movesNoncurrent: readonly (NoncurrentAge & ToClass)[];
  /** Elements of the rule that are not understood here: what they do is unknown. @default - there are none */
  readonly notUnderstood?: readonly string[];
}

/** An object has to match all of it. */
export interface LifecycleFilter {
  /** Empty: every key. */
  readonly prefix: string;
  readonly tags: Readonly<Record<string, string>>;
  /** @default - of any size */
  readonly largerThanBytes?: number;
  readonly smallerThanBytes?: number;
  /** Objects below are not moved to another class, where the rule itself names no size. @default - it is not known */
  readonly smallestMovedBytes?: number;
}

/** Days after the version was created, or a day: milliseconds since 1970. */
export type LifecycleMoment = { readonly days: number } | { readonly atMs: number };

export interface NoncurrentAge {
  /** After the version became noncurrent. */
  readonly days: number;
  /** Newest noncurrent versions of each key that are left alone. @default 0 */
  readonly keepsNewest?: number;
}

export interface ToClass {
  readonly storageClass: string;
}
