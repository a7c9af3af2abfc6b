// Every IAM action of a pipeline that runs s3-backfill, by the verbs that need it: what `s3-backfill policy caller --for VERB` tells of a replication.
import type { Permission, PermissionTarget } from './permissions';

/** What a pipeline does with a replication. */
export const PIPELINE_VERBS = ['plan', 'run', 'retry', 'watch', 'report', 'verify'] as const;
export type PipelineVerb = (typeof PIPELINE_VERBS)[number];

export interface PipelinePermission extends Permission {
  /** What needs it. */
  readonly verbs: readonly PipelineVerb[];
}

const CREATING = ['run', 'retry'] as const;
const PLANNING = ['plan', ...CREATING] as const;
const ENDING = [...CREATING, 'watch', 'report'] as const;
const COMPARING = [...CREATING, 'verify'] as const;

type Row = readonly [action: string, verbs: readonly PipelineVerb[], because: string];

function on(target: PermissionTarget, ...rows: readonly Row[]): readonly PipelinePermission[] {
  return rows.map(([action, verbs, because]) => ({ action, on: target, verbs, because }));
}

const READS_POLICIES = 'reads the policies of the roles where they may not be simulated';
const OF_BUCKET = 'reads what the bucket allows and denies the roles';
const LOCK = 'tells whether the bucket has Object Lock';
const VERSIONED = 'checks that the bucket is versioned';
const COMPARES_TAGS = 'compares tags';

/** Of replication alone; copies by another method need what `s3-backfill policy --for copy` and the like print. */
export const PIPELINE_PERMISSIONS: readonly PipelinePermission[] = [
  ...on(
    'every job of the account',
    ['s3:CreateJob', CREATING, 'creates the job; the action has no resource'],
    ['s3:ListJobs', PLANNING, 'finds the job that an earlier run has made'],
  ),
  ...on(
    'job role',
    ['iam:PassRole', CREATING, 'hands the job role to S3 Batch Operations'],
    ['iam:GetRole', PLANNING, 'checks that the role is there and trusts S3 Batch Operations'],
  ),
  ...on(
    'jobs',
    ['s3:PutJobTagging', CREATING, 'the job is created with a tag'],
    ['s3:GetJobTagging', [...CREATING, 'watch'], 'reads whether the outcome of a job was told already'],
    ['s3:DescribeJob', [...ENDING, 'plan'], 'looks at the job'],
  ),
  ...on(
    'source bucket',
    ['s3:GetReplicationConfiguration', PIPELINE_VERBS, 'reads the rules'],
    ['s3:GetBucketVersioning', PLANNING, VERSIONED],
    [
      's3:ListBucket',
      PIPELINE_VERBS,
      'finds the bucket and its Region; tells what is not there from what is forbidden',
    ],
    [
      's3:ListBucketVersions',
      PIPELINE_VERBS,
      'counts what would be copied, and lists what has to be at the destinations',
    ],
    ['s3:GetLifecycleConfiguration', PLANNING, 'warns of what will expire'],
    ['s3:GetBucketPolicy', PLANNING, OF_BUCKET],
    ['s3:GetEncryptionConfiguration', PLANNING, 'tells which key the bucket encrypts with'],
    ['s3:GetBucketObjectLockConfiguration', PLANNING, LOCK],
  ),
  ...on(
    'source objects',
    ['s3:GetObjectVersion', PIPELINE_VERBS, 'reads metadata and replication status (headers, never contents)'],
    [
      's3:GetObject',
      ['plan', 'run'],
      'finds the current version of the object that `--key` names (headers, never contents)',
    ],
    ['s3:GetObjectVersionTagging', PIPELINE_VERBS, COMPARES_TAGS],
  ),
  ...on(
    'destination bucket',
    ['s3:GetLifecycleConfiguration', PLANNING, 'warns of what will expire'],
    ['s3:ListBucket', [...PLANNING, 'verify'], 'finds the bucket and its Region'],
    ['s3:GetBucketVersioning', PLANNING, VERSIONED],
    ['s3:ListBucketVersions', COMPARING, 'lists what is there'],
    ['s3:GetBucketPolicy', PLANNING, OF_BUCKET],
    ['s3:GetEncryptionConfiguration', PLANNING, 'tells which key the bucket encrypts with'],
    ['s3:GetBucketObjectLockConfiguration', PLANNING, LOCK],
    ['s3:GetBucketRequestPayment', PLANNING, 'tells whether requesters pay'],
  ),
  ...on(
    'destination objects',
    ['s3:GetObjectVersion', COMPARING, 'reads the metadata of replicas (headers, never contents)'],
    ['s3:GetObjectVersionTagging', COMPARING, COMPARES_TAGS],
  ),
  ...on(
    'report bucket',
    [
      's3:ListBucket',
      [...PLANNING, 'watch', 'report'],
      'tells a report that is not there yet from one that is forbidden',
    ],
    ['s3:GetBucketPolicy', PLANNING, OF_BUCKET],
    ['s3:GetBucketObjectLockConfiguration', PLANNING, LOCK],
  ),
  ...on('report objects', ['s3:GetObject', ENDING, 'reads the completion report']),
  ...on(
    'manifest bucket',
    ['s3:ListBucket', PLANNING, 'checks that the bucket is there'],
    ['s3:GetBucketPolicy', PLANNING, OF_BUCKET],
    ['s3:GetEncryptionConfiguration', PLANNING, 'tells whether S3 can read a manifest that is uploaded there'],
  ),
  ...on(
    'manifest objects',
    ['s3:GetObject', CREATING, 'sees whether the manifest of a second round is there'],
    ['s3:PutObject', CREATING, 'writes the manifest of a second round'],
  ),
  ...on(
    'both roles',
    ['iam:SimulatePrincipalPolicy', PLANNING, 'asks IAM what the roles may do'],
    ['iam:GetRole', PLANNING, 'reads trust policies, and which permissions boundary a role has'],
    ['iam:ListRolePolicies', PLANNING, READS_POLICIES],
    ['iam:GetRolePolicy', PLANNING, READS_POLICIES],
    ['iam:ListAttachedRolePolicies', PLANNING, READS_POLICIES],
  ),
  ...on(
    'pipeline role',
    ['iam:SimulatePrincipalPolicy', CREATING, 'asks IAM what this role itself may do'],
    ['iam:GetRole', CREATING, 'finds the role behind its session'],
  ),
  ...on(
    'managed policies',
    ['iam:GetPolicy', PLANNING, READS_POLICIES],
    ['iam:GetPolicyVersion', PLANNING, READS_POLICIES],
  ),
  ...on(
    'keys',
    ['kms:DescribeKey', PLANNING, 'tells whether the key is there and enabled'],
    ['kms:GetKeyPolicy', PLANNING, 'reads whether the key lets the replication role use it'],
    ['kms:ListGrants', PLANNING, 'reads whether a grant of the key does'],
  ),
];
