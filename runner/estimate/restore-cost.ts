// What it costs to restore archived objects, and how long S3 takes at most. Pure.
// https://aws.amazon.com/s3/pricing/ https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html
import type { CostEvent, CostLine } from '../events/estimate-events';
import type { RestoreTier } from '../ports/s3/objects';
import { exactly } from '../text/interval';
import { amounts, lineOf } from './cost';
import type { Price } from './prices';

const GIB = 1024 ** 3;
const DAYS_OF_MONTH = 30;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

/** Class of objects that sink into archive tiers, and come out of them for good. */
export const TIERED_CLASS = 'INTELLIGENT_TIERING';

/** Archived objects of one class, or in one archive tier of Intelligent-Tiering. */
export interface ArchivedAmount {
  readonly storageClass: string;
  readonly objects: number;
  readonly bytes: number;
}

export interface RestoreCostInput {
  readonly amounts: readonly ArchivedAmount[];
  readonly tier: RestoreTier;
  readonly days: number;
  /** Of the bucket. */
  readonly region: string;
  /** Prices that win over those that are built in. */
  readonly prices?: readonly Price[];
}

/** By the documentation; the slowest archive counts. */
const MOST_SECONDS: Readonly<Record<RestoreTier, Readonly<{ flexible: number; deep: number }>>> = {
  Bulk: { flexible: 12 * HOUR_SECONDS, deep: 48 * HOUR_SECONDS },
  Standard: { flexible: 5 * HOUR_SECONDS, deep: 12 * HOUR_SECONDS },
  // Not offered for deep archives: what is restored from there was asked for in another way.
  Expedited: { flexible: 5 * MINUTE_SECONDS, deep: 48 * HOUR_SECONDS },
};

/** @param isDeep whether some of it is in DEEP_ARCHIVE, or in the deep archive tier */
export function mostSecondsToRestore(tier: RestoreTier, isDeep: boolean): number {
  const { flexible, deep } = MOST_SECONDS[tier];
  return isDeep ? deep : flexible;
}

function linesOf(
  { storageClass, objects, bytes }: ArchivedAmount,
  { tier, days, region, prices }: RestoreCostInput,
): readonly CostLine[] {
  const gib = bytes / GIB;
  return [
    lineOf(
      { item: 'restore-request', region, storageClass, tier },
      { what: `requests to restore ${storageClass} (${tier})`, quantity: exactly(objects), unit: 'request' },
      prices,
    ),
    lineOf(
      { item: 'retrieval', region, storageClass, tier },
      { what: `retrieval from ${storageClass} (${tier})`, quantity: exactly(gib), unit: 'GiB' },
      prices,
    ),
    ...(storageClass === TIERED_CLASS
      ? []
      : [
          lineOf(
            { item: 'storage-month', region, storageClass: 'STANDARD' },
            {
              what: `restored copies in STANDARD for ${days} days, beside the archived objects`,
              quantity: exactly((gib * days) / DAYS_OF_MONTH),
              unit: 'GiB',
            },
            prices,
          ),
        ]),
  ];
}

export function restoreCostOf(input: RestoreCostInput): CostEvent {
  const lines = input.amounts.flatMap((one) => linesOf(one, input));
  return { kind: 'cost', currency: 'USD', lines, once: amounts(lines, 'once'), monthly: amounts(lines, 'month') };
}
