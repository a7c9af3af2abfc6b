// Every IAM action that the roles of a DataSync task get, each with its reason.
import type { Permission } from './permissions';

const LISTS = 'finds the bucket and its Region when the location is made, and in every execution';

/**
 * What DataSync reads the source as.
 * https://docs.aws.amazon.com/datasync/latest/userguide/create-s3-location.html
 */
export const DATASYNC_SOURCE_PERMISSIONS: readonly Permission[] = [
  { action: 's3:GetBucketLocation', on: 'source bucket', because: LISTS },
  { action: 's3:ListBucket', on: 'source bucket', because: 'lists what is to be compared and copied' },
  {
    action: 's3:ListBucketMultipartUploads',
    on: 'source bucket',
    because: 'AWS asks for it of every location, the source included',
  },
  { action: 's3:GetObject', on: 'source objects', because: 'reads the object' },
  { action: 's3:GetObjectTagging', on: 'source objects', because: 'tags are copied with the object' },
  { action: 's3:GetObjectVersion', on: 'source objects', because: 'reads the version that a manifest names' },
  { action: 's3:GetObjectVersionTagging', on: 'source objects', because: 'tags of a version that a manifest names' },
  {
    action: 's3:ListMultipartUploadParts',
    on: 'source objects',
    because: 'AWS asks for it of every location, the source included',
  },
  { action: 'kms:Decrypt', on: 'source key', because: 'reads source objects under SSE-KMS' },
];

/**
 * What DataSync writes the destination as. It may not delete: the task leaves alone what only the destination has.
 * https://docs.aws.amazon.com/datasync/latest/userguide/create-s3-location.html
 */
export const DATASYNC_DESTINATION_PERMISSIONS: readonly Permission[] = [
  { action: 's3:GetBucketLocation', on: 'destination bucket', because: LISTS },
  { action: 's3:ListBucket', on: 'destination bucket', because: 'lists what is there already' },
  {
    action: 's3:ListBucketMultipartUploads',
    on: 'destination bucket',
    because: 'finds uploads that an earlier execution has left open',
  },
  { action: 's3:AbortMultipartUpload', on: 'destination objects', because: 'ends uploads that have failed' },
  { action: 's3:GetObject', on: 'destination objects', because: 'compares, and verifies what was written' },
  { action: 's3:GetObjectTagging', on: 'destination objects', because: 'compares tags' },
  { action: 's3:GetObjectVersion', on: 'destination objects', because: 'verifies the very version that was written' },
  { action: 's3:GetObjectVersionTagging', on: 'destination objects', because: 'compares the tags of that version' },
  { action: 's3:ListMultipartUploadParts', on: 'destination objects', because: 'goes on with an upload' },
  { action: 's3:PutObject', on: 'destination objects', because: 'writes the copy' },
  { action: 's3:PutObjectTagging', on: 'destination objects', because: 'writes the tags of the copy' },
  { action: 'kms:Encrypt', on: 'destination key', because: 'encrypts the copy' },
  { action: 'kms:Decrypt', on: 'destination key', because: 'reads the copy to compare it, and writes it in parts' },
  { action: 'kms:ReEncrypt*', on: 'destination key', because: 'changes the metadata of a copy by a copy in place' },
  { action: 'kms:GenerateDataKey*', on: 'destination key', because: 'makes the data key of a copy' },
];

/**
 * What DataSync writes the task report as, and reads the manifest of an execution.
 * https://docs.aws.amazon.com/datasync/latest/userguide/task-reports.html
 */
export const DATASYNC_REPORT_PERMISSIONS: readonly Permission[] = [
  { action: 's3:PutObject', on: 'report objects', because: 'writes the task report' },
  { action: 's3:GetObject', on: 'manifest objects', because: 'reads the list of an execution that copies chosen keys' },
  { action: 's3:GetObjectVersion', on: 'manifest objects', because: 'reads the very version of that list' },
];
