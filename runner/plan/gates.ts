// `--max-cost` and `--max-objects`: nothing is sent when more may be copied, or more may be paid, than they allow. Pure.
import { sum, sumOfAmounts } from '../text/interval';
import type { Arriving, CostEvent, SurveyEvent } from '../events/estimate-events';
import type { EstimatedAmount } from '../text/interval';
import type { Estimate } from '../text/interval';
import { costOf, type CostInput } from '../estimate/cost';
import { RunnerError } from '../ports/errors';
import { defined } from '../text/defined';
import { count } from '../text/figures';
import { dollars } from '../text/interval-figures';
import type { ReplicationRule } from '../ports/s3/replication';

/** What a plan comes to, if everything of which nothing is known were copied. */
export type WorstOfPlan = (versions: Estimate, lines: CostEvent['lines']) => void;

export interface Gates {
  /** Dollars that are paid once. @default - any sum */
  readonly maxCostUsd?: number;
  /** Object versions that are copied. @default - any number */
  readonly maxObjects?: number;
  /** Told of each plan that gates are held for, whoever adds up several. @default - nobody */
  readonly worst?: WorstOfPlan;
}

export function hasGates({ maxCostUsd, maxObjects }: Gates): boolean {
  return maxCostUsd !== undefined || maxObjects !== undefined;
}

function refused(message: string, hint: string): RunnerError {
  return new RunnerError('preflight', `nothing was sent: ${message}`, hint);
}

/** The survey, as if everything of which nothing is known were copied, to every destination. */
function atWorst(survey: SurveyEvent, rules: readonly ReplicationRule[]): SurveyEvent {
  const unknown: EstimatedAmount = sumOfAmounts(...survey.unknown);
  if (unknown.versions.high === 0) return survey;
  const destinations = new Map(rules.filter((rule) => rule.enabled).map((rule) => [rule.destinationBucket, rule]));
  const more: readonly Arriving[] = [...destinations.values()].map(
    ({ destinationBucket, storageClass = 'STANDARD' }) => ({
      bucket: destinationBucket,
      storageClass,
      kms: true,
      ...unknown,
    }),
  );
  return { ...survey, copied: sumOfAmounts(survey.copied, unknown), arriving: [...survey.arriving, ...more] };
}

function checked(
  what: string,
  estimate: Estimate,
  allowed: number,
  shown: (value: number) => string,
  flag: string,
): void {
  if (estimate.high === undefined)
    throw refused(
      `no upper bound of ${what} is known, and ${flag} allows ${shown(allowed)}`,
      'list more with --survey-limit, or all with --survey exact, or read an inventory with --survey inventory:s3://…',
    );
  if (estimate.high <= allowed) return;
  const bound = estimate.high === estimate.low ? shown(estimate.high) : `up to ${shown(estimate.high)}`;
  throw refused(
    `${what} may be ${bound}, and ${flag} allows ${shown(allowed)}`,
    `raise ${flag}, or copy less with --prefix and the filters`,
  );
}

/** @param input what the cost was made of */
export function holdGatesByRules(
  gates: Gates,
  survey: SurveyEvent,
  rules: readonly ReplicationRule[],
  input: Omit<CostInput, 'survey'>,
): void {
  holdGates(gates, atWorst(survey, rules), (worst) => costOf({ ...input, survey: worst }));
}

/**
 * @param worst as if everything of which nothing is known were copied
 * @throws RunnerError `preflight`
 */
export function holdGates(
  { maxCostUsd, maxObjects, worst: tell }: Gates,
  worst: SurveyEvent,
  costOfAll: (survey: SurveyEvent) => CostEvent,
): void {
  tell?.(worst.copied.versions, costOfAll(worst).lines);
  holdObjects(defined({ maxObjects }), worst.copied.versions);
  if (maxCostUsd !== undefined) holdCost({ maxCostUsd }, costOfAll(worst));
}

/** @throws RunnerError `preflight` where more may be copied than is allowed */
export function holdObjects({ maxObjects }: Pick<Gates, 'maxObjects'>, versions: Estimate): void {
  if (maxObjects !== undefined) checked('the number of object versions', versions, maxObjects, count, '--max-objects');
}

/** @throws RunnerError `preflight` where it may cost more than is allowed */
export function holdCost({ maxCostUsd }: Pick<Gates, 'maxCostUsd'>, { lines }: Pick<CostEvent, 'lines'>): void {
  if (maxCostUsd === undefined) return;
  const once = lines.filter(({ paid, quantity }) => paid === 'once' && quantity.high !== 0);
  const unpriced = once.filter(({ amount }) => amount === undefined).map(({ what }) => what);
  if (unpriced.length > 0)
    throw refused(
      `--max-cost cannot be held, for there is no price of: ${unpriced.join(', ')}`,
      'give the prices with --prices FILE',
    );
  const total = sum(...once.flatMap(({ amount }) => (amount === undefined ? [] : [amount])));
  checked('the cost', total, maxCostUsd, dollars, '--max-cost');
}

/** @throws RunnerError `preflight` when a gate was given and nothing could be counted */
export function holdWithoutSurvey(gates: Gates, why: string): void {
  if (!hasGates(gates)) return;
  throw refused(`--max-cost and --max-objects cannot be held: ${why}`, 'allow what is missing, or leave the gates out');
}
