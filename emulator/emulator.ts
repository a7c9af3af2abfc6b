// An AWS that fits on one machine: S3, S3 Control, IAM, STS, KMS, DataSync, SQS, Lambda, Step Functions, Athena and a little of Glue,
// CloudWatch, SNS and EventBridge, on one port of the loopback address.
import { setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Background } from './time/background';
import { s3ControlService } from './batch/s3-control-service';
import { ClientClock, type Clock } from './time/clock';
import { controlApi } from './control/control-api';
import { ControlledClock, type ClockMode } from './time/controlled-clock';
import { faultSchema, type FaultOrder } from './faults/fault';
import { FaultList } from './faults/fault-list';
import { isOwnHost } from './http/addressing';
import { BodyBudget } from './http/body-limits';
import { createHttpServer } from './server/http-server';
import { iamService } from './iam/iam-service';
import { addInventorySchedule, resumeInventories } from './inventory/inventory-schedule';
import { kmsService } from './kms/kms-service';
import { lambdaService, resumeMappings } from './lambda/lambda-service';
import { cloudWatchService } from './monitoring/cloudwatch-service';
import { dataSyncService } from './datasync/datasync-service';
import { eventBridgeService } from './monitoring/eventbridge-service';
import { logsService } from './monitoring/logs/logs-service';
import { snsService } from './monitoring/sns-service';
import { sqsService } from './sqs/sqs-service';
import { addBucketEvents } from './events/bucket-events';
import { addLiveReplication } from './replication/live-replication';
import { s3Service } from './s3/s3-service';
import { seedWorld, type Seed } from './seed';
import { describeError, type Log } from './server/log';
import { openSavedState } from './persistence/saved-state';
import { DEFAULT_QUIRKS, DEFAULT_TIMING, type Quirks, type Timing } from './world/settings';
import { resumeExecutions, statesService } from './states/states-service';
import { athenaService, resumeQueries } from './athena/athena-service';
import { glueService } from './glue/glue-service';
import { stsService } from './sts/sts-service';
import { systemClock, systemNode, systemProcesses, systemRandom, systemTurn } from './system';
import { nothingMade, type Account, type World } from './world/world';

export { DataDirectoryError } from './persistence/data-directory';
export { parseSeed, SeedError, type Seed } from './seed';
export { parseFault } from './faults/fault';
export { parseQuirks, parseTiming } from './world/settings';
export { seededRandom } from './seeded-random';
export type { LogEntry } from './server/log';

export interface EmulatorOptions {
  /** @default 0 - any port that is free */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /**
   * Names in the Host header that requests are answered under, beside `host` and those of the loopback address. Any other is
   * refused: a web page can make its own name lead here.
   * @default - none
   */
  readonly hosts?: readonly string[];
  /** Region of requests and buckets that name none. @default 'us-east-1' */
  readonly region?: string;
  /** @default - two accounts, 111122223333 and 444455556666, with access keys that never change */
  readonly accounts?: readonly Account[];
  /** What is there from the start. @default - nothing */
  readonly seed?: Seed;
  /** How long things take. @default - fractions of a second */
  readonly timing?: Partial<Timing>;
  /** What S3 does now and then. @default - none of it */
  readonly quirks?: Partial<Quirks>;
  /**
   * The machine's, one that moves only on demand, one that jumps over every wait, or one of the caller's.
   * @default 'system'
   */
  readonly clock?: 'system' | ClockMode | Clock;
  /** How far the emulator's clock is ahead of the clients'. @default 0 */
  readonly clockSkewMs?: number;
  /** A number in [0, 1). @default - Math.random */
  readonly random?: () => number;
  /** Directory that keeps the state from run to run; the seed counts only when it is new. @default - nothing is kept */
  readonly dataDirectory?: string;
  /** What goes wrong. @default - nothing */
  readonly faults?: readonly FaultOrder[];
  /**
   * Whether functions of Lambda may be made, and run on this machine. They are programs of whoever has the keys, which are public.
   * @default false
   */
  readonly runFunctions?: boolean;
  /** Whether a wrong signature is refused. @default true */
  readonly verifySignatures?: boolean;
  /** Told of every request, and of faults of the emulator itself. @default - nobody is told */
  readonly log?: Log;
}

/** An emulator that is running. */
export interface Emulator {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly region: string;
  readonly accounts: readonly Account[];
  readonly world: World;
  /** Ends connections and all work; afterwards nothing keeps the process alive. */
  close(): Promise<void>;
  /** Resolves when no replication and no job is under way. */
  idle(): Promise<void>;
}

const DEFAULT_ACCOUNTS: readonly Account[] = [
  {
    accountId: '111122223333',
    accessKeyId: 'AKIAEMULATOR11112222',
    secretAccessKey: 'emulator-secret-of-111122223333',
  },
  {
    accountId: '444455556666',
    accessKeyId: 'AKIAEMULATOR44445555',
    secretAccessKey: 'emulator-secret-of-444455556666',
  },
];

/** Starts an emulator; it listens when the promise resolves. */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { host = '127.0.0.1', port = 0, verifySignatures = true, log = () => undefined } = options;
  const closing = new AbortController();
  // Each request that waits listens to it.
  setMaxListeners(0, closing.signal);
  const world = createWorld(options, closing.signal, log);
  const faults = new FaultList(world.random, () => world.clientClock.now());
  addLiveReplication(world);
  addInventorySchedule(world);
  addBucketEvents(world);
  const refusal = functionsRefusal(options, host, verifySignatures);
  if (refusal !== undefined) world.functionsRefused = refusal;
  configure(world, faults, options);
  const begin = (): void => {
    if (options.seed !== undefined) seedWorld(world, options.seed);
  };
  const bug = (error: unknown): void => log({ kind: 'bug', ...describeError(error) });
  const saved =
    options.dataDirectory === undefined
      ? undefined
      : await openSavedState(world, options.dataDirectory, systemProcesses, begin, bug);
  if (saved === undefined) begin();
  const services = {
    s3: s3Service(world),
    's3-control': s3ControlService(world),
    iam: iamService(world),
    sts: stsService(world),
    kms: kmsService(world),
    cloudwatch: cloudWatchService(world),
    sns: snsService(world),
    eventbridge: eventBridgeService(world),
    sqs: sqsService(world),
    lambda: lambdaService(world),
    logs: logsService(world),
    datasync: dataSyncService(world),
    states: statesService(world),
    glue: glueService(world),
    athena: athenaService(world),
  };
  const control = controlApi({
    world,
    faults,
    ...(world.clock instanceof ControlledClock ? { controlledClock: world.clock } : {}),
    reset: async () => {
      await forget(world);
      faults.clear();
      configure(world, faults, options);
      begin();
      saved?.keepAll();
    },
  });
  const done = saved === undefined ? {} : { done: saved.done };
  const budget = new BodyBudget();
  const ownHosts = [host, ...(options.hosts ?? [])].map((name) => name.toLowerCase());
  const server = createHttpServer({
    world,
    services,
    verifySignatures,
    faults,
    control,
    ownHosts,
    budget,
    log,
    ...done,
  });
  const end = async (): Promise<void> => {
    closing.abort();
    await Promise.all([stop(server), world.background.endAll()]);
    saved?.close();
  };
  let ending: Promise<void> | undefined;
  const { port: chosen } = await listen(server, port, host).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  const endpoint = `http://${host.includes(':') ? `[${host}]` : host}:${chosen}`;
  world.endpoint = endpoint;
  resumeMappings(world);
  resumeExecutions(world);
  resumeQueries(world);
  if (saved?.isRestored === true) resumeInventories(world);
  return {
    endpoint,
    region: world.region,
    accounts: world.accounts,
    world,
    idle: () => world.background.idle(),
    close: () => (ending ??= end()),
  };
}

/** A function is a program of whoever made it: only callers that have signed, on this machine, may run one. */
function functionsRefusal(
  { runFunctions = false }: EmulatorOptions,
  host: string,
  verifySignatures: boolean,
): string | undefined {
  if (!runFunctions)
    return (
      'Functions are programs that would run on this machine as whoever started the emulator, by anyone who reaches its port; ' +
      'start it with --run-functions (createEmulator: runFunctions: true) to let them.'
    );
  if (!verifySignatures) return 'Functions do not run where signatures are not checked.';
  return isOwnHost(host.includes(':') ? `[${host}]` : host, [])
    ? undefined
    : `Functions do not run at ${host}, which is not the loopback address.`;
}

function configure(world: World, faults: FaultList, options: EmulatorOptions): void {
  const { faults: orders = [], timing, quirks, clockSkewMs = 0 } = options;
  world.clientClock.skewMs = clockSkewMs;
  world.timing = { ...DEFAULT_TIMING, ...timing };
  world.quirks = { ...DEFAULT_QUIRKS, ...quirks };
  for (const order of orders) faults.add(faultSchema.parse(order));
}

/** Ends all work, and everything that there is. Time goes on. */
async function forget(world: World): Promise<void> {
  await world.background.endAll();
  for (const part of Object.values(world)) {
    if (part instanceof Map) part.clear();
  }
}

function createClock(clock: EmulatorOptions['clock']): Clock {
  if (clock === undefined || clock === 'system') return systemClock;
  return typeof clock === 'string' ? new ControlledClock(systemClock.now(), clock, systemTurn) : clock;
}

function createWorld(options: EmulatorOptions, closing: AbortSignal, log: Log): World {
  const clock = createClock(options.clock);
  return {
    clock,
    clientClock: new ClientClock(clock instanceof ControlledClock ? systemClock : clock),
    random: options.random ?? systemRandom,
    region: options.region ?? 'us-east-1',
    partition: 'aws',
    accounts: options.accounts ?? DEFAULT_ACCOUNTS,
    ...nothingMade(),
    configurationHooks: [],
    versionHooks: [],
    nodeProgram: systemNode,
    endpoint: '',
    background: new Background(closing, (error) => log({ kind: 'bug', ...describeError(error) })),
    closing,
    timing: DEFAULT_TIMING,
    quirks: DEFAULT_QUIRKS,
  };
}

function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
