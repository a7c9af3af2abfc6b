import { createHash } from 'node:crypto';
import * as S3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bugs } from '../running';
import { createKey, destroyKmsClients, kmsClient } from '../kms/kms-client';
import {
  allow,
  arn,
  AWAY,
  put,
  putBucketPolicy,
  putRolePolicy,
  putRules,
  replicaKeys,
  REPLICAS,
  REPLICATION_STATEMENTS,
  rule,
  setStage,
  SOURCE,
  type Stage,
  statusOf,
  strike,
  without,
} from '../stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
  await putRules(stage);
});
afterEach(async () => {
  expect(bugs(stage.running)).toEqual([]);
  await strike(stage);
});

const idle = (): Promise<void> => stage.running.emulator.idle();

const KEY = Buffer.alloc(32, 7);
const customer = {
  SSECustomerAlgorithm: 'AES256',
  SSECustomerKey: KEY.toString('base64'),
  SSECustomerKeyMD5: createHash('md5').update(KEY).digest('base64'),
};

describe('encrypted objects', () => {
  it('under SSE-S3 are replicated', async () => {
    await put(stage, 'new', { ServerSideEncryption: 'AES256' });
    await idle();
    expect(await statusOf(stage.s3, SOURCE, 'new')).toBe('COMPLETED');
  });

  it('under SSE-KMS are skipped without a word by a rule that does not ask for them', async () => {
    await put(stage, 'new', { ServerSideEncryption: 'aws:kms' });
    await idle();
    expect(await statusOf(stage.s3, SOURCE, 'new')).toBeUndefined();
    expect(await replicaKeys(stage)).toEqual([]);
  });

  it('are read with s3:GetObjectVersion as well, save under SSE-KMS', async () => {
    await putRolePolicy(stage.iam, 'replication', [
      ...without('s3:GetObjectVersionForReplication', REPLICATION_STATEMENTS),
      allow('s3:GetObjectVersion', arn(SOURCE, '*')),
      allow('kms:*', '*'),
    ]);
    const key = await createKey(kmsClient(stage.running, stage.running.credentials(0), AWAY));
    const Destination = { Bucket: arn(REPLICAS), EncryptionConfiguration: { ReplicaKmsKeyID: key } };
    const SourceSelectionCriteria = { SseKmsEncryptedObjects: { Status: 'Enabled' as const } };
    await putRules(stage, rule({ Destination, SourceSelectionCriteria }));
    await put(stage, 'plain');
    await put(stage, 'kms', { ServerSideEncryption: 'aws:kms' });
    await put(stage, 'dsse', { ServerSideEncryption: 'aws:kms:dsse' });
    await idle();
    const statuses = ['plain', 'kms', 'dsse'].map((name) => statusOf(stage.s3, SOURCE, name));
    expect(await Promise.all(statuses)).toEqual(['COMPLETED', 'FAILED', 'FAILED']);
    destroyKmsClients();
  });

  it("under a customer's key keep it", async () => {
    await put(stage, 'new', customer);
    await idle();
    const { ReplicationStatus } = await stage.away.send(
      new S3.HeadObjectCommand({ Bucket: REPLICAS, Key: 'new', ...customer }),
    );
    expect(ReplicationStatus).toBe('REPLICA');
  });

  it("under a customer's key do not get into a bucket that blocks it", async () => {
    const Rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const },
      BlockedEncryptionTypes: { EncryptionType: ['SSE-C' as const] },
    };
    const ServerSideEncryptionConfiguration = { Rules: [Rule] };
    await stage.away.send(new S3.PutBucketEncryptionCommand({ Bucket: REPLICAS, ServerSideEncryptionConfiguration }));
    await put(stage, 'theirs', customer);
    await put(stage, 'ours');
    await idle();
    expect(await replicaKeys(stage)).toEqual(['ours']);
  });

  it("under a customer's key do not get where a policy denies it, and have no other header", async () => {
    const denying = (key: string, isAbsent: string) => ({
      ...allow('s3:ReplicateObject', arn(REPLICAS, '*')),
      Effect: 'Deny' as const,
      Principal: '*',
      Condition: { Null: { [key]: isAbsent } },
    });
    const header = 's3:x-amz-server-side-encryption';
    await putBucketPolicy(stage.away, REPLICAS, [denying(`${header}-customer-algorithm`, 'false')]);
    await put(stage, 'theirs', customer);
    await put(stage, 'ours');
    await idle();
    expect(await replicaKeys(stage)).toEqual(['ours']);
    await putBucketPolicy(stage.away, REPLICAS, [denying(header, 'false')]);
    await put(stage, 'theirs', customer);
    await put(stage, 'ours-too');
    await idle();
    expect(await replicaKeys(stage)).toEqual(['ours', 'theirs']);
  });
});
