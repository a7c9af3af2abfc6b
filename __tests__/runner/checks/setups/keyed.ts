// KMS keys on a stage: one for the source, one for the replicas, and rules that use them.
import { CreateGrantCommand, PutKeyPolicyCommand, type KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { createKey, kmsClient } from '../../../emulator/kms/kms-client';
import {
  ACCOUNT,
  allow,
  arn,
  AWAY,
  HOME,
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
  without,
} from '../../../emulator/stage';

export interface Keys {
  readonly source: string;
  readonly replica: string;
  readonly away: KMSClient;
}

const made = new WeakMap<Stage, Keys>();

export function keysOf(stage: Stage): Keys {
  const found = made.get(stage);
  if (found === undefined) throw new Error('the stage has no keys');
  return found;
}

function keyStatements({ source, replica }: Keys): readonly Statement[] {
  return [allow('kms:Decrypt', source), allow(['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'], replica)];
}

/** An object under one key, a rule that asks for another, and a role that may use both. */
export async function putKeyed(stage: Stage, more: Partial<S3.PutObjectCommandInput> = {}): Promise<void> {
  const away = kmsClient(stage.running, undefined, AWAY);
  const keys = {
    source: await createKey(kmsClient(stage.running, undefined, HOME)),
    replica: await createKey(away),
    away,
  };
  made.set(stage, keys);
  await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, ...keyStatements(keys)]);
  await put(stage, 'secret', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keys.source, ...more });
}

export function keyedRule(stage: Stage, changes: Partial<S3.ReplicationRule> = {}): S3.ReplicationRule {
  return rule({
    SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
    Destination: {
      Bucket: arn(REPLICAS),
      EncryptionConfiguration: { ReplicaKmsKeyID: keysOf(stage).replica },
    },
    ...changes,
  });
}

/** The role reads versions by the general permission, not by the one that is for replication alone. */
export const readByGetObjectVersion = (stage: Stage): Promise<void> =>
  putRolePolicy(stage.iam, 'replication', [
    ...without('s3:GetObjectVersionForReplication', REPLICATION_STATEMENTS),
    allow('s3:GetObjectVersion', arn(SOURCE, '*')),
    ...keyStatements(keysOf(stage)),
  ]);

export const putKeyedRule = (stage: Stage): Promise<void> => putRules(stage, keyedRule(stage));

/** The destination encrypts by its key, with an S3 Bucket Key. */
export async function useBucketKey(stage: Stage): Promise<void> {
  const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: keysOf(stage).replica };
  await stage.away.send(
    new S3.PutBucketEncryptionCommand({
      Bucket: REPLICAS,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }],
      },
    }),
  );
}

const ADMINISTRATION = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: ['kms:Create*', 'kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:Put*', 'kms:Enable*'],
  Resource: '*',
};

/** The policy of the replica key: its administration, and these statements. */
export async function setKeyPolicy(stage: Stage, statements: readonly object[]): Promise<void> {
  const { away, replica } = keysOf(stage);
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [ADMINISTRATION, ...statements] });
  await away.send(new PutKeyPolicyCommand({ KeyId: replica, PolicyName: 'default', Policy }));
}

/** A grant of the replica key, held to this encryption context, instead of a policy. @default - to none */
export async function grantReplicaKey(stage: Stage, context?: Readonly<Record<string, string>>): Promise<void> {
  const { away, replica } = keysOf(stage);
  await away.send(
    new CreateGrantCommand({
      KeyId: replica,
      GranteePrincipal: REPLICATION_ROLE,
      Operations: ['Encrypt', 'GenerateDataKey', 'Decrypt'],
      ...(context === undefined ? {} : { Constraints: { EncryptionContextSubset: context } }),
    }),
  );
  await setKeyPolicy(stage, []);
}
