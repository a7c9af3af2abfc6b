// Commands about the program itself.
import { version } from '../../../package.json';
import { RunnerError } from '../../ports/errors';
import type { World } from '../../ports/world';
import { shownJson } from '../../text/safe-text';
import { unknownCommand } from '../argv/usage';
import type { Flags } from '../flags/flag';
import { briefHelp, commandHelp, generalHelp, widthFor } from '../help/help';
import type { Commands } from './command';

const SHELLS = ['bash', 'zsh'] as const;

/**
 * @param isBrief on one screen, as `-h` asks for it
 * @throws RunnerError `usage` for a command that is not there
 */
export async function tellHelp(name: unknown, commands: Commands, { stdout }: World, isBrief = false): Promise<number> {
  const width = widthFor(stdout.isTerminal ? stdout.columns : Infinity);
  if (typeof name !== 'string') {
    stdout.write(await generalHelp(commands, width));
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw unknownCommand(name, commands);
  stdout.write(isBrief ? briefHelp(name, command, width) : await commandHelp(command, width));
  return 0;
}

export function tellVersion({ stdout }: World): number {
  stdout.write(`${version}\n`);
  return 0;
}

/** The shell that is named, else the one of the user. */
function shellOf(given: unknown, { environment }: World): (typeof SHELLS)[number] {
  const told = given ?? environment['SHELL']?.replace(/^.*\//s, '');
  const known = SHELLS.find((shell) => shell === told);
  if (known !== undefined) return known;
  throw new RunnerError(
    'usage',
    `completion: got ${shownJson(told)}; bash or zsh is allowed`,
    'name the shell: s3-backfill completion bash',
  );
}

/**
 * @param others the commands that do the work
 * @param flags of every command, for completion
 */
export function aboutCommands(others: Commands, flags: Flags): Commands {
  const about: Commands = {
    help: {
      usage: 'help [command]',
      description: 'show the help of s3-backfill, or of one command and its flags',
      flags: {},
      examples: [['s3-backfill help run', '']],
      completes: Object.keys(others),
      run: (given, world) => tellHelp(given['command'], all, world),
    },
    version: {
      usage: 'version',
      description: 'print the version of s3-backfill',
      flags: {},
      examples: [],
      run: (_given, world) => Promise.resolve(tellVersion(world)),
    },
    completion: {
      usage: 'completion [shell]',
      description: 'print a script that completes commands and flags in bash or zsh [default: the shell of $SHELL]',
      flags: {},
      examples: [['s3-backfill completion bash >> ~/.bashrc', 'for the next shell that is opened']],
      completes: SHELLS,
      async run(given, world) {
        const { SHELL_SCRIPTS } = await import('../help/shell-scripts');
        world.stdout.write(SHELL_SCRIPTS[shellOf(given['shell'], world)]);
        return 0;
      },
    },
    complete: {
      usage: 'complete -- <words..>',
      description: 'print what may stand for the last word, for the scripts of completion',
      flags: {},
      examples: [],
      isHidden: true,
      async run(given, { stdout }) {
        const { offers } = await import('../help/completion');
        for (const word of offers(given['words'] as readonly string[], all, flags)) stdout.write(`${word}\n`);
        return 0;
      },
    },
  };
  const all: Commands = { ...others, ...about };
  return all;
}
