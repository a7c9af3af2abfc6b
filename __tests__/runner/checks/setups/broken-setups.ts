// The setups that the emulator is tested with, and the doctor's words for each.
import { AWAY, HOME, REPLICAS, REPORTS } from '../../../emulator/stage';
import { emulated, type Broken } from './broken';

const MANIFEST = { manifest: { bucket: REPORTS, prefix: '' } };
const jobRole = (action: string, where: string): RegExp =>
  new RegExp(
    `^job-role-permissions wrong: the job role \\S+:role/job lacks ${action} on \\S+${where}: none of its policies`,
  );
const role = (action: string, code: string): RegExp =>
  new RegExp(`^replication-role-permissions wrong: the replication role \\S+ lacks ${action} on .*${code}$`);
const denied = (action: string, bucket: string): RegExp =>
  new RegExp(
    `^replication-role-permissions wrong: .* may not do ${action} on .*: the policy of the bucket '${bucket}' denies it`,
  );
const key = (action: string, words: string): RegExp =>
  new RegExp(`^kms-permissions wrong: .* lacks ${action} on arn:aws:kms:\\S+: ${words}`);

/** What nothing can be said of where no rule is enabled, and what more where there are no rules. */
const WITHOUT_ENABLED = ['destination-bucket', 'destination-settings', 'rule-priority'];
const WITHOUT_RULES = [...WITHOUT_ENABLED, 'rule-coverage'].sort();

const OF_THE_JOB: readonly Broken[] = [
  emulated('the job role lacks s3:InitiateReplication', jobRole('s3:InitiateReplication', '/\\*')),
  emulated(
    'the job role may initiate replication on the bucket, not on its objects',
    jobRole('s3:InitiateReplication', '/\\*'),
  ),
  emulated('the job role lacks s3:PutInventoryConfiguration', jobRole('s3:PutInventoryConfiguration', 'stage')),
  emulated('the job role lacks s3:GetReplicationConfiguration', jobRole('s3:GetReplicationConfiguration', 'stage')),
  emulated('the job role lacks s3:PutObject', jobRole('s3:PutObject', 'reports/\\*')),
  emulated('the job role lacks s3:PutObject for the manifest', jobRole('s3:PutObject', '/\\*, \\S+reports/\\*'), {
    handoff: () => MANIFEST,
  }),
  emulated('the job role cannot read the manifest that it kept', jobRole('s3:GetObjectVersion', '/\\*'), {
    handoff: () => MANIFEST,
  }),
  emulated(
    'the manifest is to be kept in another Region',
    /^report-bucket wrong: the manifest bucket 'replicas-of-stage' is in eu-west-1/,
    {
      handoff: () => ({ manifest: { bucket: REPLICAS, prefix: '' } }),
    },
  ),
  emulated('the job role trusts the service of replication', /^job-role wrong: .*does not trust batchoperations/),
  emulated(
    'the source has no replication configuration',
    /^replication-configuration wrong: .*has no replication configuration/,
    { silent: WITHOUT_RULES },
  ),
  emulated(
    'the source has no replication configuration for a supplied manifest',
    /^replication-configuration wrong: .*has no/,
    { silent: WITHOUT_RULES },
  ),
  emulated(
    'the source of the generator is in another Region',
    /^source-bucket wrong: .* is in eu-west-1, not in us-east-1/,
    {
      handoff: () => ({ source: { bucket: REPLICAS, region: HOME, accountId: '111122223333' } }),
      checks: ['source-bucket', 'replication-configuration'],
    },
  ),
  emulated('the source of the generator does not exist', /^source-bucket wrong: there is no bucket 'missing-bucket'/, {
    handoff: () => ({ source: { bucket: 'missing-bucket', region: HOME, accountId: '111122223333' } }),
  }),
];

const OF_THE_RULE: readonly Broken[] = [
  emulated('the rule is disabled', /^rule-coverage wrong: .*only disabled rules/, { silent: WITHOUT_ENABLED }),
  emulated('the rule is disabled for a supplied manifest', /^rule-coverage wrong: .*only disabled rules/, {
    silent: WITHOUT_ENABLED,
  }),
  emulated('the rule is for another prefix', /^source-objects wrong: there is no object under 'other\/'/),
  emulated(
    'the rule is for a tag that the object does not have',
    /^source-objects wrong: nothing .* can be replicated, .* tags .*a=1/,
  ),
  emulated(
    'the objects are archived',
    /^source-objects wrong: nothing .* can be replicated, because all 2 object versions listed are archived/,
  ),
  emulated(
    'the object is archived for a supplied manifest',
    /^source-objects wrong: nothing .* can be replicated, because the one object version listed is archived/,
  ),
  emulated('the filter has a slash in front of its prefix', /^prefix wrong: the prefix '\/plain' begins with a slash/, {
    handoff: () => ({ prefixes: ['/plain'] }),
    silent: ['rule-coverage'],
  }),
];

const OF_THE_REPLICATION_ROLE: readonly Broken[] = [
  emulated(
    'the replication role trusts another service',
    /^replication-role wrong: .*does not trust s3\.amazonaws\.com; it trusts ec2/,
  ),
  emulated('the replication role was deleted', /^replication-role wrong: there is no role .*:role\/replication/, {
    silent: ['replication-role-permissions'],
  }),
  emulated(
    'the replication role lacks s3:GetReplicationConfiguration',
    role('s3:GetReplicationConfiguration', 'AccessDenied'),
  ),
  emulated('the replication role lacks s3:ListBucket', role('s3:ListBucket', 'AccessDenied')),
  emulated(
    'the replication role lacks s3:GetObjectVersionForReplication',
    role('s3:GetObjectVersionForReplication', 'SrcGetObjectNotPermitted'),
  ),
  emulated(
    'the replication role lacks s3:GetObjectVersionForReplication for an object in parts',
    role('s3:GetObjectVersionForReplication', ''),
  ),
  emulated(
    'the policy of the source denies the role to read',
    denied('s3:GetObjectVersionForReplication', 'source-of-stage'),
  ),
  emulated(
    'the replication role lacks s3:GetObjectVersionAcl',
    role('s3:GetObjectVersionAcl', 'SrcGetAclNotPermitted'),
  ),
  emulated(
    'the replication role lacks s3:GetObjectVersionTagging',
    role('s3:GetObjectVersionTagging', 'SrcGetTaggingNotPermitted'),
  ),
  emulated('the replication role lacks s3:ReplicateObject', role('s3:ReplicateObject', 'DstPutObjectNotPermitted')),
  emulated(
    'the replication role may replicate to another prefix only',
    role('s3:ReplicateObject', 'DstPutObjectNotPermitted'),
  ),
  emulated('the replication role lacks s3:ReplicateObject for an object in parts', role('s3:ReplicateObject', '')),
  emulated(
    'the policy of the destination denies s3:ReplicateObject',
    denied('s3:ReplicateObject', 'replicas-of-stage'),
  ),
  emulated('the policy of the destination demands SSE-KMS', denied('s3:ReplicateObject', 'replicas-of-stage')),
  emulated(
    'the replication role lacks s3:ReplicateTags for an object with tags',
    role('s3:ReplicateTags', 'DstPutTaggingNotPermitted'),
  ),
  emulated(
    'the replication role lacks s3:ReplicateDelete for a delete marker',
    role('s3:ReplicateDelete', 'DstDelObjNotPermitted'),
  ),
  emulated(
    'the replication role lacks s3:ObjectOwnerOverrideToBucketOwner',
    role('s3:ObjectOwnerOverrideToBucketOwner', 'DstPutObjectNotPermitted'),
    {
      checks: ['replication-role-permissions', 'destination-settings'],
    },
  ),
  emulated(
    'the replication role lacks s3:GetObjectRetention with Object Lock',
    role('s3:GetObjectRetention', 'SrcGetRetentionNotPermitted'),
  ),
  emulated(
    'the replication role lacks s3:GetObjectLegalHold with Object Lock',
    role('s3:GetObjectLegalHold', 'SrcGetLegalHoldNotPermitted'),
  ),
  emulated(
    'the policy of the destination denies s3:PutObjectRetention',
    denied('s3:PutObjectRetention', 'replicas-of-stage'),
  ),
  emulated(
    'the policy of the destination denies s3:PutObjectLegalHold',
    denied('s3:PutObjectLegalHold', 'replicas-of-stage'),
  ),
];

const OF_THE_BUCKETS: readonly Broken[] = [
  emulated(
    'the destination was deleted',
    /^destination-bucket wrong: there is no destination bucket 'replicas-of-stage'/,
  ),
  emulated(
    'the destination was made anew in another Region',
    /^destination-settings wrong: .* is in us-east-1, and was in eu-west-1/,
    {
      handoff: () => ({ destinations: [{ bucket: REPLICAS, region: AWAY, ruleId: 'all' }] }),
    },
  ),
  emulated('versioning of the destination was suspended', /^versioning wrong: .*'replicas-of-stage' is suspended/),
  emulated('the replica was deleted by its version id', /^replicas could-not-check: .*DstObjectHardDeleted/),
  emulated(
    'the original of a replica was deleted by its version id',
    /^replicas wrong: 1 version of what was looked at is REPLICA, 'came' for example, and 'replicas-of-stage', .*DstVersionNotFound/,
    { run: () => ({ selection: { statuses: ['NONE', 'FAILED', 'REPLICA'] } }) },
  ),
  emulated('the source has Object Lock, the destination has not', /^object-lock wrong: .*'replicas-of-stage' has not/),
  emulated(
    'an object in the source belongs to another account',
    /^ownership wrong: 1 of 1 version listed in 'source-of-stage' belongs to other accounts, .*'of-other' for example; .*SrcGetAclNotPermitted/,
  ),
  emulated(
    'an object is public, and the destination blocks public ACLs',
    /^copied-acls wrong: .*1 of 1 object version looked at, 'public' for example, has a public one, .*DstPutAclNotPermitted/,
  ),
];

const OF_THE_KEYS: readonly Broken[] = [
  emulated(
    'an object is under SSE-KMS, and the rule does not ask for such objects',
    /^kms-opt-in wrong: nothing .* can be replicated, .* SSE-KMS, .*the rule is 'all'/,
  ),
  emulated(
    'the replication role lacks kms:Decrypt on the key of the source',
    key('kms:Decrypt', 'none of its policies'),
  ),
  emulated(
    'the replication role lacks kms:Encrypt on the key of the replica',
    key('kms:Encrypt', 'none of its policies'),
  ),
  emulated('the key of the source is disabled', /^kms-keys wrong: the source key \S+ is Disabled/),
  emulated('the key of the replica is disabled', /^kms-keys wrong: the replica key \S+ is Disabled/),
  emulated(
    'the key of the replica is in the Region of the source',
    /^kms-keys wrong: .* is in us-east-1, the destination .* in eu-west-1/,
  ),
];

export const EMULATED_SETUPS: readonly Broken[] = [
  ...OF_THE_JOB,
  ...OF_THE_RULE,
  ...OF_THE_REPLICATION_ROLE,
  ...OF_THE_BUCKETS,
  ...OF_THE_KEYS,
];
