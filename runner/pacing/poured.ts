// Items of one who gives, for one who takes: whoever gives waits until the item before was taken.

export interface Poured<T> {
  /** One after the other. @throws what the taker has failed with */
  give(item: T): Promise<void>;
  /** Nothing more comes; with an error, the taker is told. */
  end(error?: Error): void;
  /** Resolves when the taker is through with all, and rejects when it gives up. */
  readonly taken: Promise<void>;
}

export function poured<T>(take: (items: AsyncIterable<T>) => Promise<void>): Poured<T> {
  let offered: { readonly item: T; readonly wasTaken: () => void } | undefined;
  let ended: { readonly error: Error | undefined } | undefined;
  let wake = (): void => undefined;
  async function* items(): AsyncGenerator<T> {
    for (;;) {
      if (offered !== undefined) {
        const { item, wasTaken } = offered;
        offered = undefined;
        wasTaken();
        yield item;
      } else if (ended !== undefined) {
        if (ended.error !== undefined) throw ended.error;
        return;
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  const taken = take(items());
  // Whoever gives, or waits for the end, is told.
  taken.catch(() => undefined);
  return {
    taken,
    async give(item) {
      const wasTaken = new Promise<void>((resolve) => {
        offered = { item, wasTaken: resolve };
      });
      wake();
      // A taker that has given up takes nothing.
      await Promise.race([wasTaken, taken]);
    },
    end(error) {
      ended = { error };
      wake();
    },
  };
}
