// What one writes and another reads: whoever writes waits until it was taken.

export class Pipe<Item> {
  #item: Item | undefined;
  #isOver = false;
  #failure: Error | undefined;
  /** Nobody reads any more. */
  #isStopped = false;
  #wakeReader = (): void => undefined;
  #wakeWriter = (): void => undefined;

  /** Resolves once it was taken, or nobody reads. */
  async write(item: Item): Promise<void> {
    if (this.#isStopped) return;
    await new Promise<void>((resolve) => {
      this.#wakeWriter = resolve;
      this.#item = item;
      this.#wakeReader();
    });
  }

  /** Nothing more is written. */
  end(): void {
    this.#isOver = true;
    this.#wakeReader();
  }

  /** Whoever reads is thrown this. */
  fail(error: Error): void {
    this.#failure = error;
    this.#wakeReader();
  }

  /** Nothing more is read. */
  stop(): void {
    this.#isStopped = true;
    this.#wakeWriter();
  }

  async *all(): AsyncGenerator<Item> {
    for (;;) {
      const item = this.#item;
      if (this.#failure !== undefined) throw this.#failure;
      if (item !== undefined) {
        this.#item = undefined;
        this.#wakeWriter();
        yield item;
      } else if (this.#isOver) return;
      else
        await new Promise<void>((resolve) => {
          this.#wakeReader = resolve;
          if (this.#item !== undefined || this.#isOver || this.#failure !== undefined) resolve();
        });
    }
  }
}
