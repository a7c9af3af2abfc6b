// What a backfill costs, line by line: a quantity times a price. Pure.
import { exactly, isExact, NO_AMOUNT, sum, sumOfAmounts, times } from '../text/interval';
import type { Arriving, CostEvent, CostLine, SurveyEvent } from '../events/estimate-events';
import type { Estimate } from '../text/interval';
import { priceOf, type Price, type PriceQuestion } from './prices';
import { defined } from '../text/defined';

export interface CostInput {
  readonly survey: Pick<SurveyEvent, 'copied' | 'total' | 'arriving' | 'wholeBucket' | 'how'>;
  /** Jobs of the plan. */
  readonly jobs: number;
  readonly sourceRegion: string;
  /** Region of each destination bucket; undefined when it may not be seen. */
  readonly regionOf: (bucket: string) => string | undefined;
  /** Prices that win over those that are built in. */
  readonly prices?: readonly Price[];
}

/** A GiB, which AWS calls GB. */
const GIB = 1024 ** 3;
/** Calls for each object that KMS has to do with: one to decrypt, one to encrypt. */
export const KMS_CALLS = 2;

type Line = Pick<CostLine, 'what' | 'quantity' | 'unit'> & Partial<Pick<CostLine, 'paid' | 'note'>>;

export function lineOf(question: PriceQuestion, line: Line, prices: readonly Price[] | undefined): CostLine {
  const { paid = 'once', ...rest } = line;
  const found = priceOf(question, prices);
  const priced =
    found === undefined
      ? {}
      : {
          usd: found.usd,
          per: found.per,
          amount: times(line.quantity, found.usd / found.per),
          price: found.origin,
        };
  return { item: question.item, paid, ...rest, ...priced };
}

/** Nothing is known of the Region of a bucket: it may be this one, where transfer is free, or another. */
function unsure(quantity: Estimate): Estimate {
  return { ...quantity, low: 0 };
}

function transferLine(
  input: Pick<CostInput, 'sourceRegion' | 'regionOf' | 'prices'>,
  arriving: Arriving,
): readonly CostLine[] {
  const { sourceRegion, prices } = input;
  const region = input.regionOf(arriving.bucket);
  if (region === sourceRegion) return [];
  const gib = times(arriving.bytes, 1 / GIB);
  const question = {
    item: 'transfer' as const,
    region: sourceRegion,
    ...defined({ toRegion: region }),
  };
  const what = `transfer from ${sourceRegion} to ${region ?? 'a Region that could not be seen'}`;
  const quantity = region === undefined ? unsure(gib) : gib;
  return [lineOf(question, { what, quantity, unit: 'GiB' }, prices)];
}

export function arrivingLines(
  input: Pick<CostInput, 'sourceRegion' | 'regionOf' | 'prices'>,
  arriving: Arriving,
): readonly CostLine[] {
  const { sourceRegion, prices } = input;
  const seen = input.regionOf(arriving.bucket);
  const region = seen ?? sourceRegion;
  const { storageClass, versions, bytes } = arriving;
  const where = `${storageClass} in ${seen ?? `a Region that could not be seen, by the prices of ${sourceRegion}`}`;
  return [
    lineOf(
      { item: 'put', region, storageClass },
      { what: `PUT requests to ${where}`, quantity: versions, unit: 'request' },
      prices,
    ),
    ...transferLine(input, arriving),
    lineOf(
      { item: 'storage-month', region, storageClass },
      { what: `storage of ${where}`, quantity: times(bytes, 1 / GIB), unit: 'GiB', paid: 'month' },
      prices,
    ),
  ];
}

function manifestLines({ survey, jobs, sourceRegion, prices }: CostInput): readonly CostLine[] {
  if (survey.how === 'chosen') return [];
  const line: Line = {
    what:
      jobs === 1
        ? 'objects in the bucket, to generate the manifest'
        : `objects in the bucket, to generate ${jobs} manifests`,
    quantity: times(survey.total.versions, jobs),
    unit: 'object',
    ...(survey.wholeBucket
      ? {}
      : { note: 'S3 counts every object of the bucket; those outside of the prefixes are not in this number' }),
  };
  return [lineOf({ item: 'manifest-object', region: sourceRegion }, line, prices)];
}

/** Destinations with the same name, class and encryption are one line each; replicas without KMS and with it are put together. */
export function byClass(arriving: readonly Arriving[]): readonly Arriving[] {
  const all = new Map<string, Arriving>();
  for (const one of arriving) {
    const key = JSON.stringify([one.bucket, one.storageClass]);
    const known = all.get(key) ?? { ...one, ...NO_AMOUNT };
    all.set(key, { ...known, ...sumOfAmounts(known, one) });
  }
  return [...all.values()];
}

export function amounts(lines: readonly CostLine[], paid: CostLine['paid']): Estimate {
  return sum(...lines.flatMap((line) => (line.paid === paid && line.amount !== undefined ? [line.amount] : [])));
}

export function costOf(input: CostInput): CostEvent {
  const { survey, jobs, sourceRegion, prices } = input;
  const kms = times(sum(...survey.arriving.filter((one) => one.kms).map(({ versions }) => versions)), KMS_CALLS);
  const lines = [
    lineOf({ item: 'job', region: sourceRegion }, { what: 'jobs', quantity: exactly(jobs), unit: 'job' }, prices),
    lineOf(
      { item: 'task', region: sourceRegion },
      { what: 'object versions in the jobs', quantity: survey.copied.versions, unit: 'task' },
      prices,
    ),
    ...manifestLines(input),
    lineOf(
      { item: 'get', region: sourceRegion },
      { what: 'GET requests to the source', quantity: survey.copied.versions, unit: 'request' },
      prices,
    ),
    ...byClass(survey.arriving).flatMap((one) => arrivingLines(input, one)),
    ...(kms.value === 0 && isExact(kms)
      ? []
      : [
          lineOf(
            { item: 'kms-request', region: sourceRegion },
            { what: 'calls of KMS', quantity: kms, unit: 'call' },
            prices,
          ),
        ]),
  ];
  return { kind: 'cost', currency: 'USD', lines, once: amounts(lines, 'once'), monthly: amounts(lines, 'month') };
}
