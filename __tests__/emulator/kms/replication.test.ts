// Replication of objects under SSE-KMS: what the role needs, and how S3 names what is wrong with the keys.
import {
  CreateGrantCommand,
  DisableKeyCommand,
  type KMSClient,
  PutKeyPolicyCommand,
  ReplicateKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs } from '../running';
import { counts, reasons, reportRows, runJob } from '../job-on-stage';
import {
  ACCOUNT,
  allow,
  AWAY,
  JOB_STATEMENTS,
  OTHER_ACCOUNT,
  put,
  putRolePolicy,
  putRules,
  REPLICAS,
  REPLICATION_ROLE,
  REPLICATION_STATEMENTS,
  REPORTS,
  rule,
  setStage,
  SOURCE,
  type Stage,
  type Statement,
  statusOf,
  strike,
} from '../stage';
import { createKey, destroyKmsClients, kmsClient } from './kms-client';

let stage: Stage;
let kms: KMSClient;
/** Of the Region of the replicas. */
let kmsAway: KMSClient;
let sourceKey: string;
let replicaKey: string;

beforeEach(async () => {
  stage = await setStage();
  kms = kmsClient(stage.running);
  kmsAway = kmsClient(stage.running, stage.running.credentials(0), AWAY);
  sourceKey = await createKey(kms);
  replicaKey = await createKey(kmsAway);
});

afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  destroyKmsClients();
  await strike(stage);
});

const USE_SOURCE = (): Statement => allow('kms:Decrypt', sourceKey);
const USE_REPLICA = (): Statement => allow('kms:Encrypt', replicaKey);

/** Writes an object under the source's key, replicates it with a job, and tells what came of it. */
async function replicate(
  keyStatements: readonly Statement[] = [USE_SOURCE(), USE_REPLICA()],
  ReplicaKmsKeyID = replicaKey,
): Promise<string> {
  await put(stage, 'object', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: sourceKey });
  await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, ...keyStatements]);
  const Destination = { Bucket: `arn:aws:s3:::${REPLICAS}`, EncryptionConfiguration: { ReplicaKmsKeyID } };
  const SourceSelectionCriteria = { SseKmsEncryptedObjects: { Status: 'Enabled' as const } };
  await putRules(stage, rule({ Destination, SourceSelectionCriteria }));
  return outcome();
}

async function outcome(): Promise<string> {
  const { JobId = '' } = await runJob(stage);
  const [row] = await reportRows(stage, JobId);
  return row?.status === 'succeeded' ? 'COMPLETED' : (row?.code ?? 'no row');
}

describe('an object under SSE-KMS', () => {
  it('gets a replica under the key of the rule', async () => {
    expect(await replicate()).toBe('COMPLETED');
    const head = await stage.away.send(new S3.HeadObjectCommand({ Bucket: REPLICAS, Key: 'object' }));
    expect(head).toMatchObject({ ReplicationStatus: 'REPLICA', SSEKMSKeyId: replicaKey });
  });

  it('needs kms:Decrypt on its key and kms:Encrypt on that of the replica', async () => {
    expect(await replicate([USE_REPLICA()])).toBe('SrcGetObjectNotPermitted');
    expect(await replicate([USE_SOURCE()])).toBe('DstPutObjectNotPermitted');
  });

  it('needs the word of the key policy too', async () => {
    const keeper = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
    const statement = { Effect: 'Allow', Principal: keeper, Action: 'kms:PutKeyPolicy', Resource: '*' };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await kmsAway.send(new PutKeyPolicyCommand({ KeyId: replicaKey, Policy }));
    expect(await replicate()).toBe('DstPutObjectNotPermitted');
  });

  it('can do with a grant instead', async () => {
    await kmsAway.send(
      new CreateGrantCommand({
        KeyId: replicaKey,
        GranteePrincipal: REPLICATION_ROLE,
        Operations: ['Encrypt'],
        Constraints: { EncryptionContextEquals: { 'aws:s3:arn': `arn:aws:s3:::${REPLICAS}/object` } },
      }),
    );
    expect(await replicate([USE_SOURCE()])).toBe('COMPLETED');
  });

  it.each([
    ['the Region of the source', 'kms:ViaService', 's3.us-east-1.amazonaws.com', 'COMPLETED'],
    ['another Region', 'kms:ViaService', 's3.eu-west-1.amazonaws.com', 'SrcGetObjectNotPermitted'],
    ['its object', 'kms:EncryptionContext:aws:s3:arn', `arn:aws:s3:::${SOURCE}/*`, 'COMPLETED'],
    ['its bucket alone', 'kms:EncryptionContext:aws:s3:arn', `arn:aws:s3:::${SOURCE}`, 'SrcGetObjectNotPermitted'],
  ])('is read through S3 of %s', async (_, name, value, expected) => {
    const statement = { ...USE_SOURCE(), Condition: { StringLike: { [name]: value } } };
    expect(await replicate([statement, USE_REPLICA()])).toBe(expected);
  });

  it.each([
    ['SrcKmsKeyInvalidState', 'its key is disabled', () => kms.send(new DisableKeyCommand({ KeyId: sourceKey }))],
    [
      'SrcKmsKeyInvalidState',
      'its key is pending deletion',
      () => kms.send(new ScheduleKeyDeletionCommand({ KeyId: sourceKey })),
    ],
    [
      'DstKmsKeyInvalidState',
      "the replica's key is disabled",
      () => kmsAway.send(new DisableKeyCommand({ KeyId: replicaKey })),
    ],
    [
      'DstKmsKeyInvalidState',
      "the replica's key is pending deletion",
      () => kmsAway.send(new ScheduleKeyDeletionCommand({ KeyId: replicaKey })),
    ],
  ])('fails with %s when %s', async (code, _, change: () => Promise<unknown>) => {
    expect(await replicate()).toBe('COMPLETED');
    await change();
    expect(await outcome()).toBe(code);
    expect(await statusOf(stage.s3, SOURCE, 'object')).toBe('FAILED');
  });

  it.each([
    ['does not exist', () => `arn:aws:kms:${AWAY}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`],
    ['is in the Region of the source', () => sourceKey],
  ])('fails with DstKmsKeyNotFound when the key of the rule %s', async (_, keyOfRule) => {
    expect(await replicate([USE_SOURCE(), allow('kms:Encrypt', '*')], keyOfRule())).toBe('DstKmsKeyNotFound');
  });

  it('asks only the role when no key was ever created where the key of the rule should be', async () => {
    stage.running.emulator.world.keys.delete(replicaKey);
    expect(await replicate()).toBe('COMPLETED');
    expect(await replicate([USE_SOURCE()])).toBe('DstPutObjectNotPermitted');
  });

  it('goes to a key of another account if that and the role both allow', async () => {
    const other = kmsClient(stage.running, stage.running.credentials(1), AWAY);
    const theirs = await createKey(other);
    const statements = [USE_SOURCE(), allow('kms:Encrypt', theirs)];
    expect(await replicate(statements, theirs)).toBe('DstPutObjectNotPermitted');
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: OTHER_ACCOUNT }, Action: 'kms:*', Resource: '*' },
        { Effect: 'Allow', Principal: { AWS: REPLICATION_ROLE }, Action: 'kms:Encrypt', Resource: '*' },
      ],
    });
    await other.send(new PutKeyPolicyCommand({ KeyId: theirs, Policy }));
    expect(await outcome()).toBe('COMPLETED');
  });
});

describe('a destination with an S3 Bucket Key', () => {
  beforeEach(async () => {
    const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: replicaKey };
    await stage.away.send(
      new S3.PutBucketEncryptionCommand({
        Bucket: REPLICAS,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }],
        },
      }),
    );
  });

  it('needs kms:GenerateDataKey and kms:Decrypt beside kms:Encrypt', async () => {
    const all = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'];
    for (const missing of all) {
      const actions = all.filter((action) => action !== missing);
      expect(await replicate([USE_SOURCE(), allow(actions, replicaKey)])).toBe('DstPutObjectNotPermitted');
    }
    expect(await replicate([USE_SOURCE(), allow(all, replicaKey)])).toBe('COMPLETED');
  });

  it('asks about the bucket, not about the object', async () => {
    const asked = (resource: string): Statement => ({
      ...allow('kms:*', replicaKey),
      Condition: { StringEquals: { 'kms:EncryptionContext:aws:s3:arn': resource } },
    });
    const bucket = `arn:aws:s3:::${REPLICAS}`;
    expect(await replicate([USE_SOURCE(), asked(`${bucket}/object`)])).toBe('DstPutObjectNotPermitted');
    expect(await replicate([USE_SOURCE(), asked(bucket)])).toBe('COMPLETED');
  });

  it('leaves objects under SSE-S3 as they are, and needs no key for them', async () => {
    await put(stage, 'plain');
    await putRules(stage);
    expect(await outcome()).toBe('COMPLETED');
    const head = await stage.away.send(new S3.HeadObjectCommand({ Bucket: REPLICAS, Key: 'plain' }));
    expect(head.ServerSideEncryption).toBe('AES256');
  });
});

describe('a rule with UseSourceMultiRegionKey', () => {
  const relatedRule = rule({
    Destination: {
      Bucket: `arn:aws:s3:::${REPLICAS}`,
      EncryptionConfiguration: { UseSourceMultiRegionKey: { Status: 'Enabled' } },
    },
    SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
  });
  const twinOf = async (KeyId: string): Promise<string> => {
    const { ReplicaKeyMetadata } = await kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: AWAY }));
    return ReplicaKeyMetadata?.Arn ?? '';
  };
  const replicateUnder = async (SSEKMSKeyId: string, ...keys: readonly Statement[]): Promise<string> => {
    await put(stage, 'object', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId });
    await putRolePolicy(stage.iam, 'replication', [...REPLICATION_STATEMENTS, ...keys]);
    await putRules(stage, relatedRule);
    return outcome();
  };

  it('encrypts the replica with the related key in the Region of the destination, which the role must be allowed', async () => {
    const primary = await createKey(kms, { MultiRegion: true });
    const twin = await twinOf(primary);
    expect(await replicateUnder(primary, allow('kms:Decrypt', primary))).toBe('DstPutObjectNotPermitted');
    expect(await replicateUnder(primary, allow('kms:Decrypt', primary), allow('kms:Encrypt', twin))).toBe('COMPLETED');
    const head = await stage.away.send(new S3.HeadObjectCommand({ Bucket: REPLICAS, Key: 'object' }));
    expect(head).toMatchObject({ ReplicationStatus: 'REPLICA', SSEKMSKeyId: twin });
  });

  it('fails with DstKmsKeyNotFound where there is no related key', async () => {
    const primary = await createKey(kms, { MultiRegion: true });
    expect(await replicateUnder(primary, allow(['kms:Decrypt', 'kms:Encrypt'], '*'))).toBe('DstKmsKeyNotFound');
    expect(await replicateUnder(sourceKey, allow(['kms:Decrypt', 'kms:Encrypt'], '*'))).toBe('DstKmsKeyNotFound');
  });

  it('leaves objects under SSE-S3 as they are', async () => {
    await put(stage, 'plain');
    await putRules(stage, relatedRule);
    expect(await outcome()).toBe('COMPLETED');
  });
});

describe('an inventory under SSE-KMS', () => {
  it('is read by a job whose role may use its key', async () => {
    const version = await put(stage, 'object');
    await putRules(stage);
    const store = async (Key: string, Body: string | Buffer): Promise<string> => {
      const encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: sourceKey } as const;
      return (await stage.s3.send(new S3.PutObjectCommand({ Bucket: REPORTS, Key, Body, ...encryption }))).ETag ?? '';
    };
    await store('data.csv.gz', gzipSync(`"${SOURCE}","object","${version}"\n`));
    const files = [{ key: 'data.csv.gz' }];
    const ETag = await store(
      'manifest.json',
      JSON.stringify({ fileFormat: 'CSV', fileSchema: 'Bucket, Key, VersionId', files }),
    );
    const Manifest = {
      Spec: { Format: 'S3InventoryReport_CSV_20161130' as const },
      Location: { ObjectArn: `arn:aws:s3:::${REPORTS}/manifest.json`, ETag },
    };
    expect(reasons(await runJob(stage, { Manifest }))).toEqual(['Reading the manifest is forbidden: AccessDenied']);
    await putRolePolicy(stage.iam, 'job', [...JOB_STATEMENTS, allow('kms:Decrypt', sourceKey)]);
    expect(counts(await runJob(stage, { Manifest, ClientRequestToken: 'second' }))).toEqual([1, 1, 0]);
  });
});
