// Tells what a plan would copy, what it would cost and how long it would take; holds the gates. Reads only.
import type { Target } from '../target/target';
import { costOf, type CostInput } from '../estimate/cost';
import type { Price } from '../estimate/prices';
import { durationOf } from '../estimate/duration';
import type { Engine } from '../ports/engine';
import { isRunnerError } from '../ports/errors';
import type { Estimate } from '../text/interval';
import type { EstimatedAmount } from '../text/interval';
import type { SurveyEvent } from '../events/estimate-events';
import type { RunnerEvent } from '../events/events';
import { holdGatesByRules, holdWithoutSurvey, type Gates } from './gates';
import type { ObjectVersionId } from '../target/manifest-csv';
import type { Plan } from './plan';
import type { Planner } from './planner';
import { defined } from '../text/defined';
import type { ReplicationRule } from '../ports/s3/replication';
import { destinationsOfRules, NOT_READABLE_NOW, readRules, type RulesRead } from '../replication/read-rules';
import type { Selection } from '../target/selection';
import { visible } from '../text/safe-text';
import { survey, type SurveyOptions, type SurveyTarget } from '../survey/survey';
import { warningFacts } from './warning-facts';
import { warningsOf } from './warnings';

export interface EstimateOptions extends Gates {
  readonly survey: SurveyOptions;
  /** Prices that win over those that are built in. */
  readonly prices?: readonly Price[];
}

export interface EstimatedPlan {
  readonly plan: Plan;
  readonly selection: Selection;
  /** Versions that were chosen one by one. @default - all under the prefixes of the jobs */
  readonly chosen?: readonly ObjectVersionId[];
}

/** What a kept plan has to come to again. */
export interface Forecast {
  readonly copied: EstimatedAmount;
  /** Dollars that are paid once. */
  readonly once: Estimate;
}

/** Regions of the destination buckets; the handoff's where S3's may not be seen. */
export async function regionsOf(
  target: Target,
  buckets: readonly string[],
  { aws }: Engine,
): Promise<ReadonlyMap<string, string>> {
  const regions = await Promise.all(
    buckets.map(async (bucket) => {
      const region = await aws.buckets.regionOf(bucket).catch((error: unknown) => {
        if (!isRunnerError(error) || error.kind === 'interrupted') throw error;
        return target.destinations.find((destination) => destination.bucket === bucket)?.region;
      });
      return region === undefined ? [] : [[bucket, region] as const];
    }),
  );
  return new Map(regions.flat());
}

/** Undefined: every key. */
function prefixesOf({ transfers }: Plan): readonly string[] | undefined {
  const prefixes = transfers.flatMap(({ prefix }) => prefix ?? []);
  return prefixes.length < transfers.length ? undefined : prefixes;
}

function surveyTarget(
  target: Target,
  { plan, selection, chosen }: EstimatedPlan,
  rules: readonly ReplicationRule[],
): SurveyTarget {
  const common = { bucket: target.source.bucket, seed: parseInt(plan.hash.slice(0, 8), 16) };
  if (chosen !== undefined) return { ...common, chosen, scope: { rules } };
  return { ...common, scope: { ...defined({ prefixes: prefixesOf(plan) }), rules, selection } };
}

/** @throws RunnerError `preflight` where a gate needs the count */
function* uncounted(why: string, options: EstimateOptions): Generator<RunnerEvent, undefined> {
  holdWithoutSurvey(options, why);
  yield { kind: 'note', detail: `what would be copied could not be counted, because ${why}` };
}

/** @returns undefined when nothing was counted, after a note that says why */
async function* counted(
  target: SurveyTarget,
  { rules, unreadable }: RulesRead,
  engine: Engine,
  options: EstimateOptions,
): AsyncGenerator<RunnerEvent, SurveyEvent | undefined> {
  // Without any rule everything would count as selected by none, and as nothing to copy.
  if (unreadable !== undefined && rules.length === 0)
    return yield* uncounted(
      `the replication rules of '${visible(target.bucket)}' could not be read, and no handoff tells them: ${unreadable}`,
      options,
    );
  try {
    const found = yield* survey(target, engine, options.survey);
    if (unreadable === undefined) return found;
    const basis = `${found.basis}; by the rules of the handoff, for those of S3 could not be read (${unreadable})`;
    return { ...found, exact: false, basis };
  } catch (error) {
    if (!isRunnerError(error, 'denied')) throw error;
    return yield* uncounted(error.message, options);
  }
}

/**
 * @returns what was counted; undefined when nothing was
 * @throws RunnerError `preflight` when a gate does not let the plan pass; nothing was sent
 */
export async function* estimatePlan(
  planner: Planner,
  target: Target,
  estimated: EstimatedPlan,
  engine: Engine,
  options: EstimateOptions,
): AsyncGenerator<RunnerEvent, Forecast | undefined> {
  const { plan } = estimated;
  const read = await readRules(target, engine.aws.buckets, NOT_READABLE_NOW);
  const { rules, unreadable } = read;
  const asked = surveyTarget(target, estimated, rules);
  const found = options.survey.mode === 'none' ? undefined : yield* counted(asked, read, engine, options);
  const destinations = destinationsOfRules(rules);
  const regions = await regionsOf(target, destinations, engine);
  const input: Omit<CostInput, 'survey'> = {
    jobs: plan.transfers.length,
    sourceRegion: target.source.region,
    regionOf: (bucket) => regions.get(bucket),
    ...defined({ prices: options.prices }),
  };
  const cost = found === undefined ? undefined : costOf({ ...input, survey: found });
  if (found !== undefined && cost !== undefined) {
    yield found;
    yield cost;
    yield durationOf({ survey: found });
  }
  yield* warningsOf(await warningFacts(planner, plan, found, engine));
  if (found === undefined || cost === undefined) return undefined;
  // The handoff's rules bound nothing: S3 may have others since.
  if (unreadable !== undefined)
    holdWithoutSurvey(options, `the replication rules of '${visible(asked.bucket)}' could not be read: ${unreadable}`);
  holdGatesByRules(options, found, rules, input);
  return { copied: found.copied, once: cost.once };
}
