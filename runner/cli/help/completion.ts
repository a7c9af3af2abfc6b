// What a shell may offer for the word under the cursor.
import type { Command, Commands } from '../commands/command';
import type { Flag, Flags } from '../flags/flag';
import { readArgv, type Argv } from '../argv/read-argv';
import { ALWAYS_FLAGS } from './help';

/** Said alone: names of files belong here. */
export const FILES = ':files';

function offersForValue({ takes, choices = [] }: Flag): readonly string[] {
  switch (takes) {
    case 'choice':
      return choices;
    case 'file':
    case 'directory':
      return [FILES];
    case 'text':
    case 'number':
    case 'nothing':
      return [];
  }
}

/** Flags that are not there yet, or may be there again. */
function offeredFlags(flags: Flags, { flags: typed }: Argv): readonly string[] {
  const open = Object.entries(flags).filter(([name, { repeatable }]) => repeatable === true || !typed.has(name));
  return open.flatMap(([name, flag]) => (flag.default === true ? [`--no-${name}`] : [`--${name}`]));
}

function offersForWord(argv: Argv, command: Command): readonly string[] {
  const { completes = [] } = command;
  if (completes === 'files') return argv.places.length === 0 ? [FILES] : [];
  return argv.places.length === 0 ? completes : [];
}

/** bash takes `--output=json` apart into three words. */
function joined(words: readonly string[]): readonly string[] {
  const whole: string[] = [];
  words.forEach((word, index) => {
    const last = whole.at(-1) ?? '';
    const continues = word === '=' ? /^--[^=]+$/.test(last) : words[index - 1] === '=' && /^--[^=]+=$/.test(last);
    if (continues) whole[whole.length - 1] = last + word;
    else whole.push(word);
  });
  return whole;
}

/**
 * @param words after the program's name, up to the cursor: the last one is what is being typed, perhaps empty
 * @param flags those of every command
 * @returns whole words, or {@link FILES}
 */
export function offers(words: readonly string[], commands: Commands, flags: Flags): readonly string[] {
  const whole = joined(words);
  const current = whole.at(-1) ?? '';
  const argv = readArgv(whole.slice(0, -1), flags);
  const command = argv.command === undefined ? undefined : commands[argv.command];
  const own: Flags = { ...(command?.flags ?? {}), ...ALWAYS_FLAGS };
  const [, name = '', start] = /^--([^=]+)=(.*)$/s.exec(current) ?? [];
  const fitting = (all: readonly string[], begun: string): readonly string[] =>
    all.filter((word) => word === FILES || word.startsWith(begun));
  const valueOf = (flag: string): readonly string[] => (own[flag] === undefined ? [] : offersForValue(own[flag]));
  if (argv.awaits !== undefined) return fitting(valueOf(argv.awaits), current);
  if (start !== undefined)
    return fitting(valueOf(name), start).map((word) => (word === FILES ? word : `--${name}=${word}`));
  if (current.startsWith('-')) return fitting(offeredFlags(own, argv), current);
  if (argv.command === undefined)
    return fitting(
      Object.keys(commands).filter((one) => commands[one]?.isHidden !== true),
      current,
    );
  return command === undefined ? [] : fitting(offersForWord(argv, command), current);
}
