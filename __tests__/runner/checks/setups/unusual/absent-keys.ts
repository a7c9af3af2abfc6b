// Policies that ask for what no such request has: keys of other actions, of VPC endpoints, of access points and of tags.
import {
  ACCOUNT,
  allow,
  arn,
  AWAY,
  JOB_STATEMENTS,
  OTHER_ACCOUNT,
  put,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_STATEMENTS,
  SOURCE,
  type Stage,
  type Statement,
  without,
} from '../../../../emulator/stage';
import { userWith, type Broken } from '../broken';
import type { Good } from '../good-setups';
import { keyedRule, putKeyed } from '../keyed';
import { THEIRS } from '../other-account';
import { deniedThere, deniesIf, KEYED, mayUseIf, USE, usesIf, WRITING, writesIf, writesNothing } from './replicating';
import { theirsSays } from './session-setups';
import { bucketSays, denying, onlyIf } from './written';

const putTagged = (stage: Stage): Promise<unknown> => put(stage, 'plain', { Tagging: 'class=public' });
const s3Key = (account: string): string => `arn:aws:kms:${AWAY}:${account}:alias/aws/s3`;
const encryption = (account: string): object => ({ EncryptionConfiguration: { ReplicaKmsKeyID: s3Key(account) } });

const READING = ['s3:Get*', 's3:List*', 'iam:SimulatePrincipalPolicy', 'iam:Get*', 'iam:List*'];
export const ABSENT_KEY_SETUPS: readonly Broken[] = [
  deniedThere('the policy of the destination denies addresses that no VPC has', {
    NotIpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' },
  }),
  deniedThere('the policy of the destination denies whoever comes from no VPC, by its ARN', {
    ArnNotLike: { 'aws:SourceVpcArn': `arn:aws:ec2:*:${ACCOUNT}:vpc/*` },
  }),
  deniedThere('the policy of the destination denies whoever brings no other tags than these', {
    'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
  }),
  deniedThere('the policy of the destination leaves all to access points', {
    StringNotEquals: { 's3:DataAccessPointAccount': ACCOUNT },
  }),
  deniedThere('the policy of the destination lets in access points of a VPC', {
    StringNotEquals: { 's3:AccessPointNetworkOrigin': 'VPC' },
  }),
  writesNothing('the replication role may write with an ACL', {
    StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' },
  }),
  writesNothing('the replication role may write replicas of a class', {
    StringEquals: { 's3:x-amz-storage-class': 'STANDARD' },
  }),
  writesNothing('the replication role may write below a prefix, by the key of listings', {
    StringLike: { 's3:prefix': '*' },
  }),
  writesNothing('the replication role may write tags that a request brings', {
    StringEquals: { 's3:RequestObjectTag/class': 'public' },
  }),
  writesNothing(
    'the replication role may write over objects with a tag',
    { StringEquals: { 's3:ExistingObjectTag/class': 'public' } },
    {
      objects: putTagged,
      found:
        /^replication-role-permissions wrong: .* lacks s3:ReplicateObject, s3:ReplicateTags on \S+stage\/\*: none of its/,
    },
  ),
  {
    name: 'the policy of the source denies reading ACLs of objects that do not have the tag',
    break: bucketSays(
      SOURCE,
      denying(
        's3:GetObjectVersionAcl',
        arn(SOURCE, '*'),
        onlyIf({ StringNotEquals: { 's3:ExistingObjectTag/class': 'public' } }),
      ),
    ),
    checks: ['replication-role-permissions'],
    found: /^replication-role-permissions wrong: .* may not do s3:GetObjectVersionAcl on .*'source-of-stage' denies it/,
    after: /^SrcGetAclNotPermitted$/,
  },
  {
    name: 'the job role may initiate replication of objects with a tag',
    objects: putTagged,
    break: ({ iam }) =>
      putRolePolicy(iam, 'job', [
        ...without('s3:InitiateReplication', JOB_STATEMENTS),
        {
          ...allow('s3:InitiateReplication', arn(SOURCE, '*')),
          ...onlyIf({ StringEquals: { 's3:ExistingObjectTag/class': 'public' } }),
        },
      ]),
    checks: ['job-role-permissions'],
    found: /^job-role-permissions wrong: .* lacks s3:InitiateReplication on arn:aws:s3:::source-of-stage\/\*: none/,
    after: /^InitiateReplicationNotPermitted$/,
  },
  usesIf('the role may use keys with an algorithm of asymmetric ones', {
    StringEquals: { 'kms:EncryptionAlgorithm': 'RSAES_OAEP_SHA_256' },
  }),
  {
    name: 'replicas in another account are to be under the key that AWS keeps there for S3',
    objects: (stage) => putKeyed(stage),
    rules: async (stage) => {
      await theirsSays({})(stage);
      const own: readonly Statement[] = [allow(WRITING, arn(THEIRS, '*')), allow(USE, '*')];
      await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, ...own]);
      const Destination = { Bucket: arn(THEIRS), Account: OTHER_ACCOUNT, ...encryption(OTHER_ACCOUNT) };
      await putRules(stage, keyedRule(stage, { Destination }));
    },
    checks: ['kms-keys'],
    found:
      /^kms-keys wrong: the replica key \S+:444455556666:alias\/aws\/s3 is one that AWS keeps for account 444455556666/,
    after: /^DstPutObjectNotPermitted$/,
  },
];

export const ABSENT_KEY_GOOD: readonly Good[] = [
  {
    name: 'a destination that denies whoever brings one of some tags',
    break: deniesIf({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['team'] } }),
  },
  {
    name: 'a role that may write with an ACL, if a request has one',
    break: writesIf({ StringEqualsIfExists: { 's3:x-amz-acl': 'bucket-owner-full-control' } }),
  },
  {
    name: 'a role that may write replicas of a class, if a request says one',
    break: writesIf({ StringEqualsIfExists: { 's3:x-amz-storage-class': 'STANDARD' } }),
  },
  {
    name: 'a source that denies reading ACLs of objects with another tag than they have',
    objects: putTagged,
    break: bucketSays(
      SOURCE,
      denying(
        's3:GetObjectVersionAcl',
        arn(SOURCE, '*'),
        onlyIf({ StringNotEquals: { 's3:ExistingObjectTag/class': 'public' } }),
      ),
    ),
    unsure: ['replication-role-permissions'],
  },
  {
    name: 'a role that may encrypt and decrypt with the algorithm of symmetric keys',
    ...KEYED,
    break: async (stage) => {
      await mayUseIf({ StringEqualsIfExists: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' } })(stage);
    },
  },
  {
    name: 'replicas under the key that AWS keeps for S3, named by its alias',
    objects: (stage) => putKeyed(stage),
    rules: (stage) =>
      putRules(stage, keyedRule(stage, { Destination: { Bucket: arn(REPLICAS), ...encryption(ACCOUNT) } })),
  },
  {
    name: 'a caller who may create jobs below a priority',
    caller: (stage) =>
      userWith(stage, [
        allow([...READING, 's3:DescribeJob', 's3:PutJobTagging', 'iam:PassRole'], '*'),
        { ...allow('s3:CreateJob', '*'), ...onlyIf({ NumericLessThan: { 's3:RequestJobPriority': '11' } }) },
      ]),
  },
];
