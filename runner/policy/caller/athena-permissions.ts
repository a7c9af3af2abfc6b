// What the caller needs to have inventories joined by Athena, which reads tables and files, and writes results, with the caller's permissions.
// https://docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
import type { CallerPermission, CallerTarget } from './caller-permission';

const NOTHING_QUERIED = 'nothing is queried: exit code 5';
const NOT_COMPARED = 'nothing is compared: exit code 5';

function athena(
  action: string,
  on: CallerTarget,
  calls: readonly string[],
  because: string,
  without: string,
): CallerPermission {
  return {
    action,
    on,
    calls,
    verbs: ['verify'],
    because: `with \`--engine athena\`: ${because}`,
    without,
    onlyFor: 'athena',
  };
}

export const ATHENA_PERMISSIONS: readonly CallerPermission[] = [
  {
    ...athena(
      'athena:GetWorkGroup',
      'workgroup',
      ['GetWorkGroup'],
      'sees whether it is enabled, where results go, and how much a query may scan',
      'a note says so, and Athena itself refuses',
    ),
    verbs: ['doctor', 'verify', 'policy'],
  },
  athena(
    'athena:StartQueryExecution',
    'workgroup',
    ['StartQueryExecution'],
    'begins the query that joins both inventories',
    NOTHING_QUERIED,
  ),
  athena(
    'athena:GetQueryExecution',
    'workgroup',
    ['GetQueryExecution'],
    'waits for it, and tells what it has scanned',
    NOT_COMPARED,
  ),
  athena('athena:GetQueryResults', 'workgroup', ['GetQueryResults'], 'reads what comes of it', NOT_COMPARED),
  athena(
    'athena:StopQueryExecution',
    'workgroup',
    ['StopQueryExecution'],
    'stops it when the program is stopped',
    'the query goes on, and a message says how it is stopped',
  ),
  {
    ...athena(
      'athena:GetTableMetadata',
      'catalog of Athena',
      ['GetTableMetadata'],
      'finds where the inventories of a table lie, and what its columns are',
      NOTHING_QUERIED,
    ),
    verbs: ['doctor', 'verify', 'policy'],
  },
  ...(['glue:GetDatabase', 'glue:GetTable'] as const).map((action): CallerPermission => ({
    ...athena(
      action,
      'database and tables',
      ['GetTableMetadata', 'StartQueryExecution'],
      'Athena reads the catalog for whoever asks it',
      NOTHING_QUERIED,
    ),
    verbs: ['doctor', 'verify', 'policy'],
  })),
  ...(['glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition'] as const).map((action) =>
    athena(
      action,
      'database and tables',
      ['StartQueryExecution'],
      'Athena finds the files of a partition, where the table does not project them',
      NOT_COMPARED,
    ),
  ),
  {
    ...athena(
      's3:ListBucket',
      'inventory buckets',
      ['ListObjectsV2'],
      'finds the newest partition; Athena lists it',
      NOTHING_QUERIED,
    ),
    verbs: ['doctor', 'verify'],
  },
  {
    ...athena(
      's3:GetBucketPolicy',
      'inventory buckets',
      ['GetBucketPolicy'],
      'reads whether the bucket lets inventories be read',
      'the check says `unsure`, and why',
    ),
    verbs: ['doctor'],
  },
  athena(
    's3:GetBucketLocation',
    'results bucket',
    ['StartQueryExecution'],
    'Athena writes results for whoever asks it',
    NOT_COMPARED,
  ),
  athena(
    's3:ListBucket',
    'results bucket',
    ['StartQueryExecution'],
    'Athena writes results for whoever asks it',
    NOT_COMPARED,
  ),
  athena(
    's3:PutObject',
    'results of queries',
    ['StartQueryExecution'],
    'Athena writes results for whoever asks it',
    NOT_COMPARED,
  ),
  athena(
    's3:AbortMultipartUpload',
    'results of queries',
    ['StartQueryExecution'],
    'Athena writes large results in parts',
    'parts of a write that was cut short stay, and are paid',
  ),
  athena(
    's3:GetObject',
    'results of queries',
    ['GetQueryResults'],
    'Athena reads results for whoever asks it',
    NOT_COMPARED,
  ),
];
