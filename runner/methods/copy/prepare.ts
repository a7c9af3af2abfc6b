// From a target to a plan of copies: both sides are checked, and counted where that is asked for.
import { copyCostOf, copyDurationOf } from '../../estimate/copy-cost';
import type { CostEvent, SurveyEvent } from '../../events/estimate-events';
import type { RunnerEvent } from '../../events/events';
import { COPY_CHECKS } from '../../checks/copy/every-copy-check';
import type { IntendedRun } from '../../checks/asked/intended-run';
import { examine, preflight } from '../../checks/preflight';
import type { CheckEvent } from '../../events/check-events';
import type { CopyOptions } from '../../plan/copy-options';
import type { CopyUse } from '../../policy/copy/copy-permission';
import { regionsOf, type EstimateOptions } from '../../plan/estimate-plan';
import { expecting } from '../../plan/expectation';
import { holdGates } from '../../plan/gates';
import type { SpareOptions } from '../../plan/spare';
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import type { CopyTo, Target } from '../../target/target';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import { sumOfAmounts } from '../../text/interval';
import type { Prepared } from '../method';
import { overlapOf } from './engine/overlap';
import { lossesOf } from './losses';
import { lacks, planCopies, type CopyPlan, type CopyRequest } from './plan-copies';
import { surveyCopies } from './survey-copies';

/** @throws RunnerError `usage`: copies would be copied, or lie where their sources are */
function refuseOverlap({ from, to }: CopyRequest): void {
  const fault = overlapOf(from, to);
  if (fault !== undefined)
    throw new RunnerError('usage', fault, 'name another bucket, or a prefix that neither holds the other');
}

/** @throws RunnerError `usage`: nothing that was chosen is left out in silence */
function refuseOutside(keys: readonly string[], { prefixes = [''] }: Target): void {
  const outside = keys.find((key) => !prefixes.some((prefix) => key.startsWith(prefix)));
  if (outside === undefined) return;
  throw new RunnerError(
    'usage',
    `'${visible(outside)}' was chosen, and is not under ${prefixes.map((prefix) => `'${visible(prefix)}'`).join(' or ')}, which is copied`,
    'leave it out, or copy from a prefix that its key begins with',
  );
}

/** As if everything that the listings leave open were copied. */
function atWorst(survey: SurveyEvent): SurveyEvent {
  return { ...survey, copied: sumOfAmounts(survey.copied, ...survey.unknown) };
}

async function* counted(
  plan: CopyPlan,
  target: Target,
  engine: Engine,
  options: EstimateOptions,
): AsyncGenerator<RunnerEvent, void> {
  if (options.survey.mode === 'none') return;
  const found = await surveyCopies(plan, engine);
  const buckets = [...new Set(plan.transfers.map(({ request }) => request.to.bucket))];
  const regions = await regionsOf(target, buckets, engine);
  const costOf = (survey: SurveyEvent): CostEvent =>
    copyCostOf({
      survey,
      sourceRegion: target.source.region,
      regionOf: (bucket) => regions.get(bucket),
      ...defined({ prices: options.prices }),
    });
  yield found;
  yield costOf(found);
  yield copyDurationOf(found);
  holdGates(options, atWorst(found), costOf);
}

/** What the copies do beside what every copy does. */
function usesOf({ annotations = 'copy', keep = [] }: CopyOptions): readonly CopyUse[] {
  // A redirect is read with what is read anyway.
  const uses = keep.filter((one) => one !== 'redirects');
  return annotations === 'copy' ? [...uses, 'annotations'] : uses;
}

/** @throws RunnerError `usage` */
function refuseLack(target: Target): void {
  const [lack] = lacks(target);
  if (lack !== undefined)
    throw new RunnerError('usage', `copies need ${lack.what} (${lack.flag})`, `${lack.flag}: ${lack.step}`);
}

/** Where copies go: what was named, or the destination of the handoff. */
function placeOf({ copyTo, destinations }: Target): CopyTo {
  return copyTo ?? { bucket: destinations[0]?.bucket ?? '' };
}

/** What is looked at before a copy, told without one. @throws RunnerError `usage` */
export function examineCopies(
  target: Target,
  { aws, clock }: Engine,
  run: IntendedRun,
  copies: CopyOptions,
): AsyncGenerator<RunnerEvent, readonly CheckEvent[]> {
  refuseLack(target);
  return examine(
    { ...target, copyTo: placeOf(target) },
    aws,
    { ...run, copyUses: usesOf(copies) },
    clock.now(),
    COPY_CHECKS,
  );
}

async function* planned(target: Target, engine: Engine, options: SpareOptions): AsyncGenerator<RunnerEvent, CopyPlan> {
  const { choose, notes, estimate, allowEmpty, keep, kept, checks: depth, copies = {} } = options;
  if (keep !== undefined || kept !== undefined)
    throw new RunnerError(
      'usage',
      'a plan of copies is not kept in a file',
      'run it with the flags that plan was given',
    );
  refuseLack(target);
  for (const { request } of planCopies(target, options).transfers) refuseOverlap(request);
  const { source } = target;
  const to = placeOf(target);
  yield* preflight({ ...target, copyTo: to }, engine.aws, {
    checks: COPY_CHECKS,
    run: {
      verb: estimate === undefined ? 'run' : 'plan',
      copyUses: usesOf(copies),
      ...defined({ allowEmpty, choose }),
    },
    ...defined({ depth }),
  });
  yield { kind: 'target', source, destinations: [to.bucket] };
  const keys = choose === undefined ? undefined : [...new Set((await choose()).map(({ key }) => key))];
  for (const detail of notes?.() ?? []) yield { kind: 'note', detail };
  if (keys !== undefined) {
    refuseOutside(keys, target);
    yield {
      kind: 'note',
      detail: 'copies are made of the current versions of the keys that were chosen: version ids are not heeded',
    };
  }
  const plan = planCopies(target, options, keys);
  if (estimate !== undefined) {
    yield { kind: 'note', detail: lossesOf(copies) };
    yield* counted(plan, target, engine, estimate);
  }
  return plan;
}

/** @throws RunnerError `preflight` or `usage`; nothing was sent then */
export async function* prepareCopies(
  target: Target,
  engine: Engine,
  options: SpareOptions,
): AsyncGenerator<RunnerEvent, Prepared> {
  const { returned: plan, ...found } = yield* expecting(planned(target, engine, options));
  return { plan, nothing: [], ...found };
}
