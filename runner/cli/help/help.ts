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
    description: 'what the command does, and its flags',
  },
  version: { takes: 'nothing', steers: 'nothing', group: 'Always', description: 'the version of s3-backfill' },
} satisfies Flags;

const EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'done, or nothing to do',
  1: 'some objects failed, are missing or differ',
  2: 'wrong usage, or a check said no, for a prefix without objects too: nothing was sent',
  3: 'the job failed or was cancelled',
  4: 'still running at the deadline; the job goes on',
  5: 'AWS refused or was not reached, or nothing tells what became of the objects',
  6: 'nothing that is there can be replicated, or nothing matched, with --fail-on-empty',
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

export async function commandHelp({ usage, description, flags, examples }: Command, width: number): Promise<string> {
  const flagged = Object.keys(flags).length > 0 ? ' [flags]' : '';
  const parser = await parserFor(`s3-backfill ${usage}${flagged}\n\n${description}`, width);
  const said = await parser.options(optionsOf({ ...flags, ...ALWAYS_FLAGS })).getHelp();
  const shown = examples.map((example) => exampleText(example, width));
  return `${said.trimEnd()}\n${shown.length === 0 ? '' : `\nExamples:\n${shown.join('\n')}\n`}`;
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
  return `${said.trimEnd()}\n\nExit codes:\n${codes.join('\n')}\n\nFlags of a command: s3-backfill help COMMAND\n`;
}
