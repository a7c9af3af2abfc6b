// The command line. Parses, calls a use case, renders what it says; decides nothing.
import { version } from '../../package.json';
import { RunnerError, isRunnerError } from '../ports/errors';
import { BACKFILL_COMMANDS } from './commands/backfill';
import type { Commands } from './commands/command';
import { everyFlag, readCommandLine, type CommandLine } from './command-line';
import { COMPLETE, completions, completionScript, shellIn } from './completion';
import { DOCTOR_COMMANDS } from './commands/doctor';
import { JOB_COMMANDS } from './commands/jobs';
import { LOCAL_COMMANDS } from './commands/local';
import { POLICY_COMMANDS } from './commands/policy';
import { VERIFY_COMMANDS } from './commands/verify';
import { configuredFlags } from './settings-and-variables';
import type { ErrorEvent } from '../events/events';
import { exitCode } from '../events/exit-code';
import { booleanFlag, textFlag, type Given } from './flag-values';
import type { EventHook, World } from '../ports/world';
import { colours } from '../renderers/terminal/colours';
import { eventLine, jsonRenderer } from '../renderers/json';
import type { KeptFiles } from './kept-files';
import type { Renderer } from '../renderers/renderer';
import { textRenderer } from '../renderers/text/text';
import { quietRenderer } from '../renderers/volume';
import { isAsciiLocale } from '../renderers/terminal/width';
import { shellWord, shownJson, visible } from '../text/safe-text';

export const VERBS: Commands = {
  ...BACKFILL_COMMANDS,
  ...DOCTOR_COMMANDS,
  ...VERIFY_COMMANDS,
  ...JOB_COMMANDS,
  ...POLICY_COMMANDS,
  ...LOCAL_COMMANDS,
};

function errorEvent(error: unknown): ErrorEvent {
  if (!isRunnerError(error)) {
    const message = error instanceof Error ? error.message : String(error);
    const hint =
      'this is an internal error of s3-backfill: please report it; a job that was created goes on, and the same command finds it';
    return { kind: 'error', error: 'fault', exitCode: exitCode({ fault: true }), message: visible(message), hint };
  }
  const { kind, message, hint, code } = error;
  const text = kind === 'interrupted' ? 'interrupted; nothing was sent' : message;
  const rest = { ...(hint === undefined ? {} : { hint }), ...(code === undefined ? {} : { code }) };
  return { kind: 'error', error: kind, exitCode: exitCode({ error: kind }), message: text, ...rest };
}

function noDirectory(): RunnerError {
  return new RunnerError(
    'usage',
    'the working directory is not there any more: it was removed or renamed since the shell went there',
    'change to a directory that is there (cd), and run it again',
  );
}

/** What the flags are given: typed, else configured, else by default. */
async function givenBy(line: CommandLine, world: World): Promise<{ readonly given: Given; readonly fault?: Error }> {
  const { command, given, faults, hint } = line;
  const flags = command?.flags ?? {};
  const defaults = Object.fromEntries(
    Object.entries(flags).flatMap(([name, flag]) =>
      flag.default === undefined ? [] : [[name, flag.default as unknown]],
    ),
  );
  const typed = { ...defaults, ...given };
  if (world.workingDirectory === '') return { given: typed, fault: noDirectory() };
  if (command === undefined || faults.length > 0)
    return {
      given: typed,
      ...(faults.length === 0 ? {} : { fault: new RunnerError('usage', faults.join('; '), hint) }),
    };
  try {
    const configured = await configuredFlags(given, flags, Object.keys(everyFlag(VERBS)), world);
    return { given: { ...defaults, ...configured, ...given } };
  } catch (error) {
    return { given: typed, fault: error instanceof Error ? error : new Error(String(error)) };
  }
}

async function rendererFor(given: Given, world: World): Promise<Renderer> {
  const renderer = await loudRenderer(given, world);
  return booleanFlag(given, 'quiet') ? quietRenderer(renderer) : renderer;
}

async function loudRenderer(given: Given, world: World): Promise<Renderer> {
  const { stdout, stderr, environment } = world;
  const format = [given['output']].flat().at(-1);
  if (format === 'json') return jsonRenderer(stdout, world.clock);
  const paint = colours(stderr.isTerminal, environment);
  const ascii = isAsciiLocale(environment);
  if (format !== 'markdown') return textRenderer({ stdout, stderr }, paint, ascii);
  const { markdownRenderer } = await import('../renderers/markdown/markdown');
  return markdownRenderer({ stdout, stderr }, paint, ascii);
}

/** What is kept for the files that were asked for. */
async function kept(given: Given, world: World): Promise<KeptFiles | undefined> {
  if (given['report-file'] === undefined && given['certificate'] === undefined) return undefined;
  const { keepFiles } = await import('./kept-files');
  return keepFiles(given, world);
}

/** What is answered without a command: help, the version, completion. Undefined: a command is asked for. */
async function answered(argv: readonly string[], line: CommandLine, world: World): Promise<string | undefined> {
  const [first, second] = argv;
  if (first === COMPLETE) return completions(argv.slice(1), VERBS).join('\n');
  if (line.asksForVersion || first === 'version') return version;
  if (first === 'completion') {
    const shell = second === undefined ? (shellIn(world.environment['SHELL']) ?? 'bash') : shellIn(second);
    if (shell !== undefined) return completionScript(shell);
    throw new RunnerError('usage', `completion: got ${shownJson(second)}; bash or zsh is allowed`);
  }
  if (first !== 'help' && !line.asksForHelp) return undefined;
  const name = first === 'help' ? second : line.name;
  if (name !== undefined && first === 'help' && !Object.hasOwn(VERBS, name))
    throw new RunnerError('usage', `there is no command ${shownJson(name)}`, 'see: s3-backfill help');
  const { helpText } = await import('./help');
  return helpText(VERBS, name === undefined ? undefined : VERBS[name]);
}

/**
 * The whole program.
 * @param argv what stands after the program's name
 * @returns the exit code
 */
export async function cli(argv: readonly string[], world: World): Promise<number> {
  const line = readCommandLine(argv, VERBS);
  const { given, fault } = await givenBy(line, world);
  const shown = await rendererFor(given, world);
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
  const failed = (error: unknown): number => {
    const event = errorEvent(error);
    renderer.tell(event);
    return event.exitCode;
  };
  try {
    const text = await answered(argv, line, world);
    if (text !== undefined) {
      if (text !== '') world.stdout.write(`${text}\n`);
    } else {
      if (fault !== undefined) throw fault;
      files = await kept(given, world);
      const target = textFlag(given, 'on-event');
      hook = target === undefined ? undefined : world.openHook(target);
      const again = ['s3-backfill', ...argv.map(shellWord)].join(' ');
      code = (await line.command?.run(given, world, renderer, again)) ?? 0;
    }
  } catch (error) {
    code = failed(error);
  }
  try {
    await files?.write();
  } catch (error) {
    code ||= failed(error);
  } finally {
    const hookFault = await hook?.end();
    if (hookFault !== undefined) shown.tell({ kind: 'note', detail: `--on-event: ${hookFault}` });
    renderer.end();
  }
  return code;
}
