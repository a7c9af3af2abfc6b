// What a survey, a cost and a duration say, cell by cell; text and Markdown lay it out.
import { isExact, times } from '../text/interval';
import type {
  CostEvent,
  CostLine,
  Dimension,
  DurationEvent,
  DurationTerm,
  NotCopiedReason,
  PriceOrigin,
  SurveyEvent,
  UnknownReason,
} from '../events/estimate-events';
import type { EstimatedAmount } from '../text/interval';
import { count, duration } from '../text/figures';
import { bytes, dollars, estimated } from '../text/interval-figures';

export type Row = readonly string[];

const GIB = 1024 ** 3;

export const REASON: Readonly<Record<NotCopiedReason, string>> = {
  'delete-marker': 'delete markers, which no rule replicates',
  archived: 'archived: restore them and copy them to another class first',
  'outside-rules': 'no enabled rule selects them',
  'outside-prefixes': 'outside of the prefixes',
  'kms-not-opted-in': 'under SSE-KMS, which the rule does not replicate',
  'not-selected': 'the filters leave them out',
  'already-replicated': 'COMPLETED already',
  'in-progress': 'PENDING: S3 is replicating them now',
  replica: 'replicas of another bucket',
  gone: 'not there: deleted since they were listed, or chosen by a key that is not there',
  'there-already': 'at the destination already, the same',
  'kept-as-it-is': 'at the destination already, and left as they are, since nothing is to be overwritten',
  'archived-source': 'archived: restore them, then s3-backfill copy --restored copies them',
  'behind-archived': 'newer than an archived version of the same key, and copied after it',
  'other-versions':
    'of keys that have other versions at the destination: --overwrite always puts all versions on top of them',
  'too-large': 'larger than the 5 GiB that one request copies: --method copy copies them in parts',
  'not-carried': 'of keys that DataSync cannot carry, or leaves out: --method copy copies them',
  nameless: 'of keys of which nothing is left once their prefix is taken away: give the destination a prefix',
  'key-too-long': 'of keys that would have more than 1,024 bytes at the destination: give it a shorter prefix',
  'class-not-kept': 'of a storage class that no job gives its copies: --method copy keeps it',
};

export const UNKNOWN: Readonly<Record<UnknownReason, string>> = {
  'sse-c': "under a customer's key (SSE-C): S3 replicates them, and shows their status only with the key",
  'unknown-filter': 'below a rule with a filter that this version of s3-backfill does not know',
  'unknown-word':
    'with a storage class, an encryption or a replication status that this version of s3-backfill does not know',
  'delete-marker-status': 'delete markers: a rule replicates them, and S3 does not show their status',
  'not-comparable':
    'at the destination with the same size, and the listings do not tell whether they are the same: a run looks',
  'may-not-look': 'their headers may not be read (s3:GetObjectVersion)',
};

const BY: Readonly<Record<Dimension, string>> = {
  prefix: 'by prefix',
  'storage-class': 'by storage class',
  encryption: 'by encryption',
  'replication-status': 'by replication status',
  age: 'by age',
  version: 'by version',
};

export function amountCells({ versions, bytes: size }: EstimatedAmount): Row {
  return [estimated(versions, count), estimated(size, bytes)];
}

/** Of the groups that are told, those of one kind together; a single group says nothing new. */
export function copiedGroups({ copiedBy }: SurveyEvent): readonly (readonly [title: string, rows: readonly Row[]])[] {
  const kinds = [...new Set(copiedBy.map(({ by }) => by))];
  return kinds.map((kind) => [
    BY[kind],
    copiedBy
      .filter(({ by }) => by === kind)
      .map((group) => [group.name === '' ? '(every key)' : group.name, ...amountCells(group)]),
  ]);
}

function originText({ region, date, source, verified, assumed }: PriceOrigin): string {
  const doubts = [...(verified ? [] : ['not verified']), ...(assumed ? [`price of ${region}`] : [])];
  return [`${source}, ${date}`, ...doubts].join('; ');
}

/** `job`, `jobs`, `GiB` */
function unitOf(amount: number, unit: string): string {
  return amount === 1 || unit === 'GiB' ? unit : `${unit}s`;
}

function unitPrice({ usd, per, unit }: CostLine): string {
  if (usd === undefined || per === undefined) return 'no price';
  return `$${usd} / ${per === 1 ? '' : `${count(per)} `}${unitOf(per, unit)}`;
}

/** Amount, what for, quantity, price. */
export function costRow(line: CostLine): Row {
  const { amount, what, quantity, unit } = line;
  const counted = `${estimated(quantity, count)} ${unitOf(quantity.value, unit)}`;
  return [
    amount === undefined ? '?' : estimated(amount, dollars),
    what,
    unit === 'GiB' ? estimated(times(quantity, GIB), bytes) : counted,
    unitPrice(line),
  ];
}

/** The same, with what the line leaves out behind what it is for. */
export function notedCostRow(line: CostLine): Row {
  const [amount = '', what = '', ...rest] = costRow(line);
  return [amount, line.note === undefined ? what : `${what} (${line.note})`, ...rest];
}

/** Where the prices are from, each once. */
export function priceOrigins({ lines }: Pick<CostEvent, 'lines'>): readonly string[] {
  const origins = new Map<string, string[]>();
  for (const { price, item } of lines) {
    if (price === undefined) continue;
    const text = originText(price);
    origins.set(text, [...new Set([...(origins.get(text) ?? []), item])]);
  }
  return [...origins].map(([text, items]) => `${items.join(', ')}: ${text}`);
}

export function unpriced({ lines }: Pick<CostEvent, 'lines'>): readonly string[] {
  return lines.flatMap(({ amount, what }) => (amount === undefined ? [what] : []));
}

const QUOTA: Readonly<Record<DurationEvent['binds'], string>> = {
  bandwidth: 'replication bandwidth',
  requests: 'request rate',
  kms: 'rate of KMS calls',
};

const NO_TIME = 'under 1 s';

function time(seconds: number): string {
  return seconds > 0 && seconds < 0.5 ? NO_TIME : duration(seconds);
}

/** `3 h to 2 d`, `2 s`, `at least 1 min`, `at best under 1 s`, `up to 2 s`, `under 1 s` */
export function timeRange({ lowSeconds, highSeconds }: Pick<DurationTerm, 'lowSeconds' | 'highSeconds'>): string {
  const low = time(lowSeconds);
  if (highSeconds === undefined) return `at ${low === NO_TIME ? 'best' : 'least'} ${low}`;
  const high = time(highSeconds);
  if (low === high) return high;
  return low === NO_TIME ? `up to ${high}` : `${low} to ${high}`;
}

export function durationText(event: DurationEvent): string {
  const { highSeconds, binds } = event;
  if (highSeconds === 0) return 'none: there is nothing to copy';
  return `${timeRange(event)}, by documented quotas; the ${QUOTA[binds]} takes longest. S3 promises no speed: while it runs, the observed rate replaces this.`;
}

export function surveyHeading({ exact, copied }: SurveyEvent): string {
  const [versions = '', size = ''] = amountCells(copied);
  const certain = exact && isExact(copied.versions) ? '' : ' (an estimate)';
  return `${versions} object version${versions === '1' ? '' : 's'}, ${size}, would be copied${certain}`;
}
