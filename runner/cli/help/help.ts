// What --help prints. yargs lays it out, and is loaded for nothing else: the words themselves are read in argv/.
import type { Argv, Options } from 'yargs';
import type { Command, Commands } from '../commands/command';
import { wordsOf, type Flag, type Flags } from '../flags/flag';
import { defined } from '../../text/defined';

/** Characters in a line, a narrower terminal aside. */
const WIDTH = 100;
const NARROWEST = 60;

/** Flags of every command. */
export const ALWAYS_FLAGS = {
  help: {
    takes: 'nothing',
    steers: 'nothing',
    alias: 'h',
    group: 'Always',
    description: 'what the command does, and every flag explained; -h: the same on one screen',
  },
  version: { takes: 'nothing', steers: 'nothing', group: 'Always', description: 'the version of s3-backfill' },
} satisfies Flags;

const EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'done, or nothing to do',
  1: 'some objects failed, are missing or differ',
  2: 'wrong usage, or a check failed (also for a prefix without objects): nothing was sent',
  3: 'the job failed or was cancelled',
  4: 'still running at the deadline; the job goes on',
  5: 'AWS refused or could not be reached, or nothing shows what happened to the objects',
  6: 'no existing object can be replicated, or nothing matched, with --fail-on-empty',
  70: 'an internal error of s3-backfill',
  130: 'interrupted; the job goes on',
};

/** @param columns of the terminal */
export function widthFor(columns: number): number {
  return Math.min(WIDTH, Math.max(NARROWEST, columns));
}

const TYPE_OF: Readonly<Record<Flag['takes'], 'string' | 'number' | 'boolean'>> = {
  text: 'string',
  file: 'string',
  directory: 'string',
  choice: 'string',
  number: 'number',
  nothing: 'boolean',
};

function optionOf(flag: Flag): Options {
  const { meaning, usual = typeof flag.default === 'string' ? flag.default : undefined } = wordsOf(flag);
  const { takes, group, choices, alias } = flag;
  return {
    type: TYPE_OF[takes],
    group: `${group}:`,
    description: flag.default === true ? `${meaning}; on by default` : meaning,
    ...defined({ choices, alias }),
    ...(usual === undefined ? {} : { defaultDescription: usual, default: usual }),
  };
}

function optionsOf(flags: Flags): Record<string, Options> {
  return Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, optionOf(flag)]));
}

async function parserFor(usage: string, width: number): Promise<Argv> {
  const { default: yargs } = await import('yargs');
  return yargs([])
    .scriptName('s3-backfill')
    .locale('en')
    .version(false)
    .help(false)
    .exitProcess(false)
    .usage(usage)
    .wrap(width);
}

/** A command that can be pasted, on several lines where it is long. */
function exampleText([command, meaning]: readonly [string, string], width: number): string {
  const lines: string[] = [];
  for (const part of command.split(/ (?=-|\|)/)) {
    const line = lines.at(-1);
    // Two for the backslash.
    if (line === undefined || line.length + 1 + part.length > width - 2)
      lines.push(`${lines.length > 0 ? '      ' : '  '}${part}`);
    else lines[lines.length - 1] = `${line} ${part}`;
  }
  return `${meaning === '' ? '' : `  # ${meaning}\n`}${lines.join(' \\\n')}`;
}

/** Of a command, what `-h` shows: as many as leave room for the flags on one screen. */
const BRIEF_EXAMPLES = 4;

/** Words in lines of at most `width` characters. */
function wrapped(words: readonly string[], width: number, indent = ''): string {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.join('\n');
}

/** Examples stand before the flags: they are what most people look for. */
function headText({ usage, description, flags, examples }: Command, width: number, most = Infinity): string {
  const shown = examples.slice(0, most).map((example) => exampleText(example, width));
  return [
    `s3-backfill ${usage}${Object.keys(flags).length > 0 ? ' [flags]' : ''}`,
    wrapped(description.split(' '), width),
    ...(shown.length === 0 ? [] : [`Examples:\n${shown.join('\n')}`]),
  ].join('\n\n');
}

export async function commandHelp(command: Command, width: number): Promise<string> {
  const parser = await parserFor('', width);
  const said = await parser.options(optionsOf({ ...command.flags, ...ALWAYS_FLAGS })).getHelp();
  return `${headText(command, width)}\n\n${said.trim()}\n`;
}

/** A command on one screen: its flags by name alone. @param name of the command */
export function briefHelp(name: string, command: Command, width: number): string {
  const flags = Object.keys({ ...command.flags, ...ALWAYS_FLAGS }).map((flag) => `--${flag}`);
  return `${headText(command, width, BRIEF_EXAMPLES)}\n\nFlags (s3-backfill help ${name} explains each):\n${wrapped(flags, width, '  ')}\n`;
}

export async function generalHelp(commands: Commands, width: number): Promise<string> {
  const parser = await parserFor(
    's3-backfill <command> [flags]\n\nReplicates the objects that were in an S3 bucket before its replication rule.',
    width,
  );
  for (const { usage, description, isHidden } of Object.values(commands))
    if (isHidden !== true) parser.command(usage, description);
  const codes = Object.entries(EXIT_CODES).map(([code, meaning]) => `  ${code.padEnd(4)} ${meaning}`);
  const said = await parser.options(optionsOf(ALWAYS_FLAGS)).getHelp();
  return `${said.trimEnd()}\n\nExit codes:\n${codes.join('\n')}\n\nOne command: s3-backfill help COMMAND, or on one screen: s3-backfill COMMAND -h\n`;
}
