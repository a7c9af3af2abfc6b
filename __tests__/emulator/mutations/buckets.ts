// What happens when a bucket, a lock, an ACL or a key is not as it has to be.
import { DisableKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { createKey, kmsClient } from '../kms/kms-client';
import { order } from '../job-on-stage';
import {
  allow,
  AWAY,
  createBucket,
  HOME,
  put,
  putBucketPolicy,
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
} from '../stage';
import { denyIn, NO_KEYS, replicationRoleWithout, type Mutation } from './mutation';

const lock = (client: S3.S3Client, Bucket: string): Promise<unknown> =>
  client.send(
    new S3.PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } }),
  );

async function lockBoth({ s3, away }: Stage): Promise<void> {
  await lock(s3, SOURCE);
  await lock(away, REPLICAS);
}

const TOMORROW = new Date(Date.now() + 24 * 60 * 60 * 1000);

async function putLocked(stage: Stage): Promise<void> {
  await lockBoth(stage);
  await put(stage, 'locked', {
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: TOMORROW,
    ObjectLockLegalHoldStatus: 'ON',
  });
}

async function switchAclsOn(client: S3.S3Client, Bucket: string): Promise<void> {
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
  await client.send(new S3.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
}

async function putByOther(stage: Stage): Promise<void> {
  await switchAclsOn(stage.s3, SOURCE);
  const statement = allow('s3:PutObject', `arn:aws:s3:::${SOURCE}/*`);
  await putBucketPolicy(stage.s3, SOURCE, [{ ...statement, Principal: { AWS: '444455556666' } }]);
  const other = stage.running.s3({ credentials: stage.running.credentials(1) });
  await other.send(new S3.PutObjectCommand({ Bucket: SOURCE, Key: 'of-other', Body: 'x' }));
}

async function putPublic(stage: Stage): Promise<void> {
  await switchAclsOn(stage.s3, SOURCE);
  await switchAclsOn(stage.away, REPLICAS);
  await stage.s3.send(new S3.DeletePublicAccessBlockCommand({ Bucket: SOURCE }));
  await put(stage, 'public', { ACL: 'public-read' });
}

const deleteReplicas = (stage: Stage): Promise<unknown> =>
  stage.away.send(new S3.DeleteBucketCommand({ Bucket: REPLICAS }));

async function deleteReplica(stage: Stage): Promise<void> {
  const VersionId = await put(stage, 'new');
  await stage.running.emulator.idle();
  await stage.away.send(new S3.DeleteObjectCommand({ Bucket: REPLICAS, Key: 'new', VersionId }));
}

/** The source holds a replica of an object that was in the other bucket, and was deleted there. */
async function orphanReplica(stage: Stage): Promise<void> {
  await putRolePolicy(stage.iam, 'replication', [allow('s3:*', '*')]);
  const back = rule({ Destination: { Bucket: `arn:aws:s3:::${SOURCE}` } });
  const ReplicationConfiguration = { Role: REPLICATION_ROLE, Rules: [back] };
  await stage.away.send(new S3.PutBucketReplicationCommand({ Bucket: REPLICAS, ReplicationConfiguration }));
  const { VersionId } = await stage.away.send(new S3.PutObjectCommand({ Bucket: REPLICAS, Key: 'came', Body: 'x' }));
  await stage.running.emulator.idle();
  await stage.away.send(new S3.DeleteObjectCommand({ Bucket: REPLICAS, Key: 'came', VersionId }));
}

interface KeyedStage {
  readonly source: KMSClient;
  readonly destination: KMSClient;
  readonly sourceKey: string;
  readonly replicaKey: string;
}

const keyed = new WeakMap<Stage, KeyedStage>();

/** An object under one key, a rule that asks for another, and a role that may use both. */
async function putUnderKms(stage: Stage): Promise<void> {
  const source = kmsClient(stage.running, undefined, HOME);
  const destination = kmsClient(stage.running, undefined, AWAY);
  const sourceKey = await createKey(source);
  const replicaKey = await createKey(destination);
  keyed.set(stage, { source, destination, sourceKey, replicaKey });
  await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, ...keyStatements(stage)]);
  await put(stage, 'secret', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: sourceKey });
}

function keysOf(stage: Stage): KeyedStage {
  const found = keyed.get(stage);
  if (found === undefined) throw new Error('the stage has no keys');
  return found;
}

const keyStatements = (stage: Stage): readonly Statement[] => [
  allow('kms:Decrypt', keysOf(stage).sourceKey),
  allow(['kms:Encrypt', 'kms:GenerateDataKey'], keysOf(stage).replicaKey),
];

const kmsRule = (stage: Stage, ReplicaKmsKeyID = keysOf(stage).replicaKey): Promise<void> =>
  putRules(
    stage,
    rule({
      SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
      Destination: { Bucket: `arn:aws:s3:::${REPLICAS}`, EncryptionConfiguration: { ReplicaKmsKeyID } },
    }),
  );

const lacksKey = (action: string) => (stage: Stage) =>
  putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, ...without(action, keyStatements(stage))]);

export const BUCKET_MUTATIONS: readonly Mutation[] = [
  { name: 'the destination was deleted', break: deleteReplicas, codes: ['DstBucketNotFound'] },
  {
    name: 'the destination was made anew in another Region',
    break: async (stage) => {
      await deleteReplicas(stage);
      await createBucket(stage.s3, REPLICAS, HOME);
    },
    codes: ['DstBucketInvalidRegion'],
  },
  {
    name: 'versioning of the destination was suspended',
    break: ({ away }) =>
      away.send(
        new S3.PutBucketVersioningCommand({ Bucket: REPLICAS, VersioningConfiguration: { Status: 'Suspended' } }),
      ),
    codes: ['DstBucketUnversioned'],
  },
  {
    name: 'the replica was deleted by its version id',
    rules: async (stage) => {
      await putRules(stage);
      await deleteReplica(stage);
    },
    codes: ['DstObjectHardDeleted'],
  },
  {
    name: 'the original of a replica was deleted by its version id',
    objects: orphanReplica,
    codes: ['DstVersionNotFound'],
  },
  {
    name: 'the source has Object Lock, the destination has not',
    objects: async (stage) => {
      await lock(stage.s3, SOURCE);
      await put(stage, 'plain');
    },
    codes: ['DstBucketObjectLockConfigMissing'],
  },
  {
    name: 'the replication role lacks s3:GetObjectRetention with Object Lock',
    objects: putLocked,
    break: replicationRoleWithout('s3:GetObjectRetention'),
    codes: ['SrcGetRetentionNotPermitted'],
  },
  {
    name: 'the replication role lacks s3:GetObjectLegalHold with Object Lock',
    objects: putLocked,
    break: replicationRoleWithout('s3:GetObjectLegalHold'),
    codes: ['SrcGetLegalHoldNotPermitted'],
  },
  {
    name: 'the policy of the destination denies s3:PutObjectRetention',
    objects: putLocked,
    break: denyIn('away', REPLICAS, 's3:PutObjectRetention'),
    codes: ['DstPutRetentionNotPermitted'],
  },
  {
    name: 'the policy of the destination denies s3:PutObjectLegalHold',
    objects: putLocked,
    break: denyIn('away', REPLICAS, 's3:PutObjectLegalHold'),
    codes: ['DstPutLegalHoldNotPermitted'],
  },
  {
    name: 'an object in the source belongs to another account',
    objects: putByOther,
    codes: ['SrcGetAclNotPermitted'],
  },
  {
    name: 'an object is public, and the destination blocks public ACLs',
    objects: putPublic,
    codes: ['DstPutAclNotPermitted'],
  },
  {
    name: 'an object is under SSE-KMS, and the rule does not ask for such objects',
    objects: putUnderKms,
    reason: NO_KEYS,
  },
  {
    name: 'the replication role lacks kms:Decrypt on the key of the source',
    objects: putUnderKms,
    rules: kmsRule,
    break: lacksKey('kms:Decrypt'),
    codes: ['SrcGetObjectNotPermitted'],
  },
  {
    name: 'the replication role lacks kms:Encrypt on the key of the replica',
    objects: putUnderKms,
    rules: kmsRule,
    break: lacksKey('kms:Encrypt'),
    codes: ['DstPutObjectNotPermitted'],
  },
  {
    name: 'the key of the source is disabled',
    objects: putUnderKms,
    rules: kmsRule,
    break: (stage) => keysOf(stage).source.send(new DisableKeyCommand({ KeyId: keysOf(stage).sourceKey })),
    codes: ['SrcKmsKeyInvalidState'],
  },
  {
    name: 'the key of the replica is disabled',
    objects: putUnderKms,
    rules: kmsRule,
    break: (stage) => keysOf(stage).destination.send(new DisableKeyCommand({ KeyId: keysOf(stage).replicaKey })),
    codes: ['DstKmsKeyInvalidState'],
  },
  {
    name: 'the key of the replica is in the Region of the source',
    objects: putUnderKms,
    rules: (stage) => kmsRule(stage, keysOf(stage).sourceKey),
    codes: ['DstKmsKeyNotFound'],
  },
  {
    name: 'the keys are as they have to be',
    objects: putUnderKms,
    rules: kmsRule,
    codes: [],
  },
  {
    name: 'the source was deleted after the manifest was made',
    breakLater: async (stage) => {
      const { Versions = [] } = await stage.s3.send(new S3.ListObjectVersionsCommand({ Bucket: SOURCE }));
      for (const { Key, VersionId } of Versions) {
        await stage.s3.send(new S3.DeleteObjectCommand({ Bucket: SOURCE, Key, VersionId }));
      }
      await stage.s3.send(new S3.DeleteBucketCommand({ Bucket: SOURCE }));
    },
    order: () => order(),
    codes: ['SrcBucketNotFound'],
  },
];
