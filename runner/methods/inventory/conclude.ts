// What a run that is over has come to: outcomes and dead letters together.
import type { Ending, RunnerEvent } from '../../events/events';
import type { Outcome } from '../../events/exit-code';
import type { FailedVersions } from '../../evidence/failed-versions';
import type { Engine } from '../../ports/engine';
import { counted } from '../../text/figures';
import type { ConcludeOptions } from '../method';
import { deadLettersOf, deadListsOf, type DeadLetters, type DeadLists } from './report/dead-letters';
import { readReport, type ReadReport } from './report/tell-report';
import { writeRun, type RunRecord } from './runs/run-record';
import type { RunState } from './runs/run-state';
import { countersOf, hasFailed } from './runs/run-words';
import type { Watched } from './runs/watch-run';

export interface Conclusion {
  readonly record: RunRecord;
  readonly state: RunState;
  readonly outcome: Outcome;
  readonly summary: string;
  readonly failed: FailedVersions;
  readonly unlisted: number;
  /** Objects that were given up. */
  readonly failures: number;
}

function outcomeOf(
  record: RunRecord,
  state: RunState,
  { failures, unlisted }: ReadReport,
  { failOnEmpty }: ConcludeOptions,
): Outcome {
  if (record.cancelledMs !== undefined) return 'cancelled';
  if (!state.isRead) return hasFailed(state) ? 'failed' : 'some-failed';
  if (failures > 0) return 'some-failed';
  if (unlisted > 0 || state.settled.count('not-comparable') > 0) return 'not-known';
  if (state.settled.count('copied') > 0) return 'done';
  if (state.objects > 0) return 'nothing-to-do';
  return failOnEmpty ? 'nothing-matched' : 'nothing-found';
}

function summaryOf(record: RunRecord, state: RunState, { unlisted }: ReadReport, givenUp: number): string {
  return [
    countersOf(state),
    ...(givenUp > 0 ? [`${counted(givenUp, 'object')} with the dead letters`] : []),
    ...(unlisted > 0 ? [`of ${counted(unlisted, 'object')} nothing tells what became of them`] : []),
    ...(state.start === undefined
      ? [`the reader has not begun: the log of ${record.needs.readerName} says why, if it was called`]
      : state.isRead
        ? []
        : [`${state.filesRead} of ${state.start.files} files of the inventory were read to their end`]),
    ...(record.cancelledMs === undefined ? [] : ['it was cancelled']),
  ].join('; ');
}

/** Objects of the run that lie with the dead letters, and that nothing else has copied. */
function inLetters({ keys }: DeadLetters, { settled }: RunState): number {
  return [...new Set(keys)].filter((key) => [undefined, 'failed'].includes(settled.of(key))).length;
}

const NO_LISTS: DeadLists = { messages: 0, others: 0, poisoned: 0 };

/** Tells the end, and the report. */
export async function* concludeRun(
  { record, look, state, states, once }: Watched,
  engine: Engine,
  options: ConcludeOptions,
): AsyncGenerator<RunnerEvent, Conclusion> {
  const letters = await deadLettersOf(record, engine);
  const lists = state.listsDead === 0 ? NO_LISTS : await deadListsOf(record, engine);
  const read = await readReport(record, look, state, letters, lists, engine);
  const outcome = outcomeOf(record, state, read, options);
  const isCancelled = record.cancelledMs !== undefined;
  const isFailed = outcome === 'failed';
  yield {
    kind: 'transfer-ended',
    transferId: record.runId,
    ...(record.from.prefix === '' ? {} : { prefix: record.from.prefix }),
    phase: isCancelled ? 'cancelled' : isFailed ? 'failed' : 'ended',
    status: isCancelled ? 'Cancelled' : isFailed ? 'Failed' : 'Complete',
    total: state.objects,
    succeeded: read.event.succeeded,
    failed: read.failures,
    reasons: [],
    advice: [],
    states,
  };
  yield read.event;
  const counts = { total: state.objects, succeeded: read.event.succeeded, failed: read.failures };
  const ended: RunRecord = {
    ...record,
    counts,
    endedMs: record.endedMs ?? engine.clock.now(),
    ...(isFailed ? { isFailed } : {}),
  };
  // Of what nothing tells anything, somebody may tell yet.
  const isOpen = once === true && read.unlisted > 0 && record.cancelledMs === undefined;
  if (!isOpen) await writeRun(engine.journal, ended);
  return {
    record: isOpen ? record : ended,
    state,
    outcome,
    summary: summaryOf(record, state, read, inLetters(letters, state)),
    failed: read.failed,
    unlisted: read.unlisted,
    failures: read.failures,
  };
}

export function endingOf({ record, outcome, summary }: Conclusion): Ending {
  return { outcome, summary, transferIds: [record.runId] };
}
