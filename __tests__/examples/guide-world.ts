// What the guide's examples run in: an emulator, and an environment from which nothing but this machine can be reached.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import path from 'node:path';
import { it } from '@jest/globals';
import { runCommand, type CommandResult } from '../../examples/demo/command';
import { makeFolder, PROJECT, removeFolder } from '../e2e/setup';
import { startEmulator, type Running } from '../emulator/running';
import type { EmulatorOptions } from '../../emulator/emulator';

export const GUIDE = path.join(PROJECT, 'examples', 'guide');

export interface GuideWorld extends Running {
  readonly folder: string;
  /** Hosts that a program wanted to reach and could not. */
  readonly refused: readonly string[];
  /** Runs a program in `folder`; a name with a slash is a file of the guide's examples. */
  run(program: string, parameters?: readonly string[], env?: Readonly<Record<string, string>>): Promise<CommandResult>;
}

export async function startWorld(seed: NonNullable<EmulatorOptions['seed']>): Promise<GuideWorld> {
  const running = await startEmulator({ seed, timing: { jobStateMs: 20, liveReplicationMs: 10 } });
  const folder = makeFolder();
  const refused: string[] = [];
  const gateway = await startGateway(new URL(running.emulator.endpoint), refused);
  const environment = programEnvironment(running, folder, addressOf(gateway));
  return {
    ...running,
    folder,
    refused,
    run: (program, parameters = [], env = {}) =>
      runCommand(program.includes('/') ? path.resolve(GUIDE, program) : program, parameters, {
        cwd: folder,
        env: { ...environment, ...env },
        timeoutSeconds: 45,
      }),
    close: async () => {
      await Promise.all([running.close(), stop(gateway)]);
      removeFolder(folder);
    },
  };
}

/**
 * A proxy that hands every request to the emulator, whatever host it names: S3 Control and virtual-hosted buckets put a
 * name before the host, which not every machine resolves. TLS, and so the real AWS, is refused.
 */
async function startGateway(target: URL, refused: string[]): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = '/' } = incoming;
    const onward = { host: target.hostname, port: target.port, method, headers };
    const sent = request({ ...onward, path: url.replace(/^http:\/\/[^/]*/, '') }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    sent.on('error', () => outgoing.destroy());
    outgoing.on('close', () => sent.destroy());
    incoming.pipe(sent);
  });
  server.on('connect', ({ url }, socket: Socket) => {
    refused.push(url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  return listen(server);
}

export function listen(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

export function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function programEnvironment(running: Running, folder: string, proxy: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^(AWS_|RCLONE_|BOTO)|_proxy$/i.test(name),
  ) as [string, string][];
  const { accessKeyId, secretAccessKey } = running.credentials(0);
  return {
    ...Object.fromEntries(kept),
    // Old versions of the AWS CLI know no AWS_ENDPOINT_URL.
    PATH: `${wrapAws(folder)}${path.delimiter}${process.env['PATH'] ?? ''}`,
    LC_ALL: 'C.UTF-8',
    PYTHONDONTWRITEBYTECODE: '1',
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    http_proxy: proxy,
    https_proxy: proxy,
    AWS_ENDPOINT_URL: running.emulator.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '2',
    AWS_PAGER: '',
  };
}

function wrapAws(folder: string): string {
  const real = spawnSync('sh', ['-c', 'command -v aws'], { encoding: 'utf8' }).stdout.trim();
  const file = path.join(folder, 'aws');
  writeFileSync(file, `#!/bin/sh\nexec '${real}' --endpoint-url "$AWS_ENDPOINT_URL" "$@"\n`, { mode: 0o755 });
  return folder;
}

/** A Python that has boto3: the one on the PATH, or Debian's. */
export const PYTHON =
  ['python3', '/usr/bin/python3'].find(
    (program) => spawnSync(program, ['-c', 'import boto3'], { stdio: 'ignore' }).status === 0,
  ) ?? 'python3 with boto3';

/** `it` where the AWS CLI is of this version at least; otherwise the test is skipped and the reason printed. */
export function itWithAwsCli(since: { readonly v1: string; readonly v2: string }): typeof it | typeof it.skip {
  if (awsCliKnows(since)) return it;
  process.stderr.write(`skipped: an example that needs AWS CLI ${since.v1} or ${since.v2}\n`);
  return it.skip;
}

/** Whether the AWS CLI is of this version at least; the lines 1.x and 2.x have numbers of their own. */
function awsCliKnows(since: { readonly v1: string; readonly v2: string }): boolean {
  const said = spawnSync('aws', ['--version'], { encoding: 'utf8' });
  const version = /aws-cli\/(\d+(?:\.\d+)+)/.exec(`${said.stdout}${said.stderr}`)?.[1] ?? '0';
  return version.localeCompare(version.startsWith('1.') ? since.v1 : since.v2, 'en', { numeric: true }) >= 0;
}
