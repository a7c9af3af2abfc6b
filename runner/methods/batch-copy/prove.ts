// The end of jobs that copy: both sides are compared as those of copies that are made object by object, and what no job copies is told.
import type { RunnerEvent } from '../../events/events';
import type { Outcome } from '../../events/exit-code';
import type { Engine } from '../../ports/engine';
import { leaving, type Leaving } from '../../routes/leaving';
import type { Target } from '../../target/target';
import type { Uncompared, VerifyRunOptions } from '../../verify/verify-run';
import { counted } from '../../text/figures';
import { withBesides } from '../copy/besides';
import { proveCopies, type CopiesMade } from '../copy/prove';
import type { CopyPlan } from '../copy/plan-copies';
import type { Besides } from '../method';
import { isInPlace } from './copy-job';
import { copyableOf } from './filter';
import type { BatchCopyPlan, CopyingJobs } from './plan-jobs';
import { proveInPlace } from './prove-in-place';
import { absentSummary, leftSummary } from './words';

/** What is expected: without that which no job copies. */
function expectedCopies({ copies }: BatchCopyPlan): CopyPlan {
  const transfers = copies.transfers.map((planned) => ({
    ...planned,
    request: { ...planned.request, selection: copyableOf(planned.request.selection ?? {}) },
  }));
  return { ...copies, transfers };
}

function leftOf(left: BatchCopyPlan['left']): Besides | undefined {
  const summary = leftSummary(left);
  return summary === undefined ? undefined : { outcome: 'some-failed', summary };
}

/** An object that a list names has failed where it is not there, as with copies that are made object by object. */
function absentOf({ absent }: BatchCopyPlan): Besides | undefined {
  const summary = absentSummary(absent);
  return summary === undefined ? undefined : { outcome: 'some-failed', summary };
}

function openOf(open: number): Besides | undefined {
  if (open === 0) return undefined;
  return {
    outcome: 'not-known',
    summary: `of ${counted(open, 'object')} of the destination of the same size nothing tells whether the bytes are the same, and no job copies ${open === 1 ? 'it' : 'them'}: --overwrite always does`,
  };
}

function withAll(ending: Leaving, besides: Besides | undefined): Leaving {
  return besides === undefined ? ending : { ...ending, ...withBesides(ending, besides) };
}

/** What jobs have copied, with what others have of the same. An object that is its own copy is compared with what stood there before. */
export async function* proveJobCopies(
  run: CopiesMade,
  jobs: CopyingJobs,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Leaving> {
  const ending = jobs.copies.transfers.some(({ request }) => isInPlace(request))
    ? yield* proveInPlace(run, jobs, engine, options)
    : yield* proveCopies(run, jobs.copies, target, engine, options);
  return { ...run.ending, ...ending };
}

/** Whether there was nothing to do, so that nothing has looked at more than the bytes. */
const EMPTY: ReadonlySet<Outcome> = new Set(['nothing-found', 'nothing-matched']);

/** What is at the destination already is compared, too: with other headers, metadata or tags it is not what was asked for. */
async function* proveWhatIsThere(
  run: Uncompared,
  plan: BatchCopyPlan,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Leaving> {
  const { ending } = run;
  const there = { ending: { ...ending, outcome: 'nothing-to-do' as const }, versions: plan.there, left: plan.kept };
  const compared = yield* proveJobCopies(there, plan, target, engine, options);
  const isAsBefore = options.when === 'never' || ending.outcome === 'nothing-matched';
  return compared.outcome === 'nothing-to-do' && isAsBefore ? { ...compared, outcome: ending.outcome } : compared;
}

export async function* proveBatchCopy(
  run: Uncompared,
  plan: BatchCopyPlan,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Leaving> {
  const { left, open } = plan;
  const jobs = { ...plan, copies: expectedCopies(plan) };
  const isEmpty = EMPTY.has(run.ending.outcome) && plan.there > 0;
  const before = isEmpty
    ? yield* proveWhatIsThere(run, jobs, target, engine, options)
    : yield* proveJobCopies({ ...run, left: plan.kept }, jobs, target, engine, options);
  // Not compared yet: it is once others have copied what is left.
  const besides = [openOf(open), absentOf(plan)];
  const { outcome, summary } = besides.reduce<Leaving>(withAll, { ...run.ending, ...run.ending.leaves?.without });
  const ending = withAll(besides.reduce<Leaving>(withAll, before), leftOf(left));
  return leaving(ending, left, { outcome, summary });
}
