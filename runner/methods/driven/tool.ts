// What differs between the programs that are driven: everything else is done in one way for all of them.
import type { ListedObject } from '../../ports/s3/copying';
import type { S3Access } from '../../ports/s3/s3-access';
import type { ProgramEnd, Stream } from '../../ports/programs';
import type { CopyRequest } from '../copy/plan-copies';
import type { Keeps } from '../keeps';
import type { Version } from './version';

export type ToolName = 'rclone' | 'aws-cli';

/** A word of a command line, or the path of a file of the private folder. */
export type Word = string | { readonly file: string };

/** For people: a file by its name alone. */
export function wordText(word: Word): string {
  return typeof word === 'string' ? word : word.file;
}

/** A command line, and all that it needs besides credentials. Nothing of it is secret. */
export interface ToolCommand {
  /** Without the program itself. */
  readonly words: readonly Word[];
  readonly environment: Readonly<Record<string, Word>>;
  /** Of the private folder, by their names. */
  readonly files: Readonly<Record<string, string>>;
}

export interface ToolOrder {
  readonly request: CopyRequest;
  readonly version: Version;
  readonly regions: { readonly source: string; readonly destination: string };
  readonly access: Pick<S3Access, 'endpoint' | 'pathStyle'>;
  /** Whether it only says what it would do. @default false */
  readonly isDryRun?: boolean;
  /** What is copied of what is under the prefix, as what follows it. @default - what the filters let pass */
  readonly chosen?: readonly string[];
  /** What the tool cannot carry, as what follows the prefix: it is left out. @default - nothing */
  readonly leftOut?: readonly string[];
  /** Objects, or requests, at once. @default - as many as the tool takes by itself */
  readonly atOnce?: number;
  /** Requests that are begun in a second. @default - as many as the tool sends */
  readonly requestsPerSecond?: number;
}

/** What a line of a tool says. Where a key is told, it is what follows the prefix. */
export type Said =
  | { readonly says: 'copied'; readonly rest: string }
  | { readonly says: 'would-copy' }
  | { readonly says: 'failed'; readonly rest: string; readonly code: string; readonly message: string }
  /** Left out by the tool itself: it is archived. */
  | { readonly says: 'skipped'; readonly rest: string }
  /** Of the whole run, and of no object. */
  | { readonly says: 'trouble'; readonly code: string; readonly message: string }
  /** Of all that this run has copied. */
  | { readonly says: 'bytes'; readonly copiedBytes: number }
  /** It went through this machine: what it has lost there no exit code tells. */
  | { readonly says: 'through-here'; readonly rest: string };

/** Undefined: nothing that is counted. */
export type Reads = (line: string, stream: Stream) => Said | undefined;

/** What the end of a tool says: it has done all that it was to do; some of it; it could not work. */
export type ToolEnding = 'all' | 'some' | 'broken';

export interface Tool {
  /** Of the method. */
  readonly name: ToolName;
  /** For people. */
  readonly title: string;
  /** As it is looked for in the folders of PATH. */
  readonly program: string;
  readonly keeps: Keeps;
  readonly versionWords: readonly string[];
  /** What stands before the version where it says it. */
  readonly saysVersion: string;
  /** Undefined: it says something else. */
  readVersion(text: string): Version | undefined;
  /** Why it cannot be used; undefined: it can. */
  tooOld(version: Version): string | undefined;
  /** What installs it, by Node's name of the system. */
  install(system: string): string;
  /** After so long without a word it hangs. */
  readonly silenceMs: number;
  /** Flags of copies that it does not heed, and why. */
  readonly refuses: Readonly<Record<string, string>>;
  /** What of the request this version cannot do, as a sentence; undefined: all of it can be done. */
  refusal(request: CopyRequest, version: Version): string | undefined;
  /** Storage class of its copies where none was asked for. @returns undefined: that of each object */
  classWithout(version: Version): string | undefined;
  /** Why it cannot copy the object; undefined: it can. @param rest what follows the prefix in its key */
  cannotCarry(object: ListedObject, rest: string, version: Version): string | undefined;
  /** What a copy by it is not beside its original, in sentences. */
  losses(request: CopyRequest, version: Version): readonly string[];
  command(order: ToolOrder): ToolCommand;
  /** Variables of this program's environment that it is given too, and under which name. */
  readonly inherits: Readonly<Record<string, string>>;
  reads(request: CopyRequest): Reads;
  /** @param said what it said last */
  endingOf(end: ProgramEnd, said: string): ToolEnding;
}

/** Undefined: it is encrypted by no key that was named. */
export function kmsKeyOf(encryption: CopyRequest['encryption']): string | undefined {
  return encryption === undefined || encryption.algorithm === 'AES256' ? undefined : encryption.kmsKeyArn;
}
