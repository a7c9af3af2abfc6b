// The programs that copy: ours, and what one uses instead. Each is told the same and copies what is missing; none copies twice.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { Rgw } from '../../__tests__/conformance/rgw/rgw';
import { environmentOf, isInstalled, ROOT } from '../child-process';

export interface Copy {
  readonly from: string;
  readonly to: string;
  /** Of the keys, which stay as they are. */
  readonly prefix: string;
  /** Larger objects go in parts of this size; only ours and rclone heed it. @default - all go whole */
  readonly partBytes?: number;
}

export interface Client {
  /** As figures are named after it. */
  readonly name: string;
  readonly version: string;
  readonly command: (copy: Copy) => readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
}

/** Of everyone who is told how many: a server on two cores gains nothing from more. */
const AT_ONCE = '50';
const BARE_CONNECTIONS = '32';
const MIB = 1024 ** 2;

/** @param runner the program as the package ships it */
export async function copyClients(rgw: Rgw, folder: string, runner: string): Promise<readonly Client[]> {
  const env = environment(rgw);
  const [bareLoop, sdkLoop] = await Promise.all([bundled('bare-loop', folder), bundled('sdk-loop', folder)]);
  const node = process.execPath;
  const clients: Client[] = [
    {
      name: 'ours',
      version: firstLine(node, [runner, '--version']),
      command: ({ from, to, prefix, partBytes }) => {
        const inParts = partBytes === undefined ? [] : ['--parts-above', `${partBytes / MIB}MiB`];
        const places = [`s3://${from}/${prefix}`, `s3://${to}/${prefix}`];
        // RGW has no accounts to ask for, and nobody else compares afterwards.
        const flags = ['--endpoint-url', rgw.endpoint, '--account-id', '0'.repeat(12), '--verify', 'never', '--quiet'];
        return [node, runner, 'copy', ...places, '--yes', ...flags, ...inParts];
      },
      env,
    },
    {
      name: 'bare',
      version: process.version,
      command: ({ from, to, prefix }) => [node, bareLoop, from, prefix, to, BARE_CONNECTIONS],
      env,
    },
    {
      name: 'sdk',
      version: `@aws-sdk/client-s3 ${sdkVersion()}`,
      command: ({ from, to, prefix }) => [node, sdkLoop, from, prefix, to, AT_ONCE],
      env,
    },
  ];
  if (isInstalled('rclone', ['version'])) clients.push(rclone(env));
  if (isInstalled('python3', ['-c', 'import boto3'])) clients.push(boto3(env));
  if (isInstalled('aws', ['--version'])) clients.push(awsCli(rgw, env, folder));
  return clients;
}

/** Without what it would do for other servers: times as metadata, which cost a HEAD each, and a look at each copy. */
function rclone(env: NodeJS.ProcessEnv): Client {
  const tuned = ['--checksum', '--fast-list', '--transfers', AT_ONCE, '--checkers', AT_ONCE];
  const less = ['--s3-no-head', '--s3-no-check-bucket', '--s3-disable-http2'];
  return {
    name: 'rclone',
    version: firstLine('rclone', ['version']),
    command: ({ from, to, prefix, partBytes }) => [
      'rclone',
      'sync',
      `rgw:${from}/${prefix}`,
      `rgw:${to}/${prefix}`,
      ...tuned,
      ...less,
      ...(partBytes === undefined ? [] : ['--s3-copy-cutoff', `${partBytes / MIB}M`]),
    ],
    env,
  };
}

function boto3(env: NodeJS.ProcessEnv): Client {
  const script = path.join(__dirname, 'boto3_loop.py');
  return {
    name: 'boto3',
    version: firstLine('python3', [
      '-c',
      'import boto3, sys; print(boto3.__version__, "Python", sys.version.split()[0])',
    ]),
    command: ({ from, to, prefix }) => ['python3', script, from, prefix, to, AT_ONCE],
    env,
  };
}

/** By itself it sends ten requests at once. */
function awsCli(rgw: Rgw, env: NodeJS.ProcessEnv, folder: string): Client {
  const file = path.join(folder, 'aws-config');
  writeFileSync(file, `[default]\ns3 =\n  max_concurrent_requests = ${AT_ONCE}\n  addressing_style = path\n`);
  const flags = ['--endpoint-url', rgw.endpoint, '--only-show-errors'];
  return {
    name: 'aws',
    version: firstLine('aws', ['--version']),
    command: ({ from, to, prefix }) => [
      'aws',
      's3',
      'sync',
      `s3://${from}/${prefix}`,
      `s3://${to}/${prefix}`,
      ...flags,
    ],
    env: { ...env, AWS_CONFIG_FILE: file },
  };
}

/** Of programs that are to find RGW, and nothing else. */
function environment(rgw: Rgw): NodeJS.ProcessEnv {
  const { endpoint, region } = rgw;
  return {
    ...environmentOf(region, rgw),
    BENCH_ENDPOINT: endpoint,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    RCLONE_CONFIG_RGW_TYPE: 's3',
    RCLONE_CONFIG_RGW_PROVIDER: 'Ceph',
    RCLONE_CONFIG_RGW_ENV_AUTH: 'true',
    RCLONE_CONFIG_RGW_ENDPOINT: endpoint,
  };
}

/** One file, as our own program is: what TypeScript costs is not counted. */
async function bundled(name: string, folder: string): Promise<string> {
  const outfile = path.join(folder, `${name}.js`);
  await build({
    entryPoints: [path.join(__dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    logLevel: 'warning',
  });
  return outfile;
}

function sdkVersion(): string {
  const file = path.join(ROOT, 'node_modules', '@aws-sdk', 'client-s3', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function firstLine(program: string, parameters: readonly string[]): string {
  return (
    execFileSync(program, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).split('\n')[0] ?? ''
  );
}
