// From what was counted and looked at to the numbers of a survey, with their bounds.
import { exactly, isExact, share, sum, sumOfAmounts } from '../text/interval';
import type {
  Arriving,
  CopiedGroup,
  Dimension,
  TransferAmount,
  NotCopied,
  SurveyEvent,
  UnknownFate,
} from '../events/estimate-events';
import type { EstimatedAmount } from '../text/interval';
import type { Estimate } from '../text/interval';
import { COPIED, groupNames, OPEN, TOTAL, type GroupKey, type Tally } from './groups';
import type { Totals } from './totals';

/** What was found in the versions that a listing leaves open. */
export interface LookedAt {
  /** Versions that were left open, and their bytes. */
  readonly offered: number;
  readonly offeredBytes: number;
  /** Whether every one of them was looked at. */
  readonly all: boolean;
  /** Of those that were drawn by number. */
  readonly uniform: Tally;
  readonly uniformSize: number;
  /** Of those that were drawn by size. */
  readonly bySize: Tally;
  readonly bySizeSize: number;
  /** Reasons that headers and tags cannot bring to light: a listing has found all of them. */
  readonly listedReasons: ReadonlySet<string>;
  /** Whether their sizes were known before they were drawn. */
  readonly sizesKnown: boolean;
}

/** How much of the key space was counted. */
export interface Extent {
  /** Parts that stand for each other, those that were not counted included. */
  readonly parts: number;
  /** Whether the rest may be bounded by what was counted. */
  readonly bounded: boolean;
}

export type Amounts = Pick<
  SurveyEvent,
  'exact' | 'total' | 'copied' | 'notCopied' | 'unknown' | 'copiedBy' | 'arriving' | 'byTransfer'
>;

/** Groups that are told of each dimension; the largest. */
const MOST_GROUPS = 20;

/** Of those that were not counted nothing is known but how many they may be: all may be in the group, or none. */
function scaled(part: Estimate, listed: number, all: Estimate): Estimate {
  return {
    value: part.value * all.value,
    low: part.low * listed,
    ...(all.high === undefined ? {} : { high: (part.high ?? 1) * listed + (all.high - listed) }),
  };
}

function bytesOf(key: GroupKey, looked: LookedAt, open: EstimatedAmount): Estimate {
  const { offeredBytes } = looked;
  const seen = looked.uniform.groups.get(key)?.bytes ?? 0;
  if (looked.all) return scaled(share(seen, offeredBytes, offeredBytes), offeredBytes, open.bytes);
  if (!looked.sizesKnown) return { value: (seen * looked.offered) / looked.uniformSize, low: seen };
  const part = share(looked.bySize.groups.get(key)?.versions ?? 0, looked.bySizeSize);
  return scaled(part, offeredBytes, open.bytes);
}

function ofOpen(key: GroupKey, looked: LookedAt, open: EstimatedAmount): EstimatedAmount {
  const found = looked.uniform.groups.get(key) ?? { versions: 0, bytes: 0 };
  if (looked.all && isAllExact(open)) return { versions: exactly(found.versions), bytes: exactly(found.bytes) };
  const part = share(found.versions, looked.uniformSize, looked.offered);
  return { versions: scaled(part, looked.offered, open.versions), bytes: bytesOf(key, looked, open) };
}

function largestFirst<T extends EstimatedAmount>(groups: readonly T[]): readonly T[] {
  return [...groups].sort((a, b) => b.versions.value - a.versions.value || b.bytes.value - a.bytes.value);
}

const isAllExact = ({ versions, bytes }: EstimatedAmount): boolean => isExact(versions) && isExact(bytes);

/** Of versions that nobody has seen, neither in a listing nor by their headers, the size has no upper bound. */
function unseenSize({ versions, bytes }: EstimatedAmount, { sizesKnown }: LookedAt): EstimatedAmount {
  return { versions, bytes: sizesKnown ? bytes : { value: bytes.value, low: bytes.low } };
}

export function amountsOf(totals: Totals, looked: LookedAt, { parts, bounded }: Extent): Amounts {
  const open = totals.total(OPEN, parts, bounded);
  const keys = [...new Set([...totals.keys(), ...looked.uniform.groups.keys(), ...looked.bySize.groups.keys()])];
  const amount = (key: GroupKey): EstimatedAmount => {
    const decided = totals.total(key, parts, bounded);
    const [by, , reason = ''] = groupNames(key);
    if (by === 'fate' && looked.listedReasons.has(reason)) return decided;
    return looked.offered === 0 ? decided : sumOfAmounts(decided, ofOpen(key, looked, open));
  };
  const notCopied: NotCopied[] = [];
  const unknown: UnknownFate[] = [];
  const copiedBy: CopiedGroup[] = [];
  const arriving: Arriving[] = [];
  const byTransfer: TransferAmount[] = [];
  for (const key of keys) {
    const [by = '', first = '', second = '', third = ''] = groupNames(key);
    if (by === 'arriving') arriving.push({ bucket: first, storageClass: second, kms: third !== '', ...amount(key) });
    else if (by === 'job') byTransfer.push({ ...(first === '' ? {} : { prefix: first }), ...amount(key) });
    else if (by !== 'fate') copiedBy.push({ by: by as Dimension, name: first, ...amount(key) });
    else if (first === 'not-copied') notCopied.push({ reason: second as NotCopied['reason'], ...amount(key) });
    else if (first === 'unknown')
      unknown.push({ reason: second as UnknownFate['reason'], ...unseenSize(amount(key), looked) });
  }
  const counted = totalAmount(totals, looked, { parts, bounded });
  const total = unknown.length === 0 ? counted : unseenSize(counted, looked);
  const copied = amount(COPIED);
  return {
    exact: isAllExact(total) && isAllExact(copied),
    total,
    copied,
    notCopied: largestFirst(notCopied),
    unknown: largestFirst(unknown),
    copiedBy: DIMENSIONS.flatMap((by) =>
      largestFirst(copiedBy.filter((group) => group.by === by)).slice(0, MOST_GROUPS),
    ),
    arriving: largestFirst(arriving),
    byTransfer: largestFirst(byTransfer),
  };
}

const DIMENSIONS: readonly Dimension[] = [
  'prefix',
  'storage-class',
  'encryption',
  'replication-status',
  'age',
  'version',
];

function totalAmount(totals: Totals, looked: LookedAt, { parts, bounded }: Extent): EstimatedAmount {
  const total = totals.total(TOTAL, parts, bounded);
  if (looked.sizesKnown || looked.uniformSize === 0) return total;
  const seen = looked.uniform.groups.get(TOTAL)?.bytes ?? 0;
  const bytes = looked.all
    ? { value: seen, low: seen, high: seen }
    : { value: (seen * looked.offered) / looked.uniformSize, low: seen };
  return { versions: total.versions, bytes: sum(bytes) };
}
