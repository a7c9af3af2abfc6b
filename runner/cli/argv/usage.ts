// What is said about a command line that is wrong.
import { RunnerError } from '../../ports/errors';
import { nearest } from '../../text/nearest';
import { visible } from '../../text/safe-text';
import type { Command, Commands } from '../commands/command';
import type { Argv } from './read-argv';

/** A word that a command takes: `<job..>`, `[plan]`. */
interface Place {
  /** As the usage of the command writes it. */
  readonly shown: string;
  readonly name: string;
  readonly isRequired: boolean;
  readonly isRepeatable: boolean;
}

export function placesOf({ usage }: Command): readonly Place[] {
  return [...usage.matchAll(/[<[](\w+)(\.\.)?[>\]]/g)].map(([shown, name = '', more]) => ({
    shown,
    name,
    isRequired: shown.startsWith('<'),
    isRepeatable: more !== undefined,
  }));
}

function meantFor(word: string, known: readonly string[], dashes = ''): string {
  const meant = nearest(word, known);
  return `'${visible(dashes + word)}'${meant === undefined ? '' : ` (did you mean '${dashes}${meant}'?)`}`;
}

export function unknownCommand(word: string | undefined, commands: Commands): RunnerError {
  const known = Object.keys(commands).filter((name) => commands[name]?.isHidden !== true);
  const message = word === undefined ? 'no command' : `unknown command ${meantFor(word, known)}`;
  return new RunnerError('usage', message, 'see: s3-backfill help');
}

/** `--prefx`, `-prefix`: a word with one dash is several flags of one letter, and seldom meant so. */
function unknownFlag(word: string, known: readonly string[]): string {
  const name = word.replace(/^--?/, '').replace(/=.*$/s, '');
  if (word.startsWith('--')) return meantFor(name, known, '--');
  const meant = name.length > 1 ? nearest(name, known) : undefined;
  // What stands behind an equals sign may be a secret.
  const flag = word.replace(/=.*$/s, '');
  return `'${visible(flag)}'${meant === undefined ? '' : ` (did you mean '--${meant}'?)`}`;
}

/** Flags that this command does not have, some of which others may have; as they were typed. */
function strangeFlags(argv: Argv, { flags }: Command): readonly string[] {
  const ofOthers = [...argv.flags].flatMap(([name, typed]) => (Object.hasOwn(flags, name) ? [] : typed));
  // A mistyped flag is read as what was meant: it is told once, as the word that it is.
  const typed = ofOthers.map(({ flag }) => flag).filter((flag) => !argv.unknown.some((word) => sameFlag(word, flag)));
  return [...new Set([...argv.unknown, ...typed])];
}

function sameFlag(word: string, flag: string): boolean {
  return word.replace(/^-+/, '').replace(/=.*$/s, '') === flag.replace(/^-+/, '');
}

function wrongPlaces(argv: Argv, command: Command): readonly string[] {
  const places = placesOf(command);
  const missing = places.filter(({ isRequired }, index) => isRequired && argv.places.length <= index);
  if (missing.length > 0) {
    const shown = missing.map((place) => place.shown).join(' and ');
    return [`${shown} ${missing.length > 1 ? 'are' : 'is'} missing: s3-backfill ${command.usage}`];
  }
  const extra = places.some(({ isRepeatable }) => isRepeatable) ? [] : argv.places.slice(places.length);
  if (extra.length === 0) return [];
  const words = extra.map((word) => `'${visible(word)}'`).join(', ');
  return [`${words} ${extra.length > 1 ? 'are' : 'is'} too much: s3-backfill ${command.usage}`];
}

/** Everything that is wrong with the words for `command`, values aside; undefined: nothing. */
export function usageFault(argv: Argv, name: string, command: Command): RunnerError | undefined {
  const help = `see: s3-backfill ${name} --help`;
  const known = Object.keys(command.flags);
  const strange = strangeFlags(argv, command);
  if (strange.length > 0) {
    const words = strange.map((word) => unknownFlag(word, known)).join(', ');
    const instead = strange.flatMap((word) => command.instead?.[word.replace(/=.*$/s, '')] ?? [])[0];
    return new RunnerError('usage', `unknown argument ${words}`, instead ?? help);
  }
  const faults = [...argv.lacking.map((flag) => `${flag} needs a value`), ...wrongPlaces(argv, command)];
  return faults.length === 0 ? undefined : new RunnerError('usage', faults.join('; '), help);
}
