// Objects of a destination that are deleted, never by a version id: where the bucket keeps versions, a delete marker hides them.
import type { ObjectPlace } from './copy-order';

/** What is deleted if it is the newest of its key still; else it stays. */
export interface DoomedObject {
  readonly key: string;
  /** Without quotes. */
  readonly etag: string;
}

/** What S3 has answered about one key. */
export type Deleted =
  /**
   * @property marker whether there is a delete marker now; else it is gone for good
   * @property nullMarker the marker has the version id `null`, as where versioning is suspended: what had that id is gone for good
   */
  | { readonly key: string; readonly became: 'deleted'; readonly marker: boolean; readonly nullMarker?: true }
  /** With S3's code: `PreconditionFailed` where it is another one now, `NoSuchKey` where it is gone. */
  | { readonly key: string; readonly became: 'refused'; readonly code: string; readonly message: string };

export interface Deleting {
  /**
   * One answer for each object, in their order.
   * @param objects up to 1,000
   */
  deleteObjects(bucket: string, objects: readonly DoomedObject[]): Promise<readonly Deleted[]>;
  /** Hides whatever stands there behind a delete marker; without versions it is gone. */
  deleteObject(place: ObjectPlace, etag?: string): Promise<{ readonly marker: boolean; readonly versionId?: string }>;
}
