// How many there are of each kind, and how large they are together.
import { exactly, type EstimatedAmount } from '../../../text/interval';

export interface Amount {
  versions: number;
  bytes: number;
}

export class Amounts<Name extends string> {
  readonly #amounts = new Map<Name, Amount>();

  add(name: Name, bytes: number): void {
    const known = this.#amounts.get(name);
    if (known === undefined) this.#amounts.set(name, { versions: 1, bytes });
    else {
      known.versions += 1;
      known.bytes += bytes;
    }
  }

  has(name: Name): boolean {
    return this.#amounts.has(name);
  }

  get size(): number {
    return this.#amounts.size;
  }

  total(): Amount {
    const all = [...this.#amounts.values()];
    return {
      versions: all.reduce((sum, { versions }) => sum + versions, 0),
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  list(): readonly (readonly [Name, EstimatedAmount])[] {
    return [...this.#amounts]
      .sort(([, a], [, b]) => b.versions - a.versions)
      .map(([name, amount]) => [name, estimated(amount)]);
  }
}

export function estimated({ versions, bytes }: Amount): EstimatedAmount {
  return { versions: exactly(versions), bytes: exactly(bytes) };
}
