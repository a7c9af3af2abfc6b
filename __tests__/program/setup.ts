// The built program against a running emulator: a bucket that replicates one folder, with objects from before, and all
// that a backfill needs. The policies are written out here, so that they agree with nobody's mistake.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  PutBucketReplicationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { makeFolder, removeFolder } from '../e2e/setup';
import { startEmulator, type Running } from '../emulator/running';
import './sources';
import type { EmulatorOptions } from '../../emulator/emulator';

const ACCOUNT = '111122223333';
export const JOB_ROLE = `arn:aws:iam::${ACCOUNT}:role/job`;

export interface Said {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Between the signal and the end of the program. */
  readonly endedAfterSignalMs?: number;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Sends the signal when the program has said this. */
  readonly interruptAt?: RegExp;
  /** Sends the signal when this resolves. */
  readonly interruptWhen?: Promise<unknown>;
  /** Done once, when the program has said this, while it goes on. */
  readonly meanwhile?: { readonly at: RegExp; readonly does: () => Promise<unknown> };
  /** @default SIGINT */
  readonly signal?: NodeJS.Signals;
  /** After which the program is ended, and the test fails. @default 30000 */
  readonly limitMs?: number;
}

export interface Program {
  readonly running: Running;
  readonly s3: S3Client;
  readonly iam: IAMClient;
  /** Working directory of the program, with the handoff in `outputs.json`. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** `s3-backfill` with these parameters, in the folder, with the first account's keys. */
  run(parameters: readonly string[], options?: RunOptions): Promise<Said>;
  close(): Promise<void>;
}

/** Where the program remembers what it has done at this emulator. */
export function journalOf({ folder, running }: Pick<Program, 'folder' | 'running'>): string {
  const { host } = new URL(running.emulator.endpoint);
  return path.join(folder, '.s3-backfill', `at-${host.replace(':', '-')}`);
}

const trust = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
const allow = (...statements: readonly (readonly [actions: readonly string[], resource: string])[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })),
  });

export const JOB_POLICY = allow(
  [['s3:InitiateReplication'], 'arn:aws:s3:::src/*'],
  [['s3:GetReplicationConfiguration', 's3:PutInventoryConfiguration'], 'arn:aws:s3:::src'],
  [['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion'], 'arn:aws:s3:::reports/*'],
);
export const REPLICATION_POLICY = allow(
  [['s3:GetReplicationConfiguration', 's3:ListBucket'], 'arn:aws:s3:::src'],
  [['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'], 'arn:aws:s3:::src/*'],
  [['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'], 'arn:aws:s3:::dst/*'],
);

async function addRole(iam: IAMClient, RoleName: string, service: string, PolicyDocument: string): Promise<void> {
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(service) }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument }));
}

const HANDOFF = {
  version: 1,
  source: { bucket: 'src', region: 'us-east-1', accountId: ACCOUNT },
  destinations: [{ bucket: 'dst', ruleId: 'folder' }],
  rules: [{ id: 'folder', prefix: 'folder/', priority: 1, status: 'Enabled', deleteMarkers: false }],
  roles: { batchJobArn: JOB_ROLE, replicationArn: `arn:aws:iam::${ACCOUNT}:role/replication` },
  report: { bucket: 'reports', prefix: 'r' },
  manifest: { bucket: 'reports', prefix: 'm' },
  prefixes: ['folder/'],
};

async function fill(s3: S3Client, iam: IAMClient, keys: readonly string[]): Promise<void> {
  for (const Bucket of ['src', 'dst', 'reports']) await s3.send(new CreateBucketCommand({ Bucket }));
  for (const Bucket of ['src', 'dst']) {
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: 'src', Key, Body: Key }));
  await addRole(iam, 'replication', 's3.amazonaws.com', REPLICATION_POLICY);
  await addRole(iam, 'job', 'batchoperations.s3.amazonaws.com', JOB_POLICY);
  await s3.send(
    new PutBucketReplicationCommand({
      Bucket: 'src',
      ReplicationConfiguration: {
        Role: HANDOFF.roles.replicationArn,
        Rules: [
          {
            ID: 'folder',
            Priority: 1,
            Status: 'Enabled',
            Filter: { Prefix: 'folder/' },
            DeleteMarkerReplication: { Status: 'Disabled' },
            Destination: { Bucket: 'arn:aws:s3:::dst' },
          },
        ],
      },
    }),
  );
}

/**
 * Starts an emulator that holds the setup above.
 * @param runner path of the built program
 * @param keys objects that are in the source before it replicates
 */
export async function startProgram(
  runner: string,
  keys: readonly string[],
  options: EmulatorOptions = {},
): Promise<Program> {
  const folder = makeFolder();
  const running = await startEmulator(options);
  const s3 = running.s3();
  const { endpoint, region } = running.emulator;
  const credentials = running.credentials(0);
  const iam = new IAMClient({ endpoint, region, credentials, maxAttempts: 1 });
  await fill(s3, iam, keys);
  writeFileSync(path.join(folder, 'outputs.json'), JSON.stringify({ s3_backfill: { value: HANDOFF, type: 'object' } }));
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return {
    running,
    s3,
    iam,
    folder,
    environment,
    run: (parameters, { env = {}, stdin = '', ...interrupt } = {}) =>
      runProgram([runner, ...parameters], folder, { ...environment, ...env }, stdin, interrupt),
    close: async () => {
      iam.destroy();
      await running.close();
      removeFolder(folder);
    },
  };
}

function runProgram(
  parameters: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  stdin: string,
  { interruptAt, interruptWhen, meanwhile, signal = 'SIGINT', limitMs = 30_000 }: Omit<RunOptions, 'env' | 'stdin'>,
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, parameters, { cwd, env: { ...env }, signal: AbortSignal.timeout(limitMs) });
    const said = { stdout: '', stderr: '' };
    let signalledMs: number | undefined;
    let done: Promise<unknown> | undefined;
    const interrupt = (): void => {
      signalledMs = performance.now();
      child.kill(signal);
    };
    const listen = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
      said[name] += chunk.toString();
      if (meanwhile?.at.test(said[name]) === true) done ??= meanwhile.does().catch(reject);
      if (interruptAt === undefined || signalledMs !== undefined || !interruptAt.test(said[name])) return;
      interrupt();
    };
    void interruptWhen?.then(interrupt);
    child.stdout.on('data', listen('stdout'));
    child.stderr.on('data', listen('stderr'));
    child.on('error', reject);
    child.on('close', (exitCode) =>
      resolve({
        exitCode,
        ...said,
        ...(signalledMs === undefined ? {} : { endedAfterSignalMs: performance.now() - signalledMs }),
      }),
    );
    // A program may end before it has read all of it.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}
