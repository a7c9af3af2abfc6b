// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
import type { Keeps } from '../keeps';

export const METHOD_NAME = 'copy';

/** What CopyObject keeps by itself, and what it is told again. */
export const KEEPS: Keeps = {
  survives: {
    'version-ids': 'lost',
    'older-versions': 'as-configured',
    times: 'lost',
    metadata: 'kept',
    'content-headers': 'kept',
    tags: 'kept',
    annotations: 'as-configured',
    acl: 'as-configured',
    'storage-class': 'kept',
    'object-lock': 'as-configured',
    encryption: 'as-configured',
    etag: 'as-configured',
    'delete-markers': 'as-configured',
    'replication-status': 'lost',
  },
  needs: [],
  mostVersions: Number.MAX_SAFE_INTEGER,
};
