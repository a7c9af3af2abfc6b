// One pass over the jobs of a plan: each is found or created, all are watched to their ends, and each is concluded.
import { conclude, stillRunning } from './conclude-job';
import { ensureJob } from './jobs/ensure-job';
import type { Engine } from '../../ports/engine';
import type { Ending, RunnerEvent } from '../../events/events';
import { isOver } from './jobs/job-phase';
import { listOwnJobs } from './jobs/own-jobs';
import type { Concluded } from './concluded';
import type { JobPlan, PlannedJob } from './plan-jobs';
import type { ConcludeOptions, WatchOptions } from '../method';
import { watch, type Queue } from './watch/watch-jobs';
import { watched, type Watched } from './watch/watched-job';

export interface PassOptions extends WatchOptions, ConcludeOptions {
  /** The command that does the same again. */
  readonly again: string;
}

/** What is known of the jobs while they run: what has to be said when the run ends early. */
export interface Underway {
  readonly planned: Map<string, PlannedJob>;
  readonly jobs: Watched[];
  /** Whether a CreateJob may have been sent without its answer having been seen. */
  creating: boolean;
}

export function nothingUnderway(): Underway {
  return { planned: new Map(), jobs: [], creating: false };
}

function queueOf(plan: JobPlan, underway: Underway, engine: Engine): Queue {
  const waiting = [...plan.transfers];
  return {
    prefixes: () => waiting.map(({ prefix }) => prefix),
    async *next(): AsyncGenerator<RunnerEvent, Watched> {
      const planned = waiting.shift();
      if (planned === undefined) throw new Error('the queue is empty');
      // Asked anew each time: another run may have created the job while this one waited in the queue.
      const own = await listOwnJobs(engine.aws.batchOperations, engine.accountId);
      underway.creating = true;
      const existing = yield* ensureJob(planned, engine, own);
      underway.creating = false;
      underway.planned.set(existing.jobId, planned);
      return watched(existing.view, planned.prefix, engine.clock.now());
    },
  };
}

/**
 * Runs the jobs of `plan` to their ends.
 * @param underway filled in as jobs come into being
 * @returns what became of each; or the ending of the run, when time was up before
 */
export async function* pass(
  plan: JobPlan,
  underway: Underway,
  engine: Engine,
  options: PassOptions,
): AsyncGenerator<RunnerEvent, readonly Concluded[] | Ending> {
  const queue = queueOf(plan, underway, engine);
  const { jobs } = underway;
  const leaving = yield* watch(jobs, queue, engine, options);
  if (leaving !== undefined) {
    const running = jobs.filter(({ view }) => !isOver(view.status));
    const [only, ...more] = running;
    const comeBack =
      only !== undefined && more.length === 0 && plan.transfers.length === 1
        ? engine.comeBack(only.jobId)
        : options.again;
    return stillRunning(jobs, queue.prefixes().length, comeBack, leaving);
  }
  const concluded: Concluded[] = [];
  for (const job of jobs) {
    const planned = underway.planned.get(job.jobId);
    const conclusion = yield* conclude(job, engine, options);
    if (planned !== undefined) concluded.push({ planned, job, conclusion });
  }
  return concluded;
}
