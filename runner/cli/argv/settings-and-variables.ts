// Flags that are not on the command line: variables `S3_BACKFILL_…`, then the section `runner` of the settings file. They become
// the words that somebody would have typed, so that they are checked and refused as those are.
import { installedPage } from '../../../docs/installed-page';
import { resolve } from 'node:path';
import { isRunnerError, RunnerError } from '../../ports/errors';
import type { World } from '../../ports/world';
import { defined } from '../../text/defined';
import { nearest } from '../../text/nearest';
import { visible } from '../../text/safe-text';
import type { Flag, Flags } from '../flags/flag';

const PREFIX = 'S3_BACKFILL_';
const SETTINGS_VARIABLE = 'S3_BACKFILL_SETTINGS';
const SETTINGS_FILE = 's3-backfill.json';

type Value = string | number | boolean | readonly string[];

interface Settings {
  readonly path: string;
  readonly values: Readonly<Record<string, Value>>;
}

/** What stands for a flag outside of the command line. */
export interface Configured {
  readonly texts: readonly string[];
  /** Where it stands, as a message names it. */
  readonly where: string;
}

export interface ConfiguredFlags {
  readonly flags: ReadonlyMap<string, Configured>;
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

/** `S3_BACKFILL_POLL_SECONDS` */
function variableOf(name: string): string {
  return PREFIX + name.toUpperCase().replaceAll('-', '_');
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

function noDirectory(): RunnerError {
  return new RunnerError(
    'usage',
    'the working directory is not there any more: it was removed or renamed since the shell went there',
    'change to a directory that is there (cd), and run it again',
  );
}

/** The section `runner` of the settings file; empty when there is no file or no section. */
async function settingsOf(world: World): Promise<Settings> {
  const named = world.environment[SETTINGS_VARIABLE];
  const path = named === undefined || named === '' ? SETTINGS_FILE : named;
  const text = await world.files.read(resolve(world.workingDirectory, path));
  if (text === undefined) return { path, values: {} };
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new RunnerError(
      'usage',
      `${visible(path)} is not JSON`,
      `the settings file is described in ${installedPage('docs/settings.md', 'Keys')}`,
    );
  }
  // Not loaded before there is something to check: it is larger than all that `--help` needs.
  const { z } = await import('zod');
  const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
  const parsed = z.object({ runner: z.record(z.string(), value).optional() }).safeParse(json);
  if (parsed.success) return { path, values: parsed.data.runner ?? {} };
  const [issue] = parsed.error.issues;
  const key = visible(issue?.path.join('.') ?? '');
  throw new RunnerError(
    'usage',
    `${visible(path)}: ${key} is no value of a flag`,
    'text, a number, true or false, or a list of texts',
  );
}

function checkNames(path: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name.replaceAll('_', '-')));
  if (unknown === undefined) return;
  const meant = nearest(unknown.replaceAll('_', '-'), known)?.replaceAll('-', '_');
  throw new RunnerError(
    'usage',
    `${visible(path)}: runner.${visible(unknown)} is no flag${meant === undefined ? '' : ` (did you mean '${meant}'?)`}`,
    'keys are the names of flags, with _ instead of -',
  );
}

/** A variable that nearly has the name of a flag would be a flag that is not heeded. @throws RunnerError `usage` */
function checkVariables(environment: World['environment'], known: readonly string[]): void {
  const names = known.map(variableOf);
  for (const given of Object.keys(environment)) {
    if (!given.startsWith(PREFIX) || given === SETTINGS_VARIABLE || names.includes(given)) continue;
    const meant = nearest(given.slice(PREFIX.length).toLowerCase().replaceAll('_', '-'), known);
    if (meant !== undefined) {
      throw new RunnerError(
        'usage',
        `the variable ${visible(given)} is no flag (did you mean '${variableOf(meant)}'?)`,
      );
    }
  }
}

async function readSettings(world: World, known: readonly string[]): Promise<Settings> {
  if (world.workingDirectory === '') throw noDirectory();
  const settings = await settingsOf(world);
  checkNames(settings.path, Object.keys(settings.values), known);
  return settings;
}

/**
 * What variables and the settings file say about `flags`. Never throws: what could be read decides how a fault is told.
 * @param all names of the flags of every command
 */
export async function configuredFlags(flags: Flags, all: readonly string[], world: World): Promise<ConfiguredFlags> {
  let fault: RunnerError | undefined;
  let settings: Settings = { path: '', values: {} };
  try {
    checkVariables(world.environment, all);
    settings = await readSettings(world, all);
  } catch (error) {
    if (!isRunnerError(error)) throw error;
    fault = error;
  }
  const { path, values } = settings;
  const fromFile = Object.entries(flags).flatMap(([name, flag]): (readonly [string, Configured])[] => {
    const key = name.replaceAll('-', '_');
    const value = values[key];
    return value === undefined
      ? []
      : [[name, { texts: textsOf(flag, value), where: `runner.${key} in ${visible(path)}` }]];
  });
  return defined({ flags: new Map([...fromFile, ...flagsOfVariables(flags, world.environment)]), fault });
}
