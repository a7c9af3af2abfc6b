// Numbers that may be estimates: a value, with bounds that say how sure it is.

/** A number that may be an estimate. It is exact when its bounds are equal. */
export interface Estimate {
  /** The number, or the likeliest one. */
  readonly value: number;
  /** It is at least this. */
  readonly low: number;
  /** It is at most this; absent: no upper bound is known. */
  readonly high?: number;
}

export interface EstimatedAmount {
  /** Object versions and delete markers. */
  readonly versions: Estimate;
  /** Their size. */
  readonly bytes: Estimate;
}

/** Of a normal distribution, so that 99 of 100 samples have the truth within their bounds. */
const Z = 2.576;
/** Standard errors on each side of a total that is estimated from some of its parts. */
const STANDARD_ERRORS = 3;
/** Parts that an upper bound needs. */
const FEWEST_PARTS = 10;

export const NO_AMOUNT: EstimatedAmount = { versions: exactly(0), bytes: exactly(0) };

export function exactly(value: number): Estimate {
  return { value, low: value, high: value };
}

export function isExact({ low, high }: Estimate): boolean {
  return low === high;
}

export function sum(...parts: readonly Estimate[]): Estimate {
  const known = parts.flatMap(({ high }) => (high === undefined ? [] : [high]));
  return {
    value: parts.reduce((all, { value }) => all + value, 0),
    low: parts.reduce((all, { low }) => all + low, 0),
    ...(known.length === parts.length ? { high: known.reduce((all, high) => all + high, 0) } : {}),
  };
}

export function times({ value, low, high }: Estimate, factor: number): Estimate {
  return { value: value * factor, low: low * factor, ...(high === undefined ? {} : { high: high * factor }) };
}

export function sumOfAmounts(...parts: readonly EstimatedAmount[]): EstimatedAmount {
  return {
    versions: sum(...parts.map(({ versions }) => versions)),
    bytes: sum(...parts.map(({ bytes }) => bytes)),
  };
}

/**
 * Share of a population that has a property, by Wilson's interval.
 * @param having how many of the sample have it
 * @param population how many there are, when none is drawn twice. @default - as many as you like
 */
export function share(having: number, sample: number, population: number = Infinity): Estimate {
  if (sample === 0) return { value: 0, low: 0, high: 1 };
  if (sample >= population) return exactly(having / sample);
  // Drawing without putting back tells more than its number says: the correction for finite populations.
  const size = Number.isFinite(population) ? (sample * (population - 1)) / (population - sample) : sample;
  const value = having / sample;
  const centre = (value + Z ** 2 / (2 * size)) / (1 + Z ** 2 / size);
  const half = (Z / (1 + Z ** 2 / size)) * Math.sqrt((value * (1 - value)) / size + Z ** 2 / (4 * size ** 2));
  const seen = Number.isFinite(population) ? having / population : 0;
  const unseen = Number.isFinite(population) ? (sample - having) / population : 0;
  return {
    value,
    low: having === 0 ? 0 : Math.max(centre - half, seen),
    high: having === sample ? 1 : Math.min(centre + half, 1 - unseen),
  };
}

/**
 * Total over `parts` parts of which `counted`, drawn at random, were counted.
 * @param total of those that were counted
 * @param squares sum of the squares of their numbers
 */
export function totalOfParts(total: number, squares: number, counted: number, parts: number): Estimate {
  if (counted >= parts) return exactly(total);
  if (counted < FEWEST_PARTS) return { value: total, low: total };
  const variance = Math.max(0, (squares - total ** 2 / counted) / (counted - 1));
  const error = parts * Math.sqrt(((1 - counted / parts) * variance) / counted);
  const value = (parts * total) / counted;
  return { value, low: Math.max(total, value - STANDARD_ERRORS * error), high: value + STANDARD_ERRORS * error };
}
