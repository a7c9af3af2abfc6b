// Setups that work with KMS keys, each in another way.
import { allow, arn, AWAY, REPLICAS, REPLICATION_ROLE } from '../../../emulator/stage';
import { userWith } from './broken';
import type { Good } from './good-setups';
import { grantReplicaKey, putKeyed, putKeyedRule, readByGetObjectVersion, setKeyPolicy, useBucketKey } from './keyed';

const KEY_USE = {
  Effect: 'Allow',
  Principal: { AWS: REPLICATION_ROLE },
  Action: ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'],
  Resource: '*',
};

export const KEYED_GOOD: readonly Good[] = [
  {
    name: 'keys on both sides',
    ok: [
      /^kms-keys: source key arn:aws:kms:us-east-1\S+: Enabled$/,
      /^kms-keys: replica key arn:aws:kms:eu-west-1\S+: Enabled$/,
      /^kms-opt-in: 1 of 1 object versions looked at are under SSE-KMS$/,
      /^kms-permissions: replication role \S+: \d permissions there$/,
    ],
    objects: putKeyed,
    rules: putKeyedRule,
  },
  { name: 'an S3 Bucket Key at the destination', objects: putKeyed, rules: putKeyedRule, break: useBucketKey },
  {
    name: 'an S3 Bucket Key at the source',
    objects: (stage) => putKeyed(stage, { BucketKeyEnabled: true }),
    rules: putKeyedRule,
  },
  {
    name: 'a key policy that names the role, with the conditions that hold',
    objects: putKeyed,
    rules: putKeyedRule,
    break: (stage) =>
      setKeyPolicy(stage, [
        {
          ...KEY_USE,
          Condition: {
            StringEquals: { 'kms:ViaService': `s3.${AWAY}.amazonaws.com` },
            StringLike: { 'kms:EncryptionContext:aws:s3:arn': arn(REPLICAS, '*') },
          },
        },
      ]),
  },
  {
    name: 'an S3 Bucket Key in whose context the role may use the key, of a bucket whose encryption may not be read',
    objects: putKeyed,
    rules: putKeyedRule,
    break: async (stage) => {
      await useBucketKey(stage);
      await setKeyPolicy(stage, [
        { ...KEY_USE, Condition: { StringEquals: { 'kms:EncryptionContext:aws:s3:arn': arn(REPLICAS) } } },
      ]);
    },
    caller: (stage) =>
      userWith(stage, [
        allow(['s3:Get*', 's3:List*', 's3:CreateJob', 's3:DescribeJob', 's3:PutJobTagging', 'iam:*', 'kms:*'], '*'),
        { ...allow('s3:GetEncryptionConfiguration', '*'), Effect: 'Deny' },
      ]),
    unsure: ['kms-permissions'],
  },
  {
    name: 'a role that reads by s3:GetObjectVersion, a rule for objects under SSE-KMS, and none of them',
    objects: (stage) => putKeyed(stage, { ServerSideEncryption: 'AES256', SSEKMSKeyId: undefined }),
    rules: putKeyedRule,
    break: readByGetObjectVersion,
    unsure: ['replication-role-permissions'],
  },
  {
    name: 'a grant instead of a key policy',
    objects: putKeyed,
    rules: putKeyedRule,
    break: (stage) => grantReplicaKey(stage),
  },
  {
    name: 'a grant for the bucket alone, with an S3 Bucket Key there',
    objects: putKeyed,
    rules: putKeyedRule,
    break: async (stage) => {
      await useBucketKey(stage);
      await grantReplicaKey(stage, { 'AWS:S3:ARN': arn(REPLICAS) });
    },
  },
];
