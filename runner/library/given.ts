// From the options of the library to what a command is given: each is checked as the flag of its name is.
import { installedPage } from '../../docs/installed-page';
import { RunnerError } from '../ports/errors';
import { givenOf as givenOfWords } from '../cli/argv/given';
import { BACKFILL_COMMANDS } from '../cli/commands/backfill';
import type { Command } from '../cli/commands/command';
import { VERIFY_COMMANDS } from '../cli/commands/verify';
import { givenWords } from '../cli/again/same-asking';
import type { Given } from '../cli/flag-values';
import { nearest } from '../text/nearest';
import { shownJson, visible } from '../text/safe-text';
import { shellCommand } from '../text/shell-command';
import type { LibraryOptions } from './options';

export type Verb = 'plan' | 'run' | 'verify';

/** Flags that are no options: whoever reads the events does that, and says all that is meant. */
const NOT_OPTIONS: ReadonlySet<string> = new Set([
  ...['output', 'quiet', 'verbose', 'on-event', 'on-event-env', 'report-file', 'certificate', 'sign-with'],
  ...['settings', 'yes'],
]);

/** Of the library itself. */
const OWN: ReadonlySet<string> = new Set(['signal', 'workingDirectory'] satisfies (keyof LibraryOptions)[]);
/** Of a run: the file of a plan that was kept stands on the command line without a flag. */
const PLAN = 'plan';

/** `pollSeconds` of `poll-seconds`. */
export function optionOf(flag: string): string {
  return flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

export function commandFor(verb: Verb): Command {
  const command = { ...BACKFILL_COMMANDS, ...VERIFY_COMMANDS }[verb];
  if (command === undefined) throw new Error(`there is no command ${verb}`);
  return command;
}

/** Names of the flags that are options of `verb`. */
export function optionFlags(verb: Verb): readonly string[] {
  return Object.keys(commandFor(verb).flags).filter((name) => !NOT_OPTIONS.has(name));
}

/** What is said, by the names of the flags. @throws RunnerError `usage` */
function saidOf(verb: Verb, options: LibraryOptions): ReadonlyMap<string, unknown> {
  const names = new Map(optionFlags(verb).map((flag) => [optionOf(flag), flag]));
  if (verb === 'run') names.set(PLAN, PLAN);
  const said = new Map<string, unknown>();
  for (const [option, value] of Object.entries(options) as [string, unknown][]) {
    if (value === undefined || OWN.has(option)) continue;
    const flag = names.get(option);
    if (flag === undefined) {
      const meant = nearest(option, [...names.keys(), ...OWN]);
      const hint =
        meant === undefined
          ? `${installedPage('docs/library.md', 'Options')} says what the options are`
          : `did you mean '${meant}'?`;
      throw new RunnerError('usage', `${verb} has no option '${visible(option)}'`, hint);
    }
    said.set(flag, value);
  }
  return said;
}

/** @throws RunnerError `usage` that names all that is wrong */
export function givenOf(verb: Verb, options: LibraryOptions): Given {
  const said = saidOf(verb, options);
  const plan = said.get(PLAN);
  const flags = [...said]
    .filter(([flag]) => flag !== PLAN)
    .map(([flag, value]) => [flag, { texts: [value].flat().map(String), where: optionOf(flag) }] as const);
  if (plan !== undefined && typeof plan !== 'string')
    throw new RunnerError('usage', `plan: got ${shownJson(plan)}; the name of a file is allowed`);
  const places = plan === undefined ? [] : [plan];
  const argv = { command: verb, places, flags: new Map(), unknown: [], lacking: [] };
  return givenOfWords(argv, verb, commandFor(verb), { flags: new Map(flags) });
}

/** The command line that does the same. @throws RunnerError `usage` */
export function commandOf(verb: Verb, options: LibraryOptions): string {
  const said = saidOf(verb, options);
  const flags = [...said].flatMap(([flag, value]) => (flag === PLAN ? [String(value)] : givenWords(flag, value)));
  return shellCommand(['s3-backfill', verb, ...flags]);
}
