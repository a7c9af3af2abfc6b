// What DataSync carries of an object, and what it compares.
// https://docs.aws.amazon.com/datasync/latest/userguide/metadata-copied.html
import { isHollow } from '../../http/hollow-body';
import type { ObjectVersion } from '../../world/bucket';
import type { SyncOptions } from '../../world/datasync';

/** Cache-Control, Expires and a redirect stay behind; so do ACL, lock, annotations and the time of the last change. */
const CARRIED_HEADERS = ['content-type', 'content-disposition', 'content-encoding', 'content-language'];

/** User metadata in which DataSync keeps when the object was last changed. */
const MTIME = 'file-mtime';

export interface Carried {
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** @default - they are left as they are */
  readonly tags?: Readonly<Record<string, string>>;
}

/** What the object has at the destination, once it is there. */
export function carriedOf(source: ObjectVersion, { Mtime, ObjectTags }: SyncOptions): Carried {
  const { systemMetadata, metadata, tags, lastModifiedMs } = source;
  const headers = Object.entries(systemMetadata).filter(([name]) => CARRIED_HEADERS.includes(name));
  const changed = String(Math.floor(lastModifiedMs / 1000) * 1000);
  return {
    headers: Object.fromEntries(headers),
    // One that came with DataSync already keeps its time.
    metadata: Mtime === 'NONE' ? metadata : { [MTIME]: changed, ...metadata },
    ...(ObjectTags === 'NONE' ? {} : { tags }),
  };
}

export function isSameContent({ body: a }: ObjectVersion, { body: b }: ObjectVersion): boolean {
  if (a === b) return true;
  if (a.length !== b.length || isHollow(a) !== isHollow(b)) return false;
  return isHollow(a) || a.equals(b);
}

/** Whether an object of the destination has all that would be carried there. */
export function hasCarried(destination: ObjectVersion, carried: Carried): boolean {
  const { systemMetadata, metadata, tags } = destination;
  return (
    CARRIED_HEADERS.every((name) => systemMetadata[name] === carried.headers[name]) &&
    isSameRecord(metadata, carried.metadata) &&
    (carried.tags === undefined || isSameRecord(tags, carried.tags))
  );
}

function isSameRecord(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
