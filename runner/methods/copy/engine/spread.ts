// What is to be done next, spread over the folders of the keys: S3 counts requests by the beginning of the key, so that walking one folder
// with every request meets its limit while the others idle.

export interface Folder<Item> {
  readonly name: string;
  readonly items: Item[];
  /** Not before, in milliseconds since 1970. */
  pausedUntilMs: number;
}

/** The folder of a key: up to its last slash. */
export function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

/** Folders without items that are kept for their pauses, about. */
const MOST_EMPTY = 1_000;

/** Items by folder; each folder has its turn, unless it is paused. */
export class Spread<Item> {
  private readonly folders = new Map<string, Folder<Item>>();
  /** Folders that have something, in the order of their turns. */
  private turns: Folder<Item>[] = [];
  private waiting = 0;

  get size(): number {
    return this.waiting;
  }

  add(folder: string, item: Item): void {
    const known = this.folders.get(folder) ?? { name: folder, items: [], pausedUntilMs: 0 };
    if (known.items.length === 0) this.turns.push(known);
    this.folders.set(folder, known);
    known.items.push(item);
    this.waiting += 1;
  }

  /** Of the folder whose turn it is; undefined: nothing is there, or all of it is paused. */
  next(nowMs: number): Item | undefined {
    for (let looked = this.turns.length; looked > 0; looked -= 1) {
      const folder = this.turns.shift();
      if (folder === undefined) return undefined;
      if (folder.pausedUntilMs > nowMs) {
        this.turns.push(folder);
        continue;
      }
      const item = folder.items.shift();
      if (folder.items.length > 0) this.turns.push(folder);
      else if (folder.pausedUntilMs <= nowMs) this.folders.delete(folder.name);
      if (item === undefined) continue;
      this.waiting -= 1;
      return item;
    }
    return undefined;
  }

  /** @param nowMs what was paused until then, and has nothing, is forgotten */
  pause(folder: string, untilMs: number, nowMs: number): void {
    if (this.folders.size >= this.turns.length * 2 + MOST_EMPTY)
      for (const { name, items, pausedUntilMs } of this.folders.values())
        if (items.length === 0 && pausedUntilMs <= nowMs) this.folders.delete(name);
    const known = this.folders.get(folder) ?? { name: folder, items: [], pausedUntilMs: 0 };
    known.pausedUntilMs = Math.max(known.pausedUntilMs, untilMs);
    this.folders.set(folder, known);
  }

  /** When the first paused folder may go on; undefined: none with items is paused. */
  resumesMs(): number | undefined {
    return this.turns.length === 0 ? undefined : Math.min(...this.turns.map(({ pausedUntilMs }) => pausedUntilMs));
  }
}
