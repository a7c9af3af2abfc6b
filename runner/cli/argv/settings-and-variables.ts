// Flags that are not on the command line: variables `S3_BACKFILL_…`, then the section `runner` of the settings file. They become
// the words that somebody would have typed, so that they are checked and refused as those are.
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { World } from '../../ports/world';
import { defined } from '../../text/defined';
import { nearest } from '../../text/nearest';
import { publicText } from '../../text/public-text';
import { shownJson, visible } from '../../text/safe-text';
import type { Flag, Flags } from '../flags/flag';
import { keyOf, PREFIX, variableOf } from './flag-names';
import type { Argv } from './read-argv';
import { readSettings, type Settings, type SteeringFlags, type Value } from './settings-file';

const SETTINGS = 'settings';

/** What stands for a flag outside of the command line. */
export interface Configured {
  readonly texts: readonly string[];
  /** Where it stands, as a message names it. */
  readonly where: string;
}

export interface ConfiguredFlags {
  readonly flags: ReadonlyMap<string, Configured>;
  /** What a settings file that was named says of flags that steer, for whoever reads along. @default - nothing */
  readonly told?: string;
  /** Why it may not be all: a file that cannot be read, a name that is no flag. Told only when the command line is right. */
  readonly fault?: RunnerError;
}

const YES = /^(1|true|yes|on)$/i;
const NO = /^(0|false|no|off)$/i;

/** As somebody would have typed it; what is neither yes nor no stays, and is refused as it would be then. */
function textsOf({ takes }: Flag, value: Value): readonly string[] {
  const texts = Array.isArray(value) ? value.map(String) : [String(value)];
  if (takes === 'number') return texts.map((text) => text.trim());
  if (takes !== 'nothing') return texts;
  return texts.map((text) => (YES.test(text) ? 'true' : NO.test(text) ? 'false' : text));
}

/** What variables say about `flags`; several values of a repeatable one stand on a line each. */
export function flagsOfVariables(flags: Flags, environment: World['environment']): ConfiguredFlags['flags'] {
  return new Map(
    Object.entries(flags).flatMap(([name, flag]): (readonly [string, Configured])[] => {
      const where = variableOf(name);
      const lines = (environment[where] ?? '').split('\n').filter((line) => line !== '');
      return lines.length === 0 ? [] : [[name, { texts: textsOf(flag, lines), where }]];
    }),
  );
}

/** A variable that nearly has the name of a flag would be a flag that is not heeded. @throws RunnerError `usage` */
function checkVariables(environment: World['environment'], known: readonly string[]): void {
  const names = known.map(variableOf);
  for (const given of Object.keys(environment)) {
    if (!given.startsWith(PREFIX) || names.includes(given)) continue;
    const meant = nearest(given.slice(PREFIX.length).toLowerCase().replaceAll('_', '-'), known);
    if (meant !== undefined) {
      throw new RunnerError(
        'usage',
        `the variable ${visible(given)} is no flag (did you mean '${variableOf(meant)}'?)`,
      );
    }
  }
}

/** What a settings file that was named says of flags that steer, in one sentence; undefined: nothing. */
function toldOf(
  { path, isNamed, values }: Settings,
  flags: Flags,
  isHeeded: (name: string) => boolean,
): string | undefined {
  if (!isNamed) return undefined;
  const told = Object.entries(flags).flatMap(([name, { steers, isSecret }]) => {
    const value = values[keyOf(name)];
    if (steers === 'nothing' || value === undefined || !isHeeded(name)) return [];
    return [
      isSecret === true ? `${keyOf(name)} (not shown)` : `${keyOf(name)} = ${shownJson(withoutUrlSecrets(value))}`,
    ];
  });
  return told.length === 0 ? undefined : `${visible(path)} sets ${told.join(', ')}`;
}

function withoutUrlSecrets(value: Value): Value {
  return typeof value === 'string' ? publicText(value) : value;
}

/**
 * What variables and the settings file say about `flags`. Never throws: what could be read decides how a fault is told.
 * @param every flags of every command
 * @param typed words of the command line for each flag: they win
 */
export async function configuredFlags(
  flags: Flags,
  every: SteeringFlags,
  typed: Argv['flags'],
  world: World,
): Promise<ConfiguredFlags> {
  const variables = flagsOfVariables(flags, world.environment);
  let fault: RunnerError | undefined;
  let settings: Settings = { path: '', isNamed: false, values: {} };
  try {
    checkVariables(world.environment, [...every.keys()]);
    const named = typed.get(SETTINGS)?.at(-1)?.text ?? world.environment[variableOf(SETTINGS)];
    settings = await readSettings(world, named === '' ? undefined : named, every);
  } catch (error) {
    if (!isRunnerError(error)) throw error;
    fault = error;
  }
  const { path, values } = settings;
  const fromFile = Object.entries(flags).flatMap(([name, flag]): (readonly [string, Configured])[] => {
    const key = keyOf(name);
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    return value === undefined
      ? []
      : [[name, { texts: textsOf(flag, value), where: `runner.${key} in ${visible(path)}` }]];
  });
  const told = toldOf(settings, flags, (name) => !typed.has(name) && !variables.has(name));
  return defined({ flags: new Map([...fromFile, ...variables]), told, fault });
}
