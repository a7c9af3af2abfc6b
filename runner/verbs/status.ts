import type { Engine } from '../ports/engine';
import type { Telling } from '../events/events';
import { isOver, phaseOf } from '../methods/batch-replication/jobs/job-phase';
import { adviceOn } from '../methods/batch-replication/jobs/job-failures';
import { findJob } from './watch';

/** Tells how a job is now: one look, whatever it finds. */
export async function* statusVerb(jobId: string, engine: Engine): Telling {
  const view = await findJob(jobId, engine);
  const advice = phaseOf(view.status) === 'failed' ? adviceOn(view.reasons) : [];
  yield { kind: 'job-status', ...view, advice };
  return {
    outcome: 'done',
    summary: `job ${jobId} is ${view.status}`,
    jobIds: [jobId],
    ...(isOver(view.status) ? {} : { comeBack: engine.comeBack(jobId) }),
  };
}
