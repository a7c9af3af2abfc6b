// What the roles need, and what becomes of a job that lacks it. The constructs grant the same; a test compares the two.
import type { TaskCode } from '../ports/batch/task-code';

/** What a permission is needed on. */
export type NeededOn =
  | 'source bucket'
  | 'source objects'
  | 'source objects under a lock'
  | 'destination objects'
  | 'destination objects that change owner'
  | 'manifest objects'
  | 'report objects'
  | 'source key'
  | 'replica key'
  | 'replica key of a bucket key'
  | 'destination key'
  | 'destination key of a bucket key';

export interface NeededPermission {
  readonly action: string;
  readonly on: NeededOn;
  /** What S3 says of a task without it. @default - the job itself fails */
  readonly code?: TaskCode;
  /**
   * An action that is enough for objects that are not under SSE-KMS. @default - none
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
   */
  readonly orWithoutKms?: string;
  /** What needs it. @default - every object version */
  readonly onlyFor?: 'delete markers' | 'tags' | 'annotations';
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html */
export const REPLICATION_ROLE_NEEDS: readonly NeededPermission[] = [
  { action: 's3:GetReplicationConfiguration', on: 'source bucket', code: 'AccessDenied' },
  { action: 's3:ListBucket', on: 'source bucket', code: 'AccessDenied' },
  {
    action: 's3:GetObjectVersionForReplication',
    on: 'source objects',
    code: 'SrcGetObjectNotPermitted',
    orWithoutKms: 's3:GetObjectVersion',
  },
  { action: 's3:GetObjectVersionAcl', on: 'source objects', code: 'SrcGetAclNotPermitted' },
  { action: 's3:GetObjectVersionTagging', on: 'source objects', code: 'SrcGetTaggingNotPermitted' },
  { action: 's3:GetObjectVersionAnnotationForReplication', on: 'source objects', onlyFor: 'annotations' },
  { action: 's3:GetObjectRetention', on: 'source objects under a lock', code: 'SrcGetRetentionNotPermitted' },
  { action: 's3:GetObjectLegalHold', on: 'source objects under a lock', code: 'SrcGetLegalHoldNotPermitted' },
  { action: 's3:ReplicateObject', on: 'destination objects', code: 'DstPutObjectNotPermitted' },
  { action: 's3:ReplicateDelete', on: 'destination objects', code: 'DstDelObjNotPermitted', onlyFor: 'delete markers' },
  { action: 's3:ReplicateTags', on: 'destination objects', code: 'DstPutTaggingNotPermitted', onlyFor: 'tags' },
  {
    action: 's3:ObjectOwnerOverrideToBucketOwner',
    on: 'destination objects that change owner',
    code: 'DstPutObjectNotPermitted',
  },
  { action: 'kms:Decrypt', on: 'source key', code: 'SrcGetObjectNotPermitted' },
  { action: 'kms:Encrypt', on: 'replica key', code: 'DstPutObjectNotPermitted' },
  { action: 'kms:GenerateDataKey', on: 'replica key', code: 'DstPutObjectNotPermitted' },
  { action: 'kms:Decrypt', on: 'replica key of a bucket key', code: 'DstPutObjectNotPermitted' },
];

/** What s3:ReplicateObject covers as long as no policy denies it, for objects under a lock. */
export const NOT_TO_BE_DENIED: readonly { readonly action: string; readonly code: TaskCode }[] = [
  { action: 's3:PutObjectRetention', code: 'DstPutRetentionNotPermitted' },
  { action: 's3:PutObjectLegalHold', code: 'DstPutLegalHoldNotPermitted' },
];

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-policies.html */
export const JOB_ROLE_NEEDS: readonly NeededPermission[] = [
  { action: 's3:InitiateReplication', on: 'source objects', code: 'InitiateReplicationNotPermitted' },
  { action: 's3:GetReplicationConfiguration', on: 'source bucket' },
  { action: 's3:PutInventoryConfiguration', on: 'source bucket' },
  { action: 's3:PutObject', on: 'manifest objects' },
  { action: 's3:GetObject', on: 'manifest objects' },
  { action: 's3:GetObjectVersion', on: 'manifest objects' },
  { action: 's3:PutObject', on: 'report objects' },
];

/** Of a role that copies by S3PutObjectCopy: what a task lacks, S3 says as AccessDenied. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-iam-role-policies.html */
export const COPY_ROLE_NEEDS: readonly NeededPermission[] = [
  { action: 's3:PutInventoryConfiguration', on: 'source bucket' },
  { action: 's3:ListBucket', on: 'source bucket' },
  { action: 's3:GetObject', on: 'source objects', code: 'AccessDenied' },
  { action: 's3:GetObjectVersion', on: 'source objects', code: 'AccessDenied' },
  { action: 's3:GetObjectTagging', on: 'source objects', code: 'AccessDenied', onlyFor: 'tags' },
  { action: 's3:GetObjectVersionTagging', on: 'source objects', code: 'AccessDenied', onlyFor: 'tags' },
  { action: 's3:GetObjectAnnotation', on: 'source objects', code: 'AccessDenied', onlyFor: 'annotations' },
  { action: 's3:GetObjectVersionAnnotation', on: 'source objects', code: 'AccessDenied', onlyFor: 'annotations' },
  { action: 's3:PutObject', on: 'destination objects', code: 'AccessDenied' },
  { action: 's3:PutObjectTagging', on: 'destination objects', code: 'AccessDenied', onlyFor: 'tags' },
  { action: 's3:PutObjectAnnotation', on: 'destination objects', code: 'AccessDenied', onlyFor: 'annotations' },
  { action: 's3:PutObject', on: 'manifest objects' },
  { action: 's3:GetObject', on: 'manifest objects' },
  { action: 's3:GetObjectVersion', on: 'manifest objects' },
  { action: 's3:PutObject', on: 'report objects' },
  { action: 'kms:Decrypt', on: 'source key', code: 'AccessDenied' },
  { action: 'kms:GenerateDataKey', on: 'destination key', code: 'AccessDenied' },
  { action: 'kms:Decrypt', on: 'destination key of a bucket key', code: 'AccessDenied' },
];
