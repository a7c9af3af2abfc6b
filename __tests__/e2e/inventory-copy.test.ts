/** @group outside */
// InventoryCopy, applied by Terraform to the local AWS: the built functions copy an object of every kind, which a delivered inventory in
// Parquet lists, into a bucket of another account in another Region, with the very permissions of the construct, queues and inventories
// under a key; `verify` compares all of it; then it plans to no change, and is destroyed. The HCL module beside it, too, by the command of its README.
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { KmsKeyPolicy } from '@cdktf/provider-aws/lib/kms-key-policy';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TerraformOutput, TerraformStack, Testing } from 'cdktf';
import { type CommandResult, runCommand } from '../../examples/demo/command';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import type { Terraform } from '../../examples/demo/terraform';
import { InventoryCopy } from '../../modules';
import type { OutcomeLine } from '../../runner/methods/inventory/messages/run-files';
import { KINDS as EVERY_KIND } from '../program/copying/kinds';
import { putKinds } from '../program/copying/put';
import { commandOf, functionsModule, KEYS } from './functions-module';
import { buildRunner, describeWith, functionsArchive, makeFolder, removeFolder, TERRAFORM, terraformIn } from './setup';
import { type Root, stackFiles, terraformRoot } from './terraform-root';

const THEIRS = '444455556666';
const OBJECTS = 60;
/** Of those that the emulator takes; what is a delete marker is not listed. */
const KINDS = EVERY_KIND.filter(({ needs = [] }) => !needs.includes('grants'));
const LISTED = OBJECTS + 1 + KINDS.filter(({ isDeleted }) => isDeleted !== true).length;
/** Copied in parts, or under a key: neither ETag nor checksum of both sides tells whether they are the same. */
const NOT_COMPARABLE = 3;
const ACCOUNT = '111122223333';
const THERE = 'us-east-2';
const ODD_KEYS = ['in/a b+c%20ä.txt'];

/** @param sourceKey - of the objects that are under SSE-KMS */
function inventoryStack(region: string, sourceKey: string): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'stack');
  new AwsProvider(stack, 'aws', { region });
  const attachWith = new AwsProvider(stack, 'theirs', { alias: 'theirs', region: THERE, profile: 'other-account' });
  const key = new KmsKey(stack, 'key', { deletionWindowInDays: 7 });
  const made = new InventoryCopy(stack, 'copies', {
    sourceBucketName: 'source',
    prefix: 'in/',
    destinationBucketName: 'copies',
    destinationPrefix: 'out/',
    destinationRegion: THERE,
    destinationAccountId: THEIRS,
    attachWith,
    sourceKmsKeyArns: [sourceKey],
    format: 'Parquet',
    inventoryKmsKeyArn: key.arn,
    queueKmsKeyArn: key.arn,
    dashboard: true,
    reportBucket: { create: { bucketName: 'reports', forceDestroy: true } },
    mostReceives: 1,
    maximumConcurrency: 2,
    archivePath: '${path.module}/inventory-copy.zip',
  });
  const owner = new DataAwsIamPolicyDocument(stack, 'owner', {
    statement: [
      {
        actions: ['kms:*'],
        resources: ['*'],
        principals: [{ type: 'AWS', identifiers: [`arn:aws:iam::${ACCOUNT}:root`] }],
      },
    ],
    sourcePolicyDocuments: [made.inventoryKeyPolicyJson ?? '', made.queueKeyPolicyJson ?? ''],
  });
  new KmsKeyPolicy(stack, 'key-policy', { keyId: key.id, policy: owner.json });
  new TerraformOutput(stack, 'copy_queue', { value: made.copyQueueUrl });
  new TerraformOutput(stack, 'list_queue', { value: made.listQueueUrl });
  return stack;
}

describeWith([TERRAFORM], 'copies of what an inventory lists', () => {
  let folder: string;
  let aws: LocalAws;
  let runner: string;
  let environment: Readonly<Record<string, string>>;
  let terraform: Terraform;
  let root: Root;
  let module: Root;
  let there: S3Client;
  let sqs: SQSClient;
  let outputs: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    folder = makeFolder();
    runner = buildRunner(folder);
    aws = await startLocalAws(runner, process.env, ['--run-functions']);
    const { accounts, endpoint } = aws;
    const [account, theirs] = accounts;
    if (account === undefined || theirs === undefined) throw new Error('the local AWS has no two accounts');
    const credentials = path.join(folder, 'credentials');
    writeFileSync(
      credentials,
      `[other-account]\naws_access_key_id = ${theirs.accessKeyId}\naws_secret_access_key = ${theirs.secretAccessKey}\n`,
    );
    environment = { ...aws.environment, AWS_SHARED_CREDENTIALS_FILE: credentials };
    there = new S3Client({ endpoint, region: THERE, credentials: theirs, forcePathStyle: true });
    const kms = new KMSClient({ endpoint, region: aws.region, credentials: account });
    const sourceKey = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
    kms.destroy();
    sqs = new SQSClient({ endpoint, region: aws.region, credentials: account });
    await aws.s3.send(
      new CreateBucketCommand({
        Bucket: 'source',
        ObjectLockEnabledForBucket: true,
        ObjectOwnership: 'BucketOwnerPreferred',
      }),
    );
    await aws.s3.send(new DeletePublicAccessBlockCommand({ Bucket: 'source' }));
    await putKinds(aws.s3, 'source', 'in/', KINDS, sourceKey);
    await there.send(
      new CreateBucketCommand({ Bucket: 'copies', CreateBucketConfiguration: { LocationConstraint: THERE } }),
    );
    const plain = Array.from({ length: OBJECTS }, (_, index) => `in/${index}.txt`);
    for (const Key of [...plain, ...ODD_KEYS, 'other/left-out.txt'])
      await aws.s3.send(
        new PutObjectCommand({ Bucket: 'source', Key, Body: Key, Metadata: { of: 'test' }, Tagging: 'a=b' }),
      );
    await aws.s3.send(new CreateBucketCommand({ Bucket: 'my-bucket' }));
    for (const Key of KEYS)
      await aws.s3.send(
        new PutObjectCommand({ Bucket: 'my-bucket', Key, Body: Key, Metadata: { of: 'it' }, Tagging: 'a=b' }),
      );
    terraform = terraformIn(folder);
    root = terraformRoot(
      path.join(folder, 'root'),
      stackFiles(inventoryStack(aws.region, sourceKey)),
      terraform,
      environment,
    );
    const archive = functionsArchive();
    copyFileSync(archive, path.join(root.folder, 'inventory-copy.zip'));
    const place = { folder, home: aws.region, there: THERE, ourAccount: ACCOUNT, theirAccount: THEIRS, archive };
    module = functionsModule(place, terraform, environment);
    // Most of the time the provider waits for queues to settle.
    await inBoth(async (one) => {
      await one.init();
      await one.must('apply', '-auto-approve', '-no-color');
    });
    outputs = await root.outputs();
  }, 240_000);
  afterAll(async () => {
    try {
      await inBoth((one) => one.must('destroy', '-auto-approve', '-no-color'));
      expect(await Promise.all([root.outputs(), module.outputs()])).toEqual([{}, {}]);
    } finally {
      there.destroy();
      sqs.destroy();
      await aws.stop();
      removeFolder(folder);
    }
  }, 240_000);

  const inBoth = (what: (one: Root) => Promise<unknown>) => Promise.all([root, module].map(what));

  const deliver = async (bucket = 'source'): Promise<void> => {
    const body = JSON.stringify({ bucket });
    const headers = { 'x-s3-backfill-emulator': '1' };
    const answer = await fetch(`${aws.endpoint}/_emulator/inventories`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
  };

  /** Messages of the queue, those that are being worked off included. */
  async function left(queue: string): Promise<number> {
    const names = [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ] as const;
    const command = new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: [...names] });
    const { Attributes = {} } = await sqs.send(command);
    return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  }

  async function until(what: () => Promise<boolean>): Promise<void> {
    for (let times = 0; times < 1200; times += 1) {
      if (await what()) return;
      await sleep(100);
    }
    throw new Error('this took more than two minutes');
  }

  async function outcomes(): Promise<readonly OutcomeLine[]> {
    const { Contents = [] } = await aws.s3.send(
      new ListObjectsV2Command({ Bucket: 'reports', Prefix: 's3-backfill/reports/' }),
    );
    const files = Contents.flatMap(({ Key = '' }) => (Key.includes('/outcomes/') ? [Key] : []));
    const texts = await Promise.all(
      files.map(async (Key) =>
        (await aws.s3.send(new GetObjectCommand({ Bucket: 'reports', Key }))).Body?.transformToString(),
      ),
    );
    return texts.flatMap((text = '') =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as OutcomeLine),
    );
  }
  const settled = (count: number) => until(async () => (await outcomes()).length >= count);

  async function isAllThatWasListed(): Promise<void> {
    await deliver();
    await settled(LISTED);
    const lines = await outcomes();
    expect(lines.filter(({ became }) => became !== 'copied')).toEqual([]);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(LISTED);
    const { Contents = [] } = await there.send(new ListObjectsV2Command({ Bucket: 'copies', EncodingType: 'url' }));
    const expected = lines.map(({ key }) => key.replace(/^in\//, 'out/')).sort();
    const copied = Contents.map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', ' ')));
    expect(copied.sort()).toEqual(expected);
    const head = await there.send(new HeadObjectCommand({ Bucket: 'copies', Key: 'out/a b+c%20ä.txt' }));
    expect(head.Metadata).toEqual({ of: 'test' });
    const tags = await there.send(new GetObjectTaggingCommand({ Bucket: 'copies', Key: 'out/a b+c%20ä.txt' }));
    expect(tags.TagSet).toEqual([{ Key: 'a', Value: 'b' }]);
    await until(async () => (await left(String(outputs['copy_queue']))) === 0);
  }

  /** By whoever runs s3-backfill: with one identity for each side. */
  async function isProven(): Promise<void> {
    const from = ['--source-bucket', 'source', '--prefix', 'in/'];
    const to = [
      '--destination-bucket',
      'copies',
      '--destination-prefix',
      'out/',
      '--destination-profile',
      'other-account',
    ];
    const env = { ...environment, AWS_REGION: aws.region };
    const args = [runner, 'verify', '--method', 'copy', ...from, ...to];
    const said = await runCommand(process.execPath, args, { cwd: folder, env });
    expect(said).toMatchObject({
      exitCode: 5,
      stdout: expect.stringContaining(
        `all ${LISTED} objects are in 'copies/out/', ${NOT_COMPARABLE} of them compared by size alone`,
      ),
    });
  }

  /** But what has changed. */
  async function isNothingTheSecondTime(): Promise<void> {
    const before = (await outcomes()).length;
    await aws.s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'in/0.txt', Body: 'changed' }));
    await aws.s3.send(new DeleteObjectCommand({ Bucket: 'source', Key: 'in/1.txt' }));
    await deliver();
    await settled(before + LISTED - 1);
    const copied = await there.send(new GetObjectCommand({ Bucket: 'copies', Key: 'out/0.txt' }));
    expect(await copied.Body?.transformToString()).toBe('changed');
    const counts = new Map<string, number>();
    for (const { became } of await outcomes()) counts.set(became, (counts.get(became) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      copied: LISTED + 1,
      same: LISTED - 2 - NOT_COMPARABLE,
      'not-comparable': NOT_COMPARABLE,
    });
  }

  async function givesUpWhatMeansNothing(): Promise<void> {
    const list = String(outputs['list_queue']);
    await sqs.send(new SendMessageCommand({ QueueUrl: list, MessageBody: 'nothing that it knows' }));
    await until(async () => (await left(`${list}-dead`)) === 1 && (await left(list)) === 0);
  }

  it('are complete, are made once, leave what means nothing to the dead letters; all of it plans to no change', async () => {
    await isAllThatWasListed();
    await isProven();
    await isNothingTheSecondTime();
    await givesUpWhatMeansNothing();
    const { resource_changes: changes = [] } = await root.plan();
    expect(changes.filter(({ change }) => change.actions.join() !== 'no-op')).toEqual([]);
  }, 120_000);

  it('by the HCL module and the command of its README: complete in the other account and Region, planned again to no change', async () => {
    const format = await module.run('fmt', '-check', '-diff', 'main.tf', 'attached.tf', '../written');
    expect(format).toMatchObject({ exitCode: 0, stdout: '' });
    const env = { ...environment, ...terraform.environment, AWS_REGION: aws.region };
    const run = (verb: 'run' | 'doctor', ...flags: string[]): Promise<CommandResult> =>
      runCommand('sh', ['-c', [commandOf(terraform, verb), ...flags].join(' '), process.execPath, runner], {
        cwd: module.folder,
        env,
      });
    const said = ({ exitCode, stdout, stderr }: CommandResult): string => `${exitCode} ${stdout}${stderr}`;
    expect(said(await run('doctor'))).toMatch(/^0 /);
    await deliver('my-bucket');
    const { archive } = await module.outputs();
    expect(said(await run('run', '--yes', '--poll-seconds', '0.2', '--timeout', '50'))).toMatch(
      new RegExp(`^0 [^]*all ${KEYS.length - 1} objects are in '${String(archive)}/old-folder/'`),
    );
    const copy = { Bucket: String(archive), Key: 'old-folder/b c+d.txt' };
    expect(await there.send(new HeadObjectCommand(copy))).toMatchObject({ Metadata: { of: 'it' }, TagCount: 1 });
    const again = await module.run('plan', '-detailed-exitcode', '-no-color');
    expect([again.exitCode, again.stdout.slice(-2_000)]).toEqual([0, expect.any(String)]);
  }, 120_000);
});
