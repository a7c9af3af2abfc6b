// Finds the jobs that this or another run has made for the same plan, so that there is never a second one at a time.
import { isRunnerError } from '../../../ports/errors';
import { isOver } from './job-phase';
import type { JobListing } from '../../../ports/batch-operations';
import { planMark, type PlannedJob } from '../plan-jobs';
import type { BatchOperations } from '../../../ports/batch-operations';
import type { JobState } from './state-file';

const MARK = /\[plan ([0-9a-f]{16})\]/;

/** Hash of the plan that a job with this description belongs to; undefined: it is not ours. */
export function planOf(description: string): string | undefined {
  return MARK.exec(description)?.[1];
}

/** Our jobs in the listing of S3, newest first; undefined when the caller may not list. */
export async function listOwnJobs(
  jobs: BatchOperations,
  accountId: string,
): Promise<readonly JobListing[] | undefined> {
  const own: JobListing[] = [];
  try {
    for await (const listing of jobs.list(accountId)) if (planOf(listing.description) !== undefined) own.push(listing);
  } catch (error) {
    if (isRunnerError(error, 'denied')) return undefined;
    throw error;
  }
  return own.sort((a, b) => b.createdMs - a.createdMs);
}

export type Found =
  | { readonly how: 'attach'; readonly jobId: string; readonly detail: string }
  | {
      readonly how: 'create';
      /** Empty: there was none. */
      readonly lastEndedJobId: string;
    };

/**
 * What to do for a planned job: go on with one that is there, or create it.
 * @param own our jobs, newest first; undefined when they may not be listed
 * @param state what an earlier run has left in its state file
 */
export function findOwnJob(
  planned: PlannedJob,
  own: readonly JobListing[] | undefined,
  state: JobState | undefined,
): Found {
  const same = (own ?? []).filter(({ description }) => description.includes(planMark(planned.hash)));
  const running = same.find(({ status }) => !isOver(status));
  if (running !== undefined)
    return { how: 'attach', jobId: running.jobId, detail: 'an earlier run created it and it is not over' };
  if (state?.jobId !== undefined && !state.told) {
    return { how: 'attach', jobId: state.jobId, detail: 'an earlier run created it and did not see its end' };
  }
  return { how: 'create', lastEndedJobId: same[0]?.jobId ?? state?.jobId ?? '' };
}
