// Whether the outcome of a job has been told to somebody. A tag on the job itself says so, so that a run on another machine
// knows: a job that ended while nobody watched is told first, before a new one is made.
import type { Concluded } from '../concluded';
import type { Engine } from '../../../ports/engine';
import { isRunnerError } from '../../../ports/errors';
import { PLAN_TAG } from '../plan-jobs';
import { readState, writeState } from './state-file';

const TOLD_TAG = 's3-backfill:told';
/** An older end is history: nobody waits for it any more. */
const RECENT_MS = 24 * 3_600_000;

/** Marks one of our tagged jobs; where tags may not be written, the state file alone remembers. */
export async function markTold({ aws, accountId }: Engine, jobId: string): Promise<void> {
  try {
    const tags = await aws.batchOperations.tags(accountId, jobId);
    if (tags[PLAN_TAG] === undefined || tags[TOLD_TAG] !== undefined) return;
    await aws.batchOperations.putTags(accountId, jobId, { ...tags, [TOLD_TAG]: 'yes' });
  } catch (error) {
    if (!isRunnerError(error)) throw error;
  }
}

/** Whether a job of ours ended a short time ago and its outcome was told to nobody. False where that cannot be seen. */
export async function isUntold({ aws, accountId, clock }: Engine, jobId: string): Promise<boolean> {
  try {
    const { endedMs } = await aws.batchOperations.describe(accountId, jobId);
    if (endedMs === undefined || clock.now() - endedMs > RECENT_MS) return false;
    const tags = await aws.batchOperations.tags(accountId, jobId);
    return tags[PLAN_TAG] !== undefined && tags[TOLD_TAG] === undefined;
  } catch (error) {
    if (isRunnerError(error, 'denied', 'not-found')) return false;
    throw error;
  }
}

/** Whether a later run is to look at a job again: no report has told what became of it, and one may tell soon. */
export function staysOpen({ conclusion, job }: Pick<Concluded, 'conclusion' | 'job'>, { clock }: Engine): boolean {
  const { endedMs = clock.now() } = job.view;
  return conclusion.open === true && clock.now() - endedMs <= RECENT_MS;
}

/** Marks the jobs of a pass, in S3 and in their state files. */
export async function markAllTold(concluded: readonly Concluded[], engine: Engine): Promise<void> {
  for (const { planned, job } of concluded) {
    await markTold(engine, job.jobId);
    const state = await readState(engine.journal, planned.hash);
    if (state !== undefined) await writeState(engine.journal, planned.hash, { ...state, jobId: job.jobId, told: true });
  }
}
