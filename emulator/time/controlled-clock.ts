// A clock that moves only when it is told to, or that jumps over every wait: a job of hours ends in milliseconds.
import type { Clock } from './clock';

interface Sleeper {
  readonly wakeMs: number;
  /** Wakes when time has passed, and does not make it pass. */
  readonly patient: boolean;
  wake(): void;
}

/** `controlled`: time stands still until it is moved. `auto`: where all wait, time jumps to the end of the shortest wait. */
export type ClockMode = 'controlled' | 'auto';

export class ControlledClock implements Clock {
  /** In the order in which they wake. */
  private readonly sleepers: Sleeper[] = [];
  /** Tasks that gave way for a moment without waiting for time to pass. */
  private givingWay = 0;
  private isJumping = false;
  private moving: Promise<void> = Promise.resolve();
  private currentMode: ClockMode;

  /**
   * @param nowMs - where it begins, milliseconds since 1970
   * @param turn - resolves when everything that can go on without time passing has gone on
   */
  constructor(
    private nowMs: number,
    mode: ClockMode,
    private readonly turn: () => Promise<void>,
  ) {
    this.currentMode = mode;
  }

  now(): number {
    return this.nowMs;
  }

  get mode(): ClockMode {
    return this.currentMode;
  }

  /** How many tasks wait for time to pass. */
  get waiting(): number {
    return this.sleepers.length;
  }

  setMode(mode: ClockMode): void {
    this.currentMode = mode;
    this.jumpAhead();
  }

  async sleep(milliseconds: number, signal: AbortSignal, patient = false): Promise<void> {
    signal.throwIfAborted();
    if (milliseconds > 0) return this.wait(this.nowMs + milliseconds, signal, patient);
    this.givingWay++;
    await this.turn();
    this.givingWay--;
    signal.throwIfAborted();
  }

  /**
   * Moves time forward, and wakes each task at its time; resolves when all that follows from it has happened.
   * @throws RangeError if it is in the past: time never goes back
   */
  moveTo(targetMs: number): Promise<void> {
    if (targetMs < this.nowMs) {
      return Promise.reject(new RangeError(`${iso(targetMs)} is in the past; it is ${iso(this.nowMs)}`));
    }
    this.moving = this.moving.then(() => this.advanceTo(targetMs));
    return this.moving;
  }

  private async advanceTo(targetMs: number): Promise<void> {
    for (;;) {
      await this.runUntilAllSleep();
      const next = this.sleepers[0];
      if (next === undefined || next.wakeMs > targetMs) break;
      this.jumpTo(next.wakeMs);
    }
    this.nowMs = Math.max(this.nowMs, targetMs);
  }

  private wait(wakeMs: number, signal: AbortSignal, patient: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper: Sleeper = {
        wakeMs,
        patient,
        wake: () => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = (): void => {
        this.sleepers.splice(this.sleepers.indexOf(sleeper), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
      const later = this.sleepers.findIndex((other) => other.wakeMs > wakeMs);
      this.sleepers.splice(later < 0 ? this.sleepers.length : later, 0, sleeper);
      this.jumpAhead();
    });
  }

  /** In auto mode, goes on as long as somebody waits. */
  private jumpAhead(): void {
    if (this.isJumping || this.currentMode !== 'auto') return;
    this.isJumping = true;
    void this.jumpWhileWaiting();
  }

  private async jumpWhileWaiting(): Promise<void> {
    const hurried = (): Sleeper | undefined => this.sleepers.find(({ patient }) => !patient);
    try {
      while (this.currentMode === 'auto' && hurried() !== undefined) {
        await this.runUntilAllSleep();
        const next = hurried();
        if (next !== undefined) this.jumpTo(next.wakeMs);
      }
    } finally {
      // At once: who begins to wait in the same turn has it jump again.
      this.isJumping = false;
    }
  }

  private async runUntilAllSleep(): Promise<void> {
    do await this.turn();
    while (this.givingWay > 0);
  }

  private jumpTo(milliseconds: number): void {
    this.nowMs = Math.max(this.nowMs, milliseconds);
    const awake = this.sleepers.findIndex(({ wakeMs }) => wakeMs > this.nowMs);
    for (const sleeper of this.sleepers.splice(0, awake < 0 ? this.sleepers.length : awake)) sleeper.wake();
  }
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
