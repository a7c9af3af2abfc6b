// Every IAM action that the role of a copying job gets, each with its reason.
import type { Permission, PermissionTarget } from './permissions';

/**
 * What S3 Batch Operations needs to copy objects by S3PutObjectCopy. The job copies as this very role: nobody else reads and writes
 * for it. ACLs are neither read nor set, and nothing is sent in parts: the operation copies objects of up to 5 GB in one request.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-iam-role-policies.html
 */
export const BATCH_COPY_PERMISSIONS: readonly Permission[] = [
  { action: 's3:PutInventoryConfiguration', on: 'source bucket', because: 'lists the bucket to generate the manifest' },
  { action: 's3:ListBucket', on: 'source bucket', because: 'tells an object that is gone from one that is forbidden' },
  {
    action: 's3:GetObject',
    on: 'source objects',
    because: 'reads the object, where the manifest names no version: a bucket without versioning has none',
  },
  { action: 's3:GetObjectVersion', on: 'source objects', because: 'reads the version, where the manifest names one' },
  {
    action: 's3:GetObjectTagging',
    on: 'source objects',
    because: 'tags, where an object has some, are copied with it',
  },
  {
    action: 's3:GetObjectVersionTagging',
    on: 'source objects',
    because: 'tags, where a version has some, are copied with it',
  },
  {
    action: 's3:GetObjectAnnotation',
    on: 'source objects',
    because: 'annotations, where an object has some, are copied with it',
  },
  {
    action: 's3:GetObjectVersionAnnotation',
    on: 'source objects',
    because: 'annotations, where a version has some, are copied with it',
  },
  { action: 's3:PutObject', on: 'destination objects', because: 'writes the copy' },
  { action: 's3:PutObjectTagging', on: 'destination objects', because: 'writes the tags of the copy' },
  { action: 's3:PutObjectAnnotation', on: 'destination objects', because: 'writes the annotations of the copy' },
  { action: 's3:PutObject', on: 'manifest objects', because: 'writes the generated manifest' },
  { action: 's3:GetObject', on: 'manifest objects', because: 'reads the manifest' },
  { action: 's3:GetObjectVersion', on: 'manifest objects', because: 'reads the very version that the job names' },
  { action: 's3:PutObject', on: 'report objects', because: 'writes the completion report' },
  { action: 'kms:Decrypt', on: 'source key', because: 'reads source objects under SSE-KMS' },
  {
    action: 'kms:GenerateDataKey',
    on: 'destination key',
    because: 'makes the data key of a copy or of its bucket key',
  },
  {
    action: 'kms:Decrypt',
    on: 'destination key of a bucket key',
    because: 'uses the bucket key again where the destination bucket has S3 Bucket Keys switched on',
  },
];

const OF_THE_DESTINATION: readonly PermissionTarget[] = [
  'destination objects',
  'destination key',
  'destination key of a bucket key',
];

/**
 * The part of it that the account of the destination has to allow as well, in the policies of its bucket and its key, when
 * it is another account.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-copy.html
 */
export const COPY_DESTINATION_PERMISSIONS: readonly Permission[] = BATCH_COPY_PERMISSIONS.filter(({ on }) =>
  OF_THE_DESTINATION.includes(on),
);
