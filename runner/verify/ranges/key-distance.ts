// A guess where so many keys of a listing end, by the keys of the pages before: keys are taken for numbers, whose digits are the characters
// that stand at each place of them. Any text is right as a border; what is wanted is that about as many keys lie before it as were meant.

/** Characters behind the place where two keys differ that are looked at: more do not change a guess. */
const DIGITS_BEHIND = 8;
/** Places of a key whose characters are remembered. */
const MOST_PLACES = 256;
/** Characters of one place. */
const MOST_CHARACTERS = 256;
/** Fractions of pages are told in these. */
const GRAIN = 1_024;
/** Characters of a place that no key had so far, behind those that were seen: listings go upwards. */
const MORE_CHARACTERS = 2;
const IS_DIGIT = /^[0-9]$/;

/** What may stand at one place of a key. */
interface Place {
  readonly characters: readonly string[];
  /** Whether keys are over there. */
  readonly ends: boolean;
}

/** Keys that follow each other: the first, the last, and how many pages of them. */
export interface Stretch {
  readonly from: string;
  readonly to: string;
  readonly pages: number;
}

function byCodePoint(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
}

export class KeyDistance {
  /** Characters by their places behind the prefix. */
  readonly #seen: Set<string>[] = [];
  /** Places behind the last character of a key. */
  readonly #ends = new Set<number>();

  /** @param prefix of all keys */
  constructor(private readonly prefix: string) {}

  see(key: string): void {
    const characters = this.#behindPrefix(key).slice(0, MOST_PLACES);
    for (const [place, character] of characters.entries()) {
      const there = (this.#seen[place] ??= new Set());
      if (there.size < MOST_CHARACTERS) there.add(character);
    }
    this.#ends.add(characters.length);
  }

  #behindPrefix(key: string): readonly string[] {
    return Array.from(key.slice(this.prefix.length));
  }

  /** What is the same in all keys is no digit. */
  #places(length: number): readonly Place[] {
    const places: Place[] = [];
    const behind = new Set<string>();
    for (let place = Math.max(length, this.#seen.length) - 1; place >= 0; place -= 1) {
      const seen = [...(this.#seen[place] ?? [])].sort(byCodePoint);
      for (const one of seen) behind.add(one);
      const last = seen.at(-1);
      const goesOn = last !== undefined && (seen.length > 1 || IS_DIGIT.test(last));
      const characters = goesOn ? [...seen, ...following(last, behind)] : seen;
      if (place < length) places.unshift({ characters, ends: this.#ends.has(place) });
    }
    return places;
  }

  /**
   * A text so many pages behind a key, where pages are as long as they mostly were.
   * @param stretches some that were listed, near the key
   * @returns undefined: no text under the prefix is so far behind it
   */
  beyond(key: string, stretches: readonly Stretch[], pages: number): string | undefined {
    const pairs = stretches.map(({ from, to, pages: long }) => ({
      from: this.#behindPrefix(from),
      to: this.#behindPrefix(to),
      long,
    }));
    const length = Math.max(0, ...pairs.map(({ from, to }) => sameBeginning(from, to))) + DIGITS_BEHIND;
    const places = this.#places(length);
    const units = pairs
      .map(({ from, to, long }) => {
        const distance = numberOf(to, places) - numberOf(from, places);
        return (distance * BigInt(GRAIN)) / BigInt(Math.max(1, Math.round(long * GRAIN)));
      })
      .filter((unit) => unit > 0n)
      .sort((a, b) => (a < b ? -1 : 1));
    const unit = units[units.length >> 1];
    if (unit === undefined) return undefined;
    const text = textOf(numberOf(this.#behindPrefix(key), places) + unit * BigInt(pages), places);
    return text === undefined ? undefined : this.prefix + text;
  }
}

/** Characters that may come next where keys have had none behind `last` so far: those that they have at later places. */
function following(last: string, behind: ReadonlySet<string>): readonly string[] {
  const others = [...behind].filter((one) => byCodePoint(one, last) > 0).sort(byCodePoint);
  if (others.length > 0) return others.slice(0, MORE_CHARACTERS);
  const next = (last.codePointAt(0) ?? 0) + 1;
  const isCharacter = next <= 0x10ffff && (next < 0xd800 || next > 0xdfff);
  return isCharacter ? [String.fromCodePoint(next)] : [];
}

function sameBeginning(one: readonly string[], other: readonly string[]): number {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  return same;
}

function baseOf({ characters, ends }: Place): number {
  return Math.max(1, characters.length + (ends ? 1 : 0));
}

function digitOf(character: string | undefined, { characters, ends }: Place): number {
  if (character === undefined || characters.length === 0) return 0;
  const found = characters.findIndex((one) => byCodePoint(one, character) >= 0);
  return (found < 0 ? characters.length - 1 : found) + (ends ? 1 : 0);
}

function numberOf(characters: readonly string[], places: readonly Place[]): bigint {
  return places.reduce(
    (number, place, at) => number * BigInt(baseOf(place)) + BigInt(digitOf(characters[at], place)),
    0n,
  );
}

/** Undefined: the number has more digits. */
function textOf(number: bigint, places: readonly Place[]): string | undefined {
  let left = number;
  let text = '';
  for (const place of [...places].reverse()) {
    const base = BigInt(baseOf(place));
    const digit = Number(left % base) - (place.ends ? 1 : 0);
    left /= base;
    // Behind the end of a key comes nothing: the next text that there may be is a little larger.
    text = (place.characters[text === '' ? digit : Math.max(0, digit)] ?? '') + text;
  }
  return left === 0n ? text : undefined;
}
