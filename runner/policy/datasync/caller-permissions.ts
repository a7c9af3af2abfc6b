// What whoever starts executions of a task needs: DataSync copies as the roles of the task, so that of objects nothing is read but headers,
// and nothing is written but a list of keys. https://docs.aws.amazon.com/datasync/latest/userguide/iam-policies.html

export type SyncPlace =
  | 'task'
  | 'executions'
  | 'locations'
  | 'report role'
  | 'roles'
  | 'managed policies'
  | 'keys'
  | 'source bucket'
  | 'source objects'
  | 'destination bucket'
  | 'destination objects'
  | 'report bucket'
  | 'report objects'
  | 'manifest objects'
  | 'log groups';

export interface SyncPermission {
  readonly action: string;
  readonly on: SyncPlace;
  readonly because: string;
  /** What happens where it is not granted. */
  readonly without: string;
  /** Operations of DataSync that it allows. @default - they are those of other services */
  readonly calls?: readonly string[];
}

const ENDS = 'exit code 5';
const UNSURE = 'the checks that need it say `unsure`, and why';

function checked(on: SyncPlace, ...actions: readonly string[]): readonly SyncPermission[] {
  return actions.map((action) => ({ action, on, because: 'checks before an execution', without: UNSURE }));
}

function ofSync(operation: string, on: SyncPlace, because: string, without: string): SyncPermission {
  return { action: `datasync:${operation}`, on, because, without, calls: [operation] };
}

export const SYNC_PERMISSIONS: readonly SyncPermission[] = [
  ofSync('DescribeTask', 'task', 'sees from where to where the task copies, and how', ENDS),
  ofSync('StartTaskExecution', 'task', 'starts the execution', ENDS),
  ofSync('ListTaskExecutions', 'task', 'finds the execution of an earlier run', ENDS),
  ofSync('DescribeTaskExecution', 'executions', 'looks at the execution', `${ENDS}; the execution goes on`),
  ofSync('CancelTaskExecution', 'executions', 'cancels it', 'it cannot be cancelled'),
  ofSync('DescribeLocationS3', 'locations', 'sees the buckets, the folders and the roles of the task', ENDS),
  {
    action: 'iam:PassRole',
    on: 'report role',
    because: 'hands it to DataSync with a list of keys, or with another place for the report',
    without: `${ENDS} where keys are listed, that of a retry too`,
  },
  { action: 's3:ListBucket', on: 'source bucket', because: 'lists what is to be copied', without: ENDS },
  {
    action: 's3:GetObject',
    on: 'source objects',
    because: 'compares (headers, never contents)',
    without: 'what cannot be compared is told',
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
    without: 'what cannot be compared is told',
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
    because: 'finds the files of the task report',
    without: 'no report is told',
  },
  { action: 's3:GetObject', on: 'report objects', because: 'reads the task report', without: 'no report is told' },
  { action: 's3:PutObject', on: 'manifest objects', because: 'writes the list of keys', without: ENDS },
  {
    action: 's3:GetObject',
    on: 'manifest objects',
    because: 'sees that the list of an earlier run is there',
    without: 'it is written again',
  },
  {
    action: 's3:AbortMultipartUpload',
    on: 'manifest objects',
    because: 'ends the upload of a list in parts that has failed',
    without: 'its parts stay, and are paid for',
  },
  ...checked('source bucket', 's3:GetBucketPolicy', 's3:GetEncryptionConfiguration'),
  ...checked('destination bucket', 's3:GetBucketPolicy', 's3:GetBucketVersioning', 's3:GetEncryptionConfiguration'),
  ...checked('keys', 'kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'),
  ...checked('report bucket', 's3:GetBucketPolicy'),
  ...checked(
    'roles',
    'iam:GetRole',
    'iam:SimulatePrincipalPolicy',
    'iam:ListRolePolicies',
    'iam:GetRolePolicy',
    'iam:ListAttachedRolePolicies',
  ),
  ...checked('log groups', 'logs:DescribeLogGroups', 'logs:DescribeResourcePolicies').map((one) => ({
    ...one,
    calls: [one.action.replace(/^.*:/, '')],
  })),
  ...checked('managed policies', 'iam:GetPolicy', 'iam:GetPolicyVersion'),
];
