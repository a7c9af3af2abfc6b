// What the checks before a copy ask AWS for: whoever may not ask copies all the same.
import type { CopyPermission, CopyPlace } from './copy-permission';

const UNSURE = 'the checks that need it say `unsure`, and why';

/** What the checks before a copy ask; nothing of it is needed to copy. */
function checked(
  action: string,
  calls: readonly string[],
  because: string,
  ...on: readonly CopyPlace[]
): readonly CopyPermission[] {
  return on.map((place) => ({
    action,
    on: place,
    calls,
    because,
    without: UNSURE,
    optional: true,
    onlyFor: ['checks'],
  }));
}

/** By SimulatePrincipalPolicy, and by reading what buckets and keys say. */
export const CHECKING: readonly CopyPermission[] = [
  ...checked(
    's3:GetBucketPolicy',
    ['GetBucketPolicy'],
    'reads whom the bucket lets in',
    'source bucket',
    'destination bucket',
  ),
  ...checked(
    's3:GetEncryptionConfiguration',
    ['GetBucketEncryption'],
    'tells which key the bucket encrypts with',
    'source bucket',
    'destination bucket',
  ),
  ...checked(
    's3:GetBucketVersioning',
    ['GetBucketVersioning'],
    'tells whether what is overwritten stays as an older version',
    'destination bucket',
  ),
  ...checked(
    's3:GetBucketObjectLockConfiguration',
    ['GetObjectLockConfiguration'],
    'tells whether copies are retained',
    'destination bucket',
  ),
  ...checked(
    's3:GetBucketOwnershipControls',
    ['GetBucketOwnershipControls'],
    'tells whose the copies are',
    'destination bucket',
  ),
  ...checked(
    's3:GetReplicationConfiguration',
    ['GetBucketReplication'],
    'tells whether the destination gets the same by live replication, and whether copies are carried further',
    'source bucket',
    'destination bucket',
  ),
  ...checked(
    'iam:SimulatePrincipalPolicy',
    ['SimulatePrincipalPolicy'],
    'asks IAM what these credentials may do',
    'copier itself',
  ),
  ...checked('iam:GetRole', ['GetRole'], 'finds the role behind these credentials', 'copier itself'),
  ...checked('kms:DescribeKey', ['DescribeKey'], 'tells whether the key is there and enabled', 'keys of both buckets'),
  ...checked(
    'kms:GetKeyPolicy',
    ['GetKeyPolicy'],
    'reads whether the key lets these credentials use it',
    'keys of both buckets',
  ),
  ...checked('kms:ListGrants', ['ListGrants'], 'reads whether a grant of the key does', 'keys of both buckets'),
];
