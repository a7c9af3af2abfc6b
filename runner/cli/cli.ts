// The command line. Parses, calls a use case, renders what it says; decides nothing.
import yargs, { type Argv } from 'yargs';
import { version } from '../../package.json';
import { RunnerError, isRunnerError } from '../ports/errors';
import { BACKFILL_COMMANDS } from './commands/backfill';
import type { Command, Commands } from './commands/command';
import { DOCTOR_COMMANDS } from './commands/doctor';
import { JOB_COMMANDS } from './commands/jobs';
import { LOCAL_COMMANDS } from './commands/local';
import { POLICY_COMMANDS } from './commands/policy';
import { VERIFY_COMMANDS } from './commands/verify';
import { configuredWords } from './settings-and-variables';
import type { ErrorEvent } from '../events/events';
import { exitCode } from '../events/exit-code';
import { textFlag, type Given } from './flag-values';
import type { EventHook, World } from '../ports/world';
import { colours } from '../renderers/terminal/colours';
import { eventLine, jsonRenderer } from '../renderers/json';
import type { KeptFiles } from './kept-files';
import { patientWorld } from './patient-world';
import type { Renderer } from '../renderers/renderer';
import { textRenderer } from '../renderers/text/text';
import { quietRenderer } from '../renderers/volume';
import { isAsciiLocale } from '../renderers/terminal/width';
import { shellWord, visible } from '../text/safe-text';
import { checkValues, commandIn, everyFlag, usageError } from './argv';

export const VERBS: Commands = {
  ...BACKFILL_COMMANDS,
  ...DOCTOR_COMMANDS,
  ...VERIFY_COMMANDS,
  ...JOB_COMMANDS,
  ...POLICY_COMMANDS,
  ...LOCAL_COMMANDS,
};

function withFlags(parser: Argv, { flags, examples, usage }: Command): Argv {
  const options = parser.usage(`s3-backfill ${usage} [flags]`).options(flags);
  return examples.reduce((all, [command, meaning]) => all.example(command, meaning), options).strict();
}

function errorEvent(error: unknown): ErrorEvent {
  if (!isRunnerError(error)) {
    const message = error instanceof Error ? error.message : String(error);
    const hint =
      'this is a fault of s3-backfill: please report it; a job that was created goes on, and the same command finds it';
    return { kind: 'error', error: 'fault', exitCode: exitCode({ fault: true }), message: visible(message), hint };
  }
  const { kind, message, hint, code } = error;
  const text = kind === 'interrupted' ? 'interrupted; nothing was sent' : message;
  const rest = { ...(hint === undefined ? {} : { hint }), ...(code === undefined ? {} : { code }) };
  return { kind: 'error', error: kind, exitCode: exitCode({ error: kind }), message: text, ...rest };
}

/** Before the command line is understood, too, a program that asked for JSON gets JSON. */
function asksFor(format: string, argv: readonly string[]): boolean {
  return (
    argv.includes(`--output=${format}`) || argv.some((word, index) => word === '--output' && argv[index + 1] === format)
  );
}

function noDirectory(): RunnerError {
  return new RunnerError(
    'usage',
    'the working directory is not there any more: it was removed or renamed since the shell went there',
    'change to a directory that is there (cd), and run it again',
  );
}

/** The command line with what variables and the settings file add to it. */
async function everyWord(
  argv: readonly string[],
  world: World,
): Promise<{ readonly words: readonly string[]; readonly fault?: Error }> {
  if (world.workingDirectory === '') return { words: argv, fault: noDirectory() };
  const command = commandIn(argv, VERBS)?.command;
  if (command === undefined) return { words: argv };
  try {
    checkValues(argv, command.flags);
    return { words: [...argv, ...(await configuredWords(argv, command.flags, Object.keys(everyFlag(VERBS)), world))] };
  } catch (error) {
    return { words: argv, fault: error instanceof Error ? error : new Error(String(error)) };
  }
}

async function rendererFor(argv: readonly string[], world: World): Promise<Renderer> {
  const renderer = await loudRenderer(argv, world);
  return argv.includes('--quiet') || argv.includes('-q') ? quietRenderer(renderer) : renderer;
}

async function loudRenderer(argv: readonly string[], world: World): Promise<Renderer> {
  const { stdout, stderr, environment } = world;
  if (asksFor('json', argv)) return jsonRenderer(stdout, world.clock);
  const paint = colours(stderr.isTerminal, environment);
  const ascii = isAsciiLocale(environment);
  if (!asksFor('markdown', argv)) return textRenderer({ stdout, stderr }, paint, ascii);
  const { markdownRenderer } = await import('../renderers/markdown/markdown');
  return markdownRenderer({ stdout, stderr }, paint, ascii);
}

/** What is kept for the files that were asked for. */
async function kept(given: Given, world: World): Promise<KeptFiles | undefined> {
  if (given['report-file'] === undefined && given['certificate'] === undefined) return undefined;
  const { keepFiles } = await import('./kept-files');
  return keepFiles(given, world);
}

/**
 * The whole program.
 * @param argv what stands after the program's name
 * @returns the exit code
 */
export async function cli(argv: readonly string[], world: World): Promise<number> {
  const { stdout } = world;
  const { words, fault } = await everyWord(argv, world);
  const shown = await rendererFor(words, world);
  let hook: EventHook | undefined;
  let files: KeptFiles | undefined;
  const renderer: Renderer = {
    tell: (event) => {
      shown.tell(event);
      files?.tell(event);
      hook?.send(eventLine(event, world.clock));
    },
    end: () => shown.end(),
  };
  let code = 0;
  const again = ['s3-backfill', ...argv.map(shellWord)].join(' ');
  const parser = yargs([])
    .scriptName('s3-backfill')
    .usage(
      's3-backfill <command> [flags]\n\nReplicates the objects that were in an S3 bucket before its replication rule.',
    )
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-positional-numbers': false,
    })
    .locale('en')
    .version(version)
    .help()
    .alias('help', 'h')
    .wrap(null)
    .demandCommand(1, 1, 'no command', 'one command at a time')
    .strict()
    .completion('completion', 'print a completion script for bash or zsh')
    .exitProcess(false)
    .epilogue(
      'Exit codes: 0 done or nothing to do, 1 some objects failed, are missing or differ, 2 wrong usage or a check said no, 3 job failed or cancelled,\n4 still running, 5 AWS refused or was not reached, 6 nothing matched (--fail-on-empty), 70 a fault of s3-backfill, 130 interrupted; the job goes on.',
    )
    .fail((message: string | null, error: Error | undefined) => {
      // yargs throws errors of its own for some faults and passes messages for others.
      throw error === undefined || error.name === 'YError'
        ? usageError(message ?? error?.message ?? 'wrong usage', argv, VERBS)
        : error;
    });
  for (const verb of Object.values(VERBS)) {
    parser.command(
      verb.usage,
      verb.description,
      (inner) => withFlags(inner, verb),
      async (given) => {
        files = await kept(given, world);
        const target = textFlag(given, 'on-event');
        hook = target === undefined ? undefined : world.openHook(target);
        code = await verb.run(
          given,
          patientWorld(world, given, (waiting) => renderer.tell(waiting)),
          renderer,
          again,
        );
      },
    );
  }
  const failed = (error: unknown): number => {
    const event = errorEvent(error);
    renderer.tell(event);
    return event.exitCode;
  };
  try {
    if (fault !== undefined) throw fault;
    await parser.parseAsync([...words], {}, (_error, _given, output) => {
      if (output !== '') stdout.write(`${output}\n`);
    });
  } catch (error) {
    code = failed(error);
  }
  try {
    // Told whatever the run has come to; who has failed already keeps its exit code.
    const faults = (await files?.write()) ?? [];
    const codes = faults.map(failed);
    code ||= codes[0] ?? 0;
  } finally {
    const hookFault = await hook?.end();
    if (hookFault !== undefined) shown.tell({ kind: 'note', detail: `--on-event: ${hookFault}` });
    renderer.end();
  }
  return code;
}
