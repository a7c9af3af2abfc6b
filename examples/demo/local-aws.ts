// The local AWS of the demo: our emulator as a program of its own, and an environment that can reach nothing else.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { S3Client } from '@aws-sdk/client-s3';

export interface LocalAws {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly region: string;
  /** The first of `accounts`. */
  readonly accountId: string;
  readonly accounts: Ready['accounts'];
  /** Environment for Terraform, the runner and the AWS CLI: the emulator's endpoint and keys, no file of the user's. */
  readonly environment: Readonly<Record<string, string>>;
  readonly s3: S3Client;
  stop(): Promise<void>;
}

interface Ready {
  readonly endpoint: string;
  readonly region: string;
  readonly accounts: readonly {
    readonly accountId: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  }[];
}

/**
 * Starts `<runner> emulator` on a free loopback port and waits until it says that it is ready.
 * @param runner path of the built `s3-backfill`
 * @param flags further ones of the emulator
 */
export async function startLocalAws(
  runner: string,
  env: Readonly<Record<string, string | undefined>>,
  flags: readonly string[] = [],
): Promise<LocalAws> {
  const parameters = [runner, 'emulator', '--port', '0', ...flags];
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ready = await firstLine(child);
  const [account] = ready.accounts;
  if (account === undefined) throw new Error('the emulator named no account');
  const credentials = { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey };
  const s3 = new S3Client({ endpoint: ready.endpoint, region: ready.region, credentials, forcePathStyle: true });
  return {
    endpoint: ready.endpoint,
    region: ready.region,
    accountId: account.accountId,
    accounts: ready.accounts,
    environment: {
      ...withoutAws(env),
      AWS_ENDPOINT_URL: ready.endpoint,
      AWS_REGION: ready.region,
      AWS_ACCESS_KEY_ID: account.accessKeyId,
      AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '2',
    },
    s3,
    stop: async () => {
      s3.destroy();
      await end(child);
    },
  };
}

async function firstLine(child: ChildProcess): Promise<Ready> {
  if (child.stdout === null) throw new Error('the emulator has no output');
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the emulator ended with exit code ${String(code)} before it was ready`);
  });
  const [line] = (await Promise.race([once(lines, 'line', { signal: AbortSignal.timeout(20_000) }), ended])) as [
    string,
  ];
  ended.catch(() => undefined);
  return JSON.parse(line) as Ready;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(late);
}

function withoutAws(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !name.startsWith('AWS_')) kept[name] = value;
  }
  return kept;
}
