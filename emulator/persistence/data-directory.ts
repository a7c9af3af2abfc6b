// The directory that holds the state of an emulator between its runs: a journal, and a lock while it runs.
import {
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  existsSync,
} from 'node:fs';
import path from 'node:path';
import { resumeJob } from '../batch/run/run-job';
import { resumeExecution } from '../datasync/run/run-execution';
import { keepStarting } from '../datasync/run/scheduled';
import { resumeReplication } from '../replication/live-replication';
import type { World } from '../world/world';
import { entryRecord, readRecord, type JournalRecord } from './journal-entry';
import { DamagedFile, readRecords, RecordWriter } from './record-file';
import { Restoration } from './restore';
import { StateKeeper } from './state-keeper';

const FORMAT = 's3-backfill emulator';
/** Raised when what is written can no longer be read by older code, or the other way round. */
const FORMAT_VERSION = 2;

/** The directory cannot be used; the message says why and what to do. */
export class DataDirectoryError extends Error {}

/** The processes of this machine, of which one at a time uses a directory. */
export interface Processes {
  readonly ownId: number;
  /** Whether a process with this id is there, somebody else's too. */
  readonly isRunning: (processId: number) => boolean;
}

export interface DataDirectory {
  /** Whether there was a state from an earlier run. */
  readonly isRestored: boolean;
  /** When the newest thing in it was written; 0 if there is nothing. */
  readonly newestMs: number;
  /** Writes down what the world holds now, and from now on what changes. Call it once. */
  keep(failed: (error: unknown) => void): StateKeeper;
  /** Lets others use the directory. */
  release(): void;
}

/**
 * Fills the world with what the directory holds, if it holds anything.
 * @throws DataDirectoryError
 */
export function openDataDirectory(world: World, directory: string, processes: Processes): DataDirectory {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const release = lock(directory, processes);
  const journal = path.join(directory, 'state.journal');
  try {
    const isRestored = existsSync(journal);
    const newestMs = isRestored ? restore(world, journal) : 0;
    return { isRestored, newestMs, keep: (failed) => keep(world, journal, failed), release };
  } catch (error) {
    release();
    throw error instanceof DamagedFile
      ? new DataDirectoryError(`${error.message}; move it away to start empty`)
      : error;
  }
}

/** Goes on with what was going on when the state was saved. */
export function resume(world: World): void {
  for (const bucket of world.buckets.values()) resumeReplication(world, bucket);
  for (const job of world.jobs.values()) resumeJob(world, job);
  for (const execution of world.syncExecutions.values()) resumeExecution(world, execution);
  for (const task of world.syncTasks.values()) keepStarting(world, task);
}

function restore(world: World, journal: string): number {
  const records = readRecords(journal);
  checkFormat(records.next().value ?? Buffer.alloc(0), journal);
  const restoration = new Restoration(world);
  for (const record of records) {
    const change = readRecord(record);
    if (change.kind !== 'begin') restoration.apply(change);
  }
  return restoration.newestMs;
}

function checkFormat(first: Buffer, journal: string): void {
  let begin: JournalRecord | undefined;
  try {
    begin = readRecord(first);
  } catch {
    begin = undefined;
  }
  if (begin?.kind !== 'begin' || begin.format !== FORMAT) {
    throw new DataDirectoryError(`${journal} is not the state of an emulator; name another directory`);
  }
  if (begin.version === FORMAT_VERSION) return;
  throw new DataDirectoryError(
    `${journal} has the format ${begin.version}, this version of the emulator reads ${FORMAT_VERSION}; name another directory, or use the version that wrote it`,
  );
}

/** Writes a new journal, without what is no longer true, and puts it in the place of the old one when it is complete. */
function keep(world: World, journal: string, failed: (error: unknown) => void): StateKeeper {
  const fresh = `${journal}.new`;
  // What was left there is removed, whatever it is: opened, a link would lead elsewhere.
  rmSync(fresh, { force: true });
  const file = openSync(fresh, 'wx', 0o600);
  const writer = new RecordWriter(file);
  writer.append(...entryRecord({ kind: 'begin', format: FORMAT, version: FORMAT_VERSION }));
  const keeper = new StateKeeper(world, writer, failed);
  keeper.keepAll();
  fsyncSync(file);
  renameSync(fresh, journal);
  return keeper;
}

/** @returns what gives the lock back */
function lock(directory: string, { ownId, isRunning }: Processes): () => void {
  const file = path.join(directory, 'lock');
  const isFile = lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
  const holder = isFile ? Number(readFileSync(file, 'utf8')) : NaN;
  // Whoever was killed left its lock behind.
  if (holder > 0 && holder !== ownId && isRunning(holder)) {
    throw new DataDirectoryError(`${directory} is used by the emulator with the process id ${holder}`);
  }
  rmSync(file, { force: true });
  writeFileSync(file, String(ownId), { flag: 'wx', mode: 0o600 });
  return () => rmSync(file, { force: true });
}
