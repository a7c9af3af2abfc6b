// The file for what memory shall not hold: made when it is first needed, and taken out of its directory at once, so that nothing is left of it.
import { randomBytes } from 'node:crypto';
import { openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunnerError } from '../ports/errors';
import type { Spill } from '../ports/spill';
import { visible } from '../text/safe-text';

const OWNER_ONLY = 0o600;
const IN_MEMORY_BYTES = 64 * 1024 ** 2;

function openNameless(directory: string): number {
  const path = join(directory, `s3-backfill-${randomBytes(8).toString('hex')}`);
  const file = openSync(path, 'wx+', OWNER_ONLY);
  unlinkSync(path);
  return file;
}

function readBack(file: number, begin: number, byteLength: number): Uint8Array {
  const read = Buffer.allocUnsafe(byteLength);
  let at = 0;
  while (at < byteLength) {
    const more = readSync(file, read, at, byteLength - at, begin + at);
    if (more === 0) throw new Error('what was written to a temporary file is not there any more');
    at += more;
  }
  return read;
}

/** @param directory @default that of the system's temporary files, which TMPDIR names */
export function spill(directory = tmpdir(), inMemoryBytes = IN_MEMORY_BYTES): Spill {
  let file: number | undefined;
  let end = 0;
  return {
    inMemoryBytes,
    keep(bytes) {
      const begin = end;
      // What reads them must not hold them.
      const { byteLength } = bytes;
      try {
        const into = (file ??= openNameless(directory));
        let written = 0;
        while (written < byteLength) written += writeSync(into, bytes, written, byteLength - written, begin + written);
        end += byteLength;
        return () => readBack(into, begin, byteLength);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
        throw new RunnerError(
          'usage',
          `the directory of temporary files, '${visible(directory)}', does not take what memory shall not hold (${code})`,
          'name another one with more room: TMPDIR',
        );
      }
    },
  };
}
