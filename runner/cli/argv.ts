// The words of a command line, beside yargs: which command they are for, values that yargs would read as something else, and what
// is said about wrong ones.
import type { Command, Commands } from './commands/command';
import { RunnerError } from '../ports/errors';
import type { Flags } from './flags';
import { nearest } from '../text/nearest';
import { visible } from '../text/safe-text';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The flags of every command. */
export function everyFlag(commands: Commands): Flags {
  return Object.assign({}, ...Object.values(commands).map(({ flags }) => flags)) as Flags;
}

/** The first word of `argv` that is neither a flag nor the value of one. */
function verbIn(argv: readonly string[], commands: Commands): string | undefined {
  const flags = everyFlag(commands);
  return argv.find((word, index) => {
    const before = argv[index - 1] ?? '';
    return !word.startsWith('-') && !(before.startsWith('--') && flags[before.slice(2)]?.requiresArg === true);
  });
}

/** The command that `argv` is for. */
export function commandIn(
  argv: readonly string[],
  commands: Commands,
): { readonly name: string; readonly command: Command } | undefined {
  const name = verbIn(argv, commands);
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  return name === undefined || command === undefined ? undefined : { name, command };
}

/** What `argv` gives to the flag `name`: `--name VALUE` where it takes one, `--name=VALUE` in any case. */
function valuesOf(name: string, argv: readonly string[], takesNext: boolean): readonly string[] {
  return argv.flatMap((word, index) => {
    if (word.startsWith(`--${name}=`)) return [word.slice(name.length + 3)];
    const next = argv[index + 1];
    return takesNext && word === `--${name}` && next !== undefined && !next.startsWith('--') ? [next] : [];
  });
}

/**
 * Nothing is taken for a number or an answer that is none: to yargs `--timeout=` is zero and `--detach=yes` means no.
 * @param flags those of the command that was given
 * @throws RunnerError `usage`
 */
export function checkValues(argv: readonly string[], flags: Flags): void {
  for (const [name, { type }] of Object.entries(flags)) {
    if (type !== 'number' && type !== 'boolean') continue;
    const [fits, allowed] = type === 'number' ? [NUMBER, 'a number'] : [/^(true|false)$/, 'true or false'];
    const wrong = valuesOf(name, argv, type === 'number').find((value) => !fits.test(value));
    if (wrong !== undefined) {
      throw new RunnerError('usage', `--${name}: got '${visible(wrong)}'; ${allowed} is allowed`);
    }
  }
}

/** What yargs says in words of its own, in ours. */
function plainly(message: string, command: Command | undefined): string {
  const [, flag] = /^Not enough arguments following: (.+)$/.exec(message) ?? [];
  if (flag !== undefined) return `--${flag} needs a value`;
  if (message.startsWith('Not enough non-option arguments') && command !== undefined) {
    return `something is missing: s3-backfill ${command.usage}`;
  }
  const [, name, given, choices] =
    /^Invalid values:\s+Argument: (\S+), Given: (.*), Choices: (.*)$/s.exec(message) ?? [];
  if (name !== undefined) return `--${name}: got ${given}; one of ${choices} is allowed`;
  return message.replace(/\s*\n\s*/g, ' ');
}

/** What yargs says about a wrong command line, with the word that was probably meant. */
export function usageError(message: string, argv: readonly string[], commands: Commands): RunnerError {
  const { name: verb, command } = commandIn(argv, commands) ?? {};
  const help = `see: s3-backfill ${verb === undefined ? '' : `${verb} `}--help`;
  const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1]?.split(', ');
  if (unknown === undefined) return new RunnerError('usage', visible(plainly(message, command)), help);
  const known = Object.keys(command?.flags ?? commands);
  // yargs reads `-prefix` as six flags of one letter.
  const short = argv.find((word) => word.startsWith('-') && known.includes(word.slice(1)));
  if (short !== undefined)
    return new RunnerError('usage', `unknown argument '${short}' (did you mean '-${short}'?)`, help);
  const word = verbIn(argv, commands);
  // Without a command no flag is known: only the word that is none is wrong.
  const wrong = verb === undefined && word !== undefined ? [word] : unknown;
  const words = wrong.map((word) => {
    const meant = nearest(word, known);
    const dashes = argv.some((given) => given.startsWith(`--${word}`)) ? '--' : '';
    return `'${dashes}${visible(word)}'${meant === undefined ? '' : ` (did you mean '${dashes}${meant}'?)`}`;
  });
  return new RunnerError(
    'usage',
    `${verb === undefined ? 'unknown command' : 'unknown argument'} ${words.join(', ')}`,
    help,
  );
}
