// Runs the jobs of a plan, in as many rounds as can mend something.
import type { Ending, RunnerEvent } from '../../events/events';
import { NO_EXPECTATION } from '../../plan/expectation';
import type { Engine } from '../../ports/engine';
import type { Target } from '../../target/target';
import { counted } from '../../text/figures';
import type { GoesOn, Running, TransferOptions, Transferred } from '../method';
import { endingOf } from './conclude-job';
import type { Concluded, Conclusion } from './concluded';
import { isOver } from './jobs/job-phase';
import { markAllTold, staysOpen } from './jobs/reported-mark';
import { mendable, nextRound } from './next-round';
import type { JobPlan } from './plan-jobs';
import { nothingUnderway, pass, type Underway } from './run-jobs';

const RETRIES = 2;

function goesOn({ jobs, creating }: Underway, engine: Engine, again: string): GoesOn | undefined {
  const transferIds = jobs.map(({ jobId }) => jobId);
  const running = jobs.filter(({ view }) => !isOver(view.status));
  const [first, ...more] = running;
  if (first !== undefined) {
    const text =
      more.length === 0 ? `job ${first.jobId} goes on in AWS` : `${counted(running.length, 'job')} go on in AWS`;
    const comeBack = more.length === 0 && !creating ? engine.comeBack(first.jobId) : again;
    return { text, comeBack, transferIds };
  }
  if (creating) {
    const text = 'a job may have been created, and goes on in AWS then; the same command finds it';
    return { text, comeBack: again, transferIds };
  }
  if (jobs.length === 0) return undefined;
  return { text: 'the jobs are over in AWS; the same command tells what became of them', comeBack: again, transferIds };
}

async function* rounds(
  plan: JobPlan,
  target: Target,
  engine: Engine,
  options: TransferOptions,
  begin: () => Underway,
): AsyncGenerator<RunnerEvent, Transferred> {
  const { retries = RETRIES } = options;
  const settled: Conclusion[] = [];
  const jobIds: string[] = [];
  let versions = 0;
  let current = plan;
  let mendableBefore = 0;
  for (let number = 1; ; number += 1) {
    const found: readonly Concluded[] | Ending = yield* pass(current, begin(), engine, {
      ...options,
      // The plan was for the first round.
      ...(number === 1 ? {} : { expectation: NO_EXPECTATION }),
    });
    if ('outcome' in found) return { ending: { ...found, transferIds: [...jobIds, ...found.transferIds] }, versions };
    jobIds.push(...found.map(({ job }) => job.jobId));
    versions += found.reduce((sum, { job }) => sum + job.view.counts.total, 0);
    const round =
      number > retries ? undefined : await nextRound(found, number, mendableBefore, target, engine, options);
    settled.push(
      ...found.flatMap((one) => (round?.leaves.has(one) === true ? (round.leaves.get(one) ?? []) : one.conclusion)),
    );
    if (round === undefined) {
      // What a comparison has told, no report has to tell any more.
      const remember = (compared: boolean): Promise<void> =>
        markAllTold(compared ? found : found.filter((one) => !staysOpen(one, engine)), engine);
      return { ending: endingOf(settled, jobIds), versions, remember };
    }
    mendableBefore = mendable(found);
    const { detail, waitSeconds } = round;
    yield { kind: 'retry', round: number, of: retries, detail, waitSeconds };
    await engine.clock.sleep(waitSeconds * 1000, engine.signal);
    // The next round is what becomes of them.
    await markAllTold(found, engine);
    current = round.plan;
  }
}

export function runPlan(plan: JobPlan, target: Target, engine: Engine, options: TransferOptions): Running {
  let underway = nothingUnderway();
  return {
    run: () => rounds(plan, target, engine, options, () => (underway = nothingUnderway())),
    goesOn: () => goesOn(underway, engine, options.again),
  };
}
