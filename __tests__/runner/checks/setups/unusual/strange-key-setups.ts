// Keys of other kinds, accounts and Regions than S3 needs, and destinations of other accounts than rules say.
import * as KMS from '@aws-sdk/client-kms';
import { createKey, kmsClient } from '../../../../emulator/kms/kms-client';
import {
  ACCOUNT,
  allow,
  arn,
  AWAY,
  HOME,
  JOB_ROLE,
  OTHER_ACCOUNT,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_ROLE,
  REPLICATION_STATEMENTS,
  rule,
  type Stage,
} from '../../../../emulator/stage';
import type { Broken } from '../broken';
import { keyedRule, keysOf, putKeyed, setKeyPolicy } from '../keyed';
import { replicateThere, THEIRS } from '../other-account';
import { KEY_USE, KEYED, UNWRITTEN, USE } from './replicating';

/** Replicas are encrypted by this key, which the role may use, or another one. */
async function encryptBy(stage: Stage, ReplicaKmsKeyID: string, may = ReplicaKmsKeyID): Promise<void> {
  const own = [allow('kms:Decrypt', '*'), allow(['kms:Encrypt', 'kms:GenerateDataKey'], may)];
  await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, ...own]);
  await putRules(
    stage,
    keyedRule(stage, { Destination: { Bucket: arn(REPLICAS), EncryptionConfiguration: { ReplicaKmsKeyID } } }),
  );
}

/** A multi-Region key of the source, and its replica. */
export async function multiRegionKey(stage: Stage): Promise<{ readonly primary: string; readonly replica: string }> {
  const home = kmsClient(stage.running, undefined, HOME);
  const primary = await createKey(home, { MultiRegion: true });
  await home.send(new KMS.ReplicateKeyCommand({ KeyId: primary, ReplicaRegion: AWAY }));
  await put(stage, 'multi', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: primary });
  return { primary, replica: primary.replace(HOME, AWAY) };
}

/** A key of the other account, which lets ours do this. */
export async function theirKey({ running }: Stage, actions: readonly string[]): Promise<string> {
  const theirs = kmsClient(running, running.credentials(1), AWAY);
  const KeyId = await createKey(theirs);
  const statement = (account: string, Action: string | readonly string[]): object => ({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action,
    Resource: '*',
  });
  const Statement = [statement(OTHER_ACCOUNT, 'kms:*'), statement(ACCOUNT, ['kms:DescribeKey', ...actions])];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await theirs.send(new KMS.PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy }));
  return KeyId;
}

export async function encryptByTheirs(stage: Stage, actions: readonly string[], may?: string): Promise<void> {
  await encryptBy(stage, await theirKey(stage, actions), may);
}

const grantedBadly = (name: string, GranteePrincipal: string, ...Operations: KMS.GrantOperation[]): Broken => ({
  name,
  ...KEYED,
  break: async (stage) => {
    const { away, replica: KeyId } = keysOf(stage);
    await away.send(new KMS.CreateGrantCommand({ KeyId, GranteePrincipal, Operations }));
    await setKeyPolicy(stage, []);
  },
  checks: ['kms-permissions'],
  found: /^kms-permissions wrong: .* lacks kms:Encrypt on \S+: the policy of the key \S+ does not allow it/,
  after: UNWRITTEN,
});
const closedKey = (name: string, statement: object): Broken => ({
  name,
  ...KEYED,
  break: (stage) => setKeyPolicy(stage, [statement]),
  checks: ['kms-permissions'],
  found: /^kms-permissions wrong: .* lacks kms:Encrypt on \S+: the policy of the key \S+ does not allow it/,
  after: UNWRITTEN,
});

const WITH_KEYS: readonly Broken[] = [
  {
    name: 'the key of the replica signs',
    objects: (stage) => putKeyed(stage),
    rules: async (stage) =>
      encryptBy(stage, await createKey(keysOf(stage).away, { KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048' })),
    checks: ['kms-keys'],
    found: /^kms-keys wrong: the replica key \S+ is of RSA_2048, and S3 encrypts with symmetric keys/,
    after: /^DstKmsKeyInvalidState$/,
  },
  {
    name: 'the multi-Region key is disabled in the Region of the replicas',
    objects: (stage) => putKeyed(stage),
    rules: async (stage) => {
      const { replica } = await multiRegionKey(stage);
      await keysOf(stage).away.send(new KMS.DisableKeyCommand({ KeyId: replica }));
      await encryptBy(stage, replica);
    },
    checks: ['kms-keys'],
    found: /^kms-keys wrong: the replica key arn:aws:kms:eu-west-1:\d+:key\/mrk-\S+ is Disabled/,
    after: /^DstKmsKeyInvalidState$/,
  },
  {
    name: 'the role may use the multi-Region key in the Region of the source alone',
    objects: (stage) => putKeyed(stage),
    rules: async (stage) => {
      const { primary, replica } = await multiRegionKey(stage);
      await encryptBy(stage, replica, primary);
    },
    checks: ['kms-permissions'],
    found:
      /^kms-permissions wrong: .* lacks kms:Encrypt on arn:aws:kms:eu-west-1:\d+:key\/mrk-\S+: none of its policies/,
    after: UNWRITTEN,
  },
  {
    name: 'the key of the replica is of another account, and the role has no policy about it',
    objects: (stage) => putKeyed(stage),
    rules: (stage) => encryptByTheirs(stage, USE, keysOf(stage).replica),
    checks: ['kms-permissions'],
    found: /^kms-permissions wrong: .* lacks kms:Encrypt on arn:aws:kms:eu-west-1:444455556666:key\S+: none of its/,
    after: UNWRITTEN,
  },
  {
    name: 'the key of the replica is of another account, which does not let ours use it',
    objects: (stage) => putKeyed(stage),
    rules: (stage) => encryptByTheirs(stage, []),
    checks: [],
    found:
      /^kms-permissions could-not-check: .* could not be read: KMS shows it to account 444455556666 alone, where this has to stand in it$/,
    patch: /"kms:Encrypt"/,
    after: UNWRITTEN,
  },
  grantedBadly('a grant of the replica key is for decrypting alone', REPLICATION_ROLE, 'Decrypt'),
  grantedBadly('a grant of the replica key is for the job role', JOB_ROLE, 'Encrypt', 'GenerateDataKey'),
  closedKey('the policy of the replica key lets in services that make grants', {
    ...KEY_USE,
    Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  }),
  closedKey('the policy of the replica key lets in everybody of the account, through another service', {
    ...KEY_USE,
    Principal: { AWS: '*' },
    Condition: { StringEquals: { 'kms:ViaService': `lambda.${AWAY}.amazonaws.com`, 'kms:CallerAccount': ACCOUNT } },
  }),
  {
    name: 'one of two rules does not ask for objects under SSE-KMS',
    objects: async (stage) => {
      await putKeyed(stage);
      const more = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keysOf(stage).source } as const;
      for (const key of ['a/x', 'b/x']) await put(stage, key, more);
    },
    rules: (stage) =>
      putRules(
        stage,
        keyedRule(stage, { ID: 'a', Priority: 1, Filter: { Prefix: 'a/' } }),
        rule({ ID: 'b', Priority: 2, Filter: { Prefix: 'b/' } }),
      ),
    checks: ['kms-opt-in'],
    found: /^kms-opt-in wrong: 2 of 2 object versions looked at are under SSE-KMS, and the rule 'b' does not replicate/,
  },
];

const SEEN = ['s3:GetBucketPolicy', 's3:GetBucketVersioning', 's3:ListBucket', 's3:GetBucketRequestPayment'];

/** Their bucket, which shows itself to our account and says this. */
const theirBucket =
  (...statements: Parameters<typeof putBucketPolicy>[2]): NonNullable<Broken['rules']> =>
  async (stage) => {
    await replicateThere(stage);
    const theirs = stage.running.s3({ region: AWAY, credentials: stage.running.credentials(1) });
    await putBucketPolicy(theirs, THEIRS, [
      { ...allow(SEEN, arn(THEIRS)), Principal: { AWS: ACCOUNT } },
      ...statements,
    ]);
  };
const shut = (name: string, ...statements: Parameters<typeof putBucketPolicy>[2]): Broken => ({
  name,
  rules: theirBucket(...statements),
  checks: ['replication-role-permissions'],
  found:
    /^replication-role-permissions wrong: .* lacks s3:ReplicateObject on .*: the policy of the bucket 'replicas-of-other' does not allow it/,
  after: UNWRITTEN,
});

const IN_OTHER_ACCOUNTS: readonly Broken[] = [
  shut('the bucket of another account lets in the service, not the role', {
    ...allow(['s3:ReplicateObject', 's3:ReplicateTags'], arn(THEIRS, '*')),
    Principal: { Service: 's3.amazonaws.com' },
  }),
  shut('the bucket of another account lets the role do everything with the bucket, not with its objects', {
    ...allow('s3:*', arn(THEIRS)),
    Principal: { AWS: REPLICATION_ROLE },
  }),
  {
    name: 'the bucket of another account lets the role replicate, and not tags, which objects have',
    objects: (stage) => put(stage, 'plain', { Tagging: 'a=b' }),
    rules: theirBucket({ ...allow('s3:ReplicateObject', arn(THEIRS, '*')), Principal: { AWS: REPLICATION_ROLE } }),
    checks: ['replication-role-permissions'],
    found: /^replication-role-permissions wrong: .* lacks s3:ReplicateTags on .*'replicas-of-other' does not allow it/,
    after: /^DstPutTaggingNotPermitted$/,
  },
  {
    name: 'the rule gives replicas to another account than the one that their bucket belongs to',
    rules: async (stage) => {
      await theirBucket({ ...allow('s3:*', arn(THEIRS, '*')), Principal: { AWS: REPLICATION_ROLE } })(stage);
      await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, allow('s3:*', arn(THEIRS, '*'))]);
      const owner = { Account: '999999999999', AccessControlTranslation: { Owner: 'Destination' as const } };
      await putRules(stage, rule({ Destination: { Bucket: arn(THEIRS), ...owner } }));
    },
    checks: ['destination-settings'],
    found:
      /^destination-settings wrong: the rule 'all' names account 999999999999 for the destination bucket 'replicas-of-other', and gives it the replicas .*, and the bucket belongs to another one$/,
    patch: /--expected-bucket-owner 999999999999/,
  },
];

export const STRANGE_KEY_SETUPS: readonly Broken[] = [...WITH_KEYS, ...IN_OTHER_ACCOUNTS];
