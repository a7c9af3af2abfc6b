// What is remembered of a copy, line by line: what it is, how far it is, and what has failed. Who is killed goes on from the last line;
// a line that was cut off is as if it were not there.
import type { Cause } from '../../../events/report-events';
import { isOverIn, type TransferPhase } from '../../../events/transfer-events';
import type { Journal } from '../../../ports/journal';
import { compareKeys } from '../../../text/key-order';
import { defined } from '../../../text/defined';
import type { CopyRequest } from '../plan-copies';
import type { Span } from '../walk/part';
import { NOTHING_COPIED, type CopyCounts } from './copy-counts';

const VERSION = 1;
const ID = /^copy-[0-9a-f]{16}$/;
const ENDING = '.jsonl';

export function isCopyId(id: string): boolean {
  return ID.test(id);
}

export function copyIdOf(hash: string): string {
  return `copy-${hash}`;
}

/** The first line. */
export interface CopyHeader {
  readonly transferId: string;
  readonly request: CopyRequest;
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since 1970. */
  readonly startedMs: number;
}

/** How far it is: everything outside of the open spans is settled. */
export interface Checkpoint {
  readonly atMs: number;
  readonly phase: TransferPhase;
  readonly open: readonly Span[];
  /** Of what is settled. */
  readonly counts: CopyCounts;
  /** Of all attempts. @default 0 */
  readonly activeMs?: number;
}

export interface FailedCopy {
  /** Of the source. */
  readonly key: string;
  /** What follows the prefix. */
  readonly rest: string;
  readonly code: string;
  readonly message: string;
  readonly cause: Cause;
}

export interface RememberedCopy {
  readonly header: CopyHeader;
  readonly checkpoint: Checkpoint;
  /** Of what is settled; the last word on each key. */
  readonly failed: readonly FailedCopy[];
  /** Folders and what became of their objects are not remembered. */
  readonly location: string;
}

function isOpen({ open }: Checkpoint, rest: string): boolean {
  return open.some(
    ({ after, until }) =>
      (after === undefined || compareKeys(rest, after) > 0) && (until === undefined || compareKeys(rest, until) <= 0),
  );
}

interface Line {
  readonly version?: number;
  readonly header?: CopyHeader;
  readonly checkpoint?: Checkpoint;
  readonly failed?: FailedCopy;
}

function lineOf(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isEnded({ checkpoint }: Pick<RememberedCopy, 'checkpoint'>): boolean {
  return isOverIn(checkpoint.phase);
}

/** Undefined: nothing is remembered, or nothing that this version understands. */
export async function readCopy(journal: Journal, transferId: string): Promise<RememberedCopy | undefined> {
  const text = await journal.readLines(transferId + ENDING);
  const [first = '', ...lines] = text?.split('\n') ?? [];
  const { version, header } = lineOf(first) ?? {};
  if (version !== VERSION || header?.transferId !== transferId) return undefined;
  let checkpoint: Checkpoint = { atMs: header.startedMs, phase: 'working', open: [{}], counts: NOTHING_COPIED };
  const failed = new Map<string, FailedCopy>();
  for (const line of lines) {
    const found = lineOf(line);
    if (found?.checkpoint !== undefined) checkpoint = found.checkpoint;
    if (found?.failed !== undefined) failed.set(found.failed.rest, found.failed);
  }
  return {
    header,
    checkpoint,
    failed: [...failed.values()].filter(({ rest }) => !isOpen(checkpoint, rest)),
    location: `${journal.directory}/${transferId}${ENDING}`,
  };
}

/** Ids of the copies that are remembered. */
export async function rememberedCopies(journal: Journal): Promise<readonly string[]> {
  const names = await journal.names();
  return names.flatMap((name) => (name.endsWith(ENDING) ? [name.slice(0, -ENDING.length)] : [])).filter(isCopyId);
}

export interface CopyWriter {
  failed(one: FailedCopy): void;
  /** Writes what has gathered since the last time. Whether it could be written. */
  checkpoint(checkpoint: Checkpoint): Promise<boolean>;
}

/** @param remembered what is gone on with; what is not needed of it any more is left out. @default - it begins anew */
export async function writeCopy(
  journal: Journal,
  header: CopyHeader,
  remembered?: RememberedCopy,
): Promise<CopyWriter> {
  const name = header.transferId + ENDING;
  const line = (value: Line): string => `${JSON.stringify(value)}\n`;
  const begin = [
    line({ version: VERSION, header }),
    ...(remembered?.failed ?? []).map((failed) => line({ failed })),
    ...(remembered === undefined ? [] : [line({ checkpoint: remembered.checkpoint })]),
  ];
  let isThere = await journal.write(name, begin.join(''));
  let gathered: string[] = [];
  return {
    failed(one) {
      gathered.push(line({ failed: one }));
    },
    async checkpoint(checkpoint) {
      const lines = gathered;
      gathered = [];
      lines.push(line({ checkpoint: defined({ ...checkpoint }) }));
      isThere = isThere && (await journal.append(name, lines.join('')));
      return isThere;
    },
  };
}
