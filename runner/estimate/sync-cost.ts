// What copies by DataSync cost, and how long they take: by its own price, and by requests to S3, which come on top. Pure.
// https://aws.amazon.com/datasync/pricing/
import type { CostEvent, CostLine, DurationEvent, SurveyEvent } from '../events/estimate-events';
import { exactly, times } from '../text/interval';
import { amounts, arrivingLines, byClass, lineOf, type CostInput } from './cost';

export interface SyncCostInput extends Pick<CostInput, 'sourceRegion' | 'regionOf' | 'prices'> {
  readonly survey: Pick<SurveyEvent, 'copied' | 'copiedBy' | 'arriving' | 'listed'>;
  readonly executions: number;
  readonly mode: 'BASIC' | 'ENHANCED';
  readonly destinationRegion: string;
}

const GIB = 1024 ** 3;
const PAGE = 1_000;
const WITH_RETRIEVAL: readonly string[] = ['STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR'];

export function syncCostOf({ survey, executions, mode, ...input }: SyncCostInput): CostEvent {
  const { sourceRegion, destinationRegion: region, prices } = input;
  const { copied, copiedBy, arriving, listed } = survey;
  const retrieved = copiedBy.filter(({ by, name }) => by === 'storage-class' && WITH_RETRIEVAL.includes(name));
  const inMode =
    mode === 'ENHANCED' ? 'Enhanced mode' : 'at the price of Enhanced mode, which is higher than that of Basic';
  const lines: readonly CostLine[] = [
    ...(mode === 'ENHANCED'
      ? [
          lineOf(
            { item: 'datasync-execution', region },
            { what: `task executions, ${inMode}`, quantity: exactly(executions), unit: 'execution' },
            prices,
          ),
        ]
      : []),
    lineOf(
      { item: 'datasync-gib', region },
      { what: `data copied by DataSync, ${inMode}`, quantity: times(copied.bytes, 1 / GIB), unit: 'GiB' },
      prices,
    ),
    lineOf(
      { item: 'put', region: sourceRegion, storageClass: 'STANDARD' },
      {
        what: 'LIST requests to both sides, by this program and by DataSync at least',
        quantity: exactly(4 * Math.max(1, Math.ceil(listed / PAGE))),
        unit: 'request',
      },
      prices,
    ),
    lineOf(
      { item: 'get', region: sourceRegion },
      {
        what: 'requests by which DataSync looks at objects and tags of both sides, and reads what it copies',
        quantity: exactly(4 * listed),
        unit: 'request',
      },
      prices,
    ),
    ...retrieved.map(({ name, bytes }) =>
      lineOf(
        { item: 'retrieval', region: sourceRegion, storageClass: name },
        { what: `retrieval from ${name}`, quantity: times(bytes, 1 / GIB), unit: 'GiB' },
        prices,
      ),
    ),
    ...byClass(arriving).flatMap((one) => arrivingLines(input, one)),
  ];
  return { kind: 'cost', currency: 'USD', lines, once: amounts(lines, 'once'), monthly: amounts(lines, 'month') };
}

/** AWS publishes no rate of objects: by that of S3's requests alone, below which it cannot be. */
const OBJECTS_PER_SECOND = 3_500;

export function syncDurationOf({ copied, copiedBy }: Pick<SurveyEvent, 'copied' | 'copiedBy'>): DurationEvent {
  const folders = Math.max(1, copiedBy.filter(({ by }) => by === 'prefix').length);
  const lowSeconds = copied.versions.low / (OBJECTS_PER_SECOND * folders);
  const detail = 'what S3 takes under one prefix; DataSync publishes no rate, and starts within minutes';
  return { kind: 'duration', lowSeconds, binds: 'requests', terms: [{ quota: 'requests', detail, lowSeconds }] };
}
