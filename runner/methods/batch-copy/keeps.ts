// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-copy-object.html
import type { Keeps } from '../keeps';

export const METHOD_NAME = 'batch-copy';

/** The largest object that one request copies. */
export const LARGEST_COPY_BYTES = 5 * 1024 ** 3;

/** What CopyObject keeps by itself; the class is kept since each job gives its copies one. That such jobs copy annotations AWS does not say. */
export const KEEPS: Keeps = {
  survives: {
    'version-ids': 'lost',
    'older-versions': 'lost',
    times: 'lost',
    metadata: 'kept',
    'content-headers': 'kept',
    tags: 'kept',
    annotations: 'lost',
    acl: 'lost',
    'storage-class': 'kept',
    'object-lock': 'lost',
    encryption: 'as-configured',
    etag: 'lost',
    'delete-markers': 'lost',
    'replication-status': 'lost',
  },
  needs: ['job-role', 'report-bucket'],
  largestObjectBytes: LARGEST_COPY_BYTES,
  mostVersions: 20_000_000_000,
};
