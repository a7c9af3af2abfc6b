// Reads an archive of the ZIP format: what is stored, and what is deflated.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { inflateRawSync } from 'node:zlib';

export interface ArchivedFile {
  /** Relative, with forward slashes, and never out of the folder that it is unpacked into. */
  readonly path: string;
  readonly content: Buffer;
}

/** The archive cannot be read. */
export class ArchiveError extends Error {}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MOST_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;

/**
 * @param mostBytes - of all files together, unpacked
 * @throws ArchiveError
 */
export function readArchive(archive: Buffer, mostBytes: number): readonly ArchivedFile[] {
  try {
    return readEntries(archive, mostBytes);
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError('it is damaged', { cause: error });
  }
}

function readEntries(archive: Buffer, mostBytes: number): readonly ArchivedFile[] {
  const end = endOf(archive);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  let left = mostBytes;
  const files: ArchivedFile[] = [];
  for (let index = 0; index < count; index++) {
    if (archive.readUInt32LE(at) !== ENTRY) throw new ArchiveError('its directory is damaged');
    const nameBytes = archive.readUInt16LE(at + 28);
    const path = archive.toString('utf8', at + 46, at + 46 + nameBytes);
    const size = archive.readUInt32LE(at + 24);
    left -= size;
    if (left < 0) throw new ArchiveError('it is too large');
    if (!path.endsWith('/')) files.push({ path: checkedPath(path), content: contentOf(archive, at, size) });
    at += 46 + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

function endOf(archive: Buffer): number {
  const last = Math.max(0, archive.length - END_BYTES - MOST_COMMENT);
  for (let at = archive.length - END_BYTES; at >= last; at--) {
    if (archive.readUInt32LE(at) === END) return at;
  }
  throw new ArchiveError('it is no archive');
}

function checkedPath(path: string): string {
  const parts = path.split('/');
  if (/[\\\0]|^[A-Za-z]:/.test(path) || parts.some((part) => part === '..' || part === '')) {
    throw new ArchiveError(`${JSON.stringify(path)} leads out of it`);
  }
  return path;
}

function contentOf(archive: Buffer, entry: number, size: number): Buffer {
  const method = archive.readUInt16LE(entry + 10);
  const packedBytes = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  if (archive.readUInt32LE(local) !== LOCAL) throw new ArchiveError('it is damaged');
  const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(begin, begin + packedBytes);
  if (method !== STORED && method !== DEFLATED) throw new ArchiveError(`it is packed with the method ${method}`);
  const content = method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  if (content.length !== size) throw new ArchiveError('it is damaged');
  return content;
}
