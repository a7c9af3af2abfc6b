// Every operation that the emulator answers, called through the SDK for JavaScript. An operation that is new in the emulator fails
// here until it is called too.
import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DataSyncClient } from '@aws-sdk/client-datasync';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { EMULATED } from '../emulator/operations';
import { bugs, startEmulator, type Running } from '../emulator/running';
import { walkAthena, walkGlue } from './sdk-athena';
import { walkJobs } from './sdk-batch';
import { walkDataSync, walkLogs } from './sdk-datasync';
import { walkIam, walkSts } from './sdk-iam';
import { walkKms } from './sdk-kms';
import { walkCloudWatch, walkEventBridge, walkSns } from './sdk-monitoring';
import { walkLambda, walkSqs } from './sdk-queues';
import { walkBuckets } from './sdk-s3-buckets';
import { walkObjects } from './sdk-s3-objects';
import { walkStates } from './sdk-states';

let running: Running;
let iam: IAMClient;
let kms: KMSClient;
let sts: STSClient;
let cloudWatch: CloudWatchClient;
let sns: SNSClient;
let events: EventBridgeClient;
let sqs: SQSClient;
let lambda: LambdaClient;
let logs: CloudWatchLogsClient;
let dataSync: DataSyncClient;
let states: SFNClient;
let glue: GlueClient;
let athena: AthenaClient;
let control: S3ControlClient;

beforeAll(async () => {
  running = await startEmulator({ runFunctions: true, timing: { liveReplicationMs: 5, jobStateMs: 5 } });
  const { endpoint, region } = running.emulator;
  const settings = { region, credentials: running.credentials(0), maxAttempts: 1 };
  iam = new IAMClient({ ...settings, endpoint });
  kms = new KMSClient({ ...settings, endpoint });
  sts = new STSClient({ ...settings, endpoint });
  cloudWatch = new CloudWatchClient({ ...settings, endpoint });
  sns = new SNSClient({ ...settings, endpoint });
  events = new EventBridgeClient({ ...settings, endpoint });
  sqs = new SQSClient({ ...settings, endpoint });
  lambda = new LambdaClient({ ...settings, endpoint });
  logs = new CloudWatchLogsClient({ ...settings, endpoint });
  dataSync = new DataSyncClient({ ...settings, endpoint });
  states = new SFNClient({ ...settings, endpoint });
  glue = new GlueClient({ ...settings, endpoint });
  athena = new AthenaClient({ ...settings, endpoint });
  // The account id in front of an address makes no URL; the request has it in a header too.
  control = new S3ControlClient({ ...settings, endpointProvider: () => ({ url: new URL(endpoint) }) });
});
afterEach(() => expect(bugs(running)).toEqual([]));
afterAll(async () => {
  for (const client of [
    iam,
    kms,
    sts,
    cloudWatch,
    sns,
    events,
    logs,
    dataSync,
    states,
    glue,
    athena,
    sqs,
    lambda,
    control,
  ])
    client.destroy();
  await running.close();
});

const WALKS: Readonly<Record<string, () => Promise<void>>> = {
  s3: async () => {
    await walkBuckets(running.s3());
    await walkObjects(running.s3());
  },
  's3-control': () => walkJobs(control, running.s3(), iam),
  iam: () => walkIam(iam),
  kms: () => walkKms(kms),
  sts: () => walkSts(sts, iam),
  cloudwatch: () => walkCloudWatch(cloudWatch),
  sns: () => walkSns(sns),
  eventbridge: () => walkEventBridge(events),
  sqs: () => walkSqs(sqs),
  lambda: () => walkLambda(lambda, sqs, iam),
  logs: () => walkLogs(logs),
  datasync: () => walkDataSync(dataSync, running.s3(), iam),
  states: () => walkStates(states, iam),
  glue: () => walkGlue(glue),
  athena: () => walkAthena(athena, glue, running.s3(), () => running.emulator.idle()),
};

it('every service of the emulator is walked through', () => {
  expect(Object.keys(WALKS).sort()).toEqual(Object.keys(EMULATED).sort());
});

it.each(Object.keys(WALKS))('each operation of %s gives the SDK what it expects', async (service) => {
  await WALKS[service]?.();
  const answered = running.log.flatMap((entry) =>
    entry.kind === 'request' && entry.status < 500 && entry.operation?.startsWith(`${service}:`) === true
      ? [entry.operation.slice(service.length + 1)]
      : [],
  );
  expect([...new Set(answered)].sort()).toEqual(EMULATED[service]);
});
