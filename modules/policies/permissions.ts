// Every IAM action that the roles of replication get, each with its reason. The policies are made from these tables, and the tables
// of docs/permissions.md are held against them.

/** What a permission is granted on. */
export type PermissionTarget =
  | 'source bucket'
  | 'source objects'
  | 'source objects under a lock'
  | 'destination bucket'
  | 'destination objects'
  | 'destination objects that change owner'
  | 'manifest objects'
  | 'report objects'
  | 'source key'
  | 'replica key'
  | 'replica key of a bucket key'
  | 'destination key'
  | 'destination key of a bucket key'
  | 'list queue'
  | 'copy queue'
  | 'queue key'
  | 'inventory objects'
  | 'inventory key'
  | 'report bucket'
  | 'function logs'
  | 'every job of the account'
  | 'jobs'
  | 'job role'
  | 'manifest bucket'
  | 'function'
  | 'both roles'
  | 'pipeline role'
  | 'managed policies'
  | 'keys'
  | 'compared bucket'
  | 'compared objects';

export interface Permission {
  readonly action: string;
  readonly on: PermissionTarget;
  /** Why the role needs it. */
  readonly because: string;
}

/**
 * What S3 needs to copy, as the role of the replication configuration.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 */
export const REPLICATION_PERMISSIONS: readonly Permission[] = [
  { action: 's3:GetReplicationConfiguration', on: 'source bucket', because: 'S3 reads the rules as this role' },
  { action: 's3:ListBucket', on: 'source bucket', because: 'tells an object that is gone from one that is forbidden' },
  {
    action: 's3:GetObjectVersionForReplication',
    on: 'source objects',
    because: 'reads the version, objects under SSE-KMS included, which s3:GetObjectVersion does not',
  },
  { action: 's3:GetObjectVersionAcl', on: 'source objects', because: 'the ACL is copied with the object' },
  {
    action: 's3:GetObjectVersionTagging',
    on: 'source objects',
    because: 'tags are copied, and rules may ask for them',
  },
  {
    action: 's3:GetObjectVersionAnnotationForReplication',
    on: 'source objects',
    because: 'annotations, where an object has some, are copied with it',
  },
  {
    action: 's3:GetObjectRetention',
    on: 'source objects under a lock',
    because: 'retention of S3 Object Lock is copied with the object',
  },
  {
    action: 's3:GetObjectLegalHold',
    on: 'source objects under a lock',
    because: 'a legal hold of S3 Object Lock is copied with the object',
  },
  { action: 's3:ReplicateObject', on: 'destination objects', because: 'writes the replica' },
  {
    action: 's3:ReplicateDelete',
    on: 'destination objects',
    because: 'writes delete markers, where a rule copies them',
  },
  { action: 's3:ReplicateTags', on: 'destination objects', because: 'writes the tags of the replica' },
  {
    action: 's3:ObjectOwnerOverrideToBucketOwner',
    on: 'destination objects that change owner',
    because: "makes the destination's account the owner, where a rule says so",
  },
  { action: 'kms:Decrypt', on: 'source key', because: 'reads source objects under SSE-KMS' },
  { action: 'kms:Encrypt', on: 'replica key', because: 'encrypts the replica under the key of the rule' },
  { action: 'kms:GenerateDataKey', on: 'replica key', because: 'makes the data key of a replica or of its bucket key' },
  {
    action: 'kms:Decrypt',
    on: 'replica key of a bucket key',
    because: 'uses the bucket key again where the destination bucket has S3 Bucket Keys switched on',
  },
];

const OF_THE_DESTINATION: readonly PermissionTarget[] = [
  'destination objects',
  'destination objects that change owner',
  'replica key',
  'replica key of a bucket key',
];

/**
 * The part of it that the account of the destination has to allow as well, in the policies of its bucket and its key, when
 * it is another account.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-walkthrough-2.html
 */
export const DESTINATION_PERMISSIONS: readonly Permission[] = REPLICATION_PERMISSIONS.filter(({ on }) =>
  OF_THE_DESTINATION.includes(on),
);

/**
 * What S3 Batch Operations needs to run the job. No object data and nothing of the destination: the copying is done as
 * the replication role.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-policies.html
 */
export const BATCH_JOB_PERMISSIONS: readonly Permission[] = [
  {
    action: 's3:InitiateReplication',
    on: 'source objects',
    because: 'starts the replication of a version; granted on the bucket instead of its objects it denies every task',
  },
  { action: 's3:GetReplicationConfiguration', on: 'source bucket', because: 'selects what the rules cover' },
  { action: 's3:PutInventoryConfiguration', on: 'source bucket', because: 'lists the bucket to generate the manifest' },
  { action: 's3:PutObject', on: 'manifest objects', because: 'writes the generated manifest' },
  { action: 's3:GetObject', on: 'manifest objects', because: 'reads the generated manifest' },
  { action: 's3:GetObjectVersion', on: 'manifest objects', because: 'reads the very version that it wrote' },
  { action: 's3:PutObject', on: 'report objects', because: 'writes the completion report' },
];

/**
 * What the account of a destination has to allow whoever runs s3-backfill from the account of the source, so that the comparison
 * works with one identity. Reads alone.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html
 */
export const COMPARING_PERMISSIONS: readonly Permission[] = [
  { action: 's3:ListBucketVersions', on: 'compared bucket', because: 'lists what is there' },
  {
    action: 's3:ListBucket',
    on: 'compared bucket',
    because: 'finds the bucket and its Region, and tells a replica that is not there from one that is forbidden',
  },
  {
    action: 's3:GetBucketVersioning',
    on: 'compared bucket',
    because: 'checks that the bucket is versioned, before anything is copied',
  },
  {
    action: 's3:GetObjectVersion',
    on: 'compared objects',
    because: 'reads size, metadata and status of replicas (their headers, never their contents)',
  },
  { action: 's3:GetObjectVersionTagging', on: 'compared objects', because: 'compares tags' },
];

/** Of whoever compares both sides, where the bucket of the copies belongs to another account: newest objects, and no versions. */
export const COPIES_COMPARING_PERMISSIONS: readonly Permission[] = [
  { action: 's3:ListBucket', on: 'compared bucket', because: 'lists what is there' },
  {
    action: 's3:GetBucketVersioning',
    on: 'compared bucket',
    because: 'says before anything is copied whether what is overwritten is gone',
  },
  {
    action: 's3:GetObject',
    on: 'compared objects',
    because: 'reads checksums and metadata of copies (their headers, never their contents)',
  },
  { action: 's3:GetObjectTagging', on: 'compared objects', because: 'compares tags' },
];
