// One pass over the jobs of a plan: each is found or created, all are watched to their ends, and each is concluded.
import { conclude } from './conclude-job';
import { stillRunning, type Leaving } from './jobs-ending';
import { awaitRules, youngRulesOf } from './jobs/await-rules';
import { ensureJob, hasEarlierJob, type ExistingJob } from './jobs/ensure-job';
import type { Engine } from '../../ports/engine';
import type { Ending, RunnerEvent } from '../../events/events';
import { listOwnJobs } from './jobs/own-jobs';
import type { JobListing } from '../../ports/batch/batch-operations';
import { roundOf } from './jobs/round-mark';
import type { Concluded } from './concluded';
import type { JobPlan, PlannedJob } from './planned-job';
import { JobRefused } from './refusals/job-refused';
import type { Target } from '../../target/target';
import { count } from '../../text/figures';
import type { ConcludeOptions, RuleOptions, WatchOptions } from '../method';
import { watch, type Queue } from './watch/watch-jobs';
import { isThrough, watched, type Watched } from './watch/watched-job';

export interface PassOptions extends WatchOptions, ConcludeOptions, RuleOptions {
  readonly target: Target;
  /** The command that does the same again. */
  readonly again: string;
}

/** What is known of the jobs while they run: what has to be said when the run ends early. */
export interface Underway {
  readonly planned: Map<string, PlannedJob>;
  readonly jobs: Watched[];
  /** Whether a CreateJob may have been sent without its answer having been seen. */
  creating: boolean;
  /** Ids of the jobs of the rounds before. */
  readonly earlier: readonly string[];
  /** How many jobs are still to be created. */
  queue: () => number;
  /** Whether young rules were waited for until they were old enough. */
  waitedForRules: boolean;
}

export function nothingUnderway(earlier: readonly string[] = []): Underway {
  return { planned: new Map(), jobs: [], creating: false, earlier, queue: () => 0, waitedForRules: false };
}

/** Whether watching the one job that is there tells all that the run would tell. */
export function isWhole({ jobs, creating, earlier, queue, planned }: Underway): boolean {
  const [only, ...more] = jobs;
  if (only === undefined || more.length > 0 || creating || earlier.length > 0 || queue() > 0) return false;
  const job = planned.get(only.jobId);
  return job === undefined || roundOf(job) === 1;
}

function queueOf(plan: JobPlan, underway: Underway, engine: Engine, options: PassOptions): Queue {
  const waiting = [...plan.transfers];
  let mayBeYoung = true;
  /** Waits before a job that nobody has made yet, if the rules are young. */
  async function* forRules(
    planned: PlannedJob,
    own: readonly JobListing[] | undefined,
  ): AsyncGenerator<RunnerEvent, readonly JobListing[] | undefined> {
    if (!mayBeYoung || roundOf(planned) > 1) return own;
    const young = await youngRulesOf(options.target, engine, options.ruleSettleMs);
    mayBeYoung = young !== undefined;
    if (young === undefined || (await hasEarlierJob(planned, engine, own))) return own;
    mayBeYoung = false;
    underway.waitedForRules = yield* awaitRules(young, engine, options.deadlineMs);
    return listOwnJobs(engine.aws.batchOperations, engine.accountId);
  }
  return {
    prefixes: () => waiting.map(({ prefix }) => prefix),
    async *next(): AsyncGenerator<RunnerEvent, Watched> {
      const [planned] = waiting;
      if (planned === undefined) throw new Error('the queue is empty');
      // Asked anew each time: another run may have created the job while this one waited in the queue.
      const own = yield* forRules(planned, await listOwnJobs(engine.aws.batchOperations, engine.accountId));
      underway.creating = true;
      let existing: ExistingJob;
      try {
        existing = yield* ensureJob(planned, engine, own);
      } catch (error) {
        if (error instanceof JobRefused) underway.creating = false;
        throw error;
      }
      underway.creating = false;
      waiting.shift();
      underway.planned.set(existing.jobId, existing.planned);
      return watched(existing.view, planned.prefix, engine.clock.now());
    },
  };
}

/** Of jobs that S3 counts first nobody is told who then lets them begin, once they are let go of. */
function confirmedLater(
  ending: Ending,
  running: readonly Watched[],
  leaving: Leaving,
  { confirmUpTo, again }: PassOptions,
): Ending {
  const open = running.filter(({ view }) => view.status === 'New' || view.status === 'Preparing').length;
  if (leaving !== 'detached' || confirmUpTo === undefined || open === 0) return ending;
  const begins = `S3 counts first, and ${open === 1 ? 'it waits' : 'they wait'} then to be told to begin: the same command does, up to ${count(confirmUpTo)}`;
  return { ...ending, summary: `${ending.summary}; ${begins}`, comeBack: again };
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
  const queue = queueOf(plan, underway, engine, options);
  const { jobs } = underway;
  underway.queue = () => queue.prefixes().length;
  const leaving = yield* watch(jobs, queue, engine, options);
  if (leaving !== undefined) {
    const running = jobs.filter((job) => !isThrough(job));
    const [only] = running;
    const queued = queue.prefixes().length;
    // Who has let go of them looks at them; the same command would create them anew once they are over, and let go again.
    const looksOnly = leaving === 'detached' || (only !== undefined && isWhole(underway));
    // Nobody has read the report of one that is over, either.
    const toLookAt = leaving === 'detached' ? jobs.filter(({ gone }) => gone !== true) : running;
    const comeBack = looksOnly ? engine.comeBack(toLookAt.map(({ jobId }) => jobId).join(' ')) : options.again;
    const ending = confirmedLater(stillRunning(jobs, queued, comeBack, leaving), running, leaving, options);
    if (leaving !== 'detached' || queued === 0) return ending;
    return {
      ...ending,
      // Not all is created: who comes back to these alone leaves the others out.
      outcome: 'still-running',
      summary: `${ending.summary}, which the same command does when some of these are over: ${options.again}`,
    };
  }
  const concluded: Concluded[] = [];
  for (const job of jobs) {
    const planned = underway.planned.get(job.jobId);
    const conclusion = yield* conclude(job, engine, options);
    if (planned !== undefined) concluded.push({ planned, job, conclusion });
  }
  return concluded;
}
