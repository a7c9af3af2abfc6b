// What DataSync asks S3 for as the roles of a task. The constructs grant the same; a test compares the two.
// https://docs.aws.amazon.com/datasync/latest/userguide/create-s3-location.html
import type { BucketNeed } from '../bucket-need';
import type { NeededPermission } from '../role-needs';

const ASKED_FOR = 'AWS asks for it of every location, and does not say what fails without it';
const OF_LISTS = 'only lists of keys that name versions need it';

const LISTING: readonly BucketNeed[] = [
  { action: 's3:GetBucketLocation', on: 'bucket' },
  { action: 's3:ListBucket', on: 'bucket' },
  { action: 's3:ListBucketMultipartUploads', on: 'bucket', doubt: ASKED_FOR },
];

const READING: readonly BucketNeed[] = [
  { action: 's3:GetObject', on: 'objects' },
  { action: 's3:GetObjectTagging', on: 'objects' },
  { action: 's3:GetObjectVersion', on: 'objects', doubt: OF_LISTS },
  { action: 's3:GetObjectVersionTagging', on: 'objects', doubt: OF_LISTS },
  { action: 's3:ListMultipartUploadParts', on: 'objects', doubt: ASKED_FOR },
];

export const SYNC_SOURCE_NEEDS: readonly BucketNeed[] = [...LISTING, ...READING];

export const SYNC_DESTINATION_NEEDS: readonly BucketNeed[] = [
  ...LISTING,
  ...READING,
  { action: 's3:PutObject', on: 'objects' },
  { action: 's3:PutObjectTagging', on: 'objects' },
  { action: 's3:AbortMultipartUpload', on: 'objects', doubt: ASKED_FOR },
];

export const SYNC_REPORT_NEEDS: readonly BucketNeed[] = [{ action: 's3:PutObject', on: 'objects' }];

export const SYNC_MANIFEST_NEEDS: readonly BucketNeed[] = [
  { action: 's3:GetObject', on: 'objects' },
  { action: 's3:GetObjectVersion', on: 'objects', doubt: OF_LISTS },
];

/** With the keys that the buckets encrypt by; a copy is read again to be verified. */
export const SYNC_KEY_NEEDS: readonly NeededPermission[] = [
  { action: 'kms:Decrypt', on: 'source key', code: 'AccessDenied' },
  { action: 'kms:GenerateDataKey', on: 'destination key', code: 'AccessDenied' },
  { action: 'kms:Decrypt', on: 'destination key', code: 'AccessDenied' },
];
