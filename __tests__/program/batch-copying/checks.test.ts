// What stands against a job that copies is named before it is created: keys on both sides, policies that deny, a report bucket that retains.
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import * as S3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { builtProgram } from '../built';
import type { Program } from '../setup';
import { ACCOUNT, all, JOBS, jobsOf, keysIn, PACE, places, ROLE, run, startCopying } from './jobs-that-copy';

const built = builtProgram();

const OWNER = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' };
const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

interface Stage {
  readonly program: Program;
  readonly kms: KMSClient;
  /** ARNs. */
  readonly keys: { readonly source: string; readonly destination: string };
}

async function stage(): Promise<Stage> {
  const program = await startCopying(built, ['folder/plain']);
  const { s3, running } = program;
  const credentials = running.credentials(0);
  const kms = new KMSClient({ endpoint: running.emulator.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const key = async (): Promise<string> => (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  const keys = { source: await key(), destination: await key() };
  await s3.send(
    new S3.PutObjectCommand({
      ...{ Bucket: 'plain', Key: 'folder/secret', Body: 'x' },
      ...{ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keys.source },
    }),
  );
  await s3.send(
    new S3.PutBucketEncryptionCommand({
      Bucket: 'copies',
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keys.destination },
            BucketKeyEnabled: true,
          },
        ],
      },
    }),
  );
  return { program, kms, keys };
}

/** What the role may do with keys, beside what it may do in S3. */
const mayUse = ({ program: { iam } }: Stage, statements: readonly (readonly [action: string, key: string])[]) =>
  iam.send(
    new PutRolePolicyCommand({
      RoleName: 'copies',
      PolicyName: 'keys',
      PolicyDocument: document(...statements.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource }))),
    }),
  );

const allOf = ({ keys }: Stage): readonly (readonly [string, string])[] => [
  ['kms:Decrypt', keys.source],
  ['kms:GenerateDataKey', keys.destination],
  ['kms:Decrypt', keys.destination],
];

describe('before a job that copies', () => {
  it('each thing that its tasks would fail by is named, and what is right is not', async () => {
    const on = await stage();
    const { program, kms, keys } = on;
    const { s3 } = program;
    const doctor = (more: readonly string[] = [], reports = 'reports') => {
      const jobs = ['--role-arn', ROLE, '--manifest-bucket', 'reports', '--report-bucket', reports];
      return run(program, ['doctor', ...places(), ...jobs, ...more]);
    };
    const says = async (pattern: RegExp, reports?: string): Promise<void> => {
      const [code, said] = all(await doctor([], reports));
      expect([code, said]).toEqual([2, expect.stringMatching(pattern)]);
    };

    for (const [index, [action, key]] of allOf(on).entries()) {
      await mayUse(
        on,
        allOf(on).filter((_one, other) => other !== index),
      );
      await says(new RegExp(`wrong .*the copy role ${ROLE} .*${action}.*${key}`));
    }
    await mayUse(on, allOf(on));

    await kms.send(
      new PutKeyPolicyCommand({
        KeyId: keys.source,
        Policy: document(OWNER, { Effect: 'Deny', Principal: { AWS: ROLE }, Action: 'kms:Decrypt', Resource: '*' }),
      }),
    );
    await says(/wrong .*the copy role .*kms:Decrypt.*den/);
    const refused = await run(program, ['run', ...places(), ...JOBS, ...PACE]);
    expect(all(refused)).toEqual([2, expect.stringMatching(/nothing was sent.*/)]);
    await kms.send(new PutKeyPolicyCommand({ KeyId: keys.source, Policy: document(OWNER) }));

    await kms.send(new DisableKeyCommand({ KeyId: keys.destination }));
    await says(/wrong .*the destination bucket 'copies' is Disabled/);
    // Not where the copies are to be under another key.
    const other = ['--destination-encryption', 'AES256'];
    expect(all(await doctor(other))).toEqual([0, expect.stringContaining('nothing is wrong')]);
    await kms.send(new EnableKeyCommand({ KeyId: keys.destination }));

    const headers = { 's3:x-amz-server-side-encryption': 'aws:kms' };
    const Policy = document({
      ...{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::copies/*' },
      Condition: { StringNotEquals: headers },
    });
    await s3.send(new S3.PutBucketPolicyCommand({ Bucket: 'copies', Policy }));
    await says(/wrong .*the copy role .*s3:PutObject.*den/);
    const asAsked = ['--destination-encryption', 'aws:kms', '--destination-kms-key', keys.destination];
    expect(all(await doctor(asAsked))).toEqual([0, expect.stringContaining('nothing is wrong')]);
    await s3.send(new S3.DeleteBucketPolicyCommand({ Bucket: 'copies' }));

    await s3.send(new S3.CreateBucketCommand({ Bucket: 'kept', ObjectLockEnabledForBucket: true }));
    const DefaultRetention = { Mode: 'GOVERNANCE' as const, Days: 1 };
    await s3.send(
      new S3.PutObjectLockConfigurationCommand({
        Bucket: 'kept',
        ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
      }),
    );
    await says(/wrong .*the report bucket 'kept' has the retention mode/, 'kept');

    expect(jobsOf(program)).toEqual([]);
    expect(all(await doctor())).toEqual([0, expect.stringContaining('nothing is wrong')]);
    const said = await run(program, ['run', ...places(), ...JOBS, ...PACE]);
    expect(all(said)).toEqual([0, expect.stringContaining('2 objects copied')]);
    expect(await keysIn(program, 'copies')).toEqual(['folder/plain', 'folder/secret']);
    kms.destroy();
  });
});
