// Steers a job that exists: confirm, cancel, priority. Each looks first, so that an order that cannot be followed is not sent.
import type { Engine } from '../ports/engine';
import { RunnerError } from '../ports/errors';
import type { Telling } from '../events/events';
import { counted } from '../text/figures';
import { isOver } from '../methods/batch-replication/jobs/job-phase';
import type { JobView } from '../ports/batch-operations';
import { findJob } from './watch';

function refused(view: JobView, wanted: string, hint: string): RunnerError {
  return new RunnerError('usage', `job ${view.jobId} is ${view.status}: it cannot be ${wanted}`, hint);
}

/** Lets a job that waits for confirmation begin. @throws RunnerError `usage` when it does not wait */
export async function* confirmVerb(jobId: string, engine: Engine): Telling {
  const view = await findJob(jobId, engine);
  if (view.status !== 'Suspended') throw refused(view, 'confirmed', 'only a job that is Suspended waits for it');
  yield { kind: 'job-status', ...view, advice: [] };
  await engine.aws.batchOperations.updateStatus(engine.accountId, jobId, 'Ready', 'confirmed with s3-backfill');
  return {
    outcome: 'done',
    summary: `job ${jobId} is confirmed: ${counted(view.counts.total, 'object version')} to replicate`,
    jobIds: [jobId],
    comeBack: engine.comeBack(jobId),
  };
}

/** Ends a job; what it has replicated stays. @throws RunnerError `usage` when it is over */
export async function* cancelVerb(jobId: string, engine: Engine): Telling {
  const view = await findJob(jobId, engine);
  if (isOver(view.status)) throw refused(view, 'cancelled', 'it is over already');
  yield { kind: 'job-status', ...view, advice: [] };
  await engine.aws.batchOperations.updateStatus(engine.accountId, jobId, 'Cancelled', 'cancelled with s3-backfill');
  return {
    outcome: 'done',
    summary: `job ${jobId} is being cancelled; what it has replicated stays, and a new run copies the rest`,
    jobIds: [jobId],
    comeBack: engine.comeBack(jobId),
  };
}

/** Changes the priority of a job. @throws RunnerError `usage` when it is over */
export async function* priorityVerb(jobId: string, priority: number, engine: Engine): Telling {
  const view = await findJob(jobId, engine);
  if (isOver(view.status)) throw refused(view, 'given another priority', 'it is over already');
  yield { kind: 'job-status', ...view, advice: [] };
  await engine.aws.batchOperations.updatePriority(engine.accountId, jobId, priority);
  return {
    outcome: 'done',
    summary: `job ${jobId} has priority ${priority} now (it was ${view.priority}); the highest runs first, none runs faster`,
    jobIds: [jobId],
    comeBack: engine.comeBack(jobId),
  };
}
