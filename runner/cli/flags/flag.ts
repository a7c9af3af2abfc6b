// What a flag of the command line is. Everything is read from this: the words that are typed, variables and settings, --help, completion.

/** What follows the flag: nothing makes it a switch. */
export type Takes = 'text' | 'file' | 'directory' | 'number' | 'choice' | 'nothing';

export interface Flag {
  readonly takes: Takes;
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
  /** What its text is the name of, where that can be told from others. @default - any text will do */
  readonly names?: 'bucket' | 'prefix';
}

export type Flags = Readonly<Record<string, Flag>>;

export const HOW = 'How';
export const WHAT = 'What is backfilled (wins over the handoff)';

export function text(group: string, description: string): Flag {
  return { takes: 'text', group, description };
}

/** A text that may be given several times. */
export function texts(group: string, description: string): Flag {
  return { takes: 'text', group, description, repeatable: true };
}

export function bucket(group: string, description: string): Flag {
  return { ...text(group, description), names: 'bucket' };
}

/** Of keys: of those that are copied, or of what is written. */
export function prefix(group: string, description: string): Flag {
  return { ...text(group, description), names: 'prefix' };
}

export function file(group: string, description: string): Flag {
  return { takes: 'file', group, description };
}

export function number(group: string, description: string): Flag {
  return { takes: 'number', group, description };
}

/** @param byDefault absent: the command is not told of a choice that nobody made */
export function choice(group: string, choices: readonly string[], description: string, byDefault?: string): Flag {
  return { takes: 'choice', choices, group, description, ...(byDefault === undefined ? {} : { default: byDefault }) };
}

/** On or off; off by default. */
export function toggle(group: string, description: string, more: Pick<Flag, 'alias' | 'default'> = {}): Flag {
  return { takes: 'nothing', default: false, group, description, ...more };
}

/** What the flag means, and its default where the description names one. */
export function wordsOf({ description, repeatable }: Flag): { readonly meaning: string; readonly usual?: string } {
  const [, text = description, usual] = /^(.*?)\s*\[default: (.*)\]$/.exec(description) ?? [];
  const meaning = repeatable === true ? `${text}; repeatable` : text;
  return { meaning, ...(usual === undefined ? {} : { usual }) };
}
