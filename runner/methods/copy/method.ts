// Copying on S3's side as a method: CopyObject for each object, from this host.
import { isRunOf } from './journal/copy-ids';
import { recordCompared } from './journal/copy-journal';
import { ownRun } from './journal/own-run';
import type { RunnerEvent } from '../../events/events';
import type { Engine } from '../../ports/engine';
import type { Leaving } from '../../routes/leaving';
import type { Target } from '../../target/target';
import type { VerifyRunOptions } from '../../verify/verify-run';
import type { Method } from '../method';
import { defined } from '../../text/defined';
import { KEEPS, METHOD_NAME } from './keeps';
import { looksAt } from './look-at-copies';
import { limitedEngine } from './running/limited-copying';
import { copyPlan, lacks, planCopies, type CopyPlan } from './plan-copies';
import { examineCopies, prepareCopies } from './prepare';
import { compareCopies, proveCopies, type CopiesMade } from './prove';
import { runCopies } from './run-plan';
import { keepingListings } from './walk/kept-listings';
import { UNHEEDED } from '../unheeded-by-copies';

const isCopyId = isRunOf(METHOD_NAME);

/** With what it leaves. What the comparison has made of it is remembered: who asks later is told the same. */
async function* proving(
  run: CopiesMade,
  plan: CopyPlan,
  target: Target,
  engine: Engine,
  options: VerifyRunOptions,
): AsyncGenerator<RunnerEvent, Leaving> {
  const ending = yield* proveCopies(run, plan, target, engine, options);
  const { outcome, summary } = ending;
  if (outcome !== run.ending.outcome)
    for (const id of run.ending.transferIds.filter(isCopyId))
      await recordCompared(engine.journal, id, { atMs: engine.clock.now(), outcome, summary });
  return { ...run.ending, ...ending };
}

export const copy: Method = {
  name: METHOD_NAME,
  title: 'Copy',
  noun: 'copy',
  keeps: KEEPS,
  refuses: UNHEEDED,
  finishesWhatItBegan: true,
  isIdOf: isCopyId,
  lacks,
  paced: (engine, { copies }) => keepingListings(limitedEngine(engine, copies)),
  prepare: prepareCopies,
  examine: examineCopies,
  compare: compareCopies,
  prove: (run, plan, target, engine, options) => proving(run, copyPlan(plan), target, engine, options),
  proveHandedOn(run, _handed, { plan, chosen = [] }, target, engine, options) {
    const keys = chosen.map(({ key }) => key);
    return proving(
      run,
      plan === undefined ? planCopies(target, options, keys) : copyPlan(plan),
      target,
      engine,
      options,
    );
  },
  foresee: ({ transfers }, engine) =>
    Promise.all(
      transfers.map(async ({ prefix, hash, request }) => {
        const { transferId, isResumed } = await ownRun(METHOD_NAME, hash, engine);
        return { ...defined({ prefix, attachTo: isResumed ? transferId : undefined }), hash, request: { ...request } };
      }),
    ),
  inPlace(target) {
    const copyTo = { bucket: target.source.bucket };
    return { target: { ...target, copyTo }, copyTo, copies: { renews: true } };
  },
  begin: (plan, _target, engine, options) => runCopies(copyPlan(plan), engine, options),
  advice: () => [],
  ...looksAt({ name: METHOD_NAME, isIdOf: isCopyId, operation: 'CopyObject' }),
};
