// Functions that copy what an inventory lists, in a running emulator, as the construct InventoryCopy makes them; and the handoff that names them.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as EB from '@aws-sdk/client-eventbridge';
import * as Iam from '@aws-sdk/client-iam';
import * as L from '@aws-sdk/client-lambda';
import * as S3 from '@aws-sdk/client-s3';
import * as SQS from '@aws-sdk/client-sqs';
import type { Handoff, HandoffInventory } from '../../modules/handoff';
import { functionsArchive } from '../e2e/builds';
import type { Program } from './setup';

export const ACCOUNT = '111122223333';
export const REGION = { AWS_REGION: 'us-east-1' };
const arnOf = (bucket: string): string => `arn:aws:s3:::${bucket}`;
export const queueArn = (name: string): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;
const RULE_ARN = `arn:aws:events:us-east-1:${ACCOUNT}:rule/delivered`;

type Statement = readonly [actions: string | readonly string[], resource: string | readonly string[]];

export const policy = (...statements: readonly Statement[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })),
  });

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const TAKE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'];

/** As the construct writes them, written out here: they agree with nobody's mistake. */
export const POLICIES = {
  reader: policy(
    [[...TAKE, 'sqs:SendMessage'], queueArn('lists')],
    ['sqs:SendMessage', queueArn('copies')],
    ['s3:GetObject', [`${arnOf('reports')}/inv/*`, `${arnOf('reports')}/r/*`]],
    ['s3:ListBucket', arnOf('reports')],
    ['s3:PutObject', `${arnOf('reports')}/r/*`],
  ),
  worker: policy(
    [TAKE, queueArn('copies')],
    ['s3:ListBucket', [arnOf('plain'), arnOf('copies')]],
    [['s3:GetObject', 's3:GetObjectTagging'], `${arnOf('plain')}/*`],
    [['s3:GetObjectAnnotation', 's3:ListObjectAnnotations'], `${arnOf('plain')}/*`],
    [['s3:PutObject', 's3:PutObjectTagging', 's3:PutObjectAnnotation'], `${arnOf('copies')}/*`],
    [['s3:GetObject', 's3:AbortMultipartUpload'], `${arnOf('copies')}/*`],
    ['s3:PutObject', `${arnOf('reports')}/r/*`],
  ),
};

export interface InventoryClients {
  readonly sqs: SQS.SQSClient;
  readonly lambda: L.LambdaClient;
  readonly events: EB.EventBridgeClient;
}

export interface InventorySetup extends InventoryClients {
  /** Queues, by name. */
  readonly urls: Readonly<Record<'lists' | 'copies' | 'lists-dead' | 'copies-dead', string>>;
  /** Has something call the function, or nothing. */
  enable(name: 'reader' | 'worker', isEnabled: boolean): Promise<void>;
  /** Has S3 deliver an inventory at once. */
  deliver(): Promise<void>;
  close(): void;
}

/** What a `Program` has of an emulator: one in a process of its own may have it, too. */
export interface InventoryPlace extends Pick<Program, 's3' | 'iam' | 'folder'> {
  readonly running: Pick<Program['running'], 'credentials'> & {
    readonly emulator: Pick<Program['running']['emulator'], 'endpoint' | 'region'>;
  };
}

export interface InventoryOptions {
  /** Receives after which a message is given up. @default 1 */
  readonly mostReceives?: number;
  /** Whether S3's own event begins a run. @default false */
  readonly rule?: boolean;
  /** After which Lambda ends the worker, which begins nothing in the last minute. @default 900 */
  readonly workerSeconds?: number;
}

async function addQueues({ sqs }: InventoryClients, mostReceives: number): Promise<InventorySetup['urls']> {
  const add = async (name: string, attributes: Record<string, string> = {}): Promise<string> => {
    const { QueueUrl = '' } = await sqs.send(new SQS.CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    return QueueUrl;
  };
  const withDead = async (name: string, more: Record<string, string> = {}) => {
    const dead = await add(`${name}-dead`);
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: queueArn(`${name}-dead`),
      maxReceiveCount: mostReceives,
    });
    return [await add(name, { RedrivePolicy, VisibilityTimeout: '900', ...more }), dead] as const;
  };
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn('lists'),
        Condition: { ArnEquals: { 'aws:SourceArn': RULE_ARN } },
      },
    ],
  });
  const [lists, listsDead] = await withDead('lists', { Policy });
  const [copies, copiesDead] = await withDead('copies');
  return { lists, copies, 'lists-dead': listsDead, 'copies-dead': copiesDead };
}

async function addReports(s3: S3.S3Client): Promise<void> {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `${arnOf('reports')}/inv/*`,
    Condition: { ArnLike: { 'aws:SourceArn': arnOf('plain') }, StringEquals: { 'aws:SourceAccount': ACCOUNT } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await s3.send(new S3.PutBucketPolicyCommand({ Bucket: 'reports', Policy }));
  await s3.send(
    new S3.PutBucketNotificationConfigurationCommand({
      Bucket: 'reports',
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
  await s3.send(
    new S3.PutBucketInventoryConfigurationCommand({
      Bucket: 'plain',
      Id: 'backfill',
      InventoryConfiguration: {
        Id: 'backfill',
        IsEnabled: true,
        IncludedObjectVersions: 'Current',
        OptionalFields: ['Size', 'LastModifiedDate', 'ETag', 'StorageClass'],
        Schedule: { Frequency: 'Daily' },
        Filter: { Prefix: 'in/' },
        Destination: {
          S3BucketDestination: { Bucket: arnOf('reports'), Format: 'CSV', Prefix: 'inv', AccountId: ACCOUNT },
        },
      },
    }),
  );
}

async function addFunction(
  name: 'reader' | 'worker',
  queue: string,
  variables: Readonly<Record<string, string>>,
  archive: Uint8Array,
  { iam }: InventoryPlace,
  { lambda }: InventoryClients,
  timeoutSeconds = 900,
): Promise<void> {
  await iam.send(new Iam.CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  await iam.send(new Iam.PutRolePolicyCommand({ RoleName: name, PolicyName: 'all', PolicyDocument: POLICIES[name] }));
  await lambda.send(
    new L.CreateFunctionCommand({
      FunctionName: name,
      Role: `arn:aws:iam::${ACCOUNT}:role/${name}`,
      Runtime: 'nodejs22.x',
      Handler: `${name}.handler`,
      Timeout: timeoutSeconds,
      MemorySize: 1024,
      Code: { ZipFile: archive },
      Environment: { Variables: { ...variables } },
    }),
  );
  await lambda.send(
    new L.CreateEventSourceMappingCommand({
      EventSourceArn: queueArn(queue),
      FunctionName: name,
      BatchSize: name === 'reader' ? 1 : 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    }),
  );
}

async function addRule({ events }: InventoryClients): Promise<void> {
  const EventPattern = JSON.stringify({
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: { bucket: { name: ['reports'] }, object: { key: [{ wildcard: 'inv/*/manifest.checksum' }] } },
  });
  await events.send(new EB.PutRuleCommand({ Name: 'delivered', EventPattern }));
  await events.send(
    new EB.PutTargetsCommand({ Rule: 'delivered', Targets: [{ Id: 'lists', Arn: queueArn('lists') }] }),
  );
}

/** Source `plain`, destination `copies`, reports in `reports`; copies `in/` to `out/`. */
export async function addInventory(
  program: InventoryPlace,
  keys: readonly string[],
  options: InventoryOptions = {},
): Promise<InventorySetup> {
  const { s3 } = program;
  for (const Bucket of ['plain', 'copies']) await s3.send(new S3.CreateBucketCommand({ Bucket }));
  for (const Key of keys)
    await s3.send(
      new S3.PutObjectCommand({ Bucket: 'plain', Key, Body: Key, Tagging: 'team=a', Metadata: { of: 'it' } }),
    );
  return addFunctions(program, readFileSync(functionsArchive()), options);
}

/** The same, where the three buckets are there already. @param archive of both functions */
export async function addFunctions(
  program: InventoryPlace,
  archive: Uint8Array,
  { mostReceives = 1, rule = false, workerSeconds }: InventoryOptions = {},
): Promise<InventorySetup> {
  const { s3, running, folder } = program;
  const { endpoint, region } = running.emulator;
  const common = { endpoint, region, credentials: running.credentials(0), maxAttempts: 1 };
  const clients: InventoryClients = {
    sqs: new SQS.SQSClient(common),
    lambda: new L.LambdaClient(common),
    events: new EB.EventBridgeClient(common),
  };
  await addReports(s3);
  const urls = await addQueues(clients, mostReceives);
  if (rule) await addRule(clients);
  const variables = {
    SOURCE_BUCKET: 'plain',
    SOURCE_PREFIX: 'in/',
    REPORT_BUCKET: 'reports',
    REPORT_PREFIX: 'r',
    COPY_QUEUE_URL: urls.copies,
    MOST_RECEIVES: String(mostReceives),
  };
  const ofReader = { ...variables, INVENTORY_BUCKET: 'reports', LIST_QUEUE_URL: urls.lists };
  await addFunction('reader', 'lists', ofReader, archive, program, clients);
  const ofWorker = {
    DESTINATION_BUCKET: 'copies',
    DESTINATION_PREFIX: 'out/',
    OVERWRITE: 'different',
    ANNOTATIONS: 'copy',
  };
  await addFunction('worker', 'copies', { ...variables, ...ofWorker }, archive, program, clients, workerSeconds);
  const inventory: HandoffInventory = {
    bucket: 'copies',
    prefix: 'out/',
    overwrite: 'different',
    inventoryId: 'backfill',
    inventories: { bucket: 'reports', prefix: 'inv' },
    outcomes: { bucket: 'reports', prefix: 'r' },
    listQueueUrl: urls.lists,
    copyQueueUrl: urls.copies,
    listDeadQueueUrl: urls['lists-dead'],
    listDeadQueueArn: queueArn('lists-dead'),
    copyDeadQueueUrl: urls['copies-dead'],
    copyDeadQueueArn: queueArn('copies-dead'),
    readerName: 'reader',
    workerName: 'worker',
    ruleName: 'delivered',
  };
  const value: Handoff = {
    version: 1,
    source: { bucket: 'plain', region: 'us-east-1', accountId: ACCOUNT },
    destinations: [],
    rules: [],
    roles: {},
    inventory,
    report: { bucket: 'reports', prefix: 'r' },
    prefixes: ['in/'],
  };
  writeFileSync(path.join(folder, 'outputs.json'), JSON.stringify({ s3_backfill: { value, type: 'object' } }));
  return {
    ...clients,
    urls,
    async deliver() {
      const answer = await fetch(`${endpoint}/_emulator/inventories`, {
        method: 'POST',
        headers: { 'x-s3-backfill-emulator': '1' },
        body: JSON.stringify({ bucket: 'plain' }),
      });
      if (answer.status !== 200) throw new Error(await answer.text());
    },
    async enable(name, isEnabled) {
      const { EventSourceMappings = [] } = await clients.lambda.send(
        new L.ListEventSourceMappingsCommand({ FunctionName: name }),
      );
      for (const { UUID } of EventSourceMappings)
        await clients.lambda.send(new L.UpdateEventSourceMappingCommand({ UUID, Enabled: isEnabled }));
    },
    close() {
      for (const client of Object.values(clients)) (client as SQS.SQSClient).destroy();
    },
  };
}
