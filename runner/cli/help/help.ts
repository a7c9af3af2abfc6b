// What --help prints.
import type { Command, Commands } from '../commands/command';
import { wordsOf, type Flag, type Flags, type Takes } from '../flags/flag';

/** Characters in a line, a narrower terminal aside. */
const WIDTH = 100;
const NARROWEST = 60;
/** Of the column in which flags and commands stand; a longer one has a line of its own. */
const WIDEST_NAME = 34;

/** Flags of every command. */
export const ALWAYS_FLAGS = {
  help: { takes: 'nothing', alias: 'h', group: 'Always', description: 'what the command does, and its flags' },
  version: { takes: 'nothing', group: 'Always', description: 'the version of s3-backfill' },
} satisfies Flags;

const EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'done, or nothing to do',
  1: 'some objects failed, are missing or differ',
  2: 'wrong usage, or a check said no: nothing was sent',
  3: 'the job failed or was cancelled',
  4: 'still running at the deadline; the job goes on',
  5: 'AWS refused or was not reached, or nothing tells what became of the objects',
  6: 'nothing matched, with --fail-on-empty',
  70: 'an internal error of s3-backfill',
  130: 'interrupted; the job goes on',
};

type Row = readonly [name: string, meaning: string];

/** @param columns of the terminal */
export function widthFor(columns: number): number {
  return Math.min(WIDTH, Math.max(NARROWEST, columns));
}

/** Lines of at most `width` characters, where words allow it. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

function rowLines(rows: readonly Row[], width: number): readonly string[] {
  const fitting = rows.map(([name]) => name.length).filter((length) => length <= WIDEST_NAME);
  const column = Math.max(0, ...fitting) + 4;
  return rows.flatMap(([name, meaning]) => {
    const lines = wrapped(meaning, width - column).map((line) => ' '.repeat(column) + line);
    const start = `  ${name}`;
    return name.length > WIDEST_NAME
      ? [start, ...lines]
      : [start + (lines[0] ?? '').slice(start.length), ...lines.slice(1)];
  });
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines].join('\n');
}

const PLACEHOLDER: Readonly<Record<Exclude<Takes, 'choice'>, string>> = {
  text: ' TEXT',
  file: ' FILE',
  directory: ' DIRECTORY',
  number: ' NUMBER',
  nothing: '',
};

function flagRow(name: string, flag: Flag): Row {
  const { meaning, usual = typeof flag.default === 'string' ? flag.default : undefined } = wordsOf(flag);
  const { takes, choices = [], alias } = flag;
  const letter = alias === undefined ? '    ' : `-${alias}, `;
  const dashes = flag.default === true ? '--[no-]' : '--';
  const value = takes === 'choice' ? ' WORD' : PLACEHOLDER[takes];
  const words = choices.length === 0 ? meaning : `${meaning}; one of: ${choices.join(', ')}`;
  return [`${letter}${dashes}${name}${value}`, usual === undefined ? words : `${words} [default: ${usual}]`];
}

function flagSections(flags: Flags, width: number): readonly string[] {
  const groups = [...new Set(Object.values(flags).map(({ group }) => group))];
  return groups.map((title) => {
    const own = Object.entries(flags).filter(([, { group }]) => group === title);
    return section(
      title,
      rowLines(
        own.map(([name, flag]) => flagRow(name, flag)),
        width,
      ),
    );
  });
}

/** A command that can be pasted, on several lines where it is long. */
function exampleLines([command, meaning]: Row, width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of command.split(/ (?=-|\|)/)) {
    const line = lines.at(-1);
    // Two for the backslash.
    if (line === undefined || line.length + 1 + part.length > width - 2)
      lines.push(`${lines.length > 0 ? '      ' : '  '}${part}`);
    else lines[lines.length - 1] = `${line} ${part}`;
  }
  const words = meaning === '' ? [] : wrapped(meaning, width - 4).map((line) => `  # ${line}`);
  return [...words, lines.join(' \\\n')];
}

export function commandHelp({ usage, description, flags, examples }: Command, width: number): string {
  const parts = [
    `s3-backfill ${usage}${Object.keys(flags).length > 0 ? ' [flags]' : ''}`,
    wrapped(description, width).join('\n'),
    ...flagSections(flags, width),
    ...flagSections(ALWAYS_FLAGS, width),
    ...(examples.length === 0
      ? []
      : [
          section(
            'Examples',
            examples.flatMap((example) => exampleLines(example, width)),
          ),
        ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

export function generalHelp(commands: Commands, width: number): string {
  const listed = Object.values(commands).filter(({ isHidden }) => isHidden !== true);
  const parts = [
    's3-backfill <command> [flags]',
    'Replicates the objects that were in an S3 bucket before its replication rule.',
    section(
      'Commands',
      rowLines(
        listed.map(({ usage, description }) => [usage, description]),
        width,
      ),
    ),
    ...flagSections(ALWAYS_FLAGS, width),
    section('Exit codes', rowLines(Object.entries(EXIT_CODES), width)),
    'Flags of a command: s3-backfill help COMMAND',
  ];
  return `${parts.join('\n\n')}\n`;
}
