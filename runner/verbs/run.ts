import type { Handoff } from '../../modules/handoff';
import { conclude, endingOf, stillRunning, type ConcludeOptions, type Conclusion } from '../conclude';
import { ensureJob } from '../create-job';
import type { Engine } from '../engine';
import { isRunnerError } from '../errors';
import type { RunnerEvent, Telling } from '../events';
import { counted } from '../figures';
import { isOver } from '../job';
import { listOwnJobs } from '../own-jobs';
import type { Plan, PlannedJob } from '../plan';
import { preparePlan, type PrepareOptions } from '../prepare';
import type { StateFiles } from '../state-file';
import { watch, watched, type Queue, type Watched, type WatchOptions } from '../watch';

export interface RunOptions extends PrepareOptions, WatchOptions, ConcludeOptions {
  /** The command that does the same again. */
  readonly again: string;
}

interface Underway {
  readonly planned: Map<string, PlannedJob>;
  readonly jobs: Watched[];
  /** Whether a CreateJob may have been sent without its answer having been seen. */
  creating: boolean;
}

function queueOf(plan: Plan, underway: Underway, engine: Engine, states: StateFiles): Queue {
  const waiting = [...plan.jobs];
  return {
    size: () => waiting.length,
    async *next(): AsyncGenerator<RunnerEvent, Watched> {
      const planned = waiting.shift();
      if (planned === undefined) throw new Error('the queue is empty');
      // Asked anew each time: another run may have created the job while this one waited in the queue.
      const own = await listOwnJobs(engine.aws.jobs, engine.accountId);
      underway.creating = true;
      const existing = yield* ensureJob(planned, engine, states, own);
      underway.creating = false;
      underway.planned.set(existing.jobId, planned);
      return watched(existing.view, planned.prefix, engine.clock.now());
    },
  };
}

function goesOn(
  { jobs, creating }: Underway,
  engine: Engine,
  again: string,
): { readonly text: string; readonly comeBack: string } | undefined {
  const running = jobs.filter(({ view }) => !isOver(view.status));
  const [first, ...more] = running;
  if (first !== undefined) {
    const text =
      more.length === 0 ? `job ${first.jobId} goes on in AWS` : `${counted(running.length, 'job')} go on in AWS`;
    return { text, comeBack: more.length === 0 && !creating ? engine.comeBack(first.jobId) : again };
  }
  if (creating)
    return { text: 'a job may have been created, and goes on in AWS then; the same command finds it', comeBack: again };
  return jobs.length === 0
    ? undefined
    : { text: 'the jobs are over in AWS; the same command tells what became of them', comeBack: again };
}

async function* toTheEnd(
  plan: Plan,
  underway: Underway,
  engine: Engine,
  states: StateFiles,
  options: RunOptions,
): Telling {
  const queue = queueOf(plan, underway, engine, states);
  const { jobs } = underway;
  yield* watch(jobs, queue, engine, options);
  const running = jobs.filter(({ view }) => !isOver(view.status));
  if (running.length > 0 || queue.size() > 0) {
    const [only, ...more] = running;
    const comeBack =
      only !== undefined && more.length === 0 && plan.jobs.length === 1 ? engine.comeBack(only.jobId) : options.again;
    return stillRunning(jobs, queue.size(), comeBack);
  }
  const conclusions: Conclusion[] = [];
  for (const job of jobs) {
    conclusions.push(yield* conclude(job, engine, options));
    const planned = underway.planned.get(job.jobId);
    const state = planned === undefined ? undefined : await states.read(planned.hash);
    if (planned !== undefined && state !== undefined)
      await states.write(planned.hash, { ...state, jobId: job.jobId, told: true });
  }
  return endingOf(
    conclusions,
    jobs.map(({ jobId }) => jobId),
  );
}

/** Checks, creates one job for each prefix (or goes on with the one that is there), watches, and tells what became of them. */
export async function* runVerb(target: Handoff, engine: Engine, states: StateFiles, options: RunOptions): Telling {
  const plan = yield* preparePlan(target, engine, options);
  const underway: Underway = { planned: new Map(), jobs: [], creating: false };
  try {
    return yield* toTheEnd(plan, underway, engine, states, options);
  } catch (error) {
    const left = goesOn(underway, engine, options.again);
    if (left === undefined) throw error;
    const jobIds = underway.jobs.map(({ jobId }) => jobId);
    if (isRunnerError(error, 'interrupted'))
      return { outcome: 'interrupted', summary: `interrupted; ${left.text}`, jobIds, comeBack: left.comeBack };
    yield { kind: 'note', detail: `${left.text}; come back with: ${left.comeBack}` };
    throw error;
  }
}
