// Whether the outcome of a job has been told to somebody. A tag on the job itself says so, so that a run on another machine
// knows: a job that ended while nobody watched is told first, before a new one is made.
import type { Concluded } from '../concluded';
import type { Engine } from '../../../ports/engine';
import { isRunnerError } from '../../../ports/errors';
import { PLAN_TAG } from '../../../ports/batch/job-request';
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

/** Whether the outcome of a job was told, as far as its tags say. */
async function toldByTags({ aws, accountId }: Engine, jobId: string): Promise<'told' | 'untold' | 'unknown'> {
  try {
    const tags = await aws.batchOperations.tags(accountId, jobId);
    if (tags[PLAN_TAG] === undefined) return 'unknown';
    return tags[TOLD_TAG] === undefined ? 'untold' : 'told';
  } catch (error) {
    if (isRunnerError(error, 'denied', 'not-found')) return 'unknown';
    throw error;
  }
}

/**
 * Whether the outcome of a job of ours was told to nobody. An old end is history, unless this machine remembers it.
 * @param untoldHere whether the state file says so; it decides where tags do not
 */
export async function isUntold(engine: Engine, jobId: string, untoldHere = false): Promise<boolean> {
  const told = await toldByTags(engine, jobId);
  if (untoldHere || told !== 'untold') return told !== 'told' && untoldHere;
  try {
    const { endedMs } = await engine.aws.batchOperations.describe(engine.accountId, jobId);
    return endedMs === undefined || engine.clock.now() - endedMs <= RECENT_MS;
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

/** Marks the jobs of a backfill, in S3 and in their state files, which remember the newest. */
export async function markAllTold(concluded: readonly Concluded[], engine: Engine): Promise<void> {
  const seen = new Set<string>();
  for (const { planned, job } of [...concluded].reverse()) {
    await markTold(engine, job.jobId);
    if (seen.has(planned.hash)) continue;
    seen.add(planned.hash);
    const state = await readState(engine.journal, planned.hash);
    if (state !== undefined) await writeState(engine.journal, planned.hash, { ...state, jobId: job.jobId, told: true });
  }
}
