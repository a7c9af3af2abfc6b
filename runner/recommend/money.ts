// What a way of copying costs, line by line. Pure. What is not known is in no line, and is said.
// https://aws.amazon.com/s3/pricing/ https://aws.amazon.com/datasync/pricing/ https://aws.amazon.com/lambda/pricing/
import { copyCostOf } from '../estimate/copy-cost';
import { amounts, costOf, lineOf } from '../estimate/cost';
import type { Price } from '../estimate/prices';
import type { Arriving, CopiedGroup, CostLine, PriceItem } from '../events/estimate-events';
import type { RankedCost } from '../events/recommendation-events';
import { exactly, times, type EstimatedAmount, type Estimate } from '../text/interval';
import type { Situation, WayName } from './situation';
import { amountFor } from './time';
import { copiesVersions, type Way } from './ways/way';

export interface Paying {
  /** Prices that win over those that are built in. */
  readonly prices?: readonly Price[];
}

interface Input {
  readonly region: string;
  readonly destinationRegion?: string;
  readonly copied: EstimatedAmount;
  readonly arriving: readonly Arriving[];
  readonly copiedBy: readonly CopiedGroup[];
  readonly prices: readonly Price[] | undefined;
}

const GIB = 1024 ** 3;
/** As the reader of the guide packs them. */
const KEYS_PER_MESSAGE = 50;
/** Of a queue: send, receive, delete. */
const CALLS_PER_MESSAGE = 3;
/** Gigabyte-seconds that a function uses for a copy, by our estimate. */
const GB_SECONDS: Estimate = { value: 0.08, low: 0.02, high: 0.2 };
const UNKNOWN: Estimate = { value: 0, low: 0 };
/** Stands where a Region was not said: the table then takes that of another one, and says so. */
const NO_REGION = 'a Region that was not said';
const NO_CLASS = 'STANDARD';

function line(
  item: PriceItem,
  { region, prices }: Pick<Input, 'region' | 'prices'>,
  what: string,
  quantity: Estimate,
  unit: string,
): CostLine {
  return lineOf(
    { item, region, ...(item === 'put' ? { storageClass: NO_CLASS } : {}) },
    { what, quantity, unit },
    prices,
  );
}

function copies({ region, destinationRegion, copied, arriving, copiedBy, prices }: Input): readonly CostLine[] {
  const { lines } = copyCostOf({
    survey: { arriving, copiedBy, listed: copied.versions.value },
    sourceRegion: region,
    regionOf: () => destinationRegion,
    ...(prices === undefined ? {} : { prices }),
  });
  return lines;
}

function withoutListing(input: Input): readonly CostLine[] {
  return copies(input).filter(({ what }) => !what.startsWith('LIST'));
}

function gets(input: Input, what: string, perObject: number): CostLine {
  return line('get', input, what, times(input.copied.versions, perObject), 'request');
}

function replication({ region, destinationRegion, copied, arriving, prices }: Input): readonly CostLine[] {
  return costOf({
    survey: { copied, total: copied, arriving, wholeBucket: false, how: 'listing' },
    jobs: 1,
    sourceRegion: region,
    regionOf: () => destinationRegion,
    ...(prices === undefined ? {} : { prices }),
  }).lines;
}

const LINES: Readonly<Record<WayName, (input: Input) => readonly CostLine[]>> = {
  'batch-replication': replication,
  'batch-copy': (input) => [
    line('job', input, 'jobs', exactly(1), 'job'),
    line('task', input, 'objects in the job', input.copied.versions, 'task'),
    line('manifest-object', input, 'objects listed for the manifest', input.copied.versions, 'object'),
    ...withoutListing(input),
  ],
  copy: copies,
  datasync: (input) => [
    line('datasync-execution', input, 'task executions, Enhanced mode', exactly(1), 'execution'),
    line('datasync-gib', input, 'data copied by DataSync, Enhanced mode', times(input.copied.bytes, 1 / GIB), 'GiB'),
    gets(input, 'HEAD on both sides, GET of tags and of the object', 4),
    ...copies(input),
  ],
  inventory: (input) => [
    line('inventory-object', input, 'objects in the inventory', input.copied.versions, 'object'),
    line(
      'sqs-request',
      input,
      `requests to the queue, for ${KEYS_PER_MESSAGE} keys a message`,
      times(input.copied.versions, CALLS_PER_MESSAGE / KEYS_PER_MESSAGE),
      'request',
    ),
    line('lambda-request', input, 'calls of functions', times(input.copied.versions, 1 / KEYS_PER_MESSAGE), 'call'),
    line('lambda-gb-second', input, 'time of functions, by our estimate', scaled(input.copied.versions), 'GB-second'),
    gets(input, 'HEAD on both sides', 2),
    ...withoutListing(input),
  ],
  rclone: (input) => [gets(input, 'HEAD on both sides', 2), ...copies(input)],
  'aws-cli': copies,
};

function scaled({ value, low, high }: Estimate): Estimate {
  return {
    value: value * GB_SECONDS.value,
    low: low * GB_SECONDS.low,
    ...(high === undefined ? {} : { high: high * (GB_SECONDS.high ?? GB_SECONDS.value) }),
  };
}

/** Classes of the copies: their own, where the way keeps them; otherwise one for all. */
function arrivingOf(way: Way, copied: EstimatedAmount, situation: Situation): readonly Arriving[] {
  const { classes = [], encryption = [] } = situation;
  const kms = encryption.includes('SSE-KMS') || encryption.includes('DSSE-KMS');
  const one = { bucket: '', kms };
  const keepsClass = way.keeps.survives['storage-class'] !== 'lost';
  const counted = classes.flatMap(({ name, amount }) =>
    amount === undefined ? [] : [{ storageClass: name, ...amount }],
  );
  const countsVersions = copiesVersions(way, situation);
  if (keepsClass && !countsVersions && counted.length === classes.length && counted.length > 0)
    return counted.map((amount) => ({ ...one, ...amount }));
  const only = classes.length === 1 && keepsClass ? classes[0]?.name : undefined;
  return [{ ...one, storageClass: only ?? NO_CLASS, ...copied }];
}

function byClassOf({ classes = [] }: Situation, copied: EstimatedAmount): readonly CopiedGroup[] {
  return classes.flatMap(({ name, amount = classes.length === 1 ? copied : undefined }) =>
    amount === undefined ? [] : [{ by: 'storage-class' as const, name, ...amount }],
  );
}

const WITHOUT_COUNT: readonly string[] = ['GiB', 'job', 'execution'];

export function costOfWay(name: WayName, way: Way, situation: Situation, { prices }: Paying): RankedCost {
  const { versions, bytes } = amountFor(way, situation);
  const copied = { versions: versions ?? UNKNOWN, bytes: bytes ?? UNKNOWN };
  const arriving = arrivingOf(way, copied, situation);
  const { sourceRegion = NO_REGION, destinationRegion, classes, encryption } = situation;
  const all = LINES[name]({
    region: sourceRegion,
    // Where one of the two was not said, they may be one.
    ...(destinationRegion === undefined || situation.sourceRegion === undefined ? {} : { destinationRegion }),
    copied,
    arriving,
    copiedBy: byClassOf(situation, copied),
    prices,
  });
  const lines = all.filter(({ unit }) =>
    unit === 'GiB' ? bytes !== undefined : versions !== undefined || WITHOUT_COUNT.includes(unit),
  );
  const leftOut = [
    ...(versions === undefined ? ['what is paid for each object: their number is not known'] : []),
    ...(bytes === undefined ? ['what is paid for each GiB: the size is not known'] : []),
    ...(classes === undefined
      ? ['retrieval, and higher prices of other classes than STANDARD: they are not known']
      : []),
    ...(classes !== undefined &&
    classes.length > 1 &&
    arriving.length === 1 &&
    way.keeps.survives['storage-class'] !== 'lost'
      ? ['what other classes than STANDARD cost more or less: how much is in which is not known']
      : []),
    ...(encryption === undefined ? ['calls of KMS: encryption is not known'] : []),
    ...(way.runsOn === 'host' ? ['the host'] : []),
  ];
  const sums =
    versions === undefined && bytes === undefined
      ? {}
      : { once: amounts(lines, 'once'), monthly: amounts(lines, 'month') };
  return { currency: 'USD', lines, ...sums, leftOut };
}
