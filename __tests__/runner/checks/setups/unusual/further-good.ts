// Further setups that work, and look as if they did not: who it is and when, keys of others, spellings that are meant.
import * as IAM from '@aws-sdk/client-iam';
import * as S3 from '@aws-sdk/client-s3';
import {
  ACCOUNT,
  allow,
  arn,
  AWAY,
  createBucket,
  HOME,
  JOB_ROLE,
  JOB_STATEMENTS,
  put,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_STATEMENTS,
  REPORTS,
  rule,
  SOURCE,
  type Stage,
} from '../../../../emulator/stage';
import { userWith } from '../broken';
import type { Good } from '../good-setups';
import { keyedRule, keysOf, putKeyed, setKeyPolicy } from '../keyed';
import { replicateAs, roleWithPath } from './principal-setups';
import { deniesIf, KEY_USE, KEYED, mayWrite } from './replicating';
import { encryptByTheirs, multiRegionKey } from './strange-key-setups';
import { BATCH, bucketSays, denying, onlyIf, REPLICATION, trust, trusting, whole } from './written';

const LATER = '2099-01-01T00:00:00Z';

const tag = ({ iam }: Stage, Key: string, Value: string): Promise<unknown> =>
  iam.send(new IAM.TagRoleCommand({ RoleName: 'replication', Tags: [{ Key, Value }] }));

const BY_WHOM_AND_WHEN: readonly Good[] = [
  {
    name: 'a role with a path',
    rules: async (stage) => {
      await roleWithPath(stage, 'other', REPLICATION, REPLICATION_STATEMENTS);
      await replicateAs(stage, `arn:aws:iam::${ACCOUNT}:role/service/other`);
    },
    handoff: { roles: { batchJobArn: JOB_ROLE } },
  },
  {
    name: 'a policy that names the actions in another case',
    break: mayWrite(allow(['S3:replicateobject', 's3:Replicate?ags'], arn(REPLICAS, '*'))),
  },
  {
    name: 'a bucket that will be closed in years, and a role that may write until then',
    break: async (stage) => {
      await deniesIf({ DateGreaterThan: { 'aws:CurrentTime': LATER } })(stage);
      const until = onlyIf({ DateLessThan: { 'aws:CurrentTime': LATER } });
      await mayWrite({ ...allow('s3:Replicate*', arn(REPLICAS, '*')), ...until })(stage);
    },
  },
  {
    name: 'a trust until years from now',
    break: trust('replication', trusting(REPLICATION, onlyIf({ DateLessThan: { 'aws:CurrentTime': LATER } }))),
  },
  {
    name: 'a bucket that denies all but the role by its id',
    break: async (stage) => {
      const { Role } = await stage.iam.send(new IAM.GetRoleCommand({ RoleName: 'replication' }));
      const spared = [`${Role?.RoleId ?? ''}:*`, ACCOUNT];
      await bucketSays(
        REPLICAS,
        denying('s3:*', whole(REPLICAS), onlyIf({ StringNotLike: { 'aws:userid': spared } })),
      )(stage);
    },
  },
  {
    name: 'a bucket that denies roles without a tag, which the role has',
    break: async (stage) => {
      await tag(stage, 'team', 'data');
      await deniesIf({ StringNotEquals: { 'aws:PrincipalTag/team': 'data' } })(stage);
    },
  },
  {
    name: 'a role that may write the bucket that its tag names',
    break: async (stage) => {
      await tag(stage, 'stage', 'stage');
      await mayWrite(allow('s3:Replicate*', 'arn:aws:s3:::replicas-of-${aws:PrincipalTag/stage}/*'))(stage);
    },
  },
  {
    name: 'a bucket that denies other accounts',
    break: deniesIf({ StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } }),
  },
  {
    name: 'a perimeter that spares roles by a pattern',
    break: bucketSays(
      REPLICAS,
      denying(
        's3:*',
        whole(REPLICAS),
        onlyIf({
          StringNotEquals: { 'aws:SourceVpce': 'vpce-1' },
          StringNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/repl*', `arn:aws:iam::${ACCOUNT}:root`] },
        }),
      ),
    ),
  },
  {
    name: 'a trust of which one statement never holds',
    break: trust(
      'replication',
      trusting(REPLICATION, onlyIf({ StringEquals: { 'sts:ExternalId': 'x' } })),
      trusting(REPLICATION),
    ),
  },
  {
    name: 'one role for both services',
    break: async (stage) => {
      await trust('job', trusting([BATCH, REPLICATION]))(stage);
      await putRolePolicy(stage.iam, 'job', [...JOB_STATEMENTS, ...REPLICATION_STATEMENTS]);
      await replicateAs(stage, JOB_ROLE);
    },
    handoff: { roles: { batchJobArn: JOB_ROLE, replicationArn: JOB_ROLE } },
  },
  {
    name: 'a caller who may create jobs that replicate, in this Region, and pass the job role alone',
    caller: (stage) =>
      userWith(stage, [
        allow(['s3:Get*', 's3:List*', 'iam:Get*', 'iam:List*', 'iam:SimulatePrincipalPolicy'], '*'),
        allow(['s3:DescribeJob', 's3:PutJobTagging'], '*'),
        allow('iam:PassRole', JOB_ROLE),
        {
          ...allow('s3:CreateJob', '*'),
          Condition: { StringEquals: { 's3:RequestJobOperation': 'S3ReplicateObject', 'aws:RequestedRegion': HOME } },
        },
      ]),
  },
];

const WITH_KEYS: readonly Good[] = [
  {
    name: 'a multi-Region key on both sides',
    objects: (stage) => putKeyed(stage),
    rules: async (stage) => {
      const { replica: ReplicaKmsKeyID } = await multiRegionKey(stage);
      await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, allow('kms:*', '*')]);
      const Destination = { Bucket: arn(REPLICAS), EncryptionConfiguration: { ReplicaKmsKeyID } };
      await putRules(stage, keyedRule(stage, { Destination }));
    },
  },
  {
    name: 'a key of another account that lets ours use it',
    objects: (stage) => putKeyed(stage),
    rules: (stage) => encryptByTheirs(stage, ['kms:Encrypt', 'kms:GenerateDataKey']),
    // Its policy is shown to nobody here.
    unsure: ['kms-permissions'],
  },
  {
    name: 'a key policy that lets in everybody of the account, through S3',
    ...KEYED,
    break: (stage) =>
      setKeyPolicy(stage, [
        {
          ...KEY_USE,
          Principal: { AWS: '*' },
          Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': `s3.${AWAY}.amazonaws.com` } },
        },
      ]),
  },
  {
    name: 'a bucket that denies other keys than the one of the rule',
    ...KEYED,
    break: (stage) =>
      deniesIf({ StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': keysOf(stage).replica } })(stage),
  },
  {
    name: 'a disabled rule of a higher priority that asks for nothing under SSE-KMS',
    objects: (stage) => putKeyed(stage),
    rules: (stage) =>
      putRules(
        stage,
        rule({ ID: 'off', Priority: 9, Status: 'Disabled' }),
        keyedRule(stage, { ID: 'on', Priority: 1 }),
      ),
  },
];

const OBJECTS_AND_BUCKETS: readonly Good[] = [
  {
    name: 'objects under keys of customers (SSE-C)',
    objects: (stage) => {
      const SSECustomerKey = Buffer.alloc(32, 7).toString('base64');
      return put(stage, 'c', { SSECustomerAlgorithm: 'AES256', SSECustomerKey });
    },
    unsure: ['kms-opt-in', 'source-objects'],
  },
  {
    name: 'versions that were written while versioning was suspended',
    objects: async (stage) => {
      const versioning = (Status: 'Enabled' | 'Suspended'): Promise<unknown> =>
        stage.s3.send(new S3.PutBucketVersioningCommand({ Bucket: SOURCE, VersioningConfiguration: { Status } }));
      await versioning('Suspended');
      await put(stage, 'n');
      await versioning('Enabled');
      await put(stage, 'n');
    },
  },
  {
    name: 'a destination in the Region of the source, which had other versions before',
    rules: async (stage) => {
      await createBucket(stage.s3, 'same-region', HOME);
      await stage.s3.send(new S3.PutObjectCommand({ Bucket: 'same-region', Key: 'plain', Body: 'older' }));
      const own = allow(['s3:ReplicateObject', 's3:ReplicateTags'], arn('same-region', '*'));
      await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, own]);
      await putRules(stage, rule({ Destination: { Bucket: arn('same-region') } }));
    },
  },
  {
    name: 'tags with spaces, signs and no value',
    objects: (stage) => put(stage, 't', { Tagging: 'a+b=c%20d&x=%C3%BC&k=' }),
    rules: (stage) => putRules(stage, rule({ Filter: { Tag: { Key: 'x', Value: 'ü' } } })),
  },
  {
    name: 'keys that begin with a slash or hold a star',
    objects: async (stage) => {
      await put(stage, '/logs/a');
      await put(stage, 'logs/*/a');
    },
    rules: (stage) =>
      putRules(
        stage,
        rule({ ID: 'slash', Priority: 1, Filter: { Prefix: '/logs/' } }),
        rule({ ID: 'star', Priority: 2, Filter: { Prefix: 'logs/*' } }),
      ),
    handoff: { prefixes: ['/logs/', 'logs/*'] },
  },
  {
    name: 'a rule by tag before a rule for the rest, to the same bucket',
    objects: async (stage) => {
      await put(stage, 'a', { Tagging: 'hot=1' });
      await put(stage, 'b');
    },
    rules: (stage) =>
      putRules(
        stage,
        rule({
          ID: 'hot',
          Priority: 9,
          Filter: { Tag: { Key: 'hot', Value: '1' } },
          Destination: { Bucket: arn(REPLICAS), StorageClass: 'STANDARD_IA' },
        }),
        rule({ ID: 'rest', Priority: 1 }),
      ),
  },
  {
    name: 'a report bucket with Object Lock that retains nothing by default, and no prefix for reports',
    break: async ({ s3 }) => {
      const VersioningConfiguration = { Status: 'Enabled' as const };
      await s3.send(new S3.PutBucketVersioningCommand({ Bucket: REPORTS, VersioningConfiguration }));
      const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const };
      await s3.send(new S3.PutObjectLockConfigurationCommand({ Bucket: REPORTS, ObjectLockConfiguration }));
    },
  },
];

export const FURTHER_GOOD: readonly Good[] = [...BY_WHOM_AND_WHEN, ...WITH_KEYS, ...OBJECTS_AND_BUCKETS];
