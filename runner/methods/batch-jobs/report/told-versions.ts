// Which object versions rows of a report have told of already, so that a row which comes twice does not stand for one that is missing.
// Bounded: a fingerprint of each, and of the first millions only.

/** Versions that are remembered, at most: 64 MiB. */
const MOST = 4_000_000;
const FIRST_PLACES = 1 << 12;

export interface ToldVersions {
  /** @returns what was told of the version before; undefined: nothing */
  tell(key: string, versionId: string, wentWell: boolean): 'succeeded' | 'failed' | undefined;
}

/** FNV-1a with another beginning for each half. */
function hash(text: string, beginning: number): number {
  let value = beginning;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 0;
}

/** 53 bits, never zero: of four million versions, two have the same in one report of a thousand. */
function fingerprint(key: string, versionId: string): number {
  const text = `${versionId}\n${key}`;
  return hash(text, 0x811c9dc5) * 0x200000 + (hash(text, 0x9747b28c) >>> 11) + 1;
}

export function toldVersions(): ToldVersions {
  /** Fingerprints, negative of versions that have failed; zero: free. */
  let places = new Float64Array(FIRST_PLACES);
  let taken = 0;

  const placeOf = (table: Float64Array, print: number): number => {
    let place = print % table.length;
    for (;;) {
      const there = Math.abs(table[place] ?? 0);
      if (there === 0 || there === print) return place;
      place = (place + 1) % table.length;
    }
  };
  const grow = (): void => {
    const larger = new Float64Array(places.length * 2);
    for (const print of places) if (print !== 0) larger[placeOf(larger, Math.abs(print))] = print;
    places = larger;
  };

  return {
    tell(key, versionId, wentWell) {
      const print = fingerprint(key, versionId);
      const place = placeOf(places, print);
      const there = places[place] ?? 0;
      if (there !== 0) {
        if (!wentWell) places[place] = -print;
        return there < 0 ? 'failed' : 'succeeded';
      }
      if (taken >= MOST) return undefined;
      places[place] = wentWell ? print : -print;
      taken += 1;
      if (taken * 2 > places.length) grow();
      return undefined;
    },
  };
}
