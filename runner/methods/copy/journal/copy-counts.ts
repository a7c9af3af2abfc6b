// What became of the objects of a copy, in numbers.

/** Objects, or versions where all versions are copied; bytes where their name says so. */
export interface CopyCounts {
  readonly copied: number;
  readonly copiedBytes: number;
  /** Delete markers that were placed. */
  readonly markers: number;
  /** There already, the same. */
  readonly same: number;
  /** There, and different or not compared: left as it is, as was asked. */
  readonly kept: number;
  /** The source has not got it. */
  readonly extra: number;
  /** Of the same size, and nothing else tells whether they are the same. */
  readonly notComparable: number;
  /** Left out by a filter. */
  readonly leftOut: number;
  /** Deleted from the source under way. */
  readonly gone: number;
  readonly failed: number;
}

export const NOTHING_COPIED: CopyCounts = {
  copied: 0,
  copiedBytes: 0,
  markers: 0,
  same: 0,
  kept: 0,
  extra: 0,
  notComparable: 0,
  leftOut: 0,
  gone: 0,
  failed: 0,
};

/** What is left as it is, by why it is. */
export const LEFT_AS = {
  same: 'same',
  kept: 'kept',
  extra: 'extra',
  'not-comparable': 'notComparable',
  'left-out': 'leftOut',
} as const satisfies Readonly<Record<string, keyof CopyCounts>>;

/** Counts up, in place: it is done for every key. */
export function count(
  into: { -readonly [Name in keyof CopyCounts]: CopyCounts[Name] },
  more: Partial<CopyCounts>,
): void {
  for (const name in more) into[name as keyof CopyCounts] += more[name as keyof CopyCounts] ?? 0;
}

/** Copies that were made, delete markers included. */
export function madeIn({ copied, markers }: CopyCounts): number {
  return copied + markers;
}

/** What was to be copied. */
export function triedIn(counts: CopyCounts): number {
  return madeIn(counts) + counts.failed;
}
