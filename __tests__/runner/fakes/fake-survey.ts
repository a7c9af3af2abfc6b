// A survey in which so and so much is copied, to one destination.
import { exactly } from '../../../runner/text/interval';
import type { Estimate } from '../../../runner/text/interval';
import type { SurveyEvent } from '../../../runner/events/estimate-events';

interface Details {
  readonly kms?: boolean;
  readonly storageClass?: string;
  readonly folders?: number;
  /** Versions in the bucket. @default - those that are copied */
  readonly total?: number;
}

function estimate(value: number | Estimate): Estimate {
  return typeof value === 'number' ? exactly(value) : value;
}

export function surveyOf(
  versionsGiven: number | Estimate,
  bytesGiven: number | Estimate,
  details: Details = {},
): SurveyEvent {
  const { kms = false, storageClass = 'STANDARD', folders = 1, total } = details;
  const copied = { versions: estimate(versionsGiven), bytes: estimate(bytesGiven) };
  return {
    kind: 'survey',
    how: 'listing',
    exact: true,
    basis: 'they were counted',
    seed: 1,
    listed: copied.versions.value,
    looked: 0,
    wholeBucket: true,
    fromBefore: 0,
    total: total === undefined ? copied : { ...copied, versions: exactly(total) },
    copied,
    notCopied: [],
    unknown: [],
    copiedBy: [
      ...Array.from({ length: folders }, (_, index) => ({ by: 'prefix' as const, name: `f${index}/`, ...copied })),
      { by: 'storage-class', name: storageClass, ...copied },
    ],
    arriving: [{ bucket: 'dst', storageClass, kms, ...copied }],
    byTransfer: [{ prefix: '', ...copied }],
  };
}
