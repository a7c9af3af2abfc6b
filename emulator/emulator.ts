// An AWS that fits on one machine: S3, IAM, STS and S3 Control on one port of the loopback address.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Background } from './background';
import { s3ControlService } from './batch/s3-control-service';
import type { Clock } from './clock';
import { createHttpServer, describe, type LogEntry } from './http-server';
import { iamService } from './iam/iam-service';
import { s3Service } from './s3/s3-service';
import { seedWorld, type Seed } from './seed';
import { stsService } from './sts';
import { systemClock, systemRandom } from './system';
import type { Account, Quirks, Timing, World } from './world';

export { parseSeed } from './seed';
export type { LogEntry } from './http-server';

export interface EmulatorOptions {
  /** @default 0 - any port that is free */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
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
  /** @default - the machine's */
  readonly clock?: Clock;
  /** A number in [0, 1). @default - Math.random */
  readonly random?: () => number;
  /** Whether a wrong signature is refused. @default true */
  readonly verifySignatures?: boolean;
  /** Told of every request, and of faults of the emulator itself. @default - nobody is told */
  readonly log?: (entry: LogEntry) => void;
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

const DEFAULT_TIMING: Timing = {
  liveReplicationMs: 50,
  jobStateMs: 100,
  iamPropagationMs: 0,
  rulePropagationMs: 0,
  jobVisibleMs: 0,
  reportDelayMs: 0,
};
const DEFAULT_QUIRKS: Quirks = { unreliableFailedCount: false };

/** Starts an emulator; it listens when the promise resolves. */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { host = '127.0.0.1', port = 0, verifySignatures = true, log = () => undefined } = options;
  const closing = new AbortController();
  const world = createWorld(options, closing.signal, log);
  if (options.seed !== undefined) seedWorld(world, options.seed);
  const services = {
    s3: s3Service(world),
    's3-control': s3ControlService(world),
    iam: iamService(world),
    sts: stsService(world),
  };
  const server = createHttpServer({ world, services, verifySignatures, log });
  const { port: chosen } = await listen(server, port, host);
  return {
    endpoint: `http://${host.includes(':') ? `[${host}]` : host}:${chosen}`,
    region: world.region,
    accounts: world.accounts,
    world,
    idle: () => world.background.idle(),
    close: async () => {
      closing.abort();
      await Promise.all([stop(server), world.background.idle()]);
    },
  };
}

function createWorld(options: EmulatorOptions, closing: AbortSignal, log: (entry: LogEntry) => void): World {
  return {
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    region: options.region ?? 'us-east-1',
    partition: 'aws',
    accounts: options.accounts ?? DEFAULT_ACCOUNTS,
    sessions: new Map(),
    buckets: new Map(),
    roles: new Map(),
    policies: new Map(),
    jobs: new Map(),
    background: new Background(closing, (error) => log({ kind: 'bug', ...describe(error) })),
    closing,
    timing: { ...DEFAULT_TIMING, ...options.timing },
    quirks: { ...DEFAULT_QUIRKS, ...options.quirks },
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
