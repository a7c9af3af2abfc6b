// What is said of objects that a destination has and the source has not, where they are to be deleted.

export interface DeletionEvent {
  readonly kind: 'deletion';
  /** `foreseen` before anything is sent; `done` at the end; `left-out`: it was to be done, and nothing was deleted. */
  readonly stage: 'foreseen' | 'done' | 'left-out';
  /** Destination bucket. */
  readonly bucket: string;
  /** Beginning of the keys there; empty: every key. */
  readonly prefix: string;
  /** Objects of the destination that the source has not, and that the filters let pass. */
  readonly objects: number;
  /** Those that were deleted. */
  readonly deleted: number;
  /** Of these, those with a delete marker, which hides them; without one they are gone for good. */
  readonly markers: number;
  /**
   * Of the markers, those with the version id `null`, as where versioning is suspended: what had that id is gone for good, and versions with ids
   * of their own are behind the marker. Absent: none.
   */
  readonly nullMarkers?: number;
  /** Of those deleted, the ones of which an answer was lost: whether a marker hides them is not known. Absent: none. */
  readonly unclear?: number;
  /** Those that were written or deleted by somebody else since they were listed: they were left alone. */
  readonly changed: number;
  /** Those that could not be deleted. */
  readonly failed: number;
  /** A few of the keys. */
  readonly examples: readonly string[];
  /** All of it in a sentence. */
  readonly detail: string;
}
