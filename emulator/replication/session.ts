/**
 * Name of the session in which S3 acts as the replication role. AWS documents none; people name this one in policies of
 * buckets and keys that they publish.
 * @see https://github.com/ministryofjustice/modernisation-platform
 */
export const REPLICATION_SESSION = 's3-replication';
