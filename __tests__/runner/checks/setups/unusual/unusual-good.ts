// Setups that work, and look as if they did not.
import * as S3 from '@aws-sdk/client-s3';
import {
  ACCOUNT,
  allow,
  arn,
  AWAY,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_ROLE,
  REPLICATION_STATEMENTS,
  REPORTS,
  rule,
  SOURCE,
  type Stage,
  type Statement,
} from '../../../../emulator/stage';
import type { Good } from '../good-setups';
import { keysOf, putKeyed, putKeyedRule } from '../keyed';
import { replicateThere, THEIRS } from '../other-account';
import { ruleWithAlias } from './key-and-bucket-setups';
import { BATCH, beside, bucketSays, denying, onlyIf, REPLICATION, trust, trusting, whole } from './written';

const deleteObject = async ({ s3 }: Stage, Key: string): Promise<void> => {
  await s3.send(new S3.DeleteObjectCommand({ Bucket: SOURCE, Key }));
};
const destination = (more: Partial<S3.Destination>): NonNullable<Good['rules']> => {
  return (stage) => putRules(stage, rule({ Destination: { Bucket: arn(REPLICAS), ...more } }));
};
const theirs = ({ running }: Stage): S3.S3Client => running.s3({ region: AWAY, credentials: running.credentials(1) });

const TRUST: readonly Good[] = [
  {
    name: 'a trust that says what S3 may not do',
    break: trust('replication', trusting(REPLICATION, { Action: undefined, NotAction: 'sts:TagSession' })),
  },
  { name: 'a trust in sts:*', break: trust('job', trusting(BATCH, { Action: 'sts:*' })) },
  {
    name: 'one trust in both services',
    break: async (stage) => {
      for (const role of ['job', 'replication']) await trust(role, trusting([REPLICATION, BATCH]))(stage);
    },
  },
  {
    name: 'a trust that asks for the account, if it is told',
    break: trust(
      'replication',
      trusting(REPLICATION, onlyIf({ StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } })),
    ),
  },
  {
    name: 'a trust that denies people of another organization',
    break: trust(
      'replication',
      trusting(REPLICATION),
      trusting(REPLICATION, {
        Effect: 'Deny',
        Principal: '*',
        ...onlyIf({ StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' }, Null: { 'aws:PrincipalArn': 'false' } }),
      }),
    ),
  },
];

const POLICIES: readonly Good[] = [
  {
    name: 'a role that may do everything but some other service',
    break: ({ iam }) =>
      putRolePolicy(iam, 'replication', [
        { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } as unknown as Statement,
      ]),
  },
  {
    name: 'a report bucket that denies old TLS',
    break: bucketSays(
      REPORTS,
      denying('s3:*', whole(REPORTS), onlyIf({ NumericLessThan: { 's3:TlsVersion': '1.2' } })),
    ),
  },
  {
    name: 'a destination that denies objects without encryption, and s3:PutObject to the role',
    break: bucketSays(
      REPLICAS,
      denying(
        's3:ReplicateObject',
        arn(REPLICAS, '*'),
        onlyIf({ Null: { 's3:x-amz-server-side-encryption': 'true' } }),
      ),
      denying('s3:PutObject', arn(REPLICAS, '*')),
    ),
  },
  {
    name: 'a folder at the destination that nobody may write, and no object for it',
    break: bucketSays(REPLICAS, denying('s3:ReplicateObject', arn(REPLICAS, 'secret/*'))),
  },
  {
    name: 'objects with a tag that nobody may read, and none of them',
    objects: (stage) => put(stage, 'x', { Tagging: 'class=open' }),
    break: bucketSays(
      SOURCE,
      denying(
        's3:GetObjectVersionAcl',
        arn(SOURCE, '*'),
        onlyIf({ StringEquals: { 's3:ExistingObjectTag/class': 'secret' } }),
      ),
    ),
    unsure: ['replication-role-permissions'],
  },
  {
    name: 'a role that may delete nothing',
    break: beside('replication', denying(['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:DeleteBucket'], '*')),
  },
  {
    name: 'a role that may use keys through S3 alone',
    objects: (stage) => putKeyed(stage),
    rules: putKeyedRule,
    break: (stage) =>
      putRolePolicy(stage.iam, 'replication', [
        ...REPLICATION_STATEMENTS,
        allow('kms:*', '*'),
        denying('kms:*', '*', onlyIf({ StringNotLike: { 'kms:ViaService': 's3.*.amazonaws.com' } })) as Statement,
      ]),
  },
  {
    name: 'a perimeter that spares the role',
    break: bucketSays(
      REPLICAS,
      denying(
        's3:*',
        whole(REPLICAS),
        onlyIf({
          StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' },
          ArnNotLikeIfExists: { 'aws:PrincipalArn': [REPLICATION_ROLE, `arn:aws:iam::${ACCOUNT}:root`] },
        }),
      ),
    ),
  },
];

const RULES: readonly Good[] = [
  {
    name: 'a rule of the first schema',
    rules: async ({ s3 }) => {
      const Rules = [{ ID: 'old', Status: 'Enabled' as const, Prefix: '', Destination: { Bucket: arn(REPLICAS) } }];
      const ReplicationConfiguration = { Role: REPLICATION_ROLE, Rules };
      await s3.send(new S3.PutBucketReplicationCommand({ Bucket: SOURCE, ReplicationConfiguration }));
    },
  },
  {
    name: 'a rule with replication time control',
    rules: destination({
      ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
      Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
    }),
  },
  { name: 'replicas that are archived at once', rules: destination({ StorageClass: 'GLACIER' }) },
  {
    name: 'a rule that follows changes of replicas, and one back',
    rules: async (stage) => {
      await putRolePolicy(stage.iam, 'replication', [allow('s3:*', '*')]);
      const SourceSelectionCriteria = { ReplicaModifications: { Status: 'Enabled' as const } };
      await putRules(stage, rule({ SourceSelectionCriteria }));
      const Rules = [rule({ SourceSelectionCriteria, Destination: { Bucket: arn(SOURCE) } })];
      const ReplicationConfiguration = { Role: REPLICATION_ROLE, Rules };
      await stage.away.send(new S3.PutBucketReplicationCommand({ Bucket: REPLICAS, ReplicationConfiguration }));
    },
  },
  {
    name: 'a rule for a prefix and two tags, and an object with three',
    objects: (stage) => put(stage, 'folder/a', { Tagging: 'a=1&b=2&c=3' }),
    rules: (stage) => {
      const Tags = [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ];
      return putRules(stage, rule({ Filter: { And: { Prefix: 'folder/', Tags } } }));
    },
  },
  {
    name: 'a rule without a slash at its end',
    objects: (stage) => put(stage, 'folder/a'),
    rules: (stage) => putRules(stage, rule({ Filter: { Prefix: 'folder' } })),
    handoff: { prefixes: ['folder/'] },
  },
];

const OBJECTS: readonly Good[] = [
  {
    name: 'versions that are not current, below a delete marker',
    objects: async (stage) => {
      await put(stage, 'a');
      await deleteObject(stage, 'a');
    },
  },
  { name: 'an object of GLACIER_IR', objects: (stage) => put(stage, 'a', { StorageClass: 'GLACIER_IR' }) },
  {
    name: 'keys with spaces, signs, quotes and line feeds',
    objects: async (stage) => {
      await put(stage, 'a b+c/ü#?&%41.txt');
      await put(stage, 'quote"\',\n');
    },
  },
  {
    name: 'a prefix within another one',
    objects: async (stage) => {
      await put(stage, 'a/b/c');
      await put(stage, 'a/x');
    },
    handoff: { prefixes: ['a/', 'a/b/'] },
  },
  {
    name: 'objects under DSSE',
    objects: (stage) => putKeyed(stage, { ServerSideEncryption: 'aws:kms:dsse' }),
    rules: putKeyedRule,
  },
  {
    name: 'an alias for the key of the replicas',
    objects: (stage) => putKeyed(stage),
    rules: ruleWithAlias,
  },
  {
    name: 'a destination that encrypts by a key that the role may not use, and objects under SSE-S3',
    rules: async (stage) => {
      await putKeyed(stage, { ServerSideEncryption: 'AES256', SSEKMSKeyId: undefined });
      const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: keysOf(stage).replica };
      await stage.away.send(
        new S3.PutBucketEncryptionCommand({
          Bucket: REPLICAS,
          ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }] },
        }),
      );
      await putRolePolicy(stage.iam, 'replication', REPLICATION_STATEMENTS);
      await putRules(stage);
    },
  },
];

const BUCKETS: readonly Good[] = [
  {
    name: 'a destination that retains every replica',
    break: ({ away }) =>
      away.send(
        new S3.PutObjectLockConfigurationCommand({
          Bucket: REPLICAS,
          ObjectLockConfiguration: {
            ObjectLockEnabled: 'Enabled',
            Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 1 } },
          },
        }),
      ),
  },
  {
    name: 'a report bucket under SSE-KMS, whose key the job role may not use',
    break: ({ s3 }) =>
      s3.send(
        new S3.PutBucketEncryptionCommand({
          Bucket: REPORTS,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
          },
        }),
      ),
  },
  {
    name: 'a source for which requesters pay',
    break: ({ s3 }) => {
      const RequestPaymentConfiguration = { Payer: 'Requester' as const };
      return s3.send(new S3.PutBucketRequestPaymentCommand({ Bucket: SOURCE, RequestPaymentConfiguration }));
    },
  },
  {
    name: 'a bucket of another account that lets in the account of the role, and a rule without an account',
    rules: async (stage) => {
      await replicateThere(stage, []);
      const seen = ['s3:GetBucketPolicy', 's3:GetBucketVersioning', 's3:ListBucket', 's3:GetBucketRequestPayment'];
      await putBucketPolicy(theirs(stage), THEIRS, [
        { ...allow(seen, arn(THEIRS)), Principal: { AWS: ACCOUNT } },
        { ...allow(['s3:ReplicateObject', 's3:ReplicateTags'], arn(THEIRS, '*')), Principal: { AWS: ACCOUNT } },
      ]);
      await putRules(stage, rule({ Destination: { Bucket: arn(THEIRS) } }));
    },
  },
];

export const UNUSUAL_GOOD: readonly Good[] = [...TRUST, ...POLICIES, ...RULES, ...OBJECTS, ...BUCKETS];
