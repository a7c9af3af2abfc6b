// What a method remembers between two runs: small texts by name, in `.s3-backfill/` beside the outputs. Losing it is never fatal. What was done at
// another endpoint than AWS's own, in a rehearsal for example, lies in a folder of its own below: nobody takes it for what AWS has done.
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
  /** Where other endpoints once kept what is kept here now. @default - it was always kept here */
  readonly former?: Journal;
}

const LONGEST_NAME = 100;

/** Of what was done there. */
function folderOfEndpoint(endpoint: string): string {
  const { host, pathname } = new URL(endpoint);
  const place = `${host}${pathname}`.replace(/\/+$/, '').replace(/[^0-9A-Za-z.-]/g, '-');
  return `at-${place.slice(0, LONGEST_NAME)}`;
}

/**
 * @param outputsDirectory where the handoff was read
 * @param endpoint of S3. @default - AWS's own
 */
export function journalBeside(files: Files, outputsDirectory: string, endpoint?: string): Journal {
  const directory = join(outputsDirectory, '.s3-backfill');
  if (endpoint === undefined) return journalIn(files, directory);
  return { ...journalIn(files, join(directory, folderOfEndpoint(endpoint))), former: journalIn(files, directory) };
}

function journalIn(files: Files, directory: string): Journal {
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
