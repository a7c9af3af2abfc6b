/**
 * Numbers in [0, 1) that are the same for the same seed, so that a run can be repeated.
 * @param seed - a whole number
 */
export function seededRandom(seed: number): () => number {
  // Mulberry32, a published generator in the public domain: 32 bits of state, good enough for chance that nobody bets on.
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
