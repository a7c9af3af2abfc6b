// What several say at once, one after the other.

interface Said<Item> {
  readonly item: Item;
  /** Done once it was heard. */
  readonly after?: (() => Promise<void>) | undefined;
}

export class Channel<Item> {
  readonly #said: Said<Item>[] = [];
  #closed = false;
  #wake = (): void => undefined;

  say(item: Item, after?: () => Promise<void>): void {
    this.#said.push({ item, after });
    this.#wake();
  }

  /** Resolves when it was heard. */
  heard(item: Item): Promise<void> {
    return new Promise((resolve) => {
      this.say(item, () => {
        resolve();
        return Promise.resolve();
      });
    });
  }

  /** Nothing more is said. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async *all(): AsyncGenerator<Item, void> {
    for (;;) {
      const next = this.#said.shift();
      if (next !== undefined) {
        yield next.item;
        await next.after?.();
      } else if (this.#closed) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
          if (this.#said.length > 0 || this.#closed) resolve();
        });
    }
  }
}
