// How every file of the machine is read: no further than its limit, whatever it is.
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { LARGEST, mebibytes } from '../ports/limits';
import { RunnerError } from '../ports/errors';
import type { RawFile, ReadLimits } from '../ports/world';
import { visible } from '../text/safe-text';

/** PowerShell writes UTF-16 when output is redirected. */
function decode(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.subarray(2).toString('utf16le') : bytes.toString('utf8');
}

/**
 * The text of a stream.
 * @param what it is called in messages
 * @throws RunnerError `usage` as soon as it is larger
 */
export async function textWithin(
  chunks: AsyncIterable<Uint8Array>,
  largestBytes: number,
  what: string,
): Promise<string> {
  return decode(await allWithin(chunks, largestBytes, what));
}

async function allWithin(chunks: AsyncIterable<Uint8Array>, largestBytes: number, what: string): Promise<Buffer> {
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    if (length > largestBytes) throw tooLarge(what, largestBytes);
    read.push(chunk);
  }
  return Buffer.concat(read);
}

function tooLarge(what: string, largestBytes: number): RunnerError {
  return new RunnerError(
    'usage',
    `${what} is larger than ${mebibytes(largestBytes)}, and is not read further`,
    'is it the right one?',
  );
}

function noFile(what: string): RunnerError {
  return new RunnerError(
    'usage',
    `${what} is no ordinary file, but a pipe or a device`,
    'remove it, or put a file in its place',
  );
}

/** Undefined when there is none. @throws RunnerError `usage` when it cannot be read, or is too large */
export async function readWithin(path: string, limits?: ReadLimits): Promise<string | undefined> {
  const raw = await rawWithin(path, limits);
  return raw === undefined ? undefined : decode(Buffer.from(raw.bytes));
}

/** Of whoever is no owner: read and write, of the group and of all. */
const OTHERS = 0o066;

/** Undefined when there is none. @throws RunnerError `usage` when it cannot be read, or is too large */
export async function rawWithin(
  path: string,
  { largestBytes = LARGEST.document, onlyFiles = false }: ReadLimits = {},
): Promise<RawFile | undefined> {
  let file: FileHandle | undefined;
  try {
    // A pipe that nobody writes to would hold the process for ever.
    file = await open(path, constants.O_RDONLY | (onlyFiles === false ? 0 : constants.O_NONBLOCK));
    const found = await file.stat();
    if (found.isDirectory() || (onlyFiles === true && !found.isFile())) return undefined;
    const name = `'${visible(path)}'`;
    if (onlyFiles === 'refuse' && !found.isFile()) throw noFile(name);
    if (found.isFile() && found.size > largestBytes) throw tooLarge(name, largestBytes);
    const bytes = await allWithin(file.createReadStream({ autoClose: false }), largestBytes, name);
    return { bytes, isOpenToOthers: found.isFile() && (found.mode & OTHERS) !== 0 };
  } catch (error) {
    if (error instanceof RunnerError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    // A socket cannot even be opened.
    if (onlyFiles === 'refuse' && code === 'ENXIO') throw noFile(`'${visible(path)}'`);
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined;
    throw new RunnerError('usage', `cannot read '${visible(path)}' (${code})`, 'check its permissions');
  } finally {
    await file?.close().catch(() => undefined);
  }
}
