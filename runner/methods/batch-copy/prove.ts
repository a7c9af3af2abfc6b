// The end of jobs that copy: both sides are compared as those of copies that are made object by object, and what no job copies is told.
import type { Ending, RunnerEvent } from '../../events/events';
import type { Engine } from '../../ports/engine';
import type { Target } from '../../target/target';
import type { Uncompared, VerifyRunOptions } from '../../verify/verify-run';
import { counted } from '../../text/figures';
import { withBesides } from '../copy/besides';
import { proveCopies } from '../copy/prove';
import type { CopyPlan } from '../copy/plan-copies';
import type { Besides } from '../method';
import { isInPlace } from './copy-job';
import { copyableOf } from './filter';
import type { BatchCopyPlan } from './plan-jobs';
import { proveInPlace } from './prove-in-place';
import { leftSummary } from './words';

/** What is expected: without that which no job copies. */
function expectedCopies({ copies }: BatchCopyPlan): CopyPlan {
  const transfers = copies.transfers.map((planned) => ({
    ...planned,
    request: { ...planned.request, selection: copyableOf(planned.request.selection ?? {}) },
  }));
  return { ...copies, transfers };
}

function besidesOf({ left, open }: BatchCopyPlan): readonly Besides[] {
  const leftOut = leftSummary(left);
  return [
    ...(leftOut === undefined ? [] : [{ outcome: 'some-failed' as const, summary: leftOut }]),
    ...(open === 0
      ? []
      : [
          {
            outcome: 'not-known' as const,
            summary: `of ${counted(open, 'object')} of the destination that have the same size nothing tells whether they are the same, and no job copies them: --overwrite always copies them`,
          },
        ]),
  ];
}

async function* compared(
  run: Uncompared,
  plan: BatchCopyPlan,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Ending> {
  if (plan.copies.transfers.some(({ request }) => isInPlace(request)))
    return yield* proveInPlace(run, plan, engine, options);
  return yield* proveCopies({ ...run, left: plan.kept }, expectedCopies(plan), target, engine, options);
}

export async function* proveBatchCopy(
  run: Uncompared,
  plan: BatchCopyPlan,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Ending> {
  const ending = yield* compared(run, plan, target, engine, options);
  return besidesOf(plan).reduce(withBesides, ending);
}
