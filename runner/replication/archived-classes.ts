// Storage classes whose objects S3 does not replicate, restored or not.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html

const ARCHIVED: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** For messages. */
export const ARCHIVED_CLASSES = [...ARCHIVED].join(' or ');

export function isArchivedClass(storageClass: string): boolean {
  return ARCHIVED.has(storageClass);
}
