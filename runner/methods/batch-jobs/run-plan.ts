// Runs the jobs of a plan, in as many rounds as can mend something.
import type { Ending, RunnerEvent } from '../../events/events';
import { NO_EXPECTATION } from '../../plan/expectation';
import type { Engine } from '../../ports/engine';
import { together } from '../../routes/left-groups';
import { leaving, type Leaving } from '../../routes/leaving';
import type { Target } from '../../target/target';
import { counted } from '../../text/figures';
import type { GoesOn, Running, TransferOptions, Transferred } from '../method';
import { defined } from '../../text/defined';
import { endingOf, uncomparedOutcome } from './jobs-ending';
import type { Concluded, Conclusion } from './concluded';
import { earlierRounds } from './earlier-rounds';
import { markAllTold, staysOpen } from './jobs/reported-mark';
import { leftBy, nextRound } from './next-round';
import { otherLists } from './other-lists';
import type { JobPlan } from './planned-job';
import { isWhole, nothingUnderway, pass, type Underway } from './run-jobs';
import { isThrough } from './watch/watched-job';

const RETRIES = 2;

function goesOn(underway: Underway, engine: Engine, again: string): GoesOn | undefined {
  const { jobs, creating, earlier, queue } = underway;
  const transferIds = [...earlier, ...jobs.map(({ jobId }) => jobId)];
  // The one that may have been created is none of those that were not.
  const queued = queue() - (creating ? 1 : 0);
  const running = jobs.filter((job) => !isThrough(job));
  const [first, ...more] = running;
  const waiting = queued === 0 ? '' : `; ${counted(queued, 'job')} not created yet`;
  if (first !== undefined) {
    const text =
      more.length === 0 ? `job ${first.jobId} goes on in AWS` : `${counted(running.length, 'job')} go on in AWS`;
    const comeBack = isWhole(underway) ? engine.comeBack(first.jobId) : again;
    return { text: `${text}${waiting}`, comeBack, transferIds };
  }
  if (creating) {
    const text = 'a job may have been created, and goes on in AWS then; the same command finds it';
    return { text, comeBack: again, transferIds };
  }
  if (transferIds.length === 0) return undefined;
  const over =
    queued === 0
      ? 'the jobs are over in AWS; the same command tells what became of them'
      : `${counted(transferIds.length, 'job')} of this run ${transferIds.length === 1 ? 'is' : 'are'} over in AWS${waiting}; the same command goes on`;
  return { text: over, comeBack: again, transferIds };
}

/** With what other methods copy of that which has failed. */
function leavingOf(ending: Ending, left: readonly Conclusion[], all: readonly Concluded[]): Leaving {
  const groups = together(all.flatMap(({ conclusion }) => conclusion.failed?.groups ?? []));
  const routed = groups.reduce((sum, { objects }) => sum + objects, 0);
  const failed = left.reduce((sum, { reported }) => sum + (reported?.failed ?? 0), 0);
  if (ending.outcome !== 'some-failed' || failed > routed) return leaving(ending, groups);
  const isUntold = left.some(({ reported }) => (reported?.unlisted ?? 0) > 0);
  return leaving(ending, groups, { outcome: isUntold ? 'not-known' : 'done', summary: ending.summary });
}

async function* rounds(
  plan: JobPlan,
  target: Target,
  engine: Engine,
  options: TransferOptions,
  begin: (earlier: readonly string[]) => Underway,
): AsyncGenerator<RunnerEvent, Transferred> {
  const { retries = RETRIES } = options;
  const left: Conclusion[] = [];
  const all: Concluded[] = [];
  const versions = (): number => all.reduce((sum, { job }) => sum + job.view.counts.total, 0);
  const jobIds = (): readonly string[] => all.map(({ job }) => job.jobId);
  const before = ({ planned }: Concluded): Concluded | undefined =>
    all.find(({ job }) => job.jobId === planned.after?.at(-1));
  let current = plan;
  let waitedForRules = false;
  for (let isFirst = true; ; isFirst = false) {
    const underway = begin(jobIds());
    const found: readonly Concluded[] | Ending = yield* pass(current, underway, engine, {
      ...options,
      target,
      // The plan was for the first round.
      ...(isFirst ? {} : { expectation: NO_EXPECTATION }),
    });
    if ('outcome' in found)
      return { ending: { ...found, transferIds: [...jobIds(), ...found.transferIds] }, versions: versions() };
    // Another run has made the rounds before these.
    const earlier = yield* earlierRounds(found, jobIds(), engine, options);
    left.push(...earlier.unknown, ...earlier.concluded.flatMap((one) => leftBy(one, target) ?? []));
    all.push(...earlier.concluded, ...found);
    left.push(...otherLists([...earlier.concluded, ...found], before, target, options));
    waitedForRules ||= underway.waitedForRules;
    const round = await nextRound(found, retries, before, target, engine, { ...options, waitedForRules });
    left.push(
      ...found.flatMap((one) => (round?.leadTo.has(one) === true ? (leftBy(one, target) ?? []) : one.conclusion)),
    );
    if (round === undefined) {
      // What a comparison has told, no report has to tell any more. A job that another round followed is told with it.
      const remember = (compared: boolean): Promise<void> => {
        const newest = new Map(all.map((one) => [one.planned.hash, one]));
        const isOpen = ({ planned: { hash } }: Concluded): boolean => {
          const one = newest.get(hash);
          return one !== undefined && staysOpen(one, engine);
        };
        return markAllTold(compared ? all : all.filter((one) => !isOpen(one)), engine);
      };
      const uncompared = uncomparedOutcome(left);
      const ending = leavingOf(endingOf(left, jobIds()), left, all);
      return { ending, versions: versions(), remember, ...defined({ uncompared }) };
    }
    const { number, detail, waitSeconds } = round;
    yield { kind: 'retry', round: number, of: retries, detail, waitSeconds };
    await engine.clock.sleep(waitSeconds * 1000, engine.signal);
    // Nothing is marked as told: until a job of the next round is there, another run goes on from these.
    current = round.plan;
  }
}

export function runPlan(plan: JobPlan, target: Target, engine: Engine, options: TransferOptions): Running {
  let underway = nothingUnderway();
  return {
    run: () => rounds(plan, target, engine, options, (earlier) => (underway = nothingUnderway(earlier))),
    goesOn: () => goesOn(underway, engine, options.again),
  };
}
