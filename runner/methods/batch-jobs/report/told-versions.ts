// Which object versions rows of a report have told of already, so that a row which comes twice does not stand for one that is missing.
// Bounded: a fingerprint of each, and of the first millions only.
//
// A table of groups of four places. Of each place one byte of the fingerprint stands in the group's word, so that the word alone tells of
// nearly every version that is new; whoever is not in a group that has room is in none after it.

/** Versions that are remembered, at most: in 50 MiB. */
const MOST = 4_000_000;
const PLACES = 4;
const FIRST_GROUPS: Size = { factor: 1, bits: 10 };
/** Of all places seven of ten are taken in the end. */
const MOST_GROUPS: Size = { factor: 11, bits: 17 };
/** Few times: what was there before is garbage of the same size. */
const GROWTH_BITS = 3;
/** Of the upper half of a fingerprint, which is even: that the version has failed. */
const FAILED = 1;
/** Of the lower half, what chooses the group: times the factor it still has 32 bits with a sign. */
const CHOOSING_BITS = 27;
const EACH_BYTE = 0x01010101;
const HIGH_BITS = 0x80808080 | 0;

/** How many groups there are: `factor` times two to the power of `bits`. */
interface Size {
  readonly factor: number;
  readonly bits: number;
}

export interface ToldVersions {
  /**
   * @param low of the fingerprint
   * @param high of the fingerprint
   * @returns what was told of the version before; undefined: nothing
   */
  tell(low: number, high: number, wentWell: boolean): 'succeeded' | 'failed' | undefined;
  /**
   * Looks at the groups of some versions that are told next: the memory of all of them is fetched at once, where one after the other would
   * be waited for.
   * @param prints lower and upper halves by turns
   * @returns nothing that means anything
   */
  fetch(prints: Int32Array, from: number, to: number): number;
}

/** The byte of a fingerprint that stands in its group, never zero. */
function byteOf(high: number): number {
  return high >>> 24 || 1;
}

/** Which of its bytes are zero, by their highest bits: the lowest one that is told is, those above it may be one. */
function zeroBytes(word: number): number {
  return (word - EACH_BYTE) & ~word & HIGH_BITS;
}

/** Of the four, taken from the lowest on. */
function takenIn(word: number): number {
  return PLACES - (Math.clz32(word) >> 3);
}

export function toldVersions(): ToldVersions {
  let size = FIRST_GROUPS;
  let groups = new Int32Array(size.factor << size.bits);
  /** Lower and upper half by turns. */
  let places = new Int32Array(groups.length * PLACES * 2);
  let taken = 0;

  const firstGroup = (low: number): number =>
    Math.imul(low >>> (32 - CHOOSING_BITS), size.factor) >>> (CHOOSING_BITS - size.bits);

  /** Its place; of a version that has none the complement of the group that has room for it. */
  const find = (low: number, high: number): number => {
    const bytes = Math.imul(byteOf(high), EACH_BYTE);
    for (let group = firstGroup(low); ; group = group + 1 === groups.length ? 0 : group + 1) {
      const word = groups[group] as number;
      for (let same = zeroBytes(word ^ bytes); same !== 0; same &= same - 1) {
        const place = group * PLACES + ((31 - Math.clz32(same & -same)) >> 3);
        if (places[place * 2] === low && ((places[place * 2 + 1] as number) & ~FAILED) === high) return place;
      }
      if (word >>> 24 === 0) return ~group;
    }
  };

  const put = (group: number, low: number, high: number): void => {
    const word = groups[group] as number;
    const place = takenIn(word);
    groups[group] = word | (byteOf(high) << (place * 8));
    places[(group * PLACES + place) * 2] = low;
    places[(group * PLACES + place) * 2 + 1] = high;
  };

  const grow = (): void => {
    const old = places;
    const bits = size.bits + GROWTH_BITS;
    size = bits < MOST_GROUPS.bits ? { factor: 1, bits } : MOST_GROUPS;
    groups = new Int32Array(size.factor << size.bits);
    places = new Int32Array(groups.length * PLACES * 2);
    for (let from = 0; from < old.length; from += 2) {
      const [low, high] = [old[from] as number, old[from + 1] as number];
      if (high !== 0) put(~find(low, high & ~FAILED), low, high);
    }
  };

  return {
    tell(low, high, wentWell) {
      const found = find(low, high);
      if (found >= 0) {
        const there = places[found * 2 + 1] as number;
        if (!wentWell) places[found * 2 + 1] = there | FAILED;
        return (there & FAILED) === FAILED ? 'failed' : 'succeeded';
      }
      if (taken >= MOST) return undefined;
      put(~found, low, wentWell ? high : high | FAILED);
      taken += 1;
      if (taken * 2 > groups.length * PLACES && size !== MOST_GROUPS) grow();
      return undefined;
    },
    fetch(prints, from, to) {
      let seen = 0;
      for (let at = from; at < to; at += 1) {
        const group = firstGroup(prints[at * 2] as number);
        seen ^= groups[group] as number;
        // It is written to, where it is new.
        if (taken < MOST) seen ^= places[group * PLACES * 2] as number;
      }
      return seen;
    },
  };
}
