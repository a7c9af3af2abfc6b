// What a method remembers between two runs: small texts by name, in `.s3-backfill/` beside the outputs. Losing it is never fatal.
import { join } from 'node:path';
import { LARGEST } from './limits';
import type { Files } from './world';

export interface Journal {
  /** Undefined when there is none, or none that can be read. */
  read(name: string): Promise<string | undefined>;
  /** Whether it could be written. */
  write(name: string, text: string): Promise<boolean>;
  /** The whole of what grows line by line; undefined when there is none, or none that can be read. */
  readLines(name: string): Promise<string | undefined>;
  /** Adds to the end of what grows line by line. Whether it could be written. */
  append(name: string, text: string): Promise<boolean>;
  /** What is remembered, in no order. */
  names(): Promise<readonly string[]>;
  /** For messages. */
  readonly directory: string;
}

/** @param outputsDirectory where the handoff was read */
export function journalBeside(files: Files, outputsDirectory: string): Journal {
  const directory = join(outputsDirectory, '.s3-backfill');
  const path = (name: string): string => join(directory, name);
  const read = (name: string, largestBytes: number): Promise<string | undefined> =>
    files.read(path(name), { largestBytes, onlyFiles: true }).catch(() => undefined);
  const worked = (writing: Promise<void>): Promise<boolean> =>
    writing.then(
      () => true,
      () => false,
    );
  return {
    directory,
    read: (name) => read(name, LARGEST.jobState),
    write: (name, text) => worked(files.write(path(name), text, { onlyFiles: true })),
    readLines: (name) => read(name, LARGEST.copyJournal),
    append: (name, text) => worked(files.append(path(name), text)),
    names: () => files.list(directory),
  };
}
