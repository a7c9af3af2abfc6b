// Programs that are measured: they run as processes of their own, as users run them.
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export const ROOT = path.resolve(__dirname, '..');

/** Gives `work` a folder that is gone afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 's3-backfill-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Builds the runner as the package ships it, from the sources as they are now. @returns the program's path */
export function buildRunner(folder: string): string {
  build('--runner', folder);
  return path.join(folder, 's3-backfill.js');
}

/** The same of both functions of inventories. @returns their archive */
export function buildFunctions(folder: string): Uint8Array {
  build('--lambdas', folder);
  return readFileSync(path.join(folder, 'inventory-copy.zip'));
}

function build(what: string, folder: string): void {
  execFileSync(process.execPath, [path.join(ROOT, 'build.mjs'), what, folder], { cwd: ROOT, stdio: 'inherit' });
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Of a program that is to use these keys, and nothing that this machine is configured with. */
export function environmentOf(region: string, { accessKeyId, secretAccessKey }: Keys): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    RCLONE_CONFIG: '/dev/null',
  };
}

/** A server that runs until it is stopped. */
export interface ServerProcess {
  readonly pid: number;
  /** The line of its output that said that it is ready. */
  readonly firstLine: string;
  stop(): Promise<void>;
}

/** Starts `node …`, or another program, and waits for its first line of output. */
export async function startServer(
  parameters: readonly string[],
  { cwd = ROOT, timeoutSeconds = 180, program = process.execPath } = {},
): Promise<ServerProcess> {
  const child = spawn(program, parameters, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const stopWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', stopWithUs);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${program} ${parameters.join(' ')} ended with exit code ${String(code)} before it was ready`);
  });
  const lines = createInterface({ input: child.stdout });
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  const [firstLine] = (await Promise.race([once(lines, 'line', { signal }), ended])) as [string];
  ended.catch(() => undefined);
  lines.close();
  child.stdout.resume();
  const stop = async (): Promise<void> => {
    process.off('exit', stopWithUs);
    await end(child);
  };
  return { pid: child.pid ?? 0, firstLine, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
}

/** Resident memory of a process, as the operating system counts it. */
export function residentMib(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1024;
}

/** Looks at a process's memory now and then; the largest it has seen is not quite the largest that there was. */
export class MemoryWatch {
  private largest = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(pid: number, intervalMs = 500) {
    this.timer = setInterval(() => (this.largest = Math.max(this.largest, residentMib(pid))), intervalMs);
  }

  /** @returns the largest resident memory, in MiB */
  end(): number {
    clearInterval(this.timer);
    return this.largest;
  }
}

export interface Run {
  /** As `performance.now()` counts. */
  readonly begin: number;
  readonly seconds: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What the program is expected to end with. @default 0 */
  readonly exitCode?: number;
}

/** Runs a program to its end and takes the time. @throws Error unless its exit code is `exitCode` */
export async function timeRun(
  program: string,
  parameters: readonly string[],
  { cwd = ROOT, env = process.env, exitCode = 0 }: RunOptions = {},
): Promise<Run> {
  const begin = performance.now();
  const child = spawn(program, parameters, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  const run = { begin, seconds: (performance.now() - begin) / 1000, stdout: stdout(), stderr: stderr() };
  if (code === exitCode) return run;
  throw new Error(`${program} ${parameters.join(' ')} ended with exit code ${code ?? -1}:\n${run.stderr}${run.stdout}`);
}

/** @returns a function that gives what has come so far */
function collect(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

export interface NodeRun extends Run {
  readonly largestMib: number;
  /** Of all its threads: other load on the machine changes it little. */
  readonly cpuSeconds: number;
}

/** Tells what the process used when it ends. Resident memory is counted in KiB, on Linux and macOS alike. */
const TELL_USE = `data:text/javascript,process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write('\\nused=' + maxRSS + ',' + (userCPUTime + systemCPUTime) + '\\n');
})`;

/** Runs `node …` to its end. @throws Error unless its exit code is 0 */
export async function measureNode(parameters: readonly string[], options: RunOptions = {}): Promise<NodeRun> {
  const run = await timeRun(process.execPath, ['--import', TELL_USE, ...parameters], options);
  const [, kib, microseconds] = /\nused=(\d+),(\d+)/.exec(run.stderr) ?? [];
  return { ...run, largestMib: Number(kib) / 1024, cpuSeconds: Number(microseconds) / 1e6 };
}

export interface ProgramRun extends Run {
  /** Of the largest of its processes. */
  readonly largestMib: number;
  readonly cpuSeconds: number;
}

/** Node would not say what a child has used. */
const TELL_PROGRAM_USE = path.join(__dirname, 'tell_use.py');

/** Runs any program to its end, for which Python must be there. @throws Error unless its exit code is 0 */
export async function measureProgram(
  program: string,
  parameters: readonly string[],
  options: RunOptions = {},
): Promise<ProgramRun> {
  const run = await timeRun('python3', ['-I', TELL_PROGRAM_USE, program, ...parameters], options);
  const [, kib, cpuSeconds, seconds] = /\nused=(\d+),([\d.]+),([\d.]+)\n$/.exec(run.stderr) ?? [];
  return { ...run, largestMib: Number(kib) / 1024, cpuSeconds: Number(cpuSeconds), seconds: Number(seconds) };
}

/** Whether a program is there to be compared with. */
export function isInstalled(program: string, parameters: readonly string[]): boolean {
  return spawnSync(program, parameters, { stdio: 'ignore' }).status === 0;
}

/** Does something `times` times, one after the other. */
export async function repeat<T>(times: number, work: (round: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let round = 0; round < times; round++) results.push(await work(round));
  return results;
}
