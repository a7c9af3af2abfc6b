// Storage classes whose objects S3 does not replicate, restored or not.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ObjectVersion.html and API_HeadObject.html */
const OTHERS: ReadonlySet<string> = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'OUTPOSTS',
  'SNOW',
  'EXPRESS_ONEZONE',
  'FSX_OPENZFS',
  'FSX_ONTAP',
]);

const ARCHIVED: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** For messages. */
export const ARCHIVED_CLASSES = [...ARCHIVED].join(' or ');

export function isArchivedClass(storageClass: string): boolean {
  return ARCHIVED.has(storageClass);
}

/** Whether it is known that S3 replicates objects of this class, or that it does not. */
export function isKnownClass(storageClass: string): boolean {
  return ARCHIVED.has(storageClass) || OTHERS.has(storageClass);
}
