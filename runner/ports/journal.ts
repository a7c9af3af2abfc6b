// What a method remembers between two runs: small texts by name, in `.s3-backfill/` beside the outputs. Losing it is never fatal.
import { join } from 'node:path';
import { LARGEST } from './limits';
import type { Files } from './world';

export interface Journal {
  /** Undefined when there is none, or none that can be read. */
  read(name: string): Promise<string | undefined>;
  /** Whether it could be written. */
  write(name: string, text: string): Promise<boolean>;
  /** For messages. */
  readonly directory: string;
}

/** @param outputsDirectory where the handoff was read */
export function journalBeside(files: Files, outputsDirectory: string): Journal {
  const directory = join(outputsDirectory, '.s3-backfill');
  const path = (name: string): string => join(directory, name);
  return {
    directory,
    read: (name) => files.read(path(name), { largestBytes: LARGEST.jobState, onlyFiles: true }).catch(() => undefined),
    write: (name, text) =>
      files.write(path(name), text, { onlyFiles: true }).then(
        () => true,
        () => false,
      ),
  };
}
