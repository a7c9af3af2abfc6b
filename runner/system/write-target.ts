// What a path stands for that is about to be written. A file is replaced; a device, a pipe and an open descriptor are written into;
// a link is never followed to a file, since whoever may write to the folder could have planted it.
import { fstat, type Stats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

export type WriteTarget =
  /** Absent, or an ordinary file. */
  | { readonly kind: 'file' }
  /** Open already: `/dev/stdout`, `/dev/fd/3`. */
  | { readonly kind: 'descriptor'; readonly number: number }
  /** A character device or a pipe. */
  | { readonly kind: 'stream'; readonly path: string; readonly isPipe: boolean; readonly id: string }
  /** @see why - in words, or as the operating system names it */
  | { readonly kind: 'refused'; readonly why: string };

const STANDARD: Readonly<Record<string, number>> = { '/dev/stdout': 1, '/dev/stderr': 2 };
const MOST_LINKS = 40;

function descriptorIn(path: string): number | undefined {
  const [, digits] = /^(?:\/dev\/fd|\/proc\/(?:self|thread-self)\/fd)\/(\d{1,9})$/.exec(path) ?? [];
  return STANDARD[path] ?? (digits === undefined ? undefined : Number(digits));
}

/** The same for two looks at the same thing. */
export function idOf({ dev, ino, rdev }: Stats): string {
  return `${dev}:${ino}:${rdev}`;
}

async function lookAt(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function openDescriptor(number: number): Promise<WriteTarget> {
  const found = await promisify(fstat)(number);
  if (found.isDirectory() || found.isBlockDevice()) return { kind: 'refused', why: `descriptor ${number} is no file` };
  return { kind: 'descriptor', number };
}

/** @throws what the operating system says of the path */
export async function writeTarget(path: string): Promise<WriteTarget> {
  let at = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const number = descriptorIn(at);
    if (number !== undefined) return openDescriptor(number);
    const found = await lookAt(at);
    if (found?.isSymbolicLink() === true) {
      at = resolve(dirname(at), await readlink(at));
      continue;
    }
    if (found?.isCharacterDevice() === true) return { kind: 'stream', path: at, isPipe: false, id: idOf(found) };
    if (at !== path) return { kind: 'refused', why: `it is a link, which is not followed: name '${at}' itself` };
    if (found === undefined || found.isFile()) return { kind: 'file' };
    if (found.isFIFO()) return { kind: 'stream', path: at, isPipe: true, id: idOf(found) };
    return { kind: 'refused', why: found.isDirectory() ? 'EISDIR' : 'it is a disk or a socket' };
  }
  return { kind: 'refused', why: 'ELOOP' };
}
