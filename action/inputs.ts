// What the inputs of action.yml ask for, as the words of a command line. Each is one word, whatever it holds: no shell reads it.

/** Commands that a step may run; none of them asks anybody, or serves something. */
const COMMANDS = ['run', 'plan', 'doctor', 'verify', 'copy', 'watch', 'report', 'retry', 'health', 'status'] as const;

const FLAG = /^--([a-z][a-z0-9-]*)(?:=.*)?$/s;

/** Flags that the action itself gives: it reads what the program says. */
const OWN: ReadonlySet<string> = new Set(['output', 'quiet', 'help', 'version']);

export interface Inputs {
  readonly words: readonly string[];
  readonly workingDirectory: string;
  /** Whether a job that still runs when the time is over fails the step. @default true */
  readonly failsWhenRunning: boolean;
}

/** An input that cannot be meant: nothing was started. */
export class InputError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/** As GitHub names the variable of an input: in capitals, with `_` for spaces. */
function inputOf(environment: Environment, name: string): string {
  return environment[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '';
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

function yesOrNo(environment: Environment, name: string, byDefault: boolean): boolean {
  const text = inputOf(environment, name).trim();
  if (text === '') return byDefault;
  if (text === 'true') return true;
  if (text === 'false') return false;
  throw new InputError(`input '${name}': got '${text}'; true or false is allowed`);
}

function flagOf(line: string): string {
  const [, name] = FLAG.exec(line) ?? [];
  if (name === undefined)
    throw new InputError(
      `input 'flags': got '${line}'; one flag a line is allowed, as --name or --name=value, and what follows the command belongs into 'arguments'`,
    );
  if (OWN.has(name)) throw new InputError(`input 'flags': --${name} is the action's own; leave it out`);
  return line;
}

/** @throws InputError */
export function inputsOf(environment: Environment): Inputs {
  const text = (name: string): string => inputOf(environment, name).trim();
  const command = text('command') || 'run';
  if (!COMMANDS.some((known) => known === command))
    throw new InputError(`input 'command': got '${command}'; one of ${COMMANDS.join(', ')} is allowed`);
  const given = (name: string): readonly string[] => (text(name) === '' ? [] : [`--${name}=${text(name)}`]);
  const words = [
    command,
    '--output=json',
    ...given('outputs'),
    ...given('timeout'),
    ...linesOf(inputOf(environment, 'prefix')).map((prefix) => `--prefix=${prefix}`),
    ...(yesOrNo(environment, 'detach', false) ? ['--detach'] : []),
    ...linesOf(inputOf(environment, 'flags')).map((line) => flagOf(line.trim())),
    // What follows is no flag, whatever it begins with.
    '--',
    ...linesOf(inputOf(environment, 'arguments')).map((line) => line.trim()),
  ];
  return {
    words,
    workingDirectory: text('working-directory') || '.',
    failsWhenRunning: yesOrNo(environment, 'fail-when-running', true),
  };
}
