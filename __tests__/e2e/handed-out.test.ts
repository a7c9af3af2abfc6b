/** @group outside */
// A destination of another team, in another account and Region: Terraform attaches nothing there, and hands out what that team has to
// allow. Without it objects fail; when the team has put exactly that into its policies, they are replicated.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Testing, TerraformStack } from 'cdktf';
import { expect, it } from '@jest/globals';
import { runCommand } from '../../examples/demo/command';
import { BatchReplication } from '../../modules';
import { startEmulator } from '../emulator/running';
import { buildRunner, describeWith, makeFolder, removeFolder, TERRAFORM, terraformIn } from './setup';
import { stackFiles, terraformRoot } from './terraform-root';

const HOME = 'eu-west-1';
const THERE = 'eu-central-1';
const THEIRS = '444455556666';
const KEYS = ['a b.txt', 'ü.txt'];

/** The output `replication_destination_policies`. */
type HandedOut = readonly [
  {
    readonly bucket: string;
    readonly account_id: string;
    readonly bucket_policy: string;
    readonly key_policies: readonly [{ readonly key_arn: string; readonly policy: string }];
  },
];

/** Under SSE-KMS, by a bucket key, and versioned. */
async function makeBucket(s3: S3Client, Bucket: string, region: typeof HOME | typeof THERE, key: string) {
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const byKey = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key };
  const Rules = [{ ApplyServerSideEncryptionByDefault: byKey, BucketKeyEnabled: true }];
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
}

function stackFor(sourceKey: string, theirKey: string): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'stack');
  new AwsProvider(stack, 'aws', { region: HOME });
  new BatchReplication(stack, 'backfill', {
    sourceBucketName: 'ours',
    sourceKmsKeyArns: [sourceKey],
    rules: [
      {
        destinationBucketName: 'theirs',
        destinationAccountId: THEIRS,
        destinationRegion: THERE,
        replicaKmsKeyArn: theirKey,
        ownerOverride: true,
      },
    ],
    reportBucket: { create: { bucketName: 'our-reports', forceDestroy: true } },
  });
  return stack;
}

describeWith([TERRAFORM], 'policies that are handed out', () => {
  it('are what the account of the destination has to allow, and enough', async () => {
    const folder = makeFolder();
    const running = await startEmulator({ region: HOME });
    const { endpoint } = running.emulator;
    const [ours, theirs] = [running.credentials(0), running.credentials(1)];
    const kms = new KMSClient({ endpoint, region: HOME, credentials: ours });
    const kmsThere = new KMSClient({ endpoint, region: THERE, credentials: theirs });
    try {
      const [s3, s3There] = [running.s3(), running.s3({ region: THERE, credentials: theirs })];
      const sourceKey = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
      const theirKey = (await kmsThere.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
      await makeBucket(s3, 'ours', HOME, sourceKey);
      await makeBucket(s3There, 'theirs', THERE, theirKey);
      for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket: 'ours', Key, Body: Key }));

      const env = {
        PATH: process.env['PATH'] ?? '',
        HOME: folder,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: ours.accessKeyId,
        AWS_SECRET_ACCESS_KEY: ours.secretAccessKey,
        AWS_EC2_METADATA_DISABLED: 'true',
      };
      const files = stackFiles(stackFor(sourceKey, theirKey));
      const terraform = terraformRoot(path.join(folder, 'root'), files, terraformIn(folder), env);
      await terraform.init();
      await terraform.must('apply', '-auto-approve', '-no-color');
      writeFileSync(path.join(folder, 'outputs.json'), (await terraform.must('output', '-json')).stdout);
      const runner = buildRunner(folder);
      const parameters = [runner, 'run', '--outputs', 'outputs.json', '--poll-seconds', '0.2', '--verify', 'never'];
      const run = () => runCommand(process.execPath, parameters, { cwd: folder, env: { ...env, AWS_REGION: HOME } });

      expect((await run()).exitCode).toBeGreaterThan(0);
      expect(running.emulator.world.buckets.get('theirs')?.versions.size).toBe(0);

      const [handedOut] = (await terraform.outputs())['replication_destination_policies'] as HandedOut;
      expect(handedOut).toMatchObject({ bucket: 'theirs', account_id: THEIRS, key_policies: [{ key_arn: theirKey }] });
      await s3There.send(new PutBucketPolicyCommand({ Bucket: 'theirs', Policy: handedOut.bucket_policy }));
      const { Statement } = JSON.parse(handedOut.key_policies[0].policy) as { Statement: object[] };
      const owner = {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${THEIRS}:root` },
        Action: 'kms:*',
        Resource: '*',
      };
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [owner, ...Statement] });
      await kmsThere.send(new PutKeyPolicyCommand({ KeyId: theirKey, Policy }));

      expect(await run()).toMatchObject({ exitCode: 0 });
      for (const Key of KEYS) {
        const head = await s3There.send(new HeadObjectCommand({ Bucket: 'theirs', Key }));
        expect(head).toMatchObject({ ReplicationStatus: 'REPLICA', SSEKMSKeyId: theirKey });
      }
      await terraform.must('destroy', '-auto-approve', '-no-color');
    } finally {
      kms.destroy();
      kmsThere.destroy();
      await running.close();
      removeFolder(folder);
    }
  }, 180_000);
});
