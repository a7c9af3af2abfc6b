// Numbers and times as people read them.

/** `1,234,567`. Not by the locales of Node, which take longer to load than a small copy takes. */
export function count(value: number): string {
  return Math.round(value)
    .toFixed()
    .replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 object version`, `1,000 object versions` */
export function counted(value: number, singular: string): string {
  return `${count(value)} ${value === 1 ? singular : `${singular.replace(/([^aeiou])y$/, '$1ie')}s`}`;
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h` */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const units: readonly (readonly [size: number, name: string])[] = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const largest = units.findIndex(([size]) => whole >= size);
  if (largest === -1) return '0 s';
  let rest = whole;
  const parts: string[] = [];
  for (const [size, name] of units.slice(largest, largest + 2)) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(`${amount} ${name}`);
  }
  return parts.join(' ');
}

/** `0.4`, `12`, `1,200`: two digits are enough for a rate. */
export function rate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : count(perSecond);
}
