// How long a backfill takes, by documented quotas. S3 promises no speed for Batch Replication, so this is a range. Pure.
import type { DurationEvent, DurationTerm, SurveyEvent } from '../events/estimate-events';
import type { Estimate } from '../text/interval';
import { count } from '../text/figures';
import { sum } from '../text/interval';

// The quotas, as AWS's pages had them on 2026-11-26.

/**
 * Default quota of an account for replication: 1 Gbps, about 450 GB an hour.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/rtc-best-practices.html
 */
const BYTES_PER_SECOND = 125_000_000;
/**
 * GET and HEAD requests a second that S3 serves under one prefix at least, those of replication included, which sends up to
 * five for each object. The 3,500 PUT requests, of which it sends one to the source and one to each destination, last longer.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
 */
const READS_PER_SECOND = 5_500;
const READS_PER_OBJECT = 5;
/**
 * Default quotas for cryptographic operations with symmetric keys: 10,000 a second, 20,000 in six Regions, 100,000 in us-east-1,
 * us-west-2 and eu-west-1. Replication makes about two for each object.
 * https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html
 */
const KMS_PER_SECOND = 10_000;
const HIGHEST_KMS_PER_SECOND = 100_000;
const KMS_PER_OBJECT = 2;

export interface DurationInput {
  readonly survey: Pick<SurveyEvent, 'copied' | 'arriving' | 'copiedBy'>;
}

function term(
  quota: DurationTerm['quota'],
  detail: string,
  amount: Estimate,
  fastest: number,
  slowest: number,
): DurationTerm {
  return {
    quota,
    detail,
    lowSeconds: amount.low / fastest,
    ...(amount.high === undefined ? {} : { highSeconds: amount.high / slowest }),
  };
}

export function durationOf({ survey }: DurationInput): DurationEvent {
  const { copied, arriving, copiedBy } = survey;
  const bytes = sum(...arriving.map((one) => one.bytes));
  const kms = sum(...arriving.filter((one) => one.kms).map(({ versions }) => versions));
  const folders = Math.max(1, copiedBy.filter(({ by }) => by === 'prefix').length);
  const perPrefix = READS_PER_SECOND / READS_PER_OBJECT;
  const all: readonly DurationTerm[] = [
    term(
      'bandwidth',
      'replication bandwidth of an account: 1 Gbps by default',
      bytes,
      BYTES_PER_SECOND,
      BYTES_PER_SECOND,
    ),
    term(
      'requests',
      `${count(READS_PER_SECOND)} reads a second under one prefix, ${READS_PER_OBJECT} for each object`,
      copied.versions,
      perPrefix * folders,
      perPrefix,
    ),
    ...(kms.high === 0
      ? []
      : [
          term(
            'kms',
            `KMS: ${count(KMS_PER_SECOND)} to ${count(HIGHEST_KMS_PER_SECOND)} calls a second, ${KMS_PER_OBJECT} for each object`,
            kms,
            HIGHEST_KMS_PER_SECOND / KMS_PER_OBJECT,
            KMS_PER_SECOND / KMS_PER_OBJECT,
          ),
        ]),
  ];
  const longest = (a: DurationTerm, b: DurationTerm): DurationTerm =>
    (b.highSeconds ?? b.lowSeconds) > (a.highSeconds ?? a.lowSeconds) ? b : a;
  const highs = all.flatMap(({ highSeconds }) => (highSeconds === undefined ? [] : [highSeconds]));
  return {
    kind: 'duration',
    lowSeconds: Math.max(...all.map(({ lowSeconds }) => lowSeconds)),
    ...(highs.length === all.length ? { highSeconds: highs.reduce((total, one) => total + one, 0) } : {}),
    binds: all.reduce(longest).quota,
    terms: all,
  };
}
