// Queues, functions and inventories over the end of an emulator: what is kept, what goes on, and what ends with it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import * as L from '@aws-sdk/client-lambda';
import * as S3 from '@aws-sdk/client-s3';
import * as SQS from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { ControlledClock } from '../../../emulator/time/controlled-clock';
import { ACCOUNT, allow, trust } from '../iam/access/small-world';
import { zipOf } from '../lambda/archive';
import { makeDataDirectory, type DataDirectory } from './data-directory';

const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:keys`;
const SOURCE =
  'export const handler = async ({ Records }) => { console.log("got " + Records?.[0].body); return [process.pid, import.meta.url]; };';

let data: DataDirectory;
const clients: { destroy(): void }[] = [];

beforeEach(() => {
  data = makeDataDirectory();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await data.end();
});

function clientsOf(endpoint: string) {
  const credentials = { accessKeyId: 'AKIAEMULATOR11112222', secretAccessKey: 'emulator-secret-of-111122223333' };
  const settings = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  const made = {
    iam: new IAMClient(settings),
    lambda: new L.LambdaClient(settings),
    sqs: new SQS.SQSClient(settings),
    s3: new S3.S3Client({ ...settings, forcePathStyle: true }),
  };
  clients.push(...Object.values(made));
  return made;
}

async function createWorker({ iam, lambda }: ReturnType<typeof clientsOf>): Promise<void> {
  const AssumeRolePolicyDocument = trust({ Service: 'lambda.amazonaws.com' });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument }));
  const PolicyDocument = allow('sqs:*', QUEUE);
  await iam.send(new PutRolePolicyCommand({ RoleName: 'worker', PolicyName: 'queue', PolicyDocument }));
  await lambda.send(
    new L.CreateFunctionCommand({
      FunctionName: 'worker',
      Role: Role?.Arn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf({ 'index.mjs': SOURCE }) },
    }),
  );
}

it('a queue is read for its function again, and an inventory comes again, after a restart; messages are gone; without leave to run functions it rests', async () => {
  const first = await data.start({ clock: 'controlled', runFunctions: true });
  const before = clientsOf(first.emulator.endpoint);
  await createWorker(before);
  await before.sqs.send(new SQS.CreateQueueCommand({ QueueName: 'keys' }));
  const mapping = { EventSourceArn: QUEUE, FunctionName: 'worker', Enabled: false };
  const { UUID } = await before.lambda.send(new L.CreateEventSourceMappingCommand(mapping));
  const QueueUrl = `${first.emulator.endpoint}/${ACCOUNT}/keys`;
  await before.sqs.send(new SQS.SendMessageCommand({ QueueUrl, MessageBody: 'lost' }));
  await before.lambda.send(new L.UpdateEventSourceMappingCommand({ UUID, BatchSize: 1 }));
  const Bucket = 'source';
  await before.s3.send(new S3.CreateBucketCommand({ Bucket }));
  const InventoryConfiguration: S3.InventoryConfiguration = {
    Id: 'all',
    IsEnabled: true,
    IncludedObjectVersions: 'Current',
    Schedule: { Frequency: 'Daily' },
    Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::source', Format: 'CSV' } },
  };
  await before.s3.send(new S3.PutBucketInventoryConfigurationCommand({ Bucket, Id: 'all', InventoryConfiguration }));
  await first.close();

  const second = await data.start({ clock: 'controlled', runFunctions: true });
  const after = clientsOf(second.emulator.endpoint);
  const { world } = second.emulator;
  expect(world.queueMessages.size).toBe(0);
  await after.lambda.send(new L.UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
  const url = `${second.emulator.endpoint}/${ACCOUNT}/keys`;
  await after.sqs.send(new SQS.SendMessageCommand({ QueueUrl: url, MessageBody: 'found' }));
  const log = (): string =>
    [...world.functionLogs.values()]
      .flat()
      .map(({ text }) => text)
      .join('\n');
  for (let times = 0; !log().includes('got found') && times < 500; times++) await delay(10);
  expect(log()).toContain('got found');
  expect(log()).not.toContain('lost');
  if (world.clock instanceof ControlledClock) await world.clock.moveTo(world.clock.now() + 24 * 3_600_000);
  expect([...world.inventories.values()]).toMatchObject([{ bucket: 'source', id: 'all' }]);
  await second.close();

  const third = await data.start({ clock: 'controlled' });
  const { lambda, sqs } = clientsOf(third.emulator.endpoint);
  const waiting = `${third.emulator.endpoint}/${ACCOUNT}/keys`;
  await sqs.send(new SQS.SendMessageCommand({ QueueUrl: waiting, MessageBody: 'waits' }));
  const told = async (): Promise<string> =>
    (await lambda.send(new L.GetEventSourceMappingCommand({ UUID }))).LastProcessingResult ?? '';
  for (let times = 0; !(await told()).includes('--run-functions') && times < 500; times++) await delay(10);
  expect(await told()).toMatch(/^PROBLEM: Functions are programs .* start it with --run-functions/);
  const { Attributes } = await sqs.send(
    new SQS.GetQueueAttributesCommand({ QueueUrl: waiting, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  expect(Attributes).toEqual({ ApproximateNumberOfMessages: '1' });
});

it('the process of a function ends when the emulator is killed, and takes its folder along', async () => {
  const program = path.join(data.path, 'emulator.js');
  const source = path.join(__dirname, 'emulator-process.ts');
  const external = ['@duckdb/node-api'];
  buildSync({ entryPoints: [source], outfile: program, bundle: true, platform: 'node', logLevel: 'error', external });
  const child = spawn(process.execPath, [program, path.join(data.path, 'killed')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [endpoint] = (await once(createInterface(child.stdout), 'line')) as [string];
    const made = clientsOf(endpoint);
    await createWorker(made);
    const { Payload } = await made.lambda.send(new L.InvokeCommand({ FunctionName: 'worker', Payload: '{}' }));
    const [processId, module] = JSON.parse(Buffer.from(Payload ?? []).toString()) as [number, string];
    const folder = new URL('..', module);
    expect(existsSync(folder)).toBe(true);
    expect(isRunning(processId)).toBe(true);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    for (let times = 0; isRunning(processId) && times < 500; times++) await delay(10);
    expect(isRunning(processId)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  } finally {
    child.kill('SIGKILL');
  }
});

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
