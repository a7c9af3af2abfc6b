// What the caller needs to plan a run, and to tell what became of it.
import { ALL, CREATING, ENDING, PLANNING, type CallerPermission } from './caller-permission';

const UNSURE = 'the check says `unsure`, and the run goes on; `recommend` says that it is not known';
const NO_REASON = 'a job that matched nothing ends with the reason `unknown`';

export const RUN_PERMISSIONS: readonly CallerPermission[] = [
  {
    action: 's3:GetReplicationConfiguration',
    on: 'source bucket',
    calls: ['GetBucketReplication'],
    verbs: [...ALL, 'health', 'policy', 'recommend'],
    because:
      'checks that an enabled rule covers each prefix; says why a job matched nothing; for `policy`, says what is replicated to where',
    without: UNSURE,
  },
  {
    action: 's3:GetBucketVersioning',
    on: 'source bucket',
    calls: ['GetBucketVersioning'],
    verbs: [...PLANNING, 'recommend'],
    because: 'checks that the bucket is versioned',
    without: UNSURE,
  },
  {
    action: 's3:ListBucket',
    on: 'source bucket',
    calls: ['HeadBucket', 'ListObjectsV2'],
    verbs: [...ALL, 'health', 'policy', 'recommend'],
    because:
      'finds the bucket and its Region; for a prefix without objects, names the one that was probably meant; for one without a slash at its end, finds what else it takes',
    without: UNSURE,
  },
  {
    action: 's3:ListBucketVersions',
    on: 'source bucket',
    calls: ['ListObjectVersions'],
    verbs: [...ALL, 'health', 'recommend'],
    because: 'counts what would be copied; says why a job matched nothing',
    without: `a note says that nothing could be counted, and gates refuse; ${NO_REASON}`,
  },
  {
    action: 's3:GetObjectVersion',
    on: 'source objects',
    calls: ['HeadObject'],
    verbs: [...ALL, 'health', 'recommend'],
    because:
      'reads replication status and encryption of versions (their headers, never their contents): of up to 2,000 to count what would be copied, of all with `--survey exact`, of up to 20 to say why a job matched nothing',
    without: `the survey says of these versions that it cannot be said; ${NO_REASON}`,
  },
  {
    action: 's3:GetObject',
    on: 'source objects',
    calls: ['HeadObject'],
    verbs: ['plan', 'run', 'doctor'],
    because: 'finds the current version of the object that `--key` names (its headers, never its content)',
    without: 'exit code 5 with `--key`',
  },
  {
    action: 's3:RestoreObject',
    on: 'source objects',
    calls: ['RestoreObject'],
    verbs: CREATING,
    because: 'has archived objects restored before they are copied, with `--route`, which needs what a copy needs, too',
    without: 'archived objects stay archived: exit code 1',
    onlyFor: 'routes',
  },
  {
    action: 's3:GetObjectVersionTagging',
    on: 'source objects',
    calls: ['GetObjectTagging'],
    verbs: ALL,
    because: 'reads the tags of versions, where a rule or `--tag` asks for some',
    without: `the survey says of these versions that it cannot be said; ${NO_REASON}`,
  },
  {
    action: 's3:GetLifecycleConfiguration',
    on: 'source bucket',
    calls: ['GetBucketLifecycleConfiguration'],
    verbs: PLANNING,
    because: 'warns of lifecycle rules that will expire or archive what is taken',
    without: 'a warning says that it could not be asked',
  },
  {
    action: 's3:GetLifecycleConfiguration',
    on: 'destination buckets',
    calls: ['GetBucketLifecycleConfiguration'],
    verbs: PLANNING,
    because: 'warns of lifecycle rules that will expire or archive replicas',
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
    verbs: [...PLANNING, 'health', 'recommend'],
    because: 'checks that the bucket is there; for `health`, finds the Region in which CloudWatch has what waits',
    without: UNSURE,
  },
  {
    action: 's3:GetBucketVersioning',
    on: 'destination buckets',
    calls: ['GetBucketVersioning'],
    verbs: [...PLANNING, 'recommend'],
    because: 'checks that the bucket is versioned',
    without: UNSURE,
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
    without: 'a note says so, and the comparison decides, or the exit code is 5; no causes are told',
  },
  {
    action: 's3:ListBucket',
    on: 'manifest bucket',
    calls: ['HeadBucket'],
    verbs: PLANNING,
    because: 'checks that the bucket is there, in the Region of the job; where the manifest is kept',
    without: UNSURE,
  },
  {
    action: 's3:GetObject',
    on: 'manifest objects',
    calls: ['HeadObject'],
    verbs: CREATING,
    because:
      'sees whether the manifest that lists the versions is there already: with `--key`, `--manifest`, `--match`, `--tag` and `--latest-only`, and for rounds and retries of single versions',
    without: 'exit code 5 with these flags; a later round ends with exit code 5',
    required: true,
    onlyFor: 'supplied manifest',
  },
  {
    action: 's3:PutObject',
    on: 'manifest objects',
    calls: ['PutObject'],
    verbs: CREATING,
    because: 'uploads that manifest',
    without: 'exit code 5 with these flags; a later round ends with exit code 5',
    required: true,
    onlyFor: 'supplied manifest',
  },
  {
    action: 's3:GetObject',
    on: 'inventory objects',
    calls: ['GetObject'],
    verbs: ['plan', 'run', 'doctor', 'verify'],
    because:
      'reads the manifest and the files of an S3 Inventory, or another list of versions: with `--survey inventory:…`, `--manifest s3://…`, `--source-inventory` and `--destination-inventory`',
    without: 'exit code 5 with these flags',
    required: true,
    onlyFor: 'inventory',
  },
];
