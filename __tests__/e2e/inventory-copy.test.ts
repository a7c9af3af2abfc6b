/** @group outside */
// InventoryCopy, applied by Terraform to the local AWS: the built functions copy what a delivered inventory lists into a bucket of
// another Region, with the very permissions of the construct; then it plans to no change, and is destroyed.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TerraformOutput, TerraformStack, Testing } from 'cdktf';
import { type LocalAws, startLocalAws } from '../../examples/demo/local-aws';
import { InventoryCopy } from '../../modules';
import type { OutcomeLine } from '../../runner/methods/inventory/messages/run-files';
import { buildRunner, describeWith, makeFolder, PROJECT, removeFolder, TERRAFORM, terraformIn } from './setup';
import { type Root, stackFiles, terraformRoot } from './terraform-root';

const OBJECTS = 230;
const ODD_KEYS = ['in/a b+c%20ä.txt', 'in/"quoted", and\nbroken', 'in//double/', 'in/\uffff'];

function inventoryStack(region: string): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'stack');
  new AwsProvider(stack, 'aws', { region });
  const made = new InventoryCopy(stack, 'copies', {
    sourceBucketName: 'source',
    prefix: 'in/',
    destinationBucketName: 'copies',
    destinationPrefix: 'out/',
    reportBucket: { create: { bucketName: 'reports', forceDestroy: true } },
    mostReceives: 1,
    maximumConcurrency: 2,
    archivePath: '${path.module}/inventory-copy.zip',
  });
  new TerraformOutput(stack, 'copy_queue', { value: made.copyQueueUrl });
  new TerraformOutput(stack, 'list_queue', { value: made.listQueueUrl });
  return stack;
}

describeWith([TERRAFORM], 'copies of what an inventory lists', () => {
  let folder: string;
  let aws: LocalAws;
  let root: Root;
  let there: S3Client;
  let sqs: SQSClient;
  let outputs: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    folder = makeFolder();
    aws = await startLocalAws(buildRunner(folder), process.env, ['--run-functions']);
    execFileSync(process.execPath, ['build.mjs', '--lambdas', folder], { cwd: PROJECT, stdio: 'pipe' });
    const { accounts, endpoint } = aws;
    const [account] = accounts;
    if (account === undefined) throw new Error('the local AWS has no account');
    there = new S3Client({ endpoint, region: 'us-east-2', credentials: account, forcePathStyle: true });
    sqs = new SQSClient({ endpoint, region: aws.region, credentials: account });
    await aws.s3.send(new CreateBucketCommand({ Bucket: 'source' }));
    await there.send(
      new CreateBucketCommand({ Bucket: 'copies', CreateBucketConfiguration: { LocationConstraint: 'us-east-2' } }),
    );
    const plain = Array.from({ length: OBJECTS }, (_, index) => `in/${index}.txt`);
    for (const Key of [...plain, ...ODD_KEYS, 'other/left-out.txt'])
      await aws.s3.send(
        new PutObjectCommand({ Bucket: 'source', Key, Body: Key, Metadata: { of: 'test' }, Tagging: 'a=b' }),
      );
    root = terraformRoot(
      path.join(folder, 'root'),
      stackFiles(inventoryStack(aws.region)),
      terraformIn(folder),
      aws.environment,
    );
    mkdirSync(root.folder, { recursive: true });
    copyFileSync(path.join(folder, 'inventory-copy.zip'), path.join(root.folder, 'inventory-copy.zip'));
    await root.must('init', '-no-color');
    await root.must('apply', '-auto-approve', '-no-color');
    outputs = await root.outputs();
  }, 240_000);
  afterAll(async () => {
    there.destroy();
    sqs.destroy();
    await aws.stop();
    removeFolder(folder);
  });

  const deliver = async (): Promise<void> => {
    const body = JSON.stringify({ bucket: 'source' });
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
    for (let times = 0; times < 300; times += 1) {
      if (await what()) return;
      await sleep(100);
    }
    throw new Error('this took more than half a minute');
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
    await settled(OBJECTS + ODD_KEYS.length);
    const lines = await outcomes();
    expect(lines.filter(({ became }) => became !== 'copied')).toEqual([]);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(OBJECTS + ODD_KEYS.length);
    const { Contents = [] } = await there.send(new ListObjectsV2Command({ Bucket: 'copies' }));
    const expected = lines.map(({ key }) => key.replace(/^in\//, 'out/')).sort();
    expect(Contents.map(({ Key }) => Key).sort()).toEqual(expected);
    const head = await there.send(new HeadObjectCommand({ Bucket: 'copies', Key: 'out/a b+c%20ä.txt' }));
    expect(head.Metadata).toEqual({ of: 'test' });
    const tags = await there.send(new GetObjectTaggingCommand({ Bucket: 'copies', Key: 'out/a b+c%20ä.txt' }));
    expect(tags.TagSet).toEqual([{ Key: 'a', Value: 'b' }]);
    await until(async () => (await left(String(outputs['copy_queue']))) === 0);
  }

  /** But what has changed. */
  async function isNothingTheSecondTime(): Promise<void> {
    const before = (await outcomes()).length;
    await aws.s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'in/0.txt', Body: 'changed' }));
    await aws.s3.send(new DeleteObjectCommand({ Bucket: 'source', Key: 'in/1.txt' }));
    await deliver();
    await settled(before + OBJECTS + ODD_KEYS.length - 1);
    const copied = await there.send(new GetObjectCommand({ Bucket: 'copies', Key: 'out/0.txt' }));
    expect(await copied.Body?.transformToString()).toBe('changed');
    const counts = new Map<string, number>();
    for (const { became } of await outcomes()) counts.set(became, (counts.get(became) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      copied: OBJECTS + ODD_KEYS.length + 1,
      same: OBJECTS + ODD_KEYS.length - 2,
    });
  }

  async function givesUpWhatMeansNothing(): Promise<void> {
    const list = String(outputs['list_queue']);
    await sqs.send(new SendMessageCommand({ QueueUrl: list, MessageBody: 'nothing that it knows' }));
    await until(async () => (await left(`${list}-dead`)) === 1 && (await left(list)) === 0);
  }

  it('are complete, are made once, leave what means nothing to the dead letters; all of it plans to no change, and is destroyed', async () => {
    await isAllThatWasListed();
    await isNothingTheSecondTime();
    await givesUpWhatMeansNothing();
    const { resource_changes: changes = [] } = await root.plan();
    expect(changes.filter(({ change }) => change.actions.join() !== 'no-op')).toEqual([]);
    await root.must('destroy', '-auto-approve', '-no-color');
  }, 120_000);
});
