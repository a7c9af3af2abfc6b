import {
  conclude,
  endingOf,
  stillRunning,
  type ConcludeOptions,
  type Conclusion,
} from '../methods/batch-replication/conclude-job';
import type { Engine } from '../ports/engine';
import { RunnerError, isRunnerError } from '../ports/errors';
import type { Telling } from '../events/events';
import { isOver } from '../methods/batch-replication/jobs/job-phase';
import type { JobView } from '../ports/batch-operations';
import { visible } from '../text/safe-text';
import { markTold, staysOpen } from '../methods/batch-replication/jobs/reported-mark';
import { EMPTY_QUEUE, watch, type WatchOptions } from '../methods/batch-replication/watch/watch-jobs';
import { watched, type Watched } from '../methods/batch-replication/watch/watched-job';

/**
 * @throws RunnerError `not-found` that names the Region: jobs are known in one only
 */
export async function findJob(jobId: string, engine: Engine): Promise<JobView> {
  try {
    return await engine.aws.batchOperations.describe(engine.accountId, jobId);
  } catch (error) {
    if (!isRunnerError(error, 'not-found')) throw error;
    throw new RunnerError(
      'not-found',
      `there is no job '${visible(jobId)}' in account ${engine.accountId}, Region ${engine.aws.region}`,
      'jobs are known in the Region of their source bucket only (--region), and for 30 to 90 days',
      error.code,
    );
  }
}

/** Looks at jobs that exist until they are over, and tells what became of them. */
export async function* watchVerb(
  jobIds: readonly string[],
  engine: Engine,
  options: WatchOptions & ConcludeOptions,
): Telling {
  const jobs: Watched[] = [];
  const comeBack = engine.comeBack(jobIds.join(' '));
  try {
    for (const jobId of new Set(jobIds)) {
      const view = await findJob(jobId, engine);
      jobs.push(watched(view, view.prefix ?? '', engine.clock.now()));
    }
    const leaving = yield* watch(jobs, EMPTY_QUEUE, engine, options);
    if (leaving !== undefined) return stillRunning(jobs, 0, comeBack, leaving);
    const conclusions: Conclusion[] = [];
    const told: string[] = [];
    for (const job of jobs) {
      const conclusion = yield* conclude(job, engine, options);
      conclusions.push(conclusion);
      if (!staysOpen({ job, conclusion }, engine)) told.push(job.jobId);
    }
    const settle = async (): Promise<void> => {
      for (const jobId of told) await markTold(engine, jobId);
    };
    return { ...endingOf(conclusions, jobIds), settle };
  } catch (error) {
    if (!isRunnerError(error, 'interrupted')) {
      if (jobs.some(({ view }) => !isOver(view.status)))
        yield { kind: 'note', detail: `what was watched goes on in AWS; come back with: ${comeBack}` };
      throw error;
    }
    return {
      outcome: 'interrupted',
      summary: `interrupted; job ${jobIds.map(visible).join(', ')} is not affected`,
      jobIds,
      comeBack,
    };
  }
}
