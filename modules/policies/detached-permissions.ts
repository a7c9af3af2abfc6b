// Every IAM action of a run in the account: of the function that does what `s3-backfill run` does, and of the machine that calls it.
import type { Permission } from './permissions';

/**
 * What the function needs: to run with `--checks basic`, in the Region of the source. It reads no content of any object, and what roles,
 * keys and policies allow is left to the job, which says so in its report.
 */
export const DETACHED_RUN_PERMISSIONS: readonly Permission[] = [
  { action: 's3:CreateJob', on: 'every job of the account', because: 'creates the job; the action has no resource' },
  { action: 's3:ListJobs', on: 'every job of the account', because: 'finds the job that an earlier step has made' },
  { action: 'iam:PassRole', on: 'job role', because: 'hands the job role to S3 Batch Operations' },
  { action: 'iam:GetRole', on: 'job role', because: 'tells a new role, which S3 may not see yet, from an old one' },
  { action: 's3:PutJobTagging', on: 'jobs', because: 'tags the job, and marks it once its outcome is told' },
  { action: 's3:GetJobTagging', on: 'jobs', because: 'reads whether the outcome of a job was told already' },
  { action: 's3:DescribeJob', on: 'jobs', because: 'looks at the job' },
  { action: 's3:GetReplicationConfiguration', on: 'source bucket', because: 'reads the rules' },
  { action: 's3:GetBucketVersioning', on: 'source bucket', because: 'checks that the bucket is versioned' },
  { action: 's3:ListBucket', on: 'source bucket', because: 'finds the bucket and its Region' },
  { action: 's3:ListBucketVersions', on: 'source bucket', because: 'lists what has to be at the destinations' },
  { action: 's3:GetLifecycleConfiguration', on: 'source bucket', because: 'warns of what will expire' },
  {
    action: 's3:GetObjectVersion',
    on: 'source objects',
    because: 'reads metadata and replication status (headers, never contents)',
  },
  { action: 's3:GetObjectVersionTagging', on: 'source objects', because: 'compares tags' },
  { action: 's3:GetBucketVersioning', on: 'destination bucket', because: 'checks that the bucket is versioned' },
  { action: 's3:ListBucket', on: 'destination bucket', because: 'finds the bucket and its Region' },
  { action: 's3:ListBucketVersions', on: 'destination bucket', because: 'lists what is there' },
  { action: 's3:GetLifecycleConfiguration', on: 'destination bucket', because: 'warns of what will expire' },
  {
    action: 's3:GetObjectVersion',
    on: 'destination objects',
    because: 'reads the metadata of replicas (headers, never contents)',
  },
  { action: 's3:GetObjectVersionTagging', on: 'destination objects', because: 'compares tags' },
  {
    action: 's3:ListBucket',
    on: 'report bucket',
    because: 'tells a report that is not there yet from one that is forbidden',
  },
  { action: 's3:GetObject', on: 'report objects', because: 'reads the completion report' },
  { action: 's3:PutObject', on: 'report objects', because: 'writes its own report and the certificate' },
  { action: 's3:ListBucket', on: 'manifest bucket', because: 'checks that the bucket is there' },
  { action: 's3:GetObject', on: 'manifest objects', because: 'sees whether the manifest of a second round is there' },
  { action: 's3:PutObject', on: 'manifest objects', because: 'writes the manifest of a second round' },
  { action: 'logs:CreateLogStream', on: 'function logs', because: 'writes its log' },
  { action: 'logs:PutLogEvents', on: 'function logs', because: 'writes its log' },
];

/** What the state machine needs. */
export const DETACHED_MACHINE_PERMISSIONS: readonly Permission[] = [
  { action: 'lambda:InvokeFunction', on: 'function', because: 'has the function do one step' },
];
