// Requests of large objects beyond the one that each has anyway: they take their share of the pace, and leave the others theirs.

/** Starts what was wished for, when there is room. */
export class PartRoom {
  private readonly wishes = new Set<() => void>();
  private underway = 0;

  /** @param look called when there may be something to grant */
  constructor(private readonly look: () => void = () => undefined) {}

  /** Requests that it has started and that have not left. */
  get taken(): number {
    return this.underway;
  }

  /** @returns takes the wish back; does nothing when it was granted */
  wish(start: () => void): () => void {
    this.wishes.add(start);
    this.look();
    return () => void this.wishes.delete(start);
  }

  /** Grants the oldest wish. @returns whether there was one */
  grant(): boolean {
    const [start] = this.wishes;
    if (start === undefined) return false;
    this.wishes.delete(start);
    this.underway += 1;
    start();
    return true;
  }

  leave(): void {
    this.underway -= 1;
    this.look();
  }
}
