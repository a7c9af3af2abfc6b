import type { Handoff } from '../../modules/handoff';
import {
  nothingUnderway,
  pass,
  type Concluded,
  type PassOptions,
  type Underway,
} from '../methods/batch-replication/run-jobs';
import { endingOf, type Conclusion } from '../methods/batch-replication/conclude-job';
import type { Engine } from '../ports/engine';
import { hasEarlierJob } from '../methods/batch-replication/jobs/ensure-job';
import { RunnerError, isRunnerError } from '../ports/errors';
import type { Ending, Telling } from '../events/events';
import { expecting, NO_EXPECTATION } from '../plan/expectation';
import { counted } from '../text/figures';
import { isOver } from '../methods/batch-replication/jobs/job-phase';
import { mendable, nextRound } from '../methods/batch-replication/next-round';
import { listOwnJobs } from '../methods/batch-replication/jobs/own-jobs';
import type { Plan } from '../plan/plan';
import { preparePlan, type PrepareOptions } from '../plan/prepare';
import { prove, type ProveOptions } from '../verify/verify-run';
import type { StateFiles } from '../methods/batch-replication/jobs/state-file';
import { markAllTold, staysOpen } from '../methods/batch-replication/jobs/reported-mark';

export interface RunOptions extends PrepareOptions, PassOptions, ProveOptions {
  /** Rounds after the first, for what can succeed then. @default 2 */
  readonly retries?: number;
  /** Asks whether the jobs are to be created. @default - nobody is asked */
  readonly agree?: (question: string) => Promise<boolean>;
}

const RETRIES = 2;

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

/** @throws RunnerError `usage` when the answer is no; nothing was sent */
async function ask(plan: Plan, target: Handoff, { agree }: RunOptions): Promise<void> {
  if (agree === undefined) return;
  const what = plan.jobs.length === 1 ? 'a Batch Replication job' : `${plan.jobs.length} Batch Replication jobs`;
  if (await agree(`Create ${what} for '${target.source.bucket}' in account ${target.source.accountId}?`)) return;
  throw new RunnerError('usage', 'nothing was sent: the answer was no', 'add --yes where nobody can be asked');
}

/** Versions that a manifest lists are compared by nobody: what lies beside them is not expected at the destination. */
function provenUnlessChosen(
  ending: Ending,
  total: number,
  target: Handoff,
  engine: Engine,
  options: RunOptions,
): Telling {
  const proving = options.choose !== undefined && target.prefixes.length === 0 ? { proving: 'never' as const } : {};
  return prove(ending, total, target, engine, { ...options, ...proving });
}

async function* rounds(
  plan: Plan,
  target: Handoff,
  engine: Engine,
  states: StateFiles,
  options: RunOptions,
  begin: () => Underway,
): Telling {
  const { retries = RETRIES } = options;
  const settled: Conclusion[] = [];
  const jobIds: string[] = [];
  let total = 0;
  let current = plan;
  let mendableBefore = 0;
  for (let number = 1; ; number += 1) {
    const found: readonly Concluded[] | Ending = yield* pass(current, begin(), engine, states, {
      ...options,
      // The plan was for the first round.
      ...(number === 1 ? {} : { expectation: NO_EXPECTATION }),
    });
    if ('outcome' in found) return { ...found, jobIds: [...jobIds, ...found.jobIds] };
    jobIds.push(...found.map(({ job }) => job.jobId));
    total += found.reduce((sum, { job }) => sum + job.view.counts.total, 0);
    const round =
      number > retries ? undefined : await nextRound(found, number, mendableBefore, target, engine, options);
    settled.push(
      ...found.flatMap((one) => (round?.leaves.has(one) === true ? (round.leaves.get(one) ?? []) : one.conclusion)),
    );
    if (round === undefined) {
      const ending = yield* provenUnlessChosen(endingOf(settled, jobIds), total, target, engine, options);
      // What the comparison has told, no report has to tell any more.
      const compared = ending.outcome === 'done' || ending.outcome === 'differs';
      const told = compared ? found : found.filter((one) => !staysOpen(one, engine));
      return { ...ending, settle: () => markAllTold(told, engine, states) };
    }
    mendableBefore = mendable(found);
    const { detail, waitSeconds } = round;
    yield { kind: 'retry', round: number, of: retries, detail, waitSeconds };
    await engine.clock.sleep(waitSeconds * 1000, engine.signal);
    // The next round is what becomes of them.
    await markAllTold(found, engine, states);
    current = round.plan;
  }
}

/** Whether an earlier run has left a job of this plan whose end nobody was told. */
async function isUnderway({ jobs }: Plan, engine: Engine, states: StateFiles): Promise<boolean> {
  const own = await listOwnJobs(engine.aws.batchOperations, engine.accountId);
  const found = await Promise.all(jobs.map((planned) => hasEarlierJob(planned, engine, states, own)));
  return found.includes(true);
}

/**
 * Checks, creates one job for each prefix (or goes on with the one that is there), watches, reports, and tries again what can
 * succeed then.
 */
export async function* runVerb(target: Handoff, engine: Engine, states: StateFiles, options: RunOptions): Telling {
  const { returned: plan, expectation } = yield* expecting(preparePlan(target, engine, options));
  if (plan.nothing !== undefined && !(await isUnderway(plan, engine, states))) {
    yield plan.nothing;
    const outcome = options.failOnEmpty ? 'nothing-matched' : 'nothing-to-do';
    return { outcome, summary: plan.nothing.explanation, jobIds: [] };
  }
  await ask(plan, target, options);
  let underway = nothingUnderway();
  try {
    const expected = { ...options, expectation };
    return yield* rounds(plan, target, engine, states, expected, () => (underway = nothingUnderway()));
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
