// A file of this program alone, for what its memory shall not hold. It has no name, and is gone when the program is, however it ends.

export interface Spill {
  /** What is less than this stays in memory. */
  readonly inMemoryBytes: number;
  /**
   * @returns what reads them again
   * @throws RunnerError `usage` where the disk takes no more
   */
  keep(bytes: Uint8Array): () => Uint8Array;
}
