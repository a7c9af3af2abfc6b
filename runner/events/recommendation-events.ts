// What `recommend` tells: every method in the order in which they fit what is known, and what is not known.
import type { CostLine } from './estimate-events';
import type { Estimate } from '../text/interval';

/** Every method, the best first, for what is known of the objects and of what must be kept. */
export interface RecommendationEvent {
  readonly kind: 'recommendation';
  /** The method to take; absent: none can do what is asked. */
  readonly first?: string;
  /** Name of the rule that decides the order. */
  readonly rule: string;
  /** What is known, as it was said or counted. */
  readonly known: readonly KnownFact[];
  /** What nobody has said, and no bucket was asked for; nothing is assumed of it. */
  readonly unknown: readonly UnknownFact[];
  /** All of them, the best first. */
  readonly methods: readonly RankedMethod[];
}

export interface KnownFact {
  /** Its name. */
  readonly fact: string;
  /** For people. */
  readonly title: string;
  /** In words. */
  readonly value: string;
}

export interface UnknownFact {
  /** Its name. */
  readonly fact: string;
  /** For people. */
  readonly title: string;
  /** The flag that says it. */
  readonly flag: string;
}

/** `late`: it can, and not by the deadline. */
export type Fit = 'fits' | 'late' | 'cannot';

export interface RankedMethod {
  /** Its name, as --method takes it where the program has it. */
  readonly method: string;
  /** For people. */
  readonly title: string;
  /** Whether it can do what is asked, and by the deadline. */
  readonly fit: Fit;
  /** Why it stands where it stands, in one sentence. */
  readonly because: string;
  /** What it cannot do of what is asked. */
  readonly cannot: readonly string[];
  /** What decides whether it can, and is not known. */
  readonly open: readonly string[];
  /** Of the objects, what copies do not have. */
  readonly lost: readonly LostProperty[];
  /** What has to be done or made first. */
  readonly setUp: readonly string[];
  /** What it needs in these buckets, and was seen to be missing. */
  readonly lacks: readonly string[];
  /** By a table of prices; a line without a price or without a number is in no sum. */
  readonly cost: RankedCost;
  /** By documented quotas. */
  readonly time: RankedTime;
  /** How it is begun. */
  readonly start: StartOf;
}

export interface LostProperty {
  /** Its name. */
  readonly property: string;
  /** Whether an option or a rule decides. */
  readonly survives: 'as-configured' | 'lost';
  /** What decides, or what is there instead. */
  readonly detail?: string;
}

export interface RankedCost {
  /** Of all prices. */
  readonly currency: 'USD';
  /** Line by line. */
  readonly lines: readonly CostLine[];
  /** All lines that are paid once; absent: no line could be counted. */
  readonly once?: Estimate;
  /** All lines that are paid every month; absent: no line could be counted. */
  readonly monthly?: Estimate;
  /** What is in no line, and why. */
  readonly leftOut: readonly string[];
}

export interface RankedTime {
  /** It takes at least this long, by documented quotas; absent: nothing says it. */
  readonly lowSeconds?: number;
  /** It takes at most this long; absent: no upper bound is known. */
  readonly highSeconds?: number;
  /** What the numbers rest on. */
  readonly basis: string;
}

export interface StartOf {
  /** Whether this program does it, or it is done `by-hand`. */
  readonly how: 'program' | 'by-hand';
  /** What to type; words in capitals stand for what is not known. Absent: by hand. */
  readonly command?: string;
  /** The page and its section that say more. */
  readonly page: string;
}
