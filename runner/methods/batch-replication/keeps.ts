// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html
import type { Keeps } from '../keeps';

export const METHOD_NAME = 'batch-replication';

/** Replication copies a version as it is; the rule decides where storage class, owner and key are concerned. */
export const KEEPS: Keeps = {
  survives: {
    'version-ids': 'kept',
    'older-versions': 'kept',
    times: 'kept',
    metadata: 'kept',
    'content-headers': 'kept',
    tags: 'kept',
    annotations: 'kept',
    acl: 'as-configured',
    'storage-class': 'as-configured',
    'object-lock': 'kept',
    encryption: 'as-configured',
    etag: 'as-configured',
    'delete-markers': 'as-configured',
    'replication-status': 'kept',
  },
  needs: ['replication-rules', 'source-versioning', 'destination-versioning', 'job-role', 'report-bucket'],
  mostVersions: 20_000_000_000,
};
