// What whoever runs s3-backfill needs. The runner's calls are held against this table: each is here, and nothing else is.
import { LOOKING_PERMISSIONS } from './looking-permissions';

export type CallerTarget =
  | 'every job of the account'
  | 'jobs'
  | 'job role'
  | 'source bucket'
  | 'source objects'
  | 'destination buckets'
  | 'destination objects'
  | 'report bucket'
  | 'report objects'
  | 'manifest bucket'
  | 'both roles'
  | 'managed policies'
  | 'keys'
  | 'every metric';

type CallerVerb =
  | 'plan'
  | 'run'
  | 'retry'
  | 'watch'
  | 'report'
  | 'verify'
  | 'doctor'
  | 'health'
  | 'list'
  | 'status'
  | 'confirm'
  | 'cancel'
  | 'priority';

export interface CallerPermission {
  readonly action: string;
  readonly on: CallerTarget;
  /** Operations of AWS that ask for it, as the SDK names them. */
  readonly calls: readonly string[];
  readonly verbs: readonly CallerVerb[];
  readonly because: string;
  /** What happens where it is not granted. */
  readonly without: string;
  /** Whether a run ends without it. @default false */
  readonly required?: boolean;
}

const UNSURE = 'the check says `unsure`, and the run goes on';
const ALL = ['plan', 'run', 'retry', 'watch', 'report', 'doctor'] as const;
const CREATING = ['run', 'retry'] as const;
const PLANNING = ['plan', 'run', 'retry', 'doctor'] as const;
const ENDING = ['run', 'retry', 'watch', 'report'] as const;
const NO_REASON = 'a job that matched nothing ends with the reason `unknown`';

export const CALLER_PERMISSIONS: readonly CallerPermission[] = [
  {
    action: 's3:CreateJob',
    on: 'every job of the account',
    calls: ['CreateJob'],
    verbs: CREATING,
    because: 'creates the job; AWS defines no resource for this action, so that only `*` is safe',
    without: 'exit code 5',
    required: true,
  },
  {
    action: 'iam:PassRole',
    on: 'job role',
    calls: ['CreateJob'],
    verbs: CREATING,
    because: 'hands the job role to S3 Batch Operations; without a condition, see below',
    without: 'exit code 5',
    required: true,
  },
  {
    action: 's3:PutJobTagging',
    on: 'jobs',
    calls: ['CreateJob', 'PutJobTagging'],
    verbs: CREATING,
    because: 'the job is created with a tag, which S3 lets only those do who may tag',
    without: 'exit code 5; with `--no-job-tags` it is not needed',
    required: true,
  },
  {
    action: 's3:GetJobTagging',
    on: 'jobs',
    calls: ['GetJobTagging'],
    verbs: [...CREATING, 'watch'],
    because: 'reads whether the outcome of a job was told already',
    without: 'the state file alone remembers it',
  },
  {
    action: 's3:DescribeJob',
    on: 'jobs',
    calls: ['DescribeJob'],
    verbs: [...ENDING, 'status', 'confirm', 'cancel', 'priority'],
    because: 'looks at the job',
    without: 'exit code 5; a job that was created goes on',
    required: true,
  },
  {
    action: 's3:ListJobs',
    on: 'every job of the account',
    calls: ['ListJobs'],
    verbs: [...PLANNING, 'list'],
    because: 'finds the job that an earlier run has made; lists jobs',
    without: 'the state file and the client request token stand in for it; `list` ends with exit code 5',
  },
  {
    action: 's3:UpdateJobStatus',
    on: 'jobs',
    calls: ['UpdateJobStatus'],
    verbs: ['confirm', 'cancel'],
    because: 'confirms or cancels the job',
    without: 'exit code 5',
  },
  {
    action: 's3:UpdateJobPriority',
    on: 'jobs',
    calls: ['UpdateJobPriority'],
    verbs: ['priority'],
    because: 'changes the priority of the job',
    without: 'exit code 5',
  },
  {
    action: 's3:GetReplicationConfiguration',
    on: 'source bucket',
    calls: ['GetBucketReplication'],
    verbs: [...ALL, 'health'],
    because: 'checks that an enabled rule covers each prefix; says why a job matched nothing',
    without: UNSURE,
  },
  {
    action: 's3:GetBucketVersioning',
    on: 'source bucket',
    calls: ['GetBucketVersioning'],
    verbs: PLANNING,
    because: 'checks that the bucket is versioned',
    without: UNSURE,
  },
  {
    action: 's3:ListBucket',
    on: 'source bucket',
    calls: ['HeadBucket', 'ListObjectsV2'],
    verbs: ALL,
    because: 'finds the bucket and its Region; for a prefix without objects, names the one that was probably meant',
    without: UNSURE,
  },
  {
    action: 's3:ListBucketVersions',
    on: 'source bucket',
    calls: ['ListObjectVersions'],
    verbs: [...ALL, 'health'],
    because: 'counts what would be copied; says why a job matched nothing',
    without: `a note says that nothing could be counted, and gates refuse; ${NO_REASON}`,
  },
  {
    action: 's3:GetObjectVersion',
    on: 'source objects',
    calls: ['HeadObject'],
    verbs: [...ALL, 'health'],
    because:
      'reads replication status and encryption of versions (their headers, never their contents): of up to 2,000 to count what would be copied, of all with `--survey exact`, of up to 20 to say why a job matched nothing',
    without: `the survey says of these versions that it cannot be said; ${NO_REASON}`,
  },
  {
    action: 's3:GetObjectVersionTagging',
    on: 'source objects',
    calls: ['GetObjectTagging'],
    verbs: PLANNING,
    because: 'reads the tags of versions, where a rule or `--tag` asks for some',
    without: 'the survey says of these versions that it cannot be said',
  },
  {
    action: 's3:GetLifecycleConfiguration',
    on: 'source bucket',
    calls: ['GetBucketLifecycleConfiguration'],
    verbs: PLANNING,
    because: 'warns of lifecycle rules that work on the same keys',
    without: 'a warning says that it could not be asked',
  },
  {
    action: 's3:GetLifecycleConfiguration',
    on: 'destination buckets',
    calls: ['GetBucketLifecycleConfiguration'],
    verbs: PLANNING,
    because: 'warns of lifecycle rules that work on the replicas',
    without: 'a warning says that it could not be asked',
  },
  {
    action: 'iam:GetRole',
    on: 'job role',
    calls: ['GetRole'],
    verbs: PLANNING,
    because:
      'checks that the role is there and trusts S3 Batch Operations; tells a new role, which S3 may not see yet, from an old one',
    without: `${UNSURE}; a refusal of CreateJob is waited out for two minutes, as if the role were new`,
  },
  {
    action: 's3:ListBucket',
    on: 'destination buckets',
    calls: ['HeadBucket'],
    verbs: PLANNING,
    because: 'checks that the bucket is there',
    without: UNSURE,
  },
  {
    action: 's3:GetBucketVersioning',
    on: 'destination buckets',
    calls: ['GetBucketVersioning'],
    verbs: PLANNING,
    because: 'checks that the bucket is versioned',
    without: UNSURE,
  },
  {
    action: 's3:ListBucketVersions',
    on: 'source bucket',
    calls: ['ListObjectVersions'],
    verbs: ['run', 'verify'],
    because: 'lists what has to be at the destinations',
    without: 'nothing can be compared: exit code 5',
  },
  {
    action: 's3:GetObjectVersion',
    on: 'source objects',
    calls: ['HeadObject'],
    verbs: ['run', 'verify'],
    because:
      'reads metadata and replication status (headers, never contents); tells what is pending from what is missing',
    without:
      'what is missing is missing for the reason `unknown`; metadata is not compared, and the certificate says so',
  },
  {
    action: 's3:GetObjectVersionTagging',
    on: 'source objects',
    calls: ['GetObjectTagging'],
    verbs: ['run', 'verify'],
    because: 'compares tags; sees which versions a rule with tags selects',
    without: 'tags are not compared, and the certificate says so',
  },
  {
    action: 's3:ListBucketVersions',
    on: 'destination buckets',
    calls: ['ListObjectVersions'],
    verbs: ['run', 'verify'],
    because: 'lists what is there; in another account its bucket policy has to allow it',
    without: 'this destination could not be compared: exit code 5',
  },
  {
    action: 's3:GetObjectVersion',
    on: 'destination objects',
    calls: ['HeadObject'],
    verbs: ['run', 'verify'],
    because:
      'reads the metadata of replicas (headers, never contents); in another account its bucket policy has to allow it',
    without: 'version ids, sizes and ETags alone are compared, and the certificate says so',
  },
  {
    action: 's3:GetObjectVersionTagging',
    on: 'destination objects',
    calls: ['GetObjectTagging'],
    verbs: ['run', 'verify'],
    because: 'compares tags',
    without: 'tags are not compared, and the certificate says so',
  },
  {
    action: 's3:ListBucket',
    on: 'report bucket',
    calls: ['HeadBucket', 'GetObject'],
    verbs: ALL,
    because:
      'finds the bucket and its Region; tells a report that is not there yet (404) from one that is forbidden (403)',
    without: `${UNSURE}; a report that is late counts as forbidden, and is not waited for`,
  },
  {
    action: 's3:GetObject',
    on: 'report objects',
    calls: ['GetObject'],
    verbs: ENDING,
    because: 'reads the completion report',
    without: 'a note says so, and the counters of S3 decide; no causes are told',
  },
  {
    action: 's3:ListBucket',
    on: 'manifest bucket',
    calls: ['HeadBucket'],
    verbs: PLANNING,
    because: 'checks that the bucket is there, in the Region of the job; where the manifest is kept',
    without: UNSURE,
  },
  ...LOOKING_PERMISSIONS,
];

/** Operations that AWS lets everybody call. */
export const FREE_CALLS: readonly string[] = ['GetCallerIdentity'];
