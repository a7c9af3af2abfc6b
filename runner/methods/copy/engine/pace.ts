// How many requests are under way at once: as many as make it faster, and fewer where S3 asks to slow down.
//
// A window is a number of answers. After each, the number of requests grows by a step while the throughput grows with it, and stays
// where it does not. A SlowDown halves it, once in a window: the answers that follow were sent before it was seen. After some calm
// windows another step is tried: what S3 allows grows with time.

export interface PaceOptions {
  /** Requests at once, at most. */
  readonly most: number;
  /** Requests at once to begin with. @default 16 */
  readonly first?: number;
}

const FIRST = 16;
/** Growth of throughput that is worth another step. */
const WORTH = 1.05;
const STEP = 1.5;
/** Windows without a step, after which one is tried. */
const CALM = 8;

export class Pace {
  /** Requests that may be under way at once. */
  current: number;
  private windowStartMs: number | undefined;
  private answers = 0;
  private bestPerMs = 0;
  private slowed = false;
  private settled = false;
  private calm = 0;
  private beforeStep: number;

  constructor(private readonly options: PaceOptions) {
    this.current = Math.max(1, Math.min(options.first ?? FIRST, options.most));
    this.beforeStep = this.current;
  }

  /** A request was answered. */
  answered(nowMs: number): void {
    this.windowStartMs ??= nowMs;
    this.answers += 1;
    // Twice what is under way: the throughput of the window is one of this number of requests.
    if (this.answers < this.current * 2) return;
    const perMs = this.answers / Math.max(1, nowMs - this.windowStartMs);
    this.windowStartMs = nowMs;
    this.answers = 0;
    if (this.slowed) {
      this.slowed = false;
      this.calm = 0;
      return;
    }
    if (this.settled) this.stay(perMs);
    else if (perMs > this.bestPerMs * WORTH) this.step(perMs);
    else {
      // The last step has brought nothing.
      this.current = this.beforeStep;
      this.settled = true;
      this.calm = 0;
    }
  }

  /** S3 has asked to slow down. */
  throttled(): void {
    if (this.slowed) return;
    this.slowed = true;
    this.settled = true;
    this.current = Math.max(1, Math.floor(this.current / 2));
  }

  private stay(perMs: number): void {
    this.calm += 1;
    if (this.calm >= CALM) this.step(perMs);
  }

  private step(perMs: number): void {
    this.bestPerMs = perMs;
    this.settled = false;
    this.beforeStep = this.current;
    this.current = Math.min(this.options.most, Math.ceil(this.current * STEP));
  }
}
