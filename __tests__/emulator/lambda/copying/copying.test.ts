// An inventory that is delivered ends as copies: EventBridge, a function, a queue and another function, each with a role of its own.
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as EB from '@aws-sdk/client-eventbridge';
import * as L from '@aws-sdk/client-lambda';
import * as S3 from '@aws-sdk/client-s3';
import * as SQS from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { control } from '../../control/control-client';
import { ACCOUNT, addRole, policy, trust } from '../../iam/access/small-world';
import { destroyMonitoringClients, monitoringClients } from '../../monitoring/monitoring-clients';
import { bugs, startEmulator, type Running } from '../../running';
import { destroyQueueClients, queueClients } from '../../sqs/queue-clients';
import { zipOf } from '../archive';

const HERE = `us-east-1:${ACCOUNT}`;
const KEYS = ['in/a', 'in/ä b+c%.txt', ...Array.from({ length: 40 }, (_, index) => `in/${index}`)];
const sort = (texts: readonly string[]): readonly string[] => [...texts].sort();

let running: Running;
let code: string;

beforeAll(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-bundle-'));
  const outfile = path.join(folder, 'index.js');
  const source = path.join(__dirname, 'functions.ts');
  buildSync({ entryPoints: [source], outfile, bundle: true, platform: 'node', minify: true, logLevel: 'error' });
  code = readFileSync(outfile, 'utf8');
  rmSync(folder, { recursive: true });
}, 60_000);
afterEach(async () => {
  destroyQueueClients();
  destroyMonitoringClients();
  await running.close();
  expect(bugs(running)).toEqual([]);
});
afterAll(() => {
  code = '';
});

const may = (Action: string | readonly string[], Resource: string | readonly string[]) => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** Everything that Terraform would make. @param ofWorker - statements of the worker's role about objects */
async function setUp(ofWorker: readonly ReturnType<typeof may>[]): Promise<void> {
  running = await startEmulator({ clock: 'auto', runFunctions: true });
  const s3 = running.s3();
  const { sqs, lambda } = queueClients(running);
  const { events } = monitoringClients(running);
  for (const Bucket of ['source', 'target', 'reports']) await s3.send(new S3.CreateBucketCommand({ Bucket }));
  for (const Key of KEYS) await s3.send(new S3.PutObjectCommand({ Bucket: 'source', Key, Body: Key }));
  const putReports = { ...may('s3:PutObject', 'arn:aws:s3:::reports/*'), Principal: { Service: 's3.amazonaws.com' } };
  await s3.send(new S3.PutBucketPolicyCommand({ Bucket: 'reports', Policy: policy(putReports) }));
  const NotificationConfiguration = { EventBridgeConfiguration: {} };
  const notify = new S3.PutBucketNotificationConfigurationCommand({ Bucket: 'reports', NotificationConfiguration });
  await s3.send(notify);
  await sqs.send(new SQS.CreateQueueCommand({ QueueName: 'dead' }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:${HERE}:dead`, maxReceiveCount: 1 });
  const Attributes = { RedrivePolicy, VisibilityTimeout: '60' };
  const { QueueUrl = '' } = await sqs.send(new SQS.CreateQueueCommand({ QueueName: 'keys', Attributes }));
  const QUEUE = `arn:aws:sqs:${HERE}:keys`;
  const take = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  const roles = {
    reader: [may('s3:GetObject', 'arn:aws:s3:::reports/*'), may('sqs:SendMessage', QUEUE)],
    worker: [may(take, QUEUE), ...ofWorker],
  };
  for (const [name, statements] of Object.entries(roles)) {
    const trustPolicy = trust({ Service: 'lambda.amazonaws.com' });
    const role = addRole(running.emulator.world, name, { trustPolicy, inline: [policy(...statements)] });
    await lambda.send(
      new L.CreateFunctionCommand({
        FunctionName: name,
        Role: role.arn,
        Runtime: 'nodejs22.x',
        Handler: `index.${name}`,
        Timeout: 60,
        Code: { ZipFile: zipOf({ 'index.js': code }) },
        Environment: { Variables: { QUEUE: QueueUrl, TARGET: 'target' } },
      }),
    );
  }
  const mapping = { EventSourceArn: QUEUE, FunctionName: 'worker', BatchSize: 10 };
  const FunctionResponseTypes: L.FunctionResponseType[] = ['ReportBatchItemFailures'];
  const ScalingConfig = { MaximumConcurrency: 2 };
  await lambda.send(new L.CreateEventSourceMappingCommand({ ...mapping, FunctionResponseTypes, ScalingConfig }));
  const pattern = { source: ['aws.s3'], detail: { object: { key: [{ suffix: 'manifest.checksum' }] } } };
  const { RuleArn } = await events.send(new EB.PutRuleCommand({ Name: 'x', EventPattern: JSON.stringify(pattern) }));
  const FunctionName = 'reader';
  const permission = { Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com', SourceArn: RuleArn };
  await lambda.send(new L.AddPermissionCommand({ FunctionName, StatementId: 'rule', ...permission }));
  const Targets = [{ Id: 'reader', Arn: `arn:aws:lambda:${HERE}:function:reader` }];
  await events.send(new EB.PutTargetsCommand({ Rule: 'x', Targets }));
  const InventoryConfiguration: S3.InventoryConfiguration = {
    Id: 'all',
    IsEnabled: true,
    IncludedObjectVersions: 'Current',
    Schedule: { Frequency: 'Daily' },
    Filter: { Prefix: 'in/' },
    Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::reports', Format: 'CSV', Prefix: 'inv' } },
  };
  await s3.send(new S3.PutBucketInventoryConfigurationCommand({ Bucket: 'source', Id: 'all', InventoryConfiguration }));
}

async function deliver(): Promise<void> {
  expect((await control(running, 'POST', 'inventories', { bucket: 'source' })).body).toMatchObject({
    inventories: [{ manifestKey: expect.any(String) }],
  });
}

const waiting = (name: string): number =>
  running.emulator.world.queueMessages.get(`arn:aws:sqs:${HERE}:${name}`)?.size ?? 0;

async function until(holds: () => boolean): Promise<void> {
  const { clientClock, closing } = running.emulator.world;
  for (let times = 0; !holds(); times++) {
    if (times > 2000) throw new Error('it never came true');
    await clientClock.sleep(10, closing);
  }
}

it('all that is in an inventory is copied by functions, each with the permissions of its role', async () => {
  await setUp([may('s3:GetObject', 'arn:aws:s3:::source/in/*'), may('s3:PutObject', 'arn:aws:s3:::target/in/*')]);
  await deliver();
  const target = running.emulator.world.buckets.get('target');
  const copied = (): readonly string[] =>
    [...(target?.versions.ascend() ?? [])].flatMap(([version]) => version?.key ?? []);
  await until(() => copied().length === KEYS.length && waiting('keys') === 0);
  expect(sort(copied())).toEqual(sort(KEYS));
  expect(waiting('dead')).toBe(0);
}, 60_000);

it('what a role may not copy is in the dead-letter queue, message by message, and said in the log', async () => {
  await setUp([may('s3:GetObject', 'arn:aws:s3:::source/in/*'), may('s3:PutObject', 'arn:aws:s3:::target/in/1*')]);
  await deliver();
  const { world } = running.emulator;
  await until(() => waiting('keys') > 0);
  // Received and not done, each is visible again after a minute: then nobody receives it any more.
  const messages = () => [...(world.queueMessages.get(`arn:aws:sqs:${HERE}:keys`)?.values() ?? [])];
  for (let times = 0; waiting('keys') > 0 && times < 100; times++) {
    await world.clientClock.sleep(50, world.closing);
    await running.emulator.idle();
    if (messages().every(({ isReceived }) => isReceived)) await world.clock.sleep(61_000, world.closing);
  }
  const refused = KEYS.filter((key) => !key.startsWith('in/1'));
  expect(waiting('dead')).toBe(refused.length);
  const log = [...world.functionLogs.values()].flat().map(({ text }) => text);
  expect(log.join('\n')).toContain('is not authorized to perform: s3:PutObject');
}, 60_000);
