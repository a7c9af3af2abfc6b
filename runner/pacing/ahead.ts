// Reads on while what was read before is still being used.

/** The same items in the same order; up to `most` of them are asked for before they are taken. */
export async function* ahead<T>(all: AsyncIterable<T>, most: number): AsyncGenerator<T> {
  const items = all[Symbol.asyncIterator]();
  const asked: Promise<IteratorResult<T>>[] = [];
  const ask = (): void => {
    const item = items.next();
    // Whoever takes it is told.
    item.catch(() => undefined);
    asked.push(item);
  };
  try {
    for (;;) {
      while (asked.length < most) ask();
      const item = await asked.shift();
      if (item === undefined || item.done === true) return;
      yield item.value;
    }
  } finally {
    void items.return?.().catch(() => undefined);
  }
}
