// Work that goes on after a request was answered: live replication, jobs and executions.
import { setMaxListeners } from 'node:events';

/** Counts the work that is under way, so that a test can wait for it and the emulator can end it. */
export class Background {
  private readonly tasks = new Set<Promise<void>>();
  private readonly watches = new Set<Promise<void>>();
  /** Called when a task has ended, well or not. @default - nobody is */
  ended?: () => void;
  /** Ends the tasks of now, and only them. */
  private ending = newEnding();

  /**
   * @param closing - aborts when the emulator closes; every task ends with it
   * @param failed - told what a task threw, unless it threw because it was to end
   */
  constructor(
    private readonly closing: AbortSignal,
    private readonly failed: (error: unknown) => void,
  ) {
    closing.addEventListener('abort', () => this.ending.abort(), { once: true });
  }

  /** Tasks under way. */
  get size(): number {
    return this.tasks.size;
  }

  /** Starts `task`. Sleeps inside it use the signal; after the emulator closed nothing starts any more. */
  run(task: (signal: AbortSignal) => Promise<void>): void {
    if (this.closing.aborted) return;
    const { signal } = this.ending;
    const running = task(signal)
      .catch((error: unknown) => {
        if (!signal.aborted) this.failed(error);
      })
      .finally(() => {
        this.tasks.delete(running);
        this.ended?.();
      });
    this.tasks.add(running);
  }

  /** As `run`, for what goes on as long as the emulator does: nobody waits for it, save whoever ends everything. */
  watch(task: (signal: AbortSignal) => Promise<void>): void {
    if (this.closing.aborted) return;
    const { signal } = this.ending;
    const running = task(signal)
      .catch((error: unknown) => {
        if (!signal.aborted) this.failed(error);
      })
      .finally(() => this.watches.delete(running));
    this.watches.add(running);
  }

  /** Resolves when no task is under way, those started by other tasks included. */
  async idle(): Promise<void> {
    while (this.tasks.size > 0) await Promise.all(this.tasks);
  }

  /** Ends every task that is under way, and what is watched; resolves when none is left. */
  async endAll(): Promise<void> {
    this.ending.abort();
    await this.idle();
    await Promise.all(this.watches);
    if (!this.closing.aborted) this.ending = newEnding();
  }
}

/** Any number of tasks can wait for it. */
function newEnding(): AbortController {
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  return ending;
}
