// What copies are told that are made object by object.
import type { CopyEncryption, NewMetadata } from '../ports/s3/copying';

/** What becomes of an object that the destination has too. */
export type Overwrite = 'never' | 'different' | 'always';

/** What CopyObject drops, and one more request for each object keeps. */
export type KeptByLook = 'acl' | 'lock' | 'redirects';

export interface DeleteOptions {
  /** Objects that may be deleted; more, and none is. @default - as many as were told before, and agreed to */
  readonly most?: number;
}

export interface CopyOptions {
  /** @default 'different' */
  readonly overwrite?: Overwrite;
  /** @default 'copy' */
  readonly annotations?: 'copy' | 'exclude';
  /** Of every copy. @default - that of each object */
  readonly storageClass?: string;
  /** Of every copy. @default - as the destination bucket encrypts */
  readonly encryption?: CopyEncryption;
  /** Of every copy, in place of all that its source has. @default - that of each object */
  readonly newMetadata?: NewMetadata;
  /** Of every copy, in place of all that its source has; none: copies have no tags. @default - those of each object */
  readonly newTags?: Readonly<Record<string, string>>;
  /** @default - nothing of it */
  readonly keep?: readonly KeptByLook[];
  /** Whether archived objects that were restored are copied; others never are. @default false */
  readonly restored?: boolean;
  /** Larger objects are copied in parts; the copy of one that was a single piece has another ETag then. @default - 5 GiB, S3's limit */
  readonly partsAboveBytes?: number;
  /** Whether each object is copied onto itself, so that it gets a new version. @default false */
  readonly renews?: boolean;
  /** What the source has not is deleted at the destination, at the end. @default - nothing is deleted */
  readonly deletes?: DeleteOptions;
  /** Whether every version of an object is copied, oldest first, and delete markers are placed. @default - the current ones are copied */
  readonly allVersions?: boolean;
  /** Requests at once, at most. @default 256 */
  readonly mostAtOnce?: number;
  /** Requests that are begun in a second, at most. @default - as many as S3 takes */
  readonly requestsPerSecond?: number;
  /** Bytes of the objects that S3 is told to copy in a second, at most. @default - as many as S3 copies */
  readonly bytesPerSecond?: number;
}

/** How fast copies are made, which makes no others of them. */
export const SPEED_OPTIONS = [
  'mostAtOnce',
  'requestsPerSecond',
  'bytesPerSecond',
] as const satisfies readonly (keyof CopyOptions)[];

export type SpeedOption = (typeof SPEED_OPTIONS)[number];
