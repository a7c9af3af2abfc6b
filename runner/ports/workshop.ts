// What is too much for memory: large files of this machine, and tables that are joined beside the disk.

/** What comes of a query, by the names of its columns. Whole numbers are safe; larger ones are an error. */
export type Row = Readonly<Record<string, Value>>;
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/** A database that exists for one run. */
export interface Tables {
  /** Everything in the text, statement by statement. @throws RunnerError `unavailable` when memory or disk do not suffice */
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export interface TablesOptions {
  /** What does not fit into memory goes there, and is removed in the end. */
  readonly folder: string;
  readonly memoryMebibytes: number;
  readonly threads: number;
  /** Ends what is being computed. */
  readonly signal: AbortSignal;
  /** What works where the database is not installed, for its message. @default - listings in place of inventories */
  readonly without?: string;
}

export interface CheckedFile {
  readonly bytes: number;
  /** Hexadecimal, as the manifest of an inventory has it. */
  readonly md5: string;
  /** Why nothing of it was read, in words: it is a pipe, for example, which may never end. @default - it is a file */
  readonly noFile?: string;
  /** What is wrong with it as a gzip file, in words. @default - nothing, or it was not asked for */
  readonly fault?: string;
  /** Where it lies unpacked, as a whole. @default - nowhere */
  readonly unpacked?: string;
}

export interface FileDigest {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Why nothing of it was read, in words: it is a pipe, for example, which may never end. @default - it is a file */
  readonly noFile?: string;
}

export interface Workshop {
  /** Logical processors that this process may use. */
  readonly processors: number;
  /** @throws RunnerError `usage` when the database is not installed */
  open(options: TablesOptions): Promise<Tables>;
  /** Text of a small file; undefined when there is none. @throws RunnerError `usage` when it is no file, but a pipe, for example */
  text(path: string, largestBytes: number): Promise<string | undefined>;
  /**
   * Reads all of a file; undefined when there is none.
   * @param gzip whether it is unpacked, too, to see whether it is whole
   * @param unpacked where what comes out is written, unless the disk has little room. @default - nowhere
   */
  check(path: string, gzip: boolean, unpacked?: string): Promise<CheckedFile | undefined>;
  /** Reads all of a file; undefined when there is none. */
  digest(path: string): Promise<FileDigest | undefined>;
  /** Names in a folder; undefined when there is none. */
  names(folder: string): Promise<readonly string[] | undefined>;
  /** All bytes of a file, in their order. @throws RunnerError `usage` when it cannot be read */
  chunks(path: string): AsyncIterable<Uint8Array>;
  /** Bytes of a file, from here to there; @throws RunnerError `usage` when it cannot be read */
  slice(path: string, from: number, to: number): Promise<Uint8Array>;
  /**
   * Writes a file whole or not at all, readable by its owner alone, and makes its folder.
   * @param gzip whether it is packed. @default false
   * @throws RunnerError `unavailable`
   */
  save(path: string, bytes: AsyncIterable<Uint8Array>, gzip?: boolean): Promise<void>;
  /** Removes a folder with all that is in it. */
  remove(folder: string): Promise<void>;
}
