import { createHash } from 'node:crypto';
import type { ObjectVersion } from '../../world/bucket';

/** Hexadecimal; names of the files that jobs write. */
export function sha1(content: Buffer | string): string {
  return createHash('sha1').update(content).digest('hex');
}

/** MD5 of an object that S3 itself wrote: its ETag without the quotes. */
export function md5InEtag({ etag }: ObjectVersion): string {
  return etag.replaceAll('"', '');
}
