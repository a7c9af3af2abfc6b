// Keys and buckets that are not what their names say, and rules that are for something else.
import {
  CreateAliasCommand,
  DisableKeyCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { createKey, kmsClient } from '../../../../emulator/kms/kms-client';
import {
  ACCOUNT,
  allow,
  arn,
  AWAY,
  createBucket,
  HOME,
  OTHER_ACCOUNT,
  put,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_ROLE,
  REPLICATION_STATEMENTS,
  rule,
  SOURCE,
  type Stage,
  type Statement,
} from '../../../../emulator/stage';
import type { Broken } from '../broken';
import { keyedRule, keysOf, putKeyed, putKeyedRule } from '../keyed';
import { replicateThere, THEIRS } from '../other-account';
import { onlyIf } from './written';

const KEYED = { objects: (stage: Stage) => putKeyed(stage), rules: putKeyedRule };
const WRITING = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'];

/** A rule with this replica key. */
const ruleWithKey = (stage: Stage, ReplicaKmsKeyID: string): Promise<void> =>
  putRules(
    stage,
    keyedRule(stage, { Destination: { Bucket: arn(REPLICAS), EncryptionConfiguration: { ReplicaKmsKeyID } } }),
  );

const ALIAS = `arn:aws:kms:${AWAY}:${ACCOUNT}:alias/replicas`;

export async function ruleWithAlias(stage: Stage): Promise<void> {
  const { away, replica } = keysOf(stage);
  await away.send(new CreateAliasCommand({ AliasName: 'alias/replicas', TargetKeyId: replica }));
  await ruleWithKey(stage, ALIAS);
}

/** What the role may do with keys. */
const withKeys =
  (statements: (keys: ReturnType<typeof keysOf>) => readonly object[]): NonNullable<Broken['break']> =>
  (stage) =>
    putRolePolicy(stage.iam, 'replication', [
      ...REPLICATION_STATEMENTS,
      ...(statements(keysOf(stage)) as readonly Statement[]),
    ]);

const context = (operator: string, value: string): object =>
  onlyIf({ [operator]: { 'kms:EncryptionContext:aws:s3:arn': value } });
const SOURCE_KEY = /^kms-permissions wrong: .* lacks kms:Decrypt on arn:aws:kms:us-east-1:\S+: none of its policies/;
const UNREAD = /^SrcGetObjectNotPermitted$/;
const home = ({ running }: Stage): ReturnType<typeof kmsClient> => kmsClient(running, undefined, HOME);

const WITH_KEYS: readonly Broken[] = [
  {
    name: 'the key of the replica is to be deleted',
    ...KEYED,
    break: (stage) =>
      keysOf(stage).away.send(new ScheduleKeyDeletionCommand({ KeyId: keysOf(stage).replica, PendingWindowInDays: 7 })),
    checks: ['kms-keys'],
    found: /^kms-keys wrong: the replica key \S+ is waiting for its deletion/,
    patch: /aws kms cancel-key-deletion/,
    after: /^DstKmsKeyInvalidState$/,
  },
  {
    name: 'the key of the replica is named by an alias, and disabled',
    objects: (stage) => putKeyed(stage),
    rules: ruleWithAlias,
    break: (stage) => keysOf(stage).away.send(new DisableKeyCommand({ KeyId: keysOf(stage).replica })),
    checks: ['kms-keys'],
    found: /^kms-keys wrong: the replica key arn:aws:kms:eu-west-1:\d+:key\/\S+ is Disabled/,
    after: /^DstKmsKeyInvalidState$/,
  },
  {
    name: 'the key of the replica is named by an alias, and the role may not use it',
    objects: (stage) => putKeyed(stage),
    rules: ruleWithAlias,
    break: withKeys(({ source }) => [allow('kms:Decrypt', source)]),
    checks: ['kms-permissions'],
    found: /^kms-permissions wrong: .* lacks kms:Encrypt on arn:aws:kms:eu-west-1:\d+:key\/\S+: none of its policies/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the role may use the key of the replica by its alias',
    objects: (stage) => putKeyed(stage),
    rules: ruleWithAlias,
    break: withKeys(({ source }) => [allow('kms:Decrypt', source), allow(WRITING, ALIAS)]),
    checks: ['kms-permissions'],
    found: /^kms-permissions wrong: .* lacks kms:Encrypt on arn:aws:kms:eu-west-1:\d+:key\//,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the key of the replica is named by an alias that is not there',
    objects: (stage) => putKeyed(stage),
    rules: (stage) => ruleWithKey(stage, ALIAS),
    checks: ['kms-keys'],
    found:
      /^kms-keys wrong: there is no alias arn:aws:kms:eu-west-1:111122223333:alias\/replicas, which the rule names/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the key of the replica is named by its id alone',
    objects: (stage) => putKeyed(stage),
    rules: (stage) => ruleWithKey(stage, keysOf(stage).replica.split('/')[1] ?? ''),
    checks: ['kms-keys'],
    found: /^kms-keys wrong: the replica key [0-9a-f-]{36} is named by no ARN/,
    after: /^DstKmsKeyNotFound$/,
  },
  {
    name: 'the role may use the key of the source through S3 of the other Region',
    ...KEYED,
    break: withKeys(({ source, replica }) => [
      { ...allow('kms:Decrypt', source), ...onlyIf({ StringLike: { 'kms:ViaService': `s3.${AWAY}.amazonaws.com` } }) },
      allow(WRITING, replica),
    ]),
    checks: ['kms-permissions'],
    found: SOURCE_KEY,
    after: UNREAD,
  },
  {
    name: 'the role may use the key of the source for the bucket, which has no S3 Bucket Key',
    ...KEYED,
    break: withKeys(({ source, replica }) => [
      { ...allow('kms:Decrypt', source), ...context('StringEquals', arn(SOURCE)) },
      allow(WRITING, replica),
    ]),
    checks: ['kms-permissions'],
    found: SOURCE_KEY,
    after: UNREAD,
  },
  {
    name: 'the role may use the key of the source for objects, and they are under an S3 Bucket Key',
    objects: (stage) => putKeyed(stage, { BucketKeyEnabled: true }),
    rules: putKeyedRule,
    break: withKeys(({ source, replica }) => [
      { ...allow('kms:Decrypt', source), ...context('StringLike', arn(SOURCE, '*')) },
      allow(WRITING, replica),
    ]),
    checks: ['kms-permissions'],
    found: SOURCE_KEY,
    after: UNREAD,
  },
  {
    name: 'the role may use the key of the replica for objects of the source',
    ...KEYED,
    break: withKeys(({ source, replica }) => [
      allow('kms:Decrypt', source),
      { ...allow(WRITING, replica), ...context('StringLike', arn(SOURCE, '*')) },
    ]),
    checks: ['kms-permissions'],
    found: /^kms-permissions wrong: .* lacks kms:Encrypt on arn:aws:kms:eu-west-1:\S+: none of its policies allows it/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the policy of the key of the source gives nothing to its account',
    ...KEYED,
    break: (stage) => {
      const administration = {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:Put*'],
        Resource: '*',
      };
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [administration] });
      return home(stage).send(new PutKeyPolicyCommand({ KeyId: keysOf(stage).source, PolicyName: 'default', Policy }));
    },
    checks: ['kms-permissions'],
    found: /^kms-permissions wrong: .* lacks kms:Decrypt on \S+: the policy of the key \S+ does not allow it/,
    after: UNREAD,
  },
  {
    name: 'one of two objects is under a key that the role may not use',
    ...KEYED,
    break: async (stage) => {
      const SSEKMSKeyId = await createKey(home(stage));
      await put(stage, 'second', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId });
    },
    checks: ['kms-permissions'],
    unsure: ['replicas'],
    found: SOURCE_KEY,
    after: UNREAD,
  },
  {
    name: 'the rule says of objects under SSE-KMS that they are not for it',
    objects: (stage) => putKeyed(stage, { ServerSideEncryption: 'aws:kms:dsse' }),
    rules: (stage) =>
      putRules(stage, rule({ SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Disabled' } } })),
    checks: ['kms-opt-in'],
    found: /^kms-opt-in wrong: nothing in the bucket can be replicated, .* SSE-KMS/,
    after: /no keys matching/,
  },
];

const WITH_BUCKETS: readonly Broken[] = [
  {
    name: 'the destination was deleted, and made anew by another account',
    break: async ({ away, running }) => {
      await away.send(new S3.DeleteBucketCommand({ Bucket: REPLICAS }));
      await createBucket(running.s3({ region: AWAY, credentials: running.credentials(1) }), REPLICAS, AWAY);
    },
    checks: [],
    unsure: ['destination-bucket', 'destination-settings', 'replication-role-permissions', 'versioning'],
    found:
      /^destination-bucket could-not-check: 'replicas-of-stage' in eu-west-1 does not let these credentials look .*made anew by another account; then tasks would fail with DstPutObjectNotPermitted/,
    patch: /aws s3api list-buckets --prefix replicas-of-stage/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the bucket of another account lets in another role',
    rules: async (stage) => {
      await replicateThere(stage, []);
      await putRules(stage, rule({ Destination: { Bucket: arn(THEIRS), Account: OTHER_ACCOUNT } }));
    },
    checks: ['replication-role-permissions'],
    unsure: ['destination-settings'],
    found:
      /^replication-role-permissions wrong: .* lacks s3:ReplicateObject on .*'replicas-of-other' does not allow it/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'the bucket of another account lets nobody change owners',
    rules: async (stage) => {
      await replicateThere(stage);
      const all = ['s3:ReplicateObject', 's3:ReplicateTags', 's3:ObjectOwnerOverrideToBucketOwner'];
      await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, allow(all, arn(THEIRS, '*'))]);
      const AccessControlTranslation = { Owner: 'Destination' as const };
      await putRules(
        stage,
        rule({ Destination: { Bucket: arn(THEIRS), Account: OTHER_ACCOUNT, AccessControlTranslation } }),
      );
    },
    checks: ['replication-role-permissions'],
    unsure: ['destination-settings'],
    found:
      /^replication-role-permissions wrong: .* lacks s3:ObjectOwnerOverrideToBucketOwner on .*'replicas-of-other' does not/,
    after: /^DstPutObjectNotPermitted$/,
  },
];

const WITH_RULES: readonly Broken[] = [
  {
    name: 'the prefix of the rule begins with a slash, and no key does',
    objects: (stage) => put(stage, 'folder/a'),
    rules: (stage) => putRules(stage, rule({ Filter: { Prefix: '/folder/' } })),
    handoff: () => ({ prefixes: ['folder/'] }),
    checks: ['rule-coverage'],
    found: /^rule-coverage wrong: prefix 'folder\/': .* the rule 'all' is for '\/folder\/', which begins with a slash/,
    patch: /prefix = "folder\/"/,
    after: /no keys matching/,
  },
  {
    name: 'the rule asks for two tags, and objects have one',
    objects: (stage) => put(stage, 'folder/a', { Tagging: 'a=1' }),
    rules: (stage) => {
      const Tags = [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ];
      return putRules(stage, rule({ Filter: { And: { Prefix: 'folder/', Tags } } }));
    },
    checks: ['source-objects'],
    found: /^source-objects wrong: nothing under 'folder\/' can be replicated, .*\(a=1, b=2\)/,
    after: /no keys matching/,
  },
  {
    name: 'a rule of the first schema is for a prefix in another case',
    objects: (stage) => put(stage, 'folder/a'),
    rules: async ({ s3 }) => {
      const Rules = [
        { ID: 'old', Status: 'Enabled' as const, Prefix: 'Folder/', Destination: { Bucket: arn(REPLICAS) } },
      ];
      const ReplicationConfiguration = { Role: REPLICATION_ROLE, Rules };
      await s3.send(new S3.PutBucketReplicationCommand({ Bucket: SOURCE, ReplicationConfiguration }));
    },
    checks: ['source-objects'],
    found: /^source-objects wrong: there is no object under 'Folder\/', which a rule is for/,
    after: /no keys matching/,
  },
  {
    name: 'the role may not write to the second of two destinations',
    rules: async (stage) => {
      await createBucket(stage.away, 'second', AWAY);
      await putRules(stage, rule(), rule({ ID: 'two', Priority: 2, Destination: { Bucket: arn('second') } }));
    },
    checks: ['replication-role-permissions'],
    found: /^replication-role-permissions wrong: .* lacks s3:ReplicateObject on arn:aws:s3:::second\/\*/,
    after: /^DstPutObjectNotPermitted$/,
  },
  {
    name: 'versioning of the second of two destinations was suspended',
    rules: async (stage) => {
      await createBucket(stage.away, 'second', AWAY);
      await putRolePolicy(stage.iam, 'replication', [
        ...REPLICATION_STATEMENTS,
        allow('s3:Replicate*', arn('second', '*')),
      ]);
      await putRules(stage, rule(), rule({ ID: 'two', Priority: 2, Destination: { Bucket: arn('second') } }));
      const VersioningConfiguration = { Status: 'Suspended' as const };
      await stage.away.send(new S3.PutBucketVersioningCommand({ Bucket: 'second', VersioningConfiguration }));
    },
    checks: ['versioning'],
    found: /^versioning wrong: versioning of the destination bucket 'second' is suspended/,
    after: /^DstBucketUnversioned$/,
  },
];

export const KEY_AND_BUCKET_SETUPS: readonly Broken[] = [...WITH_KEYS, ...WITH_BUCKETS, ...WITH_RULES];
