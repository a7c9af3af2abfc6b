// From words to what a command is given: each value checked against its flag; what is typed wins over variables, and these over settings.
import { RunnerError } from '../../ports/errors';
import { bucketNameFault, prefixFault } from '../../text/s3-address';
import { nearest } from '../../text/nearest';
import { shownJson } from '../../text/safe-text';
import type { Command } from '../commands/command';
import type { Given, InSequence } from '../flag-values';
import type { Flag } from '../flags/flag';
import type { Argv } from './read-argv';
import type { ConfiguredFlags } from './settings-and-variables';
import { filePlace, isPath } from './files-named-twice';
import { placesOf, usageFault } from './usage';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** An empty one would be the working directory. */
const A_NAME = 'a name is allowed, and none was given: where it comes from a variable, that is not set';

function choiceFault(text: string, choices: readonly string[]): string {
  const meant = nearest(text, choices);
  const allowed = `one of ${choices.map(shownJson).join(', ')} is allowed`;
  return meant === undefined ? allowed : `${allowed} (did you mean ${shownJson(meant)}?)`;
}

/** What may stand where `text` is refused; undefined: it is not. */
function allowedInsteadOf(text: string, flag: Flag): string | undefined {
  const { takes, choices = [] } = flag;
  switch (takes) {
    case 'text':
    case 'file':
    case 'directory':
      return text === '' && isPath(flag) ? A_NAME : undefined;
    case 'number':
      return NUMBER.test(text) ? undefined : 'a number is allowed';
    case 'nothing':
      return text === 'true' || text === 'false' ? undefined : 'true or false is allowed';
    case 'choice':
      return choices.includes(text) ? undefined : choiceFault(text, choices);
  }
}

/** What is wrong with `text` as a name of what the flag names. */
function faultOfName(text: string, { names }: Flag): string | undefined {
  if (names === undefined || names === 'path') return undefined;
  return names === 'bucket' ? bucketNameFault(text) : prefixFault(text);
}

function valueOf(text: string, { takes }: Flag): string | number | boolean {
  if (takes === 'number') return Number(text);
  return takes === 'nothing' ? text === 'true' : text;
}

/** The value of one flag, and what is wrong with it. @param where what a message calls it */
function read(
  flag: Flag,
  texts: readonly string[],
  where: string,
): { readonly value: unknown; readonly fault?: string } {
  for (const text of texts) {
    const allowed = allowedInsteadOf(text, flag);
    if (allowed !== undefined) return { value: undefined, fault: `${where}: got ${shownJson(text)}; ${allowed}` };
    const misnamed = faultOfName(text, flag);
    if (misnamed !== undefined) return { value: undefined, fault: `${where}: ${misnamed}` };
  }
  const values = texts.map((text) => valueOf(text, flag));
  if (flag.repeatable === true) return { value: values };
  // The last one counts: scripts add --no-job-tags to what they were given.
  if (flag.takes === 'nothing' || values.length === 1) return { value: values.at(-1) };
  return { value: undefined, fault: `${where} was given ${values.length} times: give it once` };
}

function placeValues({ places }: Argv, command: Command): Given {
  return Object.fromEntries(
    placesOf(command).flatMap(({ name, isRepeatable }, index): [string, unknown][] => {
      const value = isRepeatable ? places.slice(index) : places[index];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * Flags whose order counts. What was typed comes last, as it was typed; of the rest no order is known, and theirs is that of their names:
 * what is left out before what is taken in.
 */
function sequencesOf(argv: Argv, { flags }: Command, configured: ConfiguredFlags): Given {
  const found: Record<string, (InSequence & { readonly at: number })[]> = {};
  for (const [name, { sequence }] of Object.entries(flags).sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (sequence === undefined) continue;
    const typed = argv.flags.get(name);
    const texts = typed ?? configured.flags.get(name)?.texts.map((text) => ({ text, at: -1 })) ?? [];
    for (const { text, at } of texts) (found[sequence] ??= []).push({ name, text, at });
  }
  return Object.fromEntries(
    Object.entries(found).map(([sequence, all]): [string, readonly InSequence[]] => [
      sequence,
      all.sort((one, other) => one.at - other.at).map(({ name, text }) => ({ name, text })),
    ]),
  );
}

/**
 * What `command` is given.
 * @throws RunnerError `usage` that names all that is wrong
 */
export function givenOf(argv: Argv, name: string, command: Command, configured: ConfiguredFlags): Given {
  const fault = usageFault(argv, name, command) ?? configured.fault;
  if (fault !== undefined) throw fault;
  const given: Record<string, unknown> = {
    ...placeValues(argv, command),
    ...sequencesOf(argv, command, configured),
  };
  const place = filePlace(command);
  const faults = place !== undefined && given[place] === '' ? [`the ${place}: got ""; ${A_NAME}`] : [];
  for (const [flagName, flag] of Object.entries(command.flags)) {
    const typed = argv.flags.get(flagName)?.map(({ text }) => text);
    const found = configured.flags.get(flagName);
    const texts = typed ?? found?.texts ?? [];
    const where = typed === undefined && found !== undefined ? found.where : `--${flagName}`;
    const { value = flag.default, fault: wrong } = texts.length === 0 ? { value: undefined } : read(flag, texts, where);
    if (wrong !== undefined) faults.push(wrong);
    if (value !== undefined) given[flagName] = value;
  }
  if (faults.length === 0) return given;
  throw new RunnerError('usage', faults.join('; '), `see: s3-backfill ${name} --help`);
}
