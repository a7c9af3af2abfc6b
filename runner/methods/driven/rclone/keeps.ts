// What of an object a copy by rclone keeps. https://rclone.org/s3/
import type { Keeps } from '../../keeps';

export const KEEPS: Keeps = {
  survives: {
    'version-ids': 'lost',
    'older-versions': 'lost',
    times: 'lost',
    metadata: 'kept',
    'content-headers': 'kept',
    tags: 'as-configured',
    annotations: 'as-configured',
    acl: 'lost',
    'storage-class': 'as-configured',
    'object-lock': 'lost',
    encryption: 'as-configured',
    etag: 'lost',
    'delete-markers': 'lost',
    'replication-status': 'lost',
  },
  needs: [],
  mostVersions: Number.MAX_SAFE_INTEGER,
};
