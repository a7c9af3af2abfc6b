// What the caller needs to look deeper: at roles, keys and policies before a run; for the doctor, its canary, and the health of live
// replication.
import { PLANNING, type CallerPermission } from './caller-permission';

const UNSURE = 'the checks that need it say `unsure`, and why';
const UNSURE_OR_BASIC = `${UNSURE}; with \`--checks basic\` none does`;
const DOCTOR = ['doctor'] as const;

/** What the doctor alone asks of buckets. */
function settings(
  action: string,
  calls: readonly string[],
  because: string,
  ...on: readonly CallerPermission['on'][]
): readonly CallerPermission[] {
  return on.map((target) => ({ action, on: target, calls, verbs: DOCTOR, because, without: UNSURE }));
}

/** What a run asks of roles, keys and policies, too. */
function checked(
  action: string,
  calls: readonly string[],
  because: string,
  ...on: readonly CallerPermission['on'][]
): readonly CallerPermission[] {
  return on.map((target) => ({ action, on: target, calls, verbs: PLANNING, because, without: UNSURE_OR_BASIC }));
}

function ofRoles(action: string, calls: readonly string[], because: string): readonly CallerPermission[] {
  return checked(action, calls, because, 'both roles');
}

function ofKeys(action: string, calls: readonly string[], because: string): readonly CallerPermission[] {
  return checked(action, calls, because, 'keys');
}

/** A plan cannot do without anything but an inventory, and asks of nothing else whether it may. */
function ofCaller(action: string, calls: readonly string[], because: string): readonly CallerPermission[] {
  return checked(action, calls, because, 'caller itself').flatMap((one): readonly CallerPermission[] => [
    { ...one, verbs: one.verbs.filter((verb) => verb !== 'plan') },
    { ...one, verbs: ['plan'], onlyFor: 'inventory' },
  ]);
}

const READS_POLICIES = 'reads the policies of the roles where they may not be simulated';

/** For keys and locks of the source, without which the replication role that is printed has no right to them. */
function ofPrinted(action: string, calls: readonly string[], without: string): CallerPermission {
  const because = 'says what the replication role that is printed needs';
  return { action, on: 'source bucket', calls, verbs: ['policy'], because, without: `a note says that ${without}` };
}

export const LOOKING_PERMISSIONS: readonly CallerPermission[] = [
  ofPrinted('s3:GetEncryptionConfiguration', ['GetBucketEncryption'], 'no key of the source is granted'),
  ofPrinted('s3:GetBucketObjectLockConfiguration', ['GetObjectLockConfiguration'], 'nothing of Object Lock is granted'),
  ...ofRoles('iam:SimulatePrincipalPolicy', ['SimulatePrincipalPolicy'], 'asks IAM what the roles may do'),
  ...ofCaller('iam:SimulatePrincipalPolicy', ['SimulatePrincipalPolicy'], 'asks IAM what these credentials may do'),
  ...ofCaller('iam:GetRole', ['GetRole'], 'finds the role behind these credentials, where they are of a session'),
  ...ofRoles('iam:GetRole', ['GetRole'], 'reads trust policies, and which permissions boundary a role has'),
  ...ofRoles('iam:ListRolePolicies', ['ListRolePolicies'], READS_POLICIES),
  ...ofRoles('iam:GetRolePolicy', ['GetRolePolicy'], READS_POLICIES),
  ...ofRoles('iam:ListAttachedRolePolicies', ['ListAttachedRolePolicies'], READS_POLICIES),
  ...checked('iam:GetPolicy', ['GetPolicy'], READS_POLICIES, 'managed policies'),
  ...checked('iam:GetPolicyVersion', ['GetPolicyVersion'], READS_POLICIES, 'managed policies'),
  ...checked(
    's3:GetBucketPolicy',
    ['GetBucketPolicy'],
    'reads what the bucket allows and denies the roles',
    'source bucket',
    'destination buckets',
    'report bucket',
    'manifest bucket',
  ),
  ...settings(
    's3:GetLifecycleConfiguration',
    ['GetBucketLifecycleConfiguration'],
    'warns of lifecycle rules that will expire or archive reports',
    'report bucket',
  ),
  ...settings(
    's3:GetBucketOwnershipControls',
    ['GetBucketOwnershipControls'],
    'tells whether ACLs are on',
    'source bucket',
    'destination buckets',
  ),
  ...settings(
    's3:GetBucketAcl',
    ['GetBucketAcl'],
    'tells objects of other accounts, where ACLs are on',
    'source bucket',
  ),
  ...checked(
    's3:GetEncryptionConfiguration',
    ['GetBucketEncryption'],
    'tells which key the bucket encrypts with, and whether it has an S3 Bucket Key',
    'source bucket',
    'destination buckets',
  ),
  ...checked(
    's3:GetEncryptionConfiguration',
    ['GetBucketEncryption'],
    'tells whether S3 can read a manifest that the runner uploads there',
    'manifest bucket',
  ),
  ...settings(
    's3:GetBucketPublicAccessBlock',
    ['GetPublicAccessBlock'],
    'tells whether public ACLs are refused, where ACLs are on at both sides and objects have public ones',
    'destination buckets',
  ),
  ...settings(
    's3:GetReplicationConfiguration',
    ['GetBucketReplication'],
    'tells whether replicas came from there, with `--replication-status REPLICA`',
    'destination buckets',
  ),
  ...settings(
    's3:GetObjectVersionAcl',
    ['GetObjectAcl'],
    'tells public ACLs, and those that keep the owner of the bucket out, where ACLs are on',
    'source objects',
  ),
  ...settings(
    's3:GetObjectVersion',
    ['HeadObject'],
    'looks whether replicas are there of versions that are COMPLETED or FAILED',
    'destination objects',
  ),
  ...settings(
    's3:ListBucket',
    ['HeadObject'],
    'tells a replica that is not there from one that may not be looked at',
    'destination buckets',
  ),
  ...checked(
    's3:GetBucketObjectLockConfiguration',
    ['GetObjectLockConfiguration'],
    'tells whether the bucket has Object Lock',
    'source bucket',
    'destination buckets',
    'report bucket',
  ),
  ...checked(
    's3:GetBucketRequestPayment',
    ['GetBucketRequestPayment'],
    'tells whether requesters pay',
    'destination buckets',
  ),
  ...ofKeys('kms:DescribeKey', ['DescribeKey'], 'tells whether the key is there and enabled'),
  ...ofKeys('kms:GetKeyPolicy', ['GetKeyPolicy'], 'reads whether the key lets the replication role use it'),
  ...ofKeys('kms:ListGrants', ['ListGrants'], 'reads whether a grant of the key does'),
  {
    action: 's3:PutObject',
    on: 'source objects',
    calls: ['PutObject'],
    verbs: DOCTOR,
    because: 'writes the canary: with `--canary` only',
    without: 'exit code 5 with `--canary`',
    onlyFor: 'canary',
  },
  ...(['source objects', 'destination objects'] as const).map((on): CallerPermission => ({
    action: 's3:DeleteObjectVersion',
    on,
    calls: ['DeleteObject'],
    verbs: DOCTOR,
    because: 'removes the canary: with `--canary` only',
    without: 'exit code 2: it is told where the canary is left, and how to remove it',
    onlyFor: 'canary',
  })),
  {
    action: 'sts:AssumeRole',
    on: 'role of an identity',
    calls: ['AssumeRole'],
    verbs: ['plan', 'run', 'retry', 'verify', 'doctor', 'health'],
    because:
      'takes the identity of one side: with `--destination-role-arn` or `--source-role-arn`; the trust policy of the role has to allow it too',
    without: 'exit code 2 before a run, and exit code 5 of `verify`',
    onlyFor: 'assumed role',
  },
  {
    action: 'cloudwatch:GetMetricStatistics',
    on: 'every metric',
    calls: ['GetMetricStatistics'],
    verbs: ['health'],
    because:
      'reads what has failed, in the Region of the source; what waits and how far a destination is behind, in its Region',
    without: 'the numbers of CloudWatch are not known, and why',
  },
];
