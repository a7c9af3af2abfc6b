// Flags that are not on the command line: variables `S3_BACKFILL_…`, then the section `runner` of the settings file. They are
// read, checked and refused as if somebody had typed them.
import { resolve } from 'node:path';
import { RunnerError } from '../ports/errors';
import { readValue } from './command-line';
import type { Given } from './flag-values';
import type { Flags } from './flags';
import { nearest } from '../text/nearest';
import type { World } from '../ports/world';
import { shownJson, visible } from '../text/safe-text';

const PREFIX = 'S3_BACKFILL_';
const SETTINGS_VARIABLE = 'S3_BACKFILL_SETTINGS';
const SETTINGS_FILE = 's3-backfill.json';

type Value = string | number | boolean | readonly string[];

const YES = /^(1|true|yes|on)$/i;
const NO = /^(0|false|no|off)$/i;

/** @throws RunnerError `usage` that names where the value stands */
function valueFrom(flag: Flags[string], value: Value, where: string): unknown {
  const one = (text: string): unknown => {
    const word =
      flag.type === 'boolean' && YES.test(text) ? 'true' : flag.type === 'boolean' && NO.test(text) ? 'false' : text;
    const read = readValue(flag, flag.type === 'number' ? word.trim() : word);
    if ('value' in read) return read.value;
    throw new RunnerError('usage', `${where}: ${read.fault.replace(shownJson(word), shownJson(value))}`);
  };
  return Array.isArray(value) ? value.map((text) => one(String(text))) : one(String(value));
}

/** `S3_BACKFILL_POLL_SECONDS` */
function variableOf(name: string): string {
  return PREFIX + name.toUpperCase().replaceAll('-', '_');
}

/** Several values of a repeatable flag stand on a line each. */
function fromEnvironment(name: string, environment: World['environment']): { value: Value; where: string } | undefined {
  const where = variableOf(name);
  const text = environment[where];
  if (text === undefined || text === '') return undefined;
  const lines = text.split('\n').filter((line) => line !== '');
  return { value: lines.length > 1 ? lines : text, where };
}

/** The section `runner` of the settings file; empty when there is no file or no section. */
async function settingsOf(world: World): Promise<{ path: string; values: Readonly<Record<string, Value>> }> {
  const named = world.environment[SETTINGS_VARIABLE];
  const path = named === undefined || named === '' ? SETTINGS_FILE : named;
  const text = await world.files.read(resolve(world.workingDirectory, path));
  if (text === undefined) return { path, values: {} };
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new RunnerError('usage', `${visible(path)} is not JSON`, 'docs/settings.md describes the settings file');
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

/**
 * Values of flags that were not typed.
 * @param typed names of those that were
 * @param flags those of the command that was given
 * @param all names of the flags of every command
 * @throws RunnerError `usage`
 */
export async function configuredFlags(
  typed: Given,
  flags: Flags,
  all: readonly string[],
  world: World,
): Promise<Given> {
  checkVariables(world.environment, all);
  const settings = await settingsOf(world);
  checkNames(settings.path, Object.keys(settings.values), all);
  const found = Object.entries(flags).flatMap(([name, flag]) => {
    if (name in typed) return [];
    const key = name.replaceAll('-', '_');
    const setting = settings.values[key];
    const one =
      fromEnvironment(name, world.environment) ??
      (setting === undefined ? undefined : { value: setting, where: `runner.${key} in ${visible(settings.path)}` });
    return one === undefined ? [] : [[name, valueFrom(flag, one.value, one.where)] as const];
  });
  return Object.fromEntries(found);
}
