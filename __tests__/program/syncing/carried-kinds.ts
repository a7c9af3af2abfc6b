// The fixture of copies, and what becomes of it by DataSync: written down here, and asked of nobody.
import type { S3Client } from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { ARCHIVED, KINDS, type Kind } from '../copying/kinds';
import { putKinds } from '../copying/put';
import { seen, type Seen } from '../copying/seen';

/** The emulator takes canned ACLs alone. */
const PUT = [...KINDS, ...ARCHIVED].filter(({ needs = [] }) => !needs.includes('grants'));

/** Keys that are no paths. */
export const NO_PATHS = ['/leading', '//', 'a//b', '.', '..', './here', '../up', 'a/../b', 'a/.'];
const isLong = ({ key }: Kind): boolean => Buffer.byteLength(key) > 255 && !key.includes('/');

/** What DataSync does not copy: no path, too long between two slashes, archived. */
export const LEFT = PUT.filter((kind) => NO_PATHS.includes(kind.key) || isLong(kind) || ARCHIVED.includes(kind));
export const CARRIED = PUT.filter((kind) => kind.isDeleted !== true && !LEFT.includes(kind));

/** Below a prefix of four bytes. */
export function putFixture(s3: S3Client, bucket: string, prefix: string, keyArn: string): Promise<void> {
  return putKinds(s3, bucket, prefix, PUT, keyArn);
}

const LEAST_BYTES_OF_IA = 128 * 1024;

/** What a copy by DataSync has; what is not named may be anything. @param storageClass of the location */
function syncedCopy(original: Seen, storageClass: string): Partial<Seen> {
  const { sha256, sizeBytes, contentHeaders, metadata, tags } = original;
  return {
    ...{ sha256, sizeBytes, tags },
    metadata: { ...metadata, 'file-mtime': expect.stringMatching(/^\d+$/) as unknown as string },
    contentHeaders: { ...contentHeaders, cacheControl: undefined, expires: undefined },
    annotations: {},
    storageClass: sizeBytes < LEAST_BYTES_OF_IA ? 'STANDARD' : storageClass,
    redirect: undefined,
    lock: { mode: undefined, until: undefined, hold: undefined },
  };
}

interface Place {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly prefix: string;
}

/** Each copy beside what it is to be, by its key. */
export async function copiesOf(
  from: Place,
  to: Place,
  storageClass = 'STANDARD',
): Promise<readonly (readonly [key: string, copy: Seen, wanted: Partial<Seen>])[]> {
  const all: (readonly [string, Seen, Partial<Seen>])[] = [];
  for (const { key } of CARRIED) {
    const original = await seen(from.s3, { Bucket: from.bucket, Key: from.prefix + key });
    all.push([key, await seen(to.s3, { Bucket: to.bucket, Key: to.prefix + key }), syncedCopy(original, storageClass)]);
  }
  return all;
}
