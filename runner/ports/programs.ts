// Other programs of this machine, as a method that drives one needs them.

/** What a program says, and where. */
export type Stream = 'stdout' | 'stderr';

export interface ProgramOrder {
  /** From the root of the file system. */
  readonly path: string;
  readonly words: readonly string[];
  /** All that it gets: nothing of the environment of this program is added. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where it works. */
  readonly folder: string;
  /** Told each line that it says, without its end; what is longer than a line may be comes cut off. */
  readonly onLine: (line: string, stream: Stream) => void;
}

/** How a program ended: by itself, by a signal, or it could not be started. */
export type ProgramEnd = { readonly code: number } | { readonly signal: string } | { readonly notStarted: string };

export interface RunningProgram {
  /** Resolves when it has ended, and all that it has said was told. */
  readonly ended: Promise<ProgramEnd>;
  /** Asks it and all that it has started to end, and ends it after some seconds. Resolves when it is gone. */
  stop(): Promise<void>;
}

/** A folder that nobody else of this machine can read. */
export interface PrivateFolder {
  readonly path: string;
  /** Readable by its owner alone. @returns its path */
  write(name: string, text: string): Promise<string>;
  /** With all that is in it. Never fails. */
  remove(): Promise<void>;
}

export interface Programs {
  /** Where a program of this name is, by the folders of PATH that begin at the root; undefined: it is in none of them. */
  find(name: string): Promise<string | undefined>;
  /** It and what it starts are a group of processes of their own. */
  start(order: ProgramOrder): RunningProgram;
  makePrivateFolder(): Promise<PrivateFolder>;
  /** Of this program. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** As Node names the system: `linux`, `darwin`. */
  readonly system: string;
}
