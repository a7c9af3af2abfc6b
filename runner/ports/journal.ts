// What a method remembers between two runs: small texts by name, in `.s3-backfill/` beside the outputs. Losing it is never fatal. What was done at
// another endpoint than AWS's own, in a rehearsal for example, lies in a folder of its own below: nobody takes it for what AWS has done.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { LARGEST } from './limits';
import type { S3Access } from './s3/s3-access';
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

/** Where requests go, where that is not AWS itself: of S3, and of other services where they go elsewhere. */
export type Elsewhere = Pick<S3Access, 'endpoint' | 'otherEndpoints'>;

function placeOf(endpoint: string): string {
  const { host, pathname } = new URL(endpoint);
  return `${host}${pathname}`.replace(/\/+$/, '');
}

/** Of what was done there; undefined: by AWS itself. */
function folderOf({ endpoint, otherEndpoints = {} }: Elsewhere): string | undefined {
  const others = Object.entries(otherEndpoints).map(([service, other]) => `${service.toLowerCase()}-${placeOf(other)}`);
  const places = [...(endpoint === undefined ? [] : [placeOf(endpoint)]), ...others];
  if (places.length === 0) return undefined;
  const name = places.join('-').replace(/[^0-9A-Za-z.-]/g, '-');
  if (name.length <= LONGEST_NAME) return `at-${name}`;
  return `at-${name.slice(0, LONGEST_NAME)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/** @param outputsDirectory where the handoff was read */
export function journalBeside(files: Files, outputsDirectory: string, elsewhere: Elsewhere): Journal {
  const directory = join(outputsDirectory, '.s3-backfill');
  const folder = folderOf(elsewhere);
  if (folder === undefined) return journalIn(files, directory);
  return { ...journalIn(files, join(directory, folder)), former: journalIn(files, directory) };
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
