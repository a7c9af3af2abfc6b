// Setups that are broken where the emulator's own tests do not look: boundaries, keys, other accounts, reports, callers.
import * as IAM from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import {
  ACCOUNT,
  allow,
  arn,
  HOME,
  JOB_ROLE,
  putBucketPolicy,
  putRules,
  REPLICAS,
  REPLICATION_ROLE,
  REPORTS,
  rule,
  type Stage,
} from '../../../emulator/stage';
import { userWith, type Broken } from './broken';
import {
  grantReplicaKey,
  keyedRule,
  putKeyed,
  putKeyedRule,
  readByGetObjectVersion,
  setKeyPolicy,
  useBucketKey,
} from './keyed';
import { replicateThere } from './other-account';

async function setBoundary({ iam }: Stage, RoleName: string, actions: readonly string[]): Promise<void> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allow(actions, '*')] });
  const { Policy } = await iam.send(new IAM.CreatePolicyCommand({ PolicyName: 'limit', PolicyDocument }));
  const PermissionsBoundary = Policy?.Arn ?? '';
  await iam.send(new IAM.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
}

const KEY_USE = {
  Effect: 'Allow',
  Principal: { AWS: REPLICATION_ROLE },
  Action: ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'],
  Resource: '*',
};
const withCondition = (Condition: object): object => ({ ...KEY_USE, Condition });

const IN_POLICIES: readonly Broken[] = [
  {
    name: 'the boundary of the replication role leaves s3:ReplicateObject out',
    break: (stage) => setBoundary(stage, 'replication', ['s3:Get*', 's3:List*', 's3:ReplicateTags']),
    checks: ['replication-role-permissions'],
    found:
      /^replication-role-permissions wrong: .* lacks s3:ReplicateObject on .*: its permissions boundary does not allow it/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the boundary of the job role leaves s3:InitiateReplication out',
    break: (stage) => setBoundary(stage, 'job', ['s3:Get*', 's3:Put*']),
    checks: ['job-role-permissions'],
    found: /^job-role-permissions wrong: .* lacks s3:InitiateReplication on .*: its permissions boundary/,
    after: /^InitiateReplicationNotPermitted$/,
  },
  {
    name: 'a policy of the job role denies s3:InitiateReplication',
    break: ({ iam }) => {
      const Statement = [{ ...allow('s3:Initiate*', '*'), Effect: 'Deny' }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      return iam.send(new IAM.PutRolePolicyCommand({ RoleName: 'job', PolicyName: 'no', PolicyDocument }));
    },
    checks: ['job-role-permissions'],
    found: /^job-role-permissions wrong: .* may not do s3:InitiateReplication on .*: one of its own policies denies it/,
    after: /^InitiateReplicationNotPermitted$/,
  },
  {
    name: 'the policy of the report bucket demands SSE-KMS',
    break: ({ s3 }) =>
      putBucketPolicy(s3, REPORTS, [
        {
          ...allow('s3:PutObject', arn(REPORTS, '*')),
          Effect: 'Deny',
          Principal: '*',
          Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
        },
      ]),
    checks: ['job-role-permissions'],
    found:
      /^job-role-permissions wrong: .* may not do s3:PutObject on .*: the policy of the bucket 'reports-of-stage' denies it .*report could not be written/,
    after: /report could not be written/,
  },
  {
    name: 'the report bucket retains every object',
    break: ({ s3 }) =>
      s3.send(
        new S3.PutObjectLockConfigurationCommand({
          Bucket: REPORTS,
          ObjectLockConfiguration: {
            ObjectLockEnabled: 'Enabled',
            Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
          },
        }),
      ),
    rules: async (stage) => {
      const VersioningConfiguration = { Status: 'Enabled' as const };
      await stage.s3.send(new S3.PutBucketVersioningCommand({ Bucket: REPORTS, VersioningConfiguration }));
      await putRules(stage);
    },
    checks: ['object-lock'],
    found: /^object-lock wrong: the report bucket .* retention mode GOVERNANCE/,
    after: /report could not be written/,
  },
];

const IN_KEYS: readonly Broken[] = [
  {
    name: 'a grant of the replica key is for the bucket alone, which uses no S3 Bucket Key',
    objects: putKeyed,
    rules: putKeyedRule,
    break: (stage) => grantReplicaKey(stage, { 'aws:s3:arn': arn(REPLICAS) }),
    checks: ['kms-permissions'],
    found: /^kms-permissions wrong: .* lacks kms:Encrypt on \S+: the policy of the key \S+ does not allow it/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the policy of the replica key says nothing of the role',
    objects: putKeyed,
    rules: putKeyedRule,
    break: (stage) => setKeyPolicy(stage, []),
    checks: ['kms-permissions'],
    found: /^kms-permissions wrong: .* lacks kms:Encrypt on \S+: the policy of the key \S+ does not allow it/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the policy of the replica key lets in through S3 of another Region only',
    objects: putKeyed,
    rules: putKeyedRule,
    break: (stage) =>
      setKeyPolicy(stage, [withCondition({ StringEquals: { 'kms:ViaService': `s3.${HOME}.amazonaws.com` } })]),
    checks: ['kms-permissions'],
    found: /^kms-permissions wrong: .* lacks kms:Encrypt .*asked through s3\.eu-west-1\.amazonaws\.com/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the policy of the replica key has the context of objects, and the bucket has a bucket key',
    objects: putKeyed,
    rules: putKeyedRule,
    break: async (stage) => {
      await useBucketKey(stage);
      await setKeyPolicy(stage, [
        withCondition({ StringLike: { 'kms:EncryptionContext:aws:s3:arn': arn(REPLICAS, '*') } }),
      ]);
    },
    checks: ['kms-permissions'],
    found:
      /^kms-permissions wrong: .* lacks kms:Encrypt, kms:GenerateDataKey, kms:Decrypt on .*context arn:aws:s3:::replicas-of-stage \(of the bucket, for its S3 Bucket Key\)/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the policy of the replica key denies the role',
    objects: putKeyed,
    rules: putKeyedRule,
    break: (stage) => setKeyPolicy(stage, [KEY_USE, { ...KEY_USE, Sid: 'No', Effect: 'Deny' }]),
    checks: ['kms-permissions'],
    found:
      /^kms-permissions wrong: .* may not do kms:Encrypt on .*: the policy of the key \S+ denies it \(statement 'No'\)/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the role reads by s3:GetObjectVersion, and an object is under SSE-KMS',
    objects: putKeyed,
    rules: putKeyedRule,
    break: readByGetObjectVersion,
    checks: ['replication-role-permissions'],
    found:
      /^replication-role-permissions wrong: .* lacks s3:GetObjectVersionForReplication on .*SrcGetObjectNotPermitted$/,
    after: /^SrcGetObjectNotPermitted$/,
  },
  {
    name: 'a rule without SSE-KMS goes before the one with it',
    objects: putKeyed,
    rules: (stage) =>
      putRules(stage, rule({ ID: 'first', Priority: 9 }), keyedRule(stage, { ID: 'second', Priority: 1 })),
    checks: ['rule-priority', 'kms-opt-in'],
    found: /^rule-priority wrong: the rule 'second' \(priority 1\) never applies: 'first' .*SSE-KMS are passed over/,
    after: /no keys matching/,
  },
];

const IN_OTHER_ACCOUNTS: readonly Broken[] = [
  {
    name: 'the bucket of another account lets nobody in',
    rules: (stage) => replicateThere(stage, []),
    checks: ['replication-role-permissions'],
    unsure: ['destination-settings'],
    found:
      /^replication-role-permissions wrong: .* lacks s3:ReplicateObject on .*: the policy of the bucket 'replicas-of-other' does not allow it/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the job role belongs to another account',
    handoff: () => ({ roles: { batchJobArn: JOB_ROLE.replace(ACCOUNT, '444455556666') } }),
    checks: ['job-role'],
    silent: ['job-role-permissions', 'organization'],
    found: /^job-role wrong: the role \S+ belongs to account 444455556666/,
  },
  {
    name: 'the credentials belong to another account',
    caller: (stage) => Promise.resolve(stage.running.credentials(1)),
    checks: ['account'],
    found: /^account wrong: the credentials belong to account 444455556666/,
  },
];

const READING = [
  's3:GetBucket*',
  's3:GetReplicationConfiguration',
  's3:GetEncryptionConfiguration',
  's3:GetObject*',
  's3:List*',
  'iam:Get*',
  'iam:List*',
];
const RUNNING = ['s3:CreateJob', 's3:DescribeJob', 's3:PutJobTagging', 'iam:PassRole'];
const SIMULATING = 'iam:SimulatePrincipalPolicy';

const OF_CALLERS: readonly Broken[] = [
  ...RUNNING.map((action) => ({
    name: `the caller lacks ${action}`,
    caller: (stage: Stage) =>
      userWith(stage, [allow([...READING, SIMULATING, ...RUNNING.filter((one) => one !== action)], '*')]),
    checks: ['caller-permissions'],
    found: new RegExp(`^caller-permissions wrong: \\S+:user/limited lacks ${action} on `),
  })),
  {
    name: 'the caller may pass the role only with a condition that never holds',
    caller: (stage) =>
      userWith(stage, [
        allow([...READING, SIMULATING, 's3:CreateJob', 's3:DescribeJob', 's3:PutJobTagging'], '*'),
        {
          ...allow('iam:PassRole', '*'),
          Condition: { StringEquals: { 'iam:PassedToService': 'batchoperations.s3.amazonaws.com' } },
        },
      ]),
    checks: ['caller-permissions'],
    found: /^caller-permissions wrong: .* lacks iam:PassRole .*iam:PassedToService never holds/,
  },
  {
    name: 'the replication role has no policy, and the caller may not simulate but read policies',
    break: ({ iam }) => iam.send(new IAM.DeleteRolePolicyCommand({ RoleName: 'replication', PolicyName: 'own' })),
    caller: (stage) => userWith(stage, [allow([...READING, ...RUNNING], '*')]),
    checks: ['replication-role-permissions'],
    unsure: ['caller-permissions', 'organization'],
    found:
      /^replication-role-permissions wrong: .* lacks .*; s3:ReplicateObject on .*: none of its policies allows it.* it lacks s3:ReplicateTags on .*, too, though none of 1 object version looked at has a tag$/,
    after: /^AccessDenied$/,
  },
  {
    name: 'the caller may neither simulate nor read policies',
    caller: (stage) => userWith(stage, [allow(['s3:Get*', 's3:List*', 'iam:GetRole', ...RUNNING], '*')]),
    checks: [],
    unsure: ['caller-permissions', 'job-role-permissions', 'replication-role-permissions'],
    silent: ['organization'],
    found: /^job-role-permissions could-not-check: .*neither iam:SimulatePrincipalPolicy nor reading the policies/,
  },
  {
    name: 'requesters pay for the destination',
    break: ({ away }) =>
      away.send(
        new S3.PutBucketRequestPaymentCommand({
          Bucket: REPLICAS,
          RequestPaymentConfiguration: { Payer: 'Requester' },
        }),
      ),
    checks: ['destination-settings'],
    found: /^destination-settings wrong: requesters pay for the destination bucket/,
  },
];

export const FURTHER_SETUPS: readonly Broken[] = [...IN_POLICIES, ...IN_KEYS, ...IN_OTHER_ACCOUNTS, ...OF_CALLERS];
