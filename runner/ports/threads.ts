// Threads of this program, for what one processor core takes too long for.

/** What a thread is started for. */
export type ThreadName = 'scan-report';

export interface Thread {
  /**
   * Hands something over; orders are done one after the other.
   * @returns what the thread answers
   */
  ask(order: unknown): Promise<unknown>;
  /** Ends it at once; what it was asked is not answered any more. */
  end(): void;
}

export interface Threads {
  /** Processor cores that this program may use. */
  readonly cores: number;
  start(name: ThreadName): Thread;
}
