// Objects that one method leaves out, or fails with, and another one copies.

/** Why a method does not copy an object that another one does. */
export const ROUTE_CAUSES = [
  'too-large',
  'archived',
  'class-not-kept',
  'hard-deleted',
  'kms-not-opted-in',
  'no-versioning',
] as const;

export type RouteCause = (typeof ROUTE_CAUSES)[number];

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
  /** What does it, to be pasted into a shell; absent where this run does, and where nothing does. */
  readonly command?: string;
}
