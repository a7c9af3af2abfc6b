// Objects that one method leaves out, or fails with, and another one copies.

/** Why a method does not copy an object that another one does. */
export type RouteCause =
  'too-large' | 'archived' | 'class-not-kept' | 'hard-deleted' | 'kms-not-opted-in' | 'no-versioning';

/** What becomes of objects that a method does not copy. */
export interface RouteEvent {
  readonly kind: 'route';
  /** Why the method does not copy them. */
  readonly cause: RouteCause;
  /** Object versions; absent: everything that was selected. */
  readonly objects?: number;
  /** A few keys. */
  readonly examples: readonly string[];
  /** Why they are not copied, and what copies them. */
  readonly detail: string;
  /** The method that does. */
  readonly method: string;
  /** Whether this run does it too, afterwards (`--route`), or somebody has to. */
  readonly does: 'follows' | 'told';
  /** What does it, to be pasted into a shell; absent where this run does. */
  readonly command?: string;
}
