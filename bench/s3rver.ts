// s3rver: what people start when they want an S3 on their machine and have npm. It is installed when a bench first needs
// it, into a cache folder, and is no dependency of ours. It keeps objects as files and has no versioning, no replication,
// no IAM and no jobs: only plain requests can be compared.
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { ROOT, startServer, timeRun, type ServerProcess } from './child-process';
import { say } from './figures';
import type { Target } from './signed-client';

const VERSION = '3.7.1';

export interface RunningS3rver {
  readonly server: ServerProcess;
  readonly target: Target;
}

/** @returns undefined if it cannot be installed here */
export async function startS3rver(folder: string): Promise<RunningS3rver | undefined> {
  const program = await install();
  if (program === undefined) return undefined;
  const port = await freePort();
  const flags = ['--directory', folder, '--port', String(port), '--silent'];
  // Its continuation tokens need a cipher that OpenSSL 3 counts as legacy.
  const server = await startServer(['--openssl-legacy-provider', program, ...flags]);
  return {
    server,
    target: { host: '127.0.0.1', port, region: 'us-east-1', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  };
}

async function install(): Promise<string | undefined> {
  const folder = path.join(ROOT, 'node_modules', '.cache', 'bench', `s3rver-${VERSION}`);
  const program = path.join(folder, 'node_modules', 's3rver', 'bin', 's3rver.js');
  if (existsSync(program)) return program;
  say(`installing s3rver ${VERSION} to compare with`);
  try {
    await timeRun('npm', ['install', '--no-audit', '--no-fund', '--silent', '--prefix', folder, `s3rver@${VERSION}`]);
    return program;
  } catch (error) {
    say(`it cannot be installed here: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
