/** Time, as the emulator sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Resolves after `milliseconds`, or rejects at once when `signal` aborts.
   * @param patient - a clock that jumps over waits does not jump because of this one. @default false
   */
  sleep(milliseconds: number, signal: AbortSignal, patient?: boolean): Promise<void>;
}

/** The time that clients live in, as a server sees it whose own clock may be wrong. */
export class ClientClock implements Clock {
  /** How far the emulator's clock is ahead of the clients'. */
  skewMs = 0;

  constructor(private readonly right: Clock) {}

  now(): number {
    return this.right.now() + this.skewMs;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return this.right.sleep(milliseconds, signal);
  }
}
