// What copies by functions cost, and how long they take: requests to S3 above all, those to SQS, and the time of Lambda. Pure.
// https://aws.amazon.com/sqs/pricing/ https://aws.amazon.com/lambda/pricing/
import type { CostEvent, CostLine, DurationEvent, SurveyEvent } from '../events/estimate-events';
import { count } from '../text/figures';
import { exactly, times } from '../text/interval';
import { copyCostOf, type CopyCostInput } from './copy-cost';
import { amounts, lineOf } from './cost';

export interface FunctionCostInput extends Pick<CopyCostInput, 'sourceRegion' | 'regionOf' | 'prices'> {
  readonly survey: Pick<SurveyEvent, 'copied' | 'copiedBy' | 'arriving' | 'listed' | 'notCopied'>;
  /** Memory of the worker. @default 1024 */
  readonly memoryMegabytes?: number;
}

/** What the reader puts into a message, and a worker receives at once. */
const OBJECTS_PER_MESSAGE = 50;
const MESSAGES_PER_CALL = 10;
/** Sent ten at a time, received ten at a time, and deleted. */
const SQS_REQUESTS_PER_MESSAGE = 0.3;
const MOST_AT_ONCE = 64;
/** A guess: S3 answers a copy of a small object in about a tenth of a second. */
const SECONDS_PER_COPY = 0.1;

export function functionCostOf({ survey, memoryMegabytes = 1024, ...input }: FunctionCostInput): CostEvent {
  const { sourceRegion: region, prices } = input;
  const { copied, listed, notCopied } = survey;
  const there = notCopied.find(({ reason }) => reason === 'there-already')?.versions ?? exactly(0);
  const messages = listed / OBJECTS_PER_MESSAGE;
  const seconds = (listed * SECONDS_PER_COPY) / MOST_AT_ONCE;
  const own: readonly CostLine[] = [
    lineOf(
      { item: 'inventory-object', region },
      { what: 'objects that the inventory lists, each time', quantity: exactly(listed), unit: 'object' },
      prices,
    ),
    ...(there.value === 0
      ? []
      : [
          lineOf(
            { item: 'put', region, storageClass: 'STANDARD' },
            {
              what: 'requests of an inventory about objects that are there already: one that is refused, and a listing of each side',
              quantity: times(there, 3),
              unit: 'request',
            },
            prices,
          ),
        ]),
    lineOf(
      { item: 'sqs-request', region },
      {
        what: 'requests to SQS',
        quantity: exactly(Math.ceil(messages * SQS_REQUESTS_PER_MESSAGE)),
        unit: 'request',
      },
      prices,
    ),
    lineOf(
      { item: 'lambda-request', region },
      { what: 'calls of functions', quantity: exactly(Math.ceil(messages / MESSAGES_PER_CALL)), unit: 'call' },
      prices,
    ),
    lineOf(
      { item: 'lambda-gb-second', region },
      {
        what: `time of functions, if S3 answers within ${SECONDS_PER_COPY} s; large objects take longer`,
        quantity: exactly(Math.ceil((seconds * memoryMegabytes) / 1024)),
        unit: 'GB-second',
      },
      prices,
    ),
  ];
  const lines = [...copyCostOf({ survey: { ...survey, copied }, ...input } as CopyCostInput).lines, ...own];
  return { kind: 'cost', currency: 'USD', lines, once: amounts(lines, 'once'), monthly: amounts(lines, 'month') };
}

/** Copies a second that S3 takes under one prefix at least. */
const COPIES_PER_SECOND = 3_500;

/** @param concurrency functions at once. @default - as many as Lambda likes */
export function functionDurationOf(
  { copied, copiedBy }: Pick<SurveyEvent, 'copied' | 'copiedBy'>,
  concurrency?: number,
): DurationEvent {
  const folders = Math.max(1, copiedBy.filter(({ by }) => by === 'prefix').length);
  const ofS3 = COPIES_PER_SECOND * folders;
  const ofFunctions = concurrency === undefined ? Infinity : (concurrency * MOST_AT_ONCE) / SECONDS_PER_COPY;
  const lowSeconds = copied.versions.low / Math.min(ofS3, ofFunctions);
  const detail =
    ofFunctions < ofS3
      ? `${count(ofFunctions)} copies a second by ${concurrency ?? 0} functions at once (maximumConcurrency), if S3 answers within ${SECONDS_PER_COPY} s`
      : `${count(COPIES_PER_SECOND)} copies a second under one prefix`;
  return { kind: 'duration', lowSeconds, binds: 'requests', terms: [{ quota: 'requests', detail, lowSeconds }] };
}
