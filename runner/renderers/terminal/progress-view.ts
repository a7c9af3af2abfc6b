// Jobs that are watched, for a person: lines that change on a terminal; in a log, a line when something has changed.
import type { TransferProgress, TransferStateEvent, ProgressEvent } from '../../events/transfer-events';
import type { Output } from '../../ports/world';
import { safeLines } from '../../text/safe-text';
import { liveBlock } from './live-block';
import { jobLine, liveLines, moment, stillText, type Spelling } from './progress-line';

/** How long a log may be silent: a CI system may take a silent step for a dead one. */
const LONGEST_SILENCE_MS = 10 * 60_000;
const NARROWEST = 20;

export interface ProgressView {
  /** Kept until the progress that follows tells it. */
  state(event: TransferStateEvent): void;
  progress(event: ProgressEvent): void;
  /** A line that the next one replaces. */
  passing(text: string): void;
  /** Takes away what would be written over. */
  clear(): void;
}

/** What changed since the last look at this job; a log is not told what it knows. */
function seen(job: TransferProgress): string {
  return `${job.total} ${job.succeeded} ${job.failed}`;
}

export function progressView(stderr: Output, spelling: Spelling): ProgressView {
  const block = liveBlock(stderr);
  const last = new Map<string, string>();
  const changed = new Map<string, TransferStateEvent>();
  let toldMs: number | undefined;

  const say = (atMs: number, text: string): void => {
    block.clear();
    stderr.write(`${moment(atMs)} ${text}\n`);
    toldMs = atMs;
  };

  return {
    state: (event) => void changed.set(event.transferId, event),
    progress(event) {
      const { atMs } = event;
      for (const job of event.transfers) {
        const state = changed.get(job.transferId);
        const isNew = !stderr.isTerminal && last.get(job.transferId) !== seen(job);
        last.set(job.transferId, seen(job));
        if (state !== undefined || isNew) say(atMs, jobLine(job, state));
      }
      changed.clear();
      if (stderr.isTerminal) block.show(liveLines(event, Math.max(NARROWEST, stderr.columns) - 1, spelling));
      toldMs ??= atMs;
      const silentMs = atMs - toldMs;
      if (!stderr.isTerminal && silentMs >= LONGEST_SILENCE_MS) say(atMs, stillText(event, silentMs / 1000));
    },
    passing(text) {
      if (stderr.isTerminal) block.show([text]);
      else stderr.write(`${safeLines(text)}\n`);
    },
    clear: () => block.clear(),
  };
}
