// What is remembered of a copy, line by line: what it is, how far it is, and what has failed. Who is killed goes on from the last line;
// a line that was cut off is as if it were not there.
import type { RunnerEvent } from '../../../events/events';
import { isOverIn } from '../../../events/transfer-events';
import type { Journal } from '../../../ports/journal';
import { compareKeys } from '../../../text/key-order';
import { defined } from '../../../text/defined';
import { visible } from '../../../text/safe-text';
import type { UploadJournal } from '../engine/parts/copy-in-parts';
import { NOTHING_COPIED } from './copy-counts';
import { isIdOfHeader } from './copy-ids';
import { WrittenLines } from './written-lines';
import {
  lineOf,
  type BegunUpload,
  type Checkpoint,
  type Compared,
  type CopyHeader,
  type CopyWhereabouts,
  type FailedCopy,
  type IntendedUpload,
  type Line,
  type RecordedDeletion,
} from './journal-line';

const VERSION = 1;
const ENDING = '.jsonl';

/** Uploads of copies in parts that may be left. */
export interface OpenUploads {
  readonly begun: readonly BegunUpload[];
  readonly intended: readonly IntendedUpload[];
}

export interface RememberedCopy {
  readonly header: CopyHeader;
  readonly checkpoint: Checkpoint;
  /** Of what is settled; the last word on each key. */
  readonly failed: readonly FailedCopy[];
  readonly uploads: OpenUploads;
  /** @default - nothing was to be deleted, or it has not come to that */
  readonly deletion?: RecordedDeletion;
  /** @default - it has not come to that, or this method does not remember it */
  readonly compared?: Compared;
  /** The journal itself. Folders and what became of their objects are not remembered. */
  readonly location: string;
}

function isOpen({ open }: Checkpoint, rest: string): boolean {
  return open.some(
    ({ after, until }) =>
      (after === undefined || compareKeys(rest, after) > 0) && (until === undefined || compareKeys(rest, until) <= 0),
  );
}

function sameKey(one: { readonly key: string }): (other: { readonly key: string }) => boolean {
  return ({ key }) => key === one.key;
}

/** What was begun and has not ended; an upload that has begun is the one that was intended for its key. */
class UploadsLeft {
  readonly begun: BegunUpload[] = [];
  readonly intended: IntendedUpload[] = [];

  add({ intended, begun, ended }: Line): void {
    if (intended !== undefined) this.intended.push(intended);
    if (begun !== undefined) {
      this.begun.push(begun);
      remove(this.intended, sameKey(begun));
    }
    if (ended !== undefined) remove(this.begun, ({ uploadId }) => uploadId === ended.uploadId);
  }
}

function remove<Item>(items: Item[], isMeant: (item: Item) => boolean): void {
  const at = items.findIndex(isMeant);
  if (at !== -1) items.splice(at, 1);
}

/** What was settled longer ago is settled anew: that takes a listing, and what has come since is seen. */
const LONGEST_REST_MS = 24 * 3_600_000;
/** By which clocks of machines that share a directory may differ. */
const SKEW_MS = 5 * 60_000;

/** Whether that was less than `restMs` ago; of a moment that is still to come nobody knows. */
function isWithin(restMs: number, atMs: number, nowMs: number): boolean {
  return nowMs - atMs <= restMs && atMs - nowMs <= SKEW_MS;
}

/** Whether that was a copy by the same S3: another one, that of a rehearsal for example, may have buckets of the same names. */
export function isBySame({ header }: Pick<RememberedCopy, 'header'>, here: CopyWhereabouts): boolean {
  return header.region === here.region && header.accountId === here.accountId && header.endpoint === here.endpoint;
}

/** What was left on purpose excuses what is amiss: whoever else may write here must not say so for more than is left anyway. */
function excuses({ header, checkpoint }: Pick<RememberedCopy, 'header' | 'checkpoint'>): boolean {
  const { overwrite, allVersions } = header.request;
  return checkpoint.counts.kept > 0 && (overwrite !== 'never' || allVersions === true);
}

/** Whether a run may go on from there. */
export function isResumable(
  remembered: Pick<RememberedCopy, 'header' | 'checkpoint'>,
  here: CopyWhereabouts,
  nowMs: number,
): boolean {
  const { phase, atMs, open } = remembered.checkpoint;
  return (
    !isOverIn(phase) &&
    open.length > 0 &&
    isWithin(LONGEST_REST_MS, atMs, nowMs) &&
    isBySame(remembered, here) &&
    !excuses(remembered)
  );
}

/** Undefined: nothing is remembered, or nothing that this version understands. */
export async function readCopy(journal: Journal, transferId: string): Promise<RememberedCopy | undefined> {
  const text = await journal.readLines(transferId + ENDING);
  const [first = '', ...lines] = text?.split('\n') ?? [];
  const { version, header } = lineOf(first) ?? {};
  if (version !== VERSION || header === undefined || !isIdOfHeader(transferId, header)) return undefined;
  let checkpoint: Checkpoint = { atMs: header.startedMs, phase: 'working', open: [{}], counts: NOTHING_COPIED };
  const failed = new Map<string, FailedCopy>();
  const uploads = new UploadsLeft();
  let deletion: RecordedDeletion | undefined;
  let compared: Compared | undefined;
  for (const line of lines) {
    const found = lineOf(line);
    if (found?.checkpoint !== undefined) checkpoint = found.checkpoint;
    if (found?.failed !== undefined) failed.set(found.failed.rest, found.failed);
    if (found?.deletion !== undefined) deletion = found.deletion;
    if (found?.compared !== undefined) compared = found.compared;
    if (found !== undefined) uploads.add(found);
  }
  return {
    header,
    checkpoint,
    failed: [...failed.values()].filter(({ rest }) => !isOpen(checkpoint, rest)),
    uploads: { begun: uploads.begun, intended: uploads.intended },
    ...defined({ deletion, compared }),
    location: `${journal.directory}/${transferId}${ENDING}`,
  };
}

/** Ids of the copies that are remembered. @param isIdOf of the method */
export async function rememberedCopies(journal: Journal, isIdOf: (id: string) => boolean): Promise<readonly string[]> {
  const names = await journal.names();
  return names.flatMap((name) => (name.endsWith(ENDING) ? [name.slice(0, -ENDING.length)] : [])).filter(isIdOf);
}

async function appendLine(journal: Journal, transferId: string, line: Line): Promise<void> {
  // After a line feed: the one before may have been cut off.
  await journal.append(transferId + ENDING, `\n${JSON.stringify(line)}\n`);
}

/** Beside what was copied; nobody decides by it. */
export async function recordDeletion(journal: Journal, transferId: string, deletion: RecordedDeletion): Promise<void> {
  await appendLine(journal, transferId, { deletion });
}

/** What a comparison came to, once the copies were made. */
export async function recordCompared(journal: Journal, transferId: string, compared: Compared): Promise<void> {
  await appendLine(journal, transferId, { compared });
}

export interface CopyWriter {
  failed(one: FailedCopy): void;
  /** Writes what has gathered since the last time, and what could not be written then. Whether it is all there. */
  checkpoint(checkpoint: Checkpoint): Promise<boolean>;
  /** Written at once: who is killed has to know of it. */
  readonly uploads: UploadJournal;
}

/** A disk that is full stops no copy. */
export function unkept({ directory }: Journal, when: string): RunnerEvent {
  return {
    kind: 'note',
    detail: `nothing can be written to '${visible(directory)}'${when}: who is killed before that is mended goes on from what is there, which copies nothing twice, and an upload in parts of that time may be left at the destination`,
  };
}

/**
 * @param remembered what is gone on with; what is not needed of it any more is left out. @default - it begins anew
 * @param begun uploads of an earlier run that may be left, whether it is gone on with or not
 */
export async function writeCopy(
  journal: Journal,
  header: CopyHeader,
  nowMs: () => number,
  remembered?: RememberedCopy,
  begun: OpenUploads['begun'] = remembered?.uploads.begun ?? [],
): Promise<CopyWriter> {
  const name = header.transferId + ENDING;
  const line = (value: Line): string => `${JSON.stringify(value)}\n`;
  const begin = [
    line({ version: VERSION, header }),
    ...(remembered?.failed ?? []).map((failed) => line({ failed })),
    ...(remembered?.uploads.intended ?? []).map((intended) => line({ intended })),
    ...begun.map((one) => line({ begun: one })),
    ...(remembered === undefined ? [] : [line({ checkpoint: remembered.checkpoint })]),
  ];
  const lines = new WrittenLines(journal, name, begin);
  await lines.write();
  const atOnce = async (value: Line): Promise<void> => {
    lines.add(line(value));
    await lines.write();
  };
  return {
    uploads: {
      uploadIntended: ({ bucket, key }) => atOnce({ intended: { bucket, key, atMs: nowMs() } }),
      uploadBegun: ({ bucket, key, uploadId }, isCarriedOver) =>
        atOnce({ begun: { bucket, key, uploadId, ...(isCarriedOver ? { carriedOver: true } : {}) } }),
      // One that is left, or may be complete and without what is carried over, is looked at by the next run.
      uploadEnded: ({ bucket, key, uploadId }, { ended }) =>
        ended === 'left' || ended === 'gone' ? Promise.resolve() : atOnce({ ended: { bucket, key, uploadId } }),
    },
    failed(one) {
      lines.add(line({ failed: one }));
    },
    // Without what has failed it would say that all is well.
    checkpoint: (checkpoint) =>
      lines.write(lines.hasLost ? undefined : line({ checkpoint: defined({ ...checkpoint }) })),
  };
}
