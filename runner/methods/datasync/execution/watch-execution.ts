// Looks at an execution until it is over, and tells each state and how far it is.
import type { PassedState, TransferPhase, TransferProgress } from '../../../events/transfer-events';
import type { RunnerEvent } from '../../../events/events';
import type { Engine } from '../../../ports/engine';
import { isOverExecution, type ExecutionStatus, type ExecutionView } from '../../../ports/datasync/datasync';
import { defined } from '../../../text/defined';
import type { WatchOptions } from '../../method';
import { totalOf } from './execution-words';

/** A status that this version does not know is no end. */
const PHASE_OF: Readonly<Record<ExecutionStatus | 'unknown', TransferPhase>> = {
  QUEUED: 'waiting-for-the-service',
  LAUNCHING: 'working',
  PREPARING: 'working',
  TRANSFERRING: 'working',
  VERIFYING: 'working',
  CANCELLING: 'working',
  SUCCESS: 'ended',
  ERROR: 'failed',
  unknown: 'working',
};

export function phaseOf({ status }: Pick<ExecutionView, 'status'>, wasCancelled = false): TransferPhase {
  const phase = PHASE_OF[status];
  return phase === 'failed' && wasCancelled ? 'cancelled' : phase;
}

function progressOf(execution: ExecutionView, prefix?: string): TransferProgress {
  const { executionArn, word, counts } = execution;
  return {
    transferId: executionArn,
    ...defined({ prefix }),
    phase: phaseOf(execution),
    status: word,
    total: totalOf(execution),
    succeeded: counts.transferred,
    failed: counts.failed,
  };
}

/** How it was left. */
export interface Watched {
  readonly execution: ExecutionView;
  readonly states: readonly PassedState[];
  /** Somebody was seen to cancel it: DataSync itself ends it as ERROR. */
  readonly wasCancelled: boolean;
  /** @default - it is over */
  readonly left?: 'detached' | 'still-running';
}

export async function* watchExecution(
  executionArn: string,
  engine: Engine,
  { pollSeconds, deadlineMs, detach }: WatchOptions,
  prefix?: string,
): AsyncGenerator<RunnerEvent, Watched> {
  const { aws, clock, signal } = engine;
  const passed = new Map<string, number>();
  let before: { readonly word: string; readonly sinceMs: number; readonly seen: boolean } | undefined;
  let wasCancelled = false;
  const states = (): readonly PassedState[] =>
    [...passed].map(([status, milliseconds]) => ({ status, seconds: Math.round(milliseconds / 1000) }));
  for (;;) {
    const execution = await aws.dataSync.execution(executionArn);
    const nowMs = clock.now();
    wasCancelled ||= execution.status === 'CANCELLING';
    if (before?.word !== execution.word) {
      if (before?.seen === true) passed.set(before.word, (passed.get(before.word) ?? 0) + nowMs - before.sinceMs);
      yield {
        kind: 'transfer-state',
        transferId: executionArn,
        ...defined({ prefix }),
        phase: phaseOf(execution, wasCancelled),
        status: execution.word,
        atMs: nowMs,
        ...(before === undefined ? {} : { formerStatus: before.word }),
        ...(before?.seen === true ? { formerSeconds: Math.round((nowMs - before.sinceMs) / 1000) } : {}),
      };
      before = { word: execution.word, sinceMs: nowMs, seen: before !== undefined };
    }
    yield { kind: 'progress', atMs: nowMs, transfers: [progressOf(execution, prefix)], queued: 0 };
    if (isOverExecution(execution)) return { execution, states: states(), wasCancelled };
    if (detach === true) return { execution, states: states(), wasCancelled, left: 'detached' };
    if (deadlineMs !== undefined && nowMs >= deadlineMs)
      return { execution, states: states(), wasCancelled, left: 'still-running' };
    const most = deadlineMs === undefined ? Infinity : Math.max(0, deadlineMs - nowMs);
    await clock.sleep(Math.min(pollSeconds * 1000, most), signal);
  }
}
