// What whoever runs `--method inventory` needs: objects are copied by the worker as its role, so that of them nothing is read but headers, and
// nothing is written but listings.

export type InventoryPlace =
  | 'functions'
  | 'mappings'
  | 'every mapping'
  | 'rule'
  | 'queues'
  | 'list queue'
  | 'copy queue'
  | 'dead letters'
  | 'both dead letters'
  | 'every metric'
  | 'roles'
  | 'managed policies'
  | 'keys'
  | 'every bucket'
  | 'source bucket'
  | 'source objects'
  | 'destination bucket'
  | 'destination objects'
  | 'report bucket'
  | 'inventory objects'
  | 'report objects';

export interface InventoryCallerPermission {
  readonly action: string;
  readonly on: InventoryPlace;
  readonly because: string;
  /** What happens where it is not granted. */
  readonly without: string;
  /** Operations that it allows, of services that no other method asks. @default - they are those of others */
  readonly calls?: readonly string[];
}

const ENDS = 'exit code 5';
const UNSURE = 'the checks that need it say `unsure`, and why';
const NOT_ENDED = 'it cannot be cancelled';
const NOT_AGAIN = 'dead letters stay where they are';

function checked(on: InventoryPlace, ...actions: readonly string[]): readonly InventoryCallerPermission[] {
  return actions.map((action) => ({ action, on, because: 'checks before a run', without: UNSURE }));
}

function of(
  action: string,
  on: InventoryPlace,
  because: string,
  without: string,
  calls: readonly string[] = [action.replace(/^.*:/, '')],
): InventoryCallerPermission {
  return { action, on, because, without, calls };
}

export const INVENTORY_CALLER_PERMISSIONS: readonly InventoryCallerPermission[] = [
  of('lambda:GetFunctionConfiguration', 'functions', 'sees from where to where the functions copy, and how', ENDS),
  of(
    'lambda:ListEventSourceMappings',
    'every mapping',
    'sees whether anything calls them, and how many at once',
    UNSURE,
  ),
  of('lambda:UpdateEventSourceMapping', 'mappings', 'cancel: nothing calls them any more', NOT_ENDED),
  of('sqs:GetQueueAttributes', 'queues', 'sees how much is left, and how the queues are set up', ENDS),
  of('sqs:SendMessage', 'list queue', 'sends the message by which the reader begins', ENDS),
  of('sqs:PurgeQueue', 'list queue', 'cancel: forgets what waits', NOT_ENDED, []),
  of('sqs:PurgeQueue', 'copy queue', 'cancel: forgets what waits', NOT_ENDED),
  of(
    'sqs:ReceiveMessage',
    'both dead letters',
    'sees which objects, and of which runs, were given up',
    'what was given up is told by numbers, and may be of other runs',
  ),
  of(
    'sqs:ChangeMessageVisibility',
    'both dead letters',
    'lets go of what it has looked at',
    'dead letters are not seen by others for half a minute',
    ['ChangeMessageVisibilityBatch'],
  ),
  of(
    'cloudwatch:GetMetricStatistics',
    'every metric',
    'watch: how long the oldest message has waited, which SQS says there alone',
    'that is said to be unknown',
    [],
  ),
  of('sqs:StartMessageMoveTask', 'dead letters', 'retry: sends dead letters once more', NOT_AGAIN),
  of('sqs:ListMessageMoveTasks', 'dead letters', 'retry: waits until they are sent', NOT_AGAIN),
  of('sqs:DeleteMessage', 'dead letters', 'retry: SQS takes them away as whoever asks', NOT_AGAIN, []),
  of('sqs:SendMessage', 'copy queue', 'retry: SQS sends them as whoever asks', NOT_AGAIN, []),
  of('events:DescribeRule', 'rule', 'the doctor sees whether a delivery begins anything', UNSURE),
  of('events:ListTargetsByRule', 'rule', 'the doctor sees whether a delivery begins anything', UNSURE),
  of('s3:ListBucket', 'report bucket', 'finds the newest inventory, and what the functions have written', ENDS, []),
  of('s3:GetObject', 'inventory objects', 'reads the manifest of an inventory', ENDS, []),
  of('s3:GetObject', 'report objects', 'reads what became of each object', ENDS, []),
  of(
    's3:PutObject',
    'report objects',
    'writes a listing',
    `${ENDS} where both sides are listed, that of a retry too`,
    [],
  ),
  of('s3:ListBucket', 'source bucket', 'lists what is to be copied, and compares', ENDS, []),
  of('s3:ListBucket', 'destination bucket', 'lists what is there already, and compares', ENDS, []),
  of('s3:GetObject', 'source objects', 'compares (headers, never contents)', 'what cannot be compared is told', []),
  of(
    's3:GetObject',
    'destination objects',
    'compares (headers, never contents)',
    'what cannot be compared is told',
    [],
  ),
  of('s3:GetObjectTagging', 'source objects', 'compares the tags; --tag chooses by them', 'tags are not compared', []),
  of('s3:GetObjectTagging', 'destination objects', 'compares the tags', 'tags are not compared', []),
  of(
    's3:ListAllMyBuckets',
    'every bucket',
    'sees whether the bucket is younger than the inventory',
    'that is not checked: the worker copies only what is still as it was listed',
    ['ListBuckets'],
  ),
  of('s3:GetReplicationConfiguration', 'source bucket', 'tells what rules do with chosen keys', 'that is not told', []),
  of('s3:GetInventoryConfiguration', 'source bucket', 'the doctor sees what S3 delivers', UNSURE, [
    'GetBucketInventoryConfiguration',
  ]),
  of('s3:GetBucketNotification', 'report bucket', 'the doctor sees whether S3 tells EventBridge', UNSURE, [
    'GetBucketNotificationConfiguration',
  ]),
  ...checked('source bucket', 's3:GetBucketPolicy', 's3:GetEncryptionConfiguration'),
  ...checked('destination bucket', 's3:GetBucketPolicy', 's3:GetBucketVersioning', 's3:GetEncryptionConfiguration'),
  ...checked('report bucket', 's3:GetBucketPolicy'),
  ...checked('keys', 'kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'),
  ...checked(
    'roles',
    ...['iam:GetRole', 'iam:SimulatePrincipalPolicy', 'iam:ListRolePolicies', 'iam:GetRolePolicy'],
    'iam:ListAttachedRolePolicies',
  ),
  ...checked('managed policies', 'iam:GetPolicy', 'iam:GetPolicyVersion'),
];
