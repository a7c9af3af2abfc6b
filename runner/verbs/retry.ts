// A new job for what has failed and can succeed. The report that comes first says what becomes of the rest.
import type { Handoff } from '../../modules/handoff';
import type { Retriable } from '../methods/batch-replication/report/causes';
import { endingOf, type Conclusion } from '../methods/batch-replication/conclude-job';
import type { Engine } from '../ports/engine';
import { RunnerError } from '../ports/errors';
import type { RunnerEvent, Telling } from '../events/events';
import type { FailedVersions } from '../methods/batch-replication/report/failed-versions';
import { counted } from '../text/figures';
import { isOver } from '../methods/batch-replication/jobs/job-phase';
import type { JobView } from '../ports/batch-operations';
import { readReport } from '../methods/batch-replication/report/read-report';
import type { StateFiles } from '../methods/batch-replication/jobs/state-file';
import { runVerb, type RunOptions } from './run';
import { findJob } from './watch';

export interface RetryOptions extends RunOptions {
  /** Take what needed a remedy too: it has been applied. @default false */
  readonly remedied: boolean;
}

/** @throws RunnerError `usage` when the job is not over, `not-found` when it has no report */
async function* failuresOf(
  view: JobView,
  engine: Engine,
  waitSeconds: number,
): AsyncGenerator<RunnerEvent, FailedVersions> {
  const { jobId, status, prefix = '' } = view;
  if (!isOver(status))
    throw new RunnerError('usage', `job ${jobId} is ${status}: what has failed is known when it is over`);
  const read = yield* readReport(view, prefix, engine, waitSeconds);
  if (read === undefined)
    throw new RunnerError(
      'not-found',
      `job ${jobId} has no completion report: which versions have failed is not known`,
      's3-backfill run selects what is not replicated, or failed',
    );
  yield read.found;
  return read.failed;
}

/** What this retry does not take. */
function leftOver(failed: FailedVersions, taken: readonly Retriable[]): Conclusion | undefined {
  const remedy = taken.includes('after-remedy') ? 0 : failed.count('after-remedy');
  const never = failed.count('never');
  if (remedy + never === 0) return undefined;
  const parts = [
    ...(remedy === 0
      ? []
      : [
          `${counted(remedy, 'object version')} first need${remedy === 1 ? 's' : ''} the remedy above (then: --remedied)`,
        ]),
    ...(never === 0 ? [] : [`of ${counted(never, 'object version')} no job can make anything`]),
  ];
  return { outcome: 'some-failed', summary: parts.join('; ') };
}

/** What S3 is asked for: exactly the versions, or, where they are too many to list, all that failed under the prefix. */
function selected(failed: FailedVersions, taken: readonly Retriable[]): Pick<RunOptions, 'choose' | 'selection'> {
  const lists = taken.map((retriable) => failed.versions(retriable));
  const versions = lists.flatMap((list) => list ?? []);
  if (lists.includes(undefined)) return { selection: { statuses: ['FAILED'] } };
  return { choose: () => Promise.resolve(versions) };
}

/** Reads the report of a job, and runs a new one for what can succeed. */
export async function* retryVerb(
  jobId: string,
  target: Handoff,
  engine: Engine,
  states: StateFiles,
  options: RetryOptions,
): Telling {
  const view = await findJob(jobId, engine);
  const failed = yield* failuresOf(view, engine, options.reportWaitSeconds);
  const taken: readonly Retriable[] = options.remedied ? ['now', 'after-remedy'] : ['now'];
  const left = leftOver(failed, taken);
  const count = taken.reduce((sum, retriable) => sum + failed.count(retriable), 0);
  if (count === 0) {
    const nothing: Conclusion = {
      outcome: 'nothing-to-do',
      summary: `nothing of job ${jobId} can be tried again as things are`,
    };
    return endingOf([nothing, ...(left === undefined ? [] : [left])], [jobId]);
  }
  const prefixes = view.prefix === undefined ? [] : [view.prefix];
  const ending = yield* runVerb({ ...target, prefixes }, engine, states, { ...options, ...selected(failed, taken) });
  return left === undefined || ending.outcome === 'interrupted'
    ? ending
    : { ...ending, ...endingOf([ending, left], ending.jobIds) };
}
