// How many objects are settled in a second, by and by. Pure.

/** Weight of the newest measurement in the rate that is told. */
const NEWEST = 0.2;

export class CopyRate {
  #perSecond: number | undefined;
  #tried = 0;
  #atMs = 0;

  begin(tried: number, nowMs: number): void {
    this.#tried = tried;
    this.#atMs = nowMs;
  }

  /** @param tried since the copy began */
  measure(tried: number, nowMs: number): void {
    const seconds = (nowMs - this.#atMs) / 1000;
    if (seconds <= 0) return;
    const measured = (tried - this.#tried) / seconds;
    this.#perSecond =
      this.#perSecond === undefined ? measured : this.#perSecond + NEWEST * (measured - this.#perSecond);
    this.#atMs = nowMs;
    this.#tried = tried;
  }

  /** @param left objects that are still to be settled. @default - nobody has counted */
  told(left: number | undefined): { readonly versionsPerSecond?: number; readonly etaSeconds?: number } {
    const rate = this.#perSecond;
    if (rate === undefined) return {};
    return {
      versionsPerSecond: Math.round(rate * 10) / 10,
      ...(left === undefined || rate <= 0 ? {} : { etaSeconds: Math.ceil(left / rate) }),
    };
  }
}
