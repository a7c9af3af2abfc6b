// Evidence by the program as it is shipped, while it is killed or has no room.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { writeCsv, type InventoryRow } from '../../runner/verify/inventories/inventories';
import type { Program, Said } from '../setup';

/** Where Node looks for what is installed beside the program. */
export function installDatabase(runner: string): void {
  const beside = path.join(path.dirname(runner), 'node_modules');
  mkdirSync(beside, { recursive: true });
  const place = path.join(beside, '@duckdb');
  if (!existsSync(place)) symlinkSync(path.resolve(__dirname, '../../../node_modules/@duckdb'), place);
}

/** An inventory of what a bucket has now, on this machine. */
export async function inventoryOf(program: Program, bucket: string, status: string): Promise<string> {
  const { Versions = [] } = await program.s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  const rows = Versions.map(({ Key = '', VersionId = '', Size = 0, ETag = '', LastModified }): InventoryRow => ({
    key: Key,
    versionId: VersionId,
    size: Size,
    etag: ETag.replaceAll('"', ''),
    status,
    modified: (LastModified ?? new Date(0)).toISOString(),
  }));
  const madeAt = new Date(program.running.emulator.world.clock.now() + 1000).toISOString();
  return writeCsv({ folder: path.join(program.folder, 'inventories'), bucket, madeAt }, rows);
}

/** The job of a run that has ended. */
export async function jobOf(program: Program): Promise<string> {
  const said = await program.run(['run', '--outputs', 'outputs.json', '--poll-seconds', '0.05']);
  if (said.exitCode !== 0) throw new Error(said.stdout + said.stderr);
  const [job] = program.running.emulator.world.jobs.keys();
  return job ?? '';
}

export function namesIn(directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory).sort() : [];
}

/** What is left of files that were being written, anywhere. */
export function partsIn(program: Program): readonly string[] {
  return readdirSync(program.folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'));
}

/** Loaded before the program: it is killed at once, from within, before it writes or renames a file of evidence for this time. */
const KILLER = `
const fs = require('node:fs');
const [at, place] = [Number(process.env.KILLED_AT_STEP), process.env.KILLED_IN];
let steps = 0;
const step = (file) => {
  if (!String(file).startsWith(place)) return;
  steps += 1;
  if (steps === at) process.kill(process.pid, 'SIGKILL');
};
for (const name of ['_write', '_writev']) {
  const own = fs.WriteStream.prototype[name];
  fs.WriteStream.prototype[name] = function (...given) {
    step(this.path);
    return own.apply(this, given);
  };
}
const { rename } = fs.promises;
fs.promises.rename = (from, to) => {
  step(to);
  return rename(from, to);
};
`;

interface Limits {
  /** The number of the write, or of the rename, before which it is killed. @default - it is not */
  readonly step?: number;
  /** What files may take, in 512 bytes. @default - whatever there is */
  readonly room?: number;
}

/** Starts the program, which keeps evidence in `directory`. */
export function started(
  program: Program,
  words: readonly string[],
  directory: string,
  { step, room }: Limits,
): Promise<Said> {
  const killer = path.join(program.folder, 'killer.cjs');
  writeFileSync(killer, KILLER);
  const node = [process.execPath, ...(step === undefined ? [] : ['--require', killer]), ...words];
  const line = node.map((word) => `'${word}'`).join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', `${room === undefined ? '' : `ulimit -f ${room}; `}exec ${line}`], {
      cwd: program.folder,
      env: { ...program.environment, KILLED_AT_STEP: String(step), KILLED_IN: directory },
      timeout: 60_000,
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...said }));
  });
}
