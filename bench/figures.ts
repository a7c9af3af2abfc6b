// Figures and how they are told.

/** What a bench found, with the unit in each name; what could not be measured is null. */
export type Figures = Readonly<Record<string, number | string | boolean | null>>;

/** For people who wait; the figures themselves are the last line of standard output. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error('there is nothing to take a quantile of');
  return value;
}

/** With three digits that count: more would say that they mean something. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
