// What functions keep that copy what an inventory lists: they copy by the engine of `copy`.
import { ofNewObjects } from '../keeps';

export const METHOD_NAME = 'inventory';

/** Of one object, for which a function has the time. */
export const LARGEST_BYTES = 500 * 1024 ** 3;

export const KEEPS = ofNewObjects(
  {
    metadata: 'kept',
    'content-headers': 'kept',
    tags: 'kept',
    annotations: 'as-configured',
    acl: 'lost',
    'storage-class': 'as-configured',
    'object-lock': 'lost',
    encryption: 'as-configured',
    etag: 'lost',
  },
  { needs: ['report-bucket'], mostVersions: Number.MAX_SAFE_INTEGER, largestObjectBytes: LARGEST_BYTES },
);
