// Which object versions rows of a report have told of already, so that a row which comes twice does not stand for one that is missing.
// Bounded: a fingerprint of each, and of the first millions only.

/** Versions that are remembered, at most: in 44 MiB. */
const MOST = 4_000_000;
const FIRST_PLACES = 1 << 12;
/** Seven of ten are taken in the end: who is not there is looked for in six places, which lie side by side. */
const MOST_PLACES = 5.5 * 1024 ** 2;
/** Few times: what was there before is garbage of the same size. */
const GROWTH = 8;
/** Of the upper half of a fingerprint, which is even: that the version has failed. */
const FAILED = 1;

export interface ToldVersions {
  /**
   * @param low of the fingerprint
   * @param high of the fingerprint
   * @returns what was told of the version before; undefined: nothing
   */
  tell(low: number, high: number, wentWell: boolean): 'succeeded' | 'failed' | undefined;
  /**
   * Looks at the places of some versions that are told next: the memory of all of them is fetched at once, where one after the other would
   * be waited for.
   * @param prints lower and upper halves by turns
   * @returns nothing that means anything
   */
  fetch(prints: Uint32Array, from: number, to: number): number;
}

export function toldVersions(): ToldVersions {
  /** Lower and upper half by turns; an upper half of zero: free. */
  let places = new Uint32Array(FIRST_PLACES * 2);
  let taken = 0;

  const grow = (): void => {
    const old = places;
    places = new Uint32Array(Math.min(old.length * GROWTH, MOST_PLACES * 2));
    for (let from = 0; from < old.length; from += 2) {
      const high = old[from + 1] ?? 0;
      if (high === 0) continue;
      const low = old[from] ?? 0;
      const place = placeOf(places, low, high);
      places[place] = low;
      places[place + 1] = high;
    }
  };

  return {
    tell(low, high, wentWell) {
      const place = placeOf(places, low, high);
      const there = places[place + 1] ?? 0;
      if (there !== 0) {
        if (!wentWell) places[place + 1] = there | FAILED;
        return (there & FAILED) === FAILED ? 'failed' : 'succeeded';
      }
      if (taken >= MOST) return undefined;
      places[place] = low;
      places[place + 1] = wentWell ? high : high | FAILED;
      taken += 1;
      if (taken * 4 > places.length && places.length < MOST_PLACES * 2) grow();
      return undefined;
    },
    fetch(prints, from, to) {
      const count = places.length / 2;
      let seen = 0;
      for (let at = from; at < to; at += 1) seen ^= places[firstPlace(prints[at * 2] ?? 0, count) * 2] ?? 0;
      return seen;
    },
  };
}

/** By the upper bits: the number of places is no power of two. @param low of 32 bits, without a sign */
function firstPlace(low: number, count: number): number {
  return Math.floor((low * count) / 2 ** 32);
}

/** Where it is, or the free place for it. */
function placeOf(places: Uint32Array, low: number, high: number): number {
  const count = places.length / 2;
  let place = firstPlace(low, count);
  for (;;) {
    const there = (places[place * 2 + 1] ?? 0) & ~FAILED;
    if (there === 0 || (there >>> 0 === high && places[place * 2] === low)) return place * 2;
    place = place + 1 === count ? 0 : place + 1;
  }
}
