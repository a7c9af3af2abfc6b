// What whoever runs jobs that copy needs: objects are copied by the job's own role, so that nothing is read but headers, and nothing written
// but a list. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-iam-role-policies.html

export type BatchCopyPlace =
  | 'every job of the account'
  | 'jobs'
  | 'copy role'
  | 'managed policies'
  | 'source bucket'
  | 'source objects'
  | 'destination bucket'
  | 'destination objects'
  | 'report bucket'
  | 'report objects'
  | 'manifest objects'
  | 'keys of both buckets';

export interface BatchCopyPermission {
  readonly action: string;
  readonly on: BatchCopyPlace;
  readonly because: string;
  /** What happens where it is not granted. */
  readonly without: string;
}

const ENDS = 'exit code 5';
const UNSURE = 'the checks that need it say `unsure`, and why';

function checked(on: BatchCopyPlace, ...actions: readonly string[]): readonly BatchCopyPermission[] {
  return actions.map((action) => ({ action, on, because: 'checks before a job', without: UNSURE }));
}

export const BATCH_COPY_PERMISSIONS: readonly BatchCopyPermission[] = [
  { action: 's3:CreateJob', on: 'every job of the account', because: 'creates the job', without: ENDS },
  {
    action: 's3:ListJobs',
    on: 'every job of the account',
    because: 'finds the job of an earlier run',
    without: 'the state file alone remembers it',
  },
  { action: 'iam:PassRole', on: 'copy role', because: 'hands the role to S3 Batch Operations', without: ENDS },
  {
    action: 's3:PutJobTagging',
    on: 'jobs',
    because: 'the job is created with a tag, and marked when its end was told',
    without: `${ENDS}; with \`--no-job-tags\` it is not needed`,
  },
  {
    action: 's3:GetJobTagging',
    on: 'jobs',
    because: 'reads whether the end of a job was told already',
    without: 'the state file alone remembers it',
  },
  { action: 's3:DescribeJob', on: 'jobs', because: 'looks at the job', without: `${ENDS}; the job goes on` },
  {
    action: 's3:UpdateJobStatus',
    on: 'jobs',
    because: 'confirms a job that waits for it, or cancels it',
    without: 'neither can be done',
  },
  { action: 's3:ListBucket', on: 'source bucket', because: 'lists what is to be copied', without: ENDS },
  {
    action: 's3:ListBucketVersions',
    on: 'source bucket',
    because: 'finds the current versions, which a copy in place names',
    without: `${ENDS} for copies in place`,
  },
  {
    action: 's3:GetBucketVersioning',
    on: 'source bucket',
    because: 'tells whether S3 may list the bucket itself, which lists every version',
    without: 'the program writes the list',
  },
  {
    action: 's3:GetObject',
    on: 'source objects',
    because: 'compares (headers, never contents) where size and ETag leave open whether two objects are equal',
    without: 'what cannot be compared is left as it is, and told',
  },
  {
    action: 's3:GetObjectTagging',
    on: 'source objects',
    because: 'compares the tags of what was copied; --tag chooses by them',
    without: 'tags are not compared, and the certificate says so',
  },
  { action: 's3:ListBucket', on: 'destination bucket', because: 'lists what is there already', without: ENDS },
  {
    action: 's3:GetObject',
    on: 'destination objects',
    because: 'compares (headers, never contents)',
    without: 'what cannot be compared is left as it is, and told',
  },
  {
    action: 's3:GetObjectTagging',
    on: 'destination objects',
    because: 'compares the tags of what was copied',
    without: 'tags are not compared, and the certificate says so',
  },
  {
    action: 's3:ListBucket',
    on: 'report bucket',
    because: 'tells a report that is not there yet from one that may not be read',
    without: 'the first minute of waiting ends in doubt',
  },
  { action: 's3:GetObject', on: 'report objects', because: 'reads the completion report', without: ENDS },
  { action: 's3:PutObject', on: 'manifest objects', because: 'writes the list of what is copied', without: ENDS },
  {
    action: 's3:GetObject',
    on: 'manifest objects',
    because: 'sees that the list of an earlier run is there, and in place which versions it names',
    without: ENDS,
  },
  {
    action: 's3:AbortMultipartUpload',
    on: 'manifest objects',
    because: 'ends the upload of a list in parts that has failed',
    without: 'its parts stay, and are paid for',
  },
  ...checked('source bucket', 's3:GetBucketPolicy', 's3:GetReplicationConfiguration', 's3:GetEncryptionConfiguration'),
  ...checked('destination bucket', 's3:GetBucketPolicy', 's3:GetEncryptionConfiguration'),
  ...checked('report bucket', 's3:GetBucketPolicy', 's3:GetBucketObjectLockConfiguration'),
  ...checked('keys of both buckets', 'kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'),
  ...checked(
    'copy role',
    'iam:GetRole',
    'iam:SimulatePrincipalPolicy',
    'iam:ListRolePolicies',
    'iam:GetRolePolicy',
    'iam:ListAttachedRolePolicies',
  ),
  ...checked('managed policies', 'iam:GetPolicy', 'iam:GetPolicyVersion'),
];
