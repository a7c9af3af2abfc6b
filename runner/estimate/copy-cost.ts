// What copies cost that are made object by object, and how long they take at the rates that S3 promises. Pure.
// https://aws.amazon.com/s3/pricing/ https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
import type { CostEvent, CostLine, DurationEvent, SurveyEvent } from '../events/estimate-events';
import { count } from '../text/figures';
import { exactly, sum, times, type Estimate } from '../text/interval';
import { amounts, arrivingLines, byClass, KMS_CALLS, lineOf, type CostInput } from './cost';

export interface CopyCostInput extends Pick<CostInput, 'sourceRegion' | 'regionOf' | 'prices'> {
  readonly survey: Pick<SurveyEvent, 'copiedBy' | 'arriving' | 'listed'> & Partial<Pick<SurveyEvent, 'looked'>>;
  /** Jobs of S3 Batch Operations that make the copies, and their tasks. @default - none do */
  readonly jobs?: { readonly jobs: number; readonly tasks: Estimate; readonly generated: boolean };
}

const GIB = 1024 ** 3;
/** Objects that one page of a listing has. */
const PAGE = 1_000;
/** Classes from which S3 is paid for each GiB that is read. */
const WITH_RETRIEVAL: readonly string[] = ['STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR'];
/** Copies a second that S3 takes under one prefix at least; more, once it has split the prefix. */
const COPIES_PER_SECOND = 3_500;

/** S3 is paid for each object that it goes through to list those of a job. */
function jobLines(
  { jobs, tasks, generated }: NonNullable<CopyCostInput['jobs']>,
  { sourceRegion: region, prices }: Pick<CopyCostInput, 'sourceRegion' | 'prices'>,
): readonly CostLine[] {
  return [
    lineOf({ item: 'job', region }, { what: 'jobs', quantity: exactly(jobs), unit: 'job' }, prices),
    lineOf({ item: 'task', region }, { what: 'objects in the jobs', quantity: tasks, unit: 'task' }, prices),
    ...(generated
      ? [
          lineOf(
            { item: 'manifest-object', region },
            { what: 'objects that S3 lists for the jobs, of these prefixes at least', quantity: tasks, unit: 'object' },
            prices,
          ),
        ]
      : []),
  ];
}

export function copyCostOf({ survey, jobs, ...input }: CopyCostInput): CostEvent {
  const { sourceRegion, prices } = input;
  const { copiedBy, arriving, listed, looked = 0 } = survey;
  const retrieved = copiedBy.filter(({ by, name }) => by === 'storage-class' && WITH_RETRIEVAL.includes(name));
  const kms = times(sum(...arriving.filter((one) => one.kms).map(({ versions }) => versions)), KMS_CALLS);
  const lines = [
    ...(jobs === undefined ? [] : jobLines(jobs, input)),
    lineOf(
      { item: 'put', region: sourceRegion, storageClass: 'STANDARD' },
      {
        what: 'LIST requests to both sides',
        quantity: exactly(2 * Math.max(1, Math.ceil(listed / PAGE))),
        unit: 'request',
      },
      prices,
    ),
    ...(looked === 0
      ? []
      : [
          lineOf(
            { item: 'get', region: sourceRegion },
            { what: 'GetObjectTagging requests', quantity: exactly(looked), unit: 'request' },
            prices,
          ),
        ]),
    ...retrieved.map(({ name, bytes }) =>
      lineOf(
        { item: 'retrieval', region: sourceRegion, storageClass: name },
        { what: `retrieval from ${name}`, quantity: times(bytes, 1 / GIB), unit: 'GiB' },
        prices,
      ),
    ),
    ...byClass(arriving).flatMap((one) => arrivingLines(input, one)),
    ...(kms.value === 0
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

/** S3 promises no speed: nothing bounds it from above. */
export function copyDurationOf({ copied, copiedBy }: Pick<SurveyEvent, 'copied' | 'copiedBy'>): DurationEvent {
  const folders = Math.max(1, copiedBy.filter(({ by }) => by === 'prefix').length);
  const lowSeconds = copied.versions.low / (COPIES_PER_SECOND * folders);
  const detail = `${count(COPIES_PER_SECOND)} copies a second under one prefix`;
  return { kind: 'duration', lowSeconds, binds: 'requests', terms: [{ quota: 'requests', detail, lowSeconds }] };
}
