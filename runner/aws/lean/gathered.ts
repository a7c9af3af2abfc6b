// Bytes that come in parts, one behind the other in one place, which serves one answer after the other: each in a place of its own would be
// garbage by the hundred megabytes, where a listing has a thousand pages.

const FIRST_BYTES = 4 * 1024;
/** A page of a listing has half of it; a larger place serves one answer. */
const KEPT_BYTES = 1024 ** 2;

export class Gathered {
  #place = Buffer.alloc(0);
  #length = 0;

  /** What was added since the last {@link clear}; the place serves others afterwards. */
  get bytes(): Buffer {
    return this.#place.subarray(0, this.#length);
  }

  add(bytes: Uint8Array): void {
    const length = this.#length + bytes.byteLength;
    if (length > this.#place.byteLength) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, FIRST_BYTES, this.#place.byteLength * 2));
      this.#place.copy(larger, 0, 0, this.#length);
      this.#place = larger;
    }
    this.#place.set(bytes, this.#length);
    this.#length = length;
  }

  clear(): void {
    this.#length = 0;
    if (this.#place.byteLength > KEPT_BYTES) this.#place = Buffer.alloc(0);
  }
}
