// What an execution that is over has come to: its counters and its report together, since SUCCESS hides what failed and what was skipped.
import type { Ending, RunnerEvent } from '../../events/events';
import type { Outcome } from '../../events/exit-code';
import type { FailedVersions } from '../../evidence/failed-versions';
import type { Engine } from '../../ports/engine';
import { isRunnerError } from '../../ports/errors';
import type { ExecutionView } from '../../ports/datasync/datasync';
import { defined } from '../../text/defined';
import { counted } from '../../text/figures';
import { visible } from '../../text/safe-text';
import type { ConcludeOptions } from '../method';
import { countersOf, totalOf } from './execution/execution-words';
import { phaseOf, type Watched } from './execution/watch-execution';
import { adviceOf } from './report/causes';
import { awaitReport, readTaskReport, type ReadReport } from './report/read-report';

export interface Conclusion {
  readonly execution: ExecutionView;
  readonly outcome: Outcome;
  readonly summary: string;
  /** @default - no report names it */
  readonly failed?: FailedVersions;
  /** Objects that failed in a way that no report names. */
  readonly unlisted: number;
  /** Whether objects may have failed, or been skipped, of which nothing tells. */
  readonly open: boolean;
  /** Objects that were skipped, as far as is known. */
  readonly skipped: number;
  readonly failures: number;
}

export function reasonsOf({ failure }: ExecutionView) {
  return failure === undefined ? [] : [{ code: failure.code, text: failure.detail }];
}

/** Whether objects may have failed, or been skipped, of which nothing tells: Basic mode counts neither. */
function isOpen({ mode, counts, status }: ExecutionView, read: ReadReport | undefined): boolean {
  if (status !== 'SUCCESS') return false;
  if (read === undefined) return mode === 'BASIC' || counts.skipped > 0;
  if (read.unexplained > 0) return true;
  return counts.skipped > read.skipped + read.skippedRightly + read.failures;
}

interface Come {
  readonly wasCancelled: boolean;
  readonly failures: number;
  readonly skipped: number;
  readonly open: boolean;
}

function outcomeOf(execution: ExecutionView, { wasCancelled, failures, skipped, open }: Come): Outcome {
  if (execution.status === 'ERROR') {
    // Every object may have been tried, and some have failed: then that is all that is wrong.
    if (wasCancelled) return 'cancelled';
    return execution.counts.transferred > 0 && failures > 0 ? 'some-failed' : 'failed';
  }
  if (failures + skipped > 0) return 'some-failed';
  if (open) return 'not-known';
  return execution.counts.transferred > 0 ? 'done' : 'nothing-to-do';
}

function summaryOf(
  execution: ExecutionView,
  read: ReadReport | undefined,
  wasCancelled: boolean,
  open: boolean,
): string {
  const { failure, counts } = execution;
  const failures = Math.max(counts.failed, read?.failures ?? 0);
  const hidden = execution.status === 'SUCCESS' && failures + (read?.skipped ?? 0) > 0;
  return [
    countersOf(execution),
    ...(counts.failed === 0 && failures > 0 ? [`${counted(failures, 'object')} failed, by the report`] : []),
    ...((read?.skipped ?? 0) > 0
      ? [`${counted(read?.skipped ?? 0, 'object')} skipped that ${read?.skipped === 1 ? 'is' : 'are'} not copied`]
      : []),
    ...(open
      ? ['no report says which objects were skipped, or failed, and why: a comparison tells what is missing']
      : []),
    ...(hidden ? ['DataSync itself calls that SUCCESS'] : []),
    ...(wasCancelled ? ['it was cancelled, which DataSync tells as ERROR'] : []),
    ...(failure === undefined || wasCancelled
      ? []
      : [`DataSync says ${visible(`${failure.code} ${failure.detail}`.trim())}`]),
  ].join('; ');
}

/** Tells the end, waits for the report and tells it. @param wasCancelled whether somebody is known to have cancelled it */
export async function* concludeExecution(
  { execution: ended, states, wasCancelled }: Watched,
  sourcePrefix: string,
  engine: Engine,
  { reportWaitSeconds }: ConcludeOptions,
  prefix?: string,
): AsyncGenerator<RunnerEvent, Conclusion> {
  const { executionArn, counts, failure } = ended;
  const phase = phaseOf(ended, wasCancelled);
  yield {
    kind: 'transfer-ended',
    transferId: executionArn,
    ...defined({ prefix }),
    phase,
    status: phase === 'ended' ? 'Complete' : phase === 'cancelled' ? 'Cancelled' : 'Failed',
    total: totalOf(ended),
    succeeded: counts.transferred,
    failed: counts.failed,
    reasons: reasonsOf(ended),
    advice: failure === undefined || wasCancelled ? [] : adviceOf(failure.code, failure.detail),
    states,
  };
  const { execution, lacks } = await awaitReport(ended, reportWaitSeconds, engine);
  const read = lacks === undefined ? yield* told(execution, sourcePrefix, engine, prefix) : undefined;
  if (lacks !== undefined) yield { kind: 'note', detail: lacks };
  const failures = Math.max(counts.failed, read?.failures ?? 0);
  const skipped = read?.skipped ?? 0;
  const open = isOpen(execution, read);
  return {
    execution,
    outcome: outcomeOf(execution, { wasCancelled, failures, skipped, open }),
    summary: summaryOf(execution, read, wasCancelled, open),
    unlisted: Math.max(0, failures - (read?.failures ?? 0)),
    skipped,
    failures,
    open,
    ...defined({ failed: read?.failed }),
  };
}

/** What is left of it when all that it names is tried again: where it was cut short, or does not name everything, more may be missing. */
export function besidesRetried(conclusion: Conclusion): Conclusion {
  const { execution, open } = conclusion;
  if (execution.status !== 'SUCCESS' || open) return { ...conclusion, outcome: 'not-known' };
  return { ...conclusion, outcome: execution.counts.transferred > 0 ? 'done' : 'nothing-to-do' };
}

/** A report that may not be read is no reason to say nothing of the rest. */
async function* told(
  execution: ExecutionView,
  sourcePrefix: string,
  engine: Engine,
  prefix: string | undefined,
): AsyncGenerator<RunnerEvent, ReadReport | undefined> {
  try {
    const read = await readTaskReport(execution, sourcePrefix, engine, prefix);
    if (read !== undefined) yield read.event;
    return read;
  } catch (error) {
    if (!isRunnerError(error, 'denied', 'unavailable', 'not-found', 'refused')) throw error;
    yield {
      kind: 'note',
      detail: `the task report could not be read: ${error.message}; which objects failed or were skipped it would name`,
    };
    return undefined;
  }
}

export function endingOf({ execution, outcome, summary }: Conclusion): Ending {
  return { outcome, summary, transferIds: [execution.executionArn] };
}
