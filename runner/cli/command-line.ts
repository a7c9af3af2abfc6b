// The command line, read once: which command, what its flags and arguments are given, and what is wrong with it. It decides
// nothing, and refuses nothing by itself: a program that asked for JSON is to get its error as JSON.
import { nearest } from '../text/nearest';
import { shownJson, visible } from '../text/safe-text';
import type { Command, Commands } from './commands/command';
import type { Given } from './flag-values';
import type { Flags } from './flags';

export interface CommandLine {
  /** @default - there is no such command, or none was named */
  readonly command?: Command;
  /** Its name, as it was typed. @default - none was named */
  readonly name?: string;
  /** By the names of flags and arguments; what was not typed is absent, defaults too. */
  readonly given: Given;
  readonly asksForHelp: boolean;
  readonly asksForVersion: boolean;
  /** In words; empty: nothing is wrong. */
  readonly faults: readonly string[];
  /** What to do about the faults. */
  readonly hint: string;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const HELP: ReadonlySet<string> = new Set(['--help', '-h']);

/** The flags of every command. */
export function everyFlag(commands: Commands): Flags {
  return Object.assign({}, ...Object.values(commands).map(({ flags }) => flags)) as Flags;
}

interface Typed {
  /** In their order; `undefined`: a flag without a value. */
  readonly flags: readonly (readonly [name: string, value: string | undefined])[];
  readonly words: readonly string[];
  /** As they were typed. */
  readonly unknown: readonly string[];
  readonly help: boolean;
  readonly version: boolean;
}

function takesValue({ type }: Flags[string]): boolean {
  return type !== 'boolean';
}

function ofLetter(letter: string, flags: Flags): string | undefined {
  return Object.keys(flags).find((name) => flags[name]?.alias === letter);
}

/** `-q`, `-yq`, `-o json`, `-ojson`: the names of the flags, and the value of the last; undefined: some letter is none. */
function lettersIn(word: string, flags: Flags): readonly (readonly [string, string | undefined])[] | undefined {
  const found: (readonly [string, string | undefined])[] = [];
  for (let index = 1; index < word.length; index += 1) {
    const name = ofLetter(word.charAt(index), flags);
    const flag = name === undefined ? undefined : flags[name];
    if (name === undefined || flag === undefined) return undefined;
    const rest = word.slice(index + 1).replace(/^=/, '');
    if (takesValue(flag)) return [...found, [name, rest === '' ? undefined : rest]];
    found.push([name, undefined]);
  }
  return found;
}

function split(argv: readonly string[], flags: Flags): Typed {
  const typed: (readonly [string, string | undefined])[] = [];
  const words: string[] = [];
  const unknown: string[] = [];
  const end = argv.indexOf('--');
  const before = end === -1 ? argv : argv.slice(0, end);
  const following = (index: number): string | undefined => {
    const next = before[index + 1];
    // A value that begins with two dashes is written with an equals sign.
    return next === undefined || next.startsWith('--') ? undefined : next;
  };
  for (let index = 0; index < before.length; index += 1) {
    const word = before[index] ?? '';
    const [, name = '', equals] = /^--([^=]+)(=[^]*)?$/.exec(word) ?? [];
    if (HELP.has(word) || word === '--version') continue;
    if (name !== '') {
      const [flag, no] = [flags[name], flags[name.replace(/^no-/, '')]];
      if (flag !== undefined) {
        const value = equals?.slice(1) ?? (takesValue(flag) ? following(index) : undefined);
        if (equals === undefined && value !== undefined) index += 1;
        typed.push([name, value]);
      } else if (no?.type === 'boolean' && equals === undefined) typed.push([name.slice(3), 'false']);
      else unknown.push(`--${name}`);
    } else if (word.startsWith('-') && word !== '-') {
      const letters = lettersIn(word, flags);
      if (letters === undefined) unknown.push(word);
      else {
        const [last, value] = letters.at(-1) ?? ['', undefined];
        const next =
          flags[last] !== undefined && takesValue(flags[last]) && value === undefined ? following(index) : undefined;
        if (next !== undefined) index += 1;
        typed.push(...letters.slice(0, -1), [last, value ?? next]);
      }
    } else words.push(word);
  }
  return {
    flags: typed,
    words: end === -1 ? words : [...words, ...argv.slice(end + 1)],
    unknown,
    help: before.some((word) => HELP.has(word)),
    version: before.includes('--version'),
  };
}

/** The value of a flag, of its kind. @returns a fault in words where it is of another */
export function readValue(flag: Flags[string], text: string): { readonly value: unknown } | { readonly fault: string } {
  const choices = flag.choices as readonly string[] | undefined;
  if (flag.type === 'boolean') {
    if (text === 'true' || text === 'false') return { value: text === 'true' };
    return { fault: `got ${shownJson(text)}; true or false is allowed` };
  }
  if (flag.type === 'number')
    return NUMBER.test(text) ? { value: Number(text) } : { fault: `got ${shownJson(text)}; a number is allowed` };
  if (choices !== undefined && !choices.includes(text)) {
    const allowed = choices.map((choice) => shownJson(choice)).join(', ');
    return { fault: `got ${shownJson(text)}; one of ${allowed} is allowed` };
  }
  return { value: text };
}

/** A flag that was given more than once has a list. */
function readFlags(typed: Typed['flags'], flags: Flags): { readonly given: Given; readonly faults: readonly string[] } {
  const given: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, text] of typed) {
    const flag = flags[name];
    if (flag === undefined) continue;
    if (text === undefined && takesValue(flag)) {
      faults.push(`--${name} needs a value`);
      continue;
    }
    const read = readValue(flag, text ?? 'true');
    if ('fault' in read) faults.push(`--${name}: ${read.fault}`);
    else given[name] = name in given ? [given[name], read.value].flat() : read.value;
  }
  return { given, faults };
}

/** `<job..>`, `[plan]`: the arguments of a command, as its usage writes them. */
function readArguments(usage: string, words: readonly string[]): { readonly given: Given; readonly fault?: string } {
  const given: Record<string, unknown> = {};
  const left = [...words];
  for (const [, isNeeded, name = '', many] of usage.matchAll(/(?:(<)|\[)(\w+)(\.\.)?[>\]]/g)) {
    if (left.length === 0 && isNeeded !== undefined)
      return { given, fault: `something is missing: s3-backfill ${usage}` };
    const values = many === undefined ? left.splice(0, 1) : left.splice(0);
    if (values.length > 0) given[name] = many === undefined ? values[0] : values;
  }
  const [first] = left;
  if (first === undefined) return { given };
  return { given, fault: `'${visible(first)}' is one argument too many: s3-backfill ${usage}` };
}

function meant(word: string, known: readonly string[]): string {
  const found = nearest(word, known);
  return found === undefined ? '' : ` (did you mean '${found}'?)`;
}

function unknownFlag(word: string, flags: Flags): string {
  const known = Object.keys(flags).map((name) => `--${name}`);
  // One dash where two are meant.
  const long = known.includes(`-${word}`) ? ` (did you mean '-${word}'?)` : meant(word, known);
  return `unknown argument '${visible(word)}'${long}`;
}

function faultsOf(
  name: string | undefined,
  command: Command | undefined,
  typed: Typed,
  commands: Commands,
): readonly string[] {
  if (name === undefined) return typed.help || typed.version ? [] : ['no command'];
  if (command === undefined) return [`unknown command '${visible(name)}'${meant(name, Object.keys(commands))}`];
  return typed.unknown.map((word) => unknownFlag(word, command.flags));
}

/** @param argv what stands after the program's name */
export function readCommandLine(argv: readonly string[], commands: Commands): CommandLine {
  const every = everyFlag(commands);
  // Which words are values hangs on the flags: those of all commands until the command is known.
  const [name] = split(argv, every).words;
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  const flags = command?.flags ?? every;
  const typed = split(argv, flags);
  const { given, faults } = readFlags(typed.flags, flags);
  const args = command === undefined ? { given: {} } : readArguments(command.usage, typed.words.slice(1));
  const unknown = faultsOf(name, command, typed, commands);
  const isDryRun = typed.unknown.includes('--dry-run') && commands['plan'] !== undefined;
  // A word behind an unknown flag may be its value: it is no fault of its own.
  const all = [...unknown, ...faults, ...(unknown.length > 0 || args.fault === undefined ? [] : [args.fault])];
  return {
    ...(name === undefined ? {} : { name }),
    ...(command === undefined ? {} : { command }),
    given: { ...given, ...args.given },
    asksForHelp: typed.help,
    asksForVersion: typed.version,
    faults: all,
    hint: isDryRun
      ? 'plan is the dry run: s3-backfill plan, with the same flags, tells all and sends nothing'
      : `see: s3-backfill ${command === undefined || name === undefined ? '' : `${name} `}--help`,
  };
}
