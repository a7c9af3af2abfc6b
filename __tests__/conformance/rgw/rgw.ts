// Ceph's RGW, a server that speaks S3 and is none of ours, with all that it stands on: in memory, on loopback, for tests and benches.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** Debian's packages with the programs that are started. */
const PACKAGES = {
  'ceph-mon': 'ceph-mon',
  'ceph-osd': 'ceph-osd',
  radosgw: 'radosgw',
  'radosgw-admin': 'radosgw',
  ceph: 'ceph-common',
  monmaptool: 'ceph-common',
} as const;

const ROOT = path.resolve(__dirname, '..', '..', '..');
const START_SECONDS = 60;

export interface Rgw {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** As `radosgw --version` says it. */
  readonly version: string;
  /** Takes a bucket away with all that is in it, so that its memory is free when this ends: S3's own requests leave that to later. */
  remove(bucket: string): Promise<void>;
  /** Leaves no process and no file. */
  end(): Promise<void>;
}

/** @returns undefined where it can be started */
export function whyNoRgw(): string | undefined {
  const has = (program: string): boolean => spawnSync('which', [program]).status === 0;
  const missing = Object.entries(PACKAGES).filter(([program]) => !has(program));
  if (missing.length === 0) return undefined;
  const packages = [...new Set(missing.map(([, name]) => name))];
  return `Ceph RGW is not installed: apt-get install ${packages.join(' ')}`;
}

/**
 * Starts it in a process of its own, which takes all of it away when this one ends, however it ends.
 * @throws Error after a minute, with what the logs say
 */
export async function startRgw(): Promise<Rgw> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(__dirname, 'rgw-process.ts')], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'pipe'],
    // A signal to our whole group must not reach it before it has cleaned up: it ends when its input does.
    detached: true,
    env: { ...process.env, RGW_START_SECONDS: String(START_SECONDS) },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close');
  child.stdin.on('error', () => undefined);
  const end = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  const line = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const failed = ended.then(() => {
    throw new Error(`Ceph RGW does not start: ${said.trim()}`);
  });
  failed.catch(() => undefined);
  const [ready] = await Promise.race([line, failed]);
  const { configuration, ...rgw } = JSON.parse(ready) as Omit<Rgw, 'end' | 'remove'> & {
    readonly configuration: string;
  };
  const remove = async (bucket: string): Promise<void> => {
    const words = ['bucket', 'rm', `--bucket=${bucket}`, '--purge-objects', '--bypass-gc'];
    await promisify(execFile)('radosgw-admin', ['-c', configuration, ...words]);
  };
  return { ...rgw, remove, end };
}
