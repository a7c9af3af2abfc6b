// Estimates, bytes and money as people read them.
import { isExact } from './interval';
import type { Estimate } from './interval';
import { count } from './figures';

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** `512 B`, `1.5 GiB`, `20 TiB` */
export function bytes(value: number): string {
  let amount = value;
  let unit = 0;
  while (amount >= 1023.5 && unit < BINARY.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${amount < 10 && unit > 0 ? amount.toFixed(1) : count(amount)} ${BINARY[unit] ?? ''}`;
}

/** `$0.25`, `$1,234.50`, `under $0.01` */
export function dollars(value: number): string {
  if (value > 0 && value < 0.005) return 'under $0.01';
  return `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** `12`, `about 1,200 (1,100 to 1,300)`, `about 1,200 (at least 1,100)` */
export function estimated(estimate: Estimate, shown: (value: number) => string): string {
  const { value, low, high } = estimate;
  if (isExact(estimate)) return shown(value);
  const [text, from, to] = [shown(value), shown(low), high === undefined ? undefined : shown(high)];
  const said = isSmall(text) ? text : `about ${text}`;
  // Bounds that read the same say nothing more.
  if (text === from && text === to) return said;
  if (to === undefined) return `${said} (at least ${from})`;
  return `${said} (${isSmall(from) ? `up to ${to}` : `${from} to ${to}`})`;
}

/** `under $0.01` is vague enough. */
function isSmall(text: string): boolean {
  return text.startsWith('under');
}
