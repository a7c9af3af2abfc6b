// A sample of a stream whose length nobody knows: every item has the same chance to be in it.

export interface Reservoir<T> {
  add(item: T): void;
  /** How many were added. */
  readonly seen: number;
  readonly items: readonly T[];
}

/** @param size most items that are kept; as long as there are no more, all are */
export function reservoir<T>(size: number, random: () => number): Reservoir<T> {
  const items: T[] = [];
  let seen = 0;
  return {
    add(item) {
      seen += 1;
      if (items.length < size) {
        items.push(item);
        return;
      }
      const place = Math.floor(random() * seen);
      if (place < size) items[place] = item;
    },
    get seen() {
      return seen;
    },
    items,
  };
}
