import { conclude, endingOf, type ConcludeOptions } from '../methods/batch-replication/conclude-job';
import type { Engine } from '../ports/engine';
import type { Telling } from '../events/events';
import { isOver } from '../methods/batch-replication/jobs/job-phase';
import { watched } from '../methods/batch-replication/watch/watched-job';
import { findJob } from './watch';

/** Tells what became of a job that is over, by its completion report. */
export async function* reportVerb(jobId: string, engine: Engine, options: ConcludeOptions): Telling {
  const view = await findJob(jobId, engine);
  if (!isOver(view.status)) {
    const summary = `job ${jobId} is ${view.status}: its completion report comes when it is over`;
    return { outcome: 'still-running', summary, jobIds: [jobId], comeBack: engine.comeBack(jobId) };
  }
  const conclusion = yield* conclude(watched(view, view.prefix ?? '', engine.clock.now()), engine, options);
  return endingOf([conclusion], [jobId]);
}
