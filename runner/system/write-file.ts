// How every file of the runner is written: whole or not at all, readable by its owner alone, and never through a link.
import { randomBytes } from 'node:crypto';
import { constants, write } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { makeFolder } from './make-folder';
import { idOf, writeTarget, type WriteTarget } from './write-target';

const OWNER_ONLY = 0o600;
/** How long a pipe without a reader is waited for, and how long a reader may take nothing. */
const PIPE_MS = 5_000;
const STALLED_MS = 60_000;
const PAUSE_MS = 20;

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

/** A name in the same folder that nobody knows beforehand. What a killed process leaves says whose it is. */
function temporaryBeside(path: string): string {
  return join(dirname(path), `.s3-backfill-${randomBytes(16).toString('hex')}.tmp`);
}

/** Replaces the file, or the link that was put there since it was looked at; neither is opened. */
async function replace(path: string, text: string | Uint8Array): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    const file = await open(temporary, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** @param put writes what it can of the bytes, and says how many */
async function writeAll(text: string | Uint8Array, put: (bytes: Buffer) => Promise<number>): Promise<void> {
  let waitedMs = 0;
  for (let rest = Buffer.from(text); rest.length > 0;) {
    try {
      const done = await put(rest);
      rest = rest.subarray(done);
      waitedMs = 0;
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      if (waitedMs >= STALLED_MS) throw new Error('nobody reads what is written', { cause: error });
      await delay(PAUSE_MS);
      waitedMs += PAUSE_MS;
    }
  }
}

/** Standard output and standard error, which have a queue of their own: what is written comes behind it. */
export type StandardStreams = Readonly<Record<number, NodeJS.WritableStream>>;

async function intoDescriptor(number: number, text: string | Uint8Array, standard: StandardStreams): Promise<void> {
  const stream = standard[number];
  if (stream !== undefined) {
    await new Promise<void>((done, failed) => stream.write(text, (error) => (error == null ? done() : failed(error))));
    return;
  }
  const put = promisify(write);
  await writeAll(text, async (bytes) => (await put(number, bytes)).bytesWritten);
}

async function intoStream(
  { path, id }: WriteTarget & { readonly kind: 'stream' },
  text: string | Uint8Array,
): Promise<void> {
  // Without O_NONBLOCK a pipe without a reader would hold the process for ever.
  const flags = constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
  const opened = async (): ReturnType<typeof open> => {
    for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
      try {
        return await open(path, flags);
      } catch (error) {
        if (codeOf(error) !== 'ENXIO') throw error;
        if (waitedMs >= PIPE_MS) throw new Error('nobody reads from the pipe', { cause: error });
        await delay(PAUSE_MS);
      }
    }
  };
  const stream = await opened();
  try {
    if (idOf(await stream.stat()) !== id) throw new Error('it was replaced by something else meanwhile');
    await writeAll(text, async (bytes) => (await stream.write(bytes)).bytesWritten);
  } finally {
    await stream.close();
  }
}

/** Files are replaced in one step, and their folder is made; devices, pipes and descriptors are written into. */
export async function writeSafely(
  path: string,
  text: string | Uint8Array,
  { onlyFiles = false, standard = {} }: { readonly onlyFiles?: boolean; readonly standard?: StandardStreams },
): Promise<void> {
  makeFolder(dirname(path));
  const target = await writeTarget(path);
  if (onlyFiles && target.kind !== 'file') throw new Error('it is no ordinary file');
  if (target.kind === 'refused') throw new Error(target.why);
  if (target.kind === 'descriptor') return intoDescriptor(target.number, text, standard);
  if (target.kind === 'stream') return intoStream(target, text);
  await replace(path, text);
}

/** Only an ordinary file grows, and never through a link. */
export async function appendSafely(path: string, text: string): Promise<void> {
  makeFolder(dirname(path));
  // A pipe without a reader would hold the process for ever.
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, OWNER_ONLY);
  try {
    if (!(await file.stat()).isFile()) throw new Error('it is no ordinary file');
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

/** Why the path cannot be written, without writing to it; undefined when it can. */
export async function writeFault(path: string): Promise<string | undefined> {
  const temporary = temporaryBeside(path);
  try {
    const target = await writeTarget(path);
    if (target.kind === 'refused') return target.why;
    if (target.kind === 'descriptor') return undefined;
    // Opening a pipe and closing it again would be its end for whoever reads it.
    if (target.kind === 'stream') return await access(path, constants.W_OK).then(() => undefined);
    const file = await open(temporary, 'wx', OWNER_ONLY);
    await file.close();
    return undefined;
  } catch (error) {
    return codeOf(error);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
