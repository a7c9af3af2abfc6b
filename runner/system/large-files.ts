// Files that are too large for memory: read once, checked on the way, written whole or not at all.
import { createHash, randomBytes } from 'node:crypto';
import { constants, createWriteStream, WriteStream } from 'node:fs';
import { open, readdir, rename, rm, statfs, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { isRunnerError, RunnerError } from '../ports/errors';
import type { CheckedFile, FileDigest, Workshop } from '../ports/workshop';
import { defined } from '../text/defined';
import { visible } from '../text/safe-text';
import { makeFolder } from './make-folder';
import { readWithin } from './read-file';

const CHUNK = 1024 * 1024;
const OWNER_ONLY = 0o600;
const DISK = /^(ENOSPC|EDQUOT|EFBIG|EIO)$/;

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

/** What a file is that nobody reads here. */
const NO_FILE = 'it is no ordinary file, but a directory, a pipe or a device';

interface Opened {
  readonly file: FileHandle;
  readonly bytes: number;
}

/** Undefined when there is none; a pipe that nobody writes to would hold the process for ever, and is none to read. */
async function opened(path: string): Promise<Opened | 'no-file' | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (found.isFile()) return { file, bytes: found.size };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    // A socket cannot even be opened.
    if (code !== 'ENXIO') throw unreadable(path, error);
  }
  await file?.close();
  return 'no-file';
}

function chunksOf(file: FileHandle): AsyncIterable<Buffer> {
  return file.createReadStream({ highWaterMark: CHUNK }) as AsyncIterable<Buffer>;
}

/** As many times its size a packed file has to find free, and this much besides, before it is unpacked onto the disk. */
const ROOM_TIMES = 40;
const ROOM_BYTES = 4 * 1024 ** 3;

/** Where unpacked bytes go: onto the disk where there is room, and nowhere else. */
async function unpackedInto(place: string | undefined, packedBytes: number): Promise<Writable> {
  if (place !== undefined) {
    makeFolder(dirname(place), 0o700);
    const { bavail, bsize } = await statfs(dirname(place));
    if (bavail * bsize > packedBytes * ROOM_TIMES + ROOM_BYTES)
      return createWriteStream(place, { mode: OWNER_ONLY, highWaterMark: CHUNK });
  }
  return new Writable({ highWaterMark: CHUNK, write: (_chunk, _encoding, done) => done() });
}

async function check(path: string, gzip: boolean, unpacked?: string): Promise<CheckedFile | undefined> {
  const found = await opened(path);
  if (found === undefined) return undefined;
  if (found === 'no-file') return { bytes: 0, md5: '', noFile: NO_FILE };
  const md5 = createHash('md5');
  let bytes = 0;
  let fault: string | undefined;
  const unpacking = gzip ? createGunzip({ chunkSize: CHUNK }) : undefined;
  const target = unpacking === undefined ? undefined : await unpackedInto(unpacked, found.bytes);
  let isWritten = target instanceof WriteStream;
  const done =
    unpacking === undefined || target === undefined
      ? undefined
      : pipeline(unpacking, target).catch((error: unknown) => {
          isWritten = false;
          // The disk is full by now: it is read as it is packed.
          fault = DISK.test(codeOf(error)) ? undefined : (error as Error).message;
        });
  try {
    for await (const chunk of chunksOf(found.file)) {
      md5.update(chunk);
      bytes += chunk.length;
      if (unpacking === undefined || unpacking.destroyed) continue;
      if (!unpacking.write(chunk)) await Promise.race([drained(unpacking), done]);
    }
  } catch (error) {
    unpacking?.destroy();
    await done;
    throw unreadable(path, error);
  }
  if (unpacking?.destroyed === false) unpacking.end();
  await done;
  if (!isWritten && target instanceof WriteStream) await rm(target.path, { force: true });
  return { bytes, md5: md5.digest('hex'), ...defined({ fault, unpacked: isWritten ? unpacked : undefined }) };
}

function unreadable(path: string, error: unknown): RunnerError {
  return new RunnerError('usage', `'${visible(path)}' cannot be read (${codeOf(error)})`, 'check its permissions');
}

function notThere(path: string, found: 'no-file' | undefined): RunnerError {
  return new RunnerError(
    'usage',
    `'${visible(path)}' cannot be read: ${found === undefined ? 'it is not there' : NO_FILE}`,
  );
}

async function digest(path: string): Promise<FileDigest | undefined> {
  const found = await opened(path);
  if (found === undefined) return undefined;
  if (found === 'no-file') return { bytes: 0, sha256: '', noFile: NO_FILE };
  const sha256 = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of chunksOf(found.file)) {
      sha256.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  return { bytes, sha256: sha256.digest('hex') };
}

async function names(folder: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error) === 'ENOTDIR')
      throw new RunnerError('usage', `'${visible(folder)}' is no directory`, 'name a directory, or a place for one');
    throw unreadable(folder, error);
  }
}

async function slice(path: string, from: number, to: number): Promise<Uint8Array> {
  const found = await opened(path);
  if (found === undefined || found === 'no-file') throw notThere(path, found);
  const { file } = found;
  try {
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(to - from), 0, to - from, from);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function* chunks(path: string): AsyncGenerator<Uint8Array> {
  const found = await opened(path);
  if (found === undefined || found === 'no-file') throw notThere(path, found);
  try {
    yield* chunksOf(found.file);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => stream.once('drain', resolve));
}

async function save(path: string, bytes: AsyncIterable<Uint8Array>, gzip = false): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.part`;
  try {
    makeFolder(dirname(path), 0o700);
    const file = createWriteStream(temporary, { mode: OWNER_ONLY });
    const read = Readable.from(bytes, { objectMode: false });
    await (gzip ? pipeline(read, createGzip({ level: 1 }), file) : pipeline(read, file));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (isRunnerError(error)) throw error;
    throw new RunnerError(
      'unavailable',
      `'${path}' could not be written (${codeOf(error)})`,
      'free disk space there, and start the same command again: what is complete is not fetched again',
    );
  }
}

export const largeFiles: Omit<Workshop, 'processors' | 'open'> = {
  text: (path, largestBytes) => readWithin(path, { largestBytes, onlyFiles: 'refuse' }),
  check,
  digest,
  names,
  chunks,
  slice,
  save,
  remove: (folder) => rm(folder, { recursive: true, force: true }),
};
