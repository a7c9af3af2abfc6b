// What a flag of the command line is. Everything is read from this: the words that are typed, variables and settings, --help, completion.

/** What follows the flag: nothing makes it a switch. */
export type Takes = 'text' | 'file' | 'directory' | 'number' | 'choice' | 'nothing';

/**
 * What whoever sets a flag can do besides saying what is copied and how it is told. A file that merely lies in the working directory
 * may not: whoever can change a file there, by a pull request for example, cannot use the credentials of whoever runs the program.
 * What is copied, and how fast, is no steering: every output names it. Nor are limits such as --max-cost: without the file there would
 * be none, and what is typed wins over it; nor how long something is waited for, since no wait that is cut short makes a run green.
 */
export const STEERING = {
  program: 'starts a program, or sends what happens to an address',
  host: 'chooses the host that requests go to, or how they go there',
  identity: 'chooses whose credentials or which role is used, or who gets them',
  writes: 'chooses a file, a directory or a place in a bucket that is written',
  reads: 'chooses a file that is believed, or shown where it is not understood',
  listener: 'opens a port',
  work: 'can keep this machine busy without end',
  gate: 'takes away a question, a check or a look, or lets more be done than is done without it',
} as const;

export type Steers = keyof typeof STEERING | 'nothing';

export interface Flag {
  readonly takes: Takes;
  /** Has to be said of every flag. What steers is taken from the command line, a variable, or a settings file that was named. */
  readonly steers: Steers;
  /** Its value may be a secret, and is shown nowhere. @default false */
  readonly isSecret?: boolean;
  /** Title in --help. */
  readonly group: string;
  /** Ends with `[default: …]` where the default is not a word of the command line. */
  readonly description: string;
  /** Of a flag that takes a choice. */
  readonly choices?: readonly string[];
  /** What the command is given where nobody says anything. @default - the flag is absent */
  readonly default?: string | boolean;
  /** Its letter: `-q`. @default - it has none */
  readonly alias?: string;
  /** Whether it may be given several times; the command then gets a list. @default false */
  readonly repeatable?: boolean;
  /** Of several flags whose order among each other counts: under this name a command gets them all, as they were given. @default - it does not */
  readonly sequence?: string;
  /** What its text is the name of, where that can be told from others. @default - any text will do */
  readonly names?: 'bucket' | 'prefix' | 'path';
}

export type Flags = Readonly<Record<string, Flag>>;

export const HOW = 'How';
export const WHAT = 'What is backfilled (wins over the handoff)';

export function text(group: string, steers: Steers, description: string): Flag {
  return { takes: 'text', steers, group, description };
}

/** A text that may be given several times. */
export function texts(group: string, steers: Steers, description: string): Flag {
  return { takes: 'text', steers, group, description, repeatable: true };
}

export function bucket(group: string, steers: Steers, description: string): Flag {
  return { ...text(group, steers, description), names: 'bucket' };
}

/** Of keys: of those that are copied, or of what is written. */
export function prefix(group: string, steers: Steers, description: string): Flag {
  return { ...text(group, steers, description), names: 'prefix' };
}

export function file(group: string, steers: Steers, description: string): Flag {
  return { takes: 'file', steers, group, description };
}

export function directory(group: string, steers: Steers, description: string): Flag {
  return { takes: 'directory', steers, group, description };
}

/** A text that may be the name of a file or a directory of this machine, or of something else. */
export function path(group: string, steers: Steers, description: string): Flag {
  return { ...text(group, steers, description), names: 'path' };
}

export function number(group: string, steers: Steers, description: string): Flag {
  return { takes: 'number', steers, group, description };
}

/** @param byDefault absent: the command is not told of a choice that nobody made */
export function choice(
  group: string,
  steers: Steers,
  choices: readonly string[],
  description: string,
  byDefault?: string,
): Flag {
  return {
    takes: 'choice',
    steers,
    choices,
    group,
    description,
    ...(byDefault === undefined ? {} : { default: byDefault }),
  };
}

/** On or off; off by default. */
export function toggle(
  group: string,
  steers: Steers,
  description: string,
  more: Pick<Flag, 'alias' | 'default'> = {},
): Flag {
  return { takes: 'nothing', steers, default: false, group, description, ...more };
}

/** What the flag means, and its default where the description names one. */
export function wordsOf({ description, repeatable }: Flag): { readonly meaning: string; readonly usual?: string } {
  const [, text = description, usual] = /^(.*?)\s*\[default: (.*)\]$/.exec(description) ?? [];
  const meaning = repeatable === true ? `${text}; repeatable` : text;
  return { meaning, ...(usual === undefined ? {} : { usual }) };
}
