// The settings file: which one it is, and its section `runner`. One that merely lies in the working directory says nothing that steers:
// who can change a file there would use the credentials of whoever runs the program.
import { installedPage } from '../../../docs/installed-page';
import { resolve } from 'node:path';
import { RunnerError } from '../../ports/errors';
import type { World } from '../../ports/world';
import { nearest } from '../../text/nearest';
import { visible } from '../../text/safe-text';
import { STEERING, type Steers } from '../flags/flag';
import { keyOf, variableOf } from './flag-names';

const SETTINGS_FILE = 's3-backfill.json';

export type Value = string | number | boolean | readonly string[];

export interface Settings {
  readonly path: string;
  /** Whether somebody named the file; one that was found may not steer. */
  readonly isNamed: boolean;
  readonly values: Readonly<Record<string, Value>>;
}

/** What each flag steers, by its name; that of any command that has it. */
export type SteeringFlags = ReadonlyMap<string, Steers>;

function noDirectory(): RunnerError {
  return new RunnerError(
    'usage',
    'the working directory is not there any more: it was removed or renamed since the shell went there',
    'change to a directory that is there (cd), and run it again',
  );
}

/** @param named the file that the command line or the variable names. @default - the one in the working directory, if it is there */
async function fileOf(world: World, named: string | undefined): Promise<Settings> {
  const path = named ?? SETTINGS_FILE;
  const isNamed = named !== undefined;
  const text = await world.files.read(
    resolve(world.workingDirectory, path),
    isNamed ? undefined : { onlyFiles: 'refuse' },
  );
  if (text === undefined) {
    if (!isNamed) return { path, isNamed, values: {} };
    throw new RunnerError(
      'usage',
      `there is no settings file '${visible(path)}'`,
      `name one that is there with --settings or ${variableOf('settings')}, or leave both out`,
    );
  }
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
  // Not loaded before there is something to check.
  const { runnerSettings } = await import('./settings-schema');
  const parsed = runnerSettings.safeParse(json);
  if (parsed.success) return { path, isNamed, values: parsed.data.runner ?? {} };
  const [issue] = parsed.error.issues;
  const key = visible(issue?.path.join('.') ?? '');
  throw new RunnerError(
    'usage',
    `${visible(path)}: ${key} is no value of a flag`,
    'text, a number, true or false, or a list of texts',
  );
}

/** A name with a dash would be a flag that is not heeded. @throws RunnerError `usage` */
function checkNames({ path, values }: Settings, flags: SteeringFlags): void {
  const known = [...flags.keys()];
  const keys = known.map(keyOf);
  const unknown = Object.keys(values).find((name) => !keys.includes(name));
  if (unknown === undefined) return;
  const asFlag = unknown.replaceAll('_', '-');
  const meant = known.includes(asFlag) ? asFlag : nearest(asFlag, known);
  throw new RunnerError(
    'usage',
    `${visible(path)}: runner.${visible(unknown)} is no flag${meant === undefined ? '' : ` (did you mean '${keyOf(meant)}'?)`}`,
    'keys are the names of flags, with _ instead of -',
  );
}

/** @throws RunnerError `usage` when a file that nobody named wants to steer, or a file names another one */
function checkSteering({ path, isNamed, values }: Settings, flags: SteeringFlags): void {
  if (Object.hasOwn(values, 'settings'))
    throw new RunnerError(
      'usage',
      `${visible(path)}: runner.settings is not heeded in a settings file`,
      `name the file with --settings or ${variableOf('settings')}`,
    );
  if (isNamed) return;
  const steering = [...flags].flatMap(([name, steers]) =>
    steers === 'nothing' || !Object.hasOwn(values, keyOf(name)) ? [] : [{ name, steers }],
  );
  const [first] = steering;
  if (first === undefined) return;
  const told = steering.map(({ name, steers }) => `runner.${keyOf(name)} (it ${STEERING[steers]})`);
  throw new RunnerError(
    'usage',
    `${visible(path)} was found in the working directory, and is not trusted with ${told.join(', ')}`,
    `leave it out there, and give --${first.name} or the variable ${variableOf(first.name)}; or name the file: --settings ${path}`,
  );
}

/**
 * The section `runner` of the settings file; empty when there is no file or no section.
 * @param named the file that somebody named. @default - `s3-backfill.json` in the working directory
 * @throws RunnerError `usage`
 */
export async function readSettings(world: World, named: string | undefined, flags: SteeringFlags): Promise<Settings> {
  if (world.workingDirectory === '') throw noDirectory();
  const settings = await fileOf(world, named);
  checkNames(settings, flags);
  checkSteering(settings, flags);
  return settings;
}
