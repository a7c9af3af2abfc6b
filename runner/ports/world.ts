// What the runner needs from the world, in its own words. runner/aws and runner/system implement it; tests bring their own.
import type { Aws } from './aws';
import type { Clock } from './clock';
import type { Programs } from './programs';
import type { Workshop } from './workshop';
import type { Spill } from './spill';
import type { Threads } from './threads';

/** A stream that a person or a program reads. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Characters in a line of the terminal. */
  readonly columns: number;
}

export interface ReadLimits {
  /** What is larger is refused. @default - that of a document, 64 MiB */
  readonly largestBytes?: number;
  /** Whether a pipe or a device counts as no file, or is refused: nobody has named it, and it may never end. @default false */
  readonly onlyFiles?: boolean | 'refuse';
}

export interface RawFile {
  readonly bytes: Uint8Array;
  /** Whether it is a file that others than its owner may read or change; a pipe is not. */
  readonly isOpenToOthers: boolean;
}

export interface Files {
  /** Text of the file (UTF-8, or UTF-16 with a byte order mark); undefined when there is none. */
  read(path: string, limits?: ReadLimits): Promise<string | undefined>;
  /** The bytes of the file, as they are; undefined when there is none. */
  raw(path: string, limits?: ReadLimits): Promise<RawFile | undefined>;
  /** Names in the directory, sorted; empty when there is none. */
  list(directory: string): Promise<readonly string[]>;
  /** Where the path leads, by the one name that its place has: of what is not there, behind the folder that is. */
  place(path: string): Promise<string>;
  /**
   * Why the file cannot be written, in words or as the operating system names it; undefined when it can. Nothing is written to it.
   * Its directory has to be there.
   */
  fault(path: string): Promise<string | undefined>;
  /**
   * Replaces the file in one step and makes its directory; readers see the old text or the new. A device, a pipe or an open
   * descriptor (`/dev/stdout`) is written into, unless only a file will do; a link to anything else is refused.
   */
  write(path: string, text: string | Uint8Array, limits?: { readonly onlyFiles?: boolean }): Promise<void>;
  /** Adds to the end of an ordinary file; makes it, and its directory. */
  append(path: string, text: string): Promise<void>;
}

/** Everything outside of the program. */
export interface World {
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly stdout: Output;
  readonly stderr: Output;
  /** All of standard input. */
  readonly stdin: () => Promise<string>;
  readonly files: Files;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborts on Ctrl-C, on SIGTERM and on SIGHUP. */
  readonly interrupted: AbortSignal;
  readonly connect: (options: ConnectOptions) => Promise<Aws>;
  /**
   * Asks whoever sits at the terminal; false is the answer to everything but a yes, or but the word that has to be typed.
   * @default - nobody is there
   */
  readonly ask?: (question: string, word?: string) => Promise<boolean>;
  /** Asks for a text. @default - nobody is there */
  readonly answer?: (question: string) => Promise<string>;
  /** Other programs, which a method may drive. */
  readonly programs: Programs;
  /** Large files, and tables that are joined beside the disk. */
  readonly workshop: Workshop;
  /** @default - there is one, which does everything */
  readonly threads?: Threads;
  /** @default - everything stays in memory */
  readonly spill?: Spill;
  /** Opens a webhook or starts a command of the user's that is sent every event. */
  readonly openHook: (target: HookTarget) => EventHook;
}

export type HookTarget =
  /** `user` is `name:password`, sent as basic authorization. */
  | { readonly kind: 'webhook'; readonly url: string; readonly user?: string }
  | { readonly kind: 'command'; readonly command: string; readonly environment: World['environment'] };

export interface EventHook {
  /** One event as JSON, without a line feed. */
  send(line: string): void;
  /** Resolves when everything was delivered or given up, within seconds, and at once after an interruption; says what went wrong, once. */
  end(): Promise<string | undefined>;
}

/** Whose credentials requests are sent with. */
export interface CredentialsOf {
  /** Of AWS's configuration. @default - AWS_PROFILE, or the default of the credential chain */
  readonly profile?: string;
  /** Role that those credentials assume. @default - they are used as they are */
  readonly roleArn?: string;
  /** That the role asks for. @default - none is given */
  readonly externalId?: string;
}

/** What is copied from, and what is copied to. */
export type Side = 'source' | 'destination';

export interface ConnectOptions extends CredentialsOf {
  /** @default - AWS_REGION, AWS_DEFAULT_REGION, or the profile's */
  readonly region?: string;
  /** The side whose identity of its own it is: messages name it, and its flags. @default - it has none of its own */
  readonly side?: Side;
  /** Milliseconds since 1970: a role is assumed again before its credentials end. @default - each client assumes it */
  readonly now?: () => number;
  /** For every service. @default - AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, or AWS itself */
  readonly endpointUrl?: string;
  /** Whether an endpoint that is not on this machine may be `http://`. @default false */
  readonly allowHttp?: boolean;
  /** Told the name of every request before it is sent. @default - nobody is told */
  readonly onRequest?: (what: string) => void;
  /** Told again and again of a request that is not answered, with the seconds since it was sent. @default - nobody is told */
  readonly onSilence?: (what: string, seconds: number) => void;
  /** Ends every request and wait. */
  readonly signal: AbortSignal;
}
