// What DataSync keeps of an object. https://docs.aws.amazon.com/datasync/latest/userguide/metadata-copied.html
import { ofNewObjects, type Keeps } from '../keeps';

export const METHOD_NAME = 'datasync';

/** Cache-Control, Expires and redirects are not among what AWS documents as copied; whether annotations are it does not say. */
export const KEEPS: Keeps = ofNewObjects({
  metadata: 'kept',
  'content-headers': 'lost',
  tags: 'kept',
  annotations: 'lost',
  acl: 'lost',
  'storage-class': 'lost',
  'object-lock': 'lost',
  encryption: 'as-configured',
  etag: 'lost',
});

/** In which DataSync keeps when an object was changed: it adds it to the user metadata of each copy. */
export const ADDED_METADATA: readonly string[] = ['file-mtime'];

/** Headers that a copy has; of others nothing is promised. Content-Type is compared in any case. */
export const KEPT_HEADERS: readonly string[] = ['Content-Disposition', 'Content-Encoding', 'Content-Language'];

const KIB = 1024;

/** Objects that are smaller are written to STANDARD, whatever the class of the location. */
export const SMALLEST_BYTES: Readonly<Partial<Record<string, number>>> = {
  STANDARD_IA: 128 * KIB,
  ONEZONE_IA: 128 * KIB,
  GLACIER_IR: 128 * KIB,
  GLACIER: 40 * KIB,
  DEEP_ARCHIVE: 40 * KIB,
};
