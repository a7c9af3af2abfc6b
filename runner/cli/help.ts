// What --help prints. yargs writes it, and is loaded for nothing else.
import yargs from 'yargs';
import { version } from '../../package.json';
import type { Command, Commands } from './commands/command';

const WIDTH = 100;
const WHAT = 'Replicates the objects that were in an S3 bucket before its replication rule.';
const EXIT_CODES = [
  'Exit codes: 0 done or nothing to do, 1 some objects failed, are missing or differ, 2 wrong usage',
  'or a check said no, 3 job failed or cancelled, 4 still running, 5 AWS refused or was not reached,',
  '6 nothing matched (--fail-on-empty), 70 internal error, 130 interrupted; the job goes on.',
].join('\n');
const OWN: readonly (readonly [usage: string, description: string])[] = [
  ['completion [shell]', 'print a completion script for bash or zsh'],
  ['help [command]', 'this, or what a command takes'],
  ['version', 'print the version'],
];

/** The help of one command, or of all. */
export async function helpText(commands: Commands, command: Command | undefined): Promise<string> {
  const parser = yargs([])
    .scriptName('s3-backfill')
    .locale('en')
    .version(version)
    .help()
    .alias('help', 'h')
    .wrap(WIDTH)
    .exitProcess(false)
    .epilogue(EXIT_CODES);
  if (command === undefined) {
    parser.usage(`s3-backfill <command> [flags]\n\n${WHAT}`);
    for (const { usage, description } of Object.values(commands)) parser.command(usage, description);
    for (const [usage, description] of OWN) parser.command(usage, description);
  } else {
    parser.usage(`s3-backfill ${command.usage} [flags]`).options(command.flags);
    for (const [line, meaning] of command.examples) parser.example(line, meaning);
  }
  return parser.getHelp();
}
