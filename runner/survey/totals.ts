// Totals of a survey that counts its parts one by one, and may stop before it has counted all of them.
import type { EstimatedAmount } from '../text/interval';
import { totalOfParts, sum, exactly } from '../text/interval';
import type { GroupKey, Tallied, Tally } from './groups';

interface Sums extends Tallied {
  versionsSquared: number;
  bytesSquared: number;
}

function sums(): Sums {
  return { versions: 0, bytes: 0, versionsSquared: 0, bytesSquared: 0 };
}

export class Totals {
  /** Of what is counted for certain, and stands for nothing but itself. */
  private readonly certain = new Map<GroupKey, Sums>();
  /** Of the parts that stand for those that were not counted. */
  private readonly parts = new Map<GroupKey, Sums>();
  /** Parts that were counted to their end. */
  counted = 0;

  addCertain(tally: Tally): void {
    add(this.certain, tally);
  }

  addPart(tally: Tally): void {
    add(this.parts, tally);
    this.counted += 1;
  }

  keys(): readonly GroupKey[] {
    return [...new Set([...this.certain.keys(), ...this.parts.keys()])];
  }

  /** What was counted, and stands for nothing else. */
  seen(key: GroupKey): Tallied {
    const { certain, parts } = this.of(key);
    return { versions: certain.versions + parts.versions, bytes: certain.bytes + parts.bytes };
  }

  /** @param parts how many parts there are. @default - as many as were counted */
  total(key: GroupKey, parts = this.counted, bounded = true): EstimatedAmount {
    const { certain, parts: part } = this.of(key);
    const whole = (seen: number, squares: number, sure: number) => {
      const total = sum(exactly(sure), totalOfParts(seen, squares, this.counted, parts));
      return bounded ? total : { value: total.value, low: total.low };
    };
    return {
      versions: whole(part.versions, part.versionsSquared, certain.versions),
      bytes: whole(part.bytes, part.bytesSquared, certain.bytes),
    };
  }

  private of(key: GroupKey): { readonly certain: Sums; readonly parts: Sums } {
    return { certain: this.certain.get(key) ?? sums(), parts: this.parts.get(key) ?? sums() };
  }
}

function add(into: Map<GroupKey, Sums>, { groups }: Tally): void {
  for (const [key, { versions, bytes }] of groups) {
    const all = into.get(key) ?? sums();
    all.versions += versions;
    all.bytes += bytes;
    all.versionsSquared += versions ** 2;
    all.bytesSquared += bytes ** 2;
    into.set(key, all);
  }
}
