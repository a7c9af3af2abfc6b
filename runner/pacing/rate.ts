// So much in a second, and no more. Whoever takes some waits for its turn; what was taken is paid for by those that come after it, so that
// even what is more than a second's worth has one.
import type { Clock } from '../ports/clock';

/** What may be taken at once after a rest. */
const SAVED_MS = 100;

export class Rate {
  /** When all that was taken is paid for. */
  #paidMs = -Infinity;

  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock,
  ) {}

  /** Resolves when its turn has come; turns are in the order of the calls. @throws at once when `signal` aborts */
  async take(amount: number, signal: AbortSignal): Promise<void> {
    const nowMs = this.clock.now();
    const turnMs = this.spend(amount, nowMs);
    if (turnMs > nowMs) await this.clock.sleep(turnMs - nowMs, signal);
  }

  /** Takes without waiting: what must not be late. @returns when its turn would be, in milliseconds since 1970 */
  spend(amount: number, nowMs = this.clock.now()): number {
    const turnMs = Math.max(this.#paidMs, nowMs - SAVED_MS);
    this.#paidMs = turnMs + (amount / this.perSecond) * 1_000;
    return turnMs;
  }
}
