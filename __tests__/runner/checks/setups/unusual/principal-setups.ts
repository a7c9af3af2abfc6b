// Policies that ask who it is and when: dates that have passed, ids and tags of roles, paths, and whom NotPrincipal names.
import * as IAM from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import {
  ACCOUNT,
  allow,
  arn,
  JOB_ROLE,
  JOB_STATEMENTS,
  putRolePolicy,
  REPLICAS,
  REPLICATION_STATEMENTS,
  REPORTS,
  rule,
  SOURCE,
  type Stage,
  type Statement,
  trustOf,
} from '../../../../emulator/stage';
import type { Broken } from '../broken';
import { BATCH, beside, bucketSays, denying, onlyIf, REPLICATION, trust, trusting, whole } from './written';

const REPLICATING = 'replication-role-permissions';
const PAST = '2020-01-01T00:00:00Z';
const UNWRITTEN = /^DstPutObjectNotPermitted$/;
const DENIED_THERE =
  /^replication-role-permissions wrong: .* may not do s3:ReplicateObject on .*'replicas-of-stage' denies it/;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;

/** A role of this name that has a path. */
export async function roleWithPath(
  { iam }: Stage,
  RoleName: string,
  service: string,
  statements: readonly Statement[],
): Promise<void> {
  const AssumeRolePolicyDocument = trustOf(service);
  await iam.send(new IAM.CreateRoleCommand({ RoleName, Path: '/service/', AssumeRolePolicyDocument }));
  await putRolePolicy(iam, RoleName, statements);
}

export async function replicateAs({ s3 }: Stage, Role: string): Promise<void> {
  const ReplicationConfiguration = { Role, Rules: [rule()] };
  await s3.send(new S3.PutBucketReplicationCommand({ Bucket: SOURCE, ReplicationConfiguration }));
}

const deniedThere = (name: string, statement: object): Broken => ({
  name,
  break: bucketSays(REPLICAS, statement),
  checks: [REPLICATING],
  found: DENIED_THERE,
  after: UNWRITTEN,
});
const writesIf = (name: string, condition: object): Broken => ({
  name,
  break: ({ iam }) =>
    putRolePolicy(iam, 'replication', [
      ...REPLICATION_STATEMENTS.slice(0, 2),
      { ...allow('s3:Replicate*', arn(REPLICAS, '*')), ...onlyIf(condition) },
    ]),
  checks: [REPLICATING],
  found: /^replication-role-permissions wrong: .* lacks s3:ReplicateObject on arn:aws:s3:::replicas-of-stage\/\*: none/,
  after: UNWRITTEN,
});

const IN_TIME: readonly Broken[] = [
  {
    name: 'the replication role could be assumed until a day that has passed',
    break: trust('replication', trusting(REPLICATION, onlyIf({ DateLessThan: { 'aws:CurrentTime': PAST } }))),
    checks: ['replication-role'],
    found:
      /^replication-role wrong: .* does not hold: aws:CurrentTime DateLessThan '2020-01-01T00:00:00Z', and it is '20\S+' or later;/,
    after: /^AssumeRoleNotPermitted$/,
  },
  {
    name: 'the job role could be assumed until a second that has passed',
    break: trust('job', trusting(BATCH, onlyIf({ NumericLessThan: { 'aws:EpochTime': '1577836800' } }))),
    checks: ['job-role'],
    found: /^job-role wrong: .* aws:EpochTime NumericLessThan '1577836800', and it is '\d+' or later$/,
    after: /could not be assumed/,
  },
  writesIf('the replication role could write until a day that has passed', {
    DateLessThan: { 'aws:CurrentTime': PAST },
  }),
  deniedThere(
    'the policy of the destination denies all writing since a day that has passed',
    denying('s3:ReplicateObject', arn(REPLICAS, '*'), onlyIf({ DateGreaterThan: { 'aws:CurrentTime': PAST } })),
  ),
  {
    name: 'the policy of the destination will deny all writing within a week',
    break: bucketSays(
      REPLICAS,
      denying(
        's3:ReplicateObject',
        arn(REPLICAS, '*'),
        onlyIf({ DateGreaterThan: { 'aws:CurrentTime': new Date(Date.now() + 3 * 86_400_000).toISOString() } }),
      ),
    ),
    checks: [],
    found:
      /^replication-role-permissions could-not-check: .*a condition asks for aws:CurrentTime, and what it decides changes within a week;/,
  },
];

const BY_WHOM: readonly Broken[] = [
  deniedThere(
    'the policy of the destination denies all but a role by its id, which was made anew',
    denying(
      's3:*',
      arn(REPLICAS, '*'),
      onlyIf({ StringNotLike: { 'aws:userid': ['AROAEXAMPLEEXAMPLE123:*', ACCOUNT] } }),
    ),
  ),
  {
    name: 'the policy of the source denies roles without a tag',
    break: bucketSays(
      SOURCE,
      denying(
        's3:GetObjectVersionAcl',
        arn(SOURCE, '*'),
        onlyIf({ StringNotEquals: { 'aws:PrincipalTag/team': 'data' } }),
      ),
    ),
    checks: [REPLICATING],
    found:
      /^replication-role-permissions wrong: .* may not do s3:GetObjectVersionAcl on .*'source-of-stage' denies it \(statement 1\)/,
    after: /^SrcGetAclNotPermitted$/,
  },
  writesIf('the replication role may write if it has a tag, which it has not', {
    StringEquals: { 'aws:PrincipalTag/stage': 'prod' },
  }),
  {
    ...writesIf('the replication role has another value of the tag by which it may write', {
      StringEquals: { 'aws:PrincipalTag/stage': 'prod' },
    }),
    rules: async (stage) => {
      const Tags = [{ Key: 'stage', Value: 'test' }];
      await stage.iam.send(new IAM.TagRoleCommand({ RoleName: 'replication', Tags }));
      await replicateAs(stage, `arn:aws:iam::${ACCOUNT}:role/replication`);
    },
  },
  deniedThere('the policy of the destination denies all but another role by NotPrincipal', {
    ...denying('s3:*', whole(REPLICAS)),
    Principal: undefined,
    NotPrincipal: { AWS: [JOB_ROLE, ROOT] },
  }),
  {
    name: 'the policy of the report bucket denies all but the account by NotPrincipal',
    break: bucketSays(REPORTS, {
      ...denying('s3:PutObject', arn(REPORTS, '*')),
      Principal: undefined,
      NotPrincipal: { AWS: ROOT },
    }),
    checks: ['job-role-permissions'],
    found: /^job-role-permissions wrong: .* may not do s3:PutObject on .*'reports-of-stage' denies it \(statement 1\)/,
    after: /report could not be written/,
  },
  deniedThere(
    'the policy of the destination denies whoever is of another account than one',
    denying(
      's3:ReplicateObject',
      arn(REPLICAS, '*'),
      onlyIf({ StringNotEquals: { 'aws:PrincipalAccount': '999999999999' } }),
    ),
  ),
  deniedThere('the policy of the destination denies all actions but some', {
    Effect: 'Deny',
    NotAction: ['s3:Get*', 's3:List*', 's3:PutObject', 's3:PutBucketPolicy'],
    Resource: whole(REPLICAS),
  }),
  deniedThere(
    'the policy of the destination denies what comes encrypted, in place of what does not',
    denying('s3:*', arn(REPLICAS, '*'), onlyIf({ Bool: { 'aws:SecureTransport': 'true' } })),
  ),
  {
    name: 'the replication role has a path, and is named without it',
    rules: async (stage) => {
      await roleWithPath(stage, 'other', REPLICATION, REPLICATION_STATEMENTS);
      await replicateAs(stage, `arn:aws:iam::${ACCOUNT}:role/other`);
    },
    checks: ['replication-role'],
    silent: [REPLICATING],
    found:
      /^replication-role wrong: there is no role \S+:role\/other, .*: the role of that name is \S+:role\/service\/other, with its path;/,
    after: /^AssumeRoleNotPermitted$/,
  },
  {
    name: 'the job role has a path, and is named without it',
    break: (stage) => roleWithPath(stage, 'jobs', BATCH, JOB_STATEMENTS),
    handoff: () => ({ roles: { batchJobArn: `arn:aws:iam::${ACCOUNT}:role/jobs` } }),
    checks: ['job-role'],
    silent: ['job-role-permissions', 'organization'],
    found: /^job-role wrong: there is no role \S+:role\/jobs: the role of that name is \S+:role\/service\/jobs, with/,
  },
  {
    name: 'a policy of the replication role names the bucket in another partition',
    break: ({ iam }) =>
      putRolePolicy(iam, 'replication', [
        ...REPLICATION_STATEMENTS.slice(0, 2),
        allow('s3:Replicate*', `arn:aws-cn:s3:::${REPLICAS}/*`),
      ]),
    checks: [REPLICATING],
    found:
      /^replication-role-permissions wrong: .* lacks s3:ReplicateObject on arn:aws:s3:::replicas-of-stage\/\*: none/,
    after: UNWRITTEN,
  },
  {
    name: 'an older version of the policy of the replication role is the one that counts',
    break: async ({ iam }) => {
      const document = (Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
      const PolicyDocument = document(REPLICATION_STATEMENTS.slice(0, 2));
      const { Policy } = await iam.send(new IAM.CreatePolicyCommand({ PolicyName: 'managed', PolicyDocument }));
      const PolicyArn = Policy?.Arn ?? '';
      const newer = { PolicyArn, PolicyDocument: document(REPLICATION_STATEMENTS), SetAsDefault: false };
      await iam.send(new IAM.CreatePolicyVersionCommand(newer));
      await iam.send(new IAM.AttachRolePolicyCommand({ RoleName: 'replication', PolicyArn }));
      await iam.send(new IAM.DeleteRolePolicyCommand({ RoleName: 'replication', PolicyName: 'own' }));
    },
    checks: [REPLICATING],
    found:
      /^replication-role-permissions wrong: .* lacks s3:ReplicateObject on arn:aws:s3:::replicas-of-stage\/\*: none/,
    after: UNWRITTEN,
  },
  {
    name: 'a policy of the replication role denies holds that objects have',
    objects: async ({ s3, away }) => {
      const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const };
      await s3.send(new S3.PutObjectLockConfigurationCommand({ Bucket: SOURCE, ObjectLockConfiguration }));
      await away.send(new S3.PutObjectLockConfigurationCommand({ Bucket: REPLICAS, ObjectLockConfiguration }));
      const held = { Key: 'held', Body: 'x', ObjectLockLegalHoldStatus: 'ON' } as const;
      await s3.send(new S3.PutObjectCommand({ Bucket: SOURCE, ...held }));
    },
    break: beside('replication', denying('s3:PutObjectLegalHold', '*')),
    checks: [REPLICATING],
    found: /^replication-role-permissions wrong: .* may not do s3:PutObjectLegalHold on .*own policies denies it/,
    after: /^DstPutLegalHoldNotPermitted$/,
  },
];

export const PRINCIPAL_SETUPS: readonly Broken[] = [...IN_TIME, ...BY_WHOM];
