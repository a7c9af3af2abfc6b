// How much of what comes from outside is read. What is larger is refused by name: it is something else, or meant to exhaust the machine.
import { RunnerError } from './errors';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Bytes. docs/runner.md tells them to users. */
export const LARGEST = {
  /** Terraform's outputs and state, from a file or from standard input; settings; price tables; policies. */
  document: 64 * MIB,
  /** A list of versions in CSV, and a plan, which may hold one. */
  manifest: 256 * MIB,
  /** A list of keys of a copy: its journal, which is read by who goes on, holds them. */
  keyList: 32 * MIB,
  /** What is remembered of one job. */
  jobState: MIB,
  /** The journal of one copy, with what has failed. */
  copyJournal: 64 * MIB,
  /** `manifest.json` of an inventory. */
  inventoryManifest: 64 * MIB,
  /** A file of an inventory in Parquet, whose directory stands at its end: it is held as a whole. */
  inventoryParquet: 512 * MIB,
  /** `manifest.json` of a completion report. */
  reportManifest: 16 * MIB,
  /** A row of an inventory or a completion report: a key has 1,024 bytes, three times that when it is URL-encoded. */
  row: 64 * KIB,
  /** Answers of AWS that are no object: a page of a listing with 1,000 of the longest keys has less than 8 MiB. */
  answer: 32 * MIB,
} as const;

/** Files of one inventory or one completion report. */
export const MOST_FILES = 100_000;

/**
 * All bytes of a stream.
 * @param what it is called in messages
 * @throws RunnerError `unavailable` as soon as there are more
 */
export async function bytesWithin(chunks: AsyncIterable<Uint8Array>, most: number, what: string): Promise<Buffer> {
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    if (length > most)
      throw new RunnerError('unavailable', `${what} is larger than ${mebibytes(most)}, and was not read further`);
    read.push(chunk);
  }
  return Buffer.concat(read);
}

/** `64 MiB`. */
export function mebibytes(bytes: number): string {
  return bytes < MIB ? `${Math.floor(bytes / KIB)} KiB` : `${Math.floor(bytes / MIB)} MiB`;
}
