// From a target to a plan of copies: both sides are checked, and counted where that is asked for.
import { copyCostOf, copyDurationOf } from '../../estimate/copy-cost';
import type { CostEvent, SurveyEvent } from '../../events/estimate-events';
import type { RunnerEvent } from '../../events/events';
import { once } from '../../checks/asked/ask-once';
import { readable } from '../../checks/asked/asked-once';
import { copyPlaceCheck } from '../../checks/copy/copy-place';
import { COPY_CHECKS } from '../../checks/copy/every-copy-check';
import type { IntendedRun } from '../../checks/asked/intended-run';
import { examine, preflight } from '../../checks/preflight';
import type { CheckEvent } from '../../events/check-events';
import type { CopyOptions } from '../../plan/copy-options';
import type { CopyUse } from '../../policy/copy/copy-permission';
import { regionsOf, type EstimateOptions, type Forecast } from '../../plan/estimate-plan';
import { expecting } from '../../plan/expectation';
import { holdGates } from '../../plan/gates';
import { ArchivedAmounts, foreseeRestores } from '../../restores/foresee-restores';
import type { SpareOptions } from '../../plan/spare';
import type { Engine } from '../../ports/engine';
import { RunnerError } from '../../ports/errors';
import type { CopyTo, Target } from '../../target/target';
import { defined } from '../../text/defined';
import { visible } from '../../text/safe-text';
import { shellCommand } from '../../text/shell-command';
import { counted as figuredCount } from '../../text/figures';
import { sumOfAmounts } from '../../text/interval';
import type { Prepared } from '../method';
import { refuseOneSidedFilters } from './deletion/extras';
import { foreseeDeletion } from './deletion/foresee-deletion';
import { overlapOf } from './engine/overlap';
import { holdCopies, keepCopies } from './keep-plan';
import { lossesOf } from './losses';
import { lacks, planCopies, type CopyPlan, type CopyRequest } from './plan-copies';
import { surveyCopies } from './survey/survey-copies';
import { listAhead } from './walk/kept-listings';

/** @throws RunnerError `usage`: copies would be copied, or lie where their sources are */
export function refuseOverlap({ from, to }: CopyRequest): void {
  const fault = overlapOf(from, to);
  if (fault !== undefined)
    throw new RunnerError('usage', fault, 'name another bucket, or a prefix that neither holds the other');
}

interface Choosing extends Pick<SpareOptions, 'choose' | 'notes'> {
  /** @default false */
  readonly allVersions?: boolean;
}

/** Each once, and what is to be told of them. Undefined: none was chosen. @throws RunnerError `usage` */
export async function* chosenKeys(
  target: Target,
  { choose, notes, allVersions = false }: Choosing,
): AsyncGenerator<RunnerEvent, readonly string[] | undefined> {
  const chosen = await choose?.();
  for (const detail of notes?.() ?? []) yield { kind: 'note', detail };
  if (chosen === undefined) return undefined;
  const keys = [...new Set(chosen.map(({ key }) => key))];
  refuseOutside(keys, target);
  const which = allVersions ? 'all' : 'the current';
  const detail = `copies are made of ${which} versions of the keys that were chosen: version ids are not heeded`;
  yield { kind: 'note', detail };
  return keys;
}

/** @throws RunnerError `usage`: nothing that was chosen is left out in silence */
export function refuseOutside(keys: readonly string[], { prefixes = [''] }: Target): void {
  const outside = keys.find((key) => !prefixes.some((prefix) => key.startsWith(prefix)));
  if (outside === undefined) return;
  throw new RunnerError(
    'usage',
    `'${visible(outside)}' was chosen, and is not under ${prefixes.map((prefix) => `'${visible(prefix)}'`).join(' or ')}, which is copied`,
    'leave it out, or copy from a prefix that its key begins with',
  );
}

/** @throws RunnerError `usage`: what was not chosen would not be told from what the source has not */
function refuseDeletion({ choose, selection, keep, copies }: SpareOptions): void {
  if (copies?.allVersions === true)
    throw new RunnerError(
      'usage',
      '--delete and --all-versions do not go together: a key that was deleted in the source has a delete marker there, which is copied',
      'leave out one of them',
    );
  refuseOneSidedFilters(selection);
  if (keep !== undefined)
    throw new RunnerError(
      'usage',
      '--delete and --out do not go together: a kept plan deletes nothing, whoever runs it, and whenever',
      'leave out one of them; --dry-run tells what would be deleted',
    );
  if (choose === undefined) return;
  throw new RunnerError(
    'usage',
    '--delete looks at all that is under a prefix, and keys were chosen one by one',
    'leave out --delete, or the list of keys',
  );
}

/** @throws RunnerError `preflight`: without versions each copy would take the place of the one before it, and a delete marker of all */
async function refuseUnversioned(bucket: string, { aws }: Engine): Promise<void> {
  const versioning = await readable(() => aws.buckets.versioning(bucket));
  if ('value' in versioning && versioning.value === 'Enabled') return;
  const state = 'value' in versioning ? versioning.value.toLowerCase() : `not known (${versioning.why})`;
  throw new RunnerError(
    'preflight',
    `nothing was sent: versioning of the destination bucket '${visible(bucket)}' is ${state}, and --all-versions needs it enabled`,
    'value' in versioning
      ? `enable it: ${shellCommand(['aws', 's3api', 'put-bucket-versioning', '--bucket', bucket, '--versioning-configuration', 'Status=Enabled'])}`
      : 'let these credentials ask for it: s3:GetBucketVersioning on the destination bucket',
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
  { routes = false, restores }: SpareOptions,
): AsyncGenerator<RunnerEvent, Forecast | undefined> {
  if (options.survey.mode === 'none') return undefined;
  const archived = new ArchivedAmounts();
  const found = await surveyCopies(plan, engine, {
    leftOut(source, reason) {
      if (reason === 'archived-source') archived.add(source);
    },
  });
  const forecast = yield* forecastOf(found, plan, target, engine, options);
  if (routes) yield* foreseeRestores(archived, target.source, restores, options.prices);
  return forecast;
}

/** Tells what was counted, at what cost and in what time, and holds the gates. */
export async function* forecastOf(
  found: SurveyEvent,
  plan: CopyPlan,
  target: Target,
  engine: Engine,
  options: EstimateOptions,
): AsyncGenerator<RunnerEvent, Forecast> {
  const buckets = [...new Set(plan.transfers.map(({ request }) => request.to.bucket))];
  const regions = await regionsOf(target, buckets, engine);
  const costOf = (survey: SurveyEvent): CostEvent =>
    copyCostOf({
      survey,
      sourceRegion: target.source.region,
      regionOf: (bucket) => regions.get(bucket),
      ...defined({ prices: options.prices }),
    });
  const cost = costOf(found);
  yield found;
  yield cost;
  yield copyDurationOf(found);
  holdGates(options, atWorst(found), costOf);
  return { copied: found.copied, once: cost.once };
}

/** What the copies do beside what every copy does. */
export function usesOf({
  annotations = 'copy',
  keep = [],
  newTags,
  deletes,
  allVersions,
}: CopyOptions): readonly CopyUse[] {
  // A redirect is read with what is read anyway.
  const uses: CopyUse[] = keep.filter((one) => one !== 'redirects');
  if (newTags !== undefined && Object.keys(newTags).length > 0) uses.push('new tags');
  if (deletes !== undefined) uses.push('delete');
  if (allVersions === true) uses.push('all versions');
  return annotations === 'copy' ? [...uses, 'annotations'] : uses;
}

/** @throws RunnerError `usage` */
export function refuseLack(target: Target): void {
  const [lack] = lacks(target);
  if (lack !== undefined)
    throw new RunnerError('usage', `copies need ${lack.what} (${lack.flag})`, `${lack.flag}: ${lack.step}`);
}

/** Where copies go: what was named, or the destination of the handoff. */
export function placeOf({ copyTo, destinations }: Target): CopyTo {
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
    { ...run, copyUses: usesOf(copies), ...defined({ copyEncryption: copies.encryption }) },
    clock.now(),
    COPY_CHECKS,
  );
}

async function* planned(target: Target, engine: Engine, options: SpareOptions): AsyncGenerator<RunnerEvent, CopyPlan> {
  const { notes, estimate, allowEmpty, checks: depth, copies = {} } = options;
  const choose = options.choose && once(options.choose);
  refuseLack(target);
  for (const { request } of planCopies(target, options).transfers) refuseOverlap(request);
  if (copies.deletes !== undefined) refuseDeletion(options);
  const { source } = target;
  const to = placeOf(target);
  // Of versions, and of single keys, other listings are made.
  if (choose === undefined && copies.allVersions !== true && copies.renews !== true) {
    const [first] = planCopies(target, options).transfers;
    if (first !== undefined) listAhead(engine, [first.request.from, first.request.to]);
  }
  yield* preflight({ ...target, copyTo: to }, engine.aws, {
    checks: copies.renews === true ? COPY_CHECKS.filter((check) => check !== copyPlaceCheck) : COPY_CHECKS,
    run: {
      verb: estimate === undefined ? 'run' : 'plan',
      copyUses: usesOf(copies),
      ...defined({ allowEmpty, choose, copyEncryption: copies.encryption }),
    },
    ...defined({ depth }),
  });
  if (copies.allVersions === true) await refuseUnversioned(to.bucket, engine);
  yield { kind: 'target', source, destinations: [to.bucket] };
  const keys = yield* chosenKeys(target, defined({ choose, notes, allVersions: copies.allVersions }));
  const plan = planCopies(target, options, keys);
  if (estimate !== undefined) yield { kind: 'note', detail: lossesOf(copies) };
  const forecast = estimate === undefined ? undefined : yield* counted(plan, target, engine, estimate, options);
  yield* holdCopies(plan, engine, options, forecast);
  yield* keepCopies(plan, target, engine, options, forecast);
  if (copies.deletes === undefined) return plan;
  const most = yield* foreseeDeletion(plan, engine, defined({ most: copies.deletes.most, allowEmpty }));
  return { ...plan, deletion: { most, allowEmpty: allowEmpty === true } };
}

/** @throws RunnerError `preflight` or `usage`; nothing was sent then */
export async function* prepareCopies(
  target: Target,
  engine: Engine,
  options: SpareOptions,
): AsyncGenerator<RunnerEvent, Prepared> {
  const { returned: plan, ...found } = yield* expecting(planned(target, engine, options));
  const { most = 0 } = plan.deletion ?? {};
  if (most === 0) return { plan, nothing: [], ...found };
  const [bucket = ''] = plan.transfers.map(({ request }) => request.to.bucket);
  const question = `Delete up to ${figuredCount(most, 'object')} that the source has not from the bucket '${bucket}', after the copies?`;
  return { plan, nothing: [], ...found, typed: { question, word: bucket } };
}
