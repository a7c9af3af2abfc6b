// What became of each key, in thirteen bytes a key: an inventory has more keys than a memory has room for.
import { BECAME, type Became } from '../messages/run-files';

const SMALLEST = 1 << 12;
/** Of the places; beyond it keys are laid out anew. */
const FULLEST = 0.6;
/** Beside what became of it: no message brings it back. */
const FINAL = 0x80;
const STATE = 0x7f;

/** Not zero, and with 53 bits: of ten million keys two meet once in two hundred times. */
function hashOf(key: string): number {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < key.length; at += 1) {
    const unit = key.charCodeAt(at);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0) || 1;
}

export class SettledKeys {
  #hashes = new Float64Array(SMALLEST);
  #states = new Uint8Array(SMALLEST);
  readonly #counts = new Map<Became, number>();
  /** Keys that were told of. */
  size = 0;
  /** Of them, those that failed, and whose message comes back or was given up. */
  failing = 0;
  /** Times that a key was told of in the end which had been before: its message came twice. */
  repeated = 0;

  /** @returns whether it is known now that it was copied, and was not known before */
  settle(key: string, became: Became, isFinal: boolean): boolean {
    if (this.size > this.#hashes.length * FULLEST) this.#grow();
    const place = this.#placeOf(hashOf(key), this.#hashes);
    const isNew = this.#hashes[place] === 0;
    const before = this.#states[place] ?? 0;
    const rank = BECAME.indexOf(became);
    const former = isNew ? -1 : before & STATE;
    const wasFinal = !isNew && (before & FINAL) !== 0;
    if (isFinal && wasFinal) this.repeated += 1;
    if (isNew) this.size += 1;
    const now = Math.max(rank, former);
    const nowFinal = wasFinal || isFinal;
    if (!isNew) this.#count(former, wasFinal, -1);
    this.#count(now, nowFinal, 1);
    this.#hashes[place] = hashOf(key);
    this.#states[place] = now | (nowFinal ? FINAL : 0);
    return now === COPIED && former !== COPIED;
  }

  /** Undefined: nobody has told of it. */
  of(key: string): Became | undefined {
    const place = this.#placeOf(hashOf(key), this.#hashes);
    return this.#hashes[place] === 0 ? undefined : BECAME[(this.#states[place] ?? 0) & STATE];
  }

  count(became: Became): number {
    return this.#counts.get(became) ?? 0;
  }

  #count(rank: number, isFinal: boolean, by: number): void {
    const became = BECAME[rank];
    if (became === undefined) return;
    this.#counts.set(became, this.count(became) + by);
    if (became === 'failed' && !isFinal) this.failing += by;
  }

  #placeOf(hash: number, hashes: Float64Array): number {
    let place = hash % hashes.length;
    while (hashes[place] !== 0 && hashes[place] !== hash) place = (place + 1) % hashes.length;
    return place;
  }

  #grow(): void {
    const [hashes, states] = [this.#hashes, this.#states];
    this.#hashes = new Float64Array(hashes.length * 2);
    this.#states = new Uint8Array(hashes.length * 2);
    for (const [at, hash] of hashes.entries()) {
      if (hash === 0) continue;
      const place = this.#placeOf(hash, this.#hashes);
      this.#hashes[place] = hash;
      this.#states[place] = states[at] ?? 0;
    }
  }
}

const COPIED = BECAME.indexOf('copied');
