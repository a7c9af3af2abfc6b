// Archived objects that are restored before they are copied.

/** How far the restoring of archived objects is. */
export interface RestoringEvent {
  readonly kind: 'restoring';
  /** Objects that have to be readable. */
  readonly objects: number;
  /** Their size, as far as it could be read. */
  readonly bytes: number;
  /** Of them, those that can be read now. */
  readonly readable: number;
  /** Those that S3 is restoring. */
  readonly ongoing: number;
  /** Those that stay archived: S3 was not asked, or has refused. */
  readonly failed: number;
  /** How fast S3 restores them: `Bulk`, `Standard` or `Expedited`. */
  readonly tier: string;
  /** How many days the restored copies stay. */
  readonly days: number;
  /** How long S3 takes at most, by its documentation, from when it was asked. */
  readonly mostSeconds: number;
}
