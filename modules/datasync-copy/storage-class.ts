// Storage classes in S3's words, and in those of a location of DataSync.

/** https://docs.aws.amazon.com/datasync/latest/userguide/create-s3-location.html */
export const LOCATION_CLASSES: Readonly<Partial<Record<string, string>>> = {
  STANDARD: 'STANDARD',
  STANDARD_IA: 'STANDARD_IA',
  ONEZONE_IA: 'ONEZONE_IA',
  INTELLIGENT_TIERING: 'INTELLIGENT_TIERING',
  GLACIER_IR: 'GLACIER_INSTANT_RETRIEVAL',
  GLACIER: 'GLACIER',
  DEEP_ARCHIVE: 'DEEP_ARCHIVE',
};

export const LOCATION_CLASS_NAMES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;

/** What is known to Terraform alone is taken as it is. */
export function locationClass(storageClass: string | undefined): string | undefined {
  return storageClass === undefined ? undefined : (LOCATION_CLASSES[storageClass] ?? storageClass);
}
