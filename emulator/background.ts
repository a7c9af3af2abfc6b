// Work that goes on after a request was answered: live replication and jobs.

/** Counts the work that is under way, so that a test can wait for it and the emulator can end it. */
export class Background {
  private readonly tasks = new Set<Promise<void>>();

  /**
   * @param closing - aborts when the emulator closes; every task gets it and ends with it
   * @param failed - told what a task threw, unless it threw because of `closing`
   */
  constructor(
    private readonly closing: AbortSignal,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Starts `task`. Sleeps inside it use the signal; after the emulator closed nothing starts any more. */
  run(task: (signal: AbortSignal) => Promise<void>): void {
    if (this.closing.aborted) return;
    const running = task(this.closing)
      .catch((error: unknown) => {
        if (!this.closing.aborted) this.failed(error);
      })
      .finally(() => this.tasks.delete(running));
    this.tasks.add(running);
  }

  /** Resolves when no task is under way, those started by other tasks included. */
  async idle(): Promise<void> {
    while (this.tasks.size > 0) await Promise.all(this.tasks);
  }
}
